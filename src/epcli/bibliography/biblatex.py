"""BibTeX with the entries and fields of biblatex, as `biber --tool --validate-datamodel` accepts them, for any engine that reads UTF-8.

biblatex asks for an author: whoever published a text without a byline stands in the author's place, as Chicago has it for newspapers.
A text without a date has none, which is the one thing that `biber` says of it; styles then print their `n.d.`, and nothing else makes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from epcli.bibliography.entry import PERIODICALS, Dated, Entry, Name, is_east_asian, iso
from epcli.model import Text

_LANGUAGES = {"zh": "chinese", "en": "english", "ja": "japanese", "ko": "korean", "fr": "french", "pt": "portuguese", "it": "italian"} | {
    "th": "thai",
    "de": "german",
    "es": "spanish",
    "ru": "russian",
}
_TYPES = (
    dict.fromkeys(PERIODICALS, "article")
    | {"webpage": "online", "standard": "standard", "thesis": "thesis"}
    | {
        **dict.fromkeys(("dataset", "database"), "dataset"),
        **dict.fromkeys(("report", "legislation", "working-paper"), "report"),
    }
)
_SUBTYPES = {"article-newspaper": "newspaper", "article-magazine": "magazine"}
_REPORTS = {
    "report": Text(zh="报告", en="report"),
    "legislation": Text(zh="规范性文件", en="official document"),
    "working-paper": Text(zh="工作论文", en="working paper"),
    "thesis": Text(zh="学位论文", en="thesis"),
}
_PUBLISHERS = {"article": "journaltitle", "online": "organization", "standard": "organization", "dataset": "publisher"}
_FINER = r"(?:0[1-9]|1[0-2])(?:-(?:[0-9]{2}|XX))?|2[1-4]|XX(?:-XX)?"
_PART = rf"(?:[0-9]{{4}}(?:-(?:{_FINER}))?|[0-9]{{3}}X|[0-9]{{2}}XX)[?~%]?"
_KNOWN = re.compile(rf"{_PART}|{_PART}/(?:{_PART}|\.\.)|\.\./{_PART}")
"""The forms of EDTF that biblatex reads: its levels 0 and 1."""

_SPECIAL = str.maketrans(
    {char: f"\\{char}" for char in "&%$#_"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    | {"{": r"\{", "}": r"\}"}
)
_LONE = {r"\{": r"\textbraceleft{}", r"\}": r"\textbraceright{}"}
"""BibTeX counts braces, those after a backslash too; but pandoc knows no other way to write one, so that pairs are left as they are."""


def one(entry: Entry) -> str:
    """An entry, as `@online{key, …}`."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(entry) if value)
    return f"@{_TYPES[entry.kind]}{{{entry.key},\n{lines}}}"


def _fields(entry: Entry) -> Iterator[tuple[str, str | None]]:
    kind = _TYPES[entry.kind]
    authors = entry.authors or [Name(literal=entry.publisher or "")] * (kind not in ("online", "standard", "dataset"))
    yield "author", " and ".join(map(_author, authors))
    yield "title", f"{{{_escaped(entry.title)}}}"  # in braces of its own, so that no style changes its capitals
    yield "titleaddon", f"[{_escaped(entry.translation)}]" if entry.translation else None
    yield "entrysubtype", _SUBTYPES.get(entry.kind)
    yield "type", _REPORTS[entry.kind]["zh" if entry.language == "zh" else "en"] if entry.kind in _REPORTS else None
    yield _PUBLISHERS.get(kind, "institution"), _protected(_escaped(entry.publisher)) if entry.publisher else None
    yield "volume", _escaped(entry.volume or "")
    yield "number", _escaped(entry.issue or entry.number or "")
    yield "version", _escaped(entry.version or "")
    yield "date", _date(entry.date) if entry.date else None
    yield "pages", _escaped(entry.pages or "").replace("-", "--")
    yield "note", _escaped(entry.licence or "")
    yield "doi", entry.doi if not entry.doi or _balanced(entry.doi) else _percented(entry.doi)
    yield "url", entry.url
    yield "urldate", entry.accessed
    yield "langid", _LANGUAGES.get(entry.language)
    yield "annotation", _escaped(entry.annotation or "")


def _author(name: Name) -> str:
    if name.literal:
        return f"{{{_escaped(name.literal)}}}"
    if is_east_asian(name.family):  # in one piece, or biblatex's own styles put the given name first: 延安 魏
        return _protected(_escaped(name.family + name.given))
    return ", ".join(_protected(_escaped(part)) for part in (name.family, name.given))


def _protected(words: str) -> str:
    """Words as one, also where they have what separates names and bodies from each other."""
    return f"{{{words}}}" if re.search(r",|\band\b|\bothers\b", words, re.IGNORECASE) else words


def _escaped(words: str) -> str:
    escaped = words.translate(_SPECIAL)
    depths = list(accumulate({"{": 1, "}": -1}.get(char, 0) for char in words))
    if min(depths, default=0) < 0 or (depths and depths[-1]):
        escaped = re.sub(r"\\[{}]", lambda found: _LONE[found[0]], escaped)
    return escaped


def _balanced(words: str) -> bool:
    return not set(words) & set("{}")


def _percented(words: str) -> str:
    return words.replace("{", "%7B").replace("}", "%7D")


def _date(date: Dated) -> str:
    if _KNOWN.fullmatch(date.edtf):
        return date.edtf
    season = f"-{20 + date.season}" if date.season else ""
    start, end = (f"{iso(part)}{season}{date.mark}" if part else ".." for part in (date.start, date.end))
    return start if date.start == date.end else f"{start}/{end}"
