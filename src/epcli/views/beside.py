"""Something narrow beside something wide: a bullet, a date or a mark, and what it belongs to.

A rich table would do it too, but it measures all that is inside it first, which took more time than everything else together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

from rich.cells import cell_len

from epcli.views.prose import Line, Prose


def beside(left: Prose, right: Callable[[int], Iterable[Line]], column: int, width: int) -> Iterator[Line]:
    """`left` in a column of its own, a space, and in the rest of the line the lines that `right` has at that width."""
    for beginning, end in zip_longest(left.lines(column), right(max(width - column - 1, 1)), fillvalue=Prose()):
        yield Prose.of(beginning, " " * (column - cell_len(beginning.plain) + 1), end)
