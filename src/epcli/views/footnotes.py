"""What stands under an answer so that every number can be traced: notes by letter, sources by number, and what the marks mean.

Views ask for references while they lay out an answer; only what was referred to is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set
from typing import NamedTuple

from rich.cells import cell_len

from epcli.model import Citation, DateStatus, Figure, Lang, Source, Text
from epcli.store import Store
from epcli.views.beside import beside
from epcli.views.prose import Line, Prose
from epcli.wording import LEGEND, MARKS, as_of, join_names, label, locator, quantity, quoted

STYLES = {"stated": "", "restored": "yellow", "inferred": "yellow", "lost": "red"}
QUIET = "dim"


class Footnote(NamedTuple):
    """One line under an answer: its mark ([1], a, †), what it says, and the address that it points to."""

    mark: str
    words: str
    url: str | None = None

    def whole(self, lang: Lang) -> str:
        return f"{self.words}{'．' if lang == 'zh' else '. '}{self.url}" if self.url else self.words


class Footnotes:
    """Gives out references in the order in which they are asked for, and prints what they refer to."""

    def __init__(self, store: Store, lang: Lang) -> None:
        self.store = store
        self.lang = lang
        self._sources: dict[str, int] = {}
        self._notes: dict[Text, str] = {}
        self._marks: set[str] = set()
        self._named: set[str] = set()

    def reference(self, citations: Iterable[Citation], *notes: Text | None) -> str:
        """Sources by number with the places in them, then notes by letter: `[1§2; 4; a]`."""
        places: dict[int, dict[str, None]] = {}
        for citation in citations:
            number = self._sources.setdefault(citation.source, len(self._sources) + 1)
            places.setdefault(number, {})[locator(citation)] = None
        parts = [f"{number}{','.join(filter(None, at))}" for number, at in places.items()]
        parts += [self._notes.setdefault(note, _letter(len(self._notes))) for note in dict.fromkeys(notes) if note]
        return f"[{'; '.join(parts)}]" if parts else ""

    def date(self, edtf: str, status: DateStatus) -> Prose:
        """An event's date as precisely as it is known, with the mark of its status."""
        self._marks.add(status)
        return Prose.of(edtf, (MARKS[status], STYLES[status]))

    def organization(self, organization_id: str) -> str:
        """An organization's name: in full when it is first named, then by the abbreviation that the full name ends with."""
        name = self.store.organizations[organization_id].name[self.lang]
        abbreviation = re.search(r"\(([A-Z]+)\)$", name)
        if abbreviation and organization_id in self._named:
            return abbreviation[1]
        self._named.add(organization_id)
        return name

    def place(self, place_id: str) -> str:
        return self.store.places[place_id].name[self.lang]

    def names(self, ids: Iterable[str], name: Callable[[str], str]) -> str:
        """Names in a list: `notes.names(event.places, notes.place)`."""
        return join_names(map(name, ids), self.lang)

    def amount(self, figure: Figure) -> Prose:
        """How much, with the mark of its status."""
        self._marks.add(figure.status)
        return Prose(quantity(figure, self.lang), f"bold {STYLES[figure.status]}".strip())

    def figure(self, figure: Figure, already_cited: Set[Citation] = frozenset()) -> Prose:
        """One number: how much, of what, as of when, and where it stands unless the record around it has said so already."""
        new = figure.citations if figure.status == "restored" or not already_cited >= set(figure.citations) else []
        reference = self.reference(new, figure.note)
        return Prose.of(
            self.amount(figure),
            f"  {figure.metric[self.lang]}{as_of(figure, self.lang)}",
            (f" {reference}" if reference else "", QUIET),
        )

    def figures(self, figures: Iterable[Figure], width: int, already_cited: Iterable[Citation] = ()) -> Iterator[Line]:
        """Figures as a list, the turned lines indented."""
        cited = frozenset(already_cited)
        for figure in figures:
            yield from hanging(self.figure(figure, cited), width)

    def blocks(self) -> list[tuple[str, list[Footnote]]]:
        """What was referred to: notes, sources and the legend, each with its heading (the legend has none)."""
        notes = [Footnote(letter, note[self.lang]) for note, letter in self._notes.items()]
        sources = [self._cited(number, self.store.sources[source]) for source, number in self._sources.items()]
        legend = [Footnote(MARKS[status], LEGEND[status][self.lang]) for status in LEGEND if status in self._marks]
        found = [(label("notes", self.lang), notes), (label("sources", self.lang), sources), ("", legend)]
        return [(words, block) for words, block in found if block]

    def edition(self) -> str:
        """Which edition of the records this is, and its licence."""
        dataset = self.store.dataset
        return f"{dataset.title[self.lang]} {dataset.version} · {dataset.licence}"

    def render(self, width: int) -> Iterator[Line]:
        """All of it for the terminal, quietly."""
        for words, block in self.blocks():
            yield Prose()
            if words:
                yield from heading(words, width)
            column = max(cell_len(footnote.mark) for footnote in block)
            for note in block:
                yield from beside(Prose(note.mark.rjust(column), QUIET), Prose(note.whole(self.lang), QUIET).lines, column, width)
        yield Prose()
        yield from Prose(self.edition(), QUIET).lines(width)

    def _cited(self, number: int, source: Source) -> Footnote:
        """A source as a bibliography has it, with what it is: a repost must not pass for the publisher's own page."""
        return Footnote(f"[{number}]", bibliographic(source, self.lang), source.url)


def bibliographic(source: Source, lang: Lang) -> str:
    """Author, title, publisher, date and type of a source in one line; its address stands apart."""
    kind, dated = label(source.type, lang), source.date or label("undated", lang)
    publisher = source.publisher[lang]
    parts = [
        source.author[lang] if source.author else "",
        quoted(source.title[lang], lang),
        f"{publisher}，{dated}〔{kind}〕" if lang == "zh" else f"{publisher}, {dated} ({kind})",
    ]
    return ("．" if lang == "zh" else ". ").join(part for part in parts if part)


def heading(words: str, width: int) -> list[Line]:
    return Prose(words, "bold").lines(width)


def hanging(text: Prose, width: int) -> Iterator[Line]:
    """A paragraph behind a bullet, its turned lines indented under the first."""
    return beside(Prose("·", QUIET), text.lines, 1, width)


def _letter(index: int) -> str:
    """a … z, then aa, ab …"""
    before, last = divmod(index, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)
