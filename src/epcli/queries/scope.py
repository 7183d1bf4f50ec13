"""What a figure is about, exactly: two figures of one indicator are compared only where that is the same."""

from __future__ import annotations

from typing import TypeAlias

from epcli.dates import bounds
from epcli.days import Bounds
from epcli.model import Figure, Indicator, Text

Subject: TypeAlias = tuple[frozenset[str], frozenset[str]]
"""Organizations and places, in whatever order a record names them."""


def subject(figure: Figure) -> Subject:
    return frozenset(figure.organizations), frozenset(figure.places)


def narrower(figure: Figure, indicator: Indicator) -> Text | None:
    """The metric where it says something else than the indicator does; None where it is the indicator's own.

    It is its own if it is the indicator's name, or its definition begins with the same words, in either language.
    """
    metric = figure.metric
    names = {indicator.name.zh, indicator.name.en.casefold(), *(alias.casefold() for alias in indicator.aliases)}
    own = (
        metric.zh in names
        or metric.en.casefold() in names
        or indicator.definition.zh.startswith(metric.zh)
        or indicator.definition.en.casefold().startswith(metric.en.casefold())
    )
    return None if own else metric


def comparable(one: Figure, other: Figure, indicator: Indicator) -> bool:
    """Whether both count the same thing of the same organizations and places."""
    alike = narrower(one, indicator) == narrower(other, indicator)
    return alike and one.indicator == other.indicator and one.unit == other.unit and subject(one) == subject(other)


def when(figure: Figure) -> tuple[object, ...]:
    """What puts figures in time order: by the last day that each is about, undated ones at the end."""
    if figure.as_of is None:
        return (1,)
    span = bounds(figure.as_of)
    return (0, span.upper, span.lower)


def whole_year(span: Bounds) -> bool:
    """Whether it is one year of the calendar, which is what a number over a period is of unless something else is said."""
    return span.lower.year == span.upper.year and (span.lower.month, span.lower.day, span.upper.month, span.upper.day) == (1, 1, 12, 31)
