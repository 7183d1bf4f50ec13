"""A page as Markdown that pastes into a paper: CommonMark with tables and footnotes, as GitHub and pandoc read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from string import punctuation
from typing import assert_never
from unicodedata import category

from epcli.drawing.blocks import (
    Bars,
    Block,
    Cases,
    Entries,
    Entry,
    Fields,
    Heading,
    Item,
    Listing,
    Marks,
    Notes,
    Page,
    Paragraph,
    Row,
    Table,
    Verbatim,
)
from epcli.drawing.links import Anchors, runs
from epcli.drawing.prose import Prose

APART = " · "
"""Between what are lines of one cell elsewhere: a row of a Markdown table is one line, and `<br>` is lost on the way to Word."""

_MARKUP = re.compile(r"[\\`*_\[\]<>|#~^$]|&(?=#?\w+;)|(?<!\w)@(?=\w)|{(?=[^{}]*}$)")
"""What means something to CommonMark, GitHub or pandoc: the last two are pandoc's citations, and its attributes at the end of a heading."""

_ENTITY = re.compile(r"&(?=#?\w+;)")
_AT_START = re.compile(r"^([-+:](?=\s|$)|[-=](?=[-=\s]*$))|^(\(?(?:\d{1,9}|[a-zA-Z]|[ivxlcdmIVXLCDM]{1,9}))(?=[.)](\s|$))")
"""What at the start of a line begins a list, a definition, or the rule under a heading; a list of pandoc's begins with a letter as well."""


def as_markdown(page: Page) -> str:
    return "\n\n".join(_Drawer(page).parts()) + "\n"


class _Drawer:
    """Draws the blocks of one page in their order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._anchors = Anchors(page)
        self._under_heading = False

    def parts(self) -> Iterator[str]:
        yield f"## {self._anchor(self.page.anchor)}{self._plain(self.page.title)}"
        for block in self.page.blocks:
            yield from self._block(block)
        yield self._lines(Prose(self.page.edition), "")

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                self._under_heading = True
                yield f"### {self._anchor(block.anchor)}{self._plain(block.words)}"
            case Paragraph():
                if not block.of_drawing:
                    yield self._lines(block.words, "")
            case Listing():
                yield "\n".join(map(self._item, block.items)) if block.items else self._lines(block.empty, "")
            case Entries():
                for year, entries in groupby(block.entries, key=lambda entry: entry.year):
                    yield f"{'####' if self._under_heading else '###'} {year}"
                    yield "\n".join(map(self._entry, entries))
            case Table():
                yield _table(self._heads(block.columns), map(self._row, block.rows))
            case Fields():
                colon = "：" if self.page.lang == "zh" else ": "
                yield "\n".join(f"- {self._lines(Prose.of(name, colon, words), '  ')}" for name, words in block.fields)
            case Cases():
                heads = ["", *(f"{self._anchor(name.anchor)}{self._plain(name.words)}" for name in block.names)]
                yield _table(heads, ([self._cell(aspect.name), *map(self._cell, aspect.values)] for aspect in block.aspects))
            case Marks():
                for year, rows in block.years:
                    yield _table(self._heads([year, *block.columns]), ([_text(row.name), *map(self._marks, row.marks)] for row in rows))
            case Bars():
                yield _table(
                    self._heads(block.columns), (self._row(Row([bar.dated, bar.amount, bar.about], bar.anchor)) for bar in block.bars)
                )
            case Verbatim():
                fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", block.words)), 0)
                yield f"{fence}{block.syntax}\n{block.words.rstrip()}\n{fence}"
            case Notes():
                if all(note.anchor for note in block.notes):
                    yield from (f"[^{note.mark.strip('[]')}]: {self._lines(note.words, '    ')}" for note in block.notes)
                else:
                    yield "\n".join(f"- {_text(note.mark)} {self._lines(note.words, '  ')}" for note in block.notes)
            case _:
                assert_never(block)

    def _item(self, item: Item) -> str:
        return f"- {self._anchor(item.anchor)}{self._lines(item.words, '  ')}"

    def _entry(self, entry: Entry) -> str:
        head = (
            f"- {self._anchor(entry.anchor)}{self._inline(Prose.of(entry.dated, APART, entry.title))}\\\n  {self._lines(entry.about, '  ')}"
        )
        return "\n".join((head, *(f"  - {self._anchor(item.anchor)}{self._lines(item.words, '    ')}" for item in entry.items)))

    def _row(self, row: Row) -> list[str]:
        first, *others = map(self._cell, row.cells)
        return [self._anchor(row.anchor) + first, *others]

    def _marks(self, marks: Sequence[Item]) -> str:
        return "".join(f"{self._anchor(mark.anchor)}{self._cell(mark.words)}" for mark in marks)

    def _anchor(self, anchor: str | None) -> str:
        return f'<a id="{new}"></a>' if (new := self._anchors.new(anchor)) else ""

    def _heads(self, columns: Sequence[str]) -> list[str]:
        return [self._cell(Prose(column)) for column in columns]

    def _cell(self, words: Prose) -> str:
        return self._inline(words).replace("\n", APART)

    def _lines(self, words: Prose, indent: str) -> str:
        """Words of which each line stays one, and none begins a list."""
        lines = (
            _AT_START.sub(lambda start: f"\\{start[1]}" if start[1] else f"{start[2]}\\", line.lstrip())
            for line in self._inline(words).split("\n")
        )
        return f"\\\n{indent}".join(line for line in lines if line)

    def _inline(self, words: Prose) -> str:
        """Words with their links, and with what is bold."""
        alike = groupby(self._pieces(words), key=itemgetter(0))
        together = [(bold, "".join(piece for _, piece in pieces)) for bold, pieces in alike]
        drawn = ""
        for index, (bold, piece) in enumerate(together):
            after = together[index + 1][1] if index + 1 < len(together) else ""
            drawn += _bold(piece, drawn[-1:], after[:1]) if bold else piece
        return drawn

    def _plain(self, words: Prose) -> str:
        """The words of a heading, which is bold as it is."""
        return "".join(piece for _, piece in self._pieces(words)).replace("\n", APART)

    def _pieces(self, words: Prose) -> Iterator[tuple[bool, str]]:
        """Words piece by piece as they are written, and whether they are to be bold."""
        for run, style, target in runs(words, self._anchors.leads):
            if target.startswith("="):
                yield False, f'<a id="{target[1:]}"></a>'
                yield "bold" in style, _text(run)
            else:
                yield "bold" in style and not target, _run(run, target)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells that are drawn already, under the names of columns; a name may have an anchor before it."""
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def _bold(words: str, before: str, after: str) -> str:
    """Words between stars, without what at their ends keeps stars beside it from being read as such.

    A star between a letter and a punctuation mark is taken for the other end of something bold, so of 《书》是 only 《书 can be.
    """
    core = words.strip()
    start, end = words[: words.index(core)], words[words.index(core) + len(core) :]
    chars = re.findall(r"\\.|.", core, re.DOTALL)
    while chars and _holds_apart(chars[0][0], (before + start)[-1:]):
        start += chars.pop(0)
    while chars and _holds_apart(chars[-1][-1], (end + after)[:1]):
        end = chars.pop() + end
    return f"{start}**{''.join(chars)}**{end}" if chars else start + end


def _holds_apart(inner: str, outer: str) -> bool:
    """Whether stars between the two would bind to the outer one. Which symbols are punctuation differs between editions of CommonMark."""
    if inner.isspace() or not outer or outer.isspace():
        return inner.isspace()
    return category(inner)[0] in "PS" and not (category(outer)[0] == "P" or outer in punctuation)


def _run(words: str, target: str) -> str:
    if target.startswith("#"):
        return f"[^{words}]"
    if "&" in target and _ENTITY.search(target):  # which a parser may or may not read in an address between < and >
        return f"[{_text(words)}](<{_ENTITY.sub('&amp;', target)}>)"
    return f"<{target}>" if target else _text(words)


def _text(words: str) -> str:
    """Words with nothing in them that Markdown would take for markup."""
    return _MARKUP.sub(lambda char: f"\\{char[0]}", words)
