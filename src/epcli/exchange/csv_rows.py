"""Events and figures from CSV and TSV with the columns that our own have, and from what people made of these.

Spreadsheets write such a file with commas, semicolons or tabs, in UTF-8 or UTF-16, and numbers as people write them. What can mean one
thing only is read; of all else the line and the column are told, and what to type there.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, TypeAlias, get_args, get_origin

from msgspec import Struct

from epcli.errors import StoreError
from epcli.exchange.cells import UnreadError, number
from epcli.formats import bare, columns_of, harmed, shapes_in
from epcli.model import Citation, Event, Text
from epcli.queries.answer import OwnedFigure
from epcli.upgrade import NEW

_CITATION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)* .")
_QUOTED = re.compile(r'([a-z0-9-]+) "((?:[^"]|"")*)"(?:; |$)')

Cells: TypeAlias = Sequence[str]
Build: TypeAlias = Callable[[Cells], Any]
"""What a row says of one field, from its cells in the order of the file."""


def read(raw: bytes, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of each line and the document in it; an event's `figures` are their ids alone. StoreError for any other CSV."""
    csv.field_size_limit(2**31 - 1)
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"  # the first with the mark that Excel writes
    try:
        delimiter = _delimiter(TextIOWrapper(BytesIO(raw), encoding).readline())
        rows = csv.reader(TextIOWrapper(BytesIO(raw), encoding, newline=""), delimiter=delimiter, strict=True)
        columns = next(rows, [])
        shape = OwnedFigure if "subject_id" in columns else Event
        old = shape is OwnedFigure and not NEW["figures"].keys() & set(columns)  # as epcli 0.1 wrote them
        if missing := [name for name in columns_of(shape) if name not in columns and not (old and name in NEW["figures"])]:
            en = f"no column {missing[0]}; it needs those of `epcli timeline -f csv` or `epcli figures -f csv`"
            raise _unreadable(path, Text(en=en, zh=f"缺少列{missing[0]}；应有`epcli timeline -f csv`或`epcli figures -f csv`的各列"))
        if repeated := [name for name, times in Counter(columns).items() if times > 1 and name]:
            raise _unreadable(path, Text(en=f"more than one column {repeated[0]}", zh=f"列{repeated[0]}不止一个"))
        build = _builder(shape, "", {name: place for place, name in enumerate(columns)}, delimiter, old)
        width, known = len(columns), {"": ""}  # of the texts of a column many are the same
        for row in rows:
            if len(row) != width:
                if not row:
                    continue
                en = "it has not as many cells as the first line"
                raise _unreadable(path, _at(rows.line_num, Text(en=en, zh="单元格数与首行不同")))
            cells = [known.setdefault(cell, cell) if len(cell) < 40 else cell for cell in row]
            if any(cells):  # spreadsheets write rows of nothing
                try:
                    document = build([harmed(cell) if cell[:1] == "'" else cell for cell in cells])
                except UnreadError as error:
                    raise _unreadable(path, _at(rows.line_num, error.told)) from None
                yield rows.line_num, document
    except csv.Error as error:
        raise _unreadable(path, _at(rows.line_num, Text(en=str(error), zh=str(error)))) from None
    except UnicodeDecodeError:
        place = _undecodable(raw, encoding)
        raise _unreadable(
            path, Text(en=f"not UTF-8 at byte {place}; save it as CSV UTF-8", zh=f"第{place}字节不是UTF-8；请另存为UTF-8的CSV")
        ) from None


def _undecodable(raw: bytes, encoding: str) -> int:
    """Where a file is not what it should be; a stream counts from the beginning of a piece of it."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _delimiter(head: str) -> str:
    """What parts the cells of the first line: a comma, or where there are more of them, tabs or semicolons."""
    return max(",\t;", key=head.count)


def _builder(shape: Any, name: str, at: Mapping[str, int], delimiter: str, old: bool = False) -> Build:
    """What makes a value of the cells under a name; None where all of them are empty. `formats` says how they were made.

    With `old`, a figure has the fields of format 1 alone.
    """
    if isinstance(shape, type) and issubclass(shape, Struct):
        known = [(field, inner) for field, inner in shapes_in(shape) if not (old and field in NEW["figures"])]
        parts = [(field, _builder(inner, f"{name}_{field}" if name else field, at, delimiter)) for field, inner in known]
        if shape in (Event, OwnedFigure):
            return lambda cells: {field: build(cells) for field, build in parts}
        return lambda cells: told if any((told := {field: build(cells) for field, build in parts}).values()) else None
    place = at[name]
    if get_origin(shape) is list:
        if bare(get_args(shape)[0]) is Citation:
            return lambda cells: _citations(cells[place])
        return lambda cells: cells[place].split("; ") if cells[place] else []
    if float in get_args(shape):
        unit = at["unit"]
        return lambda cells: number(cells[place], name, cells[unit], delimiter) if cells[place] else None
    return lambda cells: cells[place] or None


def _citations(cell: str) -> list[dict[str, str]]:
    """Citations from a cell. A place in a source that has `; ` in it stands in quotation marks; in files of old it stood bare."""
    found: list[list[str]] = []
    begins = 0
    while begins < len(cell):
        if '"' in cell and (quoted := _QUOTED.match(cell, begins)):
            found.append([quoted[1], quoted[2].replace('""', '"')])
            begins = quoted.end()
            continue
        ends = cell.find("; ", begins)
        part = cell[begins:] if ends < 0 else cell[begins:ends]
        if found and not _CITATION.match(part):
            found[-1][-1] += f"; {part}"
        else:
            found.append(part.split(" ", 1))
        begins = len(cell) if ends < 0 else ends + 2
    return [dict(zip(("source", "at"), words, strict=False)) for words in found]


def _at(line: int, problem: Text) -> Text:
    return Text(en=f"line {line}: {problem.en}", zh=f"第{line}行：{problem.zh}")


def _unreadable(path: Path, reason: Text) -> StoreError:
    return StoreError(
        en=f"Cannot read {path} as CSV of events or figures: {reason.en}.", zh=f"无法将{path}作为事件或数字的CSV读取：{reason.zh}。"
    )
