"""Who was active when: months across, platforms and government down, year by year, a mark for each event."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.table import Table

from epcli.model import Event
from epcli.queries.chart import Activity, Chart, activities
from epcli.views.events import KIND_STYLES
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import NARROW, Page, Section, render_page
from epcli.views.prose import Line, Prose
from epcli.views.table import Cell, table_lines
from epcli.views.timeline import title
from epcli.wording import label

LETTERS = {"policy": "P", "agreement": "A", "programme": "G", "pilot": "T", "meeting": "M", "launch": "L", "report": "R"}
"""The mark of each kind: letters, since symbols have no certain width on a Chinese terminal."""


def page(answer: Chart, notes: Footnotes) -> Page:
    heads = ["", *(str(month) for month in range(1, 13)), label("year_alone", notes.lang)]
    active = activities(answer.events, notes.store)
    years = groupby(active, key=lambda activity: activity.year)
    sections = [Section(str(year), heads, [_row(activity, notes) for activity in of_year]) for year, of_year in years]
    used = [kind for kind in LETTERS if kind in {event.kind for event in answer.events}]
    meant = [Prose.of((LETTERS[kind], KIND_STYLES[kind]), f" {label(kind, notes.lang)}") for kind in used]
    if any(spell.began_before or spell.goes_on for activity in active for spell in activity.sometime):
        meant.append(Prose(f"> {label('goes_on', notes.lang)}"))
    legend = Prose.joined(meant, "  ")
    return Page(title(answer, notes.lang), [legend] if used else [], sections)


def render(answer: Chart, notes: Footnotes, width: int) -> Iterator[Line]:
    """All years in one grid, so that the months stand under each other."""
    drawn = page(answer, notes)
    if width < NARROW:
        yield from render_page(drawn, width)
        return
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(max_width=width // 3)
    for _ in range(13):
        grid.add_column(min_width=2)
    for section in drawn.sections:
        heads = [Prose(section.heading, "bold"), *(Prose(head, QUIET) for head in section.columns[1:])]
        for row in ([Prose()], heads, *section.rows):
            grid.add_row(*map(Cell, row))
    for words in (drawn.title, *drawn.intro):
        yield from words.lines(width)
    yield from table_lines(grid, width)


def _row(activity: Activity, notes: Footnotes) -> list[Prose]:
    party = notes.organization(activity.platform) if activity.platform else label("government_alone", notes.lang)
    months = [_marks(activity.months.get(month, []), notes) for month in range(1, 13)]
    years = [
        Prose.of(">" * spell.began_before, mark, ">" * spell.goes_on)
        for spell, mark in ((spell, _mark(spell.event, notes)) for spell in activity.sometime)
    ]
    return [Prose(party), *months, Prose.of(*years)]


def _marks(events: list[Event], notes: Footnotes) -> Prose:
    return Prose.of(*(_mark(event, notes) for event in events))


def _mark(event: Event, notes: Footnotes) -> Prose:
    """The letter of an event's kind, with the mark of how its date is known."""
    return notes.date(LETTERS[event.kind], event.dating.status).styled(KIND_STYLES[event.kind], 0, 1)
