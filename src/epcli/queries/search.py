"""Which records have all the words, in either language, with the sentences where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, get_args

from msgspec import Struct

from epcli import fulltext
from epcli.errors import RequestError
from epcli.model import Figure, Kept, Lang, Text
from epcli.names import resolve
from epcli.queries.answer import Answer, cited, edition
from epcli.queries.filters import Asked, Selection, values
from epcli.queries.named import inside
from epcli.queries.narrowed import cites
from epcli.store import Store
from epcli.text import harmless
from epcli.wording import LABELS
from epcli.words import Part, joined, parts

if TYPE_CHECKING:
    import sqlite3

LONGEST = 1000
"""How many characters a query can have; who asks for more has pasted a page."""

TABLE = Text(zh="表", en="table")
ONE = {table: "case_study" if table == "case_studies" else table.removesuffix("s") for table in get_args(Kept)}
"""What one record of each table is called, as `wording` has it."""

_SENTENCE = re.compile(r"(?:[^。；？！.;?!]|[.;?!](?!\s|$))*(?:[。；？！]|[.;?!](?=\s|$))*")
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

    def rests_on(self, store: Store) -> list[str]:
        found = (getattr(store, hit.table)[hit.id] for hit in self.hits if hit.table != "dataset")
        return list(dict.fromkeys(source for record in found for source in cited(record)))

    def nothing_found(self, store: Store) -> Text | None:
        if self.hits:
            return None
        en, zh = f'No record has "{self.query}".', f"没有记录提到“{self.query}”。"
        if len(self.missing) == 0 and self.filters:
            en, zh = (
                f'No record that the filters leave has "{self.query}"; ask without one of them.',
                f"符合筛选条件的记录都没有提到“{self.query}”，请减少筛选条件。",
            )
        elif len(self.missing) == 0:
            en, zh = (
                f'No record has all of "{self.query}"; ask for fewer words.',
                f"没有记录同时含有“{self.query}”，请减少词语。",
            )
        for word, near in self.missing.items():
            if word != self.query:
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
    selection = Selection(store, {"platform": platform, "place": place, "kind": kind, "source": source})
    told, sources = selection.told(), selection.sources
    fits = [*_fitting(store, selection.asked)]
    if sources:
        fits.append(lambda record: record.id in sources or cites(getattr(record, "citations", ()), sources))
    tables = [resolve(name, {name: [name, *_words(ONE[name])] for name in ONE}, TABLE) for name in values(table)]

    def question(db: sqlite3.Connection) -> tuple[list[fulltext.Found], dict[str, list[str]]]:
        for words in _ways(db, asked):
            found = [
                hit
                for hit in fulltext.found(db, words, query, tables)
                if not fits or all(fit(getattr(told, hit.table)[hit.id]) for fit in fits)
            ]
            if found:
                return found, {}
        return [], {part.word: fulltext.nearest(db, part.word) for part in words if not fulltext.has(db, part)}

    found, missing = fulltext.ask(told, question)
    narrowed_to = selection.asked | ({"table": tables} if tables else {})
    return Search(dataset=edition(store), filters=narrowed_to, query=query, hits=[_hit(told, hit) for hit in found], missing=missing)


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


def _fitting(store: Store, asked: Mapping[str, Iterable[str]]) -> Iterator[Callable[[Any], bool]]:
    """Each filter as a test of a record of any table."""
    if platforms := frozenset(asked.get("platform", ())):
        yield lambda record: record.id in platforms or not platforms.isdisjoint(_named(record, "organizations"))
    if places := frozenset(asked.get("place", ())):
        within = inside(store, places)
        yield (
            lambda record: (
                any(map(within, _named(record, "places")))
                or (hasattr(record, "place") and within(record.place))
                or (hasattr(record, "within") and within(record.id))
            )
        )
    if kinds := frozenset(asked.get("kind", ())):
        yield lambda record: getattr(record, "kind", None) in kinds


def _named(record: Any, field: str) -> Iterable[str]:
    yield from getattr(record, field, ())
    for figure in getattr(record, "figures", ()):
        yield from getattr(figure, field)


def _hit(store: Store, found: fulltext.Found) -> Hit:
    matches = [_match(store, found, line) for line in found.lines]
    matches.sort(key=lambda match: -len({match.sentence[start:end].lower() for start, end in match.spans}))
    if all(match.lang is None for match in matches) and not (matches and matches[0].figure):
        record = getattr(store, found.table)[found.id]
        for field in _ITSELF:
            if hasattr(record, field):
                itself: Text = getattr(record, field)
                matches += [Match(f"{field}.zh", "zh", itself.zh, [], None), Match(f"{field}.en", "en", itself.en, [], None)]
    return Hit(found.table, found.id, found.name, found.date, round(-found.rank, 3), matches)


def _match(store: Store, found: fulltext.Found, line: fulltext.Line) -> Match:
    """The sentence of a text that has the most of the words; all of it where it is a name, an id or a title."""
    best, most = (0, len(line.text)), 0
    for sentence in _SENTENCE.finditer(line.text):
        inside = {line.text[start:end].lower() for start, end in line.spans if sentence.start() <= start and end <= sentence.end()}
        if len(inside) > most:
            best, most = sentence.span(), len(inside)
    sentence_text = line.text[slice(*best)].rstrip()
    begins = best[0] + len(sentence_text) - len(sentence_text.lstrip())
    spans = [(start - begins, end - begins) for start, end in line.spans if best[0] <= start and end <= best[1]]
    end = line.field.rpartition(".")[2]
    lang: Lang | None = "zh" if end == "zh" else "en" if end == "en" else None
    number = re.match(r"figures\[(\d+)\]", line.field)
    figure = getattr(store, found.table)[found.id].figures[int(number[1])] if number else None
    return Match(line.field, lang, sentence_text.strip(), spans, figure)
