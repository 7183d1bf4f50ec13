"""The platforms, a line each."""

from __future__ import annotations

from epcli.queries.platforms import Platforms
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import Page, Section, columns
from epcli.views.prose import Prose
from epcli.wording import count


def page(answer: Platforms, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [
        [
            Prose(record.name[lang], "bold"),
            Prose(record.id),
            Prose.of(record.summary[lang], (f" {notes.reference(record.citations)}", QUIET)),
            Prose(str(len(record.programmes))),
            Prose(str(len(record.figures))),
        ]
        for record in answer.platforms
    ]
    heads = columns(lang, "platform", "id", "about", "programmes", "figures")
    return Page(Prose(count(len(rows), "platform", lang), "bold"), [], [Section("", heads, rows)])
