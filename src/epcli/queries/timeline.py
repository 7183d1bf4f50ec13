"""What happened when."""

from __future__ import annotations

from collections.abc import Iterable

from epcli.dates import Bounds, bounds, parse_period
from epcli.model import Event, Text
from epcli.queries.answer import Answer, edition
from epcli.store import Store


class Timeline(Answer, frozen=True, tag="epcli.timeline/1"):
    """Events in time order; `period` as it was asked for, null for all of them."""

    period: str | None
    events: list[Event]

    def nothing_found(self, store: Store) -> Text | None:
        if self.events or not store.events:
            return None
        spans = [bounds(event.date) for event in store.events.values()]
        first, last = min(span.lower.year for span in spans), max(span.upper.year for span in spans)
        return Text(
            en=f"No event in {self.period}: the store has {len(spans)} events from {first} to {last}.",
            zh=f"{self.period}没有事件：库中共有{len(spans)}个事件，时间为{first}年至{last}年。",
        )


def timeline(store: Store, period: str | None) -> Timeline:
    """The events whose dates overlap PERIOD, or all of them. RequestError for a bad period."""
    asked = parse_period(period) if period is not None else Bounds(bounds("0001").lower, bounds("9999").upper)
    events = [event for event in store.events.values() if bounds(event.date).overlap(asked)]
    return Timeline(dataset=edition(store), period=period, events=in_time_order(events))


def in_time_order(events: Iterable[Event]) -> list[Event]:
    """By the first day that the date may mean, then by the last (a whole month after its first day), then by id."""
    return sorted(events, key=lambda event: (*bounds(event.date), event.id))
