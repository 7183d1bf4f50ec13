"""What happened when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Unpack

from msgspec import Struct

from epcli.dates import dated_years, place_in_time, undated
from epcli.model import Event, Text
from epcli.queries.answer import Answer, edition, limited
from epcli.queries.filters import Asked, Filters, Selection
from epcli.store import Store


class Timeline(Answer, frozen=True, tag="epcli.timeline/2"):
    """Events in time order; `period` as it was asked for, null for all of them."""

    period: str | None
    events: list[Event]

    row_type: ClassVar[type[Struct]] = Event

    def rows(self) -> Sequence[Event]:
        return self.events

    def nothing_found(self, store: Store) -> Text | None:
        if self.events or not store.events:
            return super().nothing_found(store)
        first, last = (f"{year:04}" for year in years_covered(store))
        no_start, no_end = (any(ends) for ends in zip(*(undated(event.date) for event in store.events.values()), strict=True))
        before, after = " and before" * no_start, " and after" * no_end
        zh = f"{first}年{'及以前' * no_start}至{last}年{'及以后' * no_end}"
        return Text(
            en=f"No such event: the store has {len(store.events)} events from {first}{before} to {last}{after}.",
            zh=f"没有这样的事件：库中共有{len(store.events)}个事件，时间为{zh}。",
        )


def timeline(store: Store, period: Asked = None, *, limit: int | None = None, **filters: Unpack[Filters]) -> Timeline:
    """The events whose dates overlap PERIOD, or any of several, and that the filters ask for; with a limit no more than that.

    RequestError for a bad period or an unknown name.
    """
    selection = Selection(store, filters, period)
    periods = selection.asked.get("period", [])
    return Timeline(
        dataset=edition(store),
        period=", ".join(periods) or None,
        events=in_time_order(selection.events())[:limit],
        filters=selection.asked | limited(limit),
    )


def years_covered(store: Store) -> tuple[int, int]:
    """The first and the last year in which a dated end of a store's events may lie; there must be an event.

    What is open (`2016/..`) says nothing of how far the records go.
    """
    years = {year for event in store.events.values() for year in dated_years(event.date) if year}
    return min(years), max(years)


def in_time_order(events: Iterable[Event]) -> list[Event]:
    """By the first day that the date may mean; of those the widest first, a year before its months and a month before its days."""
    return sorted(events, key=lambda event: (place_in_time(event.date), event.id))
