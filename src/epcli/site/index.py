"""What a search of the site looks in: a script that holds every record's names and words, since a page from a file can fetch none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from epcli.model import CaseStudy, Event, Figure, Indicator, Organization, Place, Source, Text, name_of
from epcli.queries.answer import figure_owners, owned_figures
from epcli.queries.named import whereabouts
from epcli.queries.search import ONE
from epcli.site import addresses
from epcli.site.words import WORDS
from epcli.store import Store
from epcli.wording import LABELS, author_names, quantity

TABLES = ("organizations", "case_studies", "indicators", "places", "events", "figures", "sources")
"""In the order in which what is found equally well is listed."""


def index(store: Store) -> str:
    """A script that sets `epcli`: the words of the page, and of each record its table, file, names in both languages, and other words."""
    kinds = [LABELS[ONE.get(table, "figure")] for table in TABLES]
    said = {name: _both(WORDS[name]) for name in ("found", "found_first", "found_none")}
    held = {"kinds": [_both(kind) for kind in kinds], "said": said, "records": list(_records(store))}
    # A script ends at its last character here, and not at what a browser takes for an end of a line in older rules.
    data = msgspec.json.encode(held).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"const epcli = {data};\n"


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _records(store: Store) -> Iterator[list[str | int]]:
    """Of each record the place of its table, its file where that is not its id, its id, its names, and what else it can be found by."""
    for number, table in enumerate(TABLES):
        records = owned_figures(figure_owners(store)) if table == "figures" else getattr(store, table).values()
        for record in records:
            name = record.metric if isinstance(record, Figure) else name_of(record)
            file = addresses.file_name(record.id)
            words = " ".join(" ".join(_words(record, store)).split())
            yield [number, record.id, name.zh, name.en, words, *([file] if file != record.id else [])]


def _words(record: object, store: Store) -> Iterable[str]:
    if isinstance(record, Figure):
        about = [store.places[one].name for one in record.places] + [store.organizations[one].name for one in record.organizations]
        value = "" if record.value is None else f"{record.value:.15g}"
        yield from (quantity(record, "zh"), quantity(record, "en"), value, record.as_written or "", record.as_of or "")
        yield from (words for name in about for words in (name.zh, name.en))
    elif isinstance(record, Event):
        number = record.document.number or "" if record.document else ""
        named = [store.organizations[one].name for one in record.organizations] + [store.places[one].name for one in record.places]
        yield from (record.date, record.summary.zh, record.summary.en, number)
        yield from (words for name in named for words in (name.zh, name.en))
    elif isinstance(record, CaseStudy):
        yield from (record.headline.zh, record.headline.en, *whereabouts_of(store, record.place))
    elif isinstance(record, Organization):
        yield from (*record.aliases, record.summary.zh, record.summary.en)
        yield from (words for programme in record.programmes for words in (programme.name.zh, programme.name.en))
    elif isinstance(record, Place):
        yield from (*record.aliases, record.code or "", *(whereabouts_of(store, record.within) if record.within else ()))
    elif isinstance(record, Indicator):
        yield from (*record.aliases, record.definition.zh, record.definition.en)
    elif isinstance(record, Source):
        yield from (author_names(record, "zh"), author_names(record, "en"), record.publisher.zh, record.publisher.en)
        yield from (record.date or "", record.number or "")


def whereabouts_of(store: Store, place_id: str) -> tuple[str, str]:
    where = whereabouts(store, place_id)
    return where.zh, where.en
