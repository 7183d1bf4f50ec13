"""The case studies, a line each."""

from __future__ import annotations

from epcli.queries.counties import Counties
from epcli.queries.named import whereabouts
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import Page, Section, columns
from epcli.views.prose import Prose
from epcli.wording import count


def page(answer: Counties, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [
        [
            Prose(case.name[lang], "bold"),
            Prose(case.id),
            Prose(whereabouts(notes.store, case.place)[lang]),
            Prose.of(case.headline[lang], (f" {notes.reference(case.citations)}", QUIET)),
        ]
        for case in answer.case_studies
    ]
    heads = columns(lang, "case_study", "id", "place", "headline")
    return Page(Prose(count(len(rows), "case_study", lang), "bold"), [], [Section("", heads, rows)])
