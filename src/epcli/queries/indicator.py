"""How one indicator went: every value of it, by what it is about, in time order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Unpack

from msgspec import Struct

from epcli.dates import beyond_plain, bounds
from epcli.model import Figure, Text
from epcli.model import Indicator as Definition
from epcli.queries.answer import Answer, OwnedFigure, edition
from epcli.queries.filters import Asked, Filters, Selection
from epcli.queries.named import indicator_named
from epcli.queries.scope import Subject, narrower, subject, when, whole_year
from epcli.store import Store


class Series(Struct, frozen=True):
    """Figures that are about the same and count the same, in time order; targets stand among them with their role.

    `metric` is null where they count just what the indicator defines, else it says what they count instead.
    """

    organizations: list[str]
    places: list[str]
    metric: Text | None
    figures: list[OwnedFigure]


class Indicator(Answer, frozen=True, tag="epcli.indicator/1"):
    """An indicator and its values: those of one subject (organizations and places) follow each other, the longest told first."""

    indicator: Definition
    series: list[Series]

    row_type: ClassVar[type[Struct]] = OwnedFigure

    def rows(self) -> Sequence[OwnedFigure]:
        return [figure for series in self.series for figure in series.figures]

    def nothing_found(self, store: Store) -> Text | None:
        if self.series:
            return None
        count = sum(figure.indicator == self.indicator.id for figure in Selection(store, {}).figures())
        return Text(
            en=f"No such figure: the store has {count} of {self.indicator.id}.",
            zh=f"没有这样的数字：库中{self.indicator.id}共有{count}个数字。",
        )


def indicator(store: Store, name: str, *, period: Asked = None, **filters: Unpack[Filters]) -> Indicator:
    """Every value of the indicator that `name` means, as far as the filters ask for it. RequestError for an unknown name."""
    found = indicator_named(store, name)
    selection = Selection(store, filters, period)
    figures = [figure for figure in selection.figures() if figure.indicator == found.id]
    told = Counter(map(subject, figures))
    place = {about: number for number, about in enumerate(told)}
    alike: dict[tuple[Subject, Text | None], list[OwnedFigure]] = {}
    for figure in sorted(figures, key=when):
        alike.setdefault((subject(figure), narrower(figure, found)), []).append(figure)
    order = sorted(alike, key=lambda key: (-told[key[0]], place[key[0]], key[1] is not None))
    series = [Series(alike[key][0].organizations, alike[key][0].places, key[1], alike[key]) for key in order]
    return Indicator(dataset=edition(store), indicator=found, series=series, filters=selection.asked)


def is_running_total(figure: Figure, indicator: Definition) -> bool:
    """Whether a number over a period counts all up to a day, as its name says."""
    named = (indicator.name, figure.metric)
    return indicator.measure == "flow" and any("running total" in text.en or "累计" in text.zh for text in named)


def odd_period(figure: Figure, indicator: Definition) -> tuple[str, int] | None:
    """What a number over a period is of, where that is no whole year: `years`, `months` or `days` and how many; else None.

    A number of a single day or month may be of that time, or of all up to it: that is `point`, and how many is 0.
    """
    if indicator.measure != "flow" or figure.role != "actual" or not figure.as_of:
        return None
    span, reading = bounds(figure.as_of), beyond_plain(figure.as_of)
    if whole_year(span):
        return None
    interval = "/" in figure.as_of
    if reading and (any(reading.undated) or reading.is_one_of_several or reading.form == "all of" or (interval and "X" in figure.as_of)):
        return None  # how long it is can't be said, and its date says why
    if not interval and not (reading and reading.singles[0].part):
        return "point", 0
    months = (span.upper.year - span.lower.year) * 12 + span.upper.month - span.lower.month + 1
    if figure.as_of.partition("/")[0].count("-") == 2:  # its start is a day
        return "days", (span.upper - span.lower).days + 1
    return ("years", months // 12) if months % 12 == 0 else ("months", months)
