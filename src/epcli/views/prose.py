"""Text that breaks into lines as readers of both scripts expect.

rich takes a Chinese sentence for one long word: it starts it on a new line and chops it anywhere, so a line may begin with a
comma. Here Chinese breaks between any two characters, except that closing punctuation never begins a line and opening
punctuation never ends one; Latin words and numbers stay whole unless they are wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len, chop_cells
from rich.containers import Lines
from rich.measure import Measurement
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, JustifyMethod, OverflowMethod
    from rich.style import Style

_OPENING = "（《〈“‘「『【〔［(["
_CLOSING = "，。．、；：？！）》〉”’」』】〕］)],.;:?!%†‡…·"
_WIDE = (range(0x2E80, 0xA000), range(0xF900, 0xFB00), range(0xFF00, 0xFFF0), range(0x20000, 0x40000))


class _Kinds(dict[int, str]):
    """What each character is for breaking lines, as one letter: a table for `str.translate` that fills itself.

    The patterns below are about these letters. About the characters themselves they would say the same, but compiling a pattern
    with all of Chinese in it takes longer than breaking the lines of an answer.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        wide = any(code in span for span in _WIDE)
        if char in _OPENING:
            kind = "o"
        elif char in _CLOSING:
            kind = "C" if wide else "c"
        elif char.isdecimal():
            kind = "D" if wide else "d"
        elif char.isspace():
            kind = "s"
        else:
            kind = "W" if wide else char if char in "-/" else "w"
        self[code] = kind
        return kind


_KINDS = _Kinds()
_PIECES = re.compile(r"o*(?:[WCD]|[dD-]+/(?=[dD])|[wcd/-]+|(?<=o)(?=s|$))[cC]*s*|s+|.")
"""The pieces that never break inside: one Chinese character or one Latin word, with the punctuation that clings to it.

An interval of dates (2016-09-25/2016-09-26) is the one word that breaks, after its slash.
"""


Line: TypeAlias = Text
"""One line on the terminal: styled, and not to be broken again."""


class Prose(Text):
    """A rich Text that wraps by the rules of this module and never loses a character."""

    @classmethod
    def of(cls, *parts: str | tuple[str, str | Style] | Text) -> Prose:
        """Words put together, each plain, as (words, style), or styled already."""
        prose = cls()
        for part in parts:
            if isinstance(part, tuple):
                prose.append(*part)
            else:
                prose.append(part)
        return prose

    @classmethod
    def joined(cls, parts: Iterable[Text], between: str) -> Prose:
        """Styled words in a row, with plain words between them."""
        return cls.of(*(piece for index, part in enumerate(parts) for piece in ((between, part) if index else (part,))))

    def runs(self) -> Iterator[tuple[str, str]]:
        """The words cut where their style changes, each run with its style."""
        styles = [str(self.style)] * len(self.plain)
        for span in self.spans:
            for index in range(max(span.start, 0), min(span.end, len(styles))):
                styles[index] = f"{styles[index]} {span.style}".strip()
        start = 0
        for index in range(1, len(styles) + 1):
            if index == len(styles) or styles[index] != styles[start]:
                yield self.plain[start:index], styles[start]
                start = index

    def lines(self, width: int) -> list[Line]:
        """The lines that the words take in a column of `width` cells, with no space at their ends."""
        lines: list[Line] = []
        for paragraph in self.split(allow_blank=True):
            for line in paragraph.divide(line_breaks(paragraph.plain, width)):
                line.rstrip()
                lines.append(line)
        return lines

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
        """The same for rich's tables."""
        return Lines(self.lines(width))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widest = max((cell_len(line) for line in self.plain.splitlines()), default=0)
        piece = max((cell_len(piece.rstrip()) for piece in _pieces(self.plain)), default=0)
        return Measurement(min(piece, widest), widest).with_maximum(options.max_width)


def line_breaks(text: str, width: int) -> list[int]:
    """The offsets at which `text` starts a new line so that no line is wider than `width` cells."""
    if cell_len(text) <= width:
        return []
    breaks: list[int] = []
    start = used = 0
    for piece in _pieces(text):
        word = piece.rstrip()
        size = cell_len(word)
        if used and used + size > width:
            breaks.append(start)
            used = 0
        if size > width:  # wider than a whole line: break it where it must
            for full in chop_cells(word, width)[:-1]:
                start += len(full)
                piece = piece[len(full) :]
                breaks.append(start)
        used += cell_len(piece)
        start += len(piece)
    return breaks


def _pieces(text: str) -> Iterator[str]:
    return (text[match.start() : match.end()] for match in _PIECES.finditer(text.translate(_KINDS)))
