"""EDTF, the Extended Date/Time Format of the Library of Congress (2019, ISO 8601-2): its levels 0, 1 and 2, each form read or refused.

It is read here and not by a library, since none reads all of it rightly (docs/design.md says which form each gets wrong). Refused,
by its name, is a form that has no place in the calendar of the records: years before 0001 and after 9999, and no year at all.

Seasons are those of the northern half of the earth (21 to 24, 25 to 28) or of the southern (29 to 32), as meteorologists count
them: spring begins in March, and the winter of a year is its December and the two months after it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple, NoReturn, TypeAlias

from epcli.days import LONGEST, Bounds, NoDateError
from epcli.model import Text

PARTS = (
    {21 + number: (3 + 3 * number % 12, 3) for number in range(8)}
    | {29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3)}
    | {33 + number: (1 + 3 * number, 3) for number in range(4)}
    | {37 + number: (1 + 4 * number, 4) for number in range(3)}
    | {40: (1, 6), 41: (7, 6)}
)
"""Parts of a year that stand in the place of its month, each with its first month and how many it has: seasons of no place (21 to 24), of
the north (25 to 28) and of the south (29 to 32), quarters (33 to 36), thirds (37 to 39) and halves (40, 41)."""

_MARK = "([?~%]?)"
_ONE = rf"{_MARK}([0-9X]{{4}})(?:S([0-9]+))?{_MARK}(?:-{_MARK}([0-9X]{{2}}){_MARK}(?:-{_MARK}([0-9X]{{2}}){_MARK})?)?"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?"


class Single(NamedTuple):
    """One date as it is `written`: digits, or X where one is unspecified; `month` may be a part of the year, `digits` are significant."""

    written: str
    year: str
    month: str = ""
    day: str = ""
    digits: int = 0
    marks: str = ""

    @property
    def part(self) -> int | None:
        """The part of the year (21 to 41) that stands for its month."""
        return int(self.month) if self.month.isdecimal() and int(self.month) in PARTS else None

    @property
    def years(self) -> Sequence[int]:
        """The years that it may be of, in their order."""
        if not self.digits:
            return _years(self.year)
        year = int(self.year)
        step = 10 ** max(len(str(year)) - self.digits, 0)
        return range(max(year // step * step, 1), year // step * step + step)

    @property
    def is_of_one_year(self) -> bool:
        return len(self.years) == 1

    @property
    def bounds(self) -> Bounds:
        """The first and the last day that it may mean. StopIteration if there is none."""
        years = self.years
        return Bounds(next(self.spans(years)).lower, next(self.spans(years, -1)).upper)

    def spans(self, years: Iterable[int], step: Literal[1, -1] = 1) -> Iterator[Bounds]:
        """The days that it may mean in these years of its own, in their order, or from the last one backwards."""
        for year in reversed(list(years)) if step < 0 else years:
            if self.part:
                yield _part(year, self.part)
            elif self.month in ("", "XX") and self.day in ("", "XX"):
                yield Bounds(date(year, 1, 1), date(year, 12, 31))
            else:
                for month in _numbers(self.month, 12)[::step]:
                    yield from self._days(year, month, step)

    def _days(self, year: int, month: int, step: Literal[1, -1]) -> Iterator[Bounds]:
        last = monthrange(year, month)[1]
        if self.day in ("", "XX"):
            yield Bounds(date(year, month, 1), date(year, month, last))
        else:
            days = (date(year, month, day) for day in _numbers(self.day, 31)[::step] if day <= last)
            yield from (Bounds(day, day) for day in days)


End: TypeAlias = Single | Literal["..", ""]
"""An end of an interval, or of a range in a set: a date, open (`..`), or unknown."""


class Reading(NamedTuple):
    """A date of any form: one date, an interval, one of a set or all of it, as the pairs of ends of which it consists."""

    form: Literal["date", "interval", "one of", "all of"]
    parts: tuple[tuple[End, End], ...]

    @property
    def bounds(self) -> Bounds:
        """The first and the last day that it may mean; an end that is open or unknown is that of the calendar."""
        spans = [_between(start, end) for start, end in self.parts]
        return Bounds(min(span.lower for span in spans), max(span.upper for span in spans))

    @property
    def undated(self) -> tuple[bool, bool]:
        """Whether it has no beginning, and no end, that is dated."""
        return any(isinstance(start, str) for start, _ in self.parts), any(isinstance(end, str) for _, end in self.parts)

    @property
    def singles(self) -> list[Single]:
        """The dates of which it consists."""
        return [end for part in self.parts for end in dict.fromkeys(part) if isinstance(end, Single)]

    @property
    def is_one_of_several(self) -> bool:
        """Whether it is one date alone, but of several years, or of a set, and which of them isn't known."""
        return self.form == "one of" or (self.form == "date" and not self.singles[0].is_of_one_year)

    @property
    def beginning(self) -> tuple[int | None, int | None]:
        """The first and the last year in which it may begin; None where that is open."""
        if self.form == "one of":
            firsts, lasts = ([_years_of(part[side]) for part in self.parts] for side in (0, 1))
            return min(firsts, key=lambda years: years[0] or 0)[0], max(lasts, key=lambda years: years[1] or 10000)[1]
        start, end = min(self.parts, key=lambda part: (_years_of(part[0])[0] or 0, _years_of(part[0])[1] or 0))
        if isinstance(start, str):
            return None, _years_of(end)[1]
        return start.years[0], start.years[-1] if isinstance(end, str) else min(start.years[-1], end.years[-1])

    @property
    def month(self) -> int | None:
        """The month in which it begins, where that is one."""
        start = self.parts[0][0]
        if self.form.endswith("of") or isinstance(start, str) or not start.month.isdecimal() or start.part:
            return None
        return int(start.month)

    def spans(self, within: Bounds) -> Iterator[tuple[Bounds, bool, bool]]:
        """The days that it may mean, as spans without a gap, each with which of its ends are undated; dates only near `within`."""
        for start, end in self.parts:
            if isinstance(start, Single) and start == end:
                near = [year for year in start.years if within.lower.year - 1 <= year <= within.upper.year]
                yield from ((span, False, False) for span in _joined(start.spans(near)) if span.overlap(within))
            else:
                yield _between(start, end), isinstance(start, str), isinstance(end, str)


@lru_cache(10_000)
def read(edtf: str) -> Reading:
    """What a date says. NoDateError, which names the form, for one that is refused or is no EDTF date."""
    if not edtf:
        raise NoDateError("is empty, and a date has a year at least", "是空的，而日期至少应有年份")
    if len(edtf) > LONGEST:
        why = Text(
            en=f"a date of {len(edtf)} characters is too long; {LONGEST} are enough", zh=f"日期有{len(edtf)}个字符，过长；至多{LONGEST}个"
        )
        raise NoDateError(why.en, why.zh, why)
    if re.fullmatch(r"\[.*\]|\{.*\}", edtf):
        reading = Reading("one of" if edtf[0] == "[" else "all of", tuple(_ranges(edtf)))
    elif "/" in edtf:
        reading = Reading("interval", (_interval(edtf),))
    else:
        day, timed, _ = edtf.partition("T")
        if timed and not re.fullmatch(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}", edtf):
            _none(
                edtf,
                "a time follows a whole day, as in 2016-05-03T10:00:00, then Z, +08, +08:00 or nothing",
                "时间应写成2016-05-03T10:00:00",
            )
        one = _single(day, edtf)._replace(written=edtf)
        reading = Reading("date", ((one, one),))
    if all(reading.undated):
        _refused(edtf, "is open at both ends; one of them is a date", "两端都没有日期；至少一端应是日期")
    return reading


def _interval(edtf: str) -> tuple[End, End]:
    ends = edtf.split("/")
    if len(ends) > 2:
        _none(edtf, "an interval has two ends, with one slash between them", "时段只有起止两端，中间一个斜线")
    if any(end[:1] in ("[", "{") for end in ends):
        _none(edtf, "an end of an interval is no set", "时段的一端不能是集合")
    start, end = (_end(end, edtf) for end in ends)
    if isinstance(start, Single) and isinstance(end, Single):
        _forwards(start, end, edtf)
    return start, end


def _end(text: str, edtf: str) -> End:
    if text == "..":
        return ".."
    if "T" in text:
        _none(edtf, "an interval has no times of day, only dates", "时段的两端是日期，不带时刻")
    return _single(text, edtf) if text else ""


def _ranges(edtf: str) -> Iterator[tuple[End, End]]:
    """The members of a set, each a date or a range of dates; only the first may be open before, only the last after."""
    members = edtf[1:-1].split(",")
    for number, member in enumerate(members):
        start, dots, end = member.partition("..")
        misplaced = (not start and number > 0) or (not end and dots and number < len(members) - 1)
        if misplaced or not (start or end) or ".." in end or "/" in member or "T" in member:
            _none(
                edtf,
                "a set has dates with commas between them, and .. for those between two, before the first or after the last",
                "集合由日期和逗号组成，..表示其间、最早之前或最晚之后",
            )
        if not dots:
            one = _single(start, edtf)
            yield one, one
        else:
            first, last = (_single(text, edtf) if text else ".." for text in (start, end))
            if isinstance(first, Single) and isinstance(last, Single):
                _forwards(first, last, edtf)
            yield first, last  # type: ignore[misc]


def _forwards(start: Single, end: Single, edtf: str) -> None:
    if end.bounds.upper < start.bounds.lower:
        _refused(edtf, "ends before it starts", "的结束早于开始")


def _single(text: str, edtf: str) -> Single:
    """One date, of level 2 at most, without a time. NoDateError, about `edtf` as a whole, if it is none."""
    found = re.fullmatch(_ONE, text)
    if not found:
        _other(text, edtf)
    before, year, digits, after, before_month, month, after_month, before_day, day, after_day = found.groups(default="")
    if year == "XXXX":
        _refused(edtf, "has no digit of its year, and a date here is of a year, or of some", "的年份全部未知；日期应有年份，或年份的一部分")
    if year == "0000":
        _beyond(edtf, "is of the year 0", "的年份为0")
    if digits and (month or not year.isdecimal() or not 1 <= int(digits) <= 4):
        _none(
            edtf,
            "S and the number of digits that are sure, 1 to 4, follow a year of four digits, as in 1950S2",
            "S及其后的有效位数（1至4）应跟在四位年份之后，如1950S2",
        )
    marks = "".join(dict.fromkeys(before + after + before_month + after_month + before_day + after_day))
    one = Single(text, year, month, day, int(digits or 0), marks)
    if one.part and day:
        _none(edtf, f"{month} is a season or another part of a year, and has no day", f"{month}是季节等一年中的一段，其后没有日")
    if month and not one.part and not _numbers(month, 12):
        _none(
            edtf,
            f"there is no month {month}; months are 01 to 12, seasons and other parts of a year 21 to 41",
            f"没有{month}月；月份为01至12，季节等为21至41",
        )
    try:
        one.bounds  # noqa: B018 - some have none
    except StopIteration:
        _none(edtf, f"{year}-{month} has no day {day}", f"{year}-{month}没有{day}日")
    return one


_BEYOND = (
    (r"Y-?[0-9]+E[0-9]+(?:S[0-9]+)?", "is an exponential year", "是指数形式的年份"),
    (r"Y-?[0-9]{5,}(?:S[0-9]+)?", "is a year with the letter Y before it", "是以字母Y开头的年份"),
    (r"[+-]?[0-9]{5,7}|[+][0-9]{4}(?:-.*)?", "is a year of more than four digits, or with a sign", "的年份多于四位，或带正负号"),
    (r"-[0-9X]{4}(?:S[0-9]+)?(?:-.*)?[?~%]?", "is of a negative year", "的年份为负数"),
)
"""Years that EDTF, or ISO 8601, can say and the records can't."""

_NONE = (
    (r"Y.*", "the letter Y stands only before years of more than four digits", "字母Y只用于四位以上的年份"),
    (r"[0-9]{4}-?W[0-9]{2}(?:-?[0-9])?", "a week is no form of EDTF", "EDTF没有按周的日期"),
    (r"[0-9]{4}-[0-9]{3}", "a day by its number in the year is no form of EDTF", "EDTF没有按年内序号的日期"),
    (r"P[0-9].*", "a length of time is no form of EDTF", "EDTF没有时长"),
    (r"[0-9]{8}", "EDTF has hyphens between year, month and day", "EDTF的年月日之间有连字符"),
    (r"[0-9X]{4}-[0-9X](?:-[0-9X]{1,2})?|[0-9X]{4}-[0-9X]{2}-[0-9X]", "a month and a day have two digits", "月和日各写两位数字"),
    (r"[0-9X]{1,3}", "a year has four digits", "年份为四位数字"),
)
"""What people write, or other standards have, and EDTF has not."""


def _other(text: str, edtf: str) -> NoReturn:
    """Refuses what is no date of four digits a year: by its form, where that is known."""
    for pattern, en, zh in _BEYOND:
        if re.fullmatch(pattern, text):
            _beyond(edtf, en, zh)
    for pattern, en, zh in _NONE:
        if re.fullmatch(pattern, text):
            _none(edtf, en, zh)
    raise NoDateError(f"{edtf} is not an EDTF date", f"{edtf}不是有效的EDTF日期")


def _beyond(edtf: str, en: str, zh: str) -> NoReturn:
    _refused(edtf, f"{en}, beyond the years 0001 to 9999", f"{zh}，超出0001至9999年")


def _refused(edtf: str, en: str, zh: str) -> NoReturn:
    raise NoDateError(f"{edtf} {en}", f"{edtf}{zh}", Text(en=f"it {en}", zh=f"它{zh}"))


def _none(edtf: str, en: str, zh: str) -> NoReturn:
    raise NoDateError(f"{edtf} is not an EDTF date: {en}", f"{edtf}不是有效的EDTF日期：{zh}", Text(en=en, zh=zh))


@lru_cache(1000)
def _years(mask: str) -> Sequence[int]:
    if "X" not in mask:
        return (int(mask),)
    pattern = re.compile(mask.replace("X", "[0-9]"))
    return [year for year in range(1, 10000) if pattern.fullmatch(f"{year:04}")]


@cache
def _numbers(mask: str, most: int) -> Sequence[int]:
    """The months, or days, that are what the digits say; X says nothing."""
    pattern = re.compile(mask.replace("X", "[0-9]"))
    return [number for number in range(1, most + 1) if pattern.fullmatch(f"{number:02}")]


def _part(year: int, part: int) -> Bounds:
    first, months = PARTS[part]
    over, last = divmod(first + months - 2, 12)
    if year + over > date.max.year:
        return Bounds(date(year, first, 1), date.max)
    return Bounds(date(year, first, 1), date(year + over, last + 1, monthrange(year + over, last + 1)[1]))


def _between(start: End, end: End) -> Bounds:
    lower = date.min if isinstance(start, str) else start.bounds.lower
    return Bounds(lower, date.max if isinstance(end, str) else end.bounds.upper)


def _years_of(end: End) -> tuple[int | None, int | None]:
    return (None, None) if isinstance(end, str) else (end.years[0], end.years[-1])


def _joined(spans: Iterator[Bounds]) -> Iterator[Bounds]:
    """Spans in their order, those that follow one another as one."""
    last = next(spans, None)
    for span in spans:
        assert last
        if span.lower - timedelta(1) <= last.upper:
            last = Bounds(last.lower, max(last.upper, span.upper))
        else:
            yield last
            last = span
    if last:
        yield last
