"""Anything in the store by any of its names, whole, with what names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from epcli.errors import RequestError
from epcli.model import TABLES, CaseStudy, Citation, Entry, Event, Figure, Indicator, Organization, Place, Source, Text
from epcli.names import resolve
from epcli.queries.answer import Answer, OwnedFigure, cited, edition, figure_owners, owned_figures
from epcli.queries.named import inside
from epcli.queries.timeline import in_time_order
from epcli.store import Store

RECORD = Text(zh="记录", en="record")
E = TypeVar("E", bound=Entry)


class Field(Struct, frozen=True):
    """One value of a record and the path to it: `dating.citations[0].source`."""

    table: str
    field: str
    value: str | int | float | bool | None


class Naming(Struct, frozen=True):
    """What names the records shown: events in time order, agreements among them, case studies, organizations, and figures.

    Of a place that is whatever is about it or a place within it, and the places within it; of a source whatever cites it.
    """

    events: list[Event]
    case_studies: list[CaseStudy]
    organizations: list[Organization]
    places: list[Place]
    figures: list[OwnedFigure]


class Records(Answer, frozen=True, tag="epcli.show/2"):
    """The records that a name means: one, or one of each table that uses its id (a county is a place and may be a case study)."""

    id: str
    events: list[Event]
    case_studies: list[CaseStudy]
    organizations: list[Organization]
    places: list[Place]
    indicators: list[Indicator]
    sources: list[Source]
    figures: list[OwnedFigure]
    named_in: Naming

    row_type: ClassVar[type[Struct]] = Field

    def tables(self) -> dict[str, Sequence[Struct]]:
        """The tables that have the id, with their records."""
        found: dict[str, Sequence[Struct]] = {table: getattr(self, table) for table in (*TABLES, "figures") if table != "dataset"}
        return {table: records for table, records in found.items() if records}

    def rests_on(self, store: Store) -> list[str]:
        """A source rests on itself, and not on all that names it."""
        return list(dict.fromkeys(cited(self.sources or self)))

    def rows(self) -> Sequence[Field]:
        return [
            Field(table, path, value)
            for table, records in self.tables().items()
            for record in records
            for path, value in leaves(msgspec.to_builtins(record))
        ]


def leaves(part: object, path: str = "") -> Iterator[tuple[str, str | int | float | bool | None]]:
    """Every value of a record that is not itself made of values, with the path to it; an empty list is none."""
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from leaves(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(part, list) and part:
        for index, inner in enumerate(part):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        assert part is None or isinstance(part, str | int | float | list)
        yield path, None if isinstance(part, list) else part


def show(store: Store, name: str) -> Records:
    """Every record that the name means: an id, a title, a name or an alias, or `table/id` for one record of several with one id
    (`figures/id` for a figure).

    RequestError with the nearest names when there is none, and with the ids when it can mean several.
    """
    table, _, rest = name.partition("/")
    only = table if rest and table in (*TABLES, "figures") else None
    wanted = _meant(store, rest if only else name)

    def held(kept: str, records: Mapping[str, E]) -> list[E]:
        return [records[wanted]] if only in (None, kept) and wanted in records else []

    found = Records(
        dataset=edition(store),
        id=wanted,
        events=held("events", store.events),
        case_studies=held("case_studies", store.case_studies),
        organizations=held("organizations", store.organizations),
        places=held("places", store.places),
        indicators=held("indicators", store.indicators),
        sources=held("sources", store.sources),
        figures=[] if only not in (None, "figures") else owned_figures(figure_owners(store), lambda owner, figure: figure.id == wanted),
        named_in=Naming([], [], [], [], []),
    )
    if not found.tables():
        there = [kept for kept in TABLES if kept != "dataset" and wanted in getattr(store, kept)]
        raise RequestError(
            en=f"{only} has no {wanted}. There is: {', '.join(f'{kept}/{wanted}' for kept in there)}.",
            zh=f"{only}中没有{wanted}。现有：{'、'.join(f'{kept}/{wanted}' for kept in there)}。",
        )
    return replace(found, named_in=_naming(store, found))


def _meant(store: Store, name: str) -> str:
    """The id that a name means in any table."""
    if any(name in getattr(store, table) for table in TABLES if table != "dataset"):
        return name
    figures = [figure.id for owner in figure_owners(store) for figure in owner.figures]
    if name in figures:
        return name
    spellings: dict[str, list[str]] = {}
    for record_id, names in _every_name(store):
        spellings.setdefault(record_id, [record_id]).extend(names)
    official = {record_id for record_id, names in spellings.items() if name == names[1]}
    bearing = official or {record_id for record_id, names in spellings.items() if name in names}
    if len(bearing) == 1:
        return bearing.pop()
    return resolve(name, spellings | {figure: [figure] for figure in figures}, RECORD)


def _every_name(store: Store) -> Iterator[tuple[str, list[str]]]:
    for table in (store.case_studies, store.organizations, store.places, store.indicators):
        for record in table.values():
            code = [record.code] if isinstance(record, Place) and record.code else []
            yield record.id, [record.name.zh, record.name.en, *getattr(record, "aliases", ()), *code]
    for titled in (store.events, store.sources):
        for entry in titled.values():
            yield entry.id, [entry.title.zh, entry.title.en]


def _naming(store: Store, shown: Records) -> Naming:
    """What names the records that are shown."""
    places = {place.id for place in shown.places} | {case.place for case in shown.case_studies}
    bodies = {body.id for body in shown.organizations}
    sources = {source.id for source in shown.sources}
    indicators = {indicator.id for indicator in shown.indicators}
    if not (places or bodies or sources or indicators):
        return Naming([], [], [], [], [])
    own = {(type(record), record.id) for record in (*shown.events, *shown.case_studies, *shown.organizations)}
    outer = {place.id for place in shown.places}
    within = inside(store, places)

    def cites(citations: Iterable[Citation]) -> bool:
        return bool(sources) and any(citation.source in sources for citation in citations)

    def names(event: Event) -> bool:
        return (
            any(map(within, event.places))
            or not bodies.isdisjoint(event.organizations)
            or bool(event.document and not bodies.isdisjoint(event.document.issuers))
            or cites(event.citations)
            or cites(event.dating.citations)
        )

    def about(owner: Event | CaseStudy | Organization, figure: Figure) -> bool:
        return (type(owner), owner.id) not in own and (
            any(map(within, figure.places))
            or not bodies.isdisjoint(figure.organizations)
            or figure.reported_by in bodies
            or figure.indicator in indicators
            or cites(figure.citations)
        )

    return Naming(
        events=in_time_order(event for event in store.events.values() if names(event)),
        case_studies=[
            case
            for case in store.case_studies.values()
            if (CaseStudy, case.id) not in own
            and (within(case.place) or not bodies.isdisjoint(case.organizations) or cites(case.citations))
        ],
        organizations=[body for body in store.organizations.values() if cites(body.citations)],
        places=[place for place in store.places.values() if place.within in outer],
        figures=owned_figures(figure_owners(store), about),
    )


def every_id(store: Store) -> Iterator[tuple[str, Text]]:
    """Each id of the store, those of figures included, with what it names."""
    for event in store.events.values():
        yield event.id, event.title
    for table in (store.case_studies, store.organizations, store.places, store.indicators):
        yield from ((record.id, record.name) for record in table.values())
    for source in store.sources.values():
        yield source.id, source.title
    for owner in figure_owners(store):
        yield from ((figure.id, figure.metric) for figure in owner.figures)
