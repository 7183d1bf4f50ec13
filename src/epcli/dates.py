"""The dates of records (EDTF), and the periods that a person asks for.

A store has the same few dates many times, nearly all of them plain (a year, month or day, perhaps with one of the marks ?, ~, %, and
intervals of those): these are read here, each once. `edtf` reads every other form, and is imported for one only.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from epcli.days import LONGEST, Bounds, NoDateError, plain
from epcli.errors import RequestError
from epcli.model import Text

if TYPE_CHECKING:
    from epcli.edtf import Reading


class Beginning(NamedTuple):
    """In which years a date, or what lasts from a date on, may begin, None where that is open; and in which month, if that is one."""

    first: int | None
    last: int | None
    month: int | None


@cache
def bounds(edtf: str) -> Bounds:
    """The first and last day of an EDTF date; its marks of doubt (?, ~, %) do not widen it, and an open or unknown end is that of
    the calendar. ValueError if it is none.
    """
    if span := _plain(edtf):
        return span
    return _read(edtf).bounds


def fault(edtf: str) -> Text | None:
    """What is wrong with the date of a record, which form of EDTF it is, and what to write instead; None for a good one."""
    try:
        bounds(edtf)
    except NoDateError as error:
        told, near = error.message, nearest_date(edtf)
        if not near and error.why:
            return told
        return Text(en=f"{told.en}; write {near or _EXAMPLES.en}", zh=f"{told.zh}；可写{near or _EXAMPLES.zh}")
    return None


@cache
def beyond_plain(edtf: str) -> Reading | None:
    """A date as `edtf` reads it, where it is more than a plain date or an interval of two."""
    return None if _plain(edtf) else _read(edtf)


def meets(edtf: str, period: Bounds) -> bool:
    """Whether some day that a date may mean lies in a period: of 2016 or 2018 none lies in 2017."""
    if not bounds(edtf).overlap(period):
        return False
    reading = beyond_plain(edtf)
    return reading is None or any(span.overlap(period) for span, _, _ in reading.spans(period))


def spans(edtf: str, within: Bounds) -> list[tuple[Bounds, bool, bool]]:
    """The days that a date may mean, as spans without a gap, each with which of its ends are undated; dates only near `within`."""
    reading = beyond_plain(edtf)
    return [(bounds(edtf), False, False)] if reading is None else list(reading.spans(within))


def undated(edtf: str) -> tuple[bool, bool]:
    """Whether a date has no beginning and no end, since that is open (`..`) or unknown (nothing before or after the slash)."""
    reading = beyond_plain(edtf)
    return reading.undated if reading else (False, False)


def dated_years(edtf: str) -> tuple[int | None, int | None]:
    """The years of the first and the last day of an EDTF date; None for an end that is not dated. ValueError if it is none."""
    span, (no_start, no_end) = bounds(edtf), undated(edtf)
    return None if no_start else span.lower.year, None if no_end else span.upper.year


@cache
def beginning(edtf: str) -> Beginning:
    """When a date begins, which is what it is listed under: an interval under its first day. ValueError if it is none."""
    reading = beyond_plain(edtf)
    if reading:
        return Beginning(*reading.beginning, reading.month)
    year = bounds(edtf).lower.year
    return Beginning(year, year, int(edtf[5:7]) if edtf[4:5] == "-" else None)


@cache
def place_in_time(edtf: str) -> tuple[int, int, int, int]:
    """What puts dates in order: by the first year in which each may begin, what may begin in most years first; then by its first day,
    and of those with the same the widest, a year before its months and a month before its days. ValueError if it is none.
    """
    began, span = beginning(edtf), bounds(edtf)
    return began.first or 0, -(began.last or date.max.year + 1), span.lower.toordinal(), -span.upper.toordinal()


def parse_period(text: str) -> Bounds:
    """The days that PERIOD covers: a year, month, day, quarter, half-year or decade, or two of them (or `..`) with a slash between.

    `2016-05`, `2016-5`, `2016年5月`, `2016-Q2`, `2016-H1`, `2010s`, `201X`, `2013/2015`, `2013-2015`, `2016/..`; and every EDTF date
    without a gap and without marks of doubt. RequestError for what is none, with the nearest that is one.
    """
    if text.isascii() and text[-1:].isdecimal() and (span := plain(text)):
        return span
    try:
        return _period(text)
    except ValueError as error:
        near, why = _nearest_period(text), getattr(error, "why", None) or _NO_PERIOD
        raise RequestError(
            en=f'"{text}" is not a period ({why.en}). {f"Try {near}. " if near else ""}'
            "Periods are written 2016, 2016-05, 2016-01-22, 2016-Q2, 2016-H1, 2010s, 2013-2015 or 2016/..",
            zh=f"“{text}”不是有效的时段（{why.zh}）。{f'可以试试{near}。' if near else ''}"
            "时段可以这样写：2016、2016-05、2016年5月、2016-01-22、2016-Q2、2016-H1、2010s、2013-2015、2016/..",
        ) from None


class _NoPeriodError(ValueError):
    """Why a text is no period, in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.why = Text(zh=zh, en=en)


_EXAMPLES = Text(en="2016, 2016-05, 2016-05-03, 2016/2017 or 2016~", zh="2016、2016-05、2016-05-03、2016/2017、2016~")
_NO_PERIOD = Text(en="a year has four digits, a month is 1 to 12, a day 1 to 31", zh="年份为四位数字，月份为1至12，日为1至31")


def _period(text: str) -> Bounds:
    period = _settled(text)
    start, slash, end = period.partition("/")
    first = Bounds(date.min, date.min) if slash and start == ".." else _period_part(start)
    last = Bounds(date.max, date.max) if slash and end == ".." else _period_part(end) if slash else first
    if first is None or last is None or start == end == "..":
        return _period_in_edtf(text)
    if last.upper < first.lower:
        raise _NoPeriodError(en="it ends before it starts", zh="结束早于开始")
    return Bounds(first.lower, last.upper)


def _period_in_edtf(text: str) -> Bounds:
    """A period that is none of those which people write: any date of EDTF that is one span of days. ValueError for what is none."""
    edtf = _unspaced(text)
    if not re.fullmatch(r"[0-9A-Z?~%:./,+\[\]{}-]+", edtf):
        raise ValueError(f"{text} is none")
    found = _read(edtf)
    if any(one.marks for one in found.singles):
        raise _NoPeriodError(en="a period has no marks of doubt", zh="时段不带存疑的标记")
    if len(list(found.spans(found.bounds))) > 1:
        raise _NoPeriodError(
            en="a period is without gaps; ask for each part of it with --period", zh="时段应是连续的；请用--period分别查询各段"
        )
    return found.bounds


# Patterns as text: most periods are plain, and to compile all of these takes longer than to read one.
_CHINESE_DATE = r"([0-9]{4})年(?:(1[0-2]|0?[1-9])月(?:份)?(?:([0-9]{1,2})[日号]?)?)?"
_CHINESE_PART = r"([0-9]{4})年?(?:第?([一二三四1-4])季度?|([上下])半年)"
_YEARS = r"([0-9]{4})-([0-9]{4})"
_SHORT = r"([0-9]{4})[-.]([0-9]{1,2})(?:[-.]([0-9]{1,2}))?"
_QUARTER = r"([0-9]{4})-?[Qq]([1-4])"
_HALF = r"([0-9]{4})-?[Hh]([12])"
_DECADE = r"([0-9]{3})(?:0[sS]|[xX]|0年代)"


def _unspaced(text: str) -> str:
    return re.sub(r"\s+", "", normalize("NFKC", text))


def _settled(text: str) -> str:
    """A period as people write it, in the one form that is read: 2016年5月 and 2016.5 are 2016-05, 2013—2015年 is 2013/2015."""
    period = re.sub("[\u2010-\u2015\u2212~～至到]+", "-", _unspaced(text))
    if years := re.fullmatch(_YEARS, re.sub("年(?=-|$)", "", period)):
        return f"{years[1]}/{years[2]}"
    if "/" not in period and period.count("-") == 1 and "月" in period:
        start, _, end = period.partition("-")
        period = f"{start}/{start.partition('年')[0]}年{end}" if re.fullmatch("[0-9]{1,2}月.*", end) else f"{start}/{end}"
    return "/".join(map(_settled_part, period.split("/")))


def _settled_part(part: str) -> str:
    if found := re.fullmatch(_CHINESE_PART, part):
        year, quarter, half = found.groups()
        return f"{year}-Q{'01234零一二三四'.index(quarter) % 5}" if quarter else f"{year}-H{'上下'.index(half) + 1}"
    if found := re.fullmatch(_CHINESE_DATE, part) or re.fullmatch(_SHORT, part):
        return "-".join(piece.zfill(2) for piece in found.groups() if piece)
    return part


def _period_part(text: str) -> Bounds | None:
    """The days of one end of a period, in the form that is settled; None for what is none."""
    if decade := re.fullmatch(_DECADE, text):
        start, end = f"{decade[1]}0", f"{decade[1]}9"
    elif half := re.fullmatch(_HALF, text):
        first = 6 * int(half[2]) - 5
        start, end = f"{half[1]}-{first:02}", f"{half[1]}-{first + 5:02}"
    elif quarter := re.fullmatch(_QUARTER, text):
        first = 3 * int(quarter[2]) - 2
        start, end = f"{quarter[1]}-{first:02}", f"{quarter[1]}-{first + 2:02}"
    else:
        start = end = text
    lower, upper = plain(start), plain(end)
    return Bounds(lower.lower, upper.upper) if lower and upper and text[-1] not in "?~%" else None


def _nearest_period(text: str) -> str:
    """The period that was probably meant by what is none; nothing where no year is to be seen in it."""
    if len(text) > LONGEST:
        return ""
    settled = _settled(text)
    ends = settled.split("/")
    tried = ["/".join(reversed(ends))] if len(ends) == 2 else []
    tried += _otherwise_written(settled)
    of_another_year = re.search(r"(?<![0-9])[0-9]{5}(?![0-9])|Y-?[0-9]{5,}|Y-?[0-9]+E|^-[0-9]{4}", settled)
    found = re.search(r"(?<![0-9])((?:19|20)[0-9]{2})(?:[^0-9]?([0-9]{2})(?:[^0-9]?([0-9]{2})(?![0-9]))?)?", settled)
    if found and not of_another_year:
        pieces = [piece for piece in found.groups() if piece]
        tried += ["-".join(pieces[:length]) for length in range(len(pieces), 0, -1)]
    years = re.fullmatch(r"([0-9]{2})([0-9]{2})-([0-9]{2})", settled)
    if years and not (years[1] == "20" and int(years[3]) > 41):  # 2016-42 is more like a part of a year, of which 41 is the last
        tried.insert(0, f"{years[1]}{years[2]}-{years[1]}{years[3]}")
    if short := re.fullmatch(r"['’]?([0-9]{2})年?", settled):
        tried.append(f"20{short[1]}")
    for period in tried:
        with suppress(ValueError):
            _period(period)
            return period
    return ""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24, "春": 21, "夏": 22, "秋": 23, "冬": 24}
_NUMERALS = "〇一二三四五六七八九零"


def _otherwise_written(settled: str) -> list[str]:
    """Periods that a text without spaces may mean: 2016/5/3, 22/1/2016, May2016, 2016年春, 二〇一六年五月, 2016-W05."""
    tried: list[str] = []
    with suppress(ValueError):
        if week := re.fullmatch(r"([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?", settled):
            monday, sunday = (date.fromisocalendar(int(week[1]), int(week[2]), int(week[3] or day)) for day in (1, 7))
            tried.append(f"{monday}" if week[3] else f"{monday}/{sunday}")
        if number := re.fullmatch(r"([0-9]{4})-([0-9]{3})", settled):
            tried.append(f"{date(int(number[1]), 1, 1) + timedelta(int(number[2]) - 1)}")
    if found := re.fullmatch(r"([0-9]{4})/([0-9]{1,2})(?:/([0-9]{1,2}))?", settled):
        tried.append("-".join(piece.zfill(2) for piece in found.groups() if piece))
    if found := re.fullmatch(r"(?:([0-9]{1,2})[/.-])?([0-9]{1,2})[/.-]([0-9]{4})", settled):
        first, second, year = found.groups()
        if not first:
            tried.append(f"{year}-{second.zfill(2)}")
        else:  # who writes the day first and who writes the month first can be told apart only where one of them is no month
            both = [f"{year}-{second.zfill(2)}-{first.zfill(2)}", f"{year}-{first.zfill(2)}-{second.zfill(2)}"]
            days = [day for day in dict.fromkeys(both) if plain(day)]
            tried += days if len(days) == 1 else [year]
    year_alone = re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", settled)
    words = settled.lower()
    if year_alone and (month := re.search(rf"(?:{'|'.join(_MONTHS)})[a-z]*", words)):
        named = f"{year_alone[0]}-{_MONTHS.index(month[0][:3]) + 1:02}"
        day = re.search(r"(?<![0-9])[0-9]{1,2}(?![0-9])", words)
        tried += [f"{named}-{day[0].zfill(2)}", named] if day else [named]
    elif year_alone and (season := re.search("|".join(_SEASONS), words)):
        tried.append(f"{year_alone[0]}-{_SEASONS[season[0]]}")
    if re.search(f"[{_NUMERALS}]{{4}}年", settled):
        digits = re.sub("二?三?十", _ten, settled)
        tried.append(_settled(re.sub(f"[{_NUMERALS}]", lambda found: str(_NUMERALS.index(found[0]) % 10), digits)))
    return tried


def _ten(found: re.Match[str]) -> str:
    """十 before and after other numerals as a digit, so that 十 is 10, 十二 is 12, 二十 is 20 and 二十二 is 22."""
    tens = {"十": "1", "二十": "2", "三十": "3"}.get(found[0], "")
    after = found.string[found.end() : found.end() + 1]
    return tens if after and after in _NUMERALS else f"{tens}0"


def nearest_date(text: str) -> str:
    """The EDTF date that was probably meant by what is none; nothing where none is to be seen in it."""
    if len(text) > LONGEST or text[:1] in ("[", "{", "-"):
        return ""
    draft = {"open": "..", "unknown": "", "u": "X", "x": "X", "?~": "%", "~?": "%"}  # as the draft of EDTF of 2012 wrote them
    new = re.sub(r"open|unknown|u|x|\?~|~\?", lambda found: draft[found[0]], text)
    for near in (new, text.partition("T")[0], _in_edtf(_settled(text)), _in_edtf(_settled(_nearest_period(text)))):
        with suppress(ValueError):
            bounds(near)
            return near
    return ""


def _in_edtf(period: str) -> str:
    """A period, as it is settled, with the parts of years that EDTF has: 2016-Q2 is 2016-34, 2016-H1 2016-40, 2010s 201X."""
    parts = re.sub(r"-?[Qq]([1-4])", lambda found: f"-{32 + int(found[1])}", period)
    halves = re.sub(r"-?[Hh]([12])", lambda found: f"-{39 + int(found[1])}", parts)
    return re.sub(r"(?<![0-9])([0-9]{3})(?:0[sS]|[xX]|0年代)", r"\1X", halves)


def _plain(edtf: str) -> Bounds | None:
    """The days of a plain date, or of an interval of two; None for any other text."""
    start, slash, end = edtf.partition("/")
    first = plain(start)
    last = plain(end) if slash else first
    return Bounds(first.lower, last.upper) if first and last and first.lower <= last.upper else None


def _read(edtf: str) -> Reading:
    from epcli.edtf import read

    return read(edtf)
