"""A page as HTML that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from epcli.views.footnotes import Footnotes
from epcli.views.page import Page, Section
from epcli.views.prose import Prose


def as_html(page: Page, notes: Footnotes) -> str:
    """A page of its own that needs no network: language, licence and sources are in it, and it follows the reader's dark mode."""
    lang = "zh-Hans" if notes.lang == "zh" else "en"
    body = [f"<h1>{_html(page.title)}</h1>", *(f"<p>{_html(words)}</p>" for words in page.intro)]
    for section in page.sections:
        body += [f"<h2>{escape(section.heading)}</h2>"] if section.heading else []
        body += _html_table(section)
    for heading, block in notes.blocks():
        body += [f"<h2>{escape(heading)}</h2>"] if heading else []
        body.append(f"<dl>{''.join(_html_note(note.mark, note.words, note.url) for note in block)}</dl>")
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title.plain)} · epcli</title>\n<style>{_CSS}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + f"\n<footer>{escape(notes.edition())}</footer>\n</body>\n</html>\n"
    )


def _html_table(section: Section) -> Iterator[str]:
    yield '<div class="wide"><table>'
    if any(section.columns):
        names = "".join(f'<th scope="col">{escape(column)}</th>' for column in section.columns)
        yield f"<thead><tr>{names}</tr></thead>"
    yield "<tbody>"
    for row in section.rows:
        yield f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table></div>"


def _html_note(mark: str, words: str, url: str | None) -> str:
    link = f' <a href="{escape(url)}">{escape(url)}</a>' if url else ""
    return f"<dt>{escape(mark)}</dt><dd>{escape(words)}{link}</dd>"


def _html(words: Prose) -> str:
    """Styled words, the styles as classes (`bold`, `dim`, `cyan`), so that the page's own style decides on colours."""
    marked = (f'<span class="{escape(style)}">{escape(run)}</span>' if style else escape(run) for run, style in words.runs)
    return "".join(marked).replace("\n", "<br>")


_CSS = """
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #59636e; --line: #d1d9e0; --paper: #fff;
  --cyan: #0b6b75; --magenta: #8a3fa0; --green: #1a6b32; --yellow: #8a5a00; --blue: #0a58b5; --red: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9198a1; --line: #3d444d; --paper: #0d1117;
  --cyan: #56c8d3; --magenta: #d2a8ff; --green: #56d364; --yellow: #e3b341; --blue: #79b8ff; --red: #ff7b72; } }
body { margin: 2rem auto; max-width: 68rem; padding: 0 1rem; background: var(--paper); color: var(--ink); line-height: 1.55;
  font-family: system-ui, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
h1 { font-size: 1.45rem; font-weight: 600; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
td:first-child { white-space: nowrap; }
td:only-child { white-space: normal; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .7rem; font-size: .86rem; color: var(--quiet); margin: .6rem 0 0; }
table:has(th:nth-child(14)) { table-layout: fixed; } /* the chart: months under each other */
dd { margin: 0; overflow-wrap: anywhere; }
a { color: inherit; }
footer { margin-top: 2rem; font-size: .86rem; color: var(--quiet); }
.bold { font-weight: 600; } .dim { color: var(--quiet); } .italic { font-style: italic; }
.cyan { color: var(--cyan); } .magenta { color: var(--magenta); } .green { color: var(--green); }
.yellow { color: var(--yellow); } .blue { color: var(--blue); } .red { color: var(--red); }
"""
