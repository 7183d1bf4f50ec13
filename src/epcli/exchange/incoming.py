"""What is to be imported: the records in a file of any form that we write, each with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from epcli.digits import lost, too_many
from epcli.errors import StoreError
from epcli.exchange import csv_rows
from epcli.exchange.others import as_ours, is_nothing
from epcli.model import TABLES, Lang
from epcli.packed import GZIP, PACKED, STANDARD_INPUT, ZIP, members, unpacked
from epcli.queries.answer import OwnedFigure
from epcli.store import UNDECODABLE, decoded, packed_bytes, parse, too_deep, unreadable
from epcli.upgrade import upgraded_if_old
from epcli.validation import repeated_keys

FIGURES = "figures"
"""Beside the tables of a store: figures that come without the record that they are about, which their `subject` names."""

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


_UNITS = {"record": "条记录", "line": "行"}


def where_in_chinese(where: str) -> str:
    """A place as `Incoming.where` has it, in Chinese: `more.ndjson, line 3` is `more.ndjson，第3行`."""
    return re.sub(r", ([a-z_]+) ([0-9]+)$", lambda found: _place_in_chinese(found[1], found[2]), where)


def _place_in_chinese(named: str, number: str) -> str:
    return f"，第{number}{_UNITS[named]}" if named in _UNITS else f"，{named}第{number}条"


def incoming(path: Path) -> Iterator[Incoming]:
    """The records in a file: a store, a JSON answer or array, ndjson, CSV, an SQLite export, a data package; packed or not.

    What a file is shows in its content, not in its name; `-` is standard input. StoreError for a file that can't be read, or that holds
    no such records.
    """
    if path != STANDARD_INPUT and (path.is_dir() or path.name == "datapackage.json"):
        from epcli.exchange import datapackage

        return _of_tables(datapackage.read(path), path)
    if path != STANDARD_INPUT and path.exists() and not path.is_file():  # a pipe would wait for its writer, a device may never end
        raise StoreError(
            en=f"Cannot read {path}: it is a pipe or a device. Save what it gives as a file, and import that.",
            zh=f"无法读取{path}：它是管道或设备。请先将其内容存为文件，再导入该文件。",
        )
    return _of_bytes(packed_bytes(path), path)


def _of_bytes(raw: bytes, path: Path) -> Iterator[Incoming]:
    if raw.startswith(ZIP):
        return _of_archive(raw, path)
    packed = raw.startswith(GZIP)
    raw = unpacked(raw, path)
    if raw.startswith(PACKED):
        raise _packed_twice(path)
    if not raw.strip():
        raise StoreError(
            en=f"{_called(path, 'en')} has no records: it is empty. Import a store, an answer or an export.",
            zh=f"{_called(path, 'zh')}中没有记录：内容为空。请导入数据库、答案或导出文件。",
        )
    if raw.startswith(b"SQLite format 3\x00"):
        if packed or path == STANDARD_INPUT:
            return _of_files({PurePosixPath("records.db"): raw}, path)
        from epcli.exchange import sqlite

        return _of_tables(sqlite.read(path), path)
    return _of_text(raw, path)


def _packed_twice(path: Path) -> StoreError:
    return StoreError(en=f"Cannot unpack {path}: what is in it is packed, too.", zh=f"无法解压{path}：其中的内容也是压缩文件。")


def _called(path: Path, lang: Lang) -> str:
    return str(path) if path != STANDARD_INPUT else {"en": "Standard input", "zh": "标准输入"}[lang]


def _of_archive(raw: bytes, path: Path) -> Iterator[Incoming]:
    """The records of a zip archive: those of the data package in it, or of each of its files."""
    files = members(raw, path)
    if not files:
        raise _no_record(str(path))
    return _of_files(files, path)


def _of_files(files: Mapping[PurePosixPath, bytes], path: Path) -> Iterator[Incoming]:
    """The records of files that were packed, read in a folder of their own; what is told of them has the name of the archive."""
    with TemporaryDirectory() as folder:
        for name, raw in files.items():
            place = Path(folder, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(raw)
        packages = [name for name in files if name.name == "datapackage.json"]
        try:
            for name in packages or files:
                if files[name].startswith(PACKED):
                    raise _packed_twice(path)
                for found in incoming(Path(folder, name)):
                    yield found._replace(where=found.where.replace(folder, str(path)))
        except OSError as error:
            raise unreadable(path, error) from None
        except StoreError as error:
            raise StoreError(en=error.message.en.replace(folder, str(path)), zh=error.message.zh.replace(folder, str(path))) from None


def _of_text(raw: bytes, path: Path) -> Iterator[Incoming]:
    text = raw.removeprefix(b"\xef\xbb\xbf")
    if not text.lstrip().startswith((b"{", b"[")):
        return (
            Incoming(f"{path}, line {number}", table, upgraded_if_old(table, row))
            for number, row in csv_rows.read(raw, path)
            for table in [FIGURES if "subject" in row else "events"]
        )
    for place, field, digits in lost(text):
        number, problem = text.count(b"\n", 0, place) + 1, too_many(digits)
        raise StoreError(en=f"{path}, line {number}: {field}: {problem.en}.", zh=f"{path}，第{number}行：{field}：{problem.zh}。")
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
    if _is_tinydb(whole):
        if "dataset" not in whole:  # which alone says of what format a store is; the records tell it, too
            return _of_list_by_table({name: [*keyed.values()] for name, keyed in whole.items() if keyed}, path)
        text = msgspec.json.encode({name: {} for name in TABLES} | {name: keyed for name, keyed in whole.items() if name in TABLES})
        parsed = parse(text, path)  # which knows older formats, and tells a later one
        return _of_tables({name: [msgspec.json.decode(raw) for raw in keyed.values()] for name, keyed in parsed.items()}, path)
    return _of_list([whole], str(path))


def _is_tinydb(whole: dict[str, Any]) -> bool:
    """Whether an object is tables of TinyDB's: some of ours, and its own, which is empty if it is there."""
    numbered = all(isinstance(keyed, dict) and all(key.isascii() and key.isdecimal() for key in keyed) for keyed in whole.values())
    return numbered and bool(whole) and all(name in TABLES or (name == "_default" and not keyed) for name, keyed in whole.items())


def _of_list_by_table(tables: dict[str, list[Any]], path: Path) -> Iterator[Incoming]:
    if not tables:
        raise _no_record(str(path))
    for table, documents in tables.items():
        for number, document in enumerate(documents, start=1):
            yield _recognized({"table": table} | document if isinstance(document, dict) else document, f"{path}, {table} {number}")


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
        raise StoreError(
            en=f"{where}: {repeated[0]} stands twice in one object.", zh=f"{where_in_chinese(where)}：{repeated[0]}在同一对象中出现两次。"
        )


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
        zh=f"{where_in_chinese(where)}：这不是数据库的记录。可导入的有：数据库、导出文件，以及答案的JSON中的记录。",
    )
