"""Every form of EDTF, levels 0 to 2: what it means, how it is headed, written, listed, drawn and cited, or how it is refused."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from edtf import parse_edtf
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from epcli.bibliography.entry import Parts, dated
from epcli.dates import beginning, bounds, fault, meets, parse_period, place_in_time, spans, undated
from epcli.days import Bounds
from epcli.errors import RequestError
from epcli.model import Lang
from epcli.queries.chart import activities
from epcli.queries.timeline import in_time_order, timeline
from epcli.store import Store
from epcli.views.events import entries
from epcli.views.footnotes import Footnotes
from epcli.wording import dated as in_words
from epcli.wording import year_heading


class Read(NamedTuple):
    """A form that is read: its first and last day (`-` where it has none), its heading, its words, and years that have it and have not."""

    edtf: str
    first: str
    last: str
    heading: str
    en: str
    zh: str
    has: str
    lacks: str = ""
    heading_zh: str = ""


# fmt: off
# ruff: noqa: E501
READ = [
    # Level 0: dates, dates with a time, intervals.
    Read("2016", "2016-01-01", "2016-12-31", "2016", "2016", "2016", "2016", "2015 2017"),
    Read("2016-05", "2016-05-01", "2016-05-31", "2016", "2016-05", "2016-05", "2016-05 2016-Q2", "2016-04 2016-06"),
    Read("2016-02", "2016-02-01", "2016-02-29", "2016", "2016-02", "2016-02", "2016-02-29", "2016-03"),
    Read("2016-01-22", "2016-01-22", "2016-01-22", "2016", "2016-01-22", "2016-01-22", "2016-01-22", "2016-01-21"),
    Read("0001-01-01", "0001-01-01", "0001-01-01", "0001", "0001-01-01", "0001-01-01", "0001", "0002"),
    Read("9999", "9999-01-01", "9999-12-31", "9999", "9999", "9999", "9999", "9998"),
    Read("2016-01-22T10:20:30", "2016-01-22", "2016-01-22", "2016", "2016-01-22 10:20:30", "2016-01-22 10:20:30", "2016-01-22", "2016-01-21"),
    Read("2016-01-22T23:59:59Z", "2016-01-22", "2016-01-22", "2016", "2016-01-22 23:59:59Z", "2016-01-22 23:59:59Z", "2016", "2017"),
    Read("2016-01-22T00:00:00+08", "2016-01-22", "2016-01-22", "2016", "2016-01-22 00:00:00 +08", "2016-01-22 00:00:00 +08", "2016", "2015"),
    Read("2016-01-22T00:00:00-03:30", "2016-01-22", "2016-01-22", "2016", "2016-01-22 00:00:00 -03:30", "2016-01-22 00:00:00 -03:30", "2016", "2015"),
    Read("2013/2016", "2013-01-01", "2016-12-31", "2013", "2013/2016", "2013/2016", "2013 2015 2016", "2012 2017"),
    Read("2016-09-25/2016-10", "2016-09-25", "2016-10-31", "2016", "2016-09-25/2016-10", "2016-09-25/2016-10", "2016-10", "2016-11"),
    # Level 1: seasons, marks of doubt, unspecified digits from the right, ends that are open or unknown.
    Read("2016-21", "2016-03-01", "2016-05-31", "2016", "spring 2016", "2016年春", "2016-03", "2016-02 2016-06"),
    Read("2016-22", "2016-06-01", "2016-08-31", "2016", "summer 2016", "2016年夏", "2016-08", "2016-09"),
    Read("2016-23", "2016-09-01", "2016-11-30", "2016", "autumn 2016", "2016年秋", "2016-11", "2016-12"),
    Read("2016-24", "2016-12-01", "2017-02-28", "2016", "winter 2016", "2016年冬", "2016-12 2017", "2016-11 2017-03"),
    Read("2015-24", "2015-12-01", "2016-02-29", "2015", "winter 2015", "2015年冬", "2016-02-29", "2016-03"),
    Read("9999-21", "9999-03-01", "9999-05-31", "9999", "spring 9999", "9999年春", "9999-05", "9999-06"),
    Read("9999-24", "9999-12-01", "9999-12-31", "9999", "winter 9999", "9999年冬", "9999-12-01", "9999-11"),
    Read("2016?", "2016-01-01", "2016-12-31", "2016", "2016?", "2016?", "2016", "2015 2017"),
    Read("2016-05~", "2016-05-01", "2016-05-31", "2016", "2016-05~", "2016-05~", "2016-05", "2016-06"),
    Read("2016-05-03%", "2016-05-03", "2016-05-03", "2016", "2016-05-03%", "2016-05-03%", "2016-05-03", "2016-05-04"),
    Read("201X", "2010-01-01", "2019-12-31", "2010–2019", "201X", "201X", "2010 2019", "2009 2020"),
    Read("20XX", "2000-01-01", "2099-12-31", "2000–2099", "20XX", "20XX", "2000 2099", "1999 2100"),
    Read("000X", "0001-01-01", "0009-12-31", "0001–0009", "000X", "000X", "0001", "0010"),
    Read("2016-XX", "2016-01-01", "2016-12-31", "2016", "2016-XX", "2016-XX", "2016-12", "2017"),
    Read("2016-05-XX", "2016-05-01", "2016-05-31", "2016", "2016-05-XX", "2016-05-XX", "2016-05-31", "2016-06"),
    Read("2016-XX-XX", "2016-01-01", "2016-12-31", "2016", "2016-XX-XX", "2016-XX-XX", "2016-12", "2017"),
    Read("2016/..", "2016-01-01", "-", "2016", "since 2016", "2016年起", "2016 2030 9999", "2015"),
    Read("2016-05/..", "2016-05-01", "-", "2016", "since 2016-05", "2016-05起", "2016-05 2030", "2016-04"),
    Read("../2016", "-", "2016-12-31", "until 2016", "until 2016", "至2016年", "2016 1990 0001", "2017", "至2016年"),
    Read("../2016-05-03", "-", "2016-05-03", "until 2016", "until 2016-05-03", "至2016-05-03", "2016 1990", "2016-06", "至2016年"),
    Read("2016/", "2016-01-01", "-", "2016", "since 2016, end unknown", "2016年起，结束时间不详", "2016 2027 9999", "2015"),
    Read("/2016", "-", "2016-12-31", "until 2016", "until 2016, start unknown", "至2016年，开始时间不详", "2016 1990", "2017", "至2016年"),
    Read("2016~/2017-05?", "2016-01-01", "2017-05-31", "2016", "2016~/2017-05?", "2016~/2017-05?", "2016 2017-05", "2017-06"),
    # Level 2: significant digits, parts of the year, sets, marks of single components, unspecified digits anywhere.
    Read("1950S2", "1900-01-01", "1999-12-31", "1900–1999", "about 1950 (1900–1999)", "约1950（1900–1999年）", "1900 1999", "1899 2000"),
    Read("2016S3", "2010-01-01", "2019-12-31", "2010–2019", "about 2016 (2010–2019)", "约2016（2010–2019年）", "2010", "2020"),
    Read("2016S4", "2016-01-01", "2016-12-31", "2016", "2016", "2016", "2016", "2017"),
    Read("0050S1", "0050-01-01", "0059-12-31", "0050–0059", "about 0050 (0050–0059)", "约0050（0050–0059年）", "0050", "0060"),
    Read("2016-25", "2016-03-01", "2016-05-31", "2016", "spring 2016, northern hemisphere", "2016年春（北半球）", "2016-03", "2016-06"),
    Read("2016-28", "2016-12-01", "2017-02-28", "2016", "winter 2016, northern hemisphere", "2016年冬（北半球）", "2017-02", "2017-03"),
    Read("2016-29", "2016-09-01", "2016-11-30", "2016", "spring 2016, southern hemisphere", "2016年春（南半球）", "2016-09", "2016-03"),
    Read("2016-30", "2016-12-01", "2017-02-28", "2016", "summer 2016, southern hemisphere", "2016年夏（南半球）", "2017-02", "2017-03"),
    Read("2016-31", "2016-03-01", "2016-05-31", "2016", "autumn 2016, southern hemisphere", "2016年秋（南半球）", "2016-05", "2016-06"),
    Read("2016-32", "2016-06-01", "2016-08-31", "2016", "winter 2016, southern hemisphere", "2016年冬（南半球）", "2016-06", "2016-09"),
    Read("2016-33", "2016-01-01", "2016-03-31", "2016", "2016-Q1", "2016年第一季度", "2016-Q1", "2016-Q2"),
    Read("2016-34~", "2016-04-01", "2016-06-30", "2016", "2016-Q2~", "2016年第二季度~", "2016-Q2", "2016-Q1"),
    Read("2016-35", "2016-07-01", "2016-09-30", "2016", "2016-Q3", "2016年第三季度", "2016-Q3", "2016-Q4"),
    Read("2016-36", "2016-10-01", "2016-12-31", "2016", "2016-Q4", "2016年第四季度", "2016-Q4", "2017"),
    Read("2016-37", "2016-01-01", "2016-04-30", "2016", "2016-01–2016-04", "2016-01–2016-04", "2016-04", "2016-05"),
    Read("2016-38", "2016-05-01", "2016-08-31", "2016", "2016-05–2016-08", "2016-05–2016-08", "2016-05", "2016-09"),
    Read("2016-39", "2016-09-01", "2016-12-31", "2016", "2016-09–2016-12", "2016-09–2016-12", "2016-12", "2016-08"),
    Read("2016-40", "2016-01-01", "2016-06-30", "2016", "2016-H1", "2016年上半年", "2016-H1", "2016-H2"),
    Read("2016-41", "2016-07-01", "2016-12-31", "2016", "2016-H2", "2016年下半年", "2016-H2", "2016-H1"),
    Read("[2016,2018]", "2016-01-01", "2018-12-31", "2016–2018", "2016 or 2018", "2016或2018", "2016 2018", "2015 2017 2019"),
    Read("[2012..2014,2016]", "2012-01-01", "2016-12-31", "2012–2016", "2012–2014 or 2016", "2012–2014或2016", "2013 2016", "2015"),
    Read("[..2016]", "-", "2016-12-31", "until 2016", "2016 or earlier", "2016年或以前", "2016 1990", "2017", "至2016年"),
    Read("[2016-05..]", "2016-05-01", "-", "2016 or later", "2016-05 or later", "2016-05或以后", "2016 2030", "2015", "2016年或以后"),
    Read("[2014,2015-02,2016..]", "2014-01-01", "-", "2014 or later", "2014, 2015-02 or 2016 or later", "2014、2015-02或2016年或以后", "2015 2020", "2015-03", "2014年或以后"),
    Read("{2016,2018}", "2016-01-01", "2018-12-31", "2016", "2016 and 2018", "2016和2018", "2016 2018", "2017"),
    Read("{2018-05,2016,2017}", "2016-01-01", "2018-05-31", "2016", "2018-05, 2016 and 2017", "2018-05、2016和2017", "2018-05", "2018-06"),
    Read("{2012..2014}", "2012-01-01", "2014-12-31", "2012", "2012–2014", "2012–2014", "2013", "2015"),
    Read("{..2016}", "-", "2016-12-31", "until 2016", "until 2016", "至2016年", "1990 2016", "2017", "至2016年"),
    Read("{2016..}", "2016-01-01", "-", "2016", "since 2016", "2016年起", "2016 2030", "2015"),
    Read("?2016", "2016-01-01", "2016-12-31", "2016", "?2016", "?2016", "2016", "2017"),
    Read("2016?-06", "2016-06-01", "2016-06-30", "2016", "2016?-06", "2016?-06", "2016-06", "2016-07"),
    Read("2016-06~-11", "2016-06-11", "2016-06-11", "2016", "2016-06~-11", "2016-06~-11", "2016-06-11", "2016-06-12"),
    Read("?2016-06-~11", "2016-06-11", "2016-06-11", "2016", "?2016-06-~11", "?2016-06-~11", "2016-06-11", "2016-06-12"),
    Read("2016-%06-11", "2016-06-11", "2016-06-11", "2016", "2016-%06-11", "2016-%06-11", "2016-06-11", "2016-06-12"),
    Read("2016-1X", "2016-10-01", "2016-12-31", "2016", "2016-1X", "2016-1X", "2016-10 2016-12", "2016-09 2017"),
    Read("2016-0X", "2016-01-01", "2016-09-30", "2016", "2016-0X", "2016-0X", "2016-01 2016-09", "2016-10"),
    Read("2016-X1", "2016-01-01", "2016-11-30", "2016", "2016-X1", "2016-X1", "2016-01 2016-11", "2016-02/2016-10"),
    Read("2016-02-X9", "2016-02-09", "2016-02-29", "2016", "2016-02-X9", "2016-02-X9", "2016-02-19", "2016-02-10/2016-02-18"),
    Read("2016-XX-31", "2016-01-31", "2016-12-31", "2016", "2016-XX-31", "2016-XX-31", "2016-01-31", "2016-02"),
    Read("201X-12-25", "2010-12-25", "2019-12-25", "2010–2019", "201X-12-25", "201X-12-25", "2016-12", "2016-11 2020"),
    Read("2X16-05", "2016-05-01", "2916-05-31", "2016–2916", "2X16-05", "2X16-05", "2116-05", "2016-06/2116-04"),
    Read("1XXX-12", "1000-12-01", "1999-12-31", "1000–1999", "1XXX-12", "1XXX-12", "1999-12", "1999-11"),
    Read("201X-02-29", "2012-02-29", "2016-02-29", "2010–2019", "201X-02-29", "201X-02-29", "2012 2016", "2013/2015"),
    Read("201X-24", "2010-12-01", "2020-02-29", "2010–2019", "winter 201X", "201X年冬", "2020-01", "2016-05"),
    Read("2016-06-~01/2016-06-~20", "2016-06-01", "2016-06-20", "2016", "2016-06-~01/2016-06-~20", "2016-06-~01/2016-06-~20", "2016-06", "2016-07"),
    Read("2016-1X/2017", "2016-10-01", "2017-12-31", "2016", "2016-1X/2017", "2016-1X/2017", "2016-10", "2016-09"),
    Read("201X/2020", "2010-01-01", "2020-12-31", "2010–2019", "201X/2020", "201X/2020", "2010", "2021"),
    Read("201X/2015", "2010-01-01", "2015-12-31", "2010–2015", "201X/2015", "201X/2015", "2010 2015", "2016"),
    Read("2016-21/2016-23", "2016-03-01", "2016-11-30", "2016", "spring 2016–autumn 2016", "2016年春–2016年秋", "2016-07", "2016-12"),
    Read("2016/2016", "2016-01-01", "2016-12-31", "2016", "2016/2016", "2016/2016", "2016", "2017"),
]
# fmt: on


class Refused(NamedTuple):
    """A form that is refused: what says which it is, in both languages, and what to write instead."""

    edtf: str
    en: str
    zh: str
    instead: str = ""


REFUSED = [
    # EDTF, but of years that no calendar here has.
    Refused("Y170000002", "is a year with the letter Y before it, beyond the years 0001 to 9999", "是以字母Y开头的年份，超出0001至9999年"),
    Refused("Y-170000002", "is a year with the letter Y before it, beyond the years", "是以字母Y开头的年份"),
    Refused("Y-17E7", "is an exponential year, beyond the years", "是指数形式的年份"),
    Refused("Y3388E2S3", "is an exponential year, beyond the years", "是指数形式的年份"),
    Refused("Y171010000S3", "is a year with the letter Y before it, beyond", "是以字母Y开头的年份"),
    Refused("-0500", "is of a negative year, beyond the years 0001 to 9999", "的年份为负数，超出0001至9999年"),
    Refused("-1985-05", "is of a negative year", "的年份为负数"),
    Refused("-0500/2016", "is of a negative year", "的年份为负数"),
    Refused("2016/Y17E8", "is an exponential year", "是指数形式的年份"),
    Refused("0000", "is of the year 0, beyond the years", "的年份为0"),
    Refused("XXXX", "has no digit of its year", "的年份全部未知"),
    Refused("XXXX-12-XX", "has no digit of its year", "的年份全部未知"),
    Refused("../..", "is open at both ends", "两端都没有日期"),
    Refused("/", "is open at both ends", "两端都没有日期"),
    Refused("../", "is open at both ends", "两端都没有日期"),
    Refused("{..1984,1990..}", "is open at both ends", "两端都没有日期"),
    Refused("{" + ",".join(map(str, range(2000, 2016))) + "}", "81 characters is too long; 80 are enough", "81个字符，过长；至多80个"),
    # No EDTF: what the calendar lacks.
    Refused("2016-13", "there is no month 13", "没有13月", "2016"),
    Refused("2016-19", "there is no month 19", "没有19月", "2016/2019"),
    Refused("2016-00", "there is no month 00", "没有00月", "2016"),
    Refused("2016-42", "there is no month 42", "没有42月"),
    Refused("2016-2X", "there is no month 2X", "没有2X月", "2016"),
    Refused("2016-02-30", "2016-02 has no day 30", "2016-02没有30日", "2016-02"),
    Refused("2015-02-29", "2015-02 has no day 29", "2015-02没有29日", "2015-02"),
    Refused("2016-05-00", "2016-05 has no day 00", "2016-05没有00日", "2016-05"),
    Refused("2016-02-3X", "2016-02 has no day 3X", "2016-02没有3X日", "2016-02"),
    Refused("20X1-02-29", "20X1-02 has no day 29", "20X1-02没有29日"),
    Refused("2016-21-05", "21 is a season or another part of a year, and has no day", "21是季节等一年中的一段，其后没有日"),
    Refused("2016/2015", "ends before it starts", "的结束早于开始", "2015/2016"),
    Refused("[2018..2016]", "ends before it starts", "的结束早于开始"),
    Refused("2016-05-03T24:00:00", "a time follows a whole day", "时间应写成", "2016-05-03"),
    Refused("2016-05-03T10:00", "a time follows a whole day", "时间应写成", "2016-05-03"),
    Refused("2016-05T10:00:00", "a time follows a whole day", "时间应写成", "2016-05"),
    Refused("2016-05-03T10:00:00/2017", "an interval has no times of day", "时段的两端是日期，不带时刻"),
    Refused("2016/2017/2018", "an interval has two ends", "时段只有起止两端"),
    Refused("[2016,2017]/2018", "an end of an interval is no set", "时段的一端不能是集合"),
    Refused("[]", "a set has dates with commas between them", "集合由日期和逗号组成"),
    Refused("[2016,..2018]", "a set has dates with commas between them", "集合由日期和逗号组成"),
    Refused("{2016..,2018}", "a set has dates with commas between them", "集合由日期和逗号组成"),
    Refused("[..2016..2018]", "a set has dates with commas between them", "集合由日期和逗号组成"),
    Refused("{2016-05-03T10:00:00,2017}", "a set has dates with commas between them", "集合由日期和逗号组成"),
    Refused("[2016/2018]", "a set has dates with commas between them", "集合由日期和逗号组成"),
    Refused("1950S0", "S and the number of digits that are sure", "S及其后的有效位数", "1950"),
    Refused("1950S5", "S and the number of digits that are sure", "S及其后的有效位数", "1950"),
    Refused("195XS2", "S and the number of digits that are sure", "S及其后的有效位数"),
    Refused("1950S2-05", "S and the number of digits that are sure", "S及其后的有效位数", "1950"),
    Refused("Y2016", "the letter Y stands only before years of more than four digits", "字母Y只用于四位以上的年份", "2016"),
    # No EDTF: what other standards, the draft of 2012 and people write.
    Refused("20160503", "EDTF has hyphens between year, month and day", "EDTF的年月日之间有连字符", "2016-05-03"),
    Refused("2016-W05", "a week is no form of EDTF", "EDTF没有按周的日期", "2016-02-01/2016-02-07"),
    Refused("2016-W05-3", "a week is no form of EDTF", "EDTF没有按周的日期", "2016-02-03"),
    Refused("2016-366", "a day by its number in the year is no form of EDTF", "EDTF没有按年内序号的日期", "2016-12-31"),
    Refused("P3Y", "a length of time is no form of EDTF", "EDTF没有时长"),
    Refused("12016", "is a year of more than four digits", "的年份多于四位"),
    Refused("+2016", "or with a sign", "或带正负号", "2016"),
    Refused("2016-5", "a month and a day have two digits", "月和日各写两位数字", "2016-05"),
    Refused("2016-05-3", "a month and a day have two digits", "月和日各写两位数字", "2016-05-03"),
    Refused("16", "a year has four digits", "年份为四位数字", "2016"),
    *(
        Refused(text, "is not an EDTF date; write", "不是有效的EDTF日期；可写", instead)
        for text, instead in {
            "201x": "201X",
            "199u-uu": "199X-XX",
            "2016?~": "2016%",
            "2016/open": "2016/..",
            "unknown/2016": "/2016",
            "2016-Q2": "2016-34",
            "2016-H1": "2016-40",
            "2010s": "201X",
            "2013-2015": "2013/2015",
            "2016年": "2016",
            "2016年5月": "2016-05",
            "2016年5月3日": "2016-05-03",
            "2016年春": "2016-21",
            "2016年下半年": "2016-41",
            "2016年第三季度": "2016-35",
            "二〇一六年十二月": "2016-12",
            "二〇一六年五月二十三日": "2016-05-23",
            "二零一六年十月十日": "2016-10-10",
            "2016.5": "2016-05",
            "2016.5.3": "2016-05-03",
            "May 2016": "2016-05",
            "3 May 2016": "2016-05-03",
            "Sept. 3, 2016": "2016-09-03",
            "Winter 2016": "2016-24",
            "２０１６": "2016",
            "２０１６－０５": "2016-05",
            " 2016": "2016",
            "2016\n": "2016",
            "2016 / 2017": "2016/2017",
            "2016\u200b": "2016",
            "2016年3月至5月": "2016-03/2016-05",
            "'16": "2016",
        }.items()
    ),
    Refused("2016/5", "a year has four digits", "年份为四位数字", "2016-05"),
    Refused("2016/5/3", "an interval has two ends", "时段只有起止两端", "2016-05-03"),
    Refused("22/1/2016", "an interval has two ends", "时段只有起止两端", "2016-01-22"),
    Refused("1/22/2016", "an interval has two ends", "时段只有起止两端", "2016-01-22"),
    Refused("5/3/2016", "an interval has two ends", "时段只有起止两端", "2016"),
    Refused("5/2016", "a year has four digits", "年份为四位数字", "2016-05"),
    Refused("spring", "is not an EDTF date; write 2016, 2016-05, 2016-05-03, 2016/2017 or 2016~", "不是有效的EDTF日期；可写2016、2016-05"),
    Refused("", "is empty, and a date has a year at least; write 2016, 2016-05", "是空的，而日期至少应有年份；可写2016、2016-05"),
    Refused("١٩٨٥", "is not an EDTF date", "不是有效的EDTF日期"),
    Refused("[2016", "is not an EDTF date; write 2016, 2016-05", "不是有效的EDTF日期；可写2016、2016-05"),
]


def with_event(store: Store, edtf: str) -> Store:
    """The store with one event alone, of that date."""
    event = replace(store.events["2016-01-jd-cpad-agreement"], id="one", date=edtf)
    return replace(store, events={"one": event})


@pytest.mark.parametrize("row", READ, ids=lambda row: row.edtf)
def test_a_form_is_read(row: Read) -> None:
    """Each form of EDTF has the first and the last day that it may mean; an end that is open or unknown has none."""
    lower, upper = bounds(row.edtf)
    no_start, no_end = undated(row.edtf)
    assert ("-" if no_start else f"{lower}", "-" if no_end else f"{upper}") == (row.first, row.last)
    assert fault(row.edtf) is None


@pytest.mark.parametrize("row", READ, ids=lambda row: row.edtf)
def test_a_form_is_headed_and_written(row: Read, store: Store) -> None:
    """In a list a date stands under the year or years in which it may begin, and is written so that readers of either language know it."""
    headings: dict[Lang, str] = {"en": row.heading, "zh": row.heading_zh or row.heading}
    for lang, heading in headings.items():
        assert year_heading(row.edtf, lang) == heading
        (entry,) = entries(with_event(store, row.edtf).events.values(), Footnotes(store, lang)).entries
        assert (entry.year, entry.dated.plain.rstrip("†‡")) == (heading, getattr(row, lang))
        assert in_words(row.edtf, lang) == getattr(row, lang)


@pytest.mark.parametrize("row", READ, ids=lambda row: row.edtf)
def test_a_form_is_listed_and_drawn_in_its_years(row: Read, store: Store) -> None:
    """`timeline PERIOD` has a date that may be of the period and none that can't be, and its chart draws it there."""
    told = with_event(store, row.edtf)
    for period in row.has.split():
        found = timeline(told, period).events
        assert len(found) == 1, period
        drawn = {activity.year for activity in activities(found, told, [period])}
        years = {year.year for year in parse_period(period)}
        assert drawn
        assert min(years) <= min(drawn) <= max(drawn) <= max(years)
    for period in row.lacks.split():
        assert not timeline(told, period).events, period


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.edtf or "nothing")
def test_what_is_refused_is_named(row: Refused) -> None:
    """What is no date here is refused in one line, which says what it is, and what to write instead where that can be seen."""
    why = fault(row.edtf)
    assert why
    assert row.en in why.en
    assert row.zh in why.zh
    if row.instead:
        assert why.en.endswith(f"; write {row.instead}")
        assert why.zh.endswith(f"；可写{row.instead}")
        assert fault(row.instead) is None
    with pytest.raises(ValueError, match=r"."):
        bounds(row.edtf)


years = st.integers(0, 9999).map("{:04}".format)
months = st.integers(0, 13).map("{:02}".format)
days = st.integers(0, 32).map("{:02}".format)
mark = st.sampled_from(["", "", "?", "~", "%"])


def masked(digits: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Digits, some of which are unspecified."""
    hide = st.lists(st.booleans(), min_size=4, max_size=4)
    return st.builds(lambda known, hidden: "".join("X" if x else d for d, x in zip(known, hidden, strict=False)), digits, hide)


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One part or more with hyphens between, from the year on."""
    return st.integers(1, len(parts)).flatmap(lambda number: st.tuples(*parts[:number]).map("-".join))


plain = joined(years, months, days)
time = st.builds("T{:02}:{:02}:{:02}{}".format, *map(st.integers, (0, 0, 0), (24, 60, 60)), st.sampled_from(["", "Z", "+08", "-03:30"]))
timed = st.tuples(years, months, days, time).map(lambda parts: "-".join(parts[:3]) + parts[3])
level_0 = st.one_of(plain, timed, st.tuples(plain, plain).map("/".join))

rightmost = st.one_of(
    st.builds(lambda year, number: year[: 4 - number] + "X" * number, years, st.integers(0, 4)),
    years.map("{}-XX".format),
    years.map("{}-XX-XX".format),
    st.builds("{}-{}-XX".format, years, months),
)
seasons = st.builds("{}-{}".format, years, st.integers(20, 25))
marked = st.builds("{}{}".format, st.one_of(plain, rightmost, seasons), mark)
ends = st.one_of(marked, st.sampled_from(["", ".."]))
beyond = st.one_of(st.integers(10000, 10**12).map("Y{}".format), st.integers(-(10**12), -10000).map("Y{}".format), years.map("-{}".format))
level_1 = st.one_of(marked, st.tuples(ends, ends).map("/".join), beyond)

component = [st.tuples(mark, masked(digits), mark).map("".join) for digits in (years, months, days)]
anywhere = joined(*component)
parts = st.builds("{}-{}{}".format, masked(years), st.integers(21, 41), mark)
significant = st.builds("{}S{}".format, st.one_of(years, st.integers(10000, 10**9).map("Y{}".format)), st.integers(1, 5))
exponential = st.builds("Y{}E{}".format, st.integers(-99, 99), st.integers(1, 99999999))
any_single = st.one_of(anywhere, parts, significant, plain)
member = st.one_of(any_single, st.tuples(any_single, any_single).map("..".join))
inner = st.lists(member, min_size=1, max_size=4).map(",".join)
open_or_not = st.sampled_from(["", ".."])
sets = st.builds(
    lambda kind, before, dates, after: kind[0] + before + dates + after + kind[1],
    st.sampled_from(["[]", "{}"]),
    open_or_not,
    inner,
    open_or_not,
)
table = st.sampled_from([row.edtf for row in READ])
level_2 = st.one_of(any_single, exponential, sets, st.tuples(any_single, st.one_of(any_single, ends)).map("/".join))


@settings(deadline=None)
@given(st.one_of(level_0, level_1, level_2))
@example("2016-24/2017")
@example("201X/2015")
@example("{9999-24,1XXX-XX-31}")
def test_whatever_the_grammar_makes_is_read_or_named(edtf: str) -> None:
    """Every string of each level is read, with its first day not after its last and every day between these, or refused by its form."""
    why = fault(edtf)
    if why:
        assert not re.search("is not an EDTF date(;|$)", why.en)
        assert "\n" not in why.en + why.zh
        return
    lower, upper = span = bounds(edtf)
    assert lower <= upper
    assert meets(edtf, span)
    found = [inner for inner, _, _ in spans(edtf, span)]
    assert (min(inner.lower for inner in found), max(inner.upper for inner in found)) == span
    assert all(meets(edtf, inner) for inner in found[:9])
    began = beginning(edtf)
    assert began.first is None or began.last is None or lower.year <= began.first <= began.last <= upper.year
    for year in (lower.year - 1, upper.year + 1):
        assert not 1 <= year <= 9999 or not meets(edtf, Bounds(date(year, 1, 1), date(year, 12, 31)))
    assert not re.match(r"[^0-9u]", year_heading(edtf, "en"))
    assert in_words(edtf, "en")
    assert in_words(edtf, "zh")


@settings(deadline=None)
@given(st.one_of(level_0, level_1, level_2))
def test_whatever_is_read_can_be_cited(edtf: str) -> None:
    """Of every date a bibliography has whole years, months and days of the calendar, its start not after its end."""
    assume(fault(edtf) is None)
    cited = dated(edtf)
    assert cited.start or cited.end

    def padded(parts: Parts, last: bool) -> Parts:
        return (*parts, *([12, 31] if last else [1, 1])[len(parts) - 1 :])

    for parts in filter(None, (cited.start, cited.end)):
        assert 1 <= parts[0] <= 9999
        assert all(1 <= part <= most for part, most in zip(parts[1:], (12, 31), strict=False))
    if cited.start and cited.end:
        assert padded(cited.start, False) <= padded(cited.end, True)


@settings(deadline=None)
@given(st.lists(st.one_of(level_0, level_1, level_2, table).filter(lambda edtf: fault(edtf) is None), min_size=1, max_size=6))
def test_dates_have_one_order(dates: list[str]) -> None:
    """The order of dates is total and the same however they come, and each heading stands once in a list."""
    ordered = sorted(dates, key=place_in_time)
    dates.reverse()
    assert [place_in_time(edtf) for edtf in sorted(dates, key=place_in_time)] == [place_in_time(edtf) for edtf in ordered]
    headings = [year_heading(edtf, "en") for edtf in ordered]
    assert len([one for one, before in zip(headings, [None, *headings], strict=False) if one != before]) == len(set(headings))


@settings(deadline=None)
@given(st.one_of(st.text(), st.text("0123456789XSTYEZ?~%:./,+[]{}-年月日春Qq ", max_size=20), level_2))
def test_no_text_is_more_than_refused(text: str) -> None:
    """Of any text whatever a date and a period are read or refused with a reason in both languages, and nothing else happens."""
    if why := fault(text):
        assert why.en
        assert why.zh
    with suppress(RequestError):
        assert parse_period(text).lower <= parse_period(text).upper


@settings(deadline=None)
@given(st.one_of(level_0, rightmost))
def test_what_the_library_reads_rightly_means_the_same(edtf: str) -> None:
    """Dates, times, intervals and digits unspecified from the right have the bounds that the edtf library gives."""
    assume(fault(edtf) is None and "000X" not in edtf and "00XX" not in edtf and "0XXX" not in edtf)
    parsed = parse_edtf(edtf)
    assert bounds(edtf) == (date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3]))


def test_events_are_in_time_order_whatever_their_form(store: Store) -> None:
    """What began at no known time comes first, then what may have begun in most years, then by the first day and the widest."""
    dates = [
        "../2015",
        "/2016",
        "200X",
        "2010/2013",
        "2010",
        "2010-01",
        "2010-02",
        "[2012,2016]",
        "2012/",
        "2012-24",
        "[2014..]",
        "2014-05",
    ]
    one = store.events["2016-01-jd-cpad-agreement"]
    events = [replace(one, id=f"e{number}", date=edtf) for number, edtf in enumerate(reversed(dates))]
    expected = ["/2016", "../2015", *dates[2:]]
    assert [event.date for event in in_time_order(events)] == expected


def test_the_page_on_stores_has_dates_as_they_are_read() -> None:
    """Each date of the table in docs/stores.md is read, each of its words and headings is one that is shown, and what it says is refused is."""
    page = (Path(__file__).parents[1] / "docs" / "stores.md").read_text(encoding="utf-8")
    table = page.partition("| you know | write |")[2].partition("\n\n")
    shown = {in_words(row.edtf, "en") for row in READ} | {"the same"}
    for line in table[0].splitlines()[2:]:
        _, _, dates, words, headings, _ = line.split("|")
        forms = re.findall("`(.*?)`", dates)
        assert forms
        assert not [form for form in forms if fault(form)]
        assert set(re.split("[;,] ", words.strip().replace("2016, end", "2016\0 end"))) <= {
            word.replace(", end", "\0 end") for word in shown
        }
        assert {heading.strip() for heading in headings.split(",")} <= {year_heading(form, "en") for form in forms}
    refused = re.findall("`(.*?)`", table[2].partition("is refused")[0])
    assert len(refused) == 4
    assert all(map(fault, refused))
