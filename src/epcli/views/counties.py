"""The case studies, a line each."""

from __future__ import annotations

from epcli.drawing.blocks import Page, Row, Table
from epcli.drawing.prose import Prose
from epcli.queries.counties import Counties
from epcli.queries.named import whereabouts
from epcli.views.footnotes import Footnotes
from epcli.wording import count


def page(answer: Counties, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [
        Row(
            [
                Prose(case.name[lang], "bold", f"case_studies/{case.id}"),
                Prose(case.id),
                Prose(whereabouts(notes.store, case.place)[lang]),
                notes.cited(case.headline[lang], case.citations),
            ],
            case.id,
        )
        for case in answer.case_studies
    ]
    heads = notes.heads("case_study", "id", "place", "headline")
    return notes.page(Prose(count(len(rows), "case_study", lang), "bold"), [Table(heads, rows)])
