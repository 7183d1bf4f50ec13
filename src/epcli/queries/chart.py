"""Who was active when: a timeline's events by year, by party and by month."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from epcli.dates import bounds
from epcli.model import Event
from epcli.queries.named import platforms
from epcli.queries.timeline import Timeline
from epcli.store import Store


class Activity(Struct, frozen=True):
    """What one party did in one year: per month (1 to 12) the events dated to it; `sometime` holds those dated no closer than the year.

    `platform` is a platform's id, null for events without any platform: government alone.
    """

    year: int
    platform: str | None
    months: dict[int, list[Event]]
    sometime: list[Event]


class Chart(Timeline, frozen=True, tag="epcli.timeline/2"):
    """A timeline that is drawn as a chart; as data it is the timeline."""


def chart(timeline: Timeline) -> Chart:
    return Chart(dataset=timeline.dataset, period=timeline.period, events=timeline.events)


def activities(events: Sequence[Event], store: Store) -> list[Activity]:
    """Year by year in order, the government first, then platforms in the order of the store; only parties that have an event."""
    parties: list[str | None] = [None, *(record.id for record in platforms(store))]
    found: dict[tuple[int, int], Activity] = {}
    for event in events:
        span = bounds(event.date)
        own: list[str | None] = [party for party in parties if party in event.organizations] or [None]
        for year in range(span.lower.year, span.upper.year + 1):
            for party in own:
                activity = found.setdefault((year, parties.index(party)), Activity(year, party, {}, []))
                if (span.lower.year, span.lower.month) == (span.upper.year, span.upper.month):
                    activity.months.setdefault(span.lower.month, []).append(event)
                else:
                    activity.sometime.append(event)
    return [found[key] for key in sorted(found)]
