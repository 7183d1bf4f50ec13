"""What one platform promised and did."""

from __future__ import annotations

from epcli.model import CaseStudy, Event, Organization
from epcli.names import resolve
from epcli.queries.answer import PLATFORM, Answer, OwnedFigure, edition
from epcli.queries.timeline import in_time_order
from epcli.store import Store


class Platform(Answer, frozen=True, tag="epcli.platform/1"):
    """One platform: its record, the events that it is a party to in time order, the case studies that name it, and every figure."""

    platform: Organization
    events: list[Event]
    case_studies: list[CaseStudy]
    figures: list[OwnedFigure]


def platform(store: Store, name: str) -> Platform:
    """The platform that `name` means; its figures first, then those of its events. RequestError for an unknown name."""
    platforms = {record.id: record for record in store.organizations.values() if record.kind == "platform"}
    spellings = {record.id: [record.id, record.name.zh, record.name.en, *record.aliases] for record in platforms.values()}
    found = platforms[resolve(name, spellings, PLATFORM)]
    events = in_time_order(event for event in store.events.values() if found.id in event.organizations)
    figures = [OwnedFigure.of(figure, "organizations", found.id) for figure in found.figures]
    figures += [OwnedFigure.of(figure, "events", event.id) for event in events for figure in event.figures]
    cases = [case for case in store.case_studies.values() if found.id in case.organizations]
    return Platform(dataset=edition(store), platform=found, events=events, case_studies=cases, figures=figures)
