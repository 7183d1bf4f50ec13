"""What was promised, and what was reported since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Unpack

from msgspec import Struct

from epcli.dates import beginning, bounds
from epcli.model import Figure, Text
from epcli.queries.answer import Answer, OwnedFigure, edition, figure_owners, owned_figures
from epcli.queries.filters import Asked, Filters, Selection
from epcli.queries.named import inside
from epcli.queries.scope import comparable, when
from epcli.store import Store


class Reported(Struct, frozen=True):
    """A result of the same indicator, of a later day than the promise, or undated.

    `share` is the result divided by what was promised (1 is all of it): our arithmetic, no source's. It is null unless both count the
    same thing of the same organizations and places over the same time.
    """

    figure: OwnedFigure
    share: float | None


class Promise(Struct, frozen=True):
    """A target or a commitment, and the results reported since in time order; none where no figure reports it."""

    figure: OwnedFigure
    reported: list[Reported]


class PromiseLine(Struct, frozen=True):
    """One promise, or one result under it: `promise` is the id of the promise, `share` what the result is of it by our arithmetic."""

    promise: str
    share: float | None
    figure: OwnedFigure


class Promises(Answer, frozen=True, tag="epcli.promises/1"):
    """Targets and commitments by the day on which they were set; `period` as it was asked for, null for all of them."""

    period: str | None
    promises: list[Promise]

    row_type: ClassVar[type[Struct]] = PromiseLine

    def rows(self) -> Sequence[PromiseLine]:
        return [
            line
            for promise in self.promises
            for line in (
                PromiseLine(promise.figure.id, None, promise.figure),
                *(PromiseLine(promise.figure.id, one.share, one.figure) for one in promise.reported),
            )
        ]

    def nothing_found(self, store: Store) -> Text | None:
        if self.promises:
            return None
        count = len([figure for figure in owned_figures(figure_owners(store)) if is_promise(figure)])
        return Text(
            en=f"No such promise: the store has {count} targets and commitments.", zh=f"没有这样的承诺：库中共有{count}项目标与承诺。"
        )


def promises(store: Store, period: Asked = None, **filters: Unpack[Filters]) -> Promises:
    """The targets and commitments set in PERIOD that the filters ask for. What was reported of them is told whoever says it.

    RequestError for a period that is none, or an unknown name.
    """
    selection = Selection(store, filters, period)
    made = [figure for figure in selection.figures() if is_promise(figure) and not (period and figure.as_of is None)]
    periods = ", ".join(selection.asked.get("period", ())) or None
    return Promises(dataset=edition(store), period=periods, promises=followed(store, made), filters=selection.asked)


def is_promise(figure: Figure) -> bool:
    return figure.role in ("target", "commitment")


def followed(store: Store, made: Iterable[OwnedFigure]) -> list[Promise]:
    """Promises in the order in which they were set, each with what the store has of it since."""
    results: dict[str | None, list[OwnedFigure]] = {}
    for figure in sorted(owned_figures(figure_owners(store), lambda owner, figure: figure.role == "actual"), key=when):
        results.setdefault(figure.indicator, []).append(figure)
    return [
        Promise(
            promise,
            [Reported(one, _share(store, promise, one)) for one in results.get(promise.indicator, ()) if _reports(store, one, promise)],
        )
        for promise in sorted(made, key=_set_on)
    ]


def _set_on(promise: Figure) -> tuple[object, ...]:
    """What puts promises in order: by the year under which each stands, in that by the last day on which it may have been set."""
    if promise.as_of is None:
        return (1,)
    began = beginning(promise.as_of)
    return (0, began.first or 0, -(began.last or 10000), when(promise))


def _reports(store: Store, result: Figure, promise: Figure) -> bool:
    """Whether a result is of the same indicator and about the same organization or place, and not of an earlier time.

    What was promised for one place is reported by what is about it or a part of it: a result of the whole country tells nothing of it.
    What a company or a platform promised, it does itself: that others did as much in the same place reports nothing of it.
    """
    if promise.indicator is None or result.indicator != promise.indicator:
        return False
    if result.as_of and promise.as_of and bounds(result.as_of).upper <= bounds(promise.as_of).lower:
        return False
    if promise.places and not any(map(inside(store, promise.places), result.places)):
        return False
    if not set(result.organizations).isdisjoint(promise.organizations):
        return True
    own_doing = any(store.organizations[one].kind not in ("government", "party") for one in (*promise.organizations, *result.organizations))
    return not own_doing and not set(result.places).isdisjoint(promise.places)


def _share(store: Store, promise: Figure, result: Figure) -> float | None:
    """What a result is of a promise. Not of a ratio, a range, a ceiling, or a time that is another one."""
    indicator = store.indicators[promise.indicator] if promise.indicator else None
    if indicator is None or indicator.measure == "ratio" or not comparable(promise, result, indicator):
        return None
    if not promise.value or result.value is None or promise.upper is not None or result.upper is not None or result.as_of is None:
        return None
    if "at-most" in (promise.qualifier, result.qualifier) or promise.value < 0 or result.value < 0:
        return None
    if indicator.measure == "flow" and (promise.due is None or bounds(promise.due) != bounds(result.as_of)):
        return None
    return float(f"{result.value / promise.value:.3g}")
