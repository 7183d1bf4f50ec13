"""The records as an SQLite file: typed (STRICT) tables with primary and foreign keys, and full-text search in both languages.

`value` is ANY, the one type under which a STRICT table keeps 66 and 66.0 apart. Every table that has text has an index of it, `events_fts`
of `events`, in which Chinese is found inside a sentence by FTS5's own tokenizer (`fulltext.cover`); and `texts` with its index is the
one that `epcli search` asks, of all records at once. FTS5's `rebuild` would lose the words of Chinese.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from epcli.errors import StoreError, reason
from epcli.exchange.relational import SCHEMA, SCHEMA_1, Documents, Row, Table, documents, rows
from epcli.fulltext import count_once, cover, create
from epcli.model import Record
from epcli.words import spaced

TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "ANY", "boolean": "INTEGER"}
PYTHON = {"string": str, "integer": int, "number": int | float, "boolean": int}

SEARCHED = {
    table.name: tuple(column.name for column in table.columns if re.search("_(zh|en)$|alias$|as_written$|number$", column.name))
    for table in SCHEMA.values()
    if table.name != "dataset" and any(re.search("_zh$|alias$", column.name) for column in table.columns)
}
"""The columns that full-text search looks into, by table: names, texts and their numbers, in both languages."""


def write(tables: Mapping[str, Sequence[Record]], file: Path) -> None:
    """Writes the records of a store, with their dataset, to an SQLite file, which must not be there yet.

    Nothing is flushed to the disk: that is for whoever puts the file in its place. SQLite follows links at the file's name and at those of
    its journals, so the folder must be one in which nobody else can put any. StoreError for a number that SQLite can't hold
    and for ids that name nothing or stand twice; OSError if the file can't be written.
    """
    try:
        with closing(_connect(file, "mode=rwc")) as db:
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
            for table in SCHEMA.values():
                db.execute(_create(table))
                marks = ", ".join("?" * len(table.columns))
                db.executemany(f"INSERT INTO {table.name} VALUES ({marks})", _storable(table, rows(table, tables)))
            for statement in _indexes():
                db.execute(statement)
            for name, columns in SEARCHED.items():
                _index_words(db, SCHEMA[name], columns, tables)
            records = ((table, record) for table, of_table in tables.items() if table != "dataset" for record in of_table)
            named: dict[str, Any] = {table: {record.id: record for record in tables[table]} for table in ("organizations", "places")}  # type: ignore[attr-defined]
            create(db, records, **named)
            for child, _, parent, _ in db.execute("PRAGMA foreign_key_check"):
                raise sqlite3.IntegrityError(f"{child} names an id that {parent} lacks")
            db.execute("COMMIT")
            db.execute("BEGIN")
            for name in SEARCHED:
                count_once(db, f"{name}_fts")
            db.execute("COMMIT")
    except sqlite3.IntegrityError as error:
        raise StoreError(
            en=f"The store doesn't fit into an SQLite file: {error}. See `epcli validate`.",
            zh=f"该数据库无法写成SQLite文件：{error}。详情见`epcli validate`。",
        ) from None
    except sqlite3.Error as error:
        raise OSError(str(error)) from None


def _connect(file: Path, how: Literal["mode=ro", "mode=ro&immutable=1", "mode=rw", "mode=rwc"]) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < (3, 37):
        raise sqlite3.NotSupportedError(f"STRICT tables need SQLite 3.37, and this Python has {sqlite3.sqlite_version}")
    return sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True, isolation_level=None)


def _create(table: Table) -> str:
    parts = [f'"{column.name}" {TYPES[column.type]}{" NOT NULL" * column.required}' for column in table.columns]
    if table.primary_key:
        parts.append(f"PRIMARY KEY ({_names(table.primary_key)})")
    for key in table.foreign_keys:
        parts.append(f"FOREIGN KEY ({_names(key.columns)}) REFERENCES {key.table} ({_names(key.keys)})")
    options = "STRICT" if _has_rowid(table) or table.name in SEARCHED else "STRICT, WITHOUT ROWID"
    body = ",\n  ".join(parts)
    return f"CREATE TABLE {table.name} (\n  {body}\n) {options}"


def _has_rowid(table: Table) -> bool:
    """Lists are kept by owner and position; the other tables have a rowid, which keeps their order and is what an index points to."""
    return not table.owners or table.leading == 1


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _indexes() -> Iterator[str]:
    yield "CREATE INDEX events_date ON events (date)"
    for table in SCHEMA.values():
        for key in table.foreign_keys:
            if table.primary_key[: len(key.columns)] != key.columns:
                yield f"CREATE INDEX {table.name}_{'_'.join(key.columns)} ON {table.name} ({_names(key.columns)})"


def _storable(table: Table, rows: Iterable[Row]) -> Iterable[Row]:
    """The rows of a table, unless a number in them is beyond the 64 bits of SQLite's integers."""
    places = [place for place, column in enumerate(table.columns) if column.type == "number"]
    for row in rows:
        for place in places:
            value = row[place]
            if isinstance(value, int) and not -(2**63) <= value < 2**63:
                name, number = f"{table.name}/{row[0]}", f"{table.columns[place].name} {value}"
                raise StoreError(
                    en=f"{name}: {number} is beyond SQLite's integers, which have 64 bits; export to another form.",
                    zh=f"{name}：{number}超出SQLite整数的64位范围，请导出为其他格式。",
                )
        yield row


def _index_words(db: sqlite3.Connection, table: Table, columns: Sequence[str], tables: Mapping[str, Sequence[Record]]) -> None:
    """The index of a table, and the words that it is of: the texts with their Chinese characters kept apart, which `highlight` marks.

    Datasette and sqlite-utils take an index for that of a table if its definition has `content="events"`; here that is the name of the
    column with the row's number, since the words that are marked must be those with the characters apart.
    """
    index, names = f"{table.name}_fts", _names(columns)
    row_number = f'content="{table.name}"'
    column = row_number.replace('"', '""')
    db.execute(f'CREATE TABLE {index}_words ("{column}" INTEGER PRIMARY KEY, {names})')
    options = f"content={index}_words, content_rowid='{row_number}', tokenize='porter unicode61'"
    db.execute(f"CREATE VIRTUAL TABLE {index} USING fts5({names}, {options})")
    every = [column.name for column in table.columns]
    places = [every.index(column) for column in columns]
    texts = [
        (number, tuple("" if row[place] is None else spaced(str(row[place])) for place in places))
        for number, row in enumerate(rows(table, tables), start=1)
    ]
    marks = ", ".join("?" * (len(columns) + 1))
    db.executemany(f"INSERT INTO {index}_words VALUES ({marks})", ((number, *cells) for number, cells in texts))
    cover(db, index, [f'"{column}"' for column in columns], texts)


def read(file: Path) -> Documents:
    """The records of an SQLite file, opened for reading only; nothing is written to it or beside it.

    StoreError if it is none, if it is damaged, if a table or column is missing, or if the rows don't fit together.
    """
    try:
        with _opened(file) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(file.stat().st_size, 10**6))  # a schema can compute gigabytes out of nothing
            (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise _unreadable(file, found)
            schema = SCHEMA_1 if _is_of_format_1(db) else SCHEMA
            return documents({name: _rows(db, table, file) for name, table in schema.items()}, file, schema)
    except (OSError, ValueError, sqlite3.Error) as error:  # ValueError: not UTF-8, or a name that no file can have
        raise _unreadable(file, error) from None


def _is_of_format_1(db: sqlite3.Connection) -> bool:
    with suppress(sqlite3.Error):
        return bool(db.execute("SELECT format FROM dataset LIMIT 1").fetchone() == (1,))
    return False


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """An SQLite file to read from. Whoever opens one with a write-ahead log, if only to read it, writes files beside it.

    So what has a log is copied with it, and read elsewhere; without one no writer is at work, and nothing but the file itself is needed.
    """
    with file.open("rb") as start:
        head = start.read(20)
    if head[:16] != b"SQLite format 3\x00":
        raise _unreadable(file, "it does not begin as one")
    if head[19:] != _WRITE_AHEAD:
        with closing(_connect(file, "mode=ro")) as db:
            yield db
        return
    log = Path(f"{file.resolve()}-wal")
    if not log.exists() or not log.stat().st_size:
        with closing(_connect(file, "mode=ro&immutable=1")) as db:
            yield db
        return
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        before = [_state(file), _state(log)]
        shutil.copyfile(file, copy)
        shutil.copyfile(log, f"{copy}-wal")
        if [_state(file), _state(log)] != before:
            raise _unreadable(file, "another program is writing it; try again")
        with closing(_connect(copy, "mode=rw")) as db:
            yield db


_WRITE_AHEAD = b"\x02"
"""The version of its format by which the head of an SQLite file says that whoever reads it must read its write-ahead log."""


def _state(file: Path) -> tuple[int, int]:
    return file.stat().st_size, file.stat().st_mtime_ns


def _rows(db: sqlite3.Connection, table: Table, file: Path) -> Iterator[Row]:
    if not db.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (table.name,)).fetchone():
        raise _unreadable(file, f"no table {table.name}")
    if db.execute("SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden", (table.name,)).fetchone():
        raise _unreadable(file, f"{table.name} has columns that are computed")
    # With the table's name before them, since SQLite takes a quoted name that it doesn't know for a text.
    columns = ", ".join(f'{table.name}."{column.name}"' for column in table.columns)
    truths = [place for place, column in enumerate(table.columns) if column.type == "boolean"]  # SQLite has 1 and 0 for them
    order = f"{table.name}.rowid" if _has_rowid(table) else _names(table.primary_key)
    for row in db.execute(f"SELECT {columns} FROM {table.name} ORDER BY {order}"):
        for column, value in zip(table.columns, row, strict=True):
            if value is not None and not (isinstance(value, PYTHON[column.type]) and (column.type != "boolean" or value in (0, 1))):
                raise _unreadable(file, f"{table.name}.{column.name} has {value!r:.40}, which is no {column.type}")
        yield tuple(bool(value) if place in truths else value for place, value in enumerate(row)) if truths else row


def _unreadable(file: Path, error: Exception | str) -> StoreError:
    why = error if isinstance(error, str) else reason(error)
    return StoreError(en=f"Cannot read {file} as an SQLite file of epcli's: {why}.", zh=f"无法将{file}作为epcli的SQLite文件读取：{why}。")
