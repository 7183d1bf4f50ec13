"""Dates that are more than plain, as people say them in either language: winter 2016, 2016 or 2018, since 2016."""

from __future__ import annotations

import re

from epcli.edtf import PARTS, End, Reading, Single
from epcli.model import Lang

_SEASONS = {"zh": "春夏秋冬", "en": ("spring", "summer", "autumn", "winter")}
_HALVES = {"zh": {25: "（北半球）", 29: "（南半球）"}, "en": {25: ", northern hemisphere", 29: ", southern hemisphere"}}


def in_words(reading: Reading, lang: Lang) -> str:
    """A date in words; one whose digits say all that there is to say (2016-05-XX, 2016?-05) stays as it is written."""
    said = [_range(start, end, reading.form, lang) for start, end in reading.parts]
    if len(said) == 1:
        return said[0]
    if lang == "zh":
        return f"{'、'.join(said[:-1])}{'或' if reading.form == 'one of' else '和'}{said[-1]}"
    return f"{', '.join(said[:-1])} {'or' if reading.form == 'one of' else 'and'} {said[-1]}"


def _range(start: End, end: End, form: str, lang: Lang) -> str:
    """An interval, or a member of a set: what is open of one that is one of several is any time before or after."""
    zh = lang == "zh"
    if isinstance(start, Single) and isinstance(end, Single):
        first, last = _single(start, lang), _single(end, lang)
        plain = first == start.written and last == end.written
        return first if start == end and form != "interval" else f"{first}{'/' if plain and form == 'interval' else '–'}{last}"
    if isinstance(start, Single):
        said = _single(start, lang)
        said = f"{said}年" if zh and said.isdecimal() else said
        if form == "one of":
            return f"{said}或以后" if zh else f"{said} or later"
        unknown = ("，结束时间不详" if zh else ", end unknown") if end == "" else ""
        return f"{said}起{unknown}" if zh else f"since {said}{unknown}"
    assert isinstance(end, Single)
    said = _single(end, lang)
    said = f"{said}年" if zh and said.isdecimal() else said
    if form == "one of":
        return f"{said}或以前" if zh else f"{said} or earlier"
    unknown = ("，开始时间不详" if zh else ", start unknown") if start == "" else ""
    return f"至{said}{unknown}" if zh else f"until {said}{unknown}"


def _single(one: Single, lang: Lang) -> str:
    if one.digits and not one.is_of_one_year:
        first, last = (f"{year:04}" for year in (one.years[0], one.years[-1]))
        about = f"{one.year}{one.marks}"
        return f"约{about}（{first}–{last}年）" if lang == "zh" else f"about {about} ({first}–{last})"
    if one.digits:
        return f"{one.year}{one.marks}"
    if one.part is None:
        day, timed, time = one.written.partition("T")
        return f"{day} {re.sub('(?=[+-])', ' ', time)}" if timed else day
    mark = "".join(one.marks)
    if one.part <= 32:
        season = _SEASONS[lang][(one.part - 21) % 4]
        half = next((words for first, words in _HALVES[lang].items() if first <= one.part < first + 4), "")
        return f"{one.year}年{season}{half}{mark}" if lang == "zh" else f"{season} {one.year}{half}{mark}"
    if one.part >= 40:
        return f"{one.year}年{'上下'[one.part - 40]}半年{mark}" if lang == "zh" else f"{one.year}-H{one.part - 39}{mark}"
    if one.part <= 36:
        return f"{one.year}年第{'一二三四'[one.part - 33]}季度{mark}" if lang == "zh" else f"{one.year}-Q{one.part - 32}{mark}"
    first_month, months = PARTS[one.part]
    return f"{one.year}-{first_month:02}{mark}–{one.year}-{first_month + months - 1:02}{mark}"
