"""Who signed with whom, when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Unpack

from msgspec import Struct

from epcli.model import DateStatus, Event
from epcli.queries.answer import Answer, edition
from epcli.queries.filters import Asked, Filters, Selection
from epcli.queries.named import enclosing, lies_within, platforms
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


def agreements(store: Store, period: Asked = None, **filters: Unpack[Filters]) -> Agreements:
    """Every agreement that a platform is a party to, under the places that it is about; a city where it was merely signed lies within.

    With platforms asked for, theirs alone, and with places, those within them. RequestError for a bad period or an unknown name.
    """
    selection = Selection(store, filters, period)
    asked_for = selection.asked.get("platform")
    rank = {record.id: number for number, record in enumerate(platforms(store)) if not asked_for or record.id in asked_for}
    parties = rank.keys()
    signed_by = [event for event in selection.events() if event.kind == "agreement" and not parties.isdisjoint(event.organizations)]
    events = in_time_order(signed_by)
    regions = selection.asked.get("place", [])
    signatures: dict[str | None, dict[str, list[Signing]]] = {None: {}}
    for event in events:
        signing = Signing(event.id, event.date, event.dating.status)
        for place in _outermost(store, event.places) or [None]:
            if regions and not (place and any(lies_within(store, place, region) for region in regions)):
                continue
            cells = signatures.setdefault(place, {})
            for platform in parties & set(event.organizations):
                cells.setdefault(platform, []).append(signing)
    signed = sorted({platform for cells in signatures.values() for platform in cells}, key=rank.__getitem__)
    rows = [Signatory(place, {platform: cells.get(platform, []) for platform in signed}) for place, cells in signatures.items() if cells]
    return Agreements(dataset=edition(store), platforms=signed, signatories=rows, events=events, filters=selection.asked)


def _outermost(store: Store, places: Sequence[str]) -> list[str | None]:
    named = set(places)
    return [inner for inner in places if not any(outer.id != inner and outer.id in named for outer in enclosing(store, inner))]
