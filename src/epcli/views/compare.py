"""Case studies side by side.

What differs is the point of a comparison, so it is printed plainly, and what is the same for all steps back: it is dim, and marked
with an equals sign for those who see no colour.
"""

from __future__ import annotations

from epcli.drawing.blocks import Aspect, Block, Cases, Heading, Item, Listing, Page, Paragraph
from epcli.drawing.prose import QUIET, Prose
from epcli.model import ASPECTS, CaseStudy
from epcli.queries.compare import Aspect as Compared
from epcli.queries.compare import Comparison
from epcli.views.aspects import not_stated, told
from epcli.views.footnotes import Footnotes
from epcli.wording import join_names, label


def page(answer: Comparison, notes: Footnotes) -> Page:
    lang, cases = notes.lang, answer.case_studies
    aspects = [_aspect(aspect, cases, notes) for aspect in answer.aspects]
    blocks: list[Block] = [Cases([Item(Prose(case.name[lang]), case.id) for case in cases], aspects)]
    if any(aspect.same for aspect in aspects):
        blocks.append(Paragraph(Prose(f"= {label('same', lang)}", QUIET)))
    for case in cases:
        blocks.append(Heading(notes.cited(Prose(f"{case.name[lang]} · {label('figures', lang)}", "bold"), case.citations)))
        blocks.append(Listing(notes.figures(case.figures, case.citations), empty=not_stated(notes)))
    return notes.page(Prose(join_names((case.name[lang] for case in cases), lang), "bold"), blocks)


def _aspect(aspect: Compared, cases: list[CaseStudy], notes: Footnotes) -> Aspect:
    name, values = label(aspect.aspect, notes.lang), [_value(aspect, case, notes) for case in cases]
    if aspect.same:
        return Aspect(Prose(f"{name} =", QUIET), [value.styled(QUIET) for value in values], same=True)
    return Aspect(Prose(name, "bold"), values, same=False)


def _value(aspect: Compared, case: CaseStudy, notes: Footnotes) -> Prose:
    """What a case says under an aspect, with the references of its facts; the place, level and headline of a case have none."""
    told_by_fact = [name for name in ASPECTS if name == aspect.aspect]
    value = aspect.values[case.id]
    return told(case, told_by_fact[0], notes) if told_by_fact else Prose(value[notes.lang]) if value else not_stated(notes)
