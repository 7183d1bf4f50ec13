"""The records that an answer names, so that it can be read, and imported into an empty store, by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from inspect import get_annotations
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

from msgspec import Struct
from msgspec.structs import replace

from epcli.model import CaseStudy, Entry, Event, Indicator, Organization, Place, Source, Text
from epcli.queries.answer import Answer, References, Subject
from epcli.store import Store

NAMING = {
    "source": "sources",
    "sources": "sources",
    "organization": "organizations",
    "organizations": "organizations",
    "issuers": "organizations",
    "platform": "organizations",
    "platforms": "organizations",
    "reported_by": "organizations",
    "place": "places",
    "places": "places",
    "within": "places",
    "indicator": "indicators",
}
"""The fields whose strings are ids, and the tables of these."""

TABLES: dict[type[Struct], str] = {
    Event: "events",
    CaseStudy: "case_studies",
    Organization: "organizations",
    Place: "places",
    Indicator: "indicators",
    Source: "sources",
}

_PLAIN = {str, int, float, bool, NoneType, tuple, Text}
"""What has no struct in it that names anything; a tuple is where words stand in a sentence."""

A = TypeVar("A", bound=Answer)


def standing_alone(answer: A, store: Store) -> A:
    """The answer with every record that it names, and that those name in turn, in the order of the store.

    A record that the answer has itself is the same in its references, where `--source` narrowed it, too.
    """
    parts = [part for telling in answer.telling() for part in _within(telling)]
    own = {(TABLES[type(part)], part.id): part for part in parts if isinstance(part, Entry) and type(part) in TABLES}
    found: dict[str, dict[str, Entry]] = {table: {} for table in TABLES.values()}
    while parts:
        part = parts.pop()
        for table, name in _named(part):
            if name not in found[table] and name in (kept := getattr(store, table)):
                record = own.get((table, name)) or kept[name]
                found[table][name] = record
                parts += _within(record)
    told_already = {table: {record.id for record in getattr(answer, table, ())} for table in ("events", "case_studies")}
    in_order = {
        table: [records[name] for name in getattr(store, table) if name in records and name not in told_already.get(table, ())]
        for table, records in found.items()
        if records
    }
    return replace(answer, references=References(**in_order))  # type: ignore[arg-type]


def _within(part: Struct) -> Iterator[Struct]:
    """A struct and all structs in it, at any depth; texts have none, and name nothing."""
    waiting: list[object] = [part]
    while waiting:
        value = waiting.pop()
        inside: Iterable[object]
        if isinstance(value, Struct):
            yield value
            inside = map(value.__getattribute__, _holding(type(value)))
        else:
            inside = value.values() if isinstance(value, dict) else cast("list[object]", value)
        waiting += [item for item in inside if item and type(item) not in _PLAIN]


@cache
def _holding(shape: type[Struct]) -> tuple[str, ...]:
    """The fields of a type that may have structs in them; most have words, and an answer has thousands of those."""
    hints = {name: hint for owner in shape.__mro__ for name, hint in get_annotations(owner).items()}
    return tuple(field for field in shape.__struct_fields__ if _may_hold_structs(hints[field]))


def _may_hold_structs(hint: Any) -> bool:
    """Whether a value of such a type may have structs in it, as far as its annotation tells, which can be a text."""
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) is Literal or hint in _PLAIN:
        return False
    return any(map(_may_hold_structs, get_args(hint))) if get_args(hint) else True


@cache
def _naming(shape: type[Struct]) -> tuple[tuple[str, str], ...]:
    return tuple((field, NAMING[field]) for field in shape.__struct_fields__ if field in NAMING)


@cache
def _has_table(shape: type[Struct]) -> bool:
    return {"table", "id"} <= {*shape.__struct_fields__}


def _named(part: Struct) -> Iterator[tuple[str, str]]:
    """The table and id of each record that a struct names itself. An event or a case study is one if a figure stands in it."""
    shape = type(part)
    if _has_table(shape):
        table, name = str(part.table), str(part.id)  # type: ignore[attr-defined]
        if isinstance(part, Subject) or table in ("organizations", "places", "indicators", "sources"):
            yield table, name
    for field, table in _naming(shape):
        value = getattr(part, field)
        if isinstance(value, str):
            yield table, value
        elif isinstance(value, list):
            yield from ((table, name) for name in value if isinstance(name, str))
