"""A timeline as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from epcli.model import Lang
from epcli.queries.timeline import Timeline
from epcli.views.events import event_section, render_events
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import Page
from epcli.views.prose import Line, Prose
from epcli.wording import count, label


def page(answer: Timeline, notes: Footnotes) -> Page:
    return Page(title(answer, notes.lang), [], [event_section(answer.events, notes)])


def render(answer: Timeline, notes: Footnotes, width: int) -> Iterator[Line]:
    yield from title(answer, notes.lang).lines(width)
    yield from render_events(answer.events, notes, width)


def title(answer: Timeline, lang: Lang) -> Prose:
    words = f"{label('timeline', lang)} {answer.period or ''}".strip()
    return Prose.of((words, "bold"), (f" · {count(len(answer.events), 'event', lang)}", QUIET))
