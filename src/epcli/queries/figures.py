"""Every number, with what it is about and how it is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Unpack, get_args

from msgspec import Struct
from msgspec.structs import asdict

from epcli.dates import bounds, undated
from epcli.model import UNITS, Text, name_of
from epcli.names import resolve
from epcli.queries.answer import Answer, OwnedFigure, Sort, edition, figure_owners, limited, owned_figures
from epcli.queries.filters import Asked, Filters, Selection
from epcli.store import Store

SORT = Text(zh="排序", en="order")


class FigureRow(OwnedFigure, frozen=True):
    """A figure as a row of a spreadsheet, with names for its ids, and the first and last day of its dates, empty where they are open.

    What is added stands last, so that a column keeps its place.
    """

    subject_title: Text
    indicator_name: Text | None
    place_names: Text | None
    organization_names: Text | None
    reporter_name: Text | None
    as_of_first: str | None
    as_of_last: str | None
    due_first: str | None
    due_last: str | None


class Figures(Answer, frozen=True, tag="epcli.figures/2"):
    """Figures in the order of the store (those of events, then of case studies, then of organizations), or in the order asked for."""

    figures: list[OwnedFigure]

    row_type: ClassVar[type[Struct]] = OwnedFigure

    def rows(self) -> Sequence[OwnedFigure]:
        return self.figures

    def sheet(self, store: Store) -> tuple[type[Struct], Sequence[Struct]]:
        return FigureRow, [_named(figure, store) for figure in self.figures]

    def nothing_found(self, store: Store) -> Text | None:
        if self.figures:
            return None
        count = len(owned_figures(figure_owners(store)))
        return Text(en=f"No such figure: the store has {count} figures.", zh=f"没有这样的数字：库中共有{count}个数字。")


def figures(
    store: Store,
    *,
    period: Asked = None,
    sort: str | None = None,
    limit: int | None = None,
    **filters: Unpack[Filters],
) -> Figures:
    """Every figure that the filters ask for: of a platform and its events, of a place and all within it.

    `sort` is `date`, `value` (the largest of each unit first) or `record`, which is the order of the store; `limit` how many at most.
    RequestError for an unknown name.
    """
    selection = Selection(store, filters, period)
    order = resolve(sort, {name: [name] for name in get_args(Sort)}, SORT) if sort is not None else "record"
    found = selection.figures()
    if order == "date":
        found = sorted(found, key=lambda figure: _day(figure, store))
    elif order == "value":
        rank = {unit: place for place, unit in enumerate(UNITS)}
        found = sorted(found, key=lambda figure: (rank[figure.unit], figure.value is None, -(figure.value or 0)))
    asked = selection.asked | ({"sort": [order]} if sort is not None else {})
    return Figures(dataset=edition(store), figures=found[:limit], filters=asked | limited(limit))


def _day(figure: OwnedFigure, store: Store) -> tuple[object, ...]:
    """The first day that a figure is about, then the last; what has no date, and isn't of an event, comes last."""
    owner = store.events[figure.subject.id] if figure.subject.table == "events" else None
    dated = figure.as_of or (owner and owner.date)
    return (0, *bounds(dated), figure.id) if dated else (1, figure.id)


def _named(figure: OwnedFigure, store: Store) -> FigureRow:
    def names(table: str, ids: Iterable[str]) -> Text | None:
        records = [getattr(store, table)[name] for name in ids]
        joined = {lang: "; ".join(record.name[lang] for record in records) for lang in ("zh", "en")}
        return Text(**joined) if records else None

    (as_of_first, as_of_last), (due_first, due_last) = _days(figure.as_of), _days(figure.due)
    return FigureRow(
        **asdict(figure),
        indicator_name=names("indicators", [figure.indicator] if figure.indicator else []),
        as_of_first=as_of_first,
        as_of_last=as_of_last,
        due_first=due_first,
        due_last=due_last,
        place_names=names("places", figure.places),
        organization_names=names("organizations", figure.organizations),
        reporter_name=names("organizations", [figure.reported_by] if figure.reported_by else []),
        subject_title=name_of(getattr(store, figure.subject.table)[figure.subject.id]),
    )


def _days(edtf: str | None) -> tuple[str | None, str | None]:
    """The first and the last day of a date; None for an end that is open."""
    if edtf is None:
        return None, None
    span, (no_start, no_end) = bounds(edtf), undated(edtf)
    return None if no_start else span.lower.isoformat(), None if no_end else span.upper.isoformat()
