"""The records as a Frictionless Data Package: a descriptor with a schema for each table, and a CSV file for each.

After the Data Package standard, version 2 (https://datapackage.org). The CSV is RFC 4180 in UTF-8 without a byte order mark,
and holds plain values: nothing is put before text that a spreadsheet could take for a formula, since the schema says what it is.
An empty cell is null. The table `dataset` is one row, so that the package alone is the whole store.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta, Struct

from epcli.digits import lost, too_many
from epcli.errors import StoreError, reason
from epcli.exchange.relational import SCHEMA, SCHEMA_1, Column, Documents, ForeignKey, Row, Table, documents, rows
from epcli.model import Dataset, Record, Source, Text

LICENCES = {
    "CC-BY-4.0": {"path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0 International"},
}
"""What a package says of a licence besides its name."""


def write(tables: Mapping[str, Sequence[Record]], folder: Path) -> None:
    """Writes the records of a store, with their dataset, as a package in `folder`, which must not be there yet. OSError if it can't be."""
    folder.mkdir()
    for table in SCHEMA.values():
        with (folder / f"{table.name}.csv").open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(column.name for column in table.columns)
            writer.writerows(map(_cells, rows(table, tables)))
    descriptor = msgspec.json.format(msgspec.json.encode(_descriptor(tables)), indent=2) + b"\n"
    (folder / "datapackage.json").write_bytes(descriptor)


def _cells(row: Row) -> Iterator[str | None]:
    """Numbers as the store writes them, so that 66 and 66.0 stay apart."""
    return (msgspec.json.encode(cell).decode() if isinstance(cell, int | float) else cell for cell in row)


def _descriptor(tables: Mapping[str, Sequence[Record]]) -> dict[str, Any]:
    dataset = cast(Dataset, tables["dataset"][0])
    sources = cast(Sequence[Source], tables["sources"])
    descriptor: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "epcli-store",
        "title": _both(dataset.title),
        "description": f"{dataset.description.en}\n\n{dataset.description.zh}",
        "version": dataset.version,
    }
    if re.fullmatch(r"[-a-zA-Z0-9._]+", dataset.licence):  # the standard takes ids here, not sentences; the table has either
        descriptor["licenses"] = [{"name": dataset.licence} | LICENCES.get(dataset.licence, {})]
    if sources:
        descriptor["sources"] = [{"title": _both(source.title)} | ({"path": source.url} if source.url else {}) for source in sources]
    descriptor["resources"] = [_resource(table) for table in SCHEMA.values()]
    return descriptor


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} / {text.en}"


def _resource(table: Table) -> dict[str, Any]:
    resource: dict[str, Any] = {"name": table.name, "type": "table", "path": f"{table.name}.csv"}
    if table.description:
        resource["description"] = table.description
    resource |= {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    schema: dict[str, Any] = {"fields": [_field(column, table) for column in table.columns], "missingValues": [""]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if table.foreign_keys:
        schema["foreignKeys"] = [_foreign_key(key, table) for key in table.foreign_keys]
    return resource | {"schema": schema}


def _field(column: Column, table: Table) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if table.primary_key == (column.name,):
        constraints["unique"] = True
    if column.pattern:
        constraints["pattern"] = column.pattern.removeprefix("^").removesuffix("$")  # XML Schema's, which are whole by nature
    if column.enum:
        constraints["enum"] = list(column.enum)
    field: dict[str, Any] = {"name": column.name, "type": column.type}
    if column.description:
        field["description"] = column.description
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(key: ForeignKey, table: Table) -> dict[str, Any]:
    resource = {} if key.table == table.name else {"resource": key.table}  # left out for the table itself, as the standard has it
    return {"fields": list(key.columns), "reference": resource | {"fields": list(key.keys)}}


class _Resource(Struct):
    """Where the rows of a table are: a path relative to the descriptor, which the standard keeps from leading out of its folder."""

    name: str
    path: Annotated[str, Meta(pattern=r"^[\w-][\w .-]*(/[\w-][\w .-]*)*\Z")]


class _Package(Struct):
    resources: list[_Resource]


def read(path: Path) -> Documents:
    """The records of a package: `path` is its folder or its datapackage.json.

    StoreError if a file or a column is missing, if something in it can't be read, or if the rows don't fit together.
    """
    descriptor = path
    try:
        if path.is_dir():
            descriptor = path / "datapackage.json"
        _file_in(descriptor.parent, descriptor.name)
        package = msgspec.json.decode(descriptor.read_bytes(), type=_Package)
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError) as error:  # ValueError: not UTF-8, or a name that no file can have
        raise _unreadable(descriptor, error) from None
    files = {resource.name: resource.path for resource in package.resources}
    schema = SCHEMA_1 if "dataset" in files and _is_of_format_1(_file_in(descriptor.parent, files["dataset"])) else SCHEMA
    if missing := [name for name in schema if name not in files]:
        raise _unreadable(descriptor, f"no resource {missing[0]}")
    tables = {name: _rows(table, _file_in(descriptor.parent, files[name])) for name, table in schema.items()}
    return documents(tables, path, schema)


def _is_of_format_1(dataset: Path) -> bool:
    with suppress(OSError, ValueError, csv.Error), dataset.open(encoding="utf-8-sig", newline="") as lines:
        return any(row.get("format") == "1" for row in csv.DictReader(lines))
    return False


def _file_in(folder: Path, path: str) -> Path:
    """A file of a package. StoreError for a link, which could lead out of it, and for a pipe, which would wait for whoever writes it."""
    file = folder
    for part in path.split("/"):
        file = file / part
        if file.is_symlink():
            raise _unreadable(file, "it is a link; a package has its files in it")
    if file.exists() and not file.is_file():
        raise _unreadable(file, "it is not a file")
    return file


def _rows(table: Table, file: Path) -> Iterator[Row]:
    names = [column.name for column in table.columns]
    csv.field_size_limit(2**31 - 1)  # a cell is as long as its text: 128 KiB, the limit of old, has no meaning here
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = next(reader, [])
            if strange := sorted({*header} ^ {*names}) or [name for name in names if header.count(name) > 1]:
                raise _unreadable(file, f"{'missing' if strange[0] not in header else 'unknown or repeated'} column {strange[0]}")
            columns = [(column, header.index(column.name)) for column in table.columns]
            for cells in filter(None, reader):  # a blank line, which some editors put at the end, is no row
                if len(cells) != len(header):
                    raise _unreadable(file, f"line {reader.line_num}: {len(cells)} cells, not {len(header)}")
                try:
                    yield tuple(_value(column, cells[place]) for column, place in columns)
                except (ValueError, msgspec.MsgspecError) as error:
                    raise _unreadable(file, f"line {reader.line_num}: {error}") from None
    except csv.Error as error:
        raise _unreadable(file, f"line {reader.line_num}: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from None


def _value(column: Column, cell: str) -> str | int | float | None:
    if not cell:
        return None
    if column.type == "string":
        return cell
    if column.type == "boolean":
        return msgspec.json.decode(cell, type=bool)
    value: int | float = msgspec.json.decode(cell, type=int if column.type == "integer" else int | float)
    if isinstance(value, float):
        for _, _, digits in lost(b'"value":' + cell.strip().encode()):
            raise ValueError(f"{column.name}: {too_many(digits).en}")
    return value


def _unreadable(file: Path, error: Exception | str) -> StoreError:
    why = error if isinstance(error, str) else reason(error)
    return StoreError(en=f"Cannot read {file} as part of a data package: {why}.", zh=f"无法将{file}作为数据包的一部分读取：{why}。")
