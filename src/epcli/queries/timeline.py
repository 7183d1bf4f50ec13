"""What happened when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.dates import bounds, parse_period
from epcli.model import Event, EventKind, Text
from epcli.queries.answer import Answer, edition
from epcli.queries.named import Glance, events_that, lies_within, place_named, platform_named
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
        first, last = years_covered(store)
        return Text(
            en=f"No such event: the store has {len(store.events)} events from {first} to {last}.",
            zh=f"没有这样的事件：库中共有{len(store.events)}个事件，时间为{first}年至{last}年。",
        )


def timeline(
    store: Store, period: str | None = None, *, platform: str | None = None, place: str | None = None, kind: EventKind | None = None
) -> Timeline:
    """The events whose dates overlap PERIOD, that name the platform, that lie in the place (a province holds its counties), of the kind.

    RequestError for a bad period or an unknown name.
    """
    asked = None if period is None else parse_period(period)
    platform_id = None if platform is None else platform_named(store, platform).id
    outer = None if place is None else place_named(store, place).id

    def fit(event: Event | Glance) -> bool:
        return (
            (kind is None or event.kind == kind)
            and (platform_id is None or platform_id in event.organizations)
            and (asked is None or bounds(event.date).overlap(asked))
            and (outer is None or any(lies_within(store, inner, outer) for inner in event.places))
        )

    asked_for = None if period is None else period.strip()
    return Timeline(dataset=edition(store), period=asked_for, events=in_time_order(events_that(store, fit)))


def years_covered(store: Store) -> tuple[int, int]:
    """The first and the last year that the dates of a store's events may mean; there must be an event."""
    spans = [bounds(event.date) for event in store.events.values()]
    return min(span.lower.year for span in spans), max(span.upper.year for span in spans)


def in_time_order(events: Iterable[Event]) -> list[Event]:
    """By the first day that the date may mean; of those the widest first, a year before its months and a month before its days."""

    def place_in_time(event: Event) -> tuple[int, int, str]:
        span = bounds(event.date)
        return span.lower.toordinal(), -span.upper.toordinal(), event.id

    return sorted(events, key=place_in_time)
