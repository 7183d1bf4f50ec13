"""Numbers: how much, of what, about whom, as of when, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from epcli.drawing.blocks import Page, Row, Table
from epcli.drawing.prose import QUIET, Prose
from epcli.model import Figure, name_of
from epcli.queries.answer import OwnedFigure
from epcli.queries.figures import Figures
from epcli.views import asked
from epcli.views.footnotes import Footnotes
from epcli.wording import as_of, label, role


def page(answer: Figures, notes: Footnotes) -> Page:
    return notes.page(asked.title("figures", answer, len(answer.figures), "figure", notes), [figure_table(answer.figures, notes)])


def figure_table(figures: Sequence[Figure], notes: Footnotes) -> Table:
    """Numbers a row each; those of one record need not say whose they are."""
    return Table(notes.heads("figure", "metric", "status", "references"), [_row(figure, notes) for figure in figures])


def _row(figure: Figure, notes: Footnotes) -> Row:
    about = Prose.of("\n", _about(figure, notes)) if isinstance(figure, OwnedFigure) else Prose()
    cells = [
        notes.amount(figure),
        Prose.of(f"{figure.metric[notes.lang]}{as_of(figure, notes.lang)}{role(figure, notes.lang)}", about.styled(QUIET)),
        Prose(label(figure.status, notes.lang)),
        notes.reference(figure.citations, figure.note),
    ]
    return Row(cells, figure.id)


def _about(figure: OwnedFigure, notes: Footnotes) -> Prose:
    table, record_id = figure.subject.table, figure.subject.id
    owner = getattr(notes.store, table)[record_id]
    return Prose.of(Prose(name_of(owner)[notes.lang], "", f"{table}/{record_id}"), " · ", Prose(figure.id, "", f"figures/{figure.id}"))
