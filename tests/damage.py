"""Damage of every kind that the tests could think of, made up by chance: to bytes, to JSON, to CSV, to SQLite files."""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
from contextlib import closing, suppress
from io import BytesIO, StringIO
from random import Random
from typing import Any, NamedTuple


class Damaged(NamedTuple):
    """What was done to a file, what became of it, and whether that can't be anything but wrong."""

    how: str
    raw: bytes
    hopeless: bool = False


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


NO_JSON = [
    *["NaN", "Infinity", "-Infinity", "1e400", "-1e999", "01", "1.", ".5", "+1", "0x1", "1 2", "tru", "True", "None", ",", "'x'"],
    *["[1,]", "[,1]", '{"a":1,}', '{"a" 1}', "{1:1}", "/**/1", "//x\n1", "\ufeff1", "\u00a01", "[", "]", "{", "}", "\\", '"'],
    *[r'"\ud800"', r'"\ud800x"', r'"\udc00\ud800"', r'"\x41"', r'"\u12"', '"\x00"', '"\n"', '"\udcff"', '"\udced\udca0\udc80"'],
    *["9" * 5000, "[" * 5000, deep(5000), '{"a":' * 5000 + "1" + "}" * 5000],
]
"""What no JSON has where a value stands, or none that can be read; `\\udcff` is the byte 0xff."""

WRONG = [
    *["null", "true", "false", "0", "-1", "66", "66.0", "-0.0", "0.1", "1e-400", "1e308", str(2**63), str(-(2**63) - 1), str(2**64)],
    *[str(10**30), "9" * 400, "-" + "9" * 400, "9" * 400 + "e-399", f'"{"2" * 1000}"', f'"{"长" * 20_000}"', f'"{"a" * 65_536}"'],
    *["[]", "{}", "[[]]", "[null]", "[{}]", '["events"]', '{"a":1}', '{"id":"x"}', '{"id":["x"]}', '{"zh":"x","en":"x"}'],
    *['""', '" "', '" x"', '"x"', r'"\u0000"', r'"\ud83d\ude00"', r'"\u001b[2J"', r'"\u2028"', '"../x"', '"jd"', '"events"'],
    *['"2016-13"', '"0000"', '"9999-12-31"', '"Y170000002"', '"156X-12-25"', '"2016-05~"', '"[2016,2017]"', '"2016/"', '"../.."'],
    *[deep(10), deep(500), deep(950), '{"a":' * 400 + "1" + "}" * 400, f"[{'[],' * 2000}[]]", f"[{','.join([deep(20)] * 200)}]"],
]
"""What is JSON, but seldom what should stand there."""

BYTES = [bytes([byte]) for byte in b"\x00\xff\"'\\{}[],:\n\r-0"] + [b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xc0\x80"]


def bent(made_up: Random, raw: bytes) -> Damaged:
    """Damage to the bytes, whatever they mean."""

    def place() -> int:
        at = made_up.randrange(len(raw) + 1)
        while made_up.random() < 0.9 and raw[at : at + 1] == b"\x00":  # most of an SQLite file is nothing
            at = made_up.randrange(len(raw) + 1)
        return at

    start, end = sorted((place(), place()))
    middle, later = sorted((start, min(end, start + made_up.randrange(1, 400))))
    match made_up.randrange(12):
        case 0:
            return Damaged(f"cut at {start}", raw[:start])
        case 1:
            return Damaged(f"begins at {start}", raw[start:])
        case 2:
            return Damaged(f"{middle} to {later} cut out", raw[:middle] + raw[later:])
        case 3:
            return Damaged(f"{middle} to {later} twice", raw[:later] + raw[middle:])
        case 4:
            return Damaged(f"blocks swapped at {middle}, {later}, {end}", raw[:middle] + raw[later:end] + raw[middle:later] + raw[end:])
        case 5:
            junk = made_up.randbytes(made_up.choice([1, 4, 100, 5000]))
            return Damaged(f"{len(junk)} random bytes at {start}", raw[:start] + junk + raw[start:])
        case 6:
            coding = made_up.choice(["utf-16", "utf-16-be", "utf-32", "utf-8-sig", "gb18030", "utf-7"])
            return Damaged(f"as {coding}", raw.decode("utf-8", "replace").encode(coding))
        case 7:
            return Damaged("nothing but the same", made_up.choice([b"", b" \n", *BYTES]) * made_up.choice([1, 1000, 100_000]))
        case 8:
            return Damaged("followed by more", raw + made_up.choice([raw, raw[:start], b"}", b"\x00" * 512, b"[]", b"{}\n{}"]))
        case 9:
            odd = made_up.choice(BYTES)
            return Damaged(f"{odd!r} at {start}", raw[:start] + odd + raw[start:])
        case _:
            flipped = bytearray(raw)
            places = [min(place(), len(raw) - 1) for _ in range(made_up.choice([1, 1, 1, 2, 8, 30]))]
            for at in places:
                flipped[at] ^= made_up.choice([1, 2, 4, 8, 16, 32, 64, 128, 255])
            return Damaged(f"bytes flipped at {places}", bytes(flipped))


def somewhere(made_up: Random, whole: Any) -> tuple[Any, Any, str]:
    """A place within JSON, found by walking down: the object or array, the key or index, the path."""
    holder, path = whole, "$"
    while True:
        key = made_up.choice([*(holder if isinstance(holder, dict) else range(len(holder)))])
        path += f".{key}"
        if not (isinstance(holder[key], dict | list) and holder[key]) or made_up.random() < 0.3:
            return holder, key, path
        holder = holder[key]


def misplaced(made_up: Random, raw: bytes) -> Damaged:
    """Damage to JSON: a value, a key or an item that is wrong, gone, or there twice."""
    whole = json.loads(raw)
    holder, key, path = somewhere(made_up, whole)
    hopeless, token = False, '"nothing"'
    ways = ["no JSON", "no JSON", "wrong", "wrong", "wrong", "twice", "twice", "gone", "renamed", "more", "another's"]
    match how := made_up.choice(ways):
        case "no JSON":
            token, hopeless = made_up.choice(NO_JSON), True
            holder[key] = "@value"
        case "wrong":
            token = made_up.choice(WRONG)
            holder[key] = "@value"
        case "twice" if isinstance(holder, dict):
            token, hopeless = made_up.choice([*WRONG, json.dumps(holder[key])]), True
            items = [*holder.items()]
            items.insert(made_up.choice([0, len(items)]), (f"@twice{key}", "@value"))
            holder.clear()
            holder.update(items)
        case "gone":
            del holder[key]
        case "renamed" if isinstance(holder, dict):
            holder[made_up.choice(["", "x", "id", f"{key} ", key.upper(), "1", "-1", "９", "k" * 10_000])] = holder.pop(key)
        case "another's":
            other, name, _ = somewhere(made_up, whole)
            holder[key] = json.loads(json.dumps(other[name]))
        case _:
            if isinstance(holder, dict):
                holder[made_up.choice(["x", "note", "0", "99", "table"])] = "@value"
                token = made_up.choice(WRONG)
            else:
                holder *= 2
    text = json.dumps(whole, ensure_ascii=False, indent=made_up.choice([None, 2])).replace('"@value"', token).replace("@twice", "")
    return Damaged(f"{how}: {path} {token:.40}", text.encode("utf-8", "surrogateescape"), hopeless)


def damaged_json(made_up: Random, raw: bytes) -> Damaged:
    return misplaced(made_up, raw) if made_up.random() < 0.65 else bent(made_up, raw)


def damaged_lines(made_up: Random, raw: bytes) -> Damaged:
    if made_up.random() < 0.35:
        return bent(made_up, raw)
    lines = raw.splitlines()
    number = made_up.randrange(len(lines))
    done = misplaced(made_up, lines[number])
    lines[number] = done.raw if made_up.random() < 0.3 else done.raw.replace(b"\n", b" ")
    return done._replace(how=f"line {number + 1}, {done.how}", raw=b"\n".join(lines))


CELLS = [
    *["", " ", '"', 'a"b', "=1+1", "'", "'=", ";", "; ", "x", "x y; ", "jd §1; ", "[[[[", "null", "true", "2016-13", "0000"],
    *["NaN", "1e400", "1.", "01", "9" * 5000, str(10**30), "长" * 100_000, "a; " * 10_000],
    *["\x00", "\ufeff", "\n", "\r", "\u2028", "\x1b[2J"],
]


def damaged_csv(made_up: Random, raw: bytes) -> Damaged:
    if made_up.random() < 0.35:
        return bent(made_up, raw)
    rows = [*csv.reader(StringIO(raw.decode("utf-8-sig"), newline=""))]
    number = made_up.randrange(len(rows))
    row, column = rows[number], made_up.randrange(len(rows[0]))
    hopeless = False
    written: dict[str, Any] = {"lineterminator": made_up.choice(["\r\n", "\n", "\r"])}
    ways = ["cell", "cell", "cell", "fewer", "more", "column gone", "column twice", "head", "row gone", "row twice", "dialect"]
    match how := made_up.choice(ways):
        case "cell":
            numbers = [place for place, cell in enumerate(row) if cell.isdigit()]
            column = made_up.choice(numbers) if numbers and made_up.random() < 0.5 else column
            row[column] = made_up.choice(CELLS)
            how = f"cell {row[column]!r:.40}"
        case "fewer" | "more":
            row[column : column + 1] = [] if how == "fewer" else [row[column], "x"]
            hopeless = number > 0
        case "column gone" | "column twice":
            for each in rows:
                each[column : column + 1] = [] if how == "column gone" else [each[column]] * 2
            hopeless = True
        case "head":
            rows[0][column] = made_up.choice([*CELLS, rows[0][column] + " "])
        case "row gone" | "row twice":
            rows[number : number + 1] = [] if how == "row gone" else [row, row]
        case _:
            written |= made_up.choice([{"delimiter": ";"}, {"delimiter": "\t"}, {"quotechar": "'"}, {"quoting": csv.QUOTE_ALL}])
    text = StringIO(newline="")
    csv.writer(text, **written).writerows(rows)
    raw = text.getvalue().encode("utf-8")
    if made_up.random() < 0.1:
        return Damaged(f"{how}, then a stray quote", raw + b'"')
    return Damaged(f"row {number}, column {column}: {how}", raw, hopeless)


SQL = """\
DROP TABLE facts
DROP TABLE facts; CREATE VIEW facts AS SELECT 1
DROP TABLE facts; CREATE VIRTUAL TABLE facts USING fts5(case_study, position)
DROP TABLE event_places
DELETE FROM dataset
DELETE FROM events
DELETE FROM places
DELETE FROM sources
INSERT INTO dataset SELECT * FROM dataset
ALTER TABLE events RENAME COLUMN date TO day
ALTER TABLE events ADD COLUMN more TEXT
ALTER TABLE events DROP COLUMN kind
UPDATE dataset SET format = 3
UPDATE dataset SET version = 'x'
UPDATE events SET id = id || '-2'
UPDATE events SET date = '2016-13'
UPDATE events SET title_zh = ''
UPDATE events SET title_zh = char(0, 27)
UPDATE events SET title_en = CAST(x'ff' AS TEXT)
UPDATE events SET summary_zh = replace(hex(zeroblob(500000)), '00', '长')
UPDATE figures SET value = 'x'
UPDATE figures SET value = x'00ff'
UPDATE figures SET value = 9e999
UPDATE figures SET value = NULL
UPDATE figures SET event = NULL, case_study = NULL, organization = NULL
UPDATE event_places SET position = position + 10
UPDATE event_places SET place = 'nowhere'
UPDATE places SET within = id
""".splitlines()


def damaged_sqlite(made_up: Random, raw: bytes) -> Damaged:
    if made_up.random() < 0.6:
        return bent(made_up, raw)
    statements = made_up.sample(SQL, made_up.choice([1, 1, 2]))
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(raw)
        for statement in statements:
            with suppress(sqlite3.Error):  # the other one was in its way
                db.executescript(statement)
        return Damaged("; ".join(statements), db.serialize())


def as_columns(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records as a program gives them back that has one table for all: every column of every record, structs filled with nulls."""
    shapes: dict[str, Any] = {}

    def learn(value: Any, shape: Any) -> Any:
        if isinstance(value, dict):
            shape = shape if isinstance(shape, dict) else {}
            for name, inner in value.items():
                shape[name] = learn(inner, shape.get(name))
        elif isinstance(value, list):
            shape = shape if isinstance(shape, list) else [None]
            for item in value:
                shape[0] = learn(item, shape[0])
        return shape

    def filled(value: Any, shape: Any) -> Any:
        if isinstance(shape, dict):
            return {name: filled((value or {}).get(name), inner) for name, inner in shape.items()}
        return [filled(item, shape[0]) for item in value] if isinstance(value, list) else value

    for record in records:
        shapes = learn(record, shapes)
    return [filled(record, shapes) for record in records]


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive with these files in it."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return made.getvalue()
