"""What one platform promised and did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import CaseStudy, Event, Organization
from epcli.queries.answer import Answer, Line, OwnedFigure, edition, event_lines, figure_lines
from epcli.queries.filters import Asked, Selection
from epcli.queries.named import platform_named
from epcli.queries.promises import Promise, followed, is_promise
from epcli.queries.scope import when
from epcli.queries.timeline import in_time_order
from epcli.store import Store


class Platform(Answer, frozen=True, tag="epcli.platform/2"):
    """One platform: its record, what it promised with what was reported since, and every result in time order, whoever counted.

    Then the events that it is a party to in time order, the case studies that name it, and every figure about it as the store has them.
    """

    platform: Organization
    promised: list[Promise]
    reported: list[OwnedFigure]
    events: list[Event]
    case_studies: list[CaseStudy]
    figures: list[OwnedFigure]

    row_type: ClassVar[type[Struct]] = Line

    def rows(self) -> Sequence[Line]:
        about = self.platform
        promised = [promise.figure for promise in self.promised]
        told = {figure.id for figure in (*promised, *self.reported)}
        return [
            Line("platform", about.id, None, None, about.name, about.summary, None, None, about.citations),
            *figure_lines(promised, "promised"),
            *figure_lines(self.reported, "reported"),
            *figure_lines((figure for figure in self.figures if figure.id not in told), "figure"),
            *event_lines(self.events),
            *(Line("programme", None, None, None, p.name, p.summary, None, None, p.citations) for p in about.programmes),
            *(Line("case_study", c.id, None, None, c.name, c.headline, None, None, c.citations) for c in self.case_studies),
        ]


def platform(store: Store, name: str, *, source: Asked = None) -> Platform:
    """The platform that `name` means, as the sources tell it. RequestError for an unknown name."""
    told = Selection(store, {"source": source}).told()
    found = platform_named(told, name)
    about = Selection(told, {"platform": found.id})
    figures = about.figures()
    return Platform(
        dataset=edition(store),
        platform=found,
        promised=followed(told, filter(is_promise, figures)),
        reported=sorted((figure for figure in figures if figure.role == "actual"), key=when),
        events=in_time_order(about.events()),
        case_studies=[case for case in told.case_studies.values() if found.id in case.organizations],
        figures=figures,
    )
