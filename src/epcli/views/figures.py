"""Numbers: how much, of what, about whom, as of when, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from epcli.model import Figure
from epcli.queries.answer import OwnedFigure
from epcli.queries.figures import Figures
from epcli.queries.named import name_of
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import Page, Section, columns
from epcli.views.prose import Prose
from epcli.wording import as_of, count, label, role


def page(answer: Figures, notes: Footnotes) -> Page:
    rows = [_row(figure, notes, _about(figure, notes)) for figure in answer.figures]
    heads = columns(notes.lang, "figure", "metric", "status", "references")
    return Page(Prose(count(len(rows), "figure", notes.lang), "bold"), [], [Section("", heads, rows)])


def figure_section(figures: Sequence[Figure], notes: Footnotes, heading: str) -> Section:
    """The numbers of one record, which needs no telling."""
    heads = columns(notes.lang, "figure", "metric", "status", "references")
    return Section(heading, heads, [_row(figure, notes) for figure in figures])


def _row(figure: Figure, notes: Footnotes, about: str = "") -> list[Prose]:
    return [
        notes.amount(figure),
        Prose.of(
            f"{figure.metric[notes.lang]}{as_of(figure, notes.lang)}{role(figure, notes.lang)}", (f"\n{about}" if about else "", QUIET)
        ),
        Prose(label(figure.status, notes.lang)),
        Prose(notes.reference(figure.citations, figure.note), QUIET),
    ]


def _about(figure: OwnedFigure, notes: Footnotes) -> str:
    owner = getattr(notes.store, figure.subject.table)[figure.subject.id]
    return f"{name_of(owner)[notes.lang]} · {figure.id}"
