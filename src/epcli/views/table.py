"""Tables, for which rich settles how wide the columns are; in every cell lines break by our own rules.

Only an answer that has such a table imports rich's console.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, OverflowMethod
from rich.containers import Lines
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from epcli.views.prose import Line, Prose, pieces


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
        return Lines(Text.assemble(*line.runs) for line in self.prose.lines(width))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        words = self.prose.plain
        widest = max((cell_len(line) for line in words.splitlines()), default=0)
        piece = max((cell_len(piece.rstrip()) for piece in pieces(words)), default=0)
        return Measurement(min(piece, widest), widest).with_maximum(options.max_width)


def table_lines(table: Table, width: int) -> Iterator[Line]:
    """A table as lines for a terminal of `width` cells."""
    for line in Console(width=width, legacy_windows=False).render_lines(table, pad=False):
        yield Prose.of(*((segment.text, str(segment.style) if segment.style else "") for segment in line))


def grid_lines(rows: Iterable[tuple[Prose, Prose]], width: int) -> Iterator[Line]:
    """Names and what belongs to them, indented, in two columns."""
    grid = Table.grid(padding=(0, 1))
    for name, words in rows:
        grid.add_row("", Cell(name), Cell(words))
    return table_lines(grid, width)
