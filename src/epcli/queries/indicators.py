"""Which indicators there are, and how much the store has of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Unpack

from msgspec import Struct
from msgspec.structs import asdict

from epcli.model import Indicator, Text
from epcli.queries.answer import Answer, edition
from epcli.queries.filters import Asked, Filters, Selection
from epcli.queries.scope import when
from epcli.store import Store


class CountedIndicator(Indicator, frozen=True):
    """An indicator with how many figures it has: results, targets with commitments, rules; and the dates of its first and last result."""

    actuals: int
    targets: int
    rules: int
    first: str | None
    last: str | None


class Indicators(Answer, frozen=True, tag="epcli.indicators/1"):
    """Indicators in the order of the store."""

    indicators: list[CountedIndicator]

    row_type: ClassVar[type[Struct]] = CountedIndicator

    def rows(self) -> Sequence[CountedIndicator]:
        return self.indicators

    def cites_nothing(self, store: Store) -> Text:
        """An indicator has no source; its values have."""
        first = next((indicator.id for indicator in self.indicators), "NAME")
        return Text(
            en=f"A list of indicators cites no source; the values of one do: epcli indicator {first}",
            zh=f"指标列表本身不引用来源；各指标的值才有来源：epcli indicator {first}",
        )


def indicators(store: Store, *, period: Asked = None, **filters: Unpack[Filters]) -> Indicators:
    """All indicators; with filters, those that have a figure among what was asked for, and how many. RequestError for an unknown name."""
    selection = Selection(store, filters, period)
    figures = selection.figures()
    found = []
    for indicator in store.indicators.values():
        own = [figure for figure in figures if figure.indicator == indicator.id]
        if own or not selection.asked:
            results = sorted((figure for figure in own if figure.role == "actual"), key=when)
            dates = [figure.as_of for figure in results if figure.as_of]
            rules = sum(figure.role == "rule" for figure in own)
            found.append(
                CountedIndicator(
                    **asdict(indicator),
                    actuals=len(results),
                    targets=len(own) - len(results) - rules,
                    rules=rules,
                    first=dates[0] if dates else None,
                    last=dates[-1] if dates else None,
                )
            )
    return Indicators(dataset=edition(store), indicators=found, filters=selection.asked)
