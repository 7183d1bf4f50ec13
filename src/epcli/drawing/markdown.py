"""A page as Markdown that pastes into a paper: CommonMark with tables and footnotes, as GitHub and pandoc read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

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
from epcli.drawing.links import runs
from epcli.drawing.prose import Prose

APART = " · "
"""Between what are lines of one cell elsewhere: a row of a Markdown table is one line, and `<br>` is lost on the way to Word."""

_MARKUP = re.compile(r"[\\`*_\[\]<>|#~$]|&(?=#?\w+;)")
_LIST_OR_RULE = re.compile(r"^(\d*)([-+=.)])")


def as_markdown(page: Page) -> str:
    return "\n\n".join(_Drawer(page).parts()) + "\n"


class _Drawer:
    """Draws the blocks of one page in their order; `_anchors` are those that it has set already, since each may stand once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._anchors: set[str] = set()
        self._under_heading = False

    def parts(self) -> Iterator[str]:
        yield f"## {_plain(self.page.title)}"
        for block in self.page.blocks:
            yield from self._block(block)
        yield _text(self.page.edition)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                self._under_heading = True
                yield f"### {self._anchor(block.anchor)}{_plain(block.words)}"
            case Paragraph():
                if not block.of_drawing:
                    yield _lines(block.words, "")
            case Listing():
                yield "\n".join(map(self._item, block.items)) if block.items else _lines(block.empty, "")
            case Entries():
                for year, entries in groupby(block.entries, key=lambda entry: entry.year):
                    yield f"{'####' if self._under_heading else '###'} {year}"
                    yield "\n".join(map(self._entry, entries))
            case Table():
                yield _table(block.columns, map(self._row, block.rows))
            case Fields():
                colon = "：" if self.page.lang == "zh" else ": "
                yield "\n".join(f"- {_lines(Prose.of(name, colon, words), '  ')}" for name, words in block.fields)
            case Cases():
                heads = ["", *(f"{self._anchor(name.anchor)}{_plain(name.words)}" for name in block.names)]
                yield _table(heads, ([_cell(aspect.name), *map(_cell, aspect.values)] for aspect in block.aspects))
            case Marks():
                for year, rows in block.years:
                    yield _table([year, *block.columns], ([_text(row.name), *map(self._marks, row.marks)] for row in rows))
            case Bars():
                yield _table(block.columns, (self._row(Row([bar.dated, bar.amount, bar.about], bar.anchor)) for bar in block.bars))
            case Verbatim():
                fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", block.words)), 0)
                yield f"{fence}{block.syntax}\n{block.words.rstrip()}\n{fence}"
            case Notes():
                if all(note.anchor for note in block.notes):
                    yield from (f"[^{note.mark.strip('[]')}]: {_lines(note.words, '    ')}" for note in block.notes)
                else:
                    yield "\n".join(f"- {_text(note.mark)} {_lines(note.words, '  ')}" for note in block.notes)
            case _:
                assert_never(block)

    def _item(self, item: Item) -> str:
        return f"- {self._anchor(item.anchor)}{_lines(item.words, '  ')}"

    def _entry(self, entry: Entry) -> str:
        head = f"- {self._anchor(entry.anchor)}{_inline(Prose.of(entry.dated, APART, entry.title))}\\\n  {_lines(entry.about, '  ')}"
        return "\n".join((head, *(f"  - {self._anchor(item.anchor)}{_lines(item.words, '    ')}" for item in entry.items)))

    def _row(self, row: Row) -> list[str]:
        first, *others = map(_cell, row.cells)
        return [self._anchor(row.anchor) + first, *others]

    def _marks(self, marks: Sequence[Item]) -> str:
        return "".join(f"{self._anchor(mark.anchor)}{_cell(mark.words)}" for mark in marks)

    def _anchor(self, anchor: str | None) -> str:
        if not anchor or anchor in self._anchors:
            return ""
        self._anchors.add(anchor)
        return f'<a id="{anchor}"></a>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def _cell(words: Prose) -> str:
    return _inline(words).replace("\n", APART)


def _lines(words: Prose, indent: str) -> str:
    """Words of which each line stays one, and none begins a list."""
    lines = (_LIST_OR_RULE.sub(r"\1\\\2", line.lstrip()) for line in _inline(words).split("\n"))
    return f"\\\n{indent}".join(line for line in lines if line)


def _inline(words: Prose) -> str:
    return "".join(_run(*run) for run in runs(words))


def _run(words: str, style: str, target: str) -> str:
    if target.startswith("#"):
        return f"[^{words}]"
    if target:
        return f"<{target}>"
    core = words.strip()
    if "bold" not in style or not core:
        return _text(words)
    before, after = words[: words.index(core)], words[words.index(core) + len(core) :]
    return f"{before}**{_text(core)}**{after}"


def _plain(words: Prose) -> str:
    """The words of a heading, which is bold as it is."""
    return "".join(_run(run, "", target) for run, _, target in runs(words)).replace("\n", APART)


def _text(words: str) -> str:
    """Words with nothing in them that Markdown would take for markup."""
    return _MARKUP.sub(lambda char: f"\\{char[0]}", words)
