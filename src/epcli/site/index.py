"""What a search of the site looks in: a script that holds every record's names and words, since a page from a file can fetch none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
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
from epcli.words import folded, value_token, values

TABLES = ("organizations", "case_studies", "indicators", "places", "events", "figures", "sources")
"""In the order in which what is found equally well is listed."""


def index(store: Store) -> str:
    """A script that sets `epcli`: the words of the page; traditional characters and what they are in simplified script; and of each
    record its table, file, names in both languages, other words, and the values of its numbers.
    """
    kinds = [LABELS[ONE.get(table, "figure")] for table in TABLES]
    said = {name: _both(WORDS[name]) for name in ("found", "found_one", "found_first", "found_none")}
    records = list(_records(store))
    held = {"kinds": [_both(kind) for kind in kinds], "said": said, "scripts": _scripts(records), "records": records}
    # A script ends at its last character here, and not at what a browser takes for an end of a line in older rules.
    data = msgspec.json.encode(held).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"const epcli = {data};\n"


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _scripts(records: list[list[str | int]]) -> tuple[str, str]:
    """Traditional characters, and at the same places the simplified ones: only those that make a character of the records."""
    there = set(folded("".join(text for record in records for text in record if isinstance(text, str))))
    pairs = [(one, other) for one, other in _traditional() if other in there]
    return "".join(one for one, _ in pairs), "".join(other for _, other in pairs)


@cache
def _traditional() -> list[tuple[str, str]]:
    """Every character that a search takes for another, with that one; those of one UTF-16 unit, by which a script counts places."""
    chars = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))
    return [(one, other) for one, other in zip(chars, folded(chars), strict=True) if one != other and other < "\uffff"]


def _records(store: Store) -> Iterator[list[str | int]]:
    """Of each record the place of its table, its id, names and other words in Chinese and in English, the values of its
    numbers, and its file if that is another.
    """
    for number, table in enumerate(TABLES):
        records = owned_figures(figure_owners(store)) if table == "figures" else getattr(store, table).values()
        for record in records:
            name = record.metric if isinstance(record, Figure) else name_of(record)
            file = addresses.file_name(record.id)
            words = list(_words(record, store))
            chinese, others = (" ".join(filter(None, (text[lang] for text in words))) for lang in get_args(Lang))
            values = " ".join(_values(record, name.zh, name.en, chinese, others))
            yield [number, record.id, name.zh, name.en, chinese, others, values, *([file] if file != record.id else [])]


def _values(record: object, *texts: str) -> dict[str, None]:
    """The values of the numbers of a record as plain digits, each once; first that of a figure itself, or nothing if it has none."""
    amounts = [record.value, record.upper] if isinstance(record, Figure) else []
    own = ["" if amount is None else value_token(amount) for amount in amounts[: 1 + (amounts[-1:] != [None])]]
    said = (value for text in texts for value, _, _ in values(folded(text)))
    return dict.fromkeys(token.removeprefix("n").replace("d", ".") for token in (*own, *said))


def _words(record: object, store: Store) -> Iterator[Mapping[Lang, str] | Text]:
    """What a record is found by beside its id and names; what is of no language is with the English."""
    if isinstance(record, Figure):
        amount: dict[Lang, str] = {lang: quantity(record, lang) for lang in get_args(Lang)}
        yield amount
        yield _of_none(record.as_written, record.as_of)
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
