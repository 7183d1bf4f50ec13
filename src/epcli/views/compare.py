"""Case studies side by side; under each other where the terminal is too narrow for columns.

What differs is the point of a comparison, so it is printed plainly, and what is the same for all steps back: it is dim, and marked
with an equals sign for those who see no colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from epcli.model import CaseStudy, Lang
from epcli.queries.compare import Aspect, Comparison
from epcli.views.figures import figure_section
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import NARROW, Page, Section
from epcli.views.prose import Prose
from epcli.wording import join_names, label

LABEL_WIDTH = 12
COLUMN = 22
"""The narrowest column in which a place's text still reads well."""


def page(answer: Comparison, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [[_label(aspect, lang), *(_value(aspect, case, lang) for case in answer.case_studies)] for aspect in answer.aspects]
    sections = [
        Section("", ["", *(case.name[lang] for case in answer.case_studies)], rows),
        *(figure_section(case.figures, notes, f"{case.name[lang]} · {label('figures', lang)}") for case in answer.case_studies),
    ]
    title = Prose(join_names((case.name[lang] for case in answer.case_studies), lang), "bold")
    cited = [Prose.of(case.name[lang], (f" {notes.reference(case.citations)}", QUIET)) for case in answer.case_studies]
    return Page(title, [Prose.joined(cited, " · "), *_legend(answer, lang)], [section for section in sections if section.rows])


def render(answer: Comparison, notes: Footnotes, width: int) -> RenderableType:
    lang = notes.lang
    stacked = width < NARROW or (width - LABEL_WIDTH) // len(answer.case_studies) < COLUMN
    aspects = list(_stacked(answer, lang)) if stacked else [_side_by_side(answer, lang)]
    legend = [Prose(), *_legend(answer, lang)] if _legend(answer, lang) else []
    return Group(*aspects, *legend, *_figures(answer.case_studies, notes))


def _side_by_side(answer: Comparison, lang: Lang) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), expand=True, border_style=QUIET)
    table.add_column("", width=LABEL_WIDTH, overflow="fold")
    for case in answer.case_studies:
        table.add_column(Prose(case.name[lang], "bold"), ratio=1, overflow="fold")
    for index, aspect in enumerate(answer.aspects):
        if index:
            table.add_row()
        table.add_row(_label(aspect, lang), *(_value(aspect, case, lang) for case in answer.case_studies))
    return table


def _stacked(answer: Comparison, lang: Lang) -> Iterator[RenderableType]:
    for index, aspect in enumerate(answer.aspects):
        if index:
            yield ""
        yield _label(aspect, lang)
        grid = Table.grid(padding=(0, 1))
        for case in answer.case_studies:
            grid.add_row("", Prose(case.name[lang], QUIET if aspect.same else "cyan"), _value(aspect, case, lang))
        yield grid


def _label(aspect: Aspect, lang: Lang) -> Prose:
    if aspect.same:
        return Prose(f"{label(aspect.aspect, lang)} =", QUIET)
    return Prose(label(aspect.aspect, lang), "bold")


def _value(aspect: Aspect, case: CaseStudy, lang: Lang) -> Prose:
    value = aspect.values[case.id]
    return Prose(value[lang], QUIET if aspect.same else "") if value else Prose(label("not_stated", lang), f"{QUIET} italic")


def _legend(answer: Comparison, lang: Lang) -> list[Prose]:
    return [Prose(f"= {label('same', lang)}", QUIET)] if any(aspect.same for aspect in answer.aspects) else []


def _figures(cases: list[CaseStudy], notes: Footnotes) -> Iterator[RenderableType]:
    lang = notes.lang
    for case in cases:
        yield ""
        reference = notes.reference(case.citations)
        yield Prose.of((f"{case.name[lang]} · {label('figures', lang)}", "bold"), (f" {reference}", QUIET))
        if case.figures:
            yield from notes.figures(case.figures, case.citations)
        else:
            yield Padding(Prose(label("not_stated", lang), f"{QUIET} italic"), (0, 0, 0, 2))
