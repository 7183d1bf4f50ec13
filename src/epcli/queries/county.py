"""What one place did, told by aspect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import ASPECTS, CaseStudy, Citation, Event, Text
from epcli.queries.answer import Answer, Line, edition, event_lines, figure_lines
from epcli.queries.named import case_study_named, events_that, lies_within
from epcli.queries.timeline import in_time_order
from epcli.store import Store
from epcli.wording import LABELS


class County(Answer, frozen=True, tag="epcli.county/2"):
    """One case study, and the events in its place in time order."""

    case_study: CaseStudy
    events: list[Event]

    row_type: ClassVar[type[Struct]] = Line

    def rows(self) -> Sequence[Line]:
        case = self.case_study
        told: list[tuple[str, Text | None, list[Citation]]] = [("headline", case.headline, case.citations)]
        for aspect in ASPECTS:
            told.append((aspect, getattr(case, aspect), case.citations[:1]))
            told += [(aspect, fact.text, fact.citations) for fact in case.facts if fact.aspect == aspect]
        return [
            *(Line(aspect, case.id, None, None, LABELS[aspect], text, None, None, citations) for aspect, text, citations in told),
            *figure_lines(case.figures),
            *event_lines(self.events),
        ]


def county(store: Store, name: str) -> County:
    """The case study that `name` means. RequestError for an unknown name."""
    case = case_study_named(store, name)
    events = events_that(store, lambda event: any(lies_within(store, place, case.place) for place in event.places))
    return County(dataset=edition(store), case_study=case, events=in_time_order(events))
