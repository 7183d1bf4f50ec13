"""Who signed with whom, when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import DateStatus, Event
from epcli.queries.answer import Answer, edition
from epcli.queries.named import events_that, lies_within, platforms
from epcli.queries.timeline import in_time_order
from epcli.store import Store


class Signing(Struct, frozen=True):
    """One agreement in a cell: the event, its date and how the date is known."""

    event: str
    date: str
    status: DateStatus


class Signatory(Struct, frozen=True):
    """A place (null: the whole country) and its agreements: platform id → signings in time order."""

    place: str | None
    platforms: dict[str, list[Signing]]


class Agreements(Answer, frozen=True, tag="epcli.agreements/2"):
    """Places in the order of their first agreement, the whole country first; platforms that signed at all; the events behind."""

    platforms: list[str]
    signatories: list[Signatory]
    events: list[Event]

    row_type: ClassVar[type[Struct]] = Signatory

    def rows(self) -> Sequence[Signatory]:
        return self.signatories


def agreements(store: Store) -> Agreements:
    """Every agreement that a platform is a party to, under the places that it is about; a city where it was merely signed lies within."""
    ids = [record.id for record in platforms(store)]
    parties = set(ids)
    events = in_time_order(events_that(store, lambda event: event.kind == "agreement" and not parties.isdisjoint(event.organizations)))
    signed = [platform for platform in ids if any(platform in event.organizations for event in events)]
    found: dict[str | None, dict[str, list[Signing]]] = {None: {platform: [] for platform in signed}}
    for event in events:
        for place in _outermost(store, event.places) or [None]:
            cells = found.setdefault(place, {platform: [] for platform in signed})
            for platform in signed:
                if platform in event.organizations:
                    cells[platform].append(Signing(event.id, event.date, event.dating.status))
    rows = [Signatory(place, cells) for place, cells in found.items() if any(cells.values())]
    return Agreements(dataset=edition(store), platforms=signed, signatories=rows, events=events)


def _outermost(store: Store, places: Sequence[str]) -> list[str | None]:
    return [inner for inner in places if not any(inner != outer and lies_within(store, inner, outer) for outer in places)]
