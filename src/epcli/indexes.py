"""The indexes that are kept in the user's cache, each under the digest of the bytes of a store: made once, asked by every search after it.

An index holds the records beside their words, so that a store that was searched before need not be read as records again to be searched,
and to show what was found: see `opened`. It appears when it is complete and not before; without a cache one is made in memory for each
search. Only a folder that is the user's own is believed, and what is damaged is taken away, and the store itself answers.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, ValuesView
from contextlib import closing, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast
from unicodedata import unidata_version

import msgspec

from epcli import __version__, fulltext, stamps
from epcli.errors import StoreError
from epcli.model import TABLES, Entry, Record
from epcli.store import Store, Table, is_shipped, shipped

FORM = 3
"""The number of what an index holds, to be raised when another one is made of the same records."""

KEPT = 8
"""How many indexes stay in the cache."""

STOPPED = 3600.0
"""Seconds after which what a process left that was stopped while it wrote an index is taken away."""

_DAMAGED = (sqlite3.Error, ValueError, TypeError, LookupError, AttributeError, RecursionError, StoreError)
"""What it comes to when an index is not what was written. If it is the store that is at fault, it will say so when it is asked itself."""

E = TypeVar("E", bound=Entry)
T = TypeVar("T")


class Index:
    """An index that is open for reading; `whole` opens the store that it is of, should it turn out to be damaged."""

    def __init__(self, db: sqlite3.Connection, file: Path, whole: Callable[[], Store]) -> None:
        self._db, self._file, self._whole = db, file, whole
        self._store: Store | None = None

    def tell(self, question: Callable[[sqlite3.Connection], T], otherwise: Callable[[Store], T]) -> T:
        """What a question finds in it; once it is damaged, and taken away, what is found `otherwise`, in the store itself."""
        if self._store is None:
            try:
                return question(self._db)
            except _DAMAGED:
                self._db.close()
                with suppress(OSError):
                    self._file.unlink()
                self._store = self._store or self._whole()  # what a question asks on its way may have found it out before
        return otherwise(self._store)

    def store(self) -> Store:
        """The store as the index holds it."""
        tables: dict[str, Any] = {table: Indexed(self, table) for table in TABLES if table != "dataset"}
        dataset = self.tell(lambda db: _one(db, "dataset", "dataset"), lambda store: store.dataset)
        return Store(dataset=cast(Any, dataset), **tables)


class Indexed(Mapping[str, E]):
    """The records of a table as an index holds them, by id, in the order of the store; each is read when it is asked for."""

    def __init__(self, index: Index, table: str) -> None:
        self.index, self._table = index, table
        self._typed: dict[str, E] = {}
        self._ids: list[str] | None = None

    def __getitem__(self, record_id: str) -> E:
        if record_id not in self._typed:
            found = self.index.tell(lambda db: _one(db, self._table, record_id), lambda store: self._of(store)[record_id])
            self._typed[record_id] = cast(E, found)
        return self._typed[record_id]

    def __contains__(self, record_id: object) -> bool:
        sql = 'SELECT 1 FROM records WHERE "table" = ? AND id = ?'
        return record_id in self._typed or self.index.tell(
            lambda db: db.execute(sql, (self._table, record_id)).fetchone() is not None, lambda store: record_id in self._of(store)
        )

    def __iter__(self) -> Iterator[str]:
        if self._ids is None:
            sql = 'SELECT id FROM records WHERE "table" = ? ORDER BY rowid'
            self._ids = self.index.tell(
                lambda db: [record_id for (record_id,) in db.execute(sql, (self._table,))], lambda store: [*self._of(store)]
            )
        return iter(self._ids)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def values(self) -> ValuesView[E]:
        sql = 'SELECT id, record FROM records WHERE "table" = ? ORDER BY rowid'
        self._typed = self.index.tell(
            lambda db: {record_id: cast(E, _typed(self._table, raw)) for record_id, raw in db.execute(sql, (self._table,))},
            lambda store: {**self._of(store)},
        )
        return self._typed.values()

    def _of(self, store: Store) -> Mapping[str, E]:
        return cast("Mapping[str, E]", getattr(store, self._table))


def _one(db: sqlite3.Connection, table: str, record_id: str) -> Record:
    """A record of an index. A store whose records name one that it lacks was never valid, so an index that lacks one is damaged."""
    (raw,) = db.execute('SELECT record FROM records WHERE "table" = ? AND id = ?', (table, record_id)).fetchone()
    return _typed(table, raw)


def _typed(table: str, raw: bytes) -> Record:
    return _decoder(table).decode(raw)


@cache
def _decoder(table: str) -> msgspec.json.Decoder[Record]:
    return msgspec.json.Decoder(TABLES[table])


def opened(path: Path | None, whole: Callable[[], Store]) -> Store:
    """The store at a path, or the shipped one, to be searched: as its index holds it, if one is kept of these very bytes; else as `whole`
    opens it.
    """
    with suppress(OSError, ValueError):
        own = path is not None and not is_shipped(path)
        file = path if path is not None and own else shipped()
        if file.is_file():  # what is read from a pipe can be read but once
            digest = stamps.digest_of(file)
            if (stamps.known(digest) or not own) and (index := _kept(digest, whole)):
                return index.store()
    return whole()


def ask(store: Store, question: Callable[[sqlite3.Connection], T]) -> T:
    """What a question finds in the index of a store: the one that holds it or is kept, else one that is made, and kept if it can be."""
    tables = [getattr(store, table) for table in TABLES if table != "dataset"]
    index = None
    if all(isinstance(table, Indexed) and table.index is tables[0].index for table in tables):
        index = tables[0].index
    elif all(isinstance(table, Table) and table.raw is tables[0].raw for table in tables):
        index = _made(store, tables[0].raw)
    return index.tell(question, lambda whole: _in_memory(whole, question)) if index else _in_memory(store, question)


def _in_memory(store: Store, question: Callable[[sqlite3.Connection], T]) -> T:
    with closing(sqlite3.connect(":memory:")) as db:
        fulltext.create(db, _records(store), store.organizations, store.places)
        return question(db)


def _records(store: Store) -> Iterator[tuple[str, Record]]:
    for table in TABLES:
        if table != "dataset":
            for record in getattr(store, table).values():
                yield table, record


def _made(store: Store, raw: bytes) -> Index | None:
    """The index of a store of these bytes, which is made and kept if none is; None where none can be."""
    with suppress(OSError, sqlite3.Error):
        digest = sha256(raw).hexdigest()
        if not (index := _kept(digest, lambda: store)):
            from epcli.writing import appearing

            file = _file(digest)
            with suppress(FileExistsError), appearing(file) as new:
                _write(store, new, file.name)
            _forget(file.parent)
            index = _kept(digest, lambda: store)
        return index
    return None


def _kept(digest: str, whole: Callable[[], Store]) -> Index | None:
    """The index that is kept of a store whose bytes have this digest; one that is not whole, or is of another store, is taken away."""
    file = _file(digest)
    if not file.is_file():
        return None
    db = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        (pages,), (size,), (name,) = (
            db.execute(sql).fetchone() for sql in ("PRAGMA page_count", "PRAGMA page_size", "SELECT name FROM made")
        )
        if pages * size == file.stat().st_size and name == file.name:
            return Index(db, file, whole)
    except _DAMAGED:
        pass
    db.close()
    file.unlink()
    return None


def _file(digest: str) -> Path:
    """Where the index of a store is kept: by its bytes and all that decides beside them what their index is. OSError if it can't be."""
    made_by = f"{__version__}-form{FORM}-unicode{unidata_version}-sqlite{sqlite3.sqlite_version}"
    return stamps.folder("indexes") / f"{digest}-{made_by}.db"


def _write(store: Store, file: Path, name: str) -> None:
    """Writes the index of a store, which knows the name that it shall have."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        db.execute('CREATE TABLE records ("table" TEXT, id TEXT, record BLOB, PRIMARY KEY ("table", id))')
        whole = ((table, cast(Entry, record).id, msgspec.json.encode(record)) for table, record in _records(store))
        db.executemany("INSERT INTO records VALUES (?, ?, ?)", whole)
        db.execute("INSERT INTO records VALUES ('dataset', 'dataset', ?)", (msgspec.json.encode(store.dataset),))
        fulltext.create(db, _records(store), store.organizations, store.places)
        db.execute("CREATE TABLE made AS SELECT ? AS name", (name,))
        db.execute("COMMIT")


def _forget(folder: Path) -> None:
    """Takes the oldest indexes away, and what was left of those whose making was stopped."""
    ours = sorted(folder.iterdir(), key=lambda file: -file.stat().st_mtime)
    for place, old in enumerate(ours):
        if old.is_dir() and (place >= KEPT or time.time() - old.stat().st_mtime > STOPPED):
            import shutil

            shutil.rmtree(old, ignore_errors=True)
        elif place >= KEPT:
            old.unlink()
