"""Every number, with what it is about and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Unpack

from msgspec import Struct

from epcli.model import Text
from epcli.queries.answer import Answer, OwnedFigure, edition, figure_owners, owned_figures
from epcli.queries.filters import FigureFilters, Selection
from epcli.store import Store


class Figures(Answer, frozen=True, tag="epcli.figures/2"):
    """Figures in the order of the store: those of events, then of case studies, then of organizations."""

    figures: list[OwnedFigure]

    row_type: ClassVar[type[Struct]] = OwnedFigure

    def rows(self) -> Sequence[OwnedFigure]:
        return self.figures

    def nothing_found(self, store: Store) -> Text | None:
        if self.figures:
            return None
        count = len(owned_figures(figure_owners(store)))
        return Text(en=f"No such figure: the store has {count} figures.", zh=f"没有这样的数字：库中共有{count}个数字。")


def figures(store: Store, **filters: Unpack[FigureFilters]) -> Figures:
    """Every figure that the filters ask for: of a platform and its events, of a place and all within it.

    RequestError for an unknown name.
    """
    return Figures(dataset=edition(store), figures=Selection(store, filters).figures())
