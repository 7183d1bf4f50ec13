"""How county models differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.errors import RequestError
from epcli.model import ASPECTS, AspectName, CaseStudy, Text
from epcli.queries.answer import Answer, edition
from epcli.queries.named import case_study_named, whereabouts
from epcli.store import Store
from epcli.wording import LABELS


class Aspect(Struct, frozen=True):
    """One aspect of every case compared: case study id → what is said, null where the sources are silent."""

    aspect: str
    values: dict[str, Text | None]
    same: bool


class Comparison(Answer, frozen=True, tag="epcli.compare/2"):
    """Case studies in the order in which they were named, and the same case studies turned by aspect."""

    case_studies: list[CaseStudy]
    aspects: list[Aspect]

    row_type: ClassVar[type[Struct]] = Aspect

    def rows(self) -> Sequence[Aspect]:
        return self.aspects


def compare(store: Store, names: Sequence[str]) -> Comparison:
    """The case studies that the names mean, side by side. RequestError for an unknown name, or for fewer than two places."""
    cases = list({case.id: case for case in (case_study_named(store, name) for name in names)}.values())
    if len(cases) < 2:
        raise RequestError(
            en=f"A comparison needs two case studies or more. There are: {', '.join(store.case_studies)}.",
            zh=f"比较至少需要两个案例。现有：{'、'.join(store.case_studies)}。",
        )
    rows: dict[str, dict[str, Text | None]] = {
        "place": {case.id: whereabouts(store, case.place) for case in cases},
        "level": {case.id: LABELS[store.places[case.place].level] for case in cases},
        "headline": {case.id: case.headline for case in cases},
        **{aspect: {case.id: _told(case, aspect) for case in cases} for aspect in ASPECTS},
    }
    aspects = [Aspect(aspect, values, same=len(set(values.values())) == 1) for aspect, values in rows.items()]
    return Comparison(dataset=edition(store), case_studies=cases, aspects=aspects)


def _told(case: CaseStudy, aspect: AspectName) -> Text | None:
    """All that is told of an aspect: the case's own account, then the facts that further sources add."""
    account: Text | None = getattr(case, aspect)
    texts = [text for text in (account, *(fact.text for fact in case.facts if fact.aspect == aspect)) if text]
    return Text(zh="".join(text.zh for text in texts), en=" ".join(text.en for text in texts)) if texts else None
