"""Something narrow beside something wide: a bullet, a date or a mark, and what it belongs to.

A rich table would do it too, but it measures all that is inside it first, which for a page of nested tables took more time than
everything else together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from epcli.views.prose import Prose


class Beside:
    """`left` in a column of `width` cells, a space, and `right` in the rest of the line; turned lines stay in their columns."""

    def __init__(self, left: Prose, right: RenderableType, width: int) -> None:
        self.left, self.right, self.width = left, right, width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        rest = max(options.max_width - self.width - 1, 1)
        left = console.render_lines(self.left, options.update(width=self.width))
        right = console.render_lines(self.right, options.update(width=rest), pad=False)
        for beginning, end in zip_longest(left, right):
            yield from beginning or [Segment(" " * self.width)]
            yield Segment(" ")
            yield from end or []
            yield Segment.line()
