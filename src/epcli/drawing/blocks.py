"""What stands on a page: a title and blocks, in the order in which they are read; no widths, no colours of a terminal, no markup.

A new kind of block is a struct here, a name more in `Block`, and a case in each drawer; mypy names the drawer that forgets it.
An `anchor` is the id of the record or figure that is shown there, so that it can be linked to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

from epcli.drawing.prose import Prose
from epcli.model import Lang


class Heading(Struct, frozen=True):
    """What the blocks that follow are about, below the title of the page."""

    words: Prose
    anchor: str | None = None


class Paragraph(Struct, frozen=True):
    """Words in whole sentences. `of_drawing` are about bars, and are left out where none are drawn."""

    words: Prose
    of_drawing: bool = False


class Item(Struct, frozen=True):
    """One thing among its like."""

    words: Prose
    anchor: str | None = None


class Listing(Struct, frozen=True):
    """Things in a list, or what is said where there are none."""

    items: Sequence[Item]
    empty: Prose = Prose()


class Entry(Struct, frozen=True):
    """Something dated. `year` and `month` say under which heads it stands; `dated` is the date as it is shown."""

    year: str
    month: str
    dated: Prose
    title: Prose
    about: Prose
    items: Sequence[Item]
    anchor: str | None = None


class Entries(Struct, frozen=True):
    """Dated entries in their order, years and months apart."""

    entries: Sequence[Entry]


class Row(Struct, frozen=True):
    """The cells of one thing; the first says which."""

    cells: Sequence[Prose]
    anchor: str | None = None


class Table(Struct, frozen=True):
    """Rows under the names of columns, a name for each cell."""

    columns: Sequence[str]
    rows: Sequence[Row]


class Fields(Struct, frozen=True):
    """What is said of one thing under each of several names."""

    fields: Sequence[tuple[Prose, Prose]]


class Aspect(Struct, frozen=True):
    """What each case says under one name; `same` where all say the same."""

    name: Prose
    values: Sequence[Prose]
    same: bool


class Cases(Struct, frozen=True):
    """Cases side by side, an aspect a row, a value for each case; their names are the title of the page as well."""

    names: Sequence[Item]
    aspects: Sequence[Aspect]


class MarkedRow(Struct, frozen=True):
    """Whose marks these are, and those that stand in each column."""

    name: str
    marks: Sequence[Sequence[Item]]


class Marks(Struct, frozen=True):
    """Marks in the columns of a calendar: the rows of each year, under its name."""

    columns: Sequence[str]
    years: Sequence[tuple[str, Sequence[MarkedRow]]]


class Bar(Struct, frozen=True):
    """A value of a series: when, how long its bar is, how much, and what is said of it. None as length is a value that nobody knows.

    `hollow` marks what is no result: a target, a commitment, a rule.
    """

    dated: Prose
    length: float | None
    hollow: bool
    amount: Prose
    about: Prose
    anchor: str | None = None


class Bars(Struct, frozen=True):
    """Values of one series, a bar each on a linear scale that begins at 0: a length of 1 is as long as there is room.

    `columns` names date, amount and what is said, where they stand in columns.
    """

    columns: Sequence[str]
    bars: Sequence[Bar]


class Verbatim(Struct, frozen=True):
    """Text to be copied as it is. `syntax` is the name of its language where blocks of code are named: `bibtex`, `json`."""

    words: str
    syntax: str


class Note(Struct, frozen=True):
    """What a mark (`[1]`, `a`, `†`) stands for. References lead to its anchor; a mark that stands in the text alone has none."""

    mark: str
    words: Prose
    anchor: str | None = None


class Notes(Struct, frozen=True):
    """What stands under an answer: the notes, the sources, or the marks, which need no heading."""

    heading: str
    notes: Sequence[Note]


Block: TypeAlias = Heading | Paragraph | Listing | Entries | Table | Fields | Cases | Marks | Bars | Verbatim | Notes


class Page(Struct, frozen=True):
    """An answer to be read: its language, its title, its blocks, and which edition of the records under which licence it rests on.

    `anchor` is the id of the record that the whole page is about.
    """

    lang: Lang
    title: Prose
    blocks: Sequence[Block]
    edition: str
    anchor: str | None = None
