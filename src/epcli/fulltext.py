"""The full-text index of a store: every word of every record in SQLite's FTS5, which `search` asks and the SQLite export has too.

`texts` has a row for each record: what it is called, and its words as they are read, in columns by what a match in them is worth, a field
of the record a line. `texts_fts` is the index of these columns, made of the same words folded (`words.folded`), token for token, so that
FTS5's own `highlight` marks in the text what was found by its index. Where an index is kept is for `indexes`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import islice
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

from epcli.model import Figure, Organization, Place, Record, Text, name_of
from epcli.names import key
from epcli.wording import quantity
from epcli.words import APART, Part, counted, folded, is_rate, pieces_of, rate_token, spaced, tokens, value_token, values

WEIGHTS = {"ids": 8.0, "name": 10.0, "aliases": 6.0, "lead": 4.0, "words": 2.0, "notes": 1.0, "amounts": 1.0, "named": 0.5, "numbers": 2.0}
"""The columns of words, and what a match in each is worth to bm25: a record that is called so comes before one that mentions it.

Among `amounts` are the numbers of figures as they are printed in either language, so that what epcli prints is found.
"""

_COLUMNS = {
    "id": "ids",
    "name": "name",
    "title": "name",
    "aliases": "aliases",
    **dict.fromkeys(("headline", "summary", "definition", "metric", "as_written"), "lead"),
    "note": "notes",
}
"""The column of a field by its name; what is not here is among the words."""

_PASSED_OVER = {"citations", "organizations", "places", "place", "within", "issuers", "indicator", "reported_by", "role"} | {
    *("language", "issued_by", "measure", "evidence", "kind", "level", "status", "unit", "qualifier", "type", "aspect"),
}
"""The fields that name other records, which are in the column `named` by their names, and those whose values are our own terms."""

_MONEY = {"CNY": ("CNY", "RMB", "yuan", "人民币", "元"), "USD": ("USD", "dollar", "美元")}
"""What people put beside a number, whatever the record has there."""

Records: TypeAlias = Iterable[tuple[str, Record]]
"""Records of any table but `dataset`, each with the name of its table."""

Named: TypeAlias = Mapping[str, Organization | Place]

_NAMING = ("organizations", "places", "place")


def create(db: sqlite3.Connection, records: Records, organizations: Named, places: Named) -> None:
    """Makes the tables `texts` and `texts_fts`, with these records, and `terms`, the words in them that a misspelt one may mean.

    The organizations and places are those that the records may name, by id.
    """
    columns = ", ".join(WEIGHTS)
    db.execute(f'CREATE TABLE texts ("table" TEXT, id TEXT, date TEXT, name_zh TEXT, name_en TEXT, spellings TEXT, fields TEXT, {columns})')
    db.execute(f"CREATE VIRTUAL TABLE texts_fts USING fts5({columns}, content='texts', tokenize='porter unicode61')")
    db.execute("INSERT INTO texts_fts (texts_fts, rank) VALUES ('hashsize', 67108864)")  # bytes in memory before a part is written
    db.execute("CREATE TABLE terms (term TEXT PRIMARY KEY) WITHOUT ROWID")
    terms: set[str] = set()
    rows = (_row(number, *one, organizations, places, terms) for number, one in enumerate(records, start=1))
    while some := [*islice(rows, 1000)]:
        _insert(db, some)
    db.executemany("INSERT INTO terms VALUES (?)", ((term,) for term in sorted(terms)))


class _Row(NamedTuple):
    """A record in `texts`, in the order of its columns, and the texts of these columns folded, which are indexed."""

    known: tuple[int | str | None, ...]
    texts: list[str]
    folded: list[str]


def _insert(db: sqlite3.Connection, rows: list[_Row]) -> None:
    names, many = ", ".join(WEIGHTS), len(WEIGHTS)
    db.executemany(
        f'INSERT INTO texts (rowid, "table", id, date, name_zh, name_en, spellings, fields, {names}) VALUES (?{", ?" * (many + 7)})',
        ((*row.known, *row.texts) for row in rows),
    )
    indexed = ((row.known[0], *row.folded) for row in rows)
    db.executemany(f"INSERT INTO texts_fts (rowid, {names}) VALUES (?{', ?' * many})", indexed)


def _row(number: int, table: str, record: Record, organizations: Named, places: Named, terms: set[str]) -> _Row:
    """The row of a record: each column has a field a line, and `fields` has the paths of these, column by column."""
    columns: dict[str, list[str]] = {column: [] for column in WEIGHTS}
    fields: dict[str, list[str]] = {column: [] for column in WEIGHTS}
    _gather(record, "", columns, fields)
    named: dict[str, None] = {}
    numbers: set[str] = set()
    for place, owner in enumerate((record, *getattr(record, "figures", ())), start=-1):
        if isinstance(owner, Figure):
            for amount in (owner.value, owner.upper):
                if amount is not None:
                    numbers.add(value_token(amount))
                    if owner.unit == "%":
                        numbers.add(rate_token(value_token(amount)))
            if owner.value is not None:
                printed = dict.fromkeys((quantity(owner, "zh"), quantity(owner, "en")))
                columns["amounts"].extend(printed)
                fields["amounts"].extend([f"figures[{place}].value"] * len(printed))
            named.update(dict.fromkeys(_MONEY.get(owner.unit, ())))
        for field in _NAMING:
            found, others = getattr(owner, field, ()), organizations if field == "organizations" else places
            for other in [found] if isinstance(found, str) else found:
                if other in others:
                    name = others[other].name
                    named[name.zh] = named[name.en] = None
    columns["named"] = [*named]
    texts = {column: "\n".join(lines) for column, lines in columns.items()}
    for column in _TEXTS:
        for value, start, end in values(text := texts[column]):
            numbers.add(value)
            if is_rate(text, start, end):
                numbers.add(rate_token(value))
    texts["numbers"] = "\n".join(sorted(numbers))
    called = name_of(record)  # type: ignore[arg-type]
    record_id: str = record.id  # type: ignore[attr-defined]
    aliases: list[str] = getattr(record, "aliases", [])
    spellings = {key(spelling) for spelling in (record_id, called.zh, called.en, *aliases)}
    for column in ("name", "lead", "words"):
        terms.update(_WORDS.findall(texts[column].lower()))
    terms.update(spelling for spelling in (called.zh, *aliases) if len(spelling) <= 8 and not spelling.isascii())
    paths = msgspec.json.encode({column: of_column for column, of_column in fields.items() if of_column}).decode()
    known = (number, table, record_id, getattr(record, "date", None), called.zh, called.en, "\n".join(("", *sorted(spellings), "")), paths)
    shown = {column: spaced(text) for column, text in texts.items()}
    indexed = [shown[column] if (plain := folded(text)) is text else spaced(plain) for column, text in texts.items()]
    return _Row(known, [*shown.values()], indexed)


_WORDS = re.compile(r"[a-z]{4,}")
_TEXTS = [column for column in WEIGHTS if column not in ("named", "numbers")]


def _gather(part: Struct, within: str, columns: Mapping[str, list[str]], fields: Mapping[str, list[str]]) -> None:
    """Puts every text inside a record into its column, and the path to it (`title.zh`) into the fields of that."""
    for field in _searched(type(part)):
        if not (value := getattr(part, field)):
            continue
        column, path = _COLUMNS.get(field, "words"), field
        if within:
            path = f"{within}.{field}"
            column = "lead" if column == "name" else column  # the name of a programme, the title of a document
        for place, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
            at = path if place is None else f"{path}[{place}]"
            if isinstance(item, Text):
                columns[column].extend((item.zh, item.en))
                fields[column].extend((f"{at}.zh", f"{at}.en"))
            elif isinstance(item, str):
                columns[column].append(item)
                fields[column].append(at)
            elif isinstance(item, Struct):
                _gather(item, at, columns, fields)


@cache
def _searched(shape: type[Struct]) -> list[str]:
    return [field for field in shape.__struct_fields__ if field not in _PASSED_OVER]


LONGEST_PIECE = 4
"""How many Chinese characters in a row others can ask for as one word; a phrase of single ones ("电 子 商 务") can have any length."""

_AT_ONCE = 5000
"""How many rows are indexed pass by pass at a time."""


def cover(db: sqlite3.Connection, index: str, columns: Sequence[str], texts: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Indexes texts so that FTS5's own tokenizer finds 核桃, one word to it, within a sentence, and `highlight` marks both characters.

    An index says at which tokens of a text a word stands, and FTS5 lets a row be indexed again: then its words stand there as well, and
    those that it had before stand where they stand now. So the last pass has each character, as the text has it kept apart, and those
    before it have all pieces of two to `LONGEST_PIECE` characters, each at every character that it covers. A piece must come in one pass,
    since the last one that has it counts. FTS5 counts a row at each pass: see `count_once`.
    """
    insert = f"INSERT INTO {index} (rowid, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})"
    rows = iter(texts)
    while chunk := [(number, cells, _passes(cells)) for number, cells in islice(rows, _AT_ONCE)]:
        for turn in range(max(len(passes) for _, _, passes in chunk)):
            db.executemany(insert, ((number, *passes[turn]) for number, _, passes in chunk if turn < len(passes)))
        db.executemany(insert, ((number, *map(folded, cells)) for number, cells, _ in chunk))


def _passes(cells: Sequence[str]) -> list[list[str]]:
    """What each pass has in place of a row's texts: pieces where it has some, else the text itself; nothing for texts without Chinese."""
    words: dict[str, list[int]] = {}
    tokens: list[str] = []
    ends = []
    for cell in cells:
        for run in [] if cell.isascii() else pieces_of(cell):
            place, size = len(tokens), len(run)
            tokens += run
            for start in range(size - 1):
                for end in range(start + 2, min(start + LONGEST_PIECE, size) + 1):
                    words.setdefault("".join(run[start:end]), [end - start]).append(place + start)
        ends.append(len(tokens))
    taken: list[int] = []
    turns: list[list[str]] = []
    for word, (length, *starts) in words.items():
        places = 0
        for start in starts:
            places |= ((1 << length) - 1) << start
        turn = next((turn for turn, others in enumerate(taken) if not others & places), len(taken))
        if turn == len(taken):
            taken.append(0)
            turns.append(tokens[:])
        taken[turn] |= places
        for start in starts:
            turns[turn][start : start + length] = [word] * length
    between = list(zip([0, *ends], ends, strict=False))
    return [[" ".join(turn[start:end]) for start, end in between] for turn in turns]


def count_once(db: sqlite3.Connection, index: str) -> None:
    """Has a covered index, once it is committed, count each row once, by which bm25 tells how rare a word and how long a text is.

    FTS5 keeps the tokens of each row in a table, and their sums, after the number of rows, in a record with the id 1, as its variable
    numbers of seven bits a byte.
    """
    rows, sums = 0, list[int]()
    for (sizes,) in db.execute(f"SELECT sz FROM {index}_docsize"):
        of_row, size = [], 0
        for byte in sizes:
            size = size << 7 | byte & 0x7F
            if byte < 0x80:
                of_row.append(size)
                size = 0
        rows, sums = rows + 1, [a + b for a, b in zip(sums or [0] * len(of_row), of_row, strict=True)]
    counted = b"".join(_variable(number) for number in (rows, *sums))
    db.execute(f"UPDATE {index}_data SET block = ? WHERE id = 1", (counted,))


def _variable(number: int) -> bytes:
    found = [number & 0x7F]
    while number := number >> 7:
        found.append(number & 0x7F | 0x80)
    return bytes(reversed(found))


def expression(parts: Iterable[Part]) -> str:
    """What FTS5 is asked for: a record with all the parts, of each any of its phrases, or its number written in any way."""
    return " AND ".join(f"({' OR '.join(_alternatives(part))})" for part in parts)


def _alternatives(part: Part) -> Iterator[str]:
    for phrase in part.phrases:
        yield f'"{" ".join(phrase)}"'
    if part.value:
        yield f'numbers : "{part.value}"'
        if part.rate:  # worth more than the number alone, which will do
            yield f'numbers : "{rate_token(part.value)}"'


def has(db: sqlite3.Connection, part: Part) -> bool:
    """Whether any record has it."""
    return db.execute("SELECT 1 FROM texts_fts WHERE texts_fts MATCH ? LIMIT 1", (expression([part]),)).fetchone() is not None


def taken_apart(db: sqlite3.Connection, part: Part, longest: int) -> list[Part]:
    """A word with Chinese in it as the longest words that are in the index, from its beginning: 成县核桃 is 成县 and 核桃."""
    phrase, found = part.phrases[0], list[Part]()
    if number := counted(part.word):
        found.append(number[0])
        phrase = tokens(number[1])
    while phrase:
        pieces = (Part("".join(phrase[:end]), [phrase[:end]]) for end in range(min(longest, len(phrase)), 0, -1))
        piece = next((piece for piece in pieces if has(db, piece)), Part(phrase[0], [phrase[:1]]))
        found.append(piece)
        phrase = phrase[len(piece.phrases[0]) :]
    return found


class Line(Struct, frozen=True):
    """A text of a record in which words stand that were asked for: its field (`figures[0].metric.en`), and where they stand."""

    field: str
    text: str
    spans: list[tuple[int, int]]


class Found(Struct, frozen=True):
    """A record that was found; `rank` is bm25's, less is better."""

    table: str
    id: str
    date: str | None
    name: Text
    rank: float
    lines: list[Line]


_OPEN, _CLOSE = "\x02", "\x03"
"""What FTS5 puts around the words. No text of a store can have them."""

_FIELDS = msgspec.json.Decoder(dict[str, list[str]])


def found(db: sqlite3.Connection, parts: Sequence[Part], called: str = "", tables: Sequence[str] = ()) -> Iterator[Found]:
    """The records of some tables that have all the parts, the best first: those that are called so, then by bm25."""
    marked = ", ".join(f"highlight(texts_fts, {index}, ?, ?)" for index in range(len(_TEXTS)))
    wanted = {part.value for part in parts if part.value}
    digits = [part for part in parts if part.phrases and all(phrase[0].isdigit() or phrase[-1].isdigit() for phrase in part.phrases)]
    among = f"""AND "table" IN ({", ".join("?" * len(tables))})""" if tables else ""
    sql = f"""SELECT "table", id, date, name_zh, name_en, fields, instr(spellings, ?) > 0 AS called,
        bm25(texts_fts, {", ".join(map(str, WEIGHTS.values()))}) AS rank, texts.numbers, texts.named, {marked}
        FROM texts_fts JOIN texts ON texts.rowid = texts_fts.rowid
        WHERE texts_fts MATCH ? {among} ORDER BY called DESC, rank, texts.rowid"""
    asked = (f"\n{key(folded(called))}\n", *([_OPEN, _CLOSE] * len(_TEXTS)), expression(parts), *tables)
    for table, record_id, date, zh, en, fields, _, rank, numbers, named, *texts in db.execute(sql, asked):
        paths = _FIELDS.decode(fields)
        lines = []
        for column, text in zip(_TEXTS, texts, strict=True):
            if (wanted or _OPEN in text) and column in paths:
                lines += [
                    line
                    for path, words in zip(paths[column], text.split("\n"), strict=True)
                    if (wanted or _OPEN in words) and (line := _line(path, words, wanted)).spans
                ]
        if digits:
            own = set(numbers.split("\n"))
            stand = [tokens(text) for text in (*(line.text[start:end] for line in lines for start, end in line.spans), *named.split("\n"))]
            if not all(part.value in own or any(_of(words, part) for words in stand) for part in digits):
                continue
        yield Found(table, record_id, date, Text(zh=zh, en=en), rank, lines)


def _line(field: str, marked: str, wanted: AbstractSet[str]) -> Line:
    """A text without its marks, with where they were; the numbers asked for are marked, too, however they are written there."""
    text, *pieces = marked.replace(APART, "").split(_OPEN)
    spans = []
    for piece in pieces:
        inside, _, after = piece.partition(_CLOSE)
        spans.append((len(text), len(text) + len(inside)))
        text += inside + after
    if any(text[start].isdigit() or text[end - 1].isdigit() for start, end in spans):  # 3 is not in 1.3, nor in 3.5
        whole = [(start, end) for _, start, end in values(text)]
        spans = [
            span
            for span in spans
            if not any(start < span[0] < end or start < span[1] < _digits_end(text, start, end) for start, end in whole)
        ]
    if not wanted:
        return Line(field, text, spans)
    spans += [(start, end) for value, start, end in values(text) if value in wanted]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return Line(field, text, apart)


def _digits_end(text: str, start: int, end: int) -> int:
    """Where the digits of a number end, before its scale: 30 in 30亿 may be asked for."""
    return next((place for place in range(start, end) if not (text[place].isdigit() or text[place] in ".,")), end)


def _of(words: list[str], part: Part) -> bool:
    """Whether marked words are of this part: they have the numbers of one of its phrases, and are as many."""
    return any(len(words) >= len(phrase) and {*filter(str.isdigit, phrase)} <= {*words} for phrase in part.phrases)


def nearest(db: sqlite3.Connection, word: str) -> list[str]:
    """Up to three words of the store that are written like one that it lacks, none of them a part of it."""
    from difflib import get_close_matches

    own = tokens(word) if word.isascii() else []
    terms = [term for (term,) in db.execute("SELECT term FROM terms WHERE length(term) BETWEEN ? AND ?", (len(word) - 3, len(word) + 3))]
    others = [term for term in terms if term not in own]
    return get_close_matches(word.lower(), others, n=3, cutoff=0.75 if word.isascii() else 0.5)
