"""What one place did, told by aspect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import ASPECTS, CaseStudy, Event, Text
from epcli.queries.answer import Answer, Line, edition, event_lines, figure_lines
from epcli.queries.named import case_study_named, lies_within
from epcli.queries.timeline import in_time_order
from epcli.store import Store
from epcli.wording import LABELS


class County(Answer, frozen=True, tag="epcli.county/1"):
    """One case study, and the events in its place in time order."""

    case_study: CaseStudy
    events: list[Event]

    row_type: ClassVar[type[Struct]] = Line

    def rows(self) -> Sequence[Line]:
        case = self.case_study
        told: list[tuple[str, Text | None]] = [(aspect, getattr(case, aspect)) for aspect in ("headline", *ASPECTS)]
        return [
            *(Line(aspect, case.id, None, None, LABELS[aspect], text, None, None, case.citations) for aspect, text in told),
            *figure_lines(case.figures),
            *event_lines(self.events),
        ]


def county(store: Store, name: str) -> County:
    """The case study that `name` means. RequestError for an unknown name."""
    case = case_study_named(store, name)
    events = [event for event in store.events.values() if any(lies_within(store, place, case.place) for place in event.places)]
    return County(dataset=edition(store), case_study=case, events=in_time_order(events))
