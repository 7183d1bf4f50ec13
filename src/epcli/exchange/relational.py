"""The records as flat tables, and back: the one schema of both the data package and the SQLite file.

It is derived from the types of `model`, so that a new field there is a new column here. A Text is two columns (`title_zh`,
`title_en`), a nested struct one for each of its fields (`dating_status`), and a list a table of its own, whose rows have the
key of the row that owns them and a `position` counted from 1. Figures are one table, whichever record they belong to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Literal, TypeAlias

from msgspec import Struct
from msgspec.inspect import (
    BoolType,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    type_info,
)
from msgspec.structs import replace

from epcli.errors import StoreError
from epcli.model import TABLES, Citation, Record
from epcli.upgrade import NEW, upgraded

Names: TypeAlias = tuple[str, ...]
Row: TypeAlias = tuple[str | int | float | None, ...]
Documents: TypeAlias = dict[str, list[dict[str, Any]]]
"""The records of each table of a store, in order, as builtins."""

ONE = {
    "events": "event",
    "case_studies": "case_study",
    "organizations": "organization",
    "places": "place",
    "indicators": "indicator",
    "sources": "source",
    "figures": "figure",
    "programmes": "programme",
    "facts": "fact",
    "aliases": "alias",
    "issuers": "issuer",
}
"""What one item of a table or a list is called: the name of the column that holds it, or its key."""

NAMED = {
    "organization": "organizations",
    "issuer": "organizations",
    "place": "places",
    "within": "places",
    "indicator": "indicators",
    "reported_by": "organizations",
    "source": "sources",
}
"""The table whose id a record's field holds, by the name of its column."""


class Column(Struct, frozen=True):
    """One column. A `number` is an integer or a float, and which of the two is kept; `required` is NOT NULL."""

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    required: bool
    pattern: str | None = None
    enum: tuple[str | int | None, ...] = ()
    description: str | None = None


class ForeignKey(Struct, frozen=True):
    """Columns that hold the key of a row in another table, or in the same one."""

    columns: Names
    table: str
    keys: Names


class Owner(Struct, frozen=True):
    """Whose list a table's rows are: the table, the path to the list in its records, the columns for the owner's key."""

    table: str
    path: Names
    columns: Names


class Slot(Struct, frozen=True):
    """Where a record keeps something: the path to it, and the column for it, or the table if it is a list."""

    path: Names
    column: Column | None = None
    table: str | None = None


class Table(Struct, frozen=True):
    """One flat table. Only `figures` has several owners: in each of its rows one of them is set and the others are null."""

    name: str
    description: str | None
    columns: tuple[Column, ...]
    primary_key: Names
    foreign_keys: tuple[ForeignKey, ...]
    owners: tuple[Owner, ...]
    slots: tuple[Slot, ...]
    nullable: tuple[Names, ...]
    """The paths of the structs in a record that can be null, the innermost first."""

    @property
    def leading(self) -> int:
        """How many columns stand before those that name the owner: the id, if there is one."""
        return int(self.primary_key == ("id",))

    @property
    def placing(self) -> int:
        """How many columns name the owner and the position in its list."""
        return sum(len(owner.columns) for owner in self.owners) + bool(self.owners)


def rows(table: Table, tables: Mapping[str, Sequence[Record]]) -> Iterator[Row]:
    """The rows of one table, made one by one from the typed records of a store."""
    paths = [slot.path for slot in table.slots if slot.column]
    none = [(None,) * len(owner.columns) for owner in table.owners]
    for which, key, position, item in _items(table, tables):
        cells = [_reach(item, path) for path in paths]
        placing = chain(*none[:which], key, *none[which + 1 :], (position,)) if table.owners else ()
        yield (*cells[: table.leading], *placing, *cells[table.leading :])


def _items(table: Table, tables: Mapping[str, Sequence[Record]]) -> Iterator[tuple[int, Row, int, Any]]:
    """What the rows of a table are made from: which owner has it, the owner's key, the position in the list, the item."""
    if not table.owners:
        yield from ((0, (), position, record) for position, record in enumerate(tables[table.name], start=1))
    for which, owner in enumerate(table.owners):
        above = SCHEMA[owner.table]
        for _, key, place, whole in _items(above, tables):
            own_key = (whole.id,) if above.leading else (*key, place)
            for position, item in enumerate(_reach(whole, owner.path) or (), start=1):
                yield which, own_key, position, item


def _reach(item: Any, path: Names) -> Any:
    for name in path:
        if item is None:
            return None
        item = getattr(item, name)
    return item


Lists: TypeAlias = dict[tuple[str, str, Row], dict[int, Any]]
"""The items that wait for their owner, by position; by their table, the owner's table and its key."""


def documents(rows: Mapping[str, Iterable[Row]], file: Path, schema: Mapping[str, Table]) -> Documents:
    """The records that `rows` were made from, each row in the order of its table's columns in `schema`; those of format 1 upgraded.

    StoreError, with `file`, for rows that don't hang together. Whether each record is what it must be is not looked at here.
    """
    made: Documents = {}
    lists: Lists = defaultdict(dict)
    for table in [*schema.values()][::-1]:  # what is owned comes before its owner
        documents = [_document(table, row, lists, file) for row in rows[table.name]]
        if not table.owners:
            made[table.name] = documents
    for name, owner, key in lists:
        at = " ".join(map(str, key))
        raise StoreError(
            en=f"{file} does not fit together: {name} has rows for {at}, which {owner} lacks.",
            zh=f"{file}前后不符：{name}中有属于{at}的行，而{owner}中没有它。",
        )
    if schema is SCHEMA_1:
        return {name: [upgraded(name, document) for document in made.get(name, [])] for name in TABLES}
    return {name: made[name] for name in TABLES}


def _document(table: Table, row: Row, lists: Lists, file: Path) -> Any:
    """The item that a row holds, with the lists that wait for it; put among those that wait if it has an owner itself."""
    start, end = table.leading, table.leading + table.placing
    placing, cells = row[start:end], iter(row[:start] + row[end:])
    key = row[:start] or placing
    item: Any = {}
    for slot in table.slots:
        if slot.table:
            items = lists.pop((slot.table, table.name, key), {})
            item = _put(item, slot.path, [items[position] for position in sorted(items)])
        else:
            item = _put(item, slot.path, next(cells))
    for path in table.nullable:
        value = item
        for name in path:
            value = value[name]
        if _blank(value):
            _put(item, path, None)
    if table.owners:
        _wait(table, placing, item, lists, file)
    return item


def _put(item: Any, path: Names, value: Any) -> Any:
    """The item with a value at the path; the value itself where there is no path, since the item is a plain word."""
    if not path:
        return value
    inner = item
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
    inner[path[-1]] = value
    return item


def _blank(value: Any) -> bool:
    """Whether nothing is set in what was made from columns that can all be null."""
    return value is None or value == [] or (isinstance(value, dict) and all(map(_blank, value.values())))


def _wait(table: Table, placing: Row, item: Any, lists: Lists, file: Path) -> None:
    *keys, position = placing
    owners = []
    for owner in table.owners:
        key, keys = tuple(keys[: len(owner.columns)]), keys[len(owner.columns) :]
        if None not in key:
            owners.append((table.name, owner.table, key))
    at = " ".join(str(part) for part in placing if part is not None)
    if len(owners) != 1 or not isinstance(position, int):
        raise StoreError(
            en=f"{file} does not fit together: a row of {table.name} ({at}) must name one owner and a position.",
            zh=f"{file}前后不符：{table.name}中的一行（{at}）必须写明一个所属记录和位置。",
        )
    if position in lists[owners[0]]:
        raise StoreError(
            en=f"{file} does not fit together: {table.name} has two rows for {at}.",
            zh=f"{file}前后不符：{table.name}中{at}有两行。",
        )
    lists[owners[0]][position] = item


class Part(Struct, frozen=True):
    """A struct, a list or a plain value in a record: where it stands, and what it is apart from null."""

    path: Names
    shape: Type
    nullable: bool
    required: bool
    """Whether it is always there: neither it nor what it stands in can be null."""
    description: str | None


def _parts(shape: Type, path: Names = (), required: bool = True) -> Iterator[Part]:
    """A shape and all that is in it, but for the items of lists, in the order of the fields."""
    bare, nullable, description = _bare(shape)
    required = required and not nullable
    yield Part(path, bare, nullable, required, description)
    if isinstance(bare, StructType):
        for field in bare.fields:
            yield from _parts(field.type, (*path, field.name), required)


def _bare(shape: Type) -> tuple[Type, bool, str | None]:
    """A shape without annotations and null; whether it can be null; its description."""
    if isinstance(shape, Metadata):
        bare, nullable, description = _bare(shape.type)
        return bare, nullable, (shape.extra_json_schema or {}).get("description", description)
    if isinstance(shape, UnionType) and any(isinstance(choice, NoneType) for choice in shape.types):
        choices = tuple(choice for choice in shape.types if not isinstance(choice, NoneType))
        bare, _, description = _bare(choices[0] if len(choices) == 1 else UnionType(choices))
        return bare, True, description
    return shape, False, None


def _schema() -> dict[str, Table]:
    """Every table, each after its owners."""
    shapes: dict[str, Type] = {}
    owners: dict[str, tuple[Owner, ...]] = {}
    waiting: list[tuple[str, Type, tuple[Owner, ...]]] = [(name, type_info(shape), ()) for name, shape in TABLES.items()]
    for name, shape, owner in waiting:  # which grows on the way
        owners[name] = owners.get(name, ()) + owner
        if name not in shapes:
            shapes[name] = shape
            above = owner[0].columns if owner and not _has_id(shape) else ()
            for part in _parts(shape):
                if isinstance(part.shape, ListType):
                    child = _list_name(name, part.path, part.shape.item_type)
                    waiting.append((child, part.shape.item_type, (Owner(name, part.path, (*above, ONE[name])),)))
    made: dict[str, Table] = {}
    for name, shape in shapes.items():
        made[name] = _table(name, shape, owners[name], made)
    return made


def _has_id(shape: Type) -> bool:
    return isinstance(shape, StructType) and shape.fields[0].name == "id"


def _list_name(table: str, path: Names, item: Type) -> str:
    """The table for a list: of things with a name of their own (figures, facts) it is that name, else it says whose list it is."""
    return path[-1] if isinstance(item, StructType) and item.cls is not Citation else "_".join((ONE[table], *path))


def _table(name: str, shape: Type, owners: tuple[Owner, ...], made: Mapping[str, Table]) -> Table:
    slots = []
    for part in _parts(shape):
        if isinstance(part.shape, ListType):
            slots.append(Slot(part.path, table=_list_name(name, part.path, part.shape.item_type)))
        elif not isinstance(part.shape, StructType):
            slots.append(Slot(part.path, column=_column("_".join(part.path) or ONE[owners[0].path[-1]], part)))
    own = tuple(slot.column for slot in slots if slot.column)
    placing: list[Column] = []
    foreign_keys: list[ForeignKey] = []
    for owner in owners:
        keys = made[owner.table].primary_key
        kinds = {column.name: column.type for column in made[owner.table].columns}
        placing += [Column(column, kinds[key], required=len(owners) == 1) for column, key in zip(owner.columns, keys, strict=True)]
        foreign_keys.append(ForeignKey(owner.columns, owner.table, keys))
    if owners:
        placing.append(Column("position", "integer", required=True, description="The place in the list, counted from 1."))
    foreign_keys += [ForeignKey((column.name,), NAMED[column.name], ("id",)) for column in own if column.name in NAMED]
    leading = int(_has_id(shape))
    return Table(
        name=name,
        description=shape.cls.__doc__.partition("\n")[0] if isinstance(shape, StructType) and shape.cls.__doc__ else None,
        columns=(*own[:leading], *placing, *own[leading:]),
        primary_key=("id",) if leading else tuple(column.name for column in placing),
        foreign_keys=tuple(foreign_keys),
        owners=owners,
        slots=tuple(slots),
        nullable=tuple(part.path for part in _parts(shape) if part.nullable and isinstance(part.shape, StructType))[::-1],
    )


def _column(name: str, part: Part) -> Column:
    match part.shape:
        case StrType(pattern=pattern):
            return Column(name, "string", part.required, pattern=pattern, description=part.description)
        case LiteralType(values=values):
            kind: Literal["string", "integer"] = "string" if isinstance(values[0], str) else "integer"
            return Column(name, kind, part.required, enum=values, description=part.description)
        case BoolType():
            return Column(name, "boolean", part.required, description=part.description)
        case UnionType(types=(IntType(), FloatType())):
            return Column(name, "number", part.required, description=part.description)
    raise TypeError(f"There is no column for {name}: {part.shape}")  # told to whoever adds such a field to the model


def _schema_1() -> dict[str, Table]:
    """The tables of format 1, as epcli 0.1 exported them: without what format 2 adds, and with the one author that a source had."""
    made: dict[str, Table] = {}
    for name, table in SCHEMA.items():
        if name == "indicators" or any(owner.table not in made or owner.path[0] in NEW.get(owner.table, ()) for owner in table.owners):
            continue
        slots = [slot for slot in table.slots if slot.path[:1] not in {(field,) for field in NEW.get(name, ())}]
        if name == "sources":
            slots[2:2] = [Slot(("author", lang), Column(f"author_{lang}", "string", required=False)) for lang in ("zh", "en")]
        own = tuple(slot.column for slot in slots if slot.column)
        placing = table.columns[table.leading : table.leading + table.placing]
        columns = (*own[: table.leading], *placing, *own[table.leading :])
        nullable = tuple(path for path in table.nullable if path[0] not in NEW.get(name, ())) + (
            (("author",),) if name == "sources" else ()
        )
        made[name] = replace(table, columns=columns, slots=tuple(slots), nullable=nullable)
    return made


SCHEMA: dict[str, Table] = _schema()
"""Every table by name, each after its owners."""

SCHEMA_1: dict[str, Table] = _schema_1()
"""The same for exports of format 1, which are read and never written."""
