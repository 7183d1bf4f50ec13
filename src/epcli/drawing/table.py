"""Tables, for which rich settles how wide the columns are; in every cell lines break by our own rules.

Only an answer that has such a table imports rich's console.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from rich import box
from rich.console import Console, ConsoleOptions, JustifyMethod, OverflowMethod
from rich.containers import Lines
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from epcli.drawing import cells
from epcli.drawing.prose import QUIET, Line, Prose, abreast, in_columns, pieces

DATE = len("2016-01-22†")
"""Characters of a date with its mark, which stays in one piece."""


Measured: TypeAlias = tuple[int, int]
"""How wide a column is at least, for no piece of it to be cut, and at most, for no line of it to be broken."""


def _measured(column: Iterable[Prose], measured: Callable[[str], int] = cells.likely) -> Measured:
    least = most = 0
    for cell in column:
        words = cell.plain
        widest = max(map(measured, words.splitlines()), default=0)
        piece = max((measured(piece.rstrip()) for piece in pieces(words)), default=0)
        least, most = max(least, min(piece, widest)), max(most, widest)
    return least, most


class Column(Text):
    """Stands for all cells of a column while rich settles the widths, and is drawn as its mark, again and again, as wide as it may be."""

    def __init__(self, mark: str, measured: Measured) -> None:
        super().__init__()
        self.mark, (self.least, self.most) = mark, measured

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        return Lines([Text(self.mark * width)])

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(self.least, self.most).with_maximum(options.max_width)


def _crowded(columns: int, width: int) -> bool:
    """Whether so many columns can be narrower than a date."""
    return columns * (DATE + 2) > width


def has_room(columns: Sequence[str], rows: Sequence[Sequence[Prose]], width: int) -> bool:
    """Whether no column needs to break a date, or another piece as short."""
    if not _crowded(len(columns), width):
        return True
    whole = [[Prose(column) for column in columns], *rows]
    least = (_measured(row[place] for row in whole if place < len(row))[0] for place in range(len(columns)))
    return sum(min(piece, DATE + 1) + 2 for piece in least) - 2 <= width


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[Prose]], width: int) -> Iterator[Line]:
    """Rows under the names of columns; without a head where no column has a name."""
    head = [Prose(column, "bold") for column in columns]
    return _drawn(_table, rows, width, head if any(columns) else [])


def grid_lines(rows: Iterable[tuple[Prose, Prose]], width: int) -> Iterator[Line]:
    """Names and what belongs to them, indented, in two columns."""
    return _drawn(_grid, ((Prose(), *row) for row in rows), width)


def calendar_lines(rows: Iterable[Sequence[Prose]], width: int) -> Iterator[Line]:
    """Names, at most a third of the line, before narrow columns."""
    return _drawn(_calendar, rows, width)


def calendar_fits(rows: Sequence[Sequence[Prose]], width: int) -> bool:
    """Whether a calendar of these rows breaks no word of a name, and nothing in its other columns."""
    columns = _columns(rows)
    (name, *others), _ = _settled(_calendar, _within(columns, width), width, False)
    return name[1] >= columns[0][0] and all(span >= most for (_, span), (_, most) in zip(others, columns[1:], strict=True))


def _columns(rows: Sequence[Sequence[Prose]]) -> list[Measured]:
    number = max(map(len, rows), default=0)
    ways = [cells.likely] * (number - 1) + [cells.most]
    return [_measured((row[place] for row in rows if place < len(row)), way) for place, way in enumerate(ways)]


def _within(columns: Iterable[Measured], width: int) -> Sequence[Measured]:
    return tuple((min(least, width), min(most, width)) for least, most in columns)


def _table(columns: int, width: int) -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0) if _crowded(columns, width) else (0, 1))


def _grid(columns: int, width: int) -> Table:
    return Table.grid(padding=(0, 1))


def _calendar(columns: int, width: int) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(max_width=width // 3)
    for _ in range(columns - 1):
        grid.add_column(min_width=2)
    return grid


def _drawn(made: Callable[[int, int], Table], rows: Iterable[Sequence[Prose]], width: int, head: Sequence[Prose] = ()) -> Iterator[Line]:
    """The rows as lines beside lines, each column where rich would have it."""
    rows = [*([head] if head else []), *rows]
    columns = _columns(rows)
    if not columns:
        return
    spans, rule = _settled(made, _within(columns, width), width, bool(head))
    for index, row in enumerate(rows):
        beside = in_columns(spans, row, width)
        if head and not index:
            height = max(len(lines) for _, lines in beside)
            yield from abreast(*((place, [Prose()] * (height - len(lines)) + lines) for place, lines in beside))
            yield Prose(cells.RULE * rule, QUIET)
        else:
            yield from abreast(*beside)


@lru_cache(1000)  # where it is narrow, each value of a table is one of its own
def _settled(
    made: Callable[[int, int], Table], measured: Sequence[Measured], width: int, headed: bool
) -> tuple[list[tuple[int, int]], int]:
    """Where each column begins and how wide it is, and how long the line under the head is.

    Rich draws one row that stands for all. To have it draw them all takes a hundred times as long, which tables of thousands of rows feel.
    """
    number = len(measured)
    marks = [chr(ord("A") + place) for place in range(number)]
    columns = [Column(mark, one) for mark, one in zip(marks, measured, strict=True)]
    table = made(number, width)
    table.show_header = headed
    crowded = _crowded(number, width)
    while len(table.columns) < number:  # rich narrows whatever may be wrapped; dates, where there are many columns, may not
        table.add_column(overflow="fold", no_wrap=headed and crowded and columns[len(table.columns)].most <= DATE + 1)
    if headed:
        for column, mark in zip(table.columns, marks, strict=True):
            column.header = Column(mark, (0, 0))
    table.add_row(*columns)
    drawn = Console(width=width, legacy_windows=False).render_lines(table, pad=False)
    sample = "".join(segment.text for segment in drawn[-1])
    spans = [(sample.find(mark), sample.count(mark)) for mark in marks]
    return spans, sum(segment.cell_length for segment in drawn[1]) if headed else 0
