"""Case studies side by side; under each other where the terminal is too narrow for columns.

What differs is the point of a comparison, so it is printed plainly, and what is the same for all steps back: one dim line
across, marked with an equals sign for those who see no colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from epcli.model import CaseStudy, Lang, Text
from epcli.queries.compare import Aspect, Comparison
from epcli.store import Store
from epcli.views.events import NARROW
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.prose import Prose
from epcli.wording import label

LABEL_WIDTH = {"zh": 12, "en": 12}
COLUMN = 22
"""The narrowest column in which a place's text still reads well."""


def render(answer: Comparison, store: Store, lang: Lang, width: int) -> RenderableType:
    notes = Footnotes(store, lang)
    stacked = width < NARROW or (width - LABEL_WIDTH[lang]) // len(answer.case_studies) < COLUMN
    aspects = list(_stacked(answer, lang)) if stacked else [_side_by_side(answer, lang)]
    legend: list[RenderableType] = ["", Prose(f"= {label('same', lang)}", QUIET)] if any(aspect.same for aspect in answer.aspects) else []
    return Group(*aspects, *legend, *_figures(answer.case_studies, notes), notes.render())


def _side_by_side(answer: Comparison, lang: Lang) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1),
        expand=True,
        show_lines=False,
        header_style="bold",
        border_style=QUIET,
        show_edge=False,
    )
    table.add_column("", width=LABEL_WIDTH[lang], overflow="fold")
    for case in answer.case_studies:
        table.add_column(Prose(case.name[lang], "bold"), ratio=1, overflow="fold")
    for index, aspect in enumerate(answer.aspects):
        if index:
            table.add_row()
        style = QUIET if aspect.same else ""
        table.add_row(_label(aspect, lang), *(_value(aspect, case, lang, style) for case in answer.case_studies))
    return table


def _stacked(answer: Comparison, lang: Lang) -> Iterator[RenderableType]:
    for index, aspect in enumerate(answer.aspects):
        if index:
            yield ""
        yield _label(aspect, lang)
        style = QUIET if aspect.same else ""
        grid = Table.grid(padding=(0, 1))
        for case in answer.case_studies:
            grid.add_row("", Prose(case.name[lang], style or "cyan"), _value(aspect, case, lang, style))
        yield grid


def _label(aspect: Aspect, lang: Lang) -> Prose:
    if aspect.same:
        return Prose(f"{label(aspect.aspect, lang)} =", QUIET)
    return Prose(label(aspect.aspect, lang), "bold")


def _value(aspect: Aspect, case: CaseStudy, lang: Lang, style: str) -> Prose:
    value: Text | None = aspect.values[case.id]
    return Prose(value[lang], style) if value else Prose(label("not_stated", lang), f"{QUIET} italic")


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
