"""A page as lines for a terminal of any width.

What is narrow beside something wide (a bullet, a date, a mark), and columns whose places are known, are laid out here. A rich table
would do it too, but it measures all that is inside it first, which took more time than everything else together; so only a block
that needs a table imports `table`, and rich's console with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

from epcli.drawing.blocks import (
    Bar,
    Bars,
    Block,
    Cases,
    Entries,
    Entry,
    Fields,
    Heading,
    Item,
    Listing,
    MarkedRow,
    Marks,
    Notes,
    Page,
    Paragraph,
    Table,
    Verbatim,
)
from epcli.drawing.cells import RULE, likely, most
from epcli.drawing.prose import QUIET, Line, Prose, abreast, in_columns, pushed

NARROW = 60
"""Below this many columns things stand under each other instead of side by side."""

LEAST = 20
"""Columns that no block goes below."""

DATE_WIDTH = 12
"""A day with its mark; an interval of days takes two lines."""

RESULT, TARGET = "▐", "░"
"""What bars are made of: of the block characters, two that no terminal draws two cells wide, a Chinese one neither."""

BULLET = "·"
LABEL_WIDTH = 12
MANY = 4
"""So many marks in a cell are counted where they have no room side by side."""

GAP = 3
COLUMN = 22
"""The narrowest column in which the text of a case still reads well."""


def page_lines(page: Page, width: int) -> Iterator[Line]:
    """A page for the terminal; cases side by side need no title above their names, and text to be copied stands alone."""
    first = next(iter(page.blocks), None)
    if isinstance(first, Verbatim):
        yield from map(Prose, first.words.rstrip("\n").split("\n"))
        return
    if not isinstance(first, Cases):
        yield from page.title.lines(width)
    before: Block | None = None
    for block in page.blocks:
        yield from _block(block, before, width)
        before = block
    yield Prose()
    yield from Prose(page.edition, QUIET).lines(width)


def _block(block: Block, before: Block | None, width: int) -> Iterator[Line]:
    """A block as lines, after an empty one unless it belongs to the block before."""
    apart = not isinstance(before, Heading)
    match block:
        case Heading():
            yield Prose()
            yield from block.words.lines(width)
        case Paragraph():
            if not (before is None or isinstance(before, Paragraph)):
                yield Prose()
            yield from block.words.lines(width)
        case Listing():
            for item in block.items:
                yield from _bulleted(item.words, width)
            if not block.items:
                yield from _beside(Prose(), block.empty.lines, 1, width)
        case Entries():
            yield from _entries(block, width)
        case Table():
            if apart:
                yield Prose()
            yield from _fitting(lambda room: _table(block.columns, [row.cells for row in block.rows], room), width)
        case Fields():
            yield Prose()
            yield from _fitting(lambda room: _table(["", ""], block.fields, room), width)
        case Cases():
            stacked = width < NARROW or (width - LABEL_WIDTH) // len(block.names) < COLUMN
            draw = _stacked_cases if stacked else _side_by_side
            yield from _fitting(lambda room: draw(block, room), width)
        case Marks():
            yield from _marks(block, width)
        case Bars():
            if apart:
                yield Prose()
            for bar in block.bars:
                yield from _bar(bar, width)
        case Verbatim():
            yield Prose()
            yield from map(Prose, block.words.rstrip("\n").split("\n"))
        case Notes():
            yield Prose()
            yield from Prose(block.heading, "bold").lines(width) if block.heading else ()
            column = max(likely(note.mark) for note in block.notes)
            for note in block.notes:
                mark = " " * (column - likely(note.mark)) + note.mark  # not `rjust`: a mark may be two cells wide
                yield from _beside(Prose(mark, QUIET), Prose(note.words.plain, QUIET).lines, column, width)
        case _:
            assert_never(block)


def _fitting(draw: Callable[[int], Iterable[Line]], width: int) -> list[Line]:
    """What `draw` makes of so many columns, or of so many less that its lines fit a terminal too that draws ambiguous characters wide.

    Those before the last column push it to the right there, by how much is known once they are on their lines.
    """
    room = width
    while True:
        lines = list(draw(room))
        beyond = max((most(line.plain) for line in lines), default=0) - width
        if beyond <= 0 or room - beyond < LEAST:
            return lines
        room -= beyond


def _entries(block: Entries, width: int) -> Iterator[Line]:
    for year, of_year in groupby(block.entries, key=lambda entry: entry.year):
        yield Prose()
        yield Prose.of((year, "bold"), " ", (RULE * (width - most(year) - 1), QUIET))
        for index, (_, of_month) in enumerate(groupby(of_year, key=lambda entry: entry.month)):
            if index:
                yield Prose()
            for entry in of_month:
                yield from _entry(entry, width)


def _entry(entry: Entry, width: int) -> Iterator[Line]:
    def body(width: int) -> Iterator[Line]:
        yield from entry.title.lines(width)
        yield from entry.about.lines(width)
        for item in entry.items:
            yield from _bulleted(item.words, width)

    if width < NARROW:
        yield from entry.dated.lines(width)
        yield from _beside(Prose(), body, 1, width)
    else:
        yield from _beside(entry.dated, body, DATE_WIDTH, width)


def _table(columns: Sequence[str], rows: Sequence[Sequence[Prose]], width: int) -> Iterator[Line]:
    from epcli.drawing.table import has_room, table_lines

    if width >= NARROW and has_room(columns, rows, width):
        yield from table_lines(columns, rows, width)
    else:
        yield from _listed(columns, rows, width)


def _listed(columns: Sequence[str], rows: Iterable[Sequence[Prose]], width: int) -> Iterator[Line]:
    """Rows under each other, the names of columns before what stands in them."""
    from epcli.drawing.table import grid_lines

    for index, row in enumerate(rows):
        if index:
            yield Prose()
        yield from row[0].lines(width)
        for column, cell in zip(columns[1:], row[1:], strict=True):
            if cell.runs:
                yield from grid_lines([(Prose(column, QUIET), cell)], width)


def _side_by_side(block: Cases, width: int) -> Iterator[Line]:
    """Columns as wide as each other, or nearly: what a division leaves over goes to the first, and the last has no gap after it."""
    left, places = LABEL_WIDTH + GAP, [(0, LABEL_WIDTH)]
    for remaining in range(len(block.names), 0, -1):
        column = -(-(width - left + 2) // remaining) - GAP if remaining > 1 else width - left
        places.append((left, column))
        left += column + GAP

    def row(first: Prose, values: Iterable[Prose]) -> Iterator[Line]:
        return abreast(*in_columns(places, (first, *values), width))

    yield from row(Prose(), (name.words.styled("bold") for name in block.names))
    yield Prose(RULE * width, QUIET)
    for index, aspect in enumerate(block.aspects):
        if index:
            yield Prose()
        yield from row(aspect.name, aspect.values)


def _stacked_cases(block: Cases, width: int) -> Iterator[Line]:
    from epcli.drawing.table import grid_lines

    for index, aspect in enumerate(block.aspects):
        if index:
            yield Prose()
        yield from aspect.name.lines(width)
        names = (name.words.styled(QUIET if aspect.same else "cyan") for name in block.names)
        yield from grid_lines(zip(names, aspect.values, strict=True), width)


def _marks(block: Marks, width: int) -> Iterator[Line]:
    """All years in one grid, so that the months stand under each other; a list where that would break a year, a name or a mark."""
    from epcli.drawing.table import calendar_fits, calendar_lines

    for number in (None, MANY, 2) if width >= NARROW else ():
        grid: list[list[Prose]] = []
        for year, rows in block.years:
            head = [Prose(year, "bold"), *(Prose(column, QUIET) for column in block.columns)]
            grid += [[Prose()], head, *_rows_of_marks(rows, number, "\n")]
        if calendar_fits(grid, width):
            lines = list(calendar_lines(grid, width))
            if all(most(line.plain) <= width for line in lines):
                yield from lines
                return
    for year, rows in block.years:
        yield Prose()
        yield Prose(year, "bold")
        listed = _rows_of_marks(rows, MANY, " ")
        yield from _fitting(lambda room, rows=listed: _listed(["", *block.columns], rows, room), width)  # type: ignore[misc]


def _rows_of_marks(rows: Iterable[MarkedRow], number: int | None, between: str) -> list[list[Prose]]:
    """Names and marks, side by side; of so many or more in a cell those that are alike are counted (A×12), and all have room between."""

    def drawn(marks: Sequence[Item]) -> Prose:
        if number is None or len(marks) < number:
            return Prose.of(*(mark.words for mark in marks))
        alike = Counter(mark.words.plain for mark in marks)
        first = {mark.words.plain: mark.words for mark in reversed(marks)}
        counted = (Prose.of(first[words], f"×{times}" if times > 1 else "") for words, times in alike.items())
        return Prose.joined(counted, between)

    return [[Prose(row.name), *map(drawn, row.marks)] for row in rows]


def _bar(bar: Bar, width: int) -> Iterator[Line]:
    """Date, bar and words abreast, so that the bars of a series begin at one place; where it is narrow, the bar under the words."""
    room = min(width // 4, 30) if width >= NARROW else width - 2
    cells = 0 if bar.length is None or bar.length <= 0 else max(round(min(bar.length, 1) * room), 1)
    drawn = Prose((TARGET if bar.hollow else RESULT) * cells, QUIET if bar.hollow else "cyan")
    words = Prose.of(bar.amount, "  ", bar.about)
    if width >= NARROW:
        place = DATE_WIDTH + 1
        left = place + room + 1
        dated = bar.dated.lines(DATE_WIDTH, likely)
        yield from abreast((0, dated), (place, [drawn]), (left, words.lines(width - left - pushed(dated))))
    else:
        yield from Prose.of(bar.dated, "  ", words).lines(width)
        if cells:
            yield Prose.of("  ", drawn)


def _bulleted(words: Prose, width: int) -> Iterator[Line]:
    """Words behind a bullet, their turned lines indented under the first."""
    return _beside(Prose(BULLET, QUIET), words.lines, likely(BULLET), width)


def _beside(left: Prose, right: Callable[[int], Iterable[Line]], column: int, width: int) -> Iterator[Line]:
    """`left` in a column of its own, a space, and in the rest of the line the lines that `right` has at that width."""
    lines = left.lines(column, likely)
    return abreast((0, lines), (column + 1, right(max(width - column - 1 - pushed(lines), 1))))
