"""What some sources say: records, or a whole store, without everything that only others say."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from epcli.model import ASPECTS, CaseStudy, Citation, Event, Figure, Organization, Record, Source
from epcli.store import Store


def narrowed(store: Store, *sources: str) -> Store:
    """The store as these sources (ids) tell it; the whole store when none is named.

    Events and case studies that cite any of them, with the figures, programmes and facts that do. All organizations and places
    stay, since events name them.
    """
    if not sources:
        return store
    ids = frozenset(sources)
    return replace(
        store,
        events={event.id: event_told(event, ids) for event in store.events.values() if cites(event.citations, ids)},
        case_studies={case.id: case_told(case, ids) for case in store.case_studies.values() if cites(case.citations, ids)},
        organizations={record.id: organization_told(record, ids) for record in store.organizations.values()},
    )


def told(record: Record, sources: AbstractSet[str]) -> Record | None:
    """A record of any table as these sources tell it: one of them, or what cites one; None if they say nothing of it."""
    match record:
        case Source() if record.id in sources:
            return record
        case Event() if cites(record.citations, sources):
            return event_told(record, sources)
        case CaseStudy() if cites(record.citations, sources):
            return case_told(record, sources)
        case Organization() if cites(record.citations, sources):
            return organization_told(record, sources)
    return None


def cites(citations: Iterable[Citation], sources: AbstractSet[str]) -> bool:
    """Whether any of the citations is of one of these sources."""
    return any(citation.source in sources for citation in citations)


def event_told(event: Event, sources: AbstractSet[str]) -> Event:
    return replace(event, figures=_figures(event.figures, sources))


def case_told(case: CaseStudy, sources: AbstractSet[str]) -> CaseStudy:
    """The aspects are the words of the source that a case study cites first, so they go where that is another one."""
    silent = {} if case.citations[0].source in sources else dict.fromkeys(ASPECTS)
    facts = [fact for fact in case.facts if cites(fact.citations, sources)]
    return replace(case, **silent, facts=facts, figures=_figures(case.figures, sources))


def organization_told(record: Organization, sources: AbstractSet[str]) -> Organization:
    programmes = [programme for programme in record.programmes if cites(programme.citations, sources)]
    return replace(record, programmes=programmes, figures=_figures(record.figures, sources))


def _figures(figures: Iterable[Figure], sources: AbstractSet[str]) -> list[Figure]:
    return [figure for figure in figures if cites(figure.citations, sources)]
