"""Events in time order: the piece that a timeline and the pages of a platform and a county have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from epcli.model import Citation, Event
from epcli.views.beside import beside
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import NARROW, Section, columns
from epcli.views.prose import Line, Prose
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


def render_events(events: Iterable[Event], notes: Footnotes, width: int) -> Iterator[Line]:
    """Each event under its year and month: date and mark, title, kind, who and where, key figures, references."""
    for year, of_year in groupby(events, key=lambda event: event.date[:4]):
        yield Prose()
        yield Prose.of((year, "bold"), " ", ("─" * (width - len(year) - 1), QUIET))
        for index, (_, of_month) in enumerate(groupby(of_year, key=lambda event: event.date[:7])):
            if index:
                yield Prose()
            for event in of_month:
                yield from _event(event, notes, width)


def event_section(events: Iterable[Event], notes: Footnotes, heading: str = "") -> Section:
    """The same events as a table."""
    heads = columns(notes.lang, "date", "kind", "event", "who", "where", "figures", "references")
    return Section(heading, heads, [_row(event, notes) for event in events])


def _row(event: Event, notes: Footnotes) -> list[Prose]:
    cited = _cited(event)
    reference = notes.reference(cited, event.dating.note)
    said = frozenset(cited)
    figures = [notes.figure(figure, said) for figure in event.figures]
    return [
        notes.date(event.date.replace("/", "/\n") if len(event.date) > DATE_WIDTH else event.date, event.dating.status),
        Prose(label(event.kind, notes.lang), KIND_STYLES[event.kind]),
        Prose(event.title[notes.lang], "bold"),
        Prose(notes.names(event.organizations, notes.organization)),
        Prose(notes.names(event.places, notes.place)),
        Prose.joined(figures, "\n"),
        Prose(reference, QUIET),
    ]


def _event(event: Event, notes: Footnotes, width: int) -> Iterator[Line]:
    date = notes.date(event.date, event.dating.status)
    if width < NARROW:
        yield from date.lines(width)
        yield from beside(Prose(), lambda rest: _body(event, notes, rest), 1, width)
    else:
        yield from beside(date, lambda rest: _body(event, notes, rest), DATE_WIDTH, width)


def _body(event: Event, notes: Footnotes, width: int) -> Iterator[Line]:
    who = notes.names(event.organizations, notes.organization)
    where = notes.names(event.places, notes.place)
    yield from Prose(event.title[notes.lang], "bold").lines(width)
    about = Prose.of(
        (label(event.kind, notes.lang), KIND_STYLES[event.kind]),
        *(f" · {words}" for words in (who, where) if words),
        (f" {notes.reference(_cited(event), event.dating.note)}", QUIET),
    )
    yield from about.lines(width)
    yield from notes.figures(event.figures, width, _cited(event))


def _cited(event: Event) -> list[Citation]:
    return [*event.citations, *event.dating.citations]
