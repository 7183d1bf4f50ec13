"""A timeline as a person reads it."""

from __future__ import annotations

from epcli.drawing.blocks import Page
from epcli.drawing.prose import QUIET, Prose
from epcli.model import Lang
from epcli.queries.timeline import Timeline
from epcli.views.events import entries
from epcli.views.footnotes import Footnotes
from epcli.wording import count, label


def page(answer: Timeline, notes: Footnotes) -> Page:
    return notes.page(title(answer, notes.lang), [entries(answer.events, notes)])


def title(answer: Timeline, lang: Lang) -> Prose:
    words = f"{label('timeline', lang)} {answer.period or ''}".strip()
    return Prose.of((words, "bold"), (f" · {count(len(answer.events), 'event', lang)}", QUIET))
