"""What a search of the site looks in: a script that holds every record's names and words, since a page from a file can fetch none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

import msgspec

from epcli.model import CaseStudy, Event, Figure, Indicator, Lang, Organization, Place, Source, Text, name_of
from epcli.queries.answer import figure_owners, owned_figures
from epcli.queries.named import whereabouts
from epcli.queries.search import ONE
from epcli.script import has_chinese
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
    """Of each record the place of its table, its id, names and other words in Chinese and in English, and its file if that is another."""
    for number, table in enumerate(TABLES):
        records = owned_figures(figure_owners(store)) if table == "figures" else getattr(store, table).values()
        for record in records:
            name = record.metric if isinstance(record, Figure) else name_of(record)
            file = addresses.file_name(record.id)
            words = list(_words(record, store))
            chinese, others = (" ".join(filter(None, (text[lang] for text in words))) for lang in get_args(Lang))
            yield [number, record.id, name.zh, name.en, chinese, others, *([file] if file != record.id else [])]


def _words(record: object, store: Store) -> Iterator[Mapping[Lang, str] | Text]:
    """What a record is found by beside its id and names; what is of no language is with the English."""
    if isinstance(record, Figure):
        value = "" if record.value is None else f"{record.value:.15g}"
        amount: dict[Lang, str] = {lang: quantity(record, lang) for lang in get_args(Lang)}
        yield amount
        yield _of_none(value, record.as_written, record.as_of)
        yield from (store.places[one].name for one in record.places)
        yield from (store.organizations[one].name for one in record.organizations)
    elif isinstance(record, Event):
        yield record.summary
        yield _of_none(record.date, record.document.number if record.document else None)
        yield from (store.organizations[one].name for one in record.organizations)
        yield from (store.places[one].name for one in record.places)
    elif isinstance(record, CaseStudy):
        yield record.headline
        yield whereabouts(store, record.place)
    elif isinstance(record, Organization):
        yield record.summary
        yield _of_none(*record.aliases)
        yield from (programme.name for programme in record.programmes)
    elif isinstance(record, Place):
        if record.within:
            yield whereabouts(store, record.within)
        yield _of_none(*record.aliases, record.code)
    elif isinstance(record, Indicator):
        yield record.definition
        yield _of_none(*record.aliases)
    elif isinstance(record, Source):
        authors: dict[Lang, str] = {lang: author_names(record, lang) for lang in get_args(Lang)}
        yield authors
        yield record.publisher
        yield _of_none(record.date, record.number)


def _of_none(*words: str | None) -> dict[Lang, str]:
    """Words that stand for both languages; those with Chinese in them are with the Chinese."""
    there = [word for word in words if word]
    return {"zh": " ".join(filter(has_chinese, there)), "en": " ".join(word for word in there if not has_chinese(word))}
