"""What a user asked for, field by field, and which events and figures that means in a store.

Of several values of one field any will do; of two fields both must hold. Each value is resolved once, so that to look at an event
or a figure costs little. A new field is a line in `Filters` or a kind of it, and one in `FIELDS`,
with the function that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, reduce
from typing import NamedTuple, TypeAlias, TypedDict, get_args

from epcli.dates import meets, parse_period
from epcli.model import CaseStudy, Event, EventKind, Figure, FigureStatus, Organization, Place, Record, Role, Text
from epcli.names import meanings, resolve
from epcli.queries.answer import OwnedFigure, figure_owners, owned_figures
from epcli.queries.named import (
    Glance,
    events_that,
    indicator_named,
    inside,
    organization_named,
    place_named,
    platform_named,
    sources_named,
)
from epcli.queries.narrowed import cites, event_told, narrowed, told
from epcli.store import Store
from epcli.wording import LABELS, UNITS

Asked: TypeAlias = str | Iterable[str] | None
"""One value, or several of which any will do; None, or an empty list, asks for everything."""

KIND = Text(zh="类别", en="kind")
STATUS = Text(zh="状态", en="status")
ROLE = Text(zh="性质", en="role")
UNIT = Text(zh="单位", en="unit")

REPORTERS: dict[str, tuple[str, ...]] = {
    "government": ("government", "party"),
    "company": ("company", "platform"),
    "press": ("media",),
    "research": ("research", "university"),
}
"""Who may have counted a number, as kinds of organizations. Where a source doesn't say who did, it speaks itself (`Source.issued_by`)."""

ALSO = {
    "agreement": ["签约", "签署", "signing", "agreements"],
    "policy": ["文件", "policies"],
    "meeting": ["会议论坛", "meetings"],
    "actual": ["成效", "结果", "result", "results"],
    "target": ["targets"],
    "commitment": ["pledge", "commitments"],
    "stated": ["原文所载"],
    "government": ["政府"],
    "company": ["companies"],
}
"""What else people call our terms, beside their labels."""


class Filters(TypedDict, total=False):
    """What a user asked for: ids, names, aliases or labels, as a person types them. Each asks the same of events and of figures.

    `role`, `status`, `unit`, `indicator` and `reported_by` are of figures, and an event fits that has such a figure; `kind` is of events,
    and a figure fits that stands in one.
    """

    platform: Asked
    organization: Asked
    place: Asked
    kind: Asked
    status: Asked
    role: Asked
    reported_by: Asked
    unit: Asked
    indicator: Asked
    source: Asked


class Meaning(NamedTuple):
    """The values of one field, resolved, and as tests: of a figure with the record that it stands in, of an event at a glance.

    No test of events: those fit that have a figure that fits. `record` is a test of a record of any table, which only a search needs.
    """

    values: list[str]
    figure: Callable[[Event | CaseStudy | Organization, Figure], bool]
    event: Callable[[Event | Glance], bool] | None = None
    record: Callable[[Record], bool] | None = None


class Selection:
    """Filters resolved against a store: which events, or which figures, were asked for.

    `asked` is what they mean, ids and our own terms, each under its field; periods are as they were typed. RequestError for a value
    that means nothing in the store, TypeError for a field that is none.
    """

    def __init__(self, store: Store, filters: Filters, period: Asked = None) -> None:
        given = {field: values(value) for field, value in {"period": period, **filters}.items()}
        if unknown := given.keys() - {"source", *FIELDS}:
            raise TypeError(f"there is no filter {', '.join(sorted(unknown))}; there are source, {', '.join(FIELDS)}")
        self.store = store
        self.sources = frozenset(source.id for name in given.get("source", ()) for source in sources_named(store, name))
        resolved = {field: FIELDS[field](store, names) for field, names in given.items() if names and field != "source"}
        self._meanings = {field: resolved[field] for field in FIELDS if field in resolved}
        self.asked = {field: list(dict.fromkeys(meaning.values)) for field, meaning in resolved.items()}
        if self.sources:
            self.asked["source"] = [source for source in store.sources if source in self.sources]

    def events(self) -> list[Event]:
        """The events in the order of the store, with the figures that the sources asked for give. Of a big store only these are built."""
        asked = self._meanings.values()
        found = events_that(self.store, reduce(_both, (meaning.event for meaning in asked if meaning.event), lambda event: True))
        if self.sources:
            found = [event_told(event, self.sources) for event in found if cites(event.citations, self.sources)]
        of_figures = [meaning.figure for meaning in asked if not meaning.event]
        if not of_figures:
            return found
        return [event for event in found if any(all(test(event, figure) for test in of_figures) for figure in event.figures)]

    def figures(self) -> list[OwnedFigure]:
        """The figures in the order of the store. Of sources, those that the figure itself cites count."""
        tests = [meaning.figure for meaning in self._meanings.values()]

        def fits(owner: Event | CaseStudy | Organization, figure: Figure) -> bool:
            return (not self.sources or cites(figure.citations, self.sources)) and all(test(owner, figure) for test in tests)

        return owned_figures(figure_owners(self.store), fits)

    def record(self, record: Record) -> Record | None:
        """A record of any table as the sources asked for tell it; None if they don't, or if it doesn't fit what else was asked."""
        if not all(meaning.record(record) for meaning in self._meanings.values() if meaning.record):
            return None
        return told(record, self.sources) if self.sources else record

    def told(self) -> Store:
        """The store as the sources asked for tell it, whatever else was asked for."""
        return narrowed(self.store, *self.sources)


def _both(first: Callable[[Event | Glance], bool], second: Callable[[Event | Glance], bool]) -> Callable[[Event | Glance], bool]:
    """Two tests as one; a hundred thousand events notice what `all` costs."""
    return lambda event: first(event) and second(event)


def values(asked: object) -> list[str]:
    """One value, or several, or none, as a list."""
    if asked is None or isinstance(asked, str):
        return [] if asked is None else [asked]
    assert isinstance(asked, Iterable)
    return list(asked)


def spellings_of(values: object) -> dict[str, list[str]]:
    """Values of a fixed list (a Literal), each by itself, by its label in either language, or as people call it."""
    return {value: _spelled(value) for value in get_args(values)}


def _spelled(term: str) -> list[str]:
    return [term, *((LABELS[term].zh, LABELS[term].en) if term in LABELS else ()), *ALSO.get(term, ())]


def _kind(store: Store, names: list[str]) -> Meaning:
    kinds = [resolve(name, spellings_of(EventKind), KIND) for name in names]
    return Meaning(
        kinds,
        event=lambda event: event.kind in kinds,
        figure=lambda owner, figure: isinstance(owner, Event) and owner.kind in kinds,
        record=lambda record: isinstance(record, Event) and record.kind in kinds,
    )


def _status(store: Store, names: list[str]) -> Meaning:
    statuses = [resolve(name, spellings_of(FigureStatus), STATUS) for name in names]
    return Meaning(statuses, lambda owner, figure: figure.status in statuses)


def _role(store: Store, names: list[str]) -> Meaning:
    roles = [resolve(name, spellings_of(Role), ROLE) for name in names]
    return Meaning(roles, lambda owner, figure: figure.role in roles)


def _unit(store: Store, names: list[str]) -> Meaning:
    units = [resolve(name, {unit: [unit, *(word.lstrip("个") for word in words)] for unit, words in UNITS.items()}, UNIT) for name in names]
    return Meaning(units, lambda owner, figure: figure.unit in units)


def _indicator(store: Store, names: list[str]) -> Meaning:
    ids = [indicator_named(store, name).id for name in names]
    return Meaning(ids, lambda owner, figure: figure.indicator in ids)


def _reported_by(store: Store, names: list[str]) -> Meaning:
    """Figures that an organization counted or claims, or any of a kind of them; where it isn't known who did, who speaks in the source."""
    known = {kind: _spelled(kind) for kind in REPORTERS}
    reporters = [next(iter(meanings(name, known)), None) or organization_named(store, name).id for name in names]
    kinds = {kind for value in reporters for kind in REPORTERS.get(value, ())}

    def reported(owner: Event | CaseStudy | Organization, figure: Figure) -> bool:
        if figure.reported_by:
            return figure.reported_by in reporters or (bool(kinds) and store.organizations[figure.reported_by].kind in kinds)
        return bool(kinds) and store.sources[figure.citations[0].source].issued_by in reporters

    return Meaning(reporters, reported)


def _organization(store: Store, names: list[str]) -> Meaning:
    """Events that name it, and figures that are about it."""
    ids = [organization_named(store, name).id for name in names]
    wanted = set(ids)
    return Meaning(
        ids, lambda owner, figure: not wanted.isdisjoint(figure.organizations), lambda event: not wanted.isdisjoint(event.organizations)
    )


def _platform(store: Store, names: list[str]) -> Meaning:
    """Events that name it; figures about it; of all records also it itself, and those that have a figure about it."""
    platforms = [platform_named(store, name).id for name in names]
    ids = set(platforms)
    return Meaning(
        platforms,
        event=lambda event: not ids.isdisjoint(event.organizations),
        figure=lambda owner, figure: not ids.isdisjoint(_about(owner, figure)[0]),
        record=lambda record: not ids.isdisjoint(_named(record)[0]),
    )


def _period(store: Store, periods: list[str]) -> Meaning:
    """Events whose dates overlap it; figures as of a date that does, or, without one, in an event that does."""
    spans = [parse_period(period) for period in periods]
    within = cache(lambda date: any(meets(date, span) for span in spans))  # a store has the same dates many times

    def of_then(owner: Event | CaseStudy | Organization, figure: Figure) -> bool:
        date = figure.as_of or (owner.date if isinstance(owner, Event) else None)
        return date is not None and within(date)

    return Meaning([period.strip() for period in periods], of_then, lambda event: within(event.date))


def _place(store: Store, names: list[str]) -> Meaning:
    """Events that name the place or one within it, and figures about one, so that a province holds its counties; so for all records."""
    places = [place_named(store, name).id for name in names]
    within = inside(store, set(places))
    return Meaning(
        places,
        event=lambda event: any(map(within, event.places)),
        figure=lambda owner, figure: any(map(within, _about(owner, figure)[1])),
        record=lambda record: any(map(within, _named(record)[1])),
    )


def _about(owner: Event | CaseStudy | Organization, figure: Figure) -> tuple[Iterable[str], Iterable[str]]:
    """The organizations and places that a figure is about; where it says neither, as in stores of format 1, those of its record."""
    if figure.organizations or figure.places:
        return figure.organizations, figure.places
    if isinstance(owner, Organization):
        return [owner.id], []
    return owner.organizations, owner.places if isinstance(owner, Event) else [owner.place]


def _named(record: Record) -> tuple[list[str], list[str]]:
    """The organizations and places that a record of any table names, its figures included; one of these names itself."""
    organizations, places = [*getattr(record, "organizations", ())], [*getattr(record, "places", ())]
    match record:
        case Organization():
            organizations.append(record.id)
        case Place():
            places.append(record.id)
        case CaseStudy():
            places.append(record.place)
    for figure in getattr(record, "figures", ()):
        organizations += figure.organizations
        places += figure.places
    return organizations, places


FIELDS: dict[str, Callable[[Store, list[str]], Meaning]] = {
    "kind": _kind,
    "status": _status,
    "role": _role,
    "unit": _unit,
    "indicator": _indicator,
    "platform": _platform,
    "organization": _organization,
    "reported_by": _reported_by,
    "period": _period,
    "place": _place,
}
"""What the values of each field mean, the cheapest test first. `source` is apart: an event at a glance has no citations."""
