"""A bibliography: in the terminal nothing but the entries, unwrapped, so that it can go straight into a file."""

from __future__ import annotations

from epcli.drawing.blocks import Page, Verbatim
from epcli.drawing.prose import Prose
from epcli.model import Lang
from epcli.queries.cite import Bibliography
from epcli.views.footnotes import Footnotes


def page(answer: Bibliography, notes: Footnotes) -> Page:
    syntax = {"bibtex": "bibtex", "csl-json": "json", "gbt7714": "text"}[answer.style]
    return notes.page(Prose(f"{answer.id} · {answer.style}", "bold"), [Verbatim(_whole(answer, notes.lang), syntax)])


def _whole(answer: Bibliography, lang: Lang) -> str:
    entries = [entry.text[lang] for entry in answer.entries]
    if answer.style == "csl-json":
        return "[" + ",\n".join(entries) + "]\n"
    if answer.style == "gbt7714":
        return "".join(f"[{number}] {entry}\n" for number, entry in enumerate(entries, start=1))
    return "\n".join(f"{entry}\n" for entry in entries)
