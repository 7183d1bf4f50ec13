"""A whole store in the forms that other programs read; each appears in its place when it is complete, and not before."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import msgspec
from msgspec import Struct

from epcli.errors import OutputError, RequestError, unwritable
from epcli.exchange import Form
from epcli.formats import separated
from epcli.model import TABLES, CaseStudy, Dataset, Event, Lang, Organization, Record, Source, Style
from epcli.queries.answer import OwnedFigure, owned_figures
from epcli.store import pieces
from epcli.writing import appearing

Tables: TypeAlias = Mapping[str, Sequence[Record]]


def export(tables: Tables, form: Form, path: Path, lang: Lang = "en", metadata: bool = False, url: str | None = None) -> None:
    """Writes all records to a file, or for csv, datapackage and site to a folder; with an SQLite file, if asked, `metadata.json` beside it.

    A bibliography is for readers of `lang`, which is of no matter to the other forms; `url` is where a site will stand.
    OutputError if it can't be, or if anything is there already; nothing is then written.
    """
    beside = path.parent / "metadata.json"
    if metadata and os.path.lexists(beside):
        raise _there(beside)
    if form == "bibtex" or form == "csl-json" or form == "ris":
        _appear(path, lambda temporary: _bibliography(tables, form, temporary, lang))
    elif form == "site":
        _appear(path, lambda temporary: _site(tables, temporary, url))
    else:
        _appear(path, lambda temporary: _WRITERS[form](tables, temporary))
    if metadata:
        _appear(beside, lambda temporary: _metadata(tables, path, temporary))


def exported(tables: Tables, form: Form, lang: Lang, metadata: bool) -> bytes:
    """The one file of an export. RequestError for a form that is a folder, or that would put another file beside it."""
    if form in ("csv", "datapackage", "site") or metadata:
        raise RequestError(
            en=f"--to {form}{' --metadata' if metadata else ''} makes several files, and standard output is one. Give a name.",
            zh=f"--to {form}{' --metadata' if metadata else ''}会写出多个文件，而标准输出只有一个。请用名称代替-。",
        )
    try:
        with TemporaryDirectory() as folder:
            file = Path(folder, "out")
            export(tables, form, file, lang)
            return file.read_bytes()
    except OSError as error:
        raise unwritable(Path("-"), error) from None


def address_of(url: str) -> str:
    """Where a site will stand, as its pages begin their addresses with it. RequestError for what is no address of the web."""
    if not re.fullmatch(r"https?://[\w.-]+(:[0-9]+)?(/[\w.~%/-]*)?", url, re.ASCII):
        raise RequestError(
            en=f'"{url}" is no address at which a site can stand. Write it as in --url https://example.org/records/',
            zh=f"“{url}”不是站点可用的网址。请写成--url https://example.org/records/的形式。",
        )
    return f"{url.removesuffix('/')}/"


def has_home(tables: Tables) -> bool:
    """Whether a site of these records has an address without being given one, as those that ship with epcli do."""
    from epcli.site.write import is_shipped

    return is_shipped(tables)


def _appear(path: Path, write: Callable[[Path], None]) -> None:
    try:
        with appearing(path) as temporary:
            write(temporary)
    except FileExistsError:
        raise _there(path) from None
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None


def _there(path: Path) -> OutputError:
    return OutputError(en=f"{path} exists already, and is left as it is.", zh=f"{path}已存在，未作改动。")


def _metadata(tables: Tables, database: Path, file: Path) -> None:
    from epcli.exchange.datasette import metadata

    (dataset,) = tables["dataset"]
    assert isinstance(dataset, Dataset)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(metadata(dataset, database.stem)), indent=2) + b"\n")


def _json(tables: Tables, file: Path) -> None:
    with file.open("xb") as whole:
        whole.writelines(pieces(tables))


_LEADING = 16
"""Records of each table at the beginning of ndjson: with the dataset, all within the first hundred lines, which is where polars looks."""


def _ndjson(tables: Tables, file: Path) -> None:
    """A record a line, with its table; those of a table in their order. Readers take the columns from the lines at the beginning.

    So some of every table come first. Events come last, of which a large store has most: DuckDB looks at twenty thousand lines.
    """
    order = [*(name for name in TABLES if name != "events"), "events"]
    with file.open("xb") as lines:
        for table, records in [*((t, tables[t][:_LEADING]) for t in order), *((t, tables[t][_LEADING:]) for t in order)]:
            head = b'{"table":' + msgspec.json.encode(table) + b","
            lines.writelines(head + msgspec.json.encode(record)[1:] + b"\n" for record in records)


def _csv(tables: Tables, folder: Path) -> None:
    """A file a table, and one for the figures, for spreadsheets: as `-f csv` prints them, with a byte order mark."""
    folder.mkdir()
    owners = [record for table in tables.values() for record in table if isinstance(record, Event | CaseStudy | Organization)]
    files: dict[str, tuple[Sequence[Struct], type[Struct]]] = {"figures": (owned_figures(owners), OwnedFigure)}
    files |= {table: (tables[table], shape) for table, shape in TABLES.items()}
    for name, (rows, row_type) in files.items():
        (folder / f"{name}.csv").write_bytes(separated(rows, row_type, ",", "\r\n").encode("utf-8-sig"))


def _datapackage(tables: Tables, folder: Path) -> None:
    from epcli.exchange import datapackage

    datapackage.write(tables, folder)


def _sqlite(tables: Tables, file: Path) -> None:
    from epcli.exchange import sqlite

    sqlite.write(tables, file)


def _site(tables: Tables, folder: Path, url: str | None) -> None:
    from epcli.site.write import write

    write(tables, folder, url)


def _bibliography(tables: Tables, style: Style, file: Path, lang: Lang) -> None:
    from epcli.bibliography.entry import of_source
    from epcli.bibliography.style import one, whole

    entries = [of_source(source, lang) for source in tables["sources"] if isinstance(source, Source)]
    file.write_text(whole([one(entry, style) for entry in entries], style), encoding="utf-8", newline="\n")


_WRITERS: dict[Form, Callable[[Tables, Path], None]] = {
    "json": _json,
    "ndjson": _ndjson,
    "csv": _csv,
    "datapackage": _datapackage,
    "sqlite": _sqlite,
}
