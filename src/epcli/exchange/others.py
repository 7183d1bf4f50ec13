"""Records as another program wrote them back: DuckDB, polars, pandas, a spreadsheet's JSON.

Such a program keeps all records in one table, so that each has the columns of all others too, empty; it has an object of nulls where
there was none, and may have no integers or no truth values beside nulls. What holds nothing is left out here, what can be one thing only
is made that, and all else stays for the model to refuse.
"""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from epcli.formats import bare


def as_ours(document: dict[str, Any], shape: type[Struct]) -> dict[str, Any]:
    """A document with the fields of a shape, and of others those that hold anything."""
    known = _kinds(shape)
    return {
        name: _made(value, *known[name]) if name in known else value
        for name, value in document.items()
        if name in known or not is_nothing(value)
    }


def _made(value: Any, kind: Any, nullable: bool) -> Any:
    if get_origin(kind) is list:
        inner = bare(get_args(kind)[0])
        if value is None:
            return []
        return [_made(item, inner, False) for item in value] if isinstance(value, list) else value
    if isinstance(kind, type) and issubclass(kind, Struct):
        if nullable and is_nothing(value):
            return None
        return as_ours(value, kind) if isinstance(value, dict) else value
    if kind is bool and isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    if get_origin(kind) is Literal and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def is_nothing(value: Any) -> bool:
    """Whether a value is what a program fills a column with in which a record has nothing."""
    return value is None or value == [] or (isinstance(value, dict) and all(map(is_nothing, value.values())))


@cache
def _kinds(shape: type[Struct]) -> dict[str, tuple[Any, bool]]:
    """What each field of a shape is, apart from null, and whether it can be that."""
    return {field.name: (bare(field.type), _nullable(field.type)) for field in fields(shape)}


def _nullable(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        return _nullable(get_args(hint)[0])
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)
