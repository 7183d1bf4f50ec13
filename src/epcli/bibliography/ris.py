"""RIS, which EndNote, Zotero, Mendeley, NoteExpress and most libraries read."""

from __future__ import annotations

from collections.abc import Iterator

from epcli.bibliography.entry import PERIODICALS, Dated, Entry, iso, plain

_TYPES = {
    "article-newspaper": "NEWS",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "webpage": "ELEC",
    "report": "RPRT",
    "working-paper": "RPRT",
    "legislation": "GOVDOC",
    "standard": "STAND",
    "thesis": "THES",
    "dataset": "DATA",
    "database": "DATA",
}
_SEASONS = ("", "Spring", "Summer", "Autumn", "Winter")


def one(entry: Entry) -> str:
    """A record, from TY to ER."""
    return "".join(f"{tag}  - {value}\n" for tag, value in _lines(entry) if value) + "ER  - "


def _lines(entry: Entry) -> Iterator[tuple[str, str | None]]:
    yield "TY", _TYPES[entry.kind]
    yield "ID", entry.key
    for name in entry.authors:
        yield "AU", plain(name)
    yield "TI", entry.title
    yield "TT", entry.translation
    yield ("T2" if entry.kind in PERIODICALS else "PB"), entry.publisher
    if entry.date:
        yield from _date(entry.date)
    yield "VL", entry.volume
    yield "IS", entry.issue
    first, _, last = (entry.pages or "").partition("-")
    yield "SP", first
    yield "EP", last
    yield "M1", entry.number
    yield "ET", entry.version
    yield "C1", entry.licence
    yield "LA", None if entry.language == "und" else entry.language
    yield "DO", entry.doi
    yield "UR", entry.url
    yield "Y2", entry.accessed.replace("-", "/") if entry.accessed else None
    yield "N1", entry.annotation


def _date(date: Dated) -> Iterator[tuple[str, str]]:
    """The year and the date as RIS has them (`2016/05/09/`); what it can't say, such as the end of a range, is its last part, in words."""
    known = date.start or date.end or ()
    digits = iso(known).split("-")
    said = _SEASONS[date.season] if date.season else ""
    if date.start != date.end:
        said = "–".join(iso(part) if part else "" for part in (date.start, date.end))
    if date.estimated:
        said = f"{said} (estimated)".strip()
    yield "PY", digits[0]
    yield "DA", "/".join((*digits, *[""] * (3 - len(digits)), said))
