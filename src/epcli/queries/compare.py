"""How county models differ, and how the numbers of places stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.dates import bounds
from epcli.errors import RequestError
from epcli.model import ASPECTS, AspectName, CaseStudy, Event, Lang, Place, Text
from epcli.names import resolve
from epcli.queries.answer import Answer, OwnedFigure, edition, figure_owners, owned_figures
from epcli.queries.named import case_spellings, lies_within, place_named, whereabouts
from epcli.queries.timeline import in_time_order
from epcli.store import Store
from epcli.wording import LABELS, dated, join_names

LANGS: tuple[Lang, Lang] = ("zh", "en")
CASE_OR_PLACE = Text(zh="案例或地点", en="case study or place")


class Compared(Struct, frozen=True):
    """One of the places compared: the id by which it is named below, its name, its place, and its case study, null where it has none."""

    id: str
    name: Text
    place: Place
    case_study: CaseStudy | None


class Aspect(Struct, frozen=True):
    """One aspect of everything compared: its id → what is said, null where the sources are silent."""

    aspect: str
    values: dict[str, Text | None]
    same: bool


class Number(Struct, frozen=True):
    """One indicator: the id of each place that has it → its actual values, the latest first."""

    indicator: str
    values: dict[str, list[OwnedFigure]]


class Comparison(Answer, frozen=True, tag="epcli.compare/2"):
    """Places in the order in which they were named, what is told of them turned by aspect, and their numbers by indicator.

    `numbers` has the indicators of which two have an actual or more; `only` the other figures of each: its id → the figures.
    """

    compared: list[Compared]
    case_studies: list[CaseStudy]
    aspects: list[Aspect]
    numbers: list[Number]
    only: dict[str, list[OwnedFigure]]

    row_type: ClassVar[type[Struct]] = Aspect

    def rows(self) -> Sequence[Aspect]:
        return self.aspects


def compare(store: Store, names: Sequence[str]) -> Comparison:
    """The case studies and places that the names mean, side by side. RequestError for an unknown name, or for fewer than two places."""
    compared = list({one.id: one for one in (_compared(store, name) for name in names)}.values())
    if len(compared) < 2:
        raise RequestError(
            en=f"A comparison needs two places or more. Those with a case study are: {', '.join(store.case_studies)}.",
            zh=f"比较至少需要两个地点。有案例的是：{'、'.join(store.case_studies)}。",
        )
    rows: dict[str, dict[str, Text | None]] = {
        "place": {one.id: whereabouts(store, one.place.id) for one in compared},
        "level": {one.id: LABELS[one.place.level] for one in compared},
        "exit_year": {one.id: _exit(one.place) for one in compared},
        "first_platform": {one.id: _first_platform(store, one.place) for one in compared},
        "headline": {one.id: one.case_study.headline if one.case_study else None for one in compared},
        **{aspect: {one.id: _told(one.case_study, aspect) for one in compared} for aspect in ASPECTS},
    }
    figures = {one.id: _figures(store, one) for one in compared}
    numbers = _numbers(store, figures)
    beside = {figure.id for number in numbers for found in number.values.values() for figure in found}
    return Comparison(
        dataset=edition(store),
        compared=compared,
        case_studies=[one.case_study for one in compared if one.case_study],
        aspects=[Aspect(aspect, values, same=len(set(values.values())) == 1) for aspect, values in rows.items()],
        numbers=numbers,
        only={one: [figure for figure in found if figure.id not in beside] for one, found in figures.items()},
    )


def _compared(store: Store, name: str) -> Compared:
    """The case study that a name means, else the place."""
    spellings = case_spellings(store)
    try:
        case = store.case_studies[resolve(name, spellings, CASE_OR_PLACE)]
    except RequestError:
        try:
            place = place_named(store, name)
        except RequestError as error:
            if "more than one" in error.message.en:
                raise
            place = store.places[resolve(name, spellings | _place_spellings(store), CASE_OR_PLACE)]
        cases = [case for case in store.case_studies.values() if case.place == place.id]
        if not cases:
            return Compared(place.id, place.name, place, None)
        case = cases[0]
    return Compared(case.id, case.name, store.places[case.place], case)


def _place_spellings(store: Store) -> dict[str, list[str]]:
    return {place.id: [place.id, place.name.zh, place.name.en, *place.aliases] for place in store.places.values()}


def _figures(store: Store, one: Compared) -> list[OwnedFigure]:
    """The case study's own figures, then those of other records that are about the place itself."""
    own = owned_figures([one.case_study]) if one.case_study else []
    owners = [owner for owner in figure_owners(store) if owner is not one.case_study]
    return [*own, *owned_figures(owners, lambda owner, figure: one.place.id in figure.places)]


def _numbers(store: Store, figures: dict[str, list[OwnedFigure]]) -> list[Number]:
    """The indicators that two have or more, in the order of the store."""
    found: dict[str, dict[str, list[OwnedFigure]]] = {}
    for one, its in figures.items():
        for figure in its:
            if figure.indicator and figure.role == "actual" and figure.value is not None:
                found.setdefault(figure.indicator, {}).setdefault(one, []).append(figure)
    return [
        Number(indicator, {one: sorted(values, key=_recency, reverse=True) for one, values in found[indicator].items()})
        for indicator in store.indicators
        if len(found.get(indicator, ())) > 1
    ]


def _recency(figure: OwnedFigure) -> tuple[int, int]:
    """The later the end of what a figure is about, the later; of one end the shorter span last. One without a date comes first."""
    if figure.as_of is None:
        return 0, 0
    span = bounds(figure.as_of)
    return span.upper.toordinal(), span.lower.toordinal()


def _exit(place: Place) -> Text | None:
    """When one of the 832 left the list of national poor counties."""
    county = place.poor_county
    return Text(zh=f"{county.exit_year}年", en=str(county.exit_year)) if county else None


def _first_platform(store: Store, place: Place) -> Text | None:
    """The platform of the first event in the place that names one, and its date."""

    def here(event: Event) -> bool:
        return any(lies_within(store, inner, place.id) for inner in event.places)

    for event in in_time_order(filter(here, store.events.values())):
        platforms = [body for body in map(store.organizations.__getitem__, event.organizations) if body.kind == "platform"]
        if platforms:
            zh, en = (join_names((body.name[lang] for body in platforms), lang) for lang in LANGS)
            return Text(zh=f"{zh}，{dated(event.date, 'zh')}", en=f"{en}, {dated(event.date, 'en')}")
    return None


def _told(case: CaseStudy | None, aspect: AspectName) -> Text | None:
    """All that is told of an aspect: the case's own account, then the facts that further sources add."""
    if case is None:
        return None
    account: Text | None = getattr(case, aspect)
    texts = [text for text in (account, *(fact.text for fact in case.facts if fact.aspect == aspect)) if text]
    return Text(zh="".join(text.zh for text in texts), en=" ".join(text.en for text in texts)) if texts else None
