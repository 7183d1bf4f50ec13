"""Events and figures from CSV with the columns that our own CSV has: `timeline -f csv`, `figures -f csv`, and what people made of them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct

from epcli.errors import StoreError
from epcli.formats import bare, columns_of, harmed, shapes_in
from epcli.model import Citation, Event
from epcli.queries.answer import OwnedFigure
from epcli.upgrade import NEW

_CITATION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)* .")


def read(raw: bytes, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of each line and the document in it; an event's `figures` are their ids alone. StoreError for any other CSV."""
    csv.field_size_limit(2**31 - 1)
    try:
        rows = csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        columns = rows.fieldnames or []
        shape = OwnedFigure if "subject_id" in columns else Event
        old = shape is OwnedFigure and not NEW["figures"].keys() & set(columns)  # as epcli 0.1 wrote them
        if missing := [name for name in columns_of(shape) if name not in columns and not (old and name in NEW["figures"])]:
            raise _unreadable(path, f"no column {missing[0]}; it needs those of `epcli timeline -f csv` or `epcli figures -f csv`")
        if repeated := [name for name, times in Counter(columns).items() if times > 1]:
            raise _unreadable(path, f"more than one column {repeated[0]}")
        for row in rows:
            if None in row or None in row.values():
                raise _unreadable(path, f"line {rows.line_num}: it has not as many cells as the first line")
            try:
                yield rows.line_num, _value(shape, "", {name: harmed(cell) for name, cell in row.items()}, old)
            except (ValueError, msgspec.MsgspecError) as error:
                raise _unreadable(path, f"line {rows.line_num}: {error}") from None
    except UnicodeDecodeError as error:
        raise _unreadable(path, f"not UTF-8 at byte {error.start}; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise _unreadable(path, f"line {rows.line_num}: {error}") from None


def _value(shape: Any, name: str, row: Mapping[str, str], old: bool = False) -> Any:
    """What the cells under a name hold; None where all of them are empty. `formats` says how they were made.

    With `old`, a figure has the fields of format 1 alone.
    """
    if isinstance(shape, type) and issubclass(shape, Struct):
        known = [(field, inner) for field, inner in shapes_in(shape) if not (old and field in NEW["figures"])]
        told = {field: _value(inner, f"{name}_{field}" if name else field, row) for field, inner in known}
        return told if any(told.values()) or shape in (Event, OwnedFigure) else None
    cell = row[name]
    if get_origin(shape) is list:
        return _items(bare(get_args(shape)[0]), cell)
    if float in get_args(shape) and cell:
        return msgspec.json.decode(cell, type=int | float)
    return cell or None


def _items(shape: Any, cell: str) -> list[Any]:
    if shape is not Citation:
        return cell.split("; ") if cell else []
    citations: list[list[str]] = []
    for part in cell.split("; ") if cell else ():
        if citations and not _CITATION.match(part):  # a place in a source may have a semicolon itself
            citations[-1].append(part)
        else:
            citations.append([part])
    return [dict(zip(("source", "at"), "; ".join(parts).split(" ", 1), strict=False)) for parts in citations]


def _unreadable(path: Path, reason: str) -> StoreError:
    return StoreError(
        en=f"Cannot read {path} as CSV of events or figures: {reason}.", zh=f"无法将{path}作为事件或数字的CSV读取：{reason}。"
    )
