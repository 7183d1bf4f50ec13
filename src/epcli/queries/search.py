"""Which records mention something, in either language, with the words where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.errors import RequestError
from epcli.model import TABLES, Lang, Text
from epcli.queries.answer import Answer, edition
from epcli.queries.filters import Asked, Selection
from epcli.queries.named import name_of
from epcli.queries.narrowed import cites
from epcli.script import has_chinese
from epcli.store import Store
from epcli.text import harmless

_SENTENCE = re.compile(r"(?:[^。；？！.;?!]|[.;?!](?!\s|$))*(?:[。；？！]|[.;?!](?=\s|$))*")
_NOT_WORDS = {"citations", "organizations", "places", "place", "within", "issuers", "indicator", "reported_by"} | {
    *("role", "language", "issued_by", "measure", "evidence"),
}
"""The fields that name other records, whose words are theirs, and those whose values are our own terms."""

_WEIGHTS = {"id": 8, "name": 8, "title": 8, "aliases": 6, "headline": 4, "metric": 4, "as_written": 4, "summary": 3}
"""What a match in a field is worth: a record that is called so comes before one that mentions it; a note mentions least."""


class Match(Struct, frozen=True):
    """A field of a record in which every word was found: the sentence, and where in it the words stand (start, end)."""

    field: str
    lang: Lang | None
    sentence: str
    spans: list[tuple[int, int]]


class Hit(Struct, frozen=True):
    """A record that mentions the words, best matches first."""

    table: str
    id: str
    name: Text
    score: int
    matches: list[Match]


class Mention(Struct, frozen=True):
    """One match with the record that it is in, as a row."""

    table: str
    id: str
    name: Text
    field: str
    lang: Lang | None
    sentence: str


class Search(Answer, frozen=True, tag="epcli.search/1"):
    """The records that mention `query`, best first."""

    query: str
    hits: list[Hit]

    row_type: ClassVar[type[Struct]] = Mention

    def rows(self) -> Sequence[Mention]:
        return [Mention(hit.table, hit.id, hit.name, match.field, match.lang, match.sentence) for hit in self.hits for match in hit.matches]

    def nothing_found(self, store: Store) -> Text | None:
        if self.hits:
            return None
        return Text(
            en=f'No record mentions "{self.query}". English is matched by whole words, simplified Chinese anywhere.',
            zh=f"没有记录提到“{self.query}”。英文按整词匹配，简体中文按字串匹配。",
        )


def search(store: Store, query: str, *, source: Asked = None) -> Search:
    """Records with a field that has every word of the query: Chinese by substring, other words whole, whatever their case.

    With sources, only these and records that cite them, and in those only what they say. RequestError for an unknown source, or no words.
    """
    query = harmless(query).strip()
    words = query.split()
    if not words:
        raise RequestError(
            en='Nothing to search for. Try epcli search walnut or epcli search "Rural Taobao".',
            zh="没有要搜索的词。可以试试：epcli search 核桃",
        )
    patterns = [re.compile(_pattern(word), re.IGNORECASE) for word in words]
    hits = []
    selection = Selection(store, {"source": source})
    told, sources = selection.told(), selection.sources
    for table in TABLES:
        if table != "dataset":
            for record_id, record in getattr(told, table).items():
                if sources and record_id not in sources and not cites(getattr(record, "citations", ()), sources):
                    continue
                matches = sorted(_matches(record, patterns), key=lambda match: -_weight(match))
                if matches:
                    score = _weight(matches[0]) * 100 + min(len(matches), 99)
                    hits.append(Hit(table, record_id, name_of(record), score, matches))
    return Search(dataset=edition(store), query=query, hits=sorted(hits, key=lambda hit: -hit.score))


def _pattern(word: str) -> str:
    """Chinese anywhere; other words whole, in the singular or the plural."""
    if has_chinese(word):
        return re.escape(word)
    forms = {word, f"{word}s", f"{word}es", word.removesuffix("s") or word}
    return rf"(?<![0-9A-Za-z])(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})(?![0-9A-Za-z])"


def _matches(record: Struct, patterns: list[re.Pattern[str]]) -> Iterator[Match]:
    for field, lang, text in _texts(record):
        if all(pattern.search(text) for pattern in patterns):
            first = min(match.start() for pattern in patterns if (match := pattern.search(text)))
            sentence = next(found[0] for found in _SENTENCE.finditer(text) if found.end() > first)
            sentence = sentence if all(pattern.search(sentence) for pattern in patterns) else text
            sentence = sentence.strip()
            spans = sorted({match.span() for pattern in patterns for match in pattern.finditer(sentence)})
            yield Match(field, lang, sentence, spans)


def _texts(part: object, field: str = "") -> Iterator[tuple[str, Lang | None, str]]:
    """Every text inside a record, with the path to it and its language where it has one. What other records are named is theirs."""
    if isinstance(part, Text):
        yield field, "zh", part.zh
        yield field, "en", part.en
    elif isinstance(part, Struct):
        for name in part.__struct_fields__:
            if name not in _NOT_WORDS:
                yield from _texts(getattr(part, name), f"{field}.{name}".removeprefix("."))
    elif isinstance(part, list):
        for index, item in enumerate(part):
            yield from _texts(item, f"{field}[{index}]")
    elif isinstance(part, str):
        yield field, None, part


def _weight(match: Match) -> int:
    return _WEIGHTS.get(re.sub(r".*\.|\[\d+\]", "", match.field), 1 if "note" in match.field else 2)
