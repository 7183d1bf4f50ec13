"""Who was active when: months across, platforms and government down, year by year, a mark for each event."""

from __future__ import annotations

from itertools import groupby

from epcli.drawing.blocks import Item, MarkedRow, Marks, Page, Paragraph
from epcli.drawing.prose import Prose
from epcli.model import Event
from epcli.queries.chart import Activity, Chart, activities
from epcli.views.events import KIND_STYLES
from epcli.views.footnotes import Footnotes
from epcli.views.timeline import title
from epcli.wording import label

LETTERS = {"policy": "P", "agreement": "A", "programme": "G", "pilot": "T", "meeting": "M", "launch": "L", "report": "R"}
"""The mark of each kind: letters, since symbols have no certain width on a Chinese terminal."""


def page(answer: Chart, notes: Footnotes) -> Page:
    used = [kind for kind in LETTERS if kind in {event.kind for event in answer.events}]
    legend = Prose.joined([Prose.of((LETTERS[kind], KIND_STYLES[kind]), f" {label(kind, notes.lang)}") for kind in used], "  ")
    months = [*(str(month) for month in range(1, 13)), label("year_alone", notes.lang)]
    years = groupby(activities(answer.events, notes.store), key=lambda activity: activity.year)
    marks = Marks(months, [(str(year), [_row(activity, notes) for activity in of_year]) for year, of_year in years])
    return notes.page(title(answer, notes.lang), [Paragraph(legend), marks] if used else [])


def _row(activity: Activity, notes: Footnotes) -> MarkedRow:
    party = notes.organization(activity.platform) if activity.platform else label("government_alone", notes.lang)
    months = [_marks(activity.months.get(month, []), notes) for month in range(1, 13)]
    return MarkedRow(party, [*months, _marks(activity.sometime, notes)])


def _marks(events: list[Event], notes: Footnotes) -> list[Item]:
    """A letter for each event, with the mark of how its date is known."""
    dates = [notes.date(LETTERS[event.kind], event.dating.status) for event in events]
    return [Item(date.styled(KIND_STYLES[event.kind], 0, 1), event.id) for date, event in zip(dates, events, strict=True)]
