"""How county models differ."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from epcli.errors import RequestError
from epcli.model import ASPECTS, CaseStudy, Text
from epcli.names import resolve
from epcli.queries.answer import CASE_STUDY, Answer, edition
from epcli.store import Store
from epcli.wording import LABELS


class Aspect(Struct, frozen=True):
    """One aspect of every case compared: case study id → what is said, null where the sources are silent."""

    aspect: str
    values: dict[str, Text | None]
    same: bool


class Comparison(Answer, frozen=True, tag="epcli.compare/1"):
    """Case studies in the order in which they were named, and the same case studies turned by aspect."""

    case_studies: list[CaseStudy]
    aspects: list[Aspect]


def compare(store: Store, names: Sequence[str]) -> Comparison:
    """The case studies that the names mean, side by side. RequestError for an unknown name, or for fewer than two places."""
    spellings = {case.id: _spellings(store, case) for case in store.case_studies.values()}
    ids = list(dict.fromkeys(resolve(name, spellings, CASE_STUDY) for name in names))
    if len(ids) < 2:
        raise RequestError(
            en=f"A comparison needs two case studies or more. There are: {', '.join(spellings)}.",
            zh=f"比较至少需要两个案例。现有：{'、'.join(spellings)}。",
        )
    cases = [store.case_studies[case_id] for case_id in ids]
    rows = {
        "place": {case.id: _whereabouts(store, case.place) for case in cases},
        "level": {case.id: LABELS[store.places[case.place].level] for case in cases},
        **{aspect: {case.id: getattr(case, aspect) for case in cases} for aspect in ("headline", *ASPECTS)},
    }
    aspects = [Aspect(aspect, values, same=len(set(values.values())) == 1) for aspect, values in rows.items()]
    return Comparison(dataset=edition(store), case_studies=cases, aspects=aspects)


def _spellings(store: Store, case: CaseStudy) -> list[str]:
    place = store.places[case.place]
    return [case.id, case.name.zh, case.name.en, place.name.zh, place.name.en, *place.aliases]


def _whereabouts(store: Store, place_id: str | None) -> Text:
    """A place with all that it lies within: 甘肃省陇南市成县 / Chengxian, Longnan, Gansu."""
    names = []
    while place_id:
        names.append(store.places[place_id].name)
        place_id = store.places[place_id].within
    return Text(zh="".join(name.zh for name in reversed(names)), en=", ".join(name.en for name in names))
