"""Events in time order: the piece that a timeline and the pages of a platform and a county have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule

from epcli.model import Citation, Event
from epcli.views.beside import Beside
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import NARROW, Section, columns
from epcli.views.prose import Prose
from epcli.wording import label

DATE_WIDTH = 12
"""A day with its mark; an interval of days takes two lines."""

KIND_STYLES = {
    "policy": "magenta",
    "agreement": "cyan",
    "programme": "green",
    "pilot": "yellow",
    "meeting": "blue",
    "launch": "green",
    "report": "red",
}


def render_events(events: Iterable[Event], notes: Footnotes, width: int) -> RenderableType:
    """Each event under its year and month: date and mark, title, kind, who and where, key figures, references."""
    return Group(*_blocks(events, notes, width))


def event_section(events: Iterable[Event], notes: Footnotes, heading: str = "") -> Section:
    """The same events as a table."""
    heads = columns(notes.lang, "date", "kind", "event", "who", "where", "figures", "references")
    return Section(heading, heads, [_row(event, notes) for event in events])


def _row(event: Event, notes: Footnotes) -> list[Prose]:
    cited = _cited(event)
    reference = notes.reference(cited, event.dating.note)
    figures = [notes.figure(figure, cited) for figure in event.figures]
    return [
        notes.date(event.date.replace("/", "/\n") if len(event.date) > DATE_WIDTH else event.date, event.dating.status),
        Prose(label(event.kind, notes.lang), KIND_STYLES[event.kind]),
        Prose(event.title[notes.lang], "bold"),
        Prose(notes.names(event.organizations, notes.organization)),
        Prose(notes.names(event.places, notes.place)),
        Prose.joined(figures, "\n"),
        Prose(reference, QUIET),
    ]


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
    date = notes.date(event.date, event.dating.status)
    if width < NARROW:
        yield date
        yield Padding(body, (0, 0, 0, 2))
        return
    yield Beside(date, body, DATE_WIDTH)


def _body(event: Event, notes: Footnotes) -> Iterator[RenderableType]:
    who = notes.names(event.organizations, notes.organization)
    where = notes.names(event.places, notes.place)
    yield Prose(event.title[notes.lang], "bold")
    yield Prose.of(
        (label(event.kind, notes.lang), KIND_STYLES[event.kind]),
        *(f" · {words}" for words in (who, where) if words),
        (f" {notes.reference(_cited(event), event.dating.note)}", QUIET),
    )
    yield from notes.figures(event.figures, _cited(event))


def _cited(event: Event) -> list[Citation]:
    return [*event.citations, *event.dating.citations]
