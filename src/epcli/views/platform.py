"""One platform's page: who it is, its agreements, what it runs, its numbers, and where else it appears."""

from __future__ import annotations

from epcli.drawing.blocks import Block, Heading, Item, Listing, Page, Paragraph
from epcli.drawing.prose import QUIET, Prose
from epcli.model import CaseStudy, Lang, Programme
from epcli.queries.platform import Platform
from epcli.views.events import entries
from epcli.views.footnotes import Footnotes
from epcli.wording import label


def page(answer: Platform, notes: Footnotes) -> Page:
    lang, platform = notes.lang, answer.platform
    other = platform.name["en" if lang == "zh" else "zh"]
    title = Prose.of((platform.name[lang], "bold"), (f" {other} · {platform.id}", QUIET))
    blocks: list[Block] = [Paragraph(notes.cited(platform.summary[lang], platform.citations))]
    if answer.events:
        blocks += [Heading(Prose(label("deals", lang), "bold")), entries(answer.events, notes)]
    if platform.programmes:
        blocks += [Heading(Prose(label("programmes", lang), "bold")), Listing([_programme(one, notes) for one in platform.programmes])]
    if platform.figures:
        blocks += [Heading(Prose(label("figures", lang), "bold")), Listing(notes.figures(platform.figures))]
    if answer.case_studies:
        blocks += [Heading(Prose(label("case_studies", lang), "bold")), Listing([_case(case, lang) for case in answer.case_studies])]
    return notes.page(title, blocks)


def _programme(programme: Programme, notes: Footnotes) -> Item:
    words = Prose.of((programme.name[notes.lang], "bold"), f"  {programme.summary[notes.lang]}")
    return Item(notes.cited(words, programme.citations))


def _case(case: CaseStudy, lang: Lang) -> Item:
    return Item(Prose.of((case.name[lang], "bold"), f"  {case.headline[lang]}", (f" · {case.id}", QUIET)), case.id)
