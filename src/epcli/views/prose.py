"""Text that breaks into lines as readers of both scripts expect.

rich takes a Chinese sentence for one long word: it starts it on a new line and chops it anywhere, so a line may begin with a
comma. Here Chinese breaks between any two characters, except that closing punctuation never begins a line and opening
punctuation never ends one; Latin words and numbers stay whole unless they are wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, OverflowMethod
from rich.containers import Lines
from rich.measure import Measurement
from rich.text import Text

_OPENING = "（《〈“‘「『【〔［(["
_CLOSING = "，。．、；：？！）》〉”’」』】〕］)],.;:?!%†‡…·"
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_PIECES = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[{_WIDE}]|[\d-]+/(?=\d)|[^\s{_WIDE}{re.escape(_OPENING)}]+|(?<=[{re.escape(_OPENING)}])(?=\s|$))"
    rf"[{re.escape(_CLOSING)}]*\s*|\s+|."
)
"""The pieces that never break inside: one Chinese character or one Latin word, with the punctuation that clings to it.

An interval of dates (2016-09-25/2016-09-26) is the one word that breaks, after its slash.
"""


class Prose(Text):
    """A rich Text that wraps by the rules of this module and never loses a character."""

    @classmethod
    def of(cls, *parts: str | tuple[str, str] | Text) -> Prose:
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
        lines = Lines()
        for paragraph in self.split(allow_blank=True):
            for line in paragraph.divide(line_breaks(paragraph.plain, width)):
                line.rstrip()
                lines.append(line)
        return lines

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widest = max((cell_len(line) for line in self.plain.splitlines()), default=0)
        piece = max((cell_len(piece.rstrip()) for piece in _PIECES.findall(self.plain)), default=0)
        return Measurement(min(piece, widest), widest).with_maximum(options.max_width)


def line_breaks(text: str, width: int) -> list[int]:
    """The offsets at which `text` starts a new line so that no line is wider than `width` cells."""
    breaks: list[int] = []
    used = 0
    for match in _PIECES.finditer(text):
        piece = match[0]
        if used and used + cell_len(piece.rstrip()) > width:
            breaks.append(match.start())
            used = 0
        if cell_len(piece.rstrip()) <= width:
            used += cell_len(piece)
            continue
        for offset, char in enumerate(piece):  # wider than a whole line: break it where it must
            if used and used + cell_len(char) > width and not char.isspace():
                breaks.append(match.start() + offset)
                used = 0
            used += cell_len(char)
    return breaks
