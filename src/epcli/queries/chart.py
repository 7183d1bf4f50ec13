"""Who was active when: a timeline's events by year, by party and by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from epcli.dates import bounds, dated_years
from epcli.model import Event
from epcli.queries.named import platforms
from epcli.queries.timeline import Timeline, years_covered
from epcli.store import Store

LONG = 12
"""Of what takes more years than this only the first and the last are drawn: a chart has no more marks than its events have lines."""


class Spell(Struct, frozen=True):
    """An event in a year to which it is dated no closer, and whether it began before, or goes on after, in years not drawn."""

    event: Event
    began_before: bool
    goes_on: bool


class Activity(Struct, frozen=True):
    """What one party did in one year: per month (1 to 12) the events dated to it; `sometime` holds those dated no closer than the year.

    `platform` is a platform's id, null for events without any platform: government alone.
    """

    year: int
    platform: str | None
    months: dict[int, list[Event]]
    sometime: list[Spell]


class Chart(Timeline, frozen=True, tag="epcli.timeline/2"):
    """A timeline that is drawn as a chart; as data it is the timeline."""


def chart(timeline: Timeline) -> Chart:
    return Chart(dataset=timeline.dataset, period=timeline.period, events=timeline.events, filters=timeline.filters)


def activities(events: Sequence[Event], store: Store) -> list[Activity]:
    """Year by year in order, the government first, then platforms in the order of the store; only parties that have an event.

    What is open is drawn to the last year, or from the first, in which the store's events are dated.
    """
    rank: dict[str | None, int] = {None: 0} | {record.id: number for number, record in enumerate(platforms(store), start=1)}
    covered = years_covered(store) if events else (0, 0)
    found: dict[tuple[int, int], Activity] = {}
    for event in events:
        span = bounds(event.date)
        own: list[str | None] = sorted({party for party in event.organizations if party in rank}, key=rank.__getitem__) or [None]
        for year, spell in _spells(event, covered):
            for party in own:
                activity = found.setdefault((year, rank[party]), Activity(year, party, {}, []))
                if (span.lower.year, span.lower.month) == (span.upper.year, span.upper.month):
                    activity.months.setdefault(span.lower.month, []).append(event)
                else:
                    activity.sometime.append(spell)
    return [found[key] for key in sorted(found)]


def _spells(event: Event, covered: tuple[int, int]) -> Iterator[tuple[int, Spell]]:
    """The years in which an event is drawn."""
    start, end = dated_years(event.date)
    first = min(covered[0], end or covered[0]) if start is None else start
    last = max(covered[1], first) if end is None else end
    drawn = range(first, last + 1)
    whole = len(drawn) <= LONG
    for year in drawn if whole else (first, last):
        began = start is None if year == first else not whole
        goes_on = end is None if year == last else not whole
        yield year, Spell(event, began, goes_on)
