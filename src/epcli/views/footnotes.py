"""What stands under an answer so that every number can be traced: notes by letter, sources by number, and what the marks mean.

Views ask for references while they lay out an answer; only what was referred to is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_lowercase

from rich.console import Group, RenderableType
from rich.table import Table

from epcli.model import Citation, Dating, Figure, Lang, Source, Text
from epcli.store import Store
from epcli.views.prose import Prose
from epcli.wording import LEGEND, MARKS, label, locator, quantity, quoted

STYLES = {"stated": "", "restored": "yellow", "inferred": "yellow", "lost": "red"}
QUIET = "dim"


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
        parts += [self._notes.setdefault(note, _letter(len(self._notes))) for note in notes if note]
        return f"[{'; '.join(parts)}]" if parts else ""

    def date(self, edtf: str, dating: Dating) -> Prose:
        """An event's date as precisely as it is known, with the mark of its status."""
        self._marks.add(dating.status)
        return Prose.of(edtf, (MARKS[dating.status], STYLES[dating.status]))

    def organization(self, organization_id: str) -> str:
        """An organization's name: in full when it is first named, then by the abbreviation that the full name ends with."""
        name = self.store.organizations[organization_id].name[self.lang]
        abbreviation = re.search(r"\(([A-Z]+)\)$", name)
        if abbreviation and organization_id in self._named:
            return abbreviation[1]
        self._named.add(organization_id)
        return name

    def figure(self, figure: Figure, already_cited: Iterable[Citation] = ()) -> Prose:
        """One number: how much, of what, as of when, and where it stands unless the record around it has said so already."""
        self._marks.add(figure.status)
        as_of = f"（{figure.as_of}）" if self.lang == "zh" else f" ({figure.as_of})"
        new = figure.citations if figure.status == "restored" or not _covers(already_cited, figure.citations) else []
        reference = self.reference(new, figure.note)
        return Prose.of(
            (quantity(figure, self.lang), f"bold {STYLES[figure.status]}".strip()),
            "  " + figure.metric[self.lang] + (as_of if figure.as_of else ""),
            (f" {reference}" if reference else "", QUIET),
        )

    def figures(self, figures: Iterable[Figure], already_cited: Iterable[Citation] = ()) -> list[RenderableType]:
        """Figures as a list, one to a line, the turned lines indented."""
        return [hanging(self.figure(figure, already_cited)) for figure in figures]

    def render(self) -> RenderableType:
        """The notes, the sources and the legend, then the edition of the records."""
        rows: list[RenderableType] = []
        if self._notes:
            rows += ["", heading(label("notes", self.lang)), _listing((letter, note[self.lang]) for note, letter in self._notes.items())]
        if self._sources:
            cited = ((f"[{number}]", self._cited(self.store.sources[source])) for source, number in self._sources.items())
            rows += ["", heading(label("sources", self.lang)), _listing(cited)]
        marks = [status for status in LEGEND if status in self._marks]
        if marks:
            rows += ["", _listing((MARKS[status], LEGEND[status][self.lang]) for status in marks)]
        dataset = self.store.dataset
        return Group(*rows, "", Prose(f"{dataset.title[self.lang]} {dataset.version} · {dataset.licence}", QUIET))

    def _cited(self, source: Source) -> str:
        """A source as a bibliography has it, with what it is: a repost must not pass for the publisher's own page."""
        kind, dated = label(source.type, self.lang), source.date or label("undated", self.lang)
        publisher = source.publisher[self.lang]
        parts = [
            source.author[self.lang] if source.author else "",
            quoted(source.title[self.lang], self.lang),
            f"{publisher}，{dated}〔{kind}〕" if self.lang == "zh" else f"{publisher}, {dated} ({kind})",
            source.url or "",
        ]
        return ("．" if self.lang == "zh" else ". ").join(part for part in parts if part)


def heading(words: str) -> Prose:
    return Prose(words, "bold")


def hanging(text: Prose, bullet: str = "·") -> RenderableType:
    """A paragraph behind a bullet, its turned lines indented under the first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Prose(bullet, QUIET), text)
    return grid


def _listing(rows: Iterable[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for mark, words in rows:
        grid.add_row(Prose(mark, QUIET), Prose(words, QUIET))
    return grid


def _letter(index: int) -> str:
    """a … z, then aa, ab …"""
    before, last = divmod(index, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[last]


def _covers(citations: Iterable[Citation], wanted: Iterable[Citation]) -> bool:
    return set(wanted) <= set(citations)
