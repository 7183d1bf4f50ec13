"""The one rule for the characters of every text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import all_they_name, faults
from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins

from epcli.model import TABLES, Record
from epcli.store import Store, canonical, records_of, shipped
from epcli.text import _HIDING, _PRINTABLE, fault, harmless


@pytest.mark.parametrize(
    "words",
    [
        "商务部鼓励电商下乡扶贫　五项重点任务确定",  # with U+3000
        "30\u00a0%\u202f或\u2009更多",  # spaces that do not break, and thin ones
        "می\u200cخواهم",  # Persian, with a non-joiner in a word
        "क्\u200dष",  # Hindi, with a joiner
        "👩\u200d🌾❤\ufe0f\u200d🔥1\ufe0f\u20e3",  # emoji that are joined and varied
        "葛\U000e0100城",  # a variant of an ideograph
        "ᠮᠣᠩᠭᠣᠯ\u180b ᠰᠠᠷ\u180eᠠ",  # Mongolian with its own marks
        "ᠭ\u180b\u200d",  # a varied letter, joined to nothing
        "ភាសា\u200bខ្មែរ ไทย\u200bแลนด์ မြန်မာ\u200bစာ",  # breaks between words of scripts without spaces
        "\u115fᅡᆨ ᄀ\u1160ᆨ",  # syllables of Hangul that lack a half
        "ש\u05bc\u034f\u05b8",  # Hebrew marks kept in their order
        "𛰅\U0001bca1𛱁 𝅘\U0001d173𝅗",  # shorthand, and notes under one beam
        "e\u0301\u0323 ཀྵ",  # combining marks
        "\u0378\U0001fbff\U000323b0\U0003134a",  # code points without a character, today or on an older Python
    ],
)
def test_ordinary_writing_passes(words: str) -> None:
    """What people write in any script is a text, whatever version of Unicode this Python knows, and is shown as it is."""
    assert fault(words) is None
    assert harmless(words) == words


HIDDEN = [0, 9, 10, 13, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2060, 0x206A)]
HIDDEN += [0x17B4, 0x3164, 0xFFA0, 0x115F, 0x1160]
HIDDEN += [0xFEFF, 0xFFF9, 0xFFFB, 0xE0001, 0xE007F, 0xE01F0, 0xD800, 0xDFFF, 0xE000, 0xF8FF, 0xFDD0, 0xFFFE, 0x1FFFF, 0xF0000, 0x10FFFF]


@pytest.mark.parametrize("code", HIDDEN, ids="{:04X}".format)
def test_what_drives_a_terminal_or_hides_text_is_refused(code: int) -> None:
    """Controls, marks of direction, line separators, what is never drawn, surrogates and private use are no text, and are shown as �."""
    why = fault(f"a{chr(code)}b")
    assert why
    assert why.en == f"has U+{code:04X}, which could drive a terminal or hide text"
    assert f"U+{code:04X}" in why.zh
    assert harmless(f"a{chr(code)}b") == "a�b"


@pytest.mark.parametrize(
    "words",
    [
        *["\u200da", "a \u200cb", "a\u200d\u200db", "a\ufe0f\ufe0f", "葛\U000e0100\U000e0101"],
        *["\ufe0f", "\U000e0100", "a \ufe01b", "a\u3000\U000e0101b", "\u034f", "\u180e"],
        *["a\u200d\ufe00\u200d\ufe01", "a\ufe00\u200d\ufe01", "a\u034f\u200c", "a\U0001d173\U0001d174", "a\ufe00\u180b"],
        *["ខ\u200b\u200bម", "ข\u200b\ufe0f", "a\u200bខ", "\u115f\u1160", "한\u1160"],
    ],
    ids=ascii,
)
def test_a_mark_without_a_character_of_its_own_is_refused(words: str) -> None:
    """With nothing to join, to vary or to part, and in a row, such a mark could only carry what nobody sees, or be a text of nothing."""
    why = fault(words)
    assert why
    assert "hide text" in why.en


def test_what_is_printable_is_refused_too() -> None:
    """That Python prints a character, in this version or another, saves none that is refused: fillers, inherent vowels."""
    printable = "a".join(char for char in map(chr, range(0x80, 0x110000)) if char.isprintable())
    assert {found[0] for found in _HIDING.finditer(printable)} <= {*_PRINTABLE.findall(printable)}


@pytest.mark.parametrize("words", [" a", "a ", "a\n", "a　", "\u2028a"])
def test_outer_spaces_are_refused(words: str) -> None:
    """A text has no space and no line end at its ends."""
    why = fault(words)
    assert why
    assert "begins or ends" in why.en


@given(st.text(st.characters()))
def test_what_is_shown_has_nothing_that_is_refused(words: str) -> None:
    """Whatever is to be shown, none of it drives a terminal, and it is as long as it was."""
    shown = harmless(words)
    assert len(shown) == len(words)
    assert fault(f"a{shown}b") is None
    assert harmless(shown) == shown


def strings(part: Any, path: str = "") -> list[tuple[Any, Any, str]]:
    """Where every string of a document stands: what holds it, under which key, the path to it."""
    if isinstance(part, dict | list):
        items = part.items() if isinstance(part, dict) else enumerate(part)
        found: list[tuple[Any, Any, str]] = []
        for key, inner in items:
            where = f"{path}.{key}".removeprefix(".") if isinstance(part, dict) else f"{path}[{key}]"
            found += [(part, key, where)] if isinstance(inner, str) else strings(inner, where)
        return found
    return []


def kinds(document: Any) -> set[str]:
    """The fields of a document that hold words, items of a list taken together."""
    return {without_numbers(path) for _, _, path in strings(document)}


def without_numbers(path: str) -> str:
    return "".join(char for char in path if not char.isdecimal())


@pytest.fixture(scope="module")
def all_fields(store: Store) -> bytes:
    """A valid store of a few hundred records, in which every field has words that has some in the shipped one."""
    kept: dict[str, dict[str, Record]] = {}
    for table, records in records_of(store).items():
        seen: set[str] = set()
        kept[table] = {}
        for record in records:
            if more := kinds(to_builtins(record)) - seen:
                seen |= more
                kept[table][getattr(record, "id", "")] = record
    named = all_they_name(store, [record for records in kept.values() for record in records.values()])
    return canonical({table: (named.get(table, {}) | records).values() for table, records in kept.items()})


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("bad", ["\x1b", "\u202e", "\n"])
def test_every_string_of_every_record_keeps_the_rule(table: str, bad: str, all_fields: bytes, tmp_path: Path) -> None:
    """An escape code, a mark of direction or a line end is refused in each field that a record of any table has, ids and dates included.

    Many records get such a fault at once, each in another field. Fields whose faults are told only when others have none are tried again.
    """
    tables = msgspec.json.decode(all_fields)
    assert faults(all_fields, tmp_path) == []
    waiting: dict[str, list[tuple[Any, Any, Any, str]]] = {}
    for document in tables[table].values():
        for holder, key, path in strings(document):
            waiting.setdefault(without_numbers(path), []).append((document, holder, key, path))
    while waiting:
        damaged: dict[int, tuple[str, Any, Any, Any, str]] = {}
        for kind, places in waiting.items():
            if free := next((place for place in places if id(place[0]) not in damaged), None):
                damaged[id(free[0])] = kind, *free
        for _, _, holder, key, _ in damaged.values():
            holder[key] += bad
        found = faults(msgspec.json.encode(tables), tmp_path)
        before = len(waiting)
        for kind, document, holder, key, path in damaged.values():
            name = f"{table}/{document.get('id', 1)}"
            field = path.removesuffix(f"[{key}]") if isinstance(key, int) else path
            if any(fault.document == name and fault.field.startswith(field) for fault in found):
                del waiting[kind]
            holder[key] = holder[key].removesuffix(bad)
        assert len(waiting) < before, waiting.keys()


@pytest.mark.parametrize(
    "url", ["https://x/><script>alert(1)</script>", "https://x/`y`", 'https://x/"', "https://x/\\y", "https://x/ y", "https://x/\u3000"]
)
def test_an_address_that_could_be_markup_is_refused(url: str, tmp_path: Path) -> None:
    """What would end an address in Markdown or HTML is part of none."""
    tables = json.loads(shipped().read_text(encoding="utf-8"))
    tables["sources"]["1"]["url"] = url
    assert [fault.field for fault in faults(json.dumps(tables).encode(), tmp_path)] == ["url"]
