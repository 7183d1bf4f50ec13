"""What must hold in a store beyond the shape of each record, and where it does not.

Types can say that a citation has a source; only the whole store can say that the source exists. The rules of each status live
here, since they are what the product promises: a restored number names two sources, a lost one has no value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import fields

from epcli.dates import bounds
from epcli.errors import StoreError
from epcli.model import TABLES, CaseStudy, Citation, Dating, Event, Figure, Place, Record, Source, Text
from epcli.stamps import stamp, stamped
from epcli.store import UNDECODABLE, Documents, Store, canonical, decoded, parse, pieces, read_bytes, store_of, too_deep
from epcli.text import fault

Tables = dict[str, list[Record]]
"""The records of each table of a store, in order; `dataset` is a table of one."""


class Fault(NamedTuple):
    """One thing that is wrong: the document (`events/2016-01-jd-cpad-agreement`), the field in it, and what is the matter."""

    document: str
    field: str
    problem: str

    def __str__(self) -> str:
        return ": ".join(part for part in self if part)


def open_valid(path: Path) -> Store:
    """Opens a store of one's own. StoreError with the first fault if it is not valid: nothing is answered from such a store.

    How the file is laid out is `validate`'s concern alone: a store that another program wrote answers as well.
    """
    raw = read_bytes(path)
    documents = parse(raw, path)
    if not stamped(raw):
        _, found = checked(raw, path, documents)
        if found:
            raise invalid(found, path)
        stamp(raw)
    return store_of(documents, path)


def invalid(found: list[Fault], path: Path) -> StoreError:
    more = len(found) - 1
    return StoreError(
        en=f"{path} is invalid at {found[0]}{f' (and {more} more)' if more else ''}. See `epcli validate {path}`.",
        zh=f"{path}无效：{found[0]}{f'（另有{more}处）' if more else ''}。请先更正，详情见`epcli validate {path}`。",
    )


def checked(raw: bytes, path: Path, documents: Documents | None = None) -> tuple[Tables, list[Fault]]:
    """The records of a store, and what is wrong with them, whatever the layout of the file; `documents` if they are parsed already."""
    documents = parse(raw, path) if documents is None else documents
    found = [Fault(table, "", "unknown table") for table in documents if table not in TABLES]
    tables: Tables = {table: [] for table in TABLES}
    for table, shape in TABLES.items():
        for key, document in documents[table].items():
            try:
                tables[table].append(msgspec.json.decode(document, type=shape))
            except msgspec.ValidationError as error:
                found.append(misshapen(f"{table}/{_name(document, key)}", str(error)))
            except UNDECODABLE:
                decoded(raw, path, object)  # tells where in the file
                raise
    return tables, found or cross_checks(tables) or list(_repeated_keys(raw, tables, path))


def typed(raw: bytes, path: Path) -> Tables:
    """The records of a store that is known to be valid."""
    documents = parse(raw, path)
    return {table: [msgspec.json.decode(document, type=TABLES[table]) for document in documents[table].values()] for table in TABLES}


def layout_faults(raw: bytes, tables: Tables) -> Iterator[Fault]:
    """Where the bytes of a store with these records are not in canonical form."""
    wanted = canonical(tables)
    if raw != wanted:
        lines = zip_longest(raw.split(b"\n"), wanted.split(b"\n"))
        number, good = next((number, good) for number, (line, good) in enumerate(lines, start=1) if line != good)
        expected = (good.decode().strip() or "an empty line") if good is not None else "the end of the file"
        yield Fault("the file", f"line {number}", f"not in canonical form; expected: {expected}")


class _Named(Struct):
    id: str


def _name(document: Raw, key: str) -> str:
    """The id of a document that may be anything, else its key."""
    try:
        return msgspec.json.decode(document, type=_Named).id
    except UNDECODABLE:
        return key


def misshapen(document: str, complaint: str) -> Fault:
    """Turns msgspec's "Object contains unknown field `x` - at `$.figures[0]`" into the path and the problem."""
    problem, _, path = complaint.partition(" - at ")
    field = path.strip("`").removeprefix("$").removeprefix(".")
    if named := re.fullmatch(r"Object (?:contains|missing) (.*?) ?field `(.*)`", problem):
        field = f"{field}.{named[2]}".removeprefix(".")
        problem = "unknown field" if named[1] == "unknown" else "missing"
    return Fault(document, field, problem)


def _repeated_keys(raw: bytes, tables: Mapping[str, Iterable[Record]], path: Path) -> Iterator[Fault]:
    """Keys that an object has twice: JSON keeps the last and drops the first, so that a record could vanish unseen.

    The canonical form can't have any, so only a file in another form is gone through once more.
    """
    position = 0
    for piece in pieces(tables):
        if not raw.startswith(piece, position):
            break
        position += len(piece)
    else:
        if position == len(raw):
            return
    yield from (Fault("the file", name, "stands twice in one object") for name in repeated_keys(raw, path))


def repeated_keys(raw: bytes, path: Path) -> list[str]:
    """The keys that an object in JSON has twice. Of those, a decoder sees the last alone; the others can hold what it would refuse."""
    import json

    repeated: list[str] = []

    def note(pairs: list[tuple[str, object]]) -> None:
        names = [name for name, _ in pairs]
        repeated.extend(name for name, times in Counter(names).items() if times > 1)

    try:
        json.loads(raw.decode("utf-8", "replace"), object_pairs_hook=note, parse_int=str, parse_float=str)
    except RecursionError:
        raise too_deep(path) from None
    return repeated


def cross_checks(tables: Mapping[str, Sequence[Record]]) -> list[Fault]:
    """What is wrong with typed records beyond their shape."""
    ids = {table: {getattr(record, "id", "") for record in records} for table, records in tables.items()}
    found: list[Fault] = []
    for table, records in tables.items():
        if len(ids[table]) < len(records):
            count = Counter(getattr(record, "id", "") for record in records)
            found += [Fault(f"{table}/{name}", "id", f"used {times} times") for name, times in count.items() if times > 1]
    figure_of: dict[str, str] = {}
    for table, records in tables.items():
        for key, record in enumerate(records, start=1):
            name = f"{table}/{getattr(record, 'id', key)}"
            for path, wanted_table, wanted in _references(record):
                if wanted not in ids[wanted_table]:
                    found.append(Fault(name, path, f"{wanted_table} has no {wanted}"))
            for path, part in _parts(record):
                for field, words in _words(part):
                    if why := fault(words):
                        found.append(Fault(name, _joined(path, field), why))
                if isinstance(part, Citation):
                    if part.source not in ids["sources"]:
                        found.append(Fault(name, _joined(path, "source"), f"sources has no {part.source}"))
                elif not isinstance(part, Text):
                    found += [Fault(name, _joined(path, field), why) for field, why in _part_faults(part)]
                    if isinstance(part, Figure):
                        if part.id in figure_of:
                            found.append(Fault(name, f"{path}.id", f"figure {part.id} is used already, in {figure_of[part.id]}"))
                        figure_of.setdefault(part.id, name)
    places = {place.id: place for place in tables["places"] if isinstance(place, Place)}
    for place in places.values():
        found += _place_faults(place, places)
    return [*found, *_province_faults(places)]


def _joined(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field


def _parts(part: Struct, path: str = "") -> Iterator[tuple[str, Struct]]:
    """A record and every struct inside it, each with the path to it."""
    yield path, part
    for field in _fields_with_structs(type(part)):
        inner = getattr(part, field)
        if isinstance(inner, Struct):
            yield from _parts(inner, _joined(path, field))
        elif inner:
            for index, item in enumerate(inner):
                yield from _parts(item, f"{_joined(path, field)}[{index}]")


@cache
def _fields_with_structs(shape: type[Struct]) -> tuple[str, ...]:
    """The fields of a type that hold structs or lists of them; most hold plain words, and a store has millions of those."""

    def has_struct(hint: object) -> bool:
        return any(has_struct(inner) for inner in get_args(hint)) or (isinstance(hint, type) and issubclass(hint, Struct))

    return tuple(field.name for field in fields(shape) if has_struct(field.type))


def _words(part: Struct) -> Iterator[tuple[str, str]]:
    """Every string in a struct's own fields, with the path to it; not those that are one of a few."""
    for field in _fields_with_words(type(part)):
        value = getattr(part, field)
        if isinstance(value, str):
            yield field, value
        elif value:
            yield from ((f"{field}[{index}]", words) for index, words in enumerate(value))


@cache
def _fields_with_words(shape: type[Struct]) -> tuple[str, ...]:
    """The fields of a type that hold strings or lists of them."""

    def has_words(hint: object) -> bool:
        return hint is str or any(has_words(inner) for inner in get_args(hint))

    return tuple(field.name for field in fields(shape) if has_words(field.type))


def _references(record: Record) -> Iterator[tuple[str, str, str]]:
    """The ids of other records in a record's own fields: the path to each, the table that must hold it, the id."""
    if isinstance(record, Event | CaseStudy):
        yield from ((f"organizations[{i}]", "organizations", name) for i, name in enumerate(record.organizations))
    if isinstance(record, Event):
        yield from ((f"places[{i}]", "places", name) for i, name in enumerate(record.places))
        if record.document:
            yield from ((f"document.issuers[{i}]", "organizations", name) for i, name in enumerate(record.document.issuers))
    if isinstance(record, CaseStudy):
        yield "place", "places", record.place
    if isinstance(record, Place) and record.within:
        yield "within", "places", record.within


def _part_faults(part: Struct) -> Iterator[tuple[str, str]]:
    """What is wrong within one struct by itself: the field and why."""
    if isinstance(part, Event | Source):
        yield from _date_faults("date", part.date)
    if isinstance(part, Figure):
        yield from _date_faults("as_of", part.as_of)
        yield from _figure_faults(part)
    if isinstance(part, Dating):
        if part.status == "restored" and _sources(part) < 2:
            yield "citations", "a restored date cites the source with the gap and the one that fills it"
        if part.status == "inferred" and not part.note:
            yield "note", "an inferred date says what it is inferred from"


def _figure_faults(figure: Figure) -> Iterator[tuple[str, str]]:
    if figure.status == "lost":
        yield from ((field, "a lost figure has none") for field in ("value", "as_written") if getattr(figure, field) is not None)
        if not figure.note:
            yield "note", "a lost figure says what is known of it"
    else:
        yield from ((field, f"a {figure.status} figure needs one") for field in ("value", "as_written") if getattr(figure, field) is None)
    if figure.value is not None and abs(figure.value) >= 2**63:
        yield "value", "is beyond 64 bits"
    if figure.status == "restored" and _sources(figure) < 2:
        yield "citations", "a restored figure cites the source with the gap and the one that fills it"


def _sources(part: Figure | Dating) -> int:
    return len({citation.source for citation in part.citations})


def _date_faults(field: str, edtf: str | None) -> Iterator[tuple[str, str]]:
    if edtf is not None:
        try:
            bounds(edtf)
        except ValueError as error:
            yield field, str(error)


def _place_faults(place: Place, places: dict[str, Place]) -> Iterator[Fault]:
    name = f"places/{place.id}"
    if (place.level == "province") != place.code.startswith("CN-"):
        yield Fault(name, "code", "a province has an ISO 3166-2 code, every other place one of GB/T 2260")
    if (place.level == "province") != (place.within is None):
        yield Fault(name, "within", "null for a province, and for no other place")
    above = places.get(place.within or "")
    if above and above.level == "prefecture" and place.code[:4] != above.code[:4]:
        yield Fault(name, "code", f"does not start like that of {above.id} ({above.code[:4]})")
    if above and (above.level, place.level) not in {("province", "prefecture"), ("province", "county"), ("prefecture", "county")}:
        yield Fault(name, "within", f"a {place.level} does not lie within a {above.level}")


def _province_faults(places: dict[str, Place]) -> Iterator[Fault]:
    """The first two digits of GB/T 2260 are the province's: one pair of digits for each province, and one province for each pair."""
    province_of: dict[str, str] = {}
    digits_of: dict[str, str] = {}
    for place in places.values():
        above = places.get(place.within or "")
        province = above.within if above and above.level == "prefecture" else place.within
        if place.level != "province" and province:
            digits = place.code[:2]
            if province_of.setdefault(digits, province) != province or digits_of.setdefault(province, digits) != digits:
                yield Fault(f"places/{place.id}", "code", f"starts with {digits}, unlike other places in {province}")
