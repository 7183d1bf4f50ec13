"""One record of any table, whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import msgspec
from msgspec import Struct

from epcli.model import TABLES, CaseStudy, Event, Indicator, Organization, Place, Source, Text
from epcli.names import resolve
from epcli.queries.answer import Answer, OwnedFigure, edition, figure_owners, owned_figures
from epcli.store import Store

RECORD = Text(zh="记录", en="record")


class Field(Struct, frozen=True):
    """One value of a record and the path to it: `dating.citations[0].source`."""

    table: str
    field: str
    value: str | int | float | bool | None


class Records(Answer, frozen=True, tag="epcli.show/2"):
    """The records that an id names: one, or one of each table that uses it (a county is a place and may be a case study)."""

    id: str
    events: list[Event]
    case_studies: list[CaseStudy]
    organizations: list[Organization]
    places: list[Place]
    indicators: list[Indicator]
    sources: list[Source]
    figures: list[OwnedFigure]

    row_type: ClassVar[type[Struct]] = Field

    def tables(self) -> dict[str, Sequence[Struct]]:
        """The tables that have the id, with their records."""
        found: dict[str, Sequence[Struct]] = {table: getattr(self, table) for table in (*TABLES, "figures") if table != "dataset"}
        return {table: records for table, records in found.items() if records}

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


def show(store: Store, record_id: str) -> Records:
    """Every record of the id. RequestError with the nearest ids when there is none."""
    ids = {found for found, _ in every_id(store)}
    wanted = record_id if record_id in ids else resolve(record_id, {found: [found] for found in sorted(ids)}, RECORD)
    owners = [owner for owner in figure_owners(store) if any(figure.id == wanted for figure in owner.figures)]
    return Records(
        dataset=edition(store),
        id=wanted,
        events=[store.events[wanted]] if wanted in store.events else [],
        case_studies=[store.case_studies[wanted]] if wanted in store.case_studies else [],
        organizations=[store.organizations[wanted]] if wanted in store.organizations else [],
        places=[store.places[wanted]] if wanted in store.places else [],
        indicators=[store.indicators[wanted]] if wanted in store.indicators else [],
        sources=[store.sources[wanted]] if wanted in store.sources else [],
        figures=[figure for figure in owned_figures(owners) if figure.id == wanted],
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
