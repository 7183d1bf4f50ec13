"""Which records have all the words, in either language, with the sentences where they stand."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, ClassVar, get_args

from msgspec import Struct
from msgspec.structs import replace

from epcli import fulltext, indexes
from epcli.errors import RequestError
from epcli.model import Figure, Kept, Lang, Record, Text
from epcli.names import resolve
from epcli.queries.answer import Answer, Subject, cited, edition
from epcli.store import Store
from epcli.text import harmless
from epcli.wording import LABELS
from epcli.words import Part, counted, joined, parts

if TYPE_CHECKING:
    from epcli.queries.filters import Asked, Filters, Selection

LONGEST = 1000
"""How many characters a query can have; who asks for more has pasted a page."""

TABLE = Text(zh="表", en="table")
ONE = {table: "case_study" if table == "case_studies" else table.removesuffix("s") for table in get_args(Kept)}
"""What one record of each table is called, as `wording` has it."""

_ENDS = re.compile(r"[。；？！]+|[.;?!]+(?=\s|$)")
"""What ends a sentence."""
_LANGS: dict[str, Lang] = {".zh": "zh", ".en": "en"}
_ITSELF = ("summary", "headline", "definition")


class Match(Struct, frozen=True):
    """A sentence of a record, and where in it words stand that were asked for (start, end).

    `figure` is the whole figure that the sentence belongs to, so that its number can stand beside what it measures. Where only an id or an
    alias matched, a match without spans has the record's own summary.
    """

    field: str
    lang: Lang | None
    sentence: str
    spans: list[tuple[int, int]]
    figure: Figure | None


class Hit(Struct, frozen=True):
    """A record that has all the words; best matches first. `score` is bm25's, more is better."""

    table: str
    id: str
    name: Text
    date: str | None
    score: float
    matches: list[Match]


class Mention(Struct, frozen=True):
    """One match with the record that it is in, as a row; `figure` is the id of the figure that it belongs to."""

    table: str
    id: str
    name: Text
    date: str | None
    field: str
    lang: Lang | None
    sentence: str
    figure: str | None


class Search(Answer, frozen=True, tag="epcli.search/2"):
    """The records that have all words of `query`, best first; `missing` are the words that no record has, each with the nearest ones."""

    query: str
    hits: list[Hit]
    missing: dict[str, list[str]]

    row_type: ClassVar[type[Struct]] = Mention

    def rows(self) -> Sequence[Mention]:
        return [
            Mention(
                hit.table, hit.id, hit.name, hit.date, match.field, match.lang, match.sentence, match.figure.id if match.figure else None
            )
            for hit in self.hits
            for match in hit.matches
        ]

    def telling(self) -> Iterable[Struct]:
        """The figures, each once, and the records of the tables that can be referred to."""
        figures = {id(match.figure): match.figure for hit in self.hits for match in hit.matches if match.figure}
        return [*(Subject(hit.table, hit.id) for hit in self.hits if hit.table not in ("events", "case_studies")), *figures.values()]

    def rests_on(self, store: Store) -> list[str]:
        found = (getattr(store, hit.table)[hit.id] for hit in self.hits if hit.table != "dataset")
        return list(dict.fromkeys(source for record in found for source in cited(record)))

    def nothing_found(self, store: Store) -> Text | None:
        if self.hits:
            return None
        words = self.query.strip('"“”')
        own_marks = any(mark in words for mark in '"“”')
        en_query, zh_query = (self.query, self.query) if own_marks else (f'"{words}"', f"“{words}”")
        en, zh = f"No record has {en_query}.", f"没有记录提到{zh_query}。"
        if len(self.missing) == 0 and self.filters:
            en, zh = (
                f"No record that the filters leave has {en_query}; ask without one of them.",
                f"符合筛选条件的记录都没有提到{zh_query}，请减少筛选条件。",
            )
        elif len(self.missing) == 0:
            en, zh = (
                f"No record has all of {en_query}; ask for fewer words.",
                f"没有记录同时含有{zh_query}，请减少词语。",
            )
        for word, near in self.missing.items():
            if word != words:
                en, zh = f'{en} "{word}" is in none.', f"{zh}任何记录都没有“{word}”。"
            if near:
                en, zh = f"{en} The nearest: {', '.join(near)}.", f"{zh}最接近的：{'、'.join(near)}。"
        return Text(en=en, zh=zh)


def search(
    store: Store,
    query: str,
    *,
    platform: Asked = None,
    place: Asked = None,
    kind: Asked = None,
    source: Asked = None,
    table: Asked = None,
) -> Search:
    """Records that have all words of the query, in any of their fields; in quotation marks words that stand together. No operators.

    `platform` and `place`: records that are it, or name it, or a place within it; `kind`: events of it; `table`: records of it. With
    sources, only these and records that cite them, and in those only what they say. RequestError for an unknown value, and for no words
    or too many.
    """
    query = harmless(query).strip()
    if len(query) > LONGEST:
        raise RequestError(
            en=f"That is {len(query):,} characters to search for; at most {LONGEST:,} can be. Ask for a few words.",
            zh=f"要搜索的内容有{len(query)}个字符，最多{LONGEST}个。请只输入几个词。",
        )
    asked = parts(query)
    if not asked:
        raise RequestError(
            en='Nothing to search for. Try epcli search walnut or epcli search "Rural Taobao".',
            zh="没有要搜索的词。可以试试：epcli search 核桃",
        )
    filters: Filters = {"platform": platform, "place": place, "kind": kind, "source": source}
    selection, tables = _narrowing(store, filters, table) if any((platform, place, kind, source, table)) else (None, [])

    def question(db: sqlite3.Connection) -> tuple[list[Hit], dict[str, list[str]]]:
        for words in _ways(db, asked):
            found = fulltext.found(db, words, query, tables)
            if not (selection and selection.asked):
                hits = [_hit(hit, partial(_record, store, hit)) for hit in found]
            else:
                told = [(hit, record) for hit in found if (record := selection.record(_record(store, hit)))]
                if selection.sources:
                    told = _told(store, told, words)
                hits = [_hit(hit, lambda record=record: record) for hit, record in told]  # type: ignore[misc]
            if hits:
                return hits, {}
        lacking = [part for part in words if not fulltext.has(db, part)]
        lacking = lacking or [
            part for part in asked if counted(part.word) and not fulltext.has(db, part)
        ]  # 7000个村, where 7000 is a price
        return [], {part.word: fulltext.nearest(db, part.word) for part in lacking}

    hits, missing = indexes.ask(store, question)
    narrowed_to = (selection.asked if selection else {}) | ({"table": tables} if tables else {})
    return Search(dataset=edition(store), filters=narrowed_to, query=query, hits=hits, missing=missing)


def _narrowing(store: Store, filters: Filters, table: Asked) -> tuple[Selection, list[str]]:
    """What a search is narrowed to, and to which tables. Most searches are not, and are spared the import of all filters."""
    from epcli.queries.filters import Selection, values

    return Selection(store, filters), [resolve(name, {one: [one, *_words(ONE[one])] for one in ONE}, TABLE) for name in values(table)]


def _record(store: Store, found: fulltext.Found) -> Record:
    record: Record = getattr(store, found.table)[found.id]
    return record


def _told(store: Store, fitting: list[tuple[fulltext.Found, Record]], words: Sequence[Part]) -> list[tuple[fulltext.Found, Record]]:
    """Of records as some sources tell them, those that have the words in what is left of them: these few are indexed by themselves."""
    with closing(sqlite3.connect(":memory:")) as db:
        fulltext.create(db, ((hit.table, record) for hit, record in fitting), store.organizations, store.places)
        lines = {(hit.table, hit.id): hit.lines for hit in fulltext.found(db, words)}
    return [(replace(hit, lines=lines[hit.table, hit.id]), record) for hit, record in fitting if (hit.table, hit.id) in lines]


def _ways(db: sqlite3.Connection, asked: list[Part]) -> Iterable[list[Part]]:
    """The words as they were asked for; then, if that finds nothing, with those of Chinese taken apart into words that the store has."""
    yield asked
    if any(map(joined, asked)):
        for longest in (LONGEST, 4, 2):
            pieces = [piece for part in asked for piece in (fulltext.taken_apart(db, part, longest) if joined(part) else [part])]
            if not any(_stray(piece) for piece in pieces if piece not in asked):
                yield pieces


def _stray(piece: Part) -> bool:
    """A single character of a word that was taken apart, unless it only joins words: 东 and 京 are not what 东京 is."""
    return len(piece.word) == 1 and piece.word not in "的之和与及在是了年县市省" and not piece.word.isdigit()


def _words(term: str) -> list[str]:
    return [LABELS[term].zh, LABELS[term].en]


def _hit(found: fulltext.Found, record: Callable[[], Record]) -> Hit:
    """What was found, with the sentences where the words stand; the record itself is asked for only where it has more to say."""
    matches = [_match(record, line) for line in found.lines]
    if any(len(match.spans) > 1 for match in matches):
        matches.sort(key=lambda match: -len({match.sentence[start:end].lower() for start, end in match.spans}))
    if all(match.lang is None for match in matches) and not (matches and matches[0].figure):
        for field in _ITSELF:
            if itself := getattr(record(), field, None):
                matches += [Match(f"{field}.zh", "zh", itself.zh, [], None), Match(f"{field}.en", "en", itself.en, [], None)]
    return Hit(found.table, found.id, found.name, found.date, round(-found.rank, 3), matches)


def _match(record: Callable[[], Record], line: fulltext.Line) -> Match:
    """The sentence of a text that has the most of the words, with where they stand in it; what has no end inside it is one sentence."""
    text, spans = line.text, line.spans
    ends = [end.end() for end in _ENDS.finditer(text)]
    if ends and ends[0] < len(text):
        text, spans = _sentence(text, spans, [0, *ends, len(text)])
    figure = record().figures[int(line.field[8 : line.field.index("]")])] if line.field.startswith("figures[") else None  # type: ignore[attr-defined]
    return Match(line.field, _LANGS.get(line.field[-3:]), text, spans, figure)


def _sentence(text: str, spans: list[tuple[int, int]], ends: list[int]) -> tuple[str, list[tuple[int, int]]]:
    words: dict[tuple[int, int], set[str]] = {}
    for start, end in spans:
        after = bisect(ends, start)
        if end <= ends[after]:
            words.setdefault((ends[after - 1], ends[after]), set()).add(text[start:end].lower())
    begins, stops = max(words, key=lambda sentence: len(words[sentence]), default=(0, len(text)))
    sentence = text[begins:stops].rstrip()
    before = begins + len(sentence) - len(sentence.lstrip())
    return sentence.lstrip(), [(start - before, end - before) for start, end in spans if begins <= start and end <= stops]
