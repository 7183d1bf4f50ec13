"""What one source says: the store without everything that others say."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from epcli.model import ASPECTS, CaseStudy, Citation, Event, Figure, Organization, Source, Text
from epcli.names import resolve
from epcli.store import Store

SOURCE = Text(zh="来源", en="source")


def source_named(store: Store, name: str) -> Source:
    """The source that `name` means, by id or title. RequestError for an unknown one."""
    spellings = {source.id: [source.id, source.title.zh, source.title.en] for source in store.sources.values()}
    return store.sources[resolve(name, spellings, SOURCE)]


def narrowed(store: Store, name: str | None) -> Store:
    """The store as one source tells it; the whole store when no source is named.

    Events and case studies that cite it, with the figures, programmes and facts that do. All organizations and places stay, since
    events name them. The aspects of a case study are the words of the source that it cites first.
    """
    if name is None:
        return store
    source_id = source_named(store, name).id
    events = [_event(event, source_id) for event in store.events.values() if cites(event.citations, source_id)]
    cases = [_case(case, source_id) for case in store.case_studies.values() if cites(case.citations, source_id)]
    organizations = [_organization(record, source_id) for record in store.organizations.values()]
    return replace(
        store,
        events={event.id: event for event in events},
        case_studies={case.id: case for case in cases},
        organizations={record.id: record for record in organizations},
    )


def cites(citations: Iterable[Citation], source_id: str) -> bool:
    return any(citation.source == source_id for citation in citations)


def _event(event: Event, source_id: str) -> Event:
    return replace(event, figures=_figures(event.figures, source_id))


def _case(case: CaseStudy, source_id: str) -> CaseStudy:
    silent = {} if case.citations[0].source == source_id else dict.fromkeys(ASPECTS)
    facts = [fact for fact in case.facts if cites(fact.citations, source_id)]
    return replace(case, **silent, facts=facts, figures=_figures(case.figures, source_id))


def _organization(record: Organization, source_id: str) -> Organization:
    programmes = [programme for programme in record.programmes if cites(programme.citations, source_id)]
    return replace(record, programmes=programmes, figures=_figures(record.figures, source_id))


def _figures(figures: Iterable[Figure], source_id: str) -> list[Figure]:
    return [figure for figure in figures if cites(figure.citations, source_id)]
