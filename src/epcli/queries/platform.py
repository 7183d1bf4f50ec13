"""What one platform promised and did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import CaseStudy, Event, Organization
from epcli.queries.answer import Answer, Line, OwnedFigure, edition, event_lines, figure_lines, owned_figures
from epcli.queries.filters import Asked, Selection
from epcli.queries.named import platform_named
from epcli.queries.timeline import in_time_order
from epcli.store import Store


class Platform(Answer, frozen=True, tag="epcli.platform/2"):
    """One platform: its record, the events that it is a party to in time order, the case studies that name it, and every figure."""

    platform: Organization
    events: list[Event]
    case_studies: list[CaseStudy]
    figures: list[OwnedFigure]

    row_type: ClassVar[type[Struct]] = Line

    def rows(self) -> Sequence[Line]:
        about = self.platform
        return [
            Line("platform", about.id, None, None, about.name, about.summary, None, None, about.citations),
            *event_lines(self.events),
            *(Line("programme", None, None, None, p.name, p.summary, None, None, p.citations) for p in about.programmes),
            *figure_lines(self.figures),
            *(Line("case_study", c.id, None, None, c.name, c.headline, None, None, c.citations) for c in self.case_studies),
        ]


def platform(store: Store, name: str, *, source: Asked = None) -> Platform:
    """The platform that `name` means, as the sources tell it; its figures first, then those of its events.

    RequestError for an unknown name.
    """
    told = Selection(store, {"source": source}).told()
    found = platform_named(told, name)
    events = in_time_order(Selection(told, {"platform": found.id}).events())
    cases = [case for case in told.case_studies.values() if found.id in case.organizations]
    return Platform(dataset=edition(store), platform=found, events=events, case_studies=cases, figures=owned_figures([found, *events]))
