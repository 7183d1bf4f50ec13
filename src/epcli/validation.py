"""What must hold in a store beyond the shape of each record, and where it does not.

Types can say that a citation has a source; only the whole store can say that the source exists. The rules of each status live
here, since they are what the product promises: a restored number names two sources, a lost one has no value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from epcli import dates
from epcli.model import TABLES, CaseStudy, Citation, Dating, Event, Figure, Place, Record, Source, Text
from epcli.store import canonical, parse


class Fault(NamedTuple):
    """One thing that is wrong: the document (`events/2016-01-jd-cpad-agreement`), the field in it, and what is the matter."""

    document: str
    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.document}: {self.field}: {self.problem}"


def faults(raw: bytes, path: Path) -> list[Fault]:
    """Everything that is wrong with a store's bytes. StoreError if they are not a store at all."""
    tables = parse(raw, path)
    found = [Fault(table, "", "unknown table") for table in tables if table not in TABLES]
    typed: dict[str, dict[str, Record]] = {table: {} for table in TABLES}
    for table, shape in TABLES.items():
        for key, document in tables[table].items():
            name = f"{table}/{document.get('id', key)}"
            try:
                typed[table][key] = msgspec.convert(document, shape)
            except msgspec.ValidationError as error:
                found.append(_misshapen(name, str(error)))
    if found:
        return found
    found = list(_cross_checks(typed))
    if not found and raw != (wanted := canonical(typed)):
        found.append(_not_canonical(raw, wanted))
    return found


def _misshapen(document: str, complaint: str) -> Fault:
    """Turns msgspec's "Object contains unknown field `x` - at `$.figures[0]`" into the path and the problem."""
    problem, _, path = complaint.partition(" - at ")
    field = path.strip("`").removeprefix("$").removeprefix(".")
    if named := re.fullmatch(r"Object (?:contains|missing) (.*?) ?field `(.*)`", problem):
        field = f"{field}.{named[2]}".removeprefix(".")
        problem = "unknown field" if named[1] == "unknown" else "missing"
    return Fault(document, field, problem)


def _not_canonical(raw: bytes, wanted: bytes) -> Fault:
    lines = zip_longest(raw.split(b"\n"), wanted.split(b"\n"))
    number, good = next((number, good) for number, (line, good) in enumerate(lines, start=1) if line != good)
    expected = (good.decode().strip() or "an empty line") if good is not None else "the end of the file"
    return Fault("the file", f"line {number}", f"not in canonical form; expected: {expected}")


def _cross_checks(tables: dict[str, dict[str, Record]]) -> Iterator[Fault]:
    ids = {table: Counter(getattr(record, "id", "") for record in records.values()) for table, records in tables.items()}
    for table, count in ids.items():
        yield from (Fault(f"{table}/{name}", "id", f"used {times} times") for name, times in count.items() if times > 1)
    seen: dict[str, str] = {}
    for table, records in tables.items():
        for key, record in records.items():
            name = f"{table}/{getattr(record, 'id', key)}"
            for path, wanted_table, wanted in _references(record):
                if wanted not in ids[wanted_table]:
                    yield Fault(name, path, f"{wanted_table} has no {wanted}")
            for path, part in _parts(record):
                yield from (Fault(name, f"{path}.{field}".removeprefix("."), why) for field, why in _part_faults(part))
                if isinstance(part, Figure):
                    if part.id in seen:
                        yield Fault(name, f"{path}.id", f"figure {part.id} is used already, in {seen[part.id]}")
                    seen.setdefault(part.id, name)
    places = {place.id: place for place in tables["places"].values() if isinstance(place, Place)}
    for place in places.values():
        yield from _place_faults(place, places)
    yield from _province_faults(places)


def _parts(part: object, path: str = "") -> Iterator[tuple[str, Struct]]:
    """A record and every struct inside it, each with the path to it."""
    if isinstance(part, Struct):
        yield path, part
        for field in part.__struct_fields__:
            yield from _parts(getattr(part, field), f"{path}.{field}".removeprefix("."))
    elif isinstance(part, list):
        for index, item in enumerate(part):
            yield from _parts(item, f"{path}[{index}]")


def _references(record: Record) -> Iterator[tuple[str, str, str]]:
    """Every id that a record names: the path to it, the table that must hold it, the id."""
    for path, part in _parts(record):
        if isinstance(part, Citation):
            yield f"{path}.source", "sources", part.source
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
    if isinstance(part, Text):
        yield from ((lang, "has control characters or outer spaces") for lang in ("zh", "en") if not _clean(getattr(part, lang)))
    if isinstance(part, Event):
        yield from _date_faults("date", part.date)
    if isinstance(part, Source):
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
    if figure.status == "restored" and _sources(figure) < 2:
        yield "citations", "a restored figure cites the source with the gap and the one that fills it"


def _sources(part: Figure | Dating) -> int:
    return len({citation.source for citation in part.citations})


def _date_faults(field: str, edtf: str | None) -> Iterator[tuple[str, str]]:
    if edtf is not None:
        try:
            dates.check(edtf)
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


def _clean(words: str) -> bool:
    return words == words.strip() and words.isprintable()
