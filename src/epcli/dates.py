"""EDTF dates (ISO 8601-2, Library of Congress) and the periods that a person asks for.

The edtf library takes longer to import than a whole answer takes to print, so the forms that records mostly use (a year, month
or day, each perhaps with one of the marks ?, ~, %, and intervals of those) are read here; a property test holds them to the
library's answer. Everything else that EDTF can say goes to the library, within bounds: it takes minutes for a year like Y1E99999999,
and reads a date with spaces or line ends in it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import redirect_stdout
from datetime import date
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from epcli.errors import RequestError

_PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?[?~%]?")
_QUARTER = re.compile(r"([0-9]{4})-[Qq]([1-4])")
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
    """The days that PERIOD covers: `2016`, `2016-05`, `2016-01-22`, `2016-Q2`, or two of them (or `..`) with a slash between."""
    period = normalize("NFKC", text).strip()
    start, slash, end = period.partition("/")
    try:
        lower = date.min if slash and start == ".." else _period_part(start).lower
        upper = date.max if slash and end == ".." else _period_part(end if slash else start).upper
        return _ordered(lower, upper, period)
    except ValueError as error:
        raise RequestError(
            en=f'"{text}" is not a period ({error}). Try 2016, 2016-05, 2016-01-22, 2016-Q2, 2016-03/2016-05 or 2016/.. instead.',
            zh=f"“{text}”不是有效的时段。可以这样写：2016、2016-05、2016-01-22、2016-Q2、2016-03/2016-05或2016/..。",
        ) from None


def _period_part(text: str) -> Bounds:
    if quarter := _QUARTER.fullmatch(text):
        first_month = 3 * int(quarter[2]) - 2
        return Bounds(_plain(f"{quarter[1]}-{first_month:02}").lower, _plain(f"{quarter[1]}-{first_month + 2:02}").upper)
    if not _PLAIN.fullmatch(text) or text[-1] in "?~%":
        raise ValueError("a year has four digits, a month is 01 to 12, a day has two digits")
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
