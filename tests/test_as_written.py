"""Every value against the digits that its source prints."""

from __future__ import annotations

import re

import pytest

from epcli.store import Store

NUMERALS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
TENS = {"十": 10, "百": 100, "千": 1000}
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "seventh": 7, "a": 1}
SCALES = {
    "thousand": 1e3,
    "mil": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "milliards": 1e9,
    "miliardi": 1e9,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "หม": 1e10,  # หมื่นล้าน, of which a pattern for letters sees what stands before its first vowel mark
}
WORDED = {"opinion-2016-sales-quadrupled": "翻两番以上"}
"""What a text says in words that have no digit: fourfold."""


def chinese(words: str) -> set[float]:
    """The numbers that a run such as 2万5千, 1207亿9千万, 五六 or 1万4372 says."""
    if re.fullmatch("[一二三四五六七八九]{2}", words):
        return {float(NUMERALS[word]) for word in words}
    whole = section = number = 0.0
    for token in re.findall(r"[\d.]+|.", words):
        if token in TENS:
            section, number = section + (number or 1) * TENS[token], 0
        elif token == "万":
            whole, section, number = whole + ((section + number) or 1) * 1e4, 0, 0
        elif token == "亿":
            whole, section, number = (whole + section + number) * 1e8, 0, 0
        else:
            number = NUMERALS[token] if token in NUMERALS else float(token)
    return {whole + section + number}


def numbers(as_written: str) -> set[float]:
    """Every number that the words may say: digits with what groups them, and the scale that follows, in any of the languages cited."""
    words = re.sub("[余餘多几]", "", as_written.replace("萬", "万").replace("億", "亿").lower())
    words = re.sub(r"(?<=\d)[,， ](?=\d{3})|(?<=\d) (?=[万亿])", "", words).replace(",", ".")
    found: set[float] = set()
    for run in re.findall(r"[\d.零〇一二两三四五六七八九十百千万亿]*[\d零〇一二两三四五六七八九十百千万亿]", words):
        found |= chinese(run)
    for digits, scale in re.findall(r"(\d[\d.]*|[a-z]+)[ -]*([^\W\d]*)", words):
        number = WORDS.get(digits) if digits.isalpha() else float(digits.rstrip("."))
        if number is not None and scale in SCALES:
            found = (found - {number}) | {number * SCALES[scale]}
        elif number is not None and digits.isalpha():
            found.add(number)
    return found


@pytest.mark.parametrize(
    ("as_written", "number"),
    [
        ("30亿元", 3e9),
        ("1.7万亿元", 1.7e12),
        ("40余个", 40),
        ("2萬5千人以上", 25000),
        ("1207億9千萬元", 120790000000),
        ("1万4372", 14372),
        ("過萬元", 1e4),
        ("十五个", 15),
        ("1,429.31 billion yuan", 1429310000000),
        ("1 489.9亿元", 148990000000),
        ("oltre 3,1 miliardi di yuan", 3.1e9),
        ("more than one million poor rural households", 1e6),
    ],
)
def test_digits_are_read_as_they_are_written(as_written: str, number: float) -> None:
    """The reader that the next test trusts takes scales in both languages, and does not take a number without its scale."""
    assert numbers(as_written) == {number}


def test_every_value_is_what_its_source_prints(store: Store) -> None:
    """A value, and the upper end of a range, is a number that its `as_written` says, scale included; nothing is reckoned or invented."""
    figures = [
        figure for table in (store.events, store.case_studies, store.organizations) for owner in table.values() for figure in owner.figures
    ]
    assert {figure.id: figure.as_written for figure in figures if figure.id in WORDED} == WORDED
    wrong = []
    for figure in figures:
        if figure.id not in WORDED and figure.as_written:
            said = numbers(figure.as_written)
            for value in (figure.value, figure.upper):
                if value is not None and not any(abs(value - number) <= 1e-9 * number for number in said):
                    wrong.append((figure.id, value, figure.as_written, said))
    assert wrong == []
