"""A bibliography: in the terminal nothing but the entries, unwrapped, so that it can go straight into a file."""

from __future__ import annotations

from epcli.model import Lang
from epcli.queries.cite import Bibliography
from epcli.views.footnotes import Footnotes
from epcli.views.page import Page, Section
from epcli.views.prose import Prose


def plain(answer: Bibliography, lang: Lang) -> str:
    entries = [entry.text[lang] for entry in answer.entries]
    if answer.style == "csl-json":
        return "[" + ",\n".join(entries) + "]\n"
    if answer.style == "gbt7714":
        return "".join(f"[{number}] {entry}\n" for number, entry in enumerate(entries, start=1))
    return "\n".join(f"{entry}\n" for entry in entries)


def page(answer: Bibliography, notes: Footnotes) -> Page:
    rows = [[Prose(entry.text[notes.lang])] for entry in answer.entries]
    return Page(Prose(f"{answer.id} · {answer.style}", "bold"), [], [Section("", [""], rows)])
