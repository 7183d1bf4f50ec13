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
    active = activities(answer.events, notes.store)
    used = [kind for kind in LETTERS if kind in {event.kind for event in answer.events}]
    meant = [Prose.of((LETTERS[kind], KIND_STYLES[kind]), f" {label(kind, notes.lang)}") for kind in used]
    if any(spell.began_before or spell.goes_on for activity in active for spell in activity.sometime):
        meant.append(Prose(f"> {label('goes_on', notes.lang)}"))
    months = [*(str(month) for month in range(1, 13)), label("year_alone", notes.lang)]
    years = groupby(active, key=lambda activity: activity.year)
    marks = Marks(months, [(str(year), [_row(activity, notes) for activity in of_year]) for year, of_year in years])
    return notes.page(title(answer, notes), [Paragraph(Prose.joined(meant, "  ")), marks] if used else [])


def _row(activity: Activity, notes: Footnotes) -> MarkedRow:
    party = notes.organization(activity.platform).plain if activity.platform else label("government_alone", notes.lang)
    months = [_marks(activity.months.get(month, []), notes) for month in range(1, 13)]
    sometime = [
        Item(Prose.of(">" * spell.began_before, _mark(spell.event, notes), ">" * spell.goes_on), spell.event.id)
        for spell in activity.sometime
    ]
    return MarkedRow(party, [*months, sometime])


def _marks(events: list[Event], notes: Footnotes) -> list[Item]:
    return [Item(_mark(event, notes), event.id) for event in events]


def _mark(event: Event, notes: Footnotes) -> Prose:
    """The letter of an event's kind, with the mark of how its date is known."""
    return Prose.of(Prose(LETTERS[event.kind], KIND_STYLES[event.kind], f"events/{event.id}"), notes.mark(event.dating.status))
