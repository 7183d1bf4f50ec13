"""The Chinese standard for references, GB/T 7714, as a numbered list: the edition of 2025, and that of 2015 which it replaced.

An entry is in the language of its text alone, as the standard asks (§5.1). What the editions differ in, and the style files of 2026
for BibTeX and CSL do alike: 2025 has full-width punctuation (，：（）), leaves the case of names as it is, writes names in pinyin out,
puts the number of a standard first, has [DS] with platform and version, and a day of access for what exists on the web alone, where
2015 has one for whatever has an address.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from epcli.bibliography.entry import PERIODICALS, Dated, Entry, Name, Parts, is_east_asian, iso, joined

Edition: TypeAlias = Literal["2025", "2015"]

_LETTERS = {
    "article-newspaper": "N",
    "article-journal": "J",
    "article-magazine": "J",
    "webpage": "EB",
    "report": "R",
    "working-paper": "R",
    "standard": "S",
    "thesis": "D",
    "dataset": "DS",
    "database": "DB",
}
"""The letters for kinds of text. Official documents are electronic announcements in 2025, and archives in 2015."""

_FINALS = "iong|iang|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ui|ao|ou|iu|ie|ia|ue|ve|ua|uo|an|en|in|un|a|o|e|i|u|v"
_SYLLABLE = rf"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:{_FINALS})|er)"
_FAMILY = re.compile(rf"{_SYLLABLE}{{1,2}}", re.IGNORECASE)
_GIVEN = re.compile(rf"{_SYLLABLE}(?:['’ -]?{_SYLLABLE})?", re.IGNORECASE)
_SEASONS = {"zh": "春夏秋冬", "en": ("spring", "summer", "autumn", "winter")}


def one(entry: Entry, edition: Edition) -> str:
    """An entry without its number, with a full stop at its end."""
    new = edition == "2025"
    comma, colon, opening, closing = ("，", "：", "（", "）") if new else (", ", ": ", "(", ")")
    web = entry.kind in ("webpage", "legislation", "dataset", "database")
    seen = f"[{entry.accessed}]" if entry.accessed and (web or not new) else ""
    language = "zh" if is_east_asian(entry.title) else "en"
    title, letter = entry.title, _LETTERS.get(entry.kind, ("EB" if entry.url else "Z") if new else "A")
    if entry.number and not (new and entry.kind == "standard"):
        title = f"{title}{colon}{entry.number}"
    carrier = "/OL" if entry.url or entry.doi or entry.kind == "database" else ""
    title = f"{title}[{letter}{carrier}]"
    authors = _authors(entry, new)
    publisher, day = entry.publisher or "", _date(entry.date, language) if entry.date else ""
    year = _year(entry.date, language) if entry.date else ""
    parts = [authors, title]
    if entry.kind in PERIODICALS:
        newspaper = entry.kind == "article-newspaper"
        numbered = not newspaper and (entry.volume or entry.issue)
        held = joined([publisher, year if numbered else day, entry.volume], comma)
        held += f"{opening}{entry.issue}{closing}" if entry.issue and not newspaper else ""
        if entry.pages:
            held += f"{opening}{entry.pages}{closing}" if newspaper else f"{colon}{entry.pages}"
        parts.append(held + seen)
    elif entry.kind == "standard":
        if new:
            parts = [f"{entry.number}\u2003{title}" if entry.number else title]
        else:
            parts.append(joined([publisher, year], comma) + seen)
    elif entry.kind == "thesis" or (new and entry.kind in ("report", "working-paper")):
        parts.append(joined([joined([publisher, year], comma), entry.pages], colon) + seen)
    else:
        parts.append(f"V{entry.version}" if entry.version else "")
        platform = publisher if new and entry.kind == "dataset" else ""
        parts.append(platform + (f"{opening}{day}{closing}" if day else "") + seen)
        parts.append(entry.licence or "")
    parts += [entry.url or "", f"DOI:{entry.doi}" if entry.doi and entry.doi not in (entry.url or "") else ""]
    return ". ".join(part.removesuffix(".") if part != entry.url else part for part in parts if part) + "."


def _authors(entry: Entry, new: bool) -> str:
    """At most three of them, then 等, or et al."""
    names = [_name(name, new) for name in entry.authors[:3]]
    if len(entry.authors) > 3:
        names.append("等" if is_east_asian("".join(names)) else "et al.")
    return ("，" if new else ", ").join(names)


def _name(name: Name, new: bool) -> str:
    """Family first; of a given name in Latin letters the initials, but pinyin in full since 2025; the family in capitals before."""
    if name.literal:
        return name.literal
    if is_east_asian(name.family):
        return name.family + name.given
    if new and _FAMILY.fullmatch(name.family) and _GIVEN.fullmatch(name.given):
        return f"{name.family} {name.given}"
    initials = re.sub(r"(\w)\w*\.?", lambda found: found[1].upper(), name.given)
    return f"{name.family} {initials}" if new else f"{name.family.upper()} {initials.replace('-', ' ')}"


def _year(date: Dated, language: str) -> str:
    """The year or years; in square brackets where they are estimated."""
    return _bracketed(date, [part[:1] if part else None for part in (date.start, date.end)], language)


def _date(date: Dated, language: str) -> str:
    """The date as exactly as it is known; in square brackets where it is estimated."""
    return _bracketed(date, [date.start, date.end], language)


def _bracketed(date: Dated, ends: list[Parts | None], language: str) -> str:
    start, end = (iso(part) if part else "" for part in ends)
    between = "—" if not start or not end or max(len(start), len(end)) == 4 else "/"
    said = start if start == end else f"{start}{between}{end}"
    if date.season:
        said += _SEASONS["zh"][date.season - 1] if language == "zh" else f" {_SEASONS['en'][date.season - 1]}"
    return f"[{said}]" if date.estimated else said
