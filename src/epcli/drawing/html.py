"""A page as HTML that stands alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import assert_never

from epcli.drawing.blocks import (
    Bar,
    Bars,
    Block,
    Cases,
    Entries,
    Entry,
    Fields,
    Heading,
    Item,
    Listing,
    MarkedRow,
    Marks,
    Notes,
    Page,
    Paragraph,
    Row,
    Table,
    Verbatim,
)
from epcli.drawing.languages import parts
from epcli.drawing.links import Anchors, Link, nowhere, runs
from epcli.drawing.prose import Prose
from epcli.model import Lang
from epcli.text import harmless

_DATE = re.compile(r"<[^>]*>|[0-9X]{4}(?:-[0-9X]{2}){1,2}[?~%]?/?")
"""A tag, or a date, which may be the first of an interval."""

_DATES = re.compile(r"(?:[0-9X]{4}(?:-[0-9X]{2}){0,2}[?~%†‡]*\s*)+")


def as_html(page: Page) -> str:
    """A page of its own that needs no network: language, licence and sources are in it, and it follows the reader's dark mode."""
    return (
        f'<!doctype html>\n<html lang="{"zh-Hans" if page.lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n"""
        f"<title>{escape(page.title.plain)} · epcli</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + f"{body(page)}\n</main>\n<footer>{in_language(page.edition, page.lang)}</footer>\n</body>\n</html>\n"
    )


def body(page: Page, link: Link = nowhere) -> str:
    """The title and the blocks of a page, for whoever has a head and a foot for it; what it names leads where `link` says."""
    return "\n".join(_Drawer(page, link).body())


def in_language(words: str, lang: Lang) -> str:
    """Plain words, those in the other language marked as such, so that they are read aloud and drawn as they should be."""
    words = harmless(words, keep="\n")
    marked = (
        escape(part, quote=False) if other is None else f'<span lang="{other}">{escape(part, quote=False)}</span>'
        for part, other in parts(words, lang)
    )
    return "".join(marked)


def year_anchor(year: str) -> str:
    """The anchor of the entries of a year, or of the years that a date may be of."""
    return "year_" + re.sub(r"\W+", "_", year)


class _Drawer:
    """Draws the blocks of one page in their order."""

    def __init__(self, page: Page, link: Link) -> None:
        self.page = page
        self._anchors = Anchors(page, link)
        self._heading = ""
        self._labelled: Counter[str] = Counter()

    def body(self) -> Iterator[str]:
        yield f"<h1{self._id(self.page.anchor)}>{self.head(self.page.title)}</h1>"
        for block in self.page.blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                self._heading = block.words.plain
                yield f"<h2{self._id(block.anchor)}>{self.head(block.words)}</h2>"
            case Paragraph():
                yield f"<p>{self.words(block.words)}</p>"
            case Listing():
                yield self._list(block.items) if block.items else f"<p>{self.words(block.empty)}</p>"
            case Entries():
                level = "h3" if self._heading else "h2"
                for year, entries in groupby(block.entries, key=lambda entry: entry.year):
                    yield f"<{level}{self._id(year_anchor(year))}>{escape(year)}</{level}>"
                    yield '<ul class="entries">'
                    yield from map(self._entry, entries)
                    yield "</ul>"
            case Table():
                head = self._heads(block.columns) if any(block.columns) else ""
                yield self._table(head, "".join(map(self._row, block.rows)), "pairs" if len(block.columns) == 2 else "")
            case Fields():
                said = (f"<dt>{self.head(name)}</dt><dd>{self.words(words)}</dd>" for name, words in block.fields)
                yield f'<dl class="fields">{"".join(said)}</dl>'
            case Cases():
                names = "".join(f'<th scope="col"{self._id(name.anchor)}>{self.words(name.words)}</th>' for name in block.names)
                rows = (self._row(Row([aspect.name, *aspect.values])) for aspect in block.aspects)
                yield self._table(f"<td></td>{names}", "".join(rows), "cases")
            case Marks():
                span = len(block.columns) + 1
                years = (
                    f'<tr><th scope="rowgroup" colspan="{span}">{escape(year)}</th></tr>{"".join(map(self._marked, rows))}'
                    for year, rows in block.years
                )
                yield self._table(self._heads(["", *block.columns]), "</tbody><tbody>".join(years), "marks")
            case Bars():
                dated, amount, about = block.columns
                yield self._table(self._heads([dated, "", amount, about]), "".join(map(self._bar, block.bars)), "bars")
            case Verbatim():
                words = escape(harmless(block.words, keep="\n"), quote=False)
                yield f"<pre><code>{words}</code></pre>"
            case Notes():
                if block.heading:
                    yield f"<h2>{escape(block.heading)}</h2>"
                notes = (f"<dt{self._id(note.anchor)}>{escape(note.mark)}</dt><dd>{self.words(note.words)}</dd>" for note in block.notes)
                yield f'<dl class="notes">{"".join(notes)}</dl>'
            case _:
                assert_never(block)

    def _list(self, items: Iterable[Item]) -> str:
        return f"<ul>{''.join(f'<li{self._id(item.anchor)}>{self.words(item.words)}</li>' for item in items)}</ul>"

    def _entry(self, entry: Entry) -> str:
        items = self._list(entry.items) if entry.items else ""
        return (
            f'<li{self._id(entry.anchor)}><div class="date">{self._dated(entry.dated)}</div>'
            f"<div>{self.words(entry.title)}<br>{self.words(entry.about)}{items}</div></li>"
        )

    def _dated(self, dated: Prose) -> str:
        """A date, or an interval, which breaks after its slash and nowhere else."""
        drawn = self.words(dated)
        return _DATE.sub(lambda part: part[0] if part[0][0] == "<" else f'<span class="dates">{part[0]}</span>', drawn)

    def _table(self, head: str, rows: str, kind: str = "") -> str:
        """A table that scrolls by itself where it is wider than the window, by keyboard too."""
        thead = f"<thead><tr>{head}</tr></thead>" if head else ""
        named = f' class="{kind}"' if kind else ""
        label = self._heading or self.page.title.plain
        self._labelled[label] += 1  # where two headings are the same, what is under each has a name of its own
        name = escape(f"{label} ({self._labelled[label]})" if self._labelled[label] > 1 else label)
        return f'<section class="wide" tabindex="0" aria-label="{name}"><table{named}>{thead}<tbody>{rows}</tbody></table></section>'

    def _heads(self, columns: Sequence[str]) -> str:
        return "".join(f'<th scope="col">{self.text(column)}</th>' if column else "<td></td>" for column in columns)

    def _row(self, row: Row) -> str:
        first, *others = row.cells
        cells = "".join(f"<td{self._dates(cell)}>{self.words(cell)}</td>" for cell in others)
        return f'<tr{self._id(row.anchor)}><th scope="row">{self.words(first)}</th>{cells}</tr>'

    def _dates(self, cell: Prose) -> str:
        """The mark of a cell of dates alone, none of which may break at a hyphen."""
        return ' class="dates"' if _DATES.fullmatch(cell.plain) else ""

    def _bar(self, bar: Bar) -> str:
        """A row; its bar is drawn for the eye alone, since the amount beside it says the same."""
        share = max(min(bar.length or 0, 1), 0)
        drawn = f'<svg class="bar{" hollow" if bar.hollow else ""}" width="{share:.1%}" aria-hidden="true"></svg>' if share else ""
        return (
            f'<tr{self._id(bar.anchor)}><th scope="row">{self.words(bar.dated)}</th><td>{drawn}</td>'
            f"<td>{self.words(bar.amount)}</td><td>{self.words(bar.about)}</td></tr>"
        )

    def _marked(self, row: MarkedRow) -> str:
        cells = ("".join(f"<span{self._id(mark.anchor)}>{self.words(mark.words)}</span>" for mark in marks) for marks in row.marks)
        return f'<tr><th scope="row">{self.text(row.name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'

    def _id(self, anchor: str | None) -> str:
        return f' id="{escape(new)}"' if (new := self._anchors.new(anchor)) else ""

    def head(self, prose: Prose) -> str:
        """Words that are bold by where they stand."""
        return self.words(Prose.of(*(Prose(words, style.removeprefix("bold").strip(), target) for words, style, target in prose.runs)))

    def words(self, prose: Prose) -> str:
        """Styled words, the styles as classes (`bold`, `dim`, `cyan`), so that the page's own style decides on colours."""
        marked = []
        for style, alike in groupby(runs(prose, self._anchors.leads), key=itemgetter(1)):
            inner = "".join([self._run(words, target) for words, _, target in alike])
            marked.append(f'<span class="{escape(style)}">{inner}</span>' if style else inner)
        return "".join(marked).replace("\n", "<br>")

    def _run(self, words: str, target: str) -> str:
        if not target:
            return self.text(words)
        if target.startswith("="):
            return f'<span id="{escape(target[1:])}">{self.text(words)}</span>'
        inner = escape(words, quote=False) if target.startswith(("http://", "https://")) else self.text(words)
        return f'<a href="{escape(target)}">{inner}</a>'

    def text(self, words: str) -> str:
        return in_language(words, self.page.lang)


STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #59636e; --line: #d1d9e0; --paper: #fff; --here: #fff5cc;
  --cyan: #0b6b75; --magenta: #8a3fa0; --green: #1a6b32; --yellow: #8a5a00; --blue: #0a58b5; --red: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9198a1; --line: #3d444d; --paper: #0d1117; --here: #33290a;
  --cyan: #56c8d3; --magenta: #d2a8ff; --green: #56d364; --yellow: #e3b341; --blue: #79b8ff; --red: #ff7b72; } }
body { margin: 2rem auto; max-width: 68rem; padding: 0 1rem; background: var(--paper); color: var(--ink); line-height: 1.55;
  overflow-wrap: break-word; font-family: system-ui, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
  "Source Han Sans SC", sans-serif; }
h1 { font-size: 1.45rem; font-weight: 600; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
h3 { font-size: .95rem; margin: 1.1rem 0 .3rem; }
p { margin: .5rem 0; }
p, li { white-space: pre-wrap; } /* the two spaces between a number and what it counts */
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: inherit; }
thead th, .marks th[scope=rowgroup] { color: var(--quiet); font-weight: 600; }
thead th { white-space: nowrap; }
.cases thead th { color: inherit; white-space: normal; }
.cases td { min-width: 9rem; }
.dates { white-space: nowrap; }
.date .dates { display: inline-block; } /* a line may end between two */
.marks th[scope=rowgroup] { padding-top: 1rem; color: inherit; }
.marks thead th { width: 6%; }
.bars { table-layout: fixed; }
.bars thead :nth-child(1) { width: 7.5rem; } .bars thead :nth-child(2) { width: 32%; } .bars thead :nth-child(3) { width: 21%; }
.bar { display: inline-block; box-sizing: border-box; min-width: 3px; height: .75em; background: var(--cyan); border: 1px solid var(--cyan);
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar.hollow { background: none; border: 1px dashed var(--quiet); }
.pairs { table-layout: fixed; }
.pairs tr > :first-child { width: 17rem; overflow-wrap: break-word; }
td a, .pairs td { overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
.entries { list-style: none; padding: 0; }
.entries > li { display: grid; grid-template-columns: 6.5rem 1fr; gap: .7rem; margin: .7rem 0; }
.date { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .7rem; margin: .6rem 0 0; }
.notes { font-size: .86rem; color: var(--quiet); }
.fields dt { font-weight: 600; }
.fields { gap: .5rem 1rem; margin: 1rem 0; }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
pre { font-size: .86rem; white-space: pre-wrap; overflow-wrap: anywhere; }
a { color: inherit; }
:target { background: var(--here); }
footer { margin-top: 2rem; font-size: .86rem; color: var(--quiet); }
.bold { font-weight: 600; } .dim { color: var(--quiet); } .italic { font-style: italic; }
:lang(zh) .italic { font-style: normal; } /* Chinese has no italics, and slanted characters read badly */
.cyan { color: var(--cyan); } .magenta { color: var(--magenta); } .green { color: var(--green); }
.yellow { color: var(--yellow); } .blue { color: var(--blue); } .red { color: var(--red); }
@media (max-width: 40rem) { .bars thead { display: none; } .bars tr { display: grid; grid-template-columns: 7.5rem 1fr; padding: .35rem 0; }
  .bars th, .bars td { border: 0; padding: .1rem 0; } .bars td:nth-child(2), .bars td:nth-child(4) { grid-column: 1 / -1; }
  .bars td:nth-child(2) { order: 1; } .bars td:nth-child(4) { order: 2; } }
@media (max-width: 50rem) { .pairs tr > :first-child { width: 38%; } }
@media (max-width: 40rem) { .pairs thead { display: none; }
  .pairs tr { display: block; padding: .35rem 0; border-bottom: 1px solid var(--line); }
  .pairs tr > * { display: block; border: 0; padding: .1rem 0; } .pairs tr > :first-child { width: auto; } }
@media (max-width: 40rem) { .entries > li, .fields { grid-template-columns: 1fr; gap: 0; } .fields dd { margin-bottom: .6rem; } }
@media print {
  :root { color-scheme: light; --ink: #000; --quiet: #444; --line: #999; --paper: #fff;
    --cyan: #0b6b75; --magenta: #8a3fa0; --green: #1a6b32; --yellow: #8a5a00; --blue: #0a58b5; --red: #b3261e; }
  @page { size: A4; margin: 15mm; }
  body { margin: 0; max-width: none; padding: 0; font-size: 9.5pt; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td, .cases td { min-width: 0; padding-right: .4rem; }
  thead th { white-space: normal; }
  .pairs tr > :first-child { width: 34%; }
  tr, li, dd { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
}
"""
