"""Events in time order, grouped by year and month: the piece that a timeline and a platform's page have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table

from epcli.model import Event
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.prose import Prose
from epcli.wording import join_names, label

NARROW = 60
"""Below this many columns things stand under each other instead of side by side."""

KIND_STYLES = {
    "policy": "magenta",
    "agreement": "cyan",
    "programme": "green",
    "pilot": "yellow",
    "meeting": "blue",
    "launch": "green",
}


def render_events(events: Iterable[Event], notes: Footnotes, width: int) -> RenderableType:
    """Each event under its year and month: date and mark, title, kind, who and where, key figures, references."""
    return Group(*_blocks(events, notes, width))


def _blocks(events: Iterable[Event], notes: Footnotes, width: int) -> Iterator[RenderableType]:
    for year, of_year in groupby(events, key=lambda event: event.date[:4]):
        yield ""
        yield Rule(Prose(year, "bold"), characters="─", style=QUIET, align="left")
        for index, (_, of_month) in enumerate(groupby(of_year, key=lambda event: event.date[:7])):
            if index:
                yield ""
            for event in of_month:
                yield from _block(event, notes, width)


def _block(event: Event, notes: Footnotes, width: int) -> Iterator[RenderableType]:
    body = Group(*_body(event, notes))
    date = notes.date(event.date, event.dating)
    if width < NARROW:
        yield date
        yield Padding(body, (0, 0, 0, 2))
        return
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=12)
    grid.add_column(overflow="fold", ratio=1)
    grid.add_row(date, body)
    yield grid


def _body(event: Event, notes: Footnotes) -> Iterator[RenderableType]:
    lang, store = notes.lang, notes.store
    who = join_names((notes.organization(name) for name in event.organizations), lang)
    where = join_names((store.places[name].name[lang] for name in event.places), lang)
    reference = notes.reference([*event.citations, *event.dating.citations], event.dating.note)
    details = [words for words in (who, where) if words]
    yield Prose(event.title[lang], "bold")
    yield Prose.of(
        (label(event.kind, lang), KIND_STYLES[event.kind]),
        *((f" · {words}", "") for words in details),
        (f" {reference}", QUIET),
    )
    yield from notes.figures(event.figures, [*event.citations, *event.dating.citations])
