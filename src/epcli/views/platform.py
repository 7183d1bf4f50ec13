"""One platform's page: who it is, what it promised and what was reported, its agreements, what it runs, and where else it appears."""

from __future__ import annotations

from msgspec.structs import replace

from epcli.drawing.blocks import Block, Heading, Item, Listing, Page, Paragraph
from epcli.drawing.prose import QUIET, Prose
from epcli.model import CaseStudy, Lang, Programme
from epcli.queries.answer import OwnedFigure
from epcli.queries.platform import Platform
from epcli.views.events import entries
from epcli.views.footnotes import Footnotes
from epcli.views.promises import counted_by, promised
from epcli.wording import as_of, label


def page(answer: Platform, notes: Footnotes) -> Page:
    lang, platform = notes.lang, answer.platform
    other = platform.name["en" if lang == "zh" else "zh"]
    title = Prose.of((platform.name[lang], "bold"), (f" {other} · {platform.id}", QUIET))
    blocks: list[Block] = [Paragraph(notes.cited(platform.summary[lang], platform.citations))]
    if answer.promised:
        blocks += [Heading(Prose(label("promised", lang), "bold")), promised(answer.promised, notes)]
    if answer.reported:
        blocks += [Heading(Prose(label("reported", lang), "bold")), Listing([_result(figure, notes) for figure in answer.reported])]
    told = {figure.id for figure in (*(promise.figure for promise in answer.promised), *answer.reported)}
    if others := [figure for figure in answer.figures if figure.id not in told]:
        blocks += [Heading(Prose(label("figures", lang), "bold")), Listing(notes.figures(others))]
    if answer.events:
        told |= {figure.id for figure in others}
        events = [replace(event, figures=[figure for figure in event.figures if figure.id not in told]) for event in answer.events]
        blocks += [Heading(Prose(label("deals", lang), "bold")), entries(events, notes)]
    if platform.programmes:
        blocks += [Heading(Prose(label("programmes", lang), "bold")), Listing([_programme(one, notes) for one in platform.programmes])]
    if answer.case_studies:
        blocks += [Heading(Prose(label("case_studies", lang), "bold")), Listing([_case(case, lang) for case in answer.case_studies])]
    return notes.page(title, blocks, platform.id)


def _result(figure: OwnedFigure, notes: Footnotes) -> Item:
    """A result, with who counted."""
    words = Prose.of(notes.amount(figure), f"  {figure.metric[notes.lang]}{as_of(figure, notes.lang)} · ", counted_by(figure, notes))
    return Item(notes.cited(words, figure.citations, figure.note), figure.id)


def _programme(programme: Programme, notes: Footnotes) -> Item:
    words = Prose.of((programme.name[notes.lang], "bold"), f"  {programme.summary[notes.lang]}")
    return Item(notes.cited(words, programme.citations))


def _case(case: CaseStudy, lang: Lang) -> Item:
    return Item(
        Prose.of(Prose(case.name[lang], "bold", f"case_studies/{case.id}"), f"  {case.headline[lang]}", (f" · {case.id}", QUIET)), case.id
    )
