"""What an import or a removal does to a store, worked out whole before anything is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from epcli.errors import RequestError, StoreError
from epcli.exchange.incoming import FIGURES, Incoming, where_in_chinese
from epcli.model import FORMAT, NO_LICENCE, TABLES, CaseStudy, Dataset, Entry, Event, Figure, Lang, Organization, Record, Text
from epcli.names import resolve
from epcli.packed import PACKED, STANDARD_INPUT
from epcli.queries.answer import OwnedFigure
from epcli.queries.show import RECORD
from epcli.stamps import stamp, stamped
from epcli.storage import CrashSafeStorage
from epcli.store import canonical, is_of_format_1, is_shipped, shipped
from epcli.validation import Fault, Tables, checked, cross_checks, invalid, layout_faults, misshapen, typed

Step = Callable[[str], None]
"""Told what is being done now, so that a person can see it."""


class Change(Struct, frozen=True):
    """One record that is added, changed (with the fields that differ), removed, or left as it is.

    `rewritten` are figures whose wording is another now, which nobody may have meant.
    """

    what: str
    record: str
    fields: list[str] = []
    rewritten: list[str] = []


def told_of(changes: Sequence[Change], lang: Lang, dry_run: bool = False) -> str:
    """A line for each record that is added, changed or removed, with wordings that are others now; and one that counts all."""
    words = {"added": "新增", "changed": "修改", "removed": "移除", "left": "不变"}
    count = Counter(change.what for change in changes)
    lines = [
        line
        for change in changes
        if change.what != "left"
        for line in (
            f"{change.what if lang == 'en' else words[change.what]} {change.record}"
            + (f": {', '.join(change.fields)}" if change.fields else ""),
            *(f"  {rewritten}" for rewritten in change.rewritten),
        )
    ]
    counted = [name for name in words if count[name] or (name != "removed" and not count["removed"])]
    if lang == "en":
        total = ", ".join(f"{count[name]} {name}" for name in counted)
        lines.append(f"{total[0].upper()}{total[1:]}.{' Nothing was written: this was a dry run.' if dry_run else ''}")
    else:
        lines.append(f"{'，'.join(f'{words[name]}{count[name]}条' for name in counted)}。{'这是试运行，没有写入。' if dry_run else ''}")
    return "".join(f"{line}\n" for line in lines)


def init(path: Path, from_default: bool) -> None:
    """Starts a store: an empty one, or a copy of the records that ship with epcli. StoreError if there is something at `path`."""
    if path == STANDARD_INPUT:
        raise _no_file()
    storage = CrashSafeStorage(path)
    with storage.lock():
        if storage.path.exists():
            raise StoreError(en=f"{path} exists already, and is left as it is.", zh=f"{path}已存在，未作改动。")
        storage.read_bytes()
        raw = shipped().read_bytes() if from_default else canonical({**{table: [] for table in TABLES}, "dataset": [_NEW]})
        storage.write_bytes(raw)
    stamp(raw)


_NEW = Dataset(
    title=Text(zh="自建数据", en="A store of one's own"),
    version="0.1.0",
    licence=NO_LICENCE,
    description=Text(zh="尚无说明。", en="Not described yet."),
    format=FORMAT,
)


def import_records(path: Path | None, records: Iterable[Incoming], *, replacing: bool, dry_run: bool, step: Step) -> list[Change]:
    """Adds records to a store in one write, or tells with `dry_run` what would happen. All of them, or none and an error.

    StoreError names the file, the record and the field at fault; an id that the store has with other content is one unless
    `replacing`. The dataset's own description is taken into an empty store, or when replacing.
    """
    with _edited(path, dry_run, step) as (file, tables, save):
        step("merging")
        changes, origin = _merge(tables, records, replacing)
        step("checking")
        if found := cross_checks(tables):
            raise _refused(found, origin, file)
        if any(change.what != "left" for change in changes):
            changes = _told_once(changes, save(tables))
    return changes


def remove_records(path: Path | None, ids: Sequence[str], step: Step) -> list[Change]:
    """Removes records from a store in one write. RequestError for an unknown id; StoreError if what is left would name them."""
    with _edited(path, False, step) as (_, tables, save):
        gone = set(_records_named(tables, ids))
        for table in {table for table, _ in gone}:
            tables[table] = [record for record in tables[table] if (table, getattr(record, "id", "")) not in gone]
        step("checking")
        if found := cross_checks(tables):
            raise StoreError(
                en=f"Nothing was removed: {found[0]}. Remove or change that first.",
                zh=f"没有移除任何记录：{found[0].told('zh')}。请先移除或修改该记录。",
            )
        moved = save(tables)
    return [*(Change("removed", f"{table}/{record_id}") for table, record_id in sorted(gone)), *moved]


def fix(path: Path | None) -> tuple[list[Fault], Tables]:
    """Puts a store whose records are right into canonical form; gives back where it was not, and the records.

    StoreError if the records are wrong. A store that another program changed counts as epcli's own from then on.
    """
    file = _own(path, unless_in_checkout=True)
    storage = _storage(file)
    with storage.lock():
        raw = storage.read_bytes() or b""
        tables, found = checked(raw, file)
        if found:
            raise invalid(found, file)
        moved = list(layout_faults(raw, tables))
        if moved:
            storage.write_bytes(canonical(tables))
        elif not storage.as_written(raw):
            storage.take_as_it_is(raw)
    return moved, tables


def undo(path: Path | None) -> list[Change]:
    """Brings back a store as it was before its last change, which it keeps, so that the same again takes that back.

    The changes that this makes are given back; every record counts as added where the store as it is can't be read. StoreError if there
    is no earlier version, or if that one is not valid.
    """
    file = _own(path, unless_in_checkout=True)
    storage = _storage(file)
    with storage.lock():
        current = storage.read_bytes() or b""
        raw = storage.previous()
        if raw == current:
            raise StoreError(
                en=f"{file} is what it was before its last change; there is nothing to take back.",
                zh=f"{file}与上次改动之前相同，没有可以撤销的改动。",
            )
        tables, found = checked(raw, storage.undo)
        if found:
            raise invalid(found, storage.undo)
        try:
            before, _ = checked(current, file)
        except StoreError:
            before = {}
        storage.write_bytes(raw)
    stamp(raw)
    moved = [_MOVED] if before and is_of_format_1(raw) != is_of_format_1(current) else []
    return _told_once(_differences(before, tables), moved)


_MOVED = Change("changed", "dataset", ["format"])
"""That a store is of another format, which its records, read as format 2, don't show."""


def _told_once(changes: list[Change], moved: list[Change]) -> list[Change]:
    """The changes and that of the format, as one where the dataset is changed besides, so that no record counts twice."""
    if not moved:
        return changes
    fields = [field for change in changes if change.record == "dataset" for field in change.fields]
    others = [change for change in changes if change.record != "dataset"]
    return [*others, Change("changed", "dataset", [*fields, *moved[0].fields])]


def _differences(before: Tables, after: Tables) -> list[Change]:
    """What makes one store of the other: a change for each record that either has."""
    old, new = (
        {f"{table}/{getattr(record, 'id', '')}".rstrip("/"): record for table, records in tables.items() for record in records}
        for tables in (before, after)
    )
    gone = [Change("removed", name) for name in old if name not in new]
    return [*gone, *(_change(name, old.get(name), record) for name, record in new.items())]


def _own(path: Path | None, unless_in_checkout: bool = False) -> Path:
    """The store to be written. RequestError if none is named, or the one that ships with epcli; in a checkout that may be edited."""
    in_checkout = not shipped().is_relative_to(Path(__file__).parents[1])
    if path is None or (is_shipped(path) and not (unless_in_checkout and in_checkout)):
        raise RequestError(
            en="The records that ship with epcli are never changed. Name a store of your own with --store FILE; "
            "`epcli init FILE --from-default` starts one with these records.",
            zh="epcli自带的数据不可改动。请用--store FILE指定自己的数据库；`epcli init FILE --from-default`可由自带数据新建一个。",
        )
    if path == STANDARD_INPUT:
        raise _no_file()
    return path


def _no_file() -> RequestError:
    return RequestError(
        en="- is standard input, and a store that is written is a file. Give its name.",
        zh="-是标准输入，而要写入的数据库是文件。请指定文件名。",
    )


def _storage(path: Path) -> CrashSafeStorage:
    """The file of a store that is there; StoreError, and no lock beside it, if there is none."""
    storage = CrashSafeStorage(path)
    if storage.path.is_file() and _is_packed(storage.path):
        raise StoreError(
            en=f"{path} is packed, and is only read so. Unpack it (gunzip, unzip) to change it.",
            zh=f"{path}是压缩文件，只能读取。要改动它，请先解压（gunzip、unzip）。",
        )
    if not storage.path.exists():
        raise StoreError(en=f"There is no store at {path}. Start one: epcli init {path}", zh=f"{path}处没有数据库。新建：epcli init {path}")
    return storage


def _is_packed(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        return file.read(4).startswith(PACKED)
    return False


@contextmanager
def _edited(path: Path | None, dry_run: bool, step: Step) -> Iterator[tuple[Path, Tables, Callable[[Tables], list[Change]]]]:
    """A valid store of one's own, its records, and how to save them, which tells if the format changes; nobody else writes it meanwhile."""
    file = _own(path)
    storage = _storage(file)
    step("waiting")
    with nullcontext() if dry_run else storage.lock():
        step("reading")
        raw = storage.read_bytes() or b""
        tables, found = (typed(raw, file), []) if stamped(raw) else checked(raw, file)
        if found:
            raise invalid(found, file)

        def save(tables: Tables) -> list[Change]:
            step("writing")
            if not dry_run:
                new = canonical(tables)
                storage.write_bytes(new)
                stamp(new)
            return [_MOVED] if is_of_format_1(raw) else []

        yield file, tables, save


def _merge(tables: Tables, records: Iterable[Incoming], replacing: bool) -> tuple[list[Change], dict[str, str]]:
    """Puts records into the tables; what changed, and where each record came from."""
    places = {table: {getattr(record, "id", ""): place for place, record in enumerate(kept)} for table, kept in tables.items()}
    empty = not any(places[table] for table in TABLES if table != "dataset")
    before: dict[str, Record | None] = {}
    origin: dict[str, str] = {}
    whole: list[Incoming] = []
    figures: list[tuple[str, OwnedFigure]] = []
    for incoming in records:  # figures are typed as they come, or those of a large file would be in memory twice
        if incoming.table == FIGURES:
            figures.append((incoming.where, _converted(incoming.where, FIGURES, incoming.document, OwnedFigure)))
        else:
            whole.append(incoming)
    coming = {figure.id: figure for _, figure in figures}
    if twice := [(where, figure.id) for where, figure in figures if coming[figure.id] != figure]:
        where, name = twice[0]
        raise StoreError(
            en=f"{where}: figures/{name} also comes with other content.",
            zh=f"{where_in_chinese(where)}：figures/{name}另有一条不同的内容。",
        )
    for where, table, document in whole:
        if table == "events":
            _fill_in(where, document, _current(tables, places, f"events/{document.get('id')}"), coming)
        record = _converted(where, table, document, TABLES[table])
        if table == "dataset" and not (empty or replacing):
            continue  # what a store is called is its own affair
        name = f"{table}/{getattr(record, 'id', '')}".rstrip("/")
        if name in origin and origin[name] != where and _current(tables, places, name) != record:
            raise StoreError(
                en=f"{where}: {name} is also in {origin[name]}.",
                zh=f"{where_in_chinese(where)}：{name}已见于{where_in_chinese(origin[name])}。",
            )
        origin[name] = where
        _put(tables, places, name, record, before)
    owned: dict[str, list[tuple[str, OwnedFigure]]] = {}
    for where, figure in figures:
        owned.setdefault(f"{figure.subject.table}/{figure.subject.id}", []).append((where, figure))
    for owner, theirs in owned.items():
        held = _current(tables, places, owner)
        if not isinstance(held, Event | CaseStudy | Organization):
            where, figure = theirs[0]
            raise StoreError(
                en=f"{where}: {figure.id}: subject: the store has no {owner}.",
                zh=f"{where_in_chinese(where)}：{figure.id}：subject：库中没有{owner}。",
            )
        told = {figure.id: figure for figure in held.figures}
        for where, figure in theirs:
            plain = msgspec.convert(_plain(figure), Figure)
            if told.get(figure.id) != plain or owner not in origin:
                origin[owner] = where
            told[figure.id] = plain
        _put(tables, places, owner, replace(held, figures=list(told.values())), before)
    changes = [_change(name, old, _current(tables, places, name)) for name, old in before.items()]
    clash = next((change for change in changes if change.what == "changed" and change.record != "dataset"), None)
    if clash and not replacing:
        raise StoreError(
            en=f"{origin[clash.record]}: the store has another {clash.record}; they differ in {', '.join(clash.fields)}. See --replace.",
            zh=f"{where_in_chinese(origin[clash.record])}：库中已有不同的{clash.record}（{'、'.join(clash.fields)}不同）。要替换它，请加--replace。",
        )
    return changes, origin


def _put(tables: Tables, places: dict[str, dict[str, int]], name: str, record: Record, before: dict[str, Record | None]) -> None:
    table, _, record_id = name.partition("/")
    before.setdefault(name, _current(tables, places, name))
    if record_id in places[table]:
        tables[table][places[table][record_id]] = record
    else:
        places[table][record_id] = len(tables[table])
        tables[table].append(record)


def _current(tables: Tables, places: Mapping[str, Mapping[str, int]], name: str) -> Record | None:
    table, _, record_id = name.partition("/")
    place = places.get(table, {}).get(record_id)
    return None if place is None else tables[table][place]


def _converted(where: str, table: str, document: dict[str, Any], shape: type[Any]) -> Any:
    try:
        return msgspec.convert(document, shape)
    except msgspec.ValidationError as error:
        name = document.get("id")
        fault = misshapen(f"{table}/{name if isinstance(name, str) else '?'}", str(error))
        why = Text(en="", zh="")
        if re.match(r"Expected `str[^`]*`, got `(int|float)`", str(error)):  # 018 became 18, or a date a number of seconds
            why = Text(
                en=". A program that reads texts as numbers may have lost digits: have it read them as they are (pandas: dtype=False)",
                zh="。某个程序把文本读成了数字，可能已丢失字符：请让它按文本读取（pandas：dtype=False）",
            )
        raise StoreError(en=f"{where}: {fault}{why.en}.", zh=f"{where_in_chinese(where)}：{fault.told('zh')}{why.zh}。") from None


def _fill_in(where: str, document: dict[str, Any], held: Record | None, coming: Mapping[str, OwnedFigure]) -> None:
    """An event from CSV has the ids of its figures alone; the figures are in another CSV, or are those that the store's event has."""
    if isinstance(named := document.get("figures"), list):
        known = {figure.id: figure for figure in held.figures} if isinstance(held, Event) else {}
        wanted = {name: coming.get(name) or known.get(name) for name in named if isinstance(name, str)}
        if unknown := [name for name, figure in wanted.items() if not figure]:
            raise StoreError(
                en=f"{where}: figures: there is no {unknown[0]}. Import the CSV of the figures in the same command.",
                zh=f"{where_in_chinese(where)}：figures：没有{unknown[0]}。请在同一命令中一并导入数字的CSV。",
            )
        figures = {name: _plain(figure) for name, figure in wanted.items() if figure}
        document["figures"] = [figures[name] if isinstance(name, str) else name for name in named]


def _plain(figure: Figure) -> dict[str, Any]:
    """A figure as it stands in the record that it belongs to."""
    return {field: msgspec.to_builtins(getattr(figure, field)) for field in Figure.__struct_fields__}


def _change(name: str, old: Record | None, new: Record | None) -> Change:
    if old is None:
        return Change("added", name)
    differing = [field for field in old.__struct_fields__ if getattr(old, field) != getattr(new, field)]
    rewritten = [*_rewritten(old, new)] if "figures" in differing else []
    return Change("changed" if differing else "left", name, differing, rewritten)


def _rewritten(old: Any, new: Any) -> Iterator[str]:
    """Of the figures that both have, those that now say their number in other words than the source: a spreadsheet makes 1500 of 1,500."""
    before = {figure.id: figure.as_written for figure in old.figures}
    for figure in new.figures:
        if figure.as_written != before.get(figure.id, figure.as_written):
            yield f"{figure.id}: as_written {before[figure.id]} → {figure.as_written}"


def _refused(found: list[Fault], origin: Mapping[str, str], path: Path) -> StoreError:
    """Names the file that the faulty record came from, or the store where another record's place in it has become wrong."""
    origin = {name if name != "dataset" else "dataset/1": where for name, where in origin.items()}
    fault = next((fault for fault in found if fault.document in origin), found[0])
    where = str(origin.get(fault.document, path))
    more, counted = (f" (and {len(found) - 1} more)", f"（共{len(found)}处）") if len(found) > 1 else ("", "")
    return StoreError(
        en=f"{where}: {fault}{more}. Nothing was imported.",
        zh=f"{where_in_chinese(where)}：{fault.told('zh')}{counted}。没有导入任何记录。",
    )


def _records_named(tables: Tables, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The table and id of what each of `jd` or `places/chengxian` names; a county can be both a place and a case study."""
    found = [(table, record.id) for table, records in tables.items() for record in records if isinstance(record, Entry)]
    meant: dict[str, list[tuple[str, str]]] = {}
    for table, record_id in found:
        meant.setdefault(record_id, []).append((table, record_id))
        meant[f"{table}/{record_id}"] = [(table, record_id)]
    for name in names:
        wanted = meant.get(name, [])
        if len(wanted) > 1:
            several = [f"{table}/{record_id}" for table, record_id in wanted]
            raise RequestError(
                en=f'"{name}" is the id of more than one record. Type one of these: {", ".join(several)}.',
                zh=f"“{name}”是不止一条记录的id。请输入其中一个：{'、'.join(several)}。",
            )
        if not wanted:
            record_id = resolve(name, {record_id: [record_id] for _, record_id in found}, RECORD)
            raise RequestError(
                en=f'No record has the id "{name}". The nearest: {record_id}.', zh=f"没有id为“{name}”的记录。最接近的：{record_id}。"
            )
        yield wanted[0]
