"""What stands under an answer so that every number can be traced: notes by letter, sources by number, and what the marks mean.

Views ask for references while they lay out an answer; only what was referred to is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set

from epcli.drawing.blocks import Block, Item, Note, Notes, Page, Row, Table
from epcli.drawing.prose import QUIET, Prose
from epcli.model import NO_LICENCE, Citation, DateStatus, Figure, Lang, Source, Text
from epcli.store import Store
from epcli.wording import (
    LEGEND,
    MARKS,
    as_of,
    author_names,
    dated,
    join_names,
    label,
    locator,
    quantity,
    quoted,
    role,
    sentence_case,
    text_kind,
)

STYLES = {"stated": "", "restored": "yellow", "inferred": "yellow", "lost": "red"}


class Footnotes:
    """Gives out references in the order in which they are asked for, and prints what they refer to."""

    def __init__(self, store: Store, lang: Lang, brief: bool = False, long: bool = False, linked: bool = False) -> None:
        """`brief` leaves out notes, sources and the references to them, `long` has the summaries of events, too.

        `linked` is for a page on which what is named leads to a page of its own, so that no id need be typed to go on.
        """
        self.brief, self.long, self.linked = brief, long, linked
        self.store = store
        self.lang = lang
        self._sources: dict[str, int] = {}
        self._notes: dict[Text, str] = {}
        self._marks: set[str] = set()
        self._named: set[str] = set()

    def page(self, title: Prose, blocks: Iterable[Block], anchor: str | None = None) -> Page:
        """An answer's page: its blocks, under them what they referred to, and the edition of the records; `anchor` is that of its title."""
        dataset = self.store.dataset
        licence = label("no_licence", self.lang) if dataset.licence == NO_LICENCE else dataset.licence
        edition = f"{dataset.title[self.lang]} {dataset.version} · {licence}"
        if self.brief:
            blocks = [self._unreferred(block) for block in blocks]
        return Page(self.lang, title, [*blocks, *self._referred()], edition, anchor)

    def _unreferred(self, block: Block) -> Block:
        """A block as it is without references: a table has no column for them."""
        if not (isinstance(block, Table) and list(block.columns[-1:]) == self.heads("references")):
            return block
        return Table(block.columns[:-1], [Row(row.cells[:-1], row.anchor) for row in block.rows])

    def heads(self, *names: str) -> list[str]:
        """Our own terms as the heads of columns."""
        return [sentence_case(label(name, self.lang)) for name in names]

    def reference(self, citations: Iterable[Citation], *notes: Text | None) -> Prose:
        """Sources by number with the places in them, then notes by letter: `[1§2; 4; a]`, each leading to what it stands for."""
        if self.brief:
            return Prose()
        places: dict[str, dict[str, None]] = {}
        for citation in citations:
            places.setdefault(citation.source, {})[locator(citation)] = None
        parts = []
        for source, at in places.items():
            number = self._sources.setdefault(source, len(self._sources) + 1)
            parts.append(Prose.of(Prose(str(number), QUIET, f"#{self._anchor(number, source)}"), (",".join(filter(None, at)), QUIET)))
        for note in dict.fromkeys(filter(None, notes)):
            letter = self._notes.setdefault(note, _letter(len(self._notes)))
            parts.append(Prose(letter, QUIET, f"#note_{letter}"))
        if not parts:
            return Prose()
        between = [piece for part in parts for piece in (("; ", QUIET), part)]
        return Prose.of(("[", QUIET), *between[1:], ("]", QUIET))

    def cited(self, words: str | Prose, citations: Iterable[Citation], *notes: Text | None) -> Prose:
        """Words with their reference behind them."""
        reference = self.reference(citations, *notes)
        return Prose.of(words, (" ", QUIET), reference) if reference.runs else Prose.of(words)

    def date(self, edtf: str, status: DateStatus) -> Prose:
        """An event's date as precisely as it is known, with the mark of its status."""
        return self.marked(Prose(dated(edtf, self.lang)), status)

    def marked(self, words: Prose, status: DateStatus) -> Prose:
        """What stands for a date, with the mark of its status."""
        self._marks.add(status)
        return Prose.of(words, (MARKS[status], STYLES[status]))

    def organization(self, organization_id: str) -> Prose:
        """An organization's name: in full when it is first named, then by the abbreviation that the full name ends with."""
        return Prose(self._organization(organization_id), "", f"organizations/{organization_id}")

    def _organization(self, organization_id: str) -> str:
        name = self.store.organizations[organization_id].name[self.lang]
        abbreviation = re.search(r"\(([A-Z]+)\)$", name)
        if abbreviation and organization_id in self._named:
            return abbreviation[1]
        self._named.add(organization_id)
        return name

    def place(self, place_id: str) -> Prose:
        return Prose(self.store.places[place_id].name[self.lang], "", f"places/{place_id}")

    def indicator(self, indicator_id: str) -> Prose:
        return Prose(self.store.indicators[indicator_id].name[self.lang], "", f"indicators/{indicator_id}")

    def names(self, ids: Iterable[str], name: Callable[[str], Prose]) -> Prose:
        """Names in a list: `notes.names(event.places, notes.place)`."""
        return listed(map(name, ids), self.lang)

    def amount(self, figure: Figure) -> Prose:
        """How much, with the mark of its status."""
        self._marks.add(figure.status)
        return Prose(quantity(figure, self.lang), f"bold {STYLES[figure.status]}".strip(), f"figures/{figure.id}")

    def figure(self, figure: Figure, already_cited: Set[Citation] = frozenset()) -> Prose:
        """One number: how much, of what, as of when, and where it stands unless the record around it has said so already."""
        new = figure.citations if figure.status == "restored" or not already_cited >= set(figure.citations) else []
        words = Prose.of(self.amount(figure), f"  {figure.metric[self.lang]}{as_of(figure, self.lang)}{role(figure, self.lang)}")
        return self.cited(words, new, figure.note)

    def figures(self, figures: Iterable[Figure], already_cited: Iterable[Citation] = ()) -> list[Item]:
        cited = frozenset(already_cited)
        return [Item(self.figure(figure, cited), figure.id) for figure in figures]

    def _referred(self) -> list[Notes]:
        """What was referred to: notes, sources and the legend, each with its heading (the legend has none)."""
        notes = [Note(letter, Prose(note[self.lang]), f"note_{letter}") for note, letter in self._notes.items()]
        sources = [self._source(number, self.store.sources[source]) for source, number in self._sources.items()]
        legend = [Note(MARKS[status], Prose(self._meaning(status))) for status in LEGEND if status in self._marks]
        found = [Notes(label("notes", self.lang), notes), Notes(label("sources", self.lang), sources), Notes("", legend)]
        return [block for block in found if block.notes]

    def _meaning(self, status: str) -> str:
        """What the mark of a status means; without notes and sources nothing that refers to them."""
        meaning = LEGEND[status][self.lang]
        return re.split("[;,；，]", meaning)[0] if self.brief and status != "lost" else meaning

    def _anchor(self, number: int, source_id: str) -> str:
        """The anchor of a source; by its number where a link to it would go to its own page."""
        return f"source_{number if self.linked else source_id}"

    def _source(self, number: int, source: Source) -> Note:
        """A source as a bibliography has it, with what it is: a repost must not pass for the publisher's own page."""
        words = bibliographic(source, self.lang)
        if source.url and not self.linked:  # else the page that the title leads to has it
            words = Prose.of(words, "．" if self.lang == "zh" else ". ", Prose(source.url, "", source.url))
        return Note(f"[{number}]", words, self._anchor(number, source.id))


def listed(names: Iterable[Prose], lang: Lang) -> Prose:
    """Names in a list, as `join_names` has them, each leading where it leads."""
    return Prose.joined(names, join_names(("", ""), lang))


def dotted(*parts: str | tuple[str, str] | Prose) -> Prose:
    """What is said of one thing, a middle dot between each two; what is empty is not said."""
    return Prose.joined([prose for part in parts if (prose := Prose.of(part)).runs], " · ")


def leading(table: str, record_id: str) -> Prose:
    """An id that leads to its record; `figures` is a table here."""
    return Prose(record_id, QUIET, f"{table}/{record_id}")


def bibliographic(source: Source, lang: Lang) -> Prose:
    """Authors, title, publisher, date and kind of a source in one line; its address stands apart."""
    kind, day = text_kind(source, lang), dated(source.date, lang) if source.date else label("undated", lang)
    publisher = source.publisher[lang]
    parts = [
        Prose(author_names(source, lang)),
        Prose(quoted(source.title[lang], lang), "", f"sources/{source.id}"),
        Prose(f"{publisher}，{day}〔{kind}〕" if lang == "zh" else f"{publisher}, {day} ({kind})"),
    ]
    return Prose.joined([part for part in parts if part.runs], "．" if lang == "zh" else ". ")


def _letter(index: int) -> str:
    """a … z, then aa, ab …"""
    before, last = divmod(index, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)
