"""Something narrow beside something wide: a bullet, a date or a mark, and what it belongs to; and columns whose places are known.

A rich table would do it too, but it measures all that is inside it first, which took more time than everything else together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

from rich.cells import cell_len

from epcli.views.prose import Line, Prose


def abreast(*columns: tuple[int, Iterable[Line]]) -> Iterator[Line]:
    """The lines of several columns side by side, each from its own place in the line, in cells."""
    places = [place for place, _ in columns]
    for cells in zip_longest(*(lines for _, lines in columns), fillvalue=Prose()):
        parts: list[str | Prose] = []
        used = 0
        for place, cell in zip(places, cells, strict=True):
            if cell.runs:
                parts += [" " * (place - used), cell]
                used = place + cell_len(cell.plain)
        yield Prose.of(*parts)


def beside(left: Prose, right: Callable[[int], Iterable[Line]], column: int, width: int) -> Iterator[Line]:
    """`left` in a column of its own, a space, and in the rest of the line the lines that `right` has at that width."""
    return abreast((0, left.lines(column)), (column + 1, right(max(width - column - 1, 1))))
