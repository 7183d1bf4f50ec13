"""An answer as a page of plain tables: what Markdown and HTML print, and the terminal too where a view has no layout of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from epcli.model import Lang
from epcli.views.footnotes import QUIET, heading
from epcli.views.prose import Line, Prose
from epcli.wording import label, sentence_case

NARROW = 60
"""Below this many columns things stand under each other instead of side by side."""


class Section(NamedTuple):
    """A table under a heading; both headings and column names may be empty."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Prose]]


def columns(lang: Lang, *names: str) -> list[str]:
    """Our own terms as the heads of columns."""
    return [sentence_case(label(name, lang)) for name in names]


class Page(NamedTuple):
    """A title, what there is to say first, and tables."""

    title: Prose
    intro: Sequence[Prose]
    sections: Sequence[Section]


def render_page(page: Page, width: int) -> Iterator[Line]:
    """A page for the terminal."""
    yield from page.title.lines(width)
    for words in page.intro:
        yield from words.lines(width)
    for section in page.sections:
        yield Prose()
        if section.heading:
            yield from heading(section.heading, width)
        yield from _stacked(section, width) if width < NARROW else _table(section, width)


def _table(section: Section, width: int) -> Iterator[Line]:
    from rich import box
    from rich.table import Table

    from epcli.views.table import Cell, table_lines

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), border_style=QUIET)
    table.show_header = any(section.columns)
    for column in section.columns:
        table.add_column(Cell(Prose(column, "bold")), overflow="fold")
    for row in section.rows:
        table.add_row(*map(Cell, row))
    return table_lines(table, width)


def _stacked(section: Section, width: int) -> Iterator[Line]:
    from epcli.views.table import grid_lines

    for index, row in enumerate(section.rows):
        if index:
            yield Prose()
        yield from row[0].lines(width)
        for column, cell in zip(section.columns[1:], row[1:], strict=True):
            if cell.runs:
                yield from grid_lines([(Prose(column, QUIET), cell)], width)
