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

from epcli.dates import fault as date_fault
from epcli.digits import lost, too_many
from epcli.errors import StoreError
from epcli.model import (
    FORMAT,
    TABLES,
    UNITS,
    Author,
    Citation,
    Dating,
    Event,
    Figure,
    Indicator,
    Lang,
    Place,
    PlaceLevel,
    PoorCounty,
    Record,
    Source,
    Text,
)
from epcli.stamps import stamp, stamped
from epcli.store import UNDECODABLE, Documents, Store, canonical, decoded, is_of_format_1, parse, pieces, read_bytes, store_of, too_deep
from epcli.text import fault

Tables = dict[str, list[Record]]
"""The records of each table of a store, in order; `dataset` is a table of one."""


class Fault(NamedTuple):
    """One thing that is wrong: the document (`events/2016-01-jd-cpad-agreement`), the field in it, and what is the matter."""

    document: str
    field: str
    problem: Text

    def __str__(self) -> str:
        return self.told("en")

    def told(self, lang: Lang) -> str:
        return ("：" if lang == "zh" else ": ").join(part for part in (self.document, self.field, self.problem[lang]) if part)


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
    return store_of(documents, path, raw)


def invalid(found: list[Fault], path: Path) -> StoreError:
    more = len(found) - 1
    return StoreError(
        en=f"{path} is invalid at {found[0]}{f' (and {more} more)' if more else ''}. See `epcli validate {path}`.",
        zh=f"{path}无效：{found[0].told('zh')}{f'（另有{more}处）' if more else ''}。请先更正，详情见`epcli validate {path}`。",
    )


def checked(raw: bytes, path: Path, documents: Documents | None = None) -> tuple[Tables, list[Fault]]:
    """The records of a store, and what is wrong with them, whatever the layout of the file; `documents` if they are parsed already."""
    documents = parse(raw, path) if documents is None else documents
    found = [*_lost_digits(raw, documents)]
    found += [Fault(table, "", Text(en="unknown table", zh="未知的表")) for table in documents if table not in TABLES]
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


def _lost_digits(raw: bytes, documents: Documents) -> Iterator[Fault]:
    """Numbers of which JSON has more digits than a double keeps, so that reading would round them."""
    if next(lost(raw), None):
        for table, keyed in documents.items():
            for key, document in keyed.items():
                yield from (Fault(f"{table}/{_name(document, key)}", field, too_many(digits)) for _, field, digits in lost(bytes(document)))


def typed(raw: bytes, path: Path) -> Tables:
    """The records of a store that is known to be valid."""
    documents = parse(raw, path)
    return {table: [msgspec.json.decode(document, type=TABLES[table]) for document in documents[table].values()] for table in TABLES}


def layout_faults(raw: bytes, tables: Tables) -> Iterator[Fault]:
    """Where the bytes of a store with these records are not in canonical form; of format 1 they never are."""
    wanted = canonical(tables)
    if is_of_format_1(raw):
        yield Fault("the file", "format", Text(en=f"1; the present one is {FORMAT}", zh=f"为1，现行格式为{FORMAT}"))
        return
    if raw != wanted:
        lines = zip_longest(raw.split(b"\n"), wanted.split(b"\n"))
        number, good = next((number, good) for number, (line, good) in enumerate(lines, start=1) if line != good)
        expected = good.decode().strip() if good is not None else ""
        en, zh = (expected, expected) if expected else ("the end of the file", "文件结尾") if good is None else ("an empty line", "空行")
        yield Fault("the file", f"line {number}", Text(en=f"not in canonical form; expected: {en}", zh=f"不是规范格式，应为：{zh}"))


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
        return Fault(document, field, Text(en="unknown field", zh="未知的字段") if named[1] == "unknown" else Text(en="missing", zh="缺失"))
    if (unit := re.fullmatch(r"Invalid enum value '(.*)'", problem)) and field.endswith("unit"):
        from difflib import get_close_matches

        nearest = ", ".join(get_close_matches(unit[1], UNITS, cutoff=0.5)) or "number"
        return Fault(document, field, Text(en=f"{problem}; the nearest unit: {nearest}", zh=f"没有单位“{unit[1]}”，最接近的：{nearest}"))
    return Fault(document, field, Text(en=problem, zh=_in_chinese(problem)))


_COMPLAINTS = (
    (r"Invalid enum value (.*)", r"不是允许的值：\1"),
    (r"Expected `(.*)`, got `(.*)`", r"应为\1，而不是\2"),
    (r"Expected `str` matching regex (.*)", r"应符合正则表达式\1"),
    (r"Expected `str` of length >= (\d+)", r"至少应有\1个字符"),
    (r"Expected `array` of length >= (\d+)", r"至少应有\1项"),
    (r"Number out of range", "数字超出范围"),
)
"""What msgspec complains of, and the same in Chinese; types keep the names that JSON Schema and Python have for them."""


def _in_chinese(complaint: str) -> str:
    for pattern, words in _COMPLAINTS:
        if told := re.fullmatch(pattern, complaint, re.DOTALL):
            return told.expand(words)
    return complaint


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
    yield from (
        Fault("the file", name, Text(en="stands twice in one object", zh="在同一对象中出现两次")) for name in repeated_keys(raw, path)
    )


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
    indicators = {record.id: record for record in tables["indicators"] if isinstance(record, Indicator)}
    found: list[Fault] = []
    for table, records in tables.items():
        if len(ids[table]) < len(records):
            count = Counter(getattr(record, "id", "") for record in records)
            twice = {name: times for name, times in count.items() if times > 1}
            found += [Fault(f"{table}/{name}", "id", Text(en=f"used {n} times", zh=f"用了{n}次")) for name, n in twice.items()]
    figures: dict[str, _Placed] = {}
    for table, records in tables.items():
        for key, record in enumerate(records, start=1):
            name = f"{table}/{getattr(record, 'id', key)}"
            for path, part in _parts(record):
                for field, wanted_table, wanted in _references(part):
                    if wanted not in ids[wanted_table]:
                        problem = Text(en=f"{wanted_table} has no {wanted}", zh=f"{wanted_table}中没有{wanted}")
                        found.append(Fault(name, _joined(path, field), problem))
                for field, words in _words(part):
                    if why := fault(words):
                        found.append(Fault(name, _joined(path, field), why))
                found += [Fault(name, _joined(path, field), why) for field, why in _part_faults(part)]
                if isinstance(part, Figure):
                    if part.id in figures:
                        used = figures[part.id].owner
                        problem = Text(en=f"figure {part.id} is used already, in {used}", zh=f"数值{part.id}已用于{used}")
                        found.append(Fault(name, f"{path}.id", problem))
                    figures.setdefault(part.id, _Placed(name, path, part))
                    if (indicator := indicators.get(part.indicator or "")) and indicator.unit != part.unit:
                        en = f"{indicator.id} is counted in {indicator.unit}, not in {part.unit}"
                        problem = Text(en=en, zh=f"{indicator.id}的单位是{indicator.unit}，不是{part.unit}")
                        found.append(Fault(name, f"{path}.unit", problem))
    places = {place.id: place for place in tables["places"] if isinstance(place, Place)}
    for place in places.values():
        found += _place_faults(place, places)
    sources = {source.id: source for source in tables["sources"] if isinstance(source, Source)}
    return [*found, *_province_faults(places), *_unexplained(figures.values(), sources)]


class _Placed(NamedTuple):
    """A figure and where it stands: the record that has it, and the path in that."""

    owner: str
    path: str
    figure: Figure


def _unexplained(figures: Iterable[_Placed], sources: Mapping[str, Source]) -> Iterator[Fault]:
    """Figures that give one fact different values, without a note that names each other; the first in every such group.

    A note names another figure by its id, or by a source of it: its id, or in either language its title or its publisher.
    """
    of_one_fact: dict[tuple[str, frozenset[str], frozenset[str], str], list[_Placed]] = {}
    for placed in figures:
        figure = placed.figure
        if figure.role == "actual" and figure.indicator and figure.as_of and figure.value is not None:
            fact = figure.indicator, frozenset(figure.places), frozenset(figure.organizations), figure.as_of
            of_one_fact.setdefault(fact, []).append(placed)
    for group in of_one_fact.values():
        if len({(placed.figure.value, placed.figure.upper) for placed in group}) > 1:
            cited = {citation.source: sources.get(citation.source) for placed in group for citation in placed.figure.citations}
            fault = next((fault for placed in group if (fault := _unnamed(placed, group, cited))), None)
            if fault:
                yield fault


def _unnamed(placed: _Placed, group: Sequence[_Placed], cited: Mapping[str, Source | None]) -> Fault | None:
    figure = placed.figure
    note = figure.note
    words = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", f"{note.zh} {note.en}")) if note else set()
    named = {name for name, source in cited.items() if name in words or (note and source and _names(note, source))}
    for other in group if len(named) < len(cited) else ():
        differs = (other.figure.value, other.figure.upper) != (figure.value, figure.upper)
        if differs and other.figure.id not in words and named.isdisjoint(citation.source for citation in other.figure.citations):
            told = f"{other.figure.id} ({other.owner})"
            problem = Text(
                en=f"{told} has another value for the same indicator, place, organization and date: name it, or its source, here",
                zh=f"{told}对同一指标、地点、机构和日期给出了不同的值：请在此注明它或其来源",
            )
            return Fault(placed.owner, f"{placed.path}.note", problem)
    return None


def _names(note: Text, source: Source) -> bool:
    langs: tuple[Lang, ...] = get_args(Lang)
    names = [(lang, name[lang].strip("[]《》")) for name in (source.title, source.publisher) for lang in langs]
    return any(name and name in note[lang] for lang, name in names)


def _joined(path: str, field: str) -> str:
    return f"{path}.{field}".strip(".")


def _parts(part: Struct, path: str = "") -> Iterator[tuple[str, Struct]]:
    """A record and every struct inside it but texts, each with the path to it."""
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
    """The fields of a type that hold structs or lists of them; most hold words, and a store has millions of those."""

    def has_struct(hint: object) -> bool:
        return any(map(has_struct, get_args(hint))) or (isinstance(hint, type) and issubclass(hint, Struct) and hint is not Text)

    return tuple(field.name for field in fields(shape) if has_struct(field.type))


def _words(part: Struct) -> Iterator[tuple[str, str]]:
    """Every string in a struct's own fields and in their texts, with the path to it; not those that are one of a few."""
    for field in _fields_with_words(type(part)):
        value = getattr(part, field)
        if isinstance(value, str):
            yield field, value
        elif isinstance(value, Text):
            yield f"{field}.zh", value.zh
            yield f"{field}.en", value.en
        elif value:
            yield from ((f"{field}[{index}]", words) for index, words in enumerate(value))


@cache
def _fields_with_words(shape: type[Struct]) -> tuple[str, ...]:
    """The fields of a type that hold strings or lists of them, or a text."""

    def has_words(hint: object) -> bool:
        return hint is str or hint is Text or any(map(has_words, get_args(hint)))

    return tuple(field.name for field in fields(shape) if has_words(field.type))


_NAMING = {
    "organizations": "organizations",
    "issuers": "organizations",
    "reported_by": "organizations",
    "place": "places",
    "places": "places",
    "within": "places",
    "indicator": "indicators",
    "source": "sources",
}
"""The fields that name records of another table, and which."""


@cache
def _fields_with_names(shape: type[Struct]) -> tuple[tuple[str, str], ...]:
    return tuple((field, _NAMING[field]) for field in shape.__struct_fields__ if field in _NAMING)


def _references(part: Struct) -> Iterator[tuple[str, str, str]]:
    """The ids of other records in a part's own fields: the field of each, the table that must hold it, the id."""
    for field, table in _fields_with_names(type(part)):
        value = getattr(part, field)
        if isinstance(value, str):
            yield field, table, value
        elif value:
            yield from ((f"{field}[{index}]", table, name) for index, name in enumerate(value))


def _part_faults(part: Struct) -> Iterator[tuple[str, Text]]:
    """What is wrong within one struct by itself: the field and why."""
    if isinstance(part, Citation):  # as most are
        return
    if isinstance(part, Event | Source):
        yield from _date_faults("date", part.date)
    if isinstance(part, PoorCounty):
        yield from _date_faults("announced", part.announced)
    if isinstance(part, Figure):
        yield from _date_faults("as_of", part.as_of)
        yield from _date_faults("due", part.due)
        yield from _figure_faults(part)
    if isinstance(part, Author) and bool(part.name) == bool(part.family or part.given):
        yield "", Text(en="a person has family and given, an institution has name", zh="个人写family和given，机构写name")
    if isinstance(part, Author) and bool(part.family) != bool(part.given):
        yield "given" if part.family else "family", Text(en="a person has family and given", zh="个人的family和given都要有")
    if isinstance(part, Dating):
        if part.status == "restored" and _sources(part) < 2:
            problem = Text(
                en="a restored date cites the source with the gap and the one that fills it",
                zh="补全的日期应引用有缺口的来源和补出它的来源",
            )
            yield "citations", problem
        if part.status == "inferred" and not part.note:
            yield "note", Text(en="an inferred date says what it is inferred from", zh="推断的日期应说明依据")


def _figure_faults(figure: Figure) -> Iterator[tuple[str, Text]]:
    if figure.status == "lost":
        had = [field for field in ("value", "upper", "as_written") if getattr(figure, field) is not None]
        yield from ((field, Text(en="a lost figure has none", zh="缺失的数值不应有此项")) for field in had)
        if not figure.note:
            yield "note", Text(en="a lost figure says what is known of it", zh="缺失的数值应说明已知的情况")
    else:
        lacks = [field for field in ("value", "as_written") if getattr(figure, field) is None]
        status = {"stated": "来源所载", "restored": "补全"}[figure.status]
        yield from ((field, Text(en=f"a {figure.status} figure needs one", zh=f"{status}的数值应有此项")) for field in lacks)
    for field, number in (("value", figure.value), ("upper", figure.upper)):
        if number is not None and abs(number) >= 2**63:
            yield field, Text(en="is beyond 64 bits", zh="超出64位")
    if figure.value is not None and figure.upper is not None and figure.upper <= figure.value:
        yield (
            "upper",
            Text(en=f"the upper end of a range is more than its value, {figure.value}", zh=f"区间的上限应大于value，即{figure.value}"),
        )
    if figure.due is not None and figure.role not in ("target", "commitment"):
        yield (
            "due",
            Text(
                en=f"only a target or a commitment is due; this is {_a(figure.role)}",
                zh=f"只有target和commitment有期限，而role是{figure.role}",
            ),
        )
    if figure.indicator and not figure.places and not figure.organizations:
        yield (
            "indicator",
            Text(
                en="a figure with an indicator is about something: fill in places or organizations",
                zh="有指标的数值应写明所指：请填places或organizations",
            ),
        )
    if figure.status == "restored" and _sources(figure) < 2:
        problem = Text(
            en="a restored figure cites the source with the gap and the one that fills it",
            zh="补全的数值应引用有缺口的来源和补出它的来源",
        )
        yield "citations", problem


def _a(role: str) -> str:
    return f"an {role}" if role == "actual" else f"a {role}"


def _sources(part: Figure | Dating) -> int:
    return len({citation.source for citation in part.citations})


def _date_faults(field: str, edtf: str | None) -> Iterator[tuple[str, Text]]:
    if edtf is not None and (why := date_fault(edtf)):
        yield field, why


_WITHIN: dict[PlaceLevel, tuple[PlaceLevel | None, ...]] = {
    "country": (None,),
    "group": (None, "country"),
    "province": (None, "country"),
    "prefecture": ("province",),
    "county": ("province", "prefecture"),
}
"""What a place of each level lies within; None is nothing."""


def _place_faults(place: Place, places: dict[str, Place]) -> Iterator[Fault]:
    name = f"places/{place.id}"
    if problem := _code_problem(place):
        yield Fault(name, "code", problem)
    above = places.get(place.within or "")
    if above and above.level == "prefecture" and place.code and above.code and place.code[:4] != above.code[:4]:
        start = above.code[:4]
        problem = Text(en=f"does not start like that of {above.id} ({start})", zh=f"开头与{above.id}的代码（{start}）不同")
        yield Fault(name, "code", problem)
    if place.within is None or above:
        level = above.level if above else None
        if level not in _WITHIN[place.level]:
            wanted = [f"a {level}" if level else "nothing" for level in _WITHIN[place.level]]
            en = f"a {place.level} lies within {' or '.join(wanted)}, not within {f'a {level}' if level else 'nothing'}"
            zh = f"{place.level}应属于{'或'.join(level or 'null' for level in _WITHIN[place.level])}，而不是{level or 'null'}"
            yield Fault(name, "within", Text(en=en, zh=zh))

    if (county := place.poor_county) and place.level != "county":
        en, zh = f"only a county is one of the 832, and this is a {place.level}", f"832个贫困县都是县级，而这里是{place.level}"
        yield Fault(name, "poor_county", Text(en=en, zh=zh))
    if county and county.evidence == "contested" and not county.note:
        yield Fault(name, "poor_county.note", Text(en="a contested exit year says by what", zh="退出年份有争议的，须注明争议所在"))


def _code_problem(place: Place) -> Text | None:
    if place.level in ("country", "group"):
        return Text(en=f"a {place.level} has none", zh=f"{place.level}没有代码") if place.code else None
    if not place.code:
        if place.level == "county" and place.poor_county and place.poor_county.note:
            return None
        en = f"a {place.level} has one; only a poor county without says so in its note"
        return Text(en=en, zh=f"{place.level}应有代码；只有贫困县可以没有，并在note中说明")
    if (place.level == "province") != place.code.startswith("CN-"):
        en = "a province has an ISO 3166-2 code, a prefecture or county one of GB/T 2260"
        return Text(en=en, zh="省级用ISO 3166-2代码，地级和县级用GB/T 2260代码")
    return None


def _province_faults(places: dict[str, Place]) -> Iterator[Fault]:
    """The first two digits of GB/T 2260 are the province's: one pair of digits for each province, and one province for each pair."""
    province_of: dict[str, str] = {}
    digits_of: dict[str, str] = {}
    for place in places.values():
        above = places.get(place.within or "")
        province = above.within if above and above.level == "prefecture" else place.within
        if place.level in ("prefecture", "county") and province and place.code:
            digits = place.code[:2]
            if province_of.setdefault(digits, province) != province or digits_of.setdefault(province, digits) != digits:
                problem = Text(
                    en=f"starts with {digits}, unlike other places in {province}", zh=f"以{digits}开头，与{province}的其他地点不同"
                )
                yield Fault(f"places/{place.id}", "code", problem)
