"""Case studies side by side; under each other where the terminal is too narrow for columns.

What differs is the point of a comparison, so it is printed plainly, and what is the same for all steps back: it is dim, and marked
with an equals sign for those who see no colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from epcli.model import ASPECTS, CaseStudy, Lang
from epcli.queries.compare import Aspect, Comparison
from epcli.views.aspects import not_stated, told
from epcli.views.beside import abreast, beside
from epcli.views.figures import figure_section
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import NARROW, Page, Section
from epcli.views.prose import Line, Prose
from epcli.wording import join_names, label

LABEL_WIDTH = 12
GAP = 3
COLUMN = 22
"""The narrowest column in which a place's text still reads well."""


def page(answer: Comparison, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [[_label(aspect, lang), *(_value(aspect, case, notes) for case in answer.case_studies)] for aspect in answer.aspects]
    sections = [
        Section("", ["", *(case.name[lang] for case in answer.case_studies)], rows),
        *(figure_section(case.figures, notes, f"{case.name[lang]} · {label('figures', lang)}") for case in answer.case_studies),
    ]
    title = Prose(join_names((case.name[lang] for case in answer.case_studies), lang), "bold")
    cited = [Prose.of(case.name[lang], (f" {notes.reference(case.citations)}", QUIET)) for case in answer.case_studies]
    return Page(title, [Prose.joined(cited, " · "), *_legend(answer, lang)], [section for section in sections if section.rows])


def render(answer: Comparison, notes: Footnotes, width: int) -> Iterator[Line]:
    lang = notes.lang
    stacked = width < NARROW or (width - LABEL_WIDTH) // len(answer.case_studies) < COLUMN
    yield from _stacked(answer, notes, width) if stacked else _side_by_side(answer, notes, width)
    if legend := _legend(answer, lang):
        yield Prose()
        yield from legend[0].lines(width)
    yield from _figures(answer.case_studies, notes, width)


def _side_by_side(answer: Comparison, notes: Footnotes, width: int) -> Iterator[Line]:
    """Columns as wide as each other, or nearly: what a division leaves over goes to the first, and the last has no gap after it."""
    cases, left, places = answer.case_studies, LABEL_WIDTH + GAP, []
    for remaining in range(len(cases), 0, -1):
        column = -(-(width - left + 2) // remaining) - GAP if remaining > 1 else width - left
        places.append((left, column))
        left += column + GAP

    def row(first: Prose, cells: list[Prose]) -> Iterator[Line]:
        return abreast((0, first.lines(LABEL_WIDTH)), *((left, cell.lines(w)) for (left, w), cell in zip(places, cells, strict=True)))

    yield from row(Prose(), [Prose(case.name[notes.lang], "bold") for case in cases])
    yield Prose("─" * width, QUIET)
    for index, aspect in enumerate(answer.aspects):
        if index:
            yield Prose()
        yield from row(_label(aspect, notes.lang), [_value(aspect, case, notes) for case in cases])


def _stacked(answer: Comparison, notes: Footnotes, width: int) -> Iterator[Line]:
    from epcli.views.table import grid_lines

    lang = notes.lang
    for index, aspect in enumerate(answer.aspects):
        if index:
            yield Prose()
        yield from _label(aspect, lang).lines(width)
        names = (Prose(case.name[lang], QUIET if aspect.same else "cyan") for case in answer.case_studies)
        values = (_value(aspect, case, notes) for case in answer.case_studies)
        yield from grid_lines(zip(names, values, strict=True), width)


def _label(aspect: Aspect, lang: Lang) -> Prose:
    if aspect.same:
        return Prose(f"{label(aspect.aspect, lang)} =", QUIET)
    return Prose(label(aspect.aspect, lang), "bold")


def _value(aspect: Aspect, case: CaseStudy, notes: Footnotes) -> Prose:
    """What a case says under an aspect, with the references of its facts; the place, level and headline of a case have none."""
    value = aspect.values[case.id]
    told_by_fact = [name for name in ASPECTS if name == aspect.aspect]
    words = told(case, told_by_fact[0], notes) if told_by_fact else Prose(value[notes.lang]) if value else not_stated(notes)
    return words.styled(QUIET) if aspect.same else words


def _legend(answer: Comparison, lang: Lang) -> list[Prose]:
    return [Prose(f"= {label('same', lang)}", QUIET)] if any(aspect.same for aspect in answer.aspects) else []


def _figures(cases: list[CaseStudy], notes: Footnotes, width: int) -> Iterator[Line]:
    lang = notes.lang
    for case in cases:
        yield Prose()
        reference = notes.reference(case.citations)
        yield from Prose.of((f"{case.name[lang]} · {label('figures', lang)}", "bold"), (f" {reference}", QUIET)).lines(width)
        if case.figures:
            yield from notes.figures(case.figures, width, case.citations)
        else:
            yield from beside(Prose(), not_stated(notes).lines, 1, width)
