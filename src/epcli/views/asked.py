"""What was asked, in words, for the title of an answer: `Timeline 2016 · Gansu · Suning · 2 events`."""

from __future__ import annotations

from collections.abc import Sequence

from epcli.dates import fault
from epcli.drawing.prose import QUIET, Prose
from epcli.model import UNITS, Lang, Source
from epcli.queries.answer import Answer
from epcli.queries.filters import REPORTERS
from epcli.views.footnotes import Footnotes
from epcli.wording import LABELS, author_names, count, dated, join_names, label, measured

ORDER = (
    *("place", "platform", "organization", "kind", "indicator", "role", "status", "unit", "reported_by"),
    *("language", "type", "issued_by", "source", "sort"),
)
"""In which order a title names what was asked for."""


def title(name: str, answer: Answer, number: int, counted: str, notes: Footnotes) -> Prose:
    """The whole question: what kind of answer, of when, narrowed to what; then how many there are, or that these are the first of them."""
    lang = notes.lang
    many = count(number, counted, lang)
    if answer.filters.get("limit") == [str(number)]:
        many = f"前{many}" if lang == "zh" else f"the first {many.removeprefix('1 ')}"
    return titled(name, answer, many, notes)


def titled(name: str, answer: Answer, many: str, notes: Footnotes) -> Prose:
    """The kind of answer and the period, in bold, then what it was narrowed to, then how many there are."""
    periods = _periods(answer, notes)
    return Prose.of((f"{label(name, notes.lang)} {periods}".strip(), "bold"), narrowed(answer, notes), (f" · {many}", QUIET))


def when_and_what(answer: Answer, notes: Footnotes) -> str:
    """The period and what an answer was narrowed to, as what follows in a title that begins otherwise."""
    periods = _periods(answer, notes)
    return f" · {periods}{narrowed(answer, notes)}" if periods else narrowed(answer, notes)


def _periods(answer: Answer, notes: Footnotes) -> str:
    """The periods as they were asked for; those that are dates of EDTF (2016-24, 1950S2, ../2016) in the words that dates have."""
    return join_names((_period(period, notes.lang) for period in answer.filters.get("period", ())), notes.lang)


def _period(period: str, lang: Lang) -> str:
    return period if fault(period) else dated(period, lang)


def narrowed(answer: Answer, notes: Footnotes) -> str:
    """What an answer was narrowed to, but for its period, as what follows in a title: ` · Gansu · Suning`."""
    return "".join(f" · {_values(field, answer.filters[field], notes)}" for field in ORDER if field in answer.filters)


def _values(field: str, values: Sequence[str], notes: Footnotes) -> str:
    """The values of a field, named; of sources, which may be all of a publisher or an author, what they have in common."""
    if field == "source":
        return _sources([notes.store.sources[source] for source in values], notes.lang)
    return join_names((_named(field, value, notes) for value in values), notes.lang)


def _sources(sources: Sequence[Source], lang: Lang) -> str:
    ways = ({source.id for source in sources}, {author_names(source, lang) for source in sources}, {s.publisher.zh for s in sources})
    if not any(len(names) == 1 for names in ways):
        return count(len(sources), "source", lang)
    id_or_author = next((names.pop() for names in ways[:2] if len(names) == 1 and all(names)), sources[0].publisher[lang])
    return f"{label('source', lang)}{'：' if lang == 'zh' else ' '}{id_or_author}"


def _named(field: str, value: str, notes: Footnotes) -> str:
    lang, store = notes.lang, notes.store
    if field in ("platform", "organization"):
        return store.organizations[value].name[lang]
    if field == "place":
        return notes.place(value).plain
    if field == "indicator":
        return store.indicators[value].name[lang]
    if field == "reported_by":
        if value in REPORTERS:
            return label(f"by_{value}", lang)
        name = store.organizations[value].name[lang]
        return f"{name}所报" if lang == "zh" else f"reported by {name}"
    if field == "unit":
        return next(measured(unit, lang) for unit in UNITS if unit == value)
    if field in ("language", "sort", "issued_by"):
        return LABELS[name][lang] if (name := f"{field}_{value}") in LABELS else value
    return LABELS[value][lang] if value in LABELS else value
