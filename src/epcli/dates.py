"""EDTF dates (ISO 8601-2, Library of Congress) and the periods that a person asks for.

The edtf library takes longer to import than a whole answer takes to print, so the forms that records mostly use (a year, month
or day, each perhaps with one of the marks ?, ~, %, and intervals of those) are read here; a property test holds them to the
library's answer. Everything else that EDTF can say goes to the library, within bounds: it takes minutes for a year like Y1E99999999,
and reads a date with spaces or line ends in it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import redirect_stdout, suppress
from datetime import date
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from epcli.errors import RequestError

_PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?[?~%]?")
_QUARTER = re.compile(r"([0-9]{4})-?[Qq]([1-4])")
_LETTERS = re.compile(r"[0-9XSTYEZ?~%:./,+\[\]{}-]*")
LONGEST = 80
"""How many characters a date may have: two days with their times, or a set of fifteen years."""


class Bounds(NamedTuple):
    """The first and the last day that a date or a period may mean."""

    lower: date
    upper: date

    def overlap(self, other: Bounds) -> bool:
        return self.lower <= other.upper and other.lower <= self.upper


@cache
def bounds(edtf: str) -> Bounds:
    """The first and last day of an EDTF date; its marks of doubt (?, ~, %) do not widen it. ValueError if it is none.

    A store has the same dates many times, so each is read once.
    """
    start, slash, end = edtf.partition("/")
    if _PLAIN.fullmatch(start) and (not slash or _PLAIN.fullmatch(end)):
        return _ordered(_plain(start).lower, _plain(end or start).upper, edtf)
    if len(edtf) > LONGEST:
        raise ValueError(f"a date of {len(edtf)} characters is too long; {LONGEST} are enough")
    if not _LETTERS.fullmatch(edtf):
        raise ValueError(f"{edtf} is not an EDTF date")
    if "Y" in edtf or edtf.startswith("-") or "/-" in edtf:
        raise ValueError(f"{edtf} is beyond the years 0001 to 9999")
    if all(_open_ends(edtf)):
        raise ValueError(f"{edtf} is open at both ends; one of them is a date")
    return _by_library(edtf)


def dated_years(edtf: str) -> tuple[int | None, int | None]:
    """The years of the first and the last day of an EDTF date; None for an end that is open (`..`). ValueError if it is none."""
    span, (no_start, no_end) = bounds(edtf), _open_ends(edtf)
    return None if no_start else span.lower.year, None if no_end else span.upper.year


def _open_ends(edtf: str) -> tuple[bool, bool]:
    """Whether an interval, or a set of dates, has no beginning and no end."""
    return edtf.lstrip("[{").startswith(".."), edtf.rstrip("]}").endswith("..")


def parse_period(text: str) -> Bounds:
    """The days that PERIOD covers: a year, month, day, quarter, half-year or decade, or two of them (or `..`) with a slash between.

    `2016-05`, `2016-5`, `2016年5月`, `2016-Q2`, `2016-H1`, `2010s`, `201X`, `2013/2015`, `2013-2015`, `2016/..`.
    RequestError for what is none, with the nearest that is one.
    """
    try:
        return _period(text)
    except ValueError as error:
        near = _nearest_period(text)
        raise RequestError(
            en=f'"{text}" is not a period ({error}). {f"Try {near}. " if near else ""}'
            "Periods are written 2016, 2016-05, 2016-01-22, 2016-Q2, 2016-H1, 2010s, 2013-2015 or 2016/..",
            zh=f"“{text}”不是有效的时段。{f'可以试试{near}。' if near else ''}"
            "时段可以这样写：2016、2016-05、2016年5月、2016-01-22、2016-Q2、2016-H1、2010s、2013-2015、2016/..",
        ) from None


def _period(text: str) -> Bounds:
    if text.isascii() and text[-1:].isdecimal() and _PLAIN.fullmatch(text):
        return _plain(text)
    period = _settled(text)
    start, slash, end = period.partition("/")
    lower = date.min if slash and start == ".." else _period_part(start).lower
    upper = date.max if slash and end == ".." else _period_part(end if slash else start).upper
    return _ordered(lower, upper, period)


# Patterns as text: most periods are plain, and to compile all of these takes longer than to read one.
_CHINESE_DATE = r"([0-9]{4})年(?:(1[0-2]|0?[1-9])月(?:份)?(?:([0-9]{1,2})[日号]?)?)?"
_CHINESE_PART = r"([0-9]{4})年?(?:第?([一二三四1-4])季度?|([上下])半年)"
_YEARS = r"([0-9]{4})-([0-9]{4})"
_SHORT = r"([0-9]{4})[-.]([0-9]{1,2})(?:[-.]([0-9]{1,2}))?"
_HALF = r"([0-9]{4})-?[Hh]([12])"
_DECADE = r"([0-9]{3})(?:0[sS]|[xX]|0年代)"


def _settled(text: str) -> str:
    """A period as people write it, in the one form that is read: 2016年5月 and 2016.5 are 2016-05, 2013—2015年 is 2013/2015."""
    period = re.sub(r"\s+", "", normalize("NFKC", text))
    period = re.sub("[\u2010-\u2015\u2212~～至到]+", "-", period)
    if years := re.fullmatch(_YEARS, re.sub("年(?=-|$)", "", period)):
        return f"{years[1]}/{years[2]}"
    if "/" not in period and period.count("-") == 1 and "月" in period:
        period = period.replace("-", "/")
    return "/".join(map(_settled_part, period.split("/")))


def _settled_part(part: str) -> str:
    if found := re.fullmatch(_CHINESE_PART, part):
        year, quarter, half = found.groups()
        return f"{year}-Q{'01234零一二三四'.index(quarter) % 5}" if quarter else f"{year}-H{'上下'.index(half) + 1}"
    if found := re.fullmatch(_CHINESE_DATE, part) or re.fullmatch(_SHORT, part):
        return "-".join(piece.zfill(2) for piece in found.groups() if piece)
    return part


def _nearest_period(text: str) -> str:
    """The period that was probably meant by what is none; nothing where no year is to be seen in it."""
    settled = _settled(text)
    ends = settled.split("/")
    tried = ["/".join(reversed(ends))] if len(ends) == 2 else []
    if years := re.fullmatch(r"([0-9]{4})/([0-9]{1,2})", settled):
        tried = [f"{years[1]}-{years[2].zfill(2)}"]
    if found := re.search(r"(?<![0-9])((?:19|20)[0-9]{2})[^0-9]?([0-9]{2})?[^0-9]?([0-9]{2})?", settled):
        pieces = [piece for piece in found.groups() if piece]
        tried += ["-".join(pieces[:length]) for length in range(len(pieces), 0, -1)]
    if years := re.fullmatch(r"([0-9]{2})([0-9]{2})-([0-9]{2})", settled):
        tried.insert(0, f"{years[1]}{years[2]}-{years[1]}{years[3]}")
    if short := re.fullmatch(r"['’]?([0-9]{2})年?", settled):
        tried.append(f"20{short[1]}")
    for period in tried:
        with suppress(ValueError):
            _period(period)
            return period
    return ""


def _period_part(text: str) -> Bounds:
    if decade := re.fullmatch(_DECADE, text):
        return Bounds(_plain(f"{decade[1]}0").lower, _plain(f"{decade[1]}9").upper)
    if half := re.fullmatch(_HALF, text):
        first = 6 * int(half[2]) - 5
        return Bounds(_plain(f"{half[1]}-{first:02}").lower, _plain(f"{half[1]}-{first + 5:02}").upper)
    if quarter := _QUARTER.fullmatch(text):
        first = 3 * int(quarter[2]) - 2
        return Bounds(_plain(f"{quarter[1]}-{first:02}").lower, _plain(f"{quarter[1]}-{first + 2:02}").upper)
    if not _PLAIN.fullmatch(text) or text[-1] in "?~%":
        raise ValueError("a year has four digits, a month is 1 to 12, a day 1 to 31")
    return _plain(text)


def _plain(text: str) -> Bounds:
    match = _PLAIN.fullmatch(text)
    if not match:
        raise ValueError(f"{text} is not a plain date")
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year:
        raise ValueError("years start at 0001")
    if month is None:
        return Bounds(date(year, 1, 1), date(year, 12, 31))
    last = monthrange(year, month)[1]
    if day is None:
        return Bounds(date(year, month, 1), date(year, month, last))
    if not 1 <= day <= last:
        raise ValueError(f"{year:04}-{month:02} has no day {day:02}")
    return Bounds(date(year, month, day), date(year, month, day))


def _ordered(lower: date, upper: date, text: str) -> Bounds:
    if upper < lower:
        raise ValueError(f"{text} ends before it starts")
    return Bounds(lower, upper)


def _by_library(edtf: str) -> Bounds:
    from edtf import parse_edtf

    try:
        with redirect_stdout(None):  # where the library prints what it tried
            parsed = parse_edtf(edtf)
            lower, upper = parsed.lower_strict(), parsed.upper_strict()
        first = date.min if isinstance(lower, float) else date(*lower[:3])
        last = date.max if isinstance(upper, float) else date(*upper[:3])
    except Exception as error:  # the library lets errors of its parser's parts through, and they share no base
        raise ValueError(f"{edtf} is not an EDTF date") from error
    return _ordered(first, last, edtf)
