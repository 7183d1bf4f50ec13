"""A timeline as a person reads it."""

from __future__ import annotations

from epcli.drawing.blocks import Page
from epcli.drawing.prose import Prose
from epcli.queries.timeline import Timeline
from epcli.views import asked
from epcli.views.events import entries
from epcli.views.footnotes import Footnotes


def page(answer: Timeline, notes: Footnotes) -> Page:
    return notes.page(title(answer, notes), [entries(answer.events, notes)])


def title(answer: Timeline, notes: Footnotes) -> Prose:
    return asked.title("timeline", answer, len(answer.events), "event", notes)
