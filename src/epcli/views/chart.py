"""Who was active when: months across, platforms and government down, year by year, a mark for each event."""

from __future__ import annotations

from itertools import groupby

from epcli.drawing.blocks import Item, MarkedRow, Marks, Page, Paragraph
from epcli.drawing.prose import Prose
from epcli.model import Event
from epcli.queries.chart import Activity, Chart, Spell, activities
from epcli.views.events import KIND_STYLES
from epcli.views.footnotes import Footnotes
from epcli.views.timeline import title
from epcli.wording import label

LETTERS = {"policy": "P", "agreement": "A", "programme": "G", "pilot": "T", "meeting": "M", "launch": "L", "report": "R"}
"""The mark of each kind: letters, since symbols have no certain width on a Chinese terminal."""


def page(answer: Chart, notes: Footnotes) -> Page:
    active = activities(answer.events, notes.store, answer.filters.get("period", ()))
    used = [kind for kind in LETTERS if kind in {event.kind for event in answer.events}]
    meant = [Prose.of((LETTERS[kind], KIND_STYLES[kind]), f" {label(kind, notes.lang)}") for kind in used]
    spells = [spell for activity in active for drawn in (activity.sometime, *activity.months.values()) for spell in drawn]
    if any(spell.began_before or spell.goes_on for spell in spells):
        meant.append(Prose(f"> {label('goes_on', notes.lang)}"))
    if any(spell.perhaps for spell in spells):
        meant.append(Prose(f"? {label('perhaps', notes.lang)}"))
    months = [*(str(month) for month in range(1, 13)), label("year_alone", notes.lang)]
    years = groupby(active, key=lambda activity: activity.year)
    marks = Marks(months, [(f"{year:04}", [_row(activity, notes) for activity in of_year]) for year, of_year in years])
    return notes.page(title(answer, notes), [Paragraph(Prose.joined(meant, "  ")), marks] if used else [])


def _row(activity: Activity, notes: Footnotes) -> MarkedRow:
    party = notes.organization(activity.platform).plain if activity.platform else label("government_alone", notes.lang)
    drawn = [*(activity.months.get(month, []) for month in range(1, 13)), activity.sometime]
    return MarkedRow(party, [[_item(spell, notes) for spell in spells] for spells in drawn])


def _item(spell: Spell, notes: Footnotes) -> Item:
    words = Prose.of(">" * spell.began_before, _mark(spell.event, notes), "?" * spell.perhaps, ">" * spell.goes_on)
    return Item(words, spell.event.id)


def _mark(event: Event, notes: Footnotes) -> Prose:
    """The letter of an event's kind, with the mark of how its date is known."""
    return notes.marked(Prose(LETTERS[event.kind], KIND_STYLES[event.kind], f"events/{event.id}"), event.dating.status)
