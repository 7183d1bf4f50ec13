"""Every number, with what it is about and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import CaseStudy, Event, FigureStatus, Organization, Text
from epcli.queries.answer import Answer, OwnedFigure, edition, figure_owners, owned_figures
from epcli.queries.named import lies_within, place_named, platform_named
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


def figures(store: Store, *, status: FigureStatus | None = None, platform: str | None = None, place: str | None = None) -> Figures:
    """Every figure, or those of a status, of a platform and its events, of a place and all within it. RequestError for an unknown name."""
    owners = figure_owners(store)
    if platform is not None:
        platform_id = platform_named(store, platform).id
        owners = [owner for owner in owners if platform_id == owner.id or platform_id in getattr(owner, "organizations", ())]
    if place is not None:
        outer = place_named(store, place).id
        owners = [owner for owner in owners if any(lies_within(store, inner, outer) for inner in _places(owner))]
    found = [figure for figure in owned_figures(owners) if status in (None, figure.status)]
    return Figures(dataset=edition(store), figures=found)


def _places(owner: Event | CaseStudy | Organization) -> list[str]:
    if isinstance(owner, Event):
        return owner.places
    return [owner.place] if isinstance(owner, CaseStudy) else []
