"""Tables, for which rich settles how wide the columns are; in every cell lines break by our own rules.

Only an answer that has such a table imports rich's console.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

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


class Column(Text):
    """Stands for all cells of a column while rich settles the widths, and is drawn as its mark, again and again, as wide as it may be."""

    def __init__(self, mark: str, column: Iterable[Prose], measured: Callable[[str], int] = cells.likely) -> None:
        super().__init__()
        self.mark, self.least, self.most = mark, 0, 0
        for cell in column:
            words = cell.plain
            widest = max(map(measured, words.splitlines()), default=0)
            piece = max((measured(piece.rstrip()) for piece in pieces(words)), default=0)
            self.least, self.most = max(self.least, min(piece, widest)), max(self.most, widest)

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
    least = (Column("", (row[place] for row in whole if place < len(row))).least for place in range(len(columns)))
    return sum(min(piece, DATE + 1) + 2 for piece in least) - 2 <= width


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[Prose]], width: int) -> Iterator[Line]:
    """Rows under the names of columns; without a head where no column has a name."""
    padding = (0, 1, 0, 0) if _crowded(len(columns), width) else (0, 1)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=padding)
    head = [Prose(column, "bold") for column in columns]
    return _drawn(table, rows, width, head if any(columns) else [])


def grid_lines(rows: Iterable[tuple[Prose, Prose]], width: int) -> Iterator[Line]:
    """Names and what belongs to them, indented, in two columns."""
    return _drawn(Table.grid(padding=(0, 1)), ((Prose(), *row) for row in rows), width)


def calendar_lines(columns: int, rows: Iterable[Sequence[Prose]], width: int) -> Iterator[Line]:
    """Names, at most a third of the line, before that many narrow columns."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(max_width=width // 3)
    for _ in range(columns):
        grid.add_column(min_width=2)
    return _drawn(grid, rows, width)


def _drawn(table: Table, rows: Iterable[Sequence[Prose]], width: int, head: Sequence[Prose] = ()) -> Iterator[Line]:
    """Rich draws one row that stands for all, to settle where the columns are; the rows themselves are lines beside lines.

    To have it draw them all takes a hundred times as long, which tables of thousands of rows feel.
    """
    rows = [*([head] if head else []), *rows]
    number = max(map(len, rows), default=0)
    if not number:
        return
    marks = [chr(ord("A") + place) for place in range(number)]
    measures = [cells.likely] * (number - 1) + [cells.most]
    columns = [
        Column(mark, (row[place] for row in rows if place < len(row)), measured)
        for place, (mark, measured) in enumerate(zip(marks, measures, strict=True))
    ]
    table.show_header = bool(head)
    crowded = _crowded(number, width)
    while len(table.columns) < number:  # rich narrows whatever may be wrapped; dates, where there are many columns, may not
        table.add_column(overflow="fold", no_wrap=bool(head) and crowded and columns[len(table.columns)].most <= DATE + 1)
    if head:
        for column, mark in zip(table.columns, marks, strict=True):
            column.header = Column(mark, ())
    table.add_row(*columns)
    drawn = Console(width=width, legacy_windows=False).render_lines(table, pad=False)
    sample = "".join(segment.text for segment in drawn[-1])
    spans = [(sample.find(mark), sample.count(mark)) for mark in marks]
    for index, row in enumerate(rows):
        beside = in_columns(spans, row, width)
        if head and not index:
            height = max(len(lines) for _, lines in beside)
            yield from abreast(*((place, [Prose()] * (height - len(lines)) + lines) for place, lines in beside))
            yield Prose(cells.RULE * sum(segment.cell_length for segment in drawn[1]), QUIET)
        else:
            yield from abreast(*beside)
