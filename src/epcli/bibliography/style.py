"""The styles in which a bibliography can be asked for: what writes an entry, and a whole list of them."""

from __future__ import annotations

from epcli.bibliography.entry import Entry
from epcli.model import Style


def one(entry: Entry, style: Style) -> str:
    """An entry by itself."""
    match style:
        case "bibtex":
            from epcli.bibliography import biblatex

            return biblatex.one(entry)
        case "csl-json":
            from epcli.bibliography import csl_json

            return csl_json.one(entry)
        case "ris":
            from epcli.bibliography import ris

            return ris.one(entry)
        case "gbt7714" | "gbt7714-2015":
            from epcli.bibliography import gbt7714

            return gbt7714.one(entry, "2025" if style == "gbt7714" else "2015")


def whole(texts: list[str], style: Style) -> str:
    """Entries, each as `one` writes it, as a file of them."""
    if style == "csl-json":
        return "[" + ",\n".join(texts) + "]\n"
    if style.startswith("gbt7714"):
        return "".join(f"[{number}] {text}\n" for number, text in enumerate(texts, start=1))
    return "\n".join(f"{text}\n" for text in texts)
