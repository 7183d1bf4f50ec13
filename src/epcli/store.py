"""The TinyDB file: opened read-only, turned into typed records, and put into its one canonical form.

TinyDB's own JSON storage parses the whole file again for every table and opens it for writing by default, so reading goes
through a storage of ours: msgspec, once, and never a write.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from tinydb import TinyDB
from tinydb.storages import Storage

from epcli.errors import StoreError
from epcli.model import FORMAT, TABLES, CaseStudy, Dataset, Entry, Event, Organization, Place, Record, Source

Tables = dict[str, dict[str, dict[str, Any]]]
"""A TinyDB file as it is: table → TinyDB's key → document."""

R = TypeVar("R", bound=Record)
E = TypeVar("E", bound=Entry)


class Store(Struct, frozen=True):
    """Every record of a store, typed; each table but `dataset` by id, in the order of the file."""

    dataset: Dataset
    events: dict[str, Event]
    case_studies: dict[str, CaseStudy]
    organizations: dict[str, Organization]
    places: dict[str, Place]
    sources: dict[str, Source]


class Table(dict[str, E]):
    """Records by id. An id that the store lacks is a fault of the store, and is told as one."""

    def __init__(self, name: str, records: list[E], path: Path) -> None:
        super().__init__((record.id, record) for record in records)
        self._name, self._path = name, path

    def __missing__(self, record_id: str) -> E:
        raise StoreError(
            en=f"{self._path} is invalid: {self._name} has no {record_id}. See `epcli validate {self._path}`.",
            zh=f"{self._path}无效：{self._name}中没有{record_id}。详情见`epcli validate {self._path}`。",
        )


class ReadOnlyStorage(Storage):
    """A TinyDB storage that reads a file once and refuses to write."""

    def __init__(self, path: Path) -> None:
        self._tables = parse(read_bytes(path), path)

    def read(self) -> Tables:
        return self._tables

    def write(self, data: Tables) -> None:
        raise StoreError(en="This store is open for reading only.", zh="该数据库以只读方式打开。")


def shipped() -> Path:
    """The records that come with epcli: inside the package when installed from a wheel, else at the top of the checkout."""
    inside = Path(__file__).parent / "data" / "records.json"
    return inside if inside.exists() else Path(__file__).parents[2] / "data" / "records.json"


def open_store(path: Path) -> Store:
    """Reads a whole store. StoreError if there is none at `path`, if it is damaged, or if a record is not what it must be."""
    with TinyDB(path, storage=ReadOnlyStorage) as db:
        datasets = _records(db, "dataset", Dataset, path)
        if len(datasets) != 1:
            raise StoreError(
                en=f'{path} is not an epcli store: its table "dataset" must hold one document, not {len(datasets)}.',
                zh=f"{path}不是epcli数据库：“dataset”表应有一条记录，现有{len(datasets)}条。",
            )
        return Store(
            dataset=datasets[0],
            events=_table(db, "events", Event, path),
            case_studies=_table(db, "case_studies", CaseStudy, path),
            organizations=_table(db, "organizations", Organization, path),
            places=_table(db, "places", Place, path),
            sources=_table(db, "sources", Source, path),
        )


def _table(db: TinyDB, name: str, shape: type[E], path: Path) -> Table[E]:
    return Table(name, _records(db, name, shape, path), path)


def _records(db: TinyDB, table: str, shape: type[R], path: Path) -> list[R]:
    documents = db.table(table).all()
    try:
        return msgspec.convert(documents, list[shape])  # type: ignore[valid-type]
    except msgspec.ValidationError as error:
        fault = str(error)
        index = re.search(r"`\$\[(\d+)\]", fault)
        document = documents[int(index[1])] if index else {}
        name = f"{table}/{document.get('id', index and index[1])}"
        raise StoreError(
            en=f"{path} is invalid at {name}: {fault}. See `epcli validate {path}`.",
            zh=f"{path}中的{name}无效：{fault}。详情见`epcli validate {path}`。",
        ) from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a store; StoreError where there is no file that can be read, or an empty one."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(en=f"Cannot read the store {path}: {reason}.", zh=f"无法读取数据库{path}：{reason}。") from None
    if not raw.strip():
        raise StoreError(en=f"The store {path} is empty.", zh=f"数据库{path}是空文件。")
    return raw


def parse(raw: bytes, path: Path) -> Tables:
    """The tables in a store's bytes. StoreError with line and column where they are no JSON, or no TinyDB file."""
    try:
        tables = msgspec.json.decode(raw, type=Tables)
    except msgspec.ValidationError as error:
        raise StoreError(en=f"{path} is not an epcli store: {error}.", zh=f"{path}不是epcli数据库：{error}。") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        line, column = _position(raw, error)
        raise StoreError(
            en=f"{path} is damaged at line {line}, column {column}: {error}.",
            zh=f"{path}在第{line}行第{column}列处损坏：{error}。",
        ) from None
    if missing := [table for table in TABLES if table not in tables]:
        raise StoreError(
            en=f"{path} is not an epcli store: it has no table {', '.join(missing)}.",
            zh=f"{path}不是epcli数据库：缺少表{'、'.join(missing)}。",
        )
    if [document.get("format") for document in tables["dataset"].values()] != [FORMAT]:
        raise StoreError(
            en=f"{path} is not a store of format {FORMAT}, the only one that this epcli reads.",
            zh=f"{path}不是格式{FORMAT}的数据库，而当前epcli只能读取该格式。",
        )
    if strange := [f"{table}/{key}" for table, documents in tables.items() for key in documents if not key.isdecimal()]:
        raise StoreError(
            en=f"{path} is not a TinyDB file: the key of {strange[0]} is not a number.",
            zh=f"{path}不是TinyDB文件：{strange[0]}的键不是数字。",
        )
    return tables


def _position(raw: bytes, error: Exception) -> tuple[int, int]:
    """Line and column, counted from 1, of a decoder's complaint; the end of the file when it was cut short."""
    if isinstance(error, UnicodeDecodeError):
        offset = error.start
    else:
        stated = re.search(r"\(byte (\d+)\)", str(error))
        offset = int(stated[1]) if stated else len(raw)
    before = raw[:offset]
    return before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1


def canonical(tables: dict[str, dict[str, Record]]) -> bytes:
    """The one form in which a store is written: UTF-8, two-space indent, tables and fields in the model's order, keys ascending."""
    ordered = {table: {key: tables[table][key] for key in sorted(tables[table], key=int)} for table in TABLES}
    return msgspec.json.format(msgspec.json.encode(ordered), indent=2) + b"\n"
