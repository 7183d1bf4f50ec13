"""What is to be imported: the records in a file of any form that we write, each with the place where it stands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from epcli.errors import StoreError
from epcli.exchange import csv_rows
from epcli.exchange.others import as_ours, is_nothing
from epcli.model import TABLES
from epcli.queries.answer import OwnedFigure
from epcli.store import UNDECODABLE, decoded, parse, read_bytes, too_deep
from epcli.upgrade import upgraded_if_old
from epcli.validation import repeated_keys

FIGURES = "figures"
"""Beside the tables of a store: figures that come without the record that they are about, which their `subject` names."""
STANDARD_INPUT = Path("-")

SHAPES: dict[str, type[Struct]] = {**TABLES, FIGURES: OwnedFigure}

_TELLING = {
    "format": "dataset",
    "dating": "events",
    "headline": "case_studies",
    "programmes": "organizations",
    "level": "places",
    "definition": "indicators",
    "publisher": "sources",
    "subject": FIGURES,
}
"""A field that only the records of one table have, and all of them."""


class Incoming(NamedTuple):
    """A document, the table that it belongs to, and where it was found (`more.ndjson, line 3`)."""

    where: str
    table: str
    document: dict[str, Any]


def incoming(path: Path) -> Iterator[Incoming]:
    """The records in a file: a store, a JSON answer or array, ndjson, CSV, an SQLite export, a data package.

    What a file is shows in its content, not in its name; `-` is standard input, which holds a text. StoreError for a file that can't be
    read, or that holds no such records.
    """
    if path == STANDARD_INPUT:
        raw = sys.stdin.buffer.read()
        if not raw.strip() or b"\x00" in raw:
            raise StoreError(
                en="Standard input has no records: it is empty, or no text. Pipe a store, an answer or an export in JSON, ndjson or CSV.",
                zh="标准输入中没有记录：为空，或不是文本。请传入JSON、ndjson或CSV形式的数据库、答案或导出文件。",
            )
        return _of_text(raw, path)
    if path.is_dir() or path.name == "datapackage.json":
        from epcli.exchange import datapackage

        return _of_tables(datapackage.read(path), path)
    if path.exists() and not path.is_file():  # a pipe would wait for whoever writes it, and a device may never end
        raise StoreError(
            en=f"Cannot read {path}: it is a pipe or a device. Save what it gives as a file, and import that.",
            zh=f"无法读取{path}：它是管道或设备。请先将其内容存为文件，再导入该文件。",
        )
    raw = read_bytes(path)
    if raw.startswith(b"SQLite format 3\x00"):
        from epcli.exchange import sqlite

        return _of_tables(sqlite.read(path), path)
    return _of_text(raw, path)


def _of_text(raw: bytes, path: Path) -> Iterator[Incoming]:
    text = raw.removeprefix(b"\xef\xbb\xbf")
    if not text.lstrip().startswith((b"{", b"[")):
        return (
            Incoming(f"{path}, line {number}", table, upgraded_if_old(table, row))
            for number, row in csv_rows.read(raw, path)
            for table in [FIGURES if "subject" in row else "events"]
        )
    return _of_json(text, path)


NO_RECORDS = {
    *("schema", "dataset", "filters", "aspects", "compared", "numbers", "only", "named_in", "signatories", "hits"),
    *("promises", "promised", "reported", "series"),
}
"""The parts of an answer that are about its records, or turn them another way."""


def _of_json(text: bytes, path: Path) -> Iterator[Incoming]:
    try:
        whole: Any = decoded(text, path, object)
    except StoreError:
        if not _is_json(text.lstrip().partition(b"\n")[0]):
            raise
        return _of_lines(text, path)
    _refuse_repeated_keys(text, whole, path, str(path))
    if isinstance(whole, list):
        return _of_list(whole, str(path))
    if "schema" in whole:
        references = whole.pop("references", {})
        told = [item for name, item in whole.items() if name not in NO_RECORDS]
        told += references.values() if isinstance(references, dict) else [references]
        found = [item if isinstance(item, list) else [item] for item in told]
        of_records = [items for items in found if any(isinstance(item, dict) for item in items)]
        return _of_list([record for items in of_records for record in items], str(path))
    if set(TABLES) - {"indicators"} <= set(whole):
        if not all(isinstance(keyed, dict) for keyed in whole.values()) or set(whole) - set(TABLES):
            raise _no_record(str(path))
        parsed = parse(text, path)  # which knows older formats, and tells a later one
        return _of_tables({name: [msgspec.json.decode(raw) for raw in keyed.values()] for name, keyed in parsed.items()}, path)
    return _of_list([whole], str(path))


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except UNDECODABLE:
        return False
    return True


def _of_lines(text: bytes, path: Path) -> Iterator[Incoming]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                document = msgspec.json.decode(line)
            except UNDECODABLE as error:
                raise StoreError(en=f"{path} is damaged in line {number}: {error}.", zh=f"{path}第{number}行损坏：{error}。") from None
            _refuse_repeated_keys(line, document, path, where)
            yield _recognized(document, where)


def _refuse_repeated_keys(text: bytes, document: Any, path: Path, where: str) -> None:
    """Of a key that stands twice JSON keeps the last, so that a record could vanish unseen. What we write is quickly seen to have none."""
    try:
        as_we_write = msgspec.json.format(text, indent=-1) == msgspec.json.encode(document)
    except RecursionError:
        raise too_deep(path) from None
    if not as_we_write and (repeated := repeated_keys(text, path)):
        raise StoreError(en=f"{where}: {repeated[0]} stands twice in one object.", zh=f"{where}：{repeated[0]}在同一对象中出现两次。")


def _of_list(records: list[Any], where: str) -> Iterator[Incoming]:
    if not records:
        raise _no_record(where)
    return (_recognized(record, f"{where}, record {number}") for number, record in enumerate(records, start=1))


def _of_tables(tables: dict[str, list[Any]], path: Path) -> Iterator[Incoming]:
    for table, documents in tables.items():
        for number, document in enumerate(documents, start=1):
            yield Incoming(f"{path}, {table} {number}", table, document if isinstance(document, dict) else {})


def _recognized(document: Any, where: str) -> Incoming:
    if isinstance(document, dict):
        held = {field for field in _TELLING if (value := document.get(field)) == [] or not is_nothing(value)}
        table = document.pop("table", None) or next((name for field, name in _TELLING.items() if field in held), None)
        if isinstance(table, str) and table in (*TABLES, FIGURES):
            return Incoming(where, table, as_ours(upgraded_if_old(table, document), SHAPES[table]))
    raise _no_record(where)


def _no_record(where: str) -> StoreError:
    return StoreError(
        en=f"{where}: this is no record of a store. Import a store, an export, or the records that an answer has in JSON.",
        zh=f"{where}：这不是数据库的记录。可导入的有：数据库、导出文件，以及答案的JSON中的记录。",
    )
