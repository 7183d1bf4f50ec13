"""The TinyDB file: read at once, typed when asked for, and written whole or not at all.

Reading keeps each document as the bytes that it is until a question wants it, so that a month of a hundred thousand events costs
a scan and a handful of records. TinyDB's own JSON storage writes into the file itself, and whatever stops it in the middle leaves
half a store; writing goes through `CrashSafeStorage`, which TinyDB takes in its place.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from epcli.errors import StoreError, reason
from epcli.model import FORMAT, TABLES, CaseStudy, Dataset, Entry, Event, Indicator, Organization, Place, Record, Source
from epcli.upgrade import upgraded

if TYPE_CHECKING:
    from filelock import FileLock

Documents = dict[str, dict[str, Raw]]
"""A TinyDB file as it is: table → TinyDB's key → the bytes of a document."""

UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for JSON that is damaged, nested too deep, or of another shape."""

PATIENCE = 10.0
"""Seconds that a writer waits for another one to finish."""

E = TypeVar("E", bound=Entry)
S = TypeVar("S", bound=Struct)


class _Named(Struct):
    """The id of a document; the rest of it is passed over."""

    id: str


class Table(Mapping[str, E]):
    """Records by id, in the order of the file, each typed when it is asked for: who looks up one place need not type a thousand.

    An id that the table lacks is a fault of the store, and is told as one.
    """

    def __init__(self, name: str, shape: type[E], documents: Mapping[str, Raw], path: Path) -> None:
        self._name, self._shape, self._path = name, shape, path
        self._documents = list(documents.values())
        self._typed: dict[str, E] = {}
        self._places: dict[str, int] | None = None
        self._whole: dict[str, E] | None = None

    def _index(self) -> dict[str, int]:
        """Where the document of each id stands."""
        if self._places is None:
            self._places = {self._decode(document, _Named).id: place for place, document in enumerate(self._documents)}
        return self._places

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
    return path.resolve() == shipped().resolve()


def open_store(path: Path) -> Store:
    """Opens a store that is known to be valid, as the shipped one is; `validation.open_valid` opens any other.

    StoreError if there is none at `path`, if it is damaged, or, once a record is asked for, if that is not what it must be.
    """
    return store_of(parse(read_bytes(path), path), path)


def store_of(documents: Documents, path: Path) -> Store:
    def table(name: str, shape: type[E]) -> Table[E]:
        return Table(name, shape, documents[name], path)

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
    """The bytes of a store; StoreError where there is no file that can be read, or an empty one."""
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _cannot("read the store", "读取数据库", path, error) from None
    if raw.isspace() or not raw:
        raise StoreError(en=f"The store {path} is empty.", zh=f"数据库{path}是空文件。")
    return raw


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


def pieces(tables: Mapping[str, Iterable[Struct]]) -> Iterator[bytes]:
    """The one form in which a store is written, bit by bit: UTF-8, two-space indent, tables and fields in the model's order.

    The documents of a table are numbered from 1, so that the same records are always the same bytes.
    """
    opening = b"{"
    for table in TABLES:
        yield opening + b'\n  "' + table.encode() + b'": {'
        number = 0
        for number, record in enumerate(tables[table], start=1):
            document = msgspec.json.format(msgspec.json.encode(record), indent=2).replace(b"\n", b"\n    ")
            yield b'%b\n    "%d": %b' % (b"," if number > 1 else b"", number, document)
        yield b"\n  }" if number else b"}"
        opening = b","
    yield b"\n}\n"


def canonical(tables: Mapping[str, Iterable[Struct]]) -> bytes:
    """A whole store in its one form."""
    return b"".join(pieces(tables))


class CrashSafeStorage:
    """A storage for TinyDB that replaces the file whole or not at all: `TinyDB(path, storage=CrashSafeStorage)`.

    It has the two methods that TinyDB asks of a storage, and the same on bytes for our own commands. A file that was changed by
    somebody else since it was read is not written over. Failures are StoreErrors, and leave the file as it was.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(os.path.realpath(path))  # a link stays a link: what it leads to is replaced
        self._read: bytes | None = None
        self._lock: FileLock | None = None

    def read(self) -> dict[str, Any] | None:
        raw = self.read_bytes()
        return decoded(raw, self.path, dict[str, Any]) if raw else None

    def write(self, data: Mapping[str, Any]) -> None:
        """Writes TinyDB's tables; documents that are records of ours get the order of fields that the canonical form has.

        ValueError or TypeError for what JSON would give back as something else: NaN, a date, a set.
        """
        import json

        json.dumps(data, allow_nan=False)
        ordered = {table: _in_order(keyed, TABLES[table]) if table in TABLES else keyed for table, keyed in data.items()}
        self.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=2) + b"\n")

    def close(self) -> None:
        """Nothing is kept open."""

    def read_bytes(self) -> bytes | None:
        """The bytes of the file, None where there is no file; from now on it must not be changed by others until it is written."""
        try:
            raw = self.path.read_bytes() if self.path.exists() else None
        except (OSError, ValueError) as error:
            raise _cannot("read the store", "读取数据库", self.path, error) from None
        self._read = _fingerprint(raw)
        return raw

    def write_bytes(self, raw: bytes) -> None:
        with self.lock():
            replace_file(self.path, raw, before=self._refuse_if_changed)
            self._read = _fingerprint(raw)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Makes this process the only writer; who reads in order to write does both within. It may be entered again."""
        from filelock import FileLock, Timeout

        self._lock = self._lock or FileLock(f"{self.path}.lock", timeout=PATIENCE)
        try:
            self.path.parent.stat()  # or the lock would make the folder, however mistyped it is
            if self.path.exists() and not self.path.is_file():
                raise StoreError(en=f"Cannot write {self.path}: it is not a file.", zh=f"无法写入{self.path}：它不是文件。")
            self._lock.acquire()
        except Timeout:
            raise StoreError(
                en=f"{self.path} is locked: another process is writing it (its lock is {self._lock.lock_file}). Try again later.",
                zh=f"{self.path}已被锁定：另一进程正在写入。请待其完成后再试（锁文件为{self._lock.lock_file}）。",
            ) from None
        except OSError as error:
            raise _cannot("write", "写入", self.path, error) from None
        try:
            _sweep(self.path)
            yield
        finally:
            self._lock.release()

    def _refuse_if_changed(self) -> None:
        current = self.path.read_bytes() if self.path.exists() else None
        if self._read not in (None, _fingerprint(current)):
            raise StoreError(
                en=f"{self.path} was changed by another program while it was being worked on; nothing was written. Try again.",
                zh=f"{self.path}在处理期间被其他程序改动，因此没有写入任何内容。请重试。",
            )


def _in_order(keyed: Mapping[str, Any], shape: type[Record]) -> dict[str, Any]:
    def ordered(document: Any) -> Any:
        try:
            return msgspec.convert(document, shape)
        except msgspec.ValidationError:
            return document

    return {key: ordered(document) for key, document in keyed.items()}


def _fingerprint(raw: bytes | None) -> bytes:
    from hashlib import sha256

    return sha256(raw or b"").digest()


def replace_file(path: Path, raw: bytes, before: Callable[[], None] = lambda: None) -> None:
    """Writes a file whole or not at all: into a temporary one beside it, down to the disk, then in place of the old one.

    A link is followed, and the mode of the file that is replaced is kept. `before` is asked at the last moment, and may raise.
    StoreError with the reason where something fails; the file is then what it was.
    """
    try:
        target = Path(os.path.realpath(path))
        temporary, previous = (target.with_name(f".{target.name}.{os.getpid()}.{kind}") for kind in _TEMPORARY)
        try:
            _write_to_disk(temporary, raw)
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o7777)
                _keep(target, previous)
            before()
            temporary.replace(target)
            try:
                flush_folder(target.parent)
            except OSError:
                if previous.exists():
                    previous.replace(target)
                else:
                    target.unlink()
                raise
        finally:
            for leftover in (temporary, previous):
                with suppress(OSError):
                    leftover.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise _cannot("write", "写入", path, error) from None


_TEMPORARY = ("new.tmp", "old.tmp")


def _write_to_disk(path: Path, raw: bytes) -> None:
    """Makes a file with these bytes, down to the disk. OSError if there is one already."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = memoryview(raw)
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    finally:
        os.close(file)


def _keep(path: Path, previous: Path) -> None:
    """Gives the old file a second name, to have it back should the folder not reach the disk; not every file system can."""
    try:
        os.link(path, previous)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise


def flush_folder(path: Path) -> None:
    """Gets the names in a folder down to the disk; Windows has no way to, and needs none."""
    if os.name != "nt":
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _sweep(path: Path) -> None:
    """Removes what writers of this file that were killed have left. Only for who holds the lock: then no writer is at work."""
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if entry.name.startswith(f".{path.name}.") and entry.name.endswith(_TEMPORARY):
                path.with_name(entry.name).unlink()


def _cannot(verb_en: str, verb_zh: str, path: Path, error: Exception) -> StoreError:
    return StoreError(en=f"Cannot {verb_en} {path}: {reason(error)}.", zh=f"无法{verb_zh}{path}：{reason(error)}。")
