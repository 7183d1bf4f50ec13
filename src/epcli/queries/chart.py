"""Who was active when: a timeline's events by year, by party and by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from epcli.dates import beyond_plain, parse_period, spans
from epcli.days import Bounds
from epcli.model import Event
from epcli.queries.named import platforms
from epcli.queries.timeline import Timeline, years_covered
from epcli.store import Store

LONG = 12
"""Of what takes more years than this only the first and the last are drawn: a chart has no more marks than its events have lines."""


class Spell(Struct, frozen=True):
    """An event in a month or a year in which it is drawn: whether it began before, or goes on after, in years not drawn; or whether
    this is only one of those in which it may have been.
    """

    event: Event
    began_before: bool = False
    goes_on: bool = False
    perhaps: bool = False


class Activity(Struct, frozen=True):
    """What one party did in one year: per month (1 to 12) what is dated to it; `sometime` holds what is dated no closer than the year.

    `platform` is a platform's id, null for events without any platform: government alone.
    """

    year: int
    platform: str | None
    months: dict[int, list[Spell]]
    sometime: list[Spell]


class Chart(Timeline, frozen=True, tag="epcli.timeline/2"):
    """A timeline that is drawn as a chart; as data it is the timeline."""


def chart(timeline: Timeline) -> Chart:
    return Chart(dataset=timeline.dataset, period=timeline.period, events=timeline.events, filters=timeline.filters)


def activities(events: Sequence[Event], store: Store, periods: Iterable[str] = ()) -> list[Activity]:
    """Year by year in order, the government first, then platforms in the order of the store; only parties that have an event.

    Of the periods that were asked for only the years are drawn. What is open is drawn to the last year, or from the first, that is
    asked for or in which the store's events are dated.
    """
    rank: dict[str | None, int] = {None: 0} | {record.id: number for number, record in enumerate(platforms(store), start=1)}
    asked = [parse_period(period) for period in periods]
    covered = _covered(asked, store) if events else (0, 0)
    found: dict[tuple[int, int], Activity] = {}
    for event in events:
        own: list[str | None] = sorted({party for party in event.organizations if party in rank}, key=rank.__getitem__) or [None]
        for year, month, spell in _spells(event, covered, asked):
            for party in own:
                activity = found.setdefault((year, rank[party]), Activity(year, party, {}, []))
                (activity.months.setdefault(month, []) if month else activity.sometime).append(spell)
    return [found[key] for key in sorted(found)]


def _covered(asked: Iterable[Bounds], store: Store) -> tuple[int, int]:
    """The first and the last year that are asked for, but for open ends, or in which an event is dated."""
    ends = {end.year for span in asked for end in span if end not in (date.min, date.max)}
    years = {*years_covered(store), *ends}
    return min(years), max(years)


def _spells(event: Event, covered: tuple[int, int], asked: Sequence[Bounds]) -> Iterator[tuple[int, int | None, Spell]]:
    """The years, or months, in which an event is drawn."""
    reading = beyond_plain(event.date)
    lasting: list[tuple[range, bool, bool, int | None]] = []
    for span, no_start, no_end in spans(event.date, Bounds(date.min, date.max)):
        first = min(covered[0], span.upper.year) if no_start else span.lower.year
        last = max(covered[1], first) if no_end else span.upper.year
        month = span.lower.month if (span.lower.year, span.lower.month) == (span.upper.year, span.upper.month) else None
        lasting.append((range(first, last + 1), no_start, no_end, month))
    several_months = reading is not None and reading.form == "date" and len({month for *_, month in lasting}) > 1
    perhaps = several_months or (reading is not None and reading.is_one_of_several)
    shown = _shown([years for years, *_ in lasting], asked)
    for year in shown:
        in_months: dict[int | None, Spell] = {}
        for years, no_start, no_end, month in lasting:
            if year in years:
                before = (no_start or year > years[0]) and year - 1 not in shown
                after = (no_end or year < years[-1]) and year + 1 not in shown
                in_months[month] = Spell(event, perhaps=True) if perhaps else Spell(event, before, after)
        yield from ((year, month, spell) for month, spell in in_months.items())


def _shown(lasting: Iterable[range], asked: Sequence[Bounds]) -> list[int]:
    """The years that are drawn: those that were asked for, and of more than `LONG` the first and the last."""
    whole = [range(span.lower.year, span.upper.year + 1) for span in asked] or [range(date.min.year, date.max.year + 1)]
    common = [range(max(own[0], then[0]), min(own[-1], then[-1]) + 1) for own in lasting for then in whole]
    years = sorted({year for some in common for year in (*some[: LONG + 1], *some[-1:])})
    return years if len(years) <= LONG else [years[0], years[-1]]
