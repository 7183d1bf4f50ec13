"""Tables, for which rich settles how wide the columns are; in every cell lines break by our own rules.

Only an answer that has such a table imports rich's console.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, OverflowMethod
from rich.containers import Lines
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from epcli.drawing.prose import QUIET, Line, Prose, pieces


class Cell(Text):
    """A Prose as rich's tables know it."""

    def __init__(self, prose: Prose) -> None:
        super().__init__()
        self.prose = prose

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
        return Lines(Text.assemble(*((words, style) for words, style, _ in line.runs)) for line in self.prose.lines(width))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        words = self.prose.plain
        widest = max((cell_len(line) for line in words.splitlines()), default=0)
        piece = max((cell_len(piece.rstrip()) for piece in pieces(words)), default=0)
        return Measurement(min(piece, widest), widest).with_maximum(options.max_width)


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[Prose]], width: int) -> Iterator[Line]:
    """Rows under the names of columns; without a head where no column has a name."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), border_style=QUIET)
    table.show_header = any(columns)
    for column in columns:
        table.add_column(Cell(Prose(column, "bold")), overflow="fold")
    return _drawn(table, rows, width)


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


def _drawn(table: Table, rows: Iterable[Sequence[Prose]], width: int) -> Iterator[Line]:
    for row in rows:
        table.add_row(*map(Cell, row))
    for line in Console(width=width, legacy_windows=False).render_lines(table, pad=False):
        yield Prose.of(*((segment.text, str(segment.style) if segment.style else "") for segment in line))
