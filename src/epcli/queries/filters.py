"""What a user asked for, field by field, and which events and figures that means in a store.

Of several values of one field any will do; of two fields both must hold. Each value is resolved once, so that to look at an event
or a figure costs little. A new field is a line in `Filters` or a kind of it, and one in `FIELDS`,
with the function that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, reduce
from typing import NamedTuple, TypeAlias, TypedDict, TypeVar, get_args

from epcli.dates import bounds, parse_period
from epcli.model import CaseStudy, Event, EventKind, Figure, FigureStatus, Organization, Text
from epcli.names import resolve
from epcli.queries.answer import OwnedFigure, figure_owners, owned_figures
from epcli.queries.named import Glance, enclosing, events_that, place_named, platform_named, source_named
from epcli.queries.narrowed import cites, event_told, narrowed
from epcli.store import Store
from epcli.wording import LABELS

Asked: TypeAlias = str | Iterable[str] | None
"""One value, or several of which any will do; None, or an empty list, asks for everything."""

KIND = Text(zh="类别", en="kind")
STATUS = Text(zh="状态", en="status")


class Filters(TypedDict, total=False):
    """What a user asked for of events or of figures: ids, names, aliases or labels, as a person types them."""

    platform: Asked
    place: Asked
    source: Asked


class EventFilters(Filters, total=False):
    """What only events can be asked for by, too."""

    kind: Asked


class FigureFilters(Filters, total=False):
    """What only figures can be asked for by, too."""

    status: Asked


class Meaning(NamedTuple):
    """The values of one field as two tests: of an event, and of a figure with the record that it stands in. None: these lack the field."""

    event: Callable[[Event | Glance], bool] | None = None
    figure: Callable[[Event | CaseStudy | Organization, Figure], bool] | None = None


class Selection:
    """Filters resolved against a store: which events, or which figures, were asked for.

    RequestError for a value that means nothing in the store, TypeError for a field that is none, or that what is picked lacks.
    """

    def __init__(self, store: Store, filters: Filters, period: Asked = None) -> None:
        asked = {field: _values(value) for field, value in {**filters, "period": period}.items()}
        if unknown := asked.keys() - {"source", *FIELDS}:
            raise TypeError(f"there is no filter {', '.join(sorted(unknown))}; there are source, {', '.join(FIELDS)}")
        self.store = store
        self.sources = frozenset(source_named(store, name).id for name in asked.get("source", ()))
        self._meanings = {field: mean(store, asked[field]) for field, mean in FIELDS.items() if asked.get(field)}

    def events(self) -> list[Event]:
        """The events in the order of the store, with the figures that the sources asked for give. Of a big store only these are built."""
        tests = [_there(field, meaning.event, "events") for field, meaning in self._meanings.items()]
        found = events_that(self.store, reduce(_both, tests, lambda event: True))
        if not self.sources:
            return found
        return [event_told(event, self.sources) for event in found if cites(event.citations, self.sources)]

    def figures(self) -> list[OwnedFigure]:
        """The figures in the order of the store. Of sources, those that the figure itself cites count."""
        tests = [_there(field, meaning.figure, "figures") for field, meaning in self._meanings.items()]

        def fits(owner: Event | CaseStudy | Organization, figure: Figure) -> bool:
            return (not self.sources or cites(figure.citations, self.sources)) and all(test(owner, figure) for test in tests)

        return owned_figures(figure_owners(self.store), fits)

    def told(self) -> Store:
        """The store as the sources asked for tell it, whatever else was asked for."""
        return narrowed(self.store, *self.sources)


T = TypeVar("T")


def _there(field: str, test: T | None, picked: str) -> T:
    if test is None:
        raise TypeError(f"{picked} have no filter {field}")
    return test


def _both(first: Callable[[Event | Glance], bool], second: Callable[[Event | Glance], bool]) -> Callable[[Event | Glance], bool]:
    """Two tests as one; a hundred thousand events notice what `all` costs."""
    return lambda event: first(event) and second(event)


def _values(asked: object) -> list[str]:
    if asked is None or isinstance(asked, str):
        return [] if asked is None else [asked]
    assert isinstance(asked, Iterable)
    return list(asked)


def _spellings(values: Iterable[str]) -> dict[str, list[str]]:
    """Values of a fixed list, each by itself or by its label in either language."""
    return {value: [value, LABELS[value].zh, LABELS[value].en] for value in values}


def _kind(store: Store, names: list[str]) -> Meaning:
    kinds = {resolve(name, _spellings(get_args(EventKind)), KIND) for name in names}
    return Meaning(event=lambda event: event.kind in kinds)


def _status(store: Store, names: list[str]) -> Meaning:
    statuses = {resolve(name, _spellings(get_args(FigureStatus)), STATUS) for name in names}
    return Meaning(figure=lambda owner, figure: figure.status in statuses)


def _platform(store: Store, names: list[str]) -> Meaning:
    """Events that name it; figures about it."""
    ids = {platform_named(store, name).id for name in names}
    return Meaning(
        event=lambda event: not ids.isdisjoint(event.organizations),
        figure=lambda owner, figure: not ids.isdisjoint(_about(owner, figure)[0]),
    )


def _period(store: Store, periods: list[str]) -> Meaning:
    """Events whose dates overlap it."""
    spans = [parse_period(period) for period in periods]
    within = cache(lambda date: any(bounds(date).overlap(span) for span in spans))  # a store has the same dates many times
    return Meaning(event=lambda event: within(event.date))


def _place(store: Store, names: list[str]) -> Meaning:
    """Events that name the place or one within it, and figures about one, so that a province holds its counties."""
    ids = {place_named(store, name).id for name in names}
    within = cache(lambda place_id: any(place.id in ids for place in enclosing(store, place_id)))
    return Meaning(
        event=lambda event: any(map(within, event.places)),
        figure=lambda owner, figure: any(map(within, _about(owner, figure)[1])),
    )


def _about(owner: Event | CaseStudy | Organization, figure: Figure) -> tuple[Iterable[str], Iterable[str]]:
    """The organizations and places that a figure is about; where it says neither, as in stores of format 1, those of its record."""
    if figure.organizations or figure.places:
        return figure.organizations, figure.places
    if isinstance(owner, Organization):
        return [owner.id], []
    return owner.organizations, owner.places if isinstance(owner, Event) else [owner.place]


FIELDS: dict[str, Callable[[Store, list[str]], Meaning]] = {
    "kind": _kind,
    "status": _status,
    "platform": _platform,
    "period": _period,
    "place": _place,
}
"""What the values of each field mean, the cheapest test first. `source` is apart: an event at a glance has no citations."""
