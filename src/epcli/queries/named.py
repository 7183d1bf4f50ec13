"""Which record a person means by a name, among the platforms, the case studies, the places or the sources of a store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import get_args

from msgspec import Struct

from epcli.errors import RequestError
from epcli.model import CaseStudy, Event, Indicator, Lang, Organization, Place, PlaceLevel, Source, Text
from epcli.names import listed, meanings, resolve
from epcli.store import Store, Table
from epcli.wording import LABELS, author_name

PLATFORM = Text(zh="平台", en="platform")
CASE_STUDY = Text(zh="案例", en="case study")
PLACE = Text(zh="地点", en="place")
SOURCE = Text(zh="来源", en="source")
ORGANIZATION = Text(zh="机构", en="organization")
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
    """The platform that `name` means. RequestError for an unknown or ambiguous name, here and below.

    A body that is no platform is told as what it is.
    """
    known = {record.id: _spellings(record) for record in platforms(store)}
    if not meanings(name, known) and (bodies := meanings(name, _organizations(store))):
        told = listed(bodies, lambda body: _as_what_it_is(store, body))
        raise RequestError(
            en=f"No platform: {told.en}. Ask with --organization {bodies[0]}, or: epcli show {bodies[0]}",
            zh=f"不是平台：{told.zh}。可用--organization {bodies[0]}查询，或：epcli show {bodies[0]}",
        )
    return store.organizations[resolve(name, known, PLATFORM)]


def organization_named(store: Store, name: str) -> Organization:
    """The organization that `name` means, a platform or any other body."""
    return store.organizations[resolve(name, _organizations(store), ORGANIZATION, lambda body: _as_what_it_is(store, body))]


def indicator_named(store: Store, name: str) -> Indicator:
    """The indicator that `name` means."""
    return store.indicators[resolve(name, {one.id: _spellings(one) for one in store.indicators.values()}, INDICATOR)]


def _organizations(store: Store) -> dict[str, list[str]]:
    return {record.id: _spellings(record) for record in store.organizations.values()}


def _as_what_it_is(store: Store, organization_id: str) -> Text:
    """A body with its id and kind: `Ministry of Commerce (mofcom, government)`."""
    record = store.organizations[organization_id]
    kind = LABELS[f"body_{record.kind}"]
    return Text(zh=f"{record.name.zh}（{record.id}，{kind.zh}）", en=f"{record.name.en} ({record.id}, {kind.en})")


def case_study_named(store: Store, name: str) -> CaseStudy:
    """The case study that `name` means, by its own name or by any name of its place."""
    return store.case_studies[resolve(name, case_spellings(store), CASE_STUDY)]


def case_spellings(store: Store) -> dict[str, list[str]]:
    """Every case study by each of its own names and those of its place."""
    return {case.id: [case.id, case.name.zh, case.name.en, *_spellings(store.places[case.place])] for case in store.case_studies.values()}


def place_named(store: Store, name: str) -> Place:
    """The place that `name` means: that of this id, else the only one that bears this Chinese name in full, else by any other name."""
    if name in store.places:
        return store.places[name]
    bearing = [place for place in store.places.values() if place.name.zh == name]
    if len(bearing) == 1:
        return bearing[0]
    spellings = {place.id: _spellings(place) for place in store.places.values()}
    return store.places[resolve(name, spellings, PLACE, lambda place: _told_apart(store, place))]


def _told_apart(store: Store, place_id: str) -> Text:
    where = whereabouts(store, place_id)
    return Text(zh=f"{place_id}（{where.zh}）", en=f"{place_id} ({where.en})")


def sources_named(store: Store, name: str) -> list[Source]:
    """The sources that `name` means: the one of this id, else all of this author, of this title, or of this publisher."""
    if name in store.sources:
        return [store.sources[name]]
    sources = list(store.sources.values())
    for spellings in (
        {source.id: [author_name(author, lang) for author in source.authors for lang in get_args(Lang)] for source in sources},
        {source.id: _titles(source) for source in sources},
        {source.id: [source.publisher.zh, source.publisher.en] for source in sources},
    ):
        if meant := meanings(name, spellings):
            return [store.sources[source_id] for source_id in meant]
    publishers = {source.publisher.en: [source.publisher.en, source.publisher.zh] for source in sources}
    return [store.sources[resolve(name, publishers | {source.id: _titles(source) for source in sources}, SOURCE)]]


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


def inside(store: Store, outer_ids: Collection[str]) -> Callable[[str], bool]:
    """Whether a place is one of these or lies in one, at any depth; each place is looked up once, since many records name the same."""
    return cache(lambda place_id: any(place.id in outer_ids for place in enclosing(store, place_id)))


def whereabouts(store: Store, place_id: str) -> Text:
    """A place with all that it lies within: 甘肃省陇南市成县 / Chengxian, Longnan, Gansu."""
    names = [place.name for place in enclosing(store, place_id)]
    return Text(zh="".join(name.zh for name in reversed(names)), en=", ".join(name.en for name in names))


def _titles(source: Source) -> list[str]:
    return [source.id, source.title.zh, source.title.en]


def _spellings(record: Organization | Place | Indicator) -> list[str]:
    code = [record.code] if isinstance(record, Place) and record.code else []
    return [record.id, record.name.zh, record.name.en, *record.aliases, *code]
