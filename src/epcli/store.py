"""The TinyDB file, read at once and typed when asked for; and the one form in which it is written.

Reading keeps each document as the bytes that it is until a question wants it, so that a month of a hundred thousand events costs
a scan and a handful of records.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from epcli.digits import plain
from epcli.errors import StoreError, reason
from epcli.model import FORMAT, TABLES, CaseStudy, Dataset, Entry, Event, Indicator, Organization, Place, Record, Source
from epcli.packed import STANDARD_INPUT, standard_input, unpacked
from epcli.upgrade import upgraded

Documents = dict[str, dict[str, Raw]]
"""A TinyDB file as it is: table → TinyDB's key → the bytes of a document."""

COMPANIONS = (".lock", ".undo", ".sha256")
"""What is put after the name of a store for the files beside it; storage.py says what they are."""

UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for JSON that is damaged, nested too deep, or of another shape."""

E = TypeVar("E", bound=Entry)
S = TypeVar("S", bound=Struct)


class _Named(Struct):
    """The id of a document; the rest of it is passed over."""

    id: str


_FIRST_ID = re.compile(rb'\{\s*"id":\s*"([a-z0-9-]+)"')


class Table(Mapping[str, E]):
    """Records by id, in the order of the file, each typed when it is asked for: who looks up one place need not type a thousand.

    An id that the table lacks is a fault of the store, and is told as one.
    """

    def __init__(self, name: str, shape: type[E], documents: Mapping[str, Raw], path: Path, raw: bytes) -> None:
        self.raw = raw
        """The bytes of the whole store, of which the documents are parts."""
        self._name, self._shape, self._path = name, shape, path
        self._documents = list(documents.values())
        self._typed: dict[str, E] = {}
        self._places: dict[str, int] | None = None
        self._whole: dict[str, E] | None = None

    def _index(self) -> dict[str, int]:
        """Where the document of each id stands."""
        if self._places is None:
            self._places = {self._id(document): place for place, document in enumerate(self._documents)}
        return self._places

    def _id(self, document: Raw) -> str:
        """In canonical form the id comes first, and the rest need not be read."""
        first = _FIRST_ID.match(document)
        return first[1].decode() if first else self._decode(document, _Named).id

    def _records(self) -> dict[str, E]:
        if self._whole is None:
            records = [self._decode(document, self._shape) for document in self._documents]
            self._whole = self._typed = {record.id: record for record in records}
        return self._whole

    def __getitem__(self, record_id: str) -> E:
        record = self._typed.get(record_id)
        if record is None:
            place = self._index().get(record_id) if self._whole is None else None
            if place is None:
                raise StoreError(
                    en=f"{self._path} is invalid: {self._name} has no {record_id}. See `epcli validate {self._path}`.",
                    zh=f"{self._path}无效：{self._name}中没有{record_id}。详情见`epcli validate {self._path}`。",
                )
            record = self._typed[record_id] = self._decode(self._documents[place], self._shape)
        return record

    def __contains__(self, record_id: object) -> bool:
        return record_id in (self._index() if self._whole is None else self._whole)

    def __iter__(self) -> Iterator[str]:
        return iter(self._index() if self._whole is None else self._whole)

    def __len__(self) -> int:
        return len(self._documents)

    def values(self) -> ValuesView[E]:
        return self._records().values()

    def items(self) -> ItemsView[str, E]:
        return self._records().items()

    def pick(self, glance: type[S], fits: Callable[[S], bool]) -> list[E]:
        """The records that fit at a glance, a struct with some of their fields; the others are never built."""
        found = [document for document in self._documents if fits(self._decode(document, glance))]
        return [self._decode(document, self._shape) for document in found]

    def _decode(self, document: Raw, shape: type[S]) -> S:
        try:
            return msgspec.json.decode(document, type=shape)
        except UNDECODABLE as error:
            raise StoreError(
                en=f"{self._path} is invalid in {self._name}: {error}. See `epcli validate {self._path}`.",
                zh=f"{self._path}中的{self._name}无效：{error}。详情见`epcli validate {self._path}`。",
            ) from None


class Store(Struct, frozen=True):
    """Every record of a store; each table but `dataset` by id, in the order of the file."""

    dataset: Dataset
    events: Mapping[str, Event]
    case_studies: Mapping[str, CaseStudy]
    organizations: Mapping[str, Organization]
    places: Mapping[str, Place]
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]


def shipped() -> Path:
    """The records that come with epcli: inside the package when installed from a wheel, else at the top of the checkout."""
    inside = Path(__file__).parent / "data" / "records.json"
    return inside if inside.exists() else Path(__file__).parents[2] / "data" / "records.json"


def is_shipped(path: Path) -> bool:
    try:
        return path.samefile(shipped())
    except (OSError, ValueError):  # none there, or links that lead in a circle; whoever reads it will say so
        return False


def open_store(path: Path) -> Store:
    """Opens a store that is known to be valid, as the shipped one is; `validation.open_valid` opens any other.

    StoreError if there is none at `path`, if it is damaged, or, once a record is asked for, if that is not what it must be.
    """
    raw = read_bytes(path)
    return store_of(parse(raw, path), path, raw)


def store_of(documents: Documents, path: Path, raw: bytes) -> Store:
    def table(name: str, shape: type[E]) -> Table[E]:
        return Table(name, shape, documents[name], path, raw)

    return Store(
        dataset=decoded(next(iter(documents["dataset"].values())), path, Dataset),
        events=table("events", Event),
        case_studies=table("case_studies", CaseStudy),
        organizations=table("organizations", Organization),
        places=table("places", Place),
        indicators=table("indicators", Indicator),
        sources=table("sources", Source),
    )


def records_of(store: Store) -> dict[str, list[Record]]:
    """The records of each table, in order; `dataset` is a table of one."""
    return {table: [store.dataset] if table == "dataset" else list(getattr(store, table).values()) for table in TABLES}


def read_bytes(path: Path) -> bytes:
    """The bytes of a store, unpacked; `-` is standard input. StoreError where there is no file that can be read, or an empty one."""
    raw = unpacked(packed_bytes(path), path)
    if raw.isspace() or not raw:
        raise StoreError(en=f"The store {path} is empty.", zh=f"数据库{path}是空文件。")
    return raw


def packed_bytes(path: Path) -> bytes:
    """The bytes of a file as they are. StoreError where it can't be read; a device may never end, and is none.

    A pipe (`--store <(zcat my.json.gz)`) is read once, but not waited for where nobody writes into it.
    """
    if path == STANDARD_INPUT:
        return standard_input()
    try:
        mode = path.stat().st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise StoreError(en=f"Cannot read the store {path}: it is a device.", zh=f"无法读取数据库{path}：它是设备。")
        if stat.S_ISFIFO(mode):
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as pipe:
                os.set_blocking(pipe.fileno(), True)
                raw = pipe.read()
            if not raw:
                raise StoreError(
                    en=f"Cannot read the store {path}: it is a pipe, and nobody writes into it.",
                    zh=f"无法读取数据库{path}：它是管道，而没有程序写入。",
                )
        else:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    return raw


def unreadable(path: Path, error: Exception) -> StoreError:
    return StoreError(en=f"Cannot read the store {path}: {reason(error)}.", zh=f"无法读取数据库{path}：{reason(error)}。")


def parse(raw: bytes, path: Path) -> Documents:
    """The tables in a store's bytes, those of format 1 upgraded.

    StoreError with line and column where they are no JSON, or no TinyDB file; for a store of a later format, too.
    """
    documents = decoded(raw, path, Documents)
    edition = next(iter(documents.get("dataset", {}).values()), Raw(b"{}"))
    kept_as = decoded(edition, path, _Edition).format
    if _is_1(kept_as):
        documents = _upgraded(documents)
    if missing := [table for table in TABLES if table not in documents]:
        raise StoreError(
            en=f"{path} is not an epcli store: it has no table {', '.join(missing)}.",
            zh=f"{path}不是epcli数据库：缺少表{'、'.join(missing)}。",
        )
    if len(documents["dataset"]) != 1:
        raise StoreError(
            en=f'{path} is not an epcli store: its table "dataset" must hold one document, not {len(documents["dataset"])}.',
            zh=f"{path}不是epcli数据库：“dataset”表应有一条记录，现有{len(documents['dataset'])}条。",
        )
    if kept_as not in (1, FORMAT):
        later = isinstance(kept_as, int) and kept_as > FORMAT
        raise StoreError(
            en=f"{path} is a store of format {kept_as}, and this epcli reads formats 1 to {FORMAT}"
            f"{': a later epcli wrote it, and reads it' if later else ''}.",
            zh=f"{path}是格式{kept_as}的数据库，而当前epcli只能读取格式1至{FORMAT}"
            f"{'：它由更新的epcli写成，请用更新的版本读取' if later else ''}。",
        )
    if strange := [f"{table}/{key}" for table, keyed in documents.items() for key in keyed if not (key.isascii() and key.isdecimal())]:
        raise StoreError(
            en=f"{path} is not a TinyDB file: the key of {strange[0]} is not a number.",
            zh=f"{path}不是TinyDB文件：{strange[0]}的键不是数字。",
        )
    return documents


class _Edition(Struct):
    """Of the dataset only what must be known before anything else can be made of the file."""

    format: object = None


def is_of_format_1(raw: bytes) -> bool:
    """Whether these bytes, which are those of a store, were written by epcli 0.1."""
    return any(_is_1(edition.format) for edition in msgspec.json.decode(raw, type=_Editions).dataset.values())


def _is_1(kept_as: object) -> bool:
    return kept_as == 1 and isinstance(kept_as, int) and not isinstance(kept_as, bool)


class _Editions(Struct):
    dataset: dict[str, _Edition]


def _upgraded(documents: Documents) -> Documents:
    """The tables of format 1 in format 2. What can't be decoded stays, for whoever wants it to tell."""

    def made(table: str, document: Raw) -> Raw:
        try:
            return Raw(msgspec.json.encode(upgraded(table, msgspec.json.decode(document))))
        except UNDECODABLE:
            return document

    return {"indicators": {}} | {table: {key: made(table, raw) for key, raw in keyed.items()} for table, keyed in documents.items()}


T = TypeVar("T")


def decoded(raw: bytes | Raw, path: Path, shape: type[T]) -> T:
    """JSON of a shape. StoreError that names the file, and where it is damaged."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        raise StoreError(en=f"{path} is not an epcli store: {error}.", zh=f"{path}不是epcli数据库：{error}。") from None
    except RecursionError:
        raise too_deep(path) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        line, column = _position(bytes(raw), error)
        raise StoreError(
            en=f"{path} is damaged at line {line}, column {column}: {error}.",
            zh=f"{path}在第{line}行第{column}列处损坏：{error}。",
        ) from None


def too_deep(path: Path) -> StoreError:
    return StoreError(en=f"{path} is damaged: it is nested too deep.", zh=f"{path}已损坏：嵌套过深。")


def _position(raw: bytes, error: Exception) -> tuple[int, int]:
    """Line and column, counted from 1, of a decoder's complaint; the end of the file when it was cut short."""
    if isinstance(error, UnicodeDecodeError):  # which counts from the beginning of the text that it is in
        try:
            raw.decode()
        except UnicodeDecodeError as first:
            error = first
        offset = error.start
    else:
        stated = re.search(r"\(byte (\d+)\)", str(error))
        offset = int(stated[1]) if stated else len(raw)
    before = raw[:offset]
    return before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1


_DOUBLE = re.compile(rb'(\n *"(?:value|upper)": )(-?[0-9]+(?:\.0|(?:\.[0-9]+)?e[+]?[0-9]+))(?=,\n)')
_SCALED = re.compile(rb"[0-9]e[+]?[0-9]+,\n")
"""A whole number as a double, on a line of its own, where no text can stand; and what may be one."""


def pieces(tables: Mapping[str, Iterable[Struct]]) -> Iterator[bytes]:
    """The one form in which a store is written, bit by bit: UTF-8, two-space indent, tables and fields in the model's order.

    The documents of a table are numbered from 1, and a whole number has no point, whoever wrote it as 66.0, so that the same records
    are always the same bytes.
    """
    opening = b"{"
    for table in TABLES:
        yield opening + b'\n  "' + table.encode() + b'": {'
        number = 0
        for number, record in enumerate(tables[table], start=1):
            document = msgspec.json.format(msgspec.json.encode(record), indent=2).replace(b"\n", b"\n    ")
            if b".0," in document or _SCALED.search(document):
                document = _DOUBLE.sub(lambda found: found[1] + plain(float(found[2])).encode(), document)
            yield b'%b\n    "%d": %b' % (b"," if number > 1 else b"", number, document)
        yield b"\n  }" if number else b"}"
        opening = b","
    yield b"\n}\n"


def canonical(tables: Mapping[str, Iterable[Struct]]) -> bytes:
    """A whole store in its one form."""
    return b"".join(pieces(tables))


def is_store(path: Path) -> bool:
    """Whether a file is a store, valid or not, whatever it is called and however it is linked."""
    try:
        tables = msgspec.json.decode(unpacked(path.read_bytes(), path), type=Documents)
    except (OSError, ValueError, StoreError, *UNDECODABLE):
        return False
    return {"dataset", "events"} <= tables.keys()
