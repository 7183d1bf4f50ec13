"""Spans of days, and the plain dates that nearly all records have: a year, a month or a day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from epcli.model import Text

PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?[?~%]?")
"""A year, month or day of the calendar, perhaps with one of the marks of doubt behind it."""

LONGEST = 80
"""How many characters a date may have: two days with their times, or a set of fifteen years."""


class Bounds(NamedTuple):
    """The first and the last day that a date or a period may mean."""

    lower: date
    upper: date

    def overlap(self, other: Bounds) -> bool:
        return self.lower <= other.upper and other.lower <= self.upper


class NoDateError(ValueError):
    """A text that is no date of the records: what is said of it in both languages, and the reason by itself, where there is one."""

    def __init__(self, en: str, zh: str, why: Text | None = None) -> None:
        super().__init__(en)
        self.message = Text(zh=zh, en=en)
        self.why = why


def plain(text: str) -> Bounds | None:
    """The days of a plain date; None for any other text, and for what the calendar lacks: the year 0000, a 30 February."""
    match = PLAIN.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year:
        return None
    if month is None:
        return Bounds(date(year, 1, 1), date(year, 12, 31))
    last = monthrange(year, month)[1]
    if day is None:
        return Bounds(date(year, month, 1), date(year, month, last))
    return Bounds(date(year, month, day), date(year, month, day)) if 1 <= day <= last else None
