"""One case study, an aspect a row, with its numbers and the events in its place."""

from __future__ import annotations

from epcli.drawing.blocks import Block, Fields, Heading, Page, Paragraph
from epcli.drawing.prose import QUIET, Prose
from epcli.model import ASPECTS
from epcli.queries.county import County
from epcli.queries.named import whereabouts
from epcli.views.aspects import told
from epcli.views.events import entries
from epcli.views.figures import figure_table
from epcli.views.footnotes import Footnotes, dotted
from epcli.wording import label


def page(answer: County, notes: Footnotes) -> Page:
    lang, case = notes.lang, answer.case_study
    place = notes.store.places[case.place]
    where = dotted(Prose(whereabouts(notes.store, place.id)[lang], "", f"places/{place.id}"), label(place.level, lang), place.code or "")
    blocks: list[Block] = [
        Paragraph(where.styled(QUIET)),
        Paragraph(notes.cited(case.headline[lang], case.citations)),
        Fields([(Prose(label(aspect, lang), "bold"), told(case, aspect, notes)) for aspect in ASPECTS]),
    ]
    if case.figures:
        blocks += [Heading(Prose(label("figures", lang), "bold")), figure_table(case.figures, notes)]
    if answer.events:
        blocks += [Heading(Prose(label("events_here", lang), "bold")), entries(answer.events, notes)]
    return notes.page(Prose.of((case.name[lang], "bold"), (f" · {case.id}", QUIET)), blocks, case.id)
