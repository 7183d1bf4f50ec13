"""Which record a person means by a name, among the platforms, the case studies, the places or the sources of a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from msgspec import Struct

from epcli.model import CaseStudy, Event, Indicator, Organization, Place, PlaceLevel, Source, Text
from epcli.names import resolve
from epcli.store import Store, Table

PLATFORM = Text(zh="平台", en="platform")
CASE_STUDY = Text(zh="案例", en="case study")
PLACE = Text(zh="地点", en="place")
SOURCE = Text(zh="来源", en="source")
INDICATOR = Text(zh="指标", en="indicator")


class Glance(Struct, frozen=True):
    """The fields of an event by which a question picks it."""

    date: str
    kind: str
    organizations: list[str]
    places: list[str]


def events_that(store: Store, fit: Callable[[Event | Glance], bool]) -> list[Event]:
    """The events that fit, in the order of the store. Of a big store only these are built whole."""
    if isinstance(store.events, Table):
        return store.events.pick(Glance, fit)
    return [event for event in store.events.values() if fit(event)]


def platforms(store: Store) -> list[Organization]:
    return [record for record in store.organizations.values() if record.kind == "platform"]


def platform_named(store: Store, name: str) -> Organization:
    """The platform that `name` means. RequestError for an unknown or ambiguous name, here and below."""
    return store.organizations[resolve(name, {record.id: _spellings(record) for record in platforms(store)}, PLATFORM)]


def case_study_named(store: Store, name: str) -> CaseStudy:
    """The case study that `name` means, by its own name or by any name of its place."""
    return store.case_studies[resolve(name, case_spellings(store), CASE_STUDY)]


def case_spellings(store: Store) -> dict[str, list[str]]:
    """Every case study by each of its own names and those of its place."""
    return {case.id: [case.id, case.name.zh, case.name.en, *_spellings(store.places[case.place])] for case in store.case_studies.values()}


def place_named(store: Store, name: str) -> Place:
    """The place that `name` means: that of this id, else the only one that bears this Chinese name in full, else by any other name."""
    bearing = [place for place in store.places.values() if place.name.zh == name]
    if len(bearing) == 1:
        return bearing[0]
    return store.places[resolve(name, {place.id: _spellings(place) for place in store.places.values()}, PLACE)]


def indicator_named(store: Store, name: str) -> Indicator:
    """The indicator that `name` means, by id, name or alias."""
    return store.indicators[resolve(name, {record.id: _spellings(record) for record in store.indicators.values()}, INDICATOR)]


def source_named(store: Store, name: str) -> Source:
    """The source that `name` means, by id or title."""
    spellings = {source.id: [source.id, source.title.zh, source.title.en] for source in store.sources.values()}
    return store.sources[resolve(name, spellings, SOURCE)]


def name_of(record: Event | CaseStudy | Organization | Place | Indicator | Source) -> Text:
    """What a record is called: its title or its name."""
    return record.title if isinstance(record, Event | Source) else record.name


def enclosing(store: Store, place_id: str) -> Iterator[Place]:
    """A place, then what it lies in, outwards; never more steps than there are levels, whatever a damaged store says."""
    inner: str | None = place_id
    for _ in get_args(PlaceLevel):
        if inner:
            yield store.places[inner]
            inner = store.places[inner].within


def lies_within(store: Store, place_id: str, outer_id: str) -> bool:
    """Whether a place is the outer one or lies in it, at any depth."""
    return any(place.id == outer_id for place in enclosing(store, place_id))


def whereabouts(store: Store, place_id: str) -> Text:
    """A place with all that it lies within: 甘肃省陇南市成县 / Chengxian, Longnan, Gansu."""
    names = [place.name for place in enclosing(store, place_id)]
    return Text(zh="".join(name.zh for name in reversed(names)), en=", ".join(name.en for name in names))


def _spellings(record: Organization | Place | Indicator) -> list[str]:
    return [record.id, record.name.zh, record.name.en, *record.aliases]
