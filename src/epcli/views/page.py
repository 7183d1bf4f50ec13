"""An answer as a page of plain tables: what Markdown and HTML print, and the terminal too where a view has no layout of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table

from epcli.model import Lang
from epcli.views.footnotes import QUIET, heading
from epcli.views.prose import Prose
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


def render_page(page: Page, width: int) -> RenderableType:
    """A page for the terminal."""
    return Group(*_lines(page, width))


def _lines(page: Page, width: int) -> Iterator[RenderableType]:
    yield page.title
    yield from page.intro
    for section in page.sections:
        yield ""
        if section.heading:
            yield heading(section.heading)
        if width < NARROW:
            yield from _stacked(section)
        else:
            yield _table(section)


def _table(section: Section) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), border_style=QUIET)
    table.show_header = any(section.columns)
    for column in section.columns:
        table.add_column(Prose(column, "bold"), overflow="fold")
    for row in section.rows:
        table.add_row(*row)
    return table


def _stacked(section: Section) -> Iterator[RenderableType]:
    for index, row in enumerate(section.rows):
        if index:
            yield ""
        yield row[0]
        for column, cell in zip(section.columns[1:], row[1:], strict=True):
            if cell.plain:
                grid = Table.grid(padding=(0, 1))
                grid.add_row("", Prose(column, QUIET), cell)
                yield grid
