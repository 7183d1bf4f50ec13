"""CSL-JSON (CSL 1.0.2) for Zotero, pandoc and whatever else renders citation styles."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from epcli.bibliography.entry import PERIODICALS, Dated, Entry, Name, iso

_TYPES = {"working-paper": "report", "legislation": "report", "database": "dataset"}
_MARKED = ("title", "container-title", "publisher", "number", "version", "note", "annote")
_TAG = re.compile(r"<(?=/?(?:i|b|sc|sup|sub|span)\b)")
_GENRES = {"working-paper": "working paper"}


def one(entry: Entry) -> str:
    """An item, on lines of its own."""
    return msgspec.json.format(msgspec.json.encode(item(entry)), indent=2).decode()


def item(entry: Entry) -> dict[str, Any]:
    """An item as plain values. A translated title is a note in square brackets: CSL has no field for it that Zotero and pandoc read."""
    fields: dict[str, Any] = {
        "id": entry.key,
        "type": _TYPES.get(entry.kind, entry.kind),
        "genre": _GENRES.get(entry.kind),
        "title": entry.title,
        "author": [_name(name) for name in entry.authors],
        "container-title" if entry.kind in PERIODICALS or entry.kind == "webpage" else "publisher": entry.publisher,
        "volume": entry.volume,
        "issue": entry.issue,
        "page": entry.pages,
        "number": entry.number,
        "version": entry.version,
        "issued": _date(entry.date) if entry.date else None,
        "accessed": {"date-parts": [[int(part) for part in entry.accessed.split("-")]]} if entry.accessed else None,
        "DOI": entry.doi,
        "URL": entry.url,
        "language": None if entry.language == "und" else entry.language,
        "note": f"[{entry.translation}]" if entry.translation else entry.licence,
        "annote": entry.annotation,
    }
    return {name: _as_read(value) if name in _MARKED else value for name, value in fields.items() if value}


def _as_read(words: str) -> str:
    """Words as they are, also where they have what CSL takes for markup: `<i>` is no tag with a joiner in it, which nobody sees."""
    return _TAG.sub("<\u200c", words)


def _name(name: Name) -> dict[str, str]:
    return {"literal": name.literal} if name.literal else {"family": name.family, "given": name.given}


def _date(date: Dated) -> dict[str, Any]:
    """A date or a range of two; one with an open end, which CSL can't count, in words."""
    if date.start is None or date.end is None:
        literal = "–".join(iso(part) if part else "" for part in (date.start, date.end))
        return {"literal": literal} | ({"circa": True} if date.estimated else {})
    said: dict[str, Any] = {"date-parts": [list(part) for part in dict.fromkeys((date.start, date.end))]}
    return said | ({"season": date.season} if date.season else {}) | ({"circa": True} if date.estimated else {})
