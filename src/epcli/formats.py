"""An answer for machines: JSON, ndjson, CSV and TSV carry both languages and never depend on the reader or the terminal."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Sequence
from functools import cache
from io import StringIO
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import astuple, fields

from epcli.digits import plain
from epcli.model import Author, Figure, Lang, Text
from epcli.names import resolve
from epcli.queries.answer import Answer
from epcli.store import Store
from epcli.wording import author_name

COLUMN = Text(zh="列", en="column")


def as_json(answer: Answer, store: Store) -> bytes:
    """The whole answer, with every record that it names."""
    from epcli.queries.references import standing_alone

    return pretty(standing_alone(answer, store))


def as_ndjson(answer: Answer) -> str:
    return "".join(f"{msgspec.json.encode(row).decode()}\n" for row in answer.rows())


def as_csv(answer: Answer, store: Store | None = None, columns: Sequence[str] = ()) -> str:
    """Comma-separated, quoted where needed, with CRLF line ends as RFC 4180 has it. With a store, names stand beside ids."""
    return separated(*_sheet(answer, store), ",", "\r\n", columns)


def as_tsv(answer: Answer, store: Store | None = None, columns: Sequence[str] = ()) -> str:
    """Tab-separated, cells quoted as in CSV; a line end, which only an entry of a bibliography has, becomes a space: a row is a line."""
    return separated(*_sheet(answer, store), "\t", "\n", columns)


def _sheet(answer: Answer, store: Store | None) -> tuple[Sequence[Struct], type[Struct]]:
    row_type, rows = answer.sheet(store) if store else (answer.row_type, answer.rows())
    return rows, row_type


def pretty(value: object) -> bytes:
    """Any value as JSON that a person can read, too, in UTF-8. It is as it is printed, since a large answer takes a while to copy."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def separated(rows: Sequence[Struct], row_type: type[Struct], delimiter: str, line_end: str, wanted: Sequence[str] = ()) -> str:
    """Rows under a head with the names of their columns, those of `row_type` where there are no rows; of these the wanted ones."""
    cells = [dict(_cells(row, type(row))) for row in rows]
    columns = list(dict.fromkeys([column for row in cells for column in row] or columns_of(row_type)))
    columns = _picked(wanted, columns) if wanted else columns
    import csv

    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(columns)
    for row in cells:
        values = [_harmless(row.get(column)) for column in columns]
        writer.writerow(values if delimiter == "," else [re.sub(r" *[\t\r\n]\s*", " ", v) if isinstance(v, str) else v for v in values])
    return out.getvalue()


def _picked(wanted: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The columns asked for, in the order asked for; `title` means `title_zh` and `title_en`. RequestError for one that is not there."""
    spellings: dict[str, list[str]] = {column: [column] for column in columns}
    pairs = {column.removesuffix("_zh"): [column, f"{column.removesuffix('_zh')}_en"] for column in columns if column.endswith("_zh")}
    names = [resolve(name, spellings | {pair: [pair] for pair in pairs}, COLUMN) for name in wanted]
    return list(dict.fromkeys(column for name in names for column in pairs.get(name, [name])))


def columns_of(row_type: type[Struct]) -> list[str]:
    return [name for name, _ in _cells(None, row_type)]


def _cells(value: Any, shape: Any, name: str = "") -> Iterator[tuple[str, object]]:
    """A value as flat columns: a Text becomes two, a struct one for each field, a list one with its items put together.

    The shape decides on the columns, so that a null Text still has its two.
    """
    if shape is Text:
        yield f"{name}_zh", value.zh if value else None
        yield f"{name}_en", value.en if value else None
    elif isinstance(shape, type) and issubclass(shape, Struct):
        for field, inner in shapes_in(shape):
            yield from _cells(getattr(value, field, None), inner, f"{name}_{field}" if name else field)
    elif get_origin(shape) is dict:
        for key, inner in (value or {}).items():
            yield from _cells(inner, bare(get_args(shape)[1]), str(key))
    elif get_origin(shape) is list and bare(get_args(shape)[0]) is Author:
        langs: tuple[Lang, ...] = get_args(Lang)
        yield from ((f"{name}_{lang}", "; ".join(author_name(author, lang) for author in value or ())) for lang in langs)
    elif get_origin(shape) is list:
        yield name, "; ".join(_item(item) for item in value or ())
    else:
        yield name, value


@cache
def shapes_in(shape: type[Struct]) -> tuple[tuple[str, Any], ...]:
    """The fields of a struct with their types, bare. To work them out takes longer than to write a row."""
    return tuple((field.name, bare(field.type)) for field in fields(shape))


def bare(shape: Any) -> Any:
    """A type without its annotations and without `| None`."""
    if get_origin(shape) is Annotated:
        return bare(get_args(shape)[0])
    if get_origin(shape) in (Union, types.UnionType):
        inner = [part for part in get_args(shape) if part is not type(None)]
        return bare(inner[0]) if len(inner) == 1 else shape
    return shape


def _item(item: object) -> str:
    """One item of a list: a figure by its id, a citation by its source and the place in it, anything deeper as JSON."""
    if isinstance(item, str):
        return _quoted(item)
    if isinstance(item, Figure):
        return item.id
    words = astuple(item) if isinstance(item, Struct) else ()
    if words and all(isinstance(word, str) for word in words):
        return " ".join((*words[:-1], _quoted(words[-1])))
    return msgspec.json.encode(item).decode()


def _quoted(words: str) -> str:
    """Words as an item among others: in quotation marks, each of its own twice, if they would be taken for two items, or for quoted."""
    return f'"{words.replace(chr(34), chr(34) * 2)}"' if "; " in words or words.startswith('"') else words


def _harmless(value: object) -> object:
    """A value that no spreadsheet changes: what it would run as a formula, or round, gets an apostrophe before it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        digits = plain(value)
        return f"'{digits}" if _is_rounded(digits) else digits
    return f"'{value}" if isinstance(value, str) and _would_change(value) else value


def harmed(cell: str) -> str:
    """The text that a cell was made from: without the apostrophe."""
    return cell[1:] if cell.startswith("'") and _would_change(cell) else cell


_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
KEPT = 15
"""The digits of a number that a spreadsheet keeps."""


def _is_rounded(text: str) -> bool:
    """Whether a text is a number of more digits than a spreadsheet keeps, which puts zeros in place of the others."""
    return len(text) > KEPT and bool(_NUMBER.fullmatch(text.lstrip("-"))) and len(re.sub("[^0-9]", "", text).strip("0")) > KEPT


def _would_change(text: str) -> bool:
    """Whether a spreadsheet would run a text as a formula or round it as a number, or take it for one that got its apostrophe already."""
    bare = text.lstrip(" \t\r\n\x00'")
    return bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) or _is_rounded(bare)
