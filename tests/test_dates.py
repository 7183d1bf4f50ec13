"""EDTF dates and periods."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from epcli.dates import beginning, bounds, dated_years, parse_period
from epcli.days import Bounds
from epcli.errors import RequestError

days = st.dates(min_value=date.min, max_value=date.max)
plain = st.builds(
    lambda day, length, mark: day.isoformat()[:length] + mark, days, st.sampled_from([4, 7, 10]), st.sampled_from(["", "?", "~", "%"])
)


@settings(deadline=None)  # the library takes long to import
@given(plain)
def test_a_plain_date_means_what_the_edtf_library_says(edtf: str) -> None:
    """The short path for plain and marked dates gives the bounds that the edtf library gives."""
    parsed = parse_edtf(edtf)
    assert bounds(edtf) == (date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3]))


@settings(deadline=None)
@given(plain, plain)
def test_an_interval_means_what_the_edtf_library_says(start: str, end: str) -> None:
    """An interval runs from the first day of its start to the last day of its end, as in the edtf library; never backwards."""
    text = f"{start}/{end}"
    lower, upper = bounds(start).lower, bounds(end).upper
    if upper < lower:
        with pytest.raises(ValueError, match="ends before it starts"):
            bounds(text)
    else:
        parsed = parse_edtf(text)
        assert bounds(text) == (lower, upper) == (date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3]))


@pytest.mark.parametrize(
    ("edtf", "lower", "upper"),
    [
        ("201X", date(2010, 1, 1), date(2019, 12, 31)),
        ("2016-21", date(2016, 3, 1), date(2016, 5, 31)),
        ("../2015", date.min, date(2015, 12, 31)),
        ("2016/..", date(2016, 1, 1), date.max),
    ],
)
def test_other_edtf_is_read(edtf: str, lower: date, upper: date) -> None:
    """Decades, seasons and open ends are read too."""
    assert bounds(edtf) == (lower, upper)


@pytest.mark.parametrize(
    "edtf", ["2016-13", "2016-00", "2016-02-30", "2015-02-29", "0000", "2016-5", "20160", "spring", "", "/", "2016/2015"]
)
def test_what_is_no_date_is_refused(edtf: str) -> None:
    """A month 13, a 29 February in a common year (which the edtf library lets pass) and plain nonsense are no dates."""
    with pytest.raises(ValueError, match=r"."):
        bounds(edtf)


@pytest.mark.parametrize(
    ("edtf", "why"),
    [
        ("Y1E99999999", "beyond the years 0001 to 9999"),
        ("2016/Y17E8", "beyond the years 0001 to 9999"),
        ("-0500", "beyond the years 0001 to 9999"),
        ("2016/-0500", "beyond the years 0001 to 9999"),
        ("{" + ",".join(map(str, range(1000, 3000))) + "}", "a date of 10001 characters is too long; 80 are enough"),
        ("../..", "open at both ends"),
        ("{..1984,1990..}", "open at both ends"),
        *((spaced, "is not an EDTF date") for spaced in (" 2016", "2016 ", "2016\n", "2016 / 2017", "201X\n", "２０１６", "2016\u200b")),
    ],
)
def test_a_date_has_its_bounds(edtf: str, why: str) -> None:
    """What would take minutes, lies beyond the calendar, or has spaces and line ends in it is refused with the reason."""
    with pytest.raises(ValueError, match=why):
        bounds(edtf)


@pytest.mark.parametrize(
    ("edtf", "years"),
    [
        ("2016-05", (2016, 2016)),
        ("2013/2020", (2013, 2020)),
        ("2016/..", (2016, None)),
        ("../2016-05", (None, 2016)),
        ("[..1984]", (None, 1984)),
        ("{1984..}", (1984, None)),
        ("0001/9999", (1, 9999)),
    ],
)
def test_an_open_end_is_no_year(edtf: str, years: tuple[int | None, int | None]) -> None:
    """Of an interval or a set that is open, only the other end is dated; the first and the last year of the calendar are years."""
    assert dated_years(edtf) == years


@pytest.mark.parametrize(
    ("period", "lower", "upper"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016-01-22", date(2016, 1, 22), date(2016, 1, 22)),
        ("2016-Q2", date(2016, 4, 1), date(2016, 6, 30)),
        ("2016-q4", date(2016, 10, 1), date(2016, 12, 31)),
        ("2015/2016", date(2015, 1, 1), date(2016, 12, 31)),
        ("2016-03/2016-05", date(2016, 3, 1), date(2016, 5, 31)),
        ("2016-Q1/2016-05", date(2016, 1, 1), date(2016, 5, 31)),
        ("../2015", date.min, date(2015, 12, 31)),
        ("2016/..", date(2016, 1, 1), date.max),
        ("２０１６", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016年", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016年5月", date(2016, 5, 1), date(2016, 5, 31)),
        ("2016 年 5 月 3 日", date(2016, 5, 3), date(2016, 5, 3)),
        ("2016-5", date(2016, 5, 1), date(2016, 5, 31)),
        ("2016.5.3", date(2016, 5, 3), date(2016, 5, 3)),
        ("2013-2015", date(2013, 1, 1), date(2015, 12, 31)),
        ("2013–2015", date(2013, 1, 1), date(2015, 12, 31)),
        ("2013年至2015年", date(2013, 1, 1), date(2015, 12, 31)),
        ("2016年3月-2016年5月", date(2016, 3, 1), date(2016, 5, 31)),
        ("2016-H1", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年下半年", date(2016, 7, 1), date(2016, 12, 31)),
        ("2016年第二季度", date(2016, 4, 1), date(2016, 6, 30)),
        ("2016年4季度", date(2016, 10, 1), date(2016, 12, 31)),
        ("2010s", date(2010, 1, 1), date(2019, 12, 31)),
        ("201X", date(2010, 1, 1), date(2019, 12, 31)),
        ("2010年代", date(2010, 1, 1), date(2019, 12, 31)),
        ("2016-H2/2010s", date(2016, 7, 1), date(2019, 12, 31)),
        ("2016年3月至5月", date(2016, 3, 1), date(2016, 5, 31)),
        ("2016-24", date(2016, 12, 1), date(2017, 2, 28)),
        ("2016-41", date(2016, 7, 1), date(2016, 12, 31)),
        ("20XX", date(2000, 1, 1), date(2099, 12, 31)),
        ("2016-1X", date(2016, 10, 1), date(2016, 12, 31)),
        ("2016/", date(2016, 1, 1), date.max),
        ("/2016", date.min, date(2016, 12, 31)),
        ("{2016..2017}", date(2016, 1, 1), date(2017, 12, 31)),
    ],
)
def test_a_period_covers_its_days(period: str, lower: date, upper: date) -> None:
    """Years, months, days, quarters and intervals of them cover the days from their first to their last."""
    assert parse_period(period) == (lower, upper)


@pytest.mark.parametrize(
    "period", ["", "..", "/", "../..", "16", "2016-13", "2016-Q5", "2016-02-30", "2016/2015", "2016~", "2016/2017/2018", "last year"]
)
def test_a_bad_period_is_told_with_good_ones(period: str) -> None:
    """A bad period is refused in both languages with examples of good ones."""
    with pytest.raises(RequestError) as refusal:
        parse_period(period)
    assert "2016-Q2" in refusal.value.message.en
    assert "2016-Q2" in refusal.value.message.zh


@pytest.mark.parametrize(
    ("period", "nearest"),
    [
        ("2016-13", "2016"),
        ("2016-02-30", "2016-02"),
        ("2015/2013", "2013/2015"),
        ("2016/05", "2016-05"),
        ("2013-15", "2013-2015"),
        ("1950-85", "1950-1985"),
        ("2016-42", "2016"),
        ("Y2016", "2016"),
        ("20160122", "2016-01-22"),
        ("16", "2016"),
        ("2016-Q5", "2016"),
        ("2016/5/3", "2016-05-03"),
        ("22/1/2016", "2016-01-22"),
        ("5/3/2016", "2016"),
        ("May 2016", "2016-05"),
        ("January 22, 2016", "2016-01-22"),
        ("31 February 2016", "2016-02"),
        ("2016年春", "2016-21"),
        ("Summer 2016", "2016-22"),
        ("autumn 2016", "2016-23"),
        ("fall 2016", "2016-23"),
        ("2016年夏", "2016-22"),
        ("2016年秋天", "2016-23"),
        ("2016年冬季", "2016-24"),
        ("二〇一六年十一月", "2016-11"),
        ("2016-W05", "2016-02-01/2016-02-07"),
        ("2016-05/2016-06/2016-07", "2016-05"),
        ("2015-12~", "2015-12"),
        ("[2016,2018]", "2016"),
    ],
)
def test_a_bad_period_is_told_with_the_nearest_good_one(period: str, nearest: str) -> None:
    """What was probably meant is offered first, and is a period."""
    with pytest.raises(RequestError) as refusal:
        parse_period(period)
    assert f"Try {nearest}. " in refusal.value.message.en
    assert f"可以试试{nearest}。" in refusal.value.message.zh
    assert parse_period(nearest)


@pytest.mark.parametrize("period", ["Y20160", "20160", "Y201605", "+20161", "-2016", "Y2016E3"])
def test_no_other_year_is_offered_for_one_beyond_the_calendar(period: str) -> None:
    """Four digits of a longer year are another year, which nobody meant."""
    with pytest.raises(RequestError) as refusal:
        parse_period(period)
    assert "Try" not in refusal.value.message.en
    assert "可以试试" not in refusal.value.message.zh


@pytest.mark.parametrize(
    ("period", "en", "zh"),
    [
        ("-0500", "it is of a negative year, beyond the years 0001 to 9999", "它的年份为负数，超出0001至9999年"),
        ("2016-13", "there is no month 13", "没有13月"),
        ("../..", "it is open at both ends", "它两端都没有日期"),
        ("2016/2015", "it ends before it starts", "结束早于开始"),
        ("2016?", "a period has no marks of doubt", "时段不带存疑的标记"),
        ("2016/2017?", "a period has no marks of doubt", "时段不带存疑的标记"),
        ("2016-05%", "a period has no marks of doubt", "时段不带存疑的标记"),
        ("2016~", "a period has no marks of doubt", "时段不带存疑的标记"),
        ("201X-05", "a period is without gaps; ask for each part of it with --period", "时段应是连续的；请用--period分别查询各段"),
        ("last year", "a year has four digits, a month is 1 to 12, a day 1 to 31", "年份为四位数字，月份为1至12，日为1至31"),
        ("9" * 90, "a date of 90 characters is too long", "日期有90个字符"),
    ],
)
def test_a_bad_period_is_told_why(period: str, en: str, zh: str) -> None:
    """The reason stands in both languages, in brackets after what was typed."""
    with pytest.raises(RequestError) as refusal:
        parse_period(period)
    assert f'"{period}" is not a period ({en}' in refusal.value.message.en
    assert f"“{period}”不是有效的时段（{zh}" in refusal.value.message.zh
    if period == "last year":
        assert "可以试试" not in refusal.value.message.zh
        assert "Try" not in refusal.value.message.en


@pytest.mark.parametrize(
    ("edtf", "month"),
    [
        ("2016-05", 5),
        ("2016-12-03?", 12),
        ("2016-05-03/2017", 5),
        ("2016", None),
        ("2016?", None),
        ("2016/2017-05", None),
        ("2016-21", None),
        ("2016-1X", None),
        ("2016-05-XX", 5),
        ("2016-05/..", 5),
        ("../2016-05", None),
        ("[2016-05,2016-06]", None),
    ],
)
def test_a_date_begins_in_a_month_where_that_is_known(edtf: str, month: int | None) -> None:
    """In a list months stand apart; what is of no month, or of a part of the year, stands in none."""
    assert beginning(edtf).month == month


@given(days, st.integers(0, 400), days, st.integers(0, 400))
def test_spans_overlap_when_they_share_a_day(one: date, length: int, other: date, other_length: int) -> None:
    """Two spans overlap exactly when some day lies in both."""
    first, second = (Bounds(day, day + min(timedelta(days), date.max - day)) for day, days in ((one, length), (other, other_length)))
    shared = max(first.lower, second.lower) <= min(first.upper, second.upper)
    assert first.overlap(second) is second.overlap(first) is shared


@pytest.mark.parametrize("edtf", ["../..", "2016/..", "[2016,2017]", "156X-12-25"])
def test_reading_a_date_prints_nothing(edtf: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is made of a date, nothing of it gets among the answers on standard output."""
    bounds.cache_clear()
    with suppress(ValueError):
        bounds(edtf)
    assert capsys.readouterr() == ("", "")
