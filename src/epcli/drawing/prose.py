"""Text that breaks into lines as readers of both scripts expect.

rich takes a Chinese sentence for one long word: it starts it on a new line and chops it anywhere, so a line may begin with a
comma. Here Chinese breaks between any two characters, except that closing punctuation never begins a line and opening
punctuation never ends one; Latin words and numbers stay whole unless they are wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise, zip_longest
from operator import itemgetter
from typing import TypeAlias
from unicodedata import category

from epcli.drawing import cells
from epcli.text import harmless

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
        elif category(char) in ("Mn", "Me", "Cf"):
            kind = "c"  # drawn upon the character before it
        elif char.isdecimal():
            kind = "D" if wide else "d"
        elif char.isspace():
            kind = "s"
        else:
            kind = "W" if wide else char if char in "-/" else "w"
        self[code] = kind
        return kind


_KINDS = _Kinds()
_PIECES = re.compile(r"o*(?:[WCD]|[dD-]{1,80}/(?=[dD])|[wcd/-]+|(?<=o)(?=s|$))[cC]*s*|s+|.")
"""The pieces that never break inside: one Chinese character or one Latin word, with the punctuation that clings to it.

An interval of dates (2016-09-25/2016-09-26) is the one word that breaks, after its slash.
"""


_STYLE_AND_TARGET = itemgetter(1, 2)

QUIET = "dim"
"""The style of what steps back."""

Line: TypeAlias = "Prose"
"""One line on the terminal: styled, and not to be broken again."""


class Prose:
    """Styled words, in `runs` of one style and one target each; they never change, and no line break loses a character.

    A style is named as rich does (`bold cyan`). A target is where the words lead: `#` and the anchor of a block on the same page,
    or an address; the terminal shows none. A rich Text could hold it all too, but importing it takes longer than to lay out a
    whole answer.
    """

    __slots__ = ("runs",)

    def __init__(self, words: str = "", style: str = "", target: str = "") -> None:
        cleaned = harmless(words, keep="\t\n")
        self.runs: list[tuple[str, str, str]] = [(cleaned, style, target)] if cleaned else []

    @classmethod
    def of(cls, *parts: str | tuple[str, str] | Prose) -> Prose:
        """Words put together, each plain, as (words, style), or styled already."""
        runs: list[tuple[str, str, str]] = []
        for part in parts:
            runs += (part if isinstance(part, Prose) else cls(*part) if isinstance(part, tuple) else cls(part)).runs
        return cls._of_runs(runs)

    @classmethod
    def _of_runs(cls, runs: list[tuple[str, str, str]]) -> Prose:
        """Runs one after the other, those of one style and target as one."""
        prose = cls()
        if len(runs) < 2:
            prose.runs = runs
        else:
            for (style, target), alike in groupby(runs, key=_STYLE_AND_TARGET):
                prose.runs.append(("".join([words for words, _, _ in alike]), style, target))
        return prose

    @classmethod
    def joined(cls, parts: Iterable[Prose], between: str) -> Prose:
        """Styled words in a row, with plain words between them."""
        return cls.of(*(piece for index, part in enumerate(parts) for piece in ((between, part) if index else (part,))))

    @property
    def plain(self) -> str:
        return "".join([words for words, _, _ in self.runs])

    def part(self, start: int, end: int) -> Prose:
        """The characters from `start` to before `end`."""
        return self._parts([(start, end)])[0]

    def _parts(self, spans: Iterable[tuple[int, int]]) -> list[Prose]:
        """The characters of each span, one after the other, none of which begins before the last one has ended."""
        parts = []
        index = before = 0  # the run that we are in, and how many characters come before it
        for start, end in spans:
            prose = Prose()
            while index < len(self.runs) and before < end:
                words, style, target = self.runs[index]
                if found := words[max(start - before, 0) : end - before]:
                    prose.runs.append((found, style, target))
                if before + len(words) > end:
                    break
                before += len(words)
                index += 1
            parts.append(prose)
        return parts

    def styled(self, style: str, start: int = 0, end: int | None = None) -> Prose:
        """The same words with a style more from `start` to before `end`."""
        return self.marked(style, [(start, len(self.plain) if end is None else end)])

    def marked(self, style: str, spans: Iterable[tuple[int, int]]) -> Prose:
        """The same words with a style more in each span (start, end); spans are in order, and may overlap."""
        places = [0]
        for start, end in spans:
            if end > places[-1]:
                places += [max(start, places[-1]), end]
        parts: list[Prose] = []
        for index, part in enumerate(self._parts(pairwise([*places, len(self.plain)]))):
            parts += [Prose(words, f"{before} {style}".strip(), target) for words, before, target in part.runs] if index % 2 else [part]
        return Prose.of(*parts)

    def rstrip(self) -> Prose:
        return self.part(0, len(self.plain.rstrip()))

    def lines(self, width: int, measured: Callable[[str], int] = cells.most) -> list[Line]:
        """The lines that the words take in a column of `width` cells, with no space at their ends.

        A column with others to its right is measured by what is likely: it pushes them where it is wrong, and breaks no line.
        """
        whole = self.plain
        if _fits(whole, width, measured) and "\n" not in whole and whole == whole.rstrip():
            return [self]
        spans = []
        start = 0
        for paragraph in whole.split("\n"):
            for first, last in pairwise((0, *line_breaks(paragraph, width, measured), len(paragraph))):
                spans.append((start + first, start + first + len(paragraph[first:last].rstrip())))
            start += len(paragraph) + 1
        return self._parts(spans)


def abreast(*columns: tuple[int, Iterable[Line]]) -> Iterator[Line]:
    """The lines of several columns side by side, each from its own place in the line, in cells."""
    places = [place for place, _ in columns]
    for row in zip_longest(*(lines for _, lines in columns), fillvalue=Prose()):
        runs: list[tuple[str, str, str]] = []
        used = 0
        for place, cell in zip(places, row, strict=True):
            if cell.runs:
                if place > used:
                    runs.append((" " * (place - used), "", ""))
                runs += cell.runs
                used = place + cells.likely(cell.plain)
        yield Prose._of_runs(runs)


def in_columns(places: Iterable[tuple[int, int]], row: Iterable[Prose], width: int) -> list[tuple[int, list[Line]]]:
    """The lines of each cell of a row, with its place; `places` are where each column begins and how wide it is.

    The last cell leaves the others room to push it, where ambiguous characters are drawn wide, unless it has to break a word for that.
    """
    *others, ((place, span), last) = [(place, cell) for place, cell in zip(places, row, strict=False) if place[1]]
    beside = [(place, cell.lines(span, cells.likely)) for (place, span), cell in others]
    room = width - place - pushed(*(lines for _, lines in beside))
    if room < span:
        widest = max((cells.most(piece.rstrip()) for piece in pieces(last.plain)), default=0)
        span = max(room, 1) if widest > span else max(room, widest, 1)
    return [*beside, (place, last.lines(span))]


def pushed(*columns: list[Line]) -> int:
    """By how many cells these push what is to the right of them, where ambiguous characters are drawn wide."""
    beyond = (sum(cells.most(line.plain) - cells.likely(line.plain) for line in row) for row in zip_longest(*columns, fillvalue=Prose()))
    return max(beyond, default=0)


def line_breaks(text: str, width: int, measured: Callable[[str], int] = cells.most) -> list[int]:
    """The offsets at which `text` starts a new line so that no line is wider than `width` cells."""
    if _fits(text, width, measured):
        return []
    breaks: list[int] = []
    start = used = 0
    for piece in pieces(text):
        word = piece.rstrip()
        size = measured(word)
        if used and used + size > width:
            breaks.append(start)
            used = 0
        rest = piece
        if size > width:  # wider than a whole line: break it where it must
            chopped = cells.chopped(word, width, measured)
            for full in chopped[:-1]:
                start += len(full)
                breaks.append(start)
            rest = chopped[-1] + piece[len(word) :]
        used += size if rest is word else measured(rest)
        start += len(rest)
    return breaks


def pieces(text: str) -> Iterator[str]:
    """A text cut where a line may break."""
    start = 0
    for piece in _PIECES.findall(text.translate(_KINDS)):
        yield text[start : (start := start + len(piece))]


def _fits(text: str, width: int, measured: Callable[[str], int]) -> bool:
    """Whether a text is no wider than that, at a glance: one with more characters is hardly ever, and need not be measured as a whole."""
    return len(text) <= width and measured(text) <= width
