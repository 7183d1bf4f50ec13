"""A page as Markdown that pastes into a paper: tables, and its notes and sources as lists."""

from __future__ import annotations

from collections.abc import Iterator

from epcli.views.footnotes import Footnotes
from epcli.views.page import Page, Section
from epcli.views.prose import Prose


def as_markdown(page: Page, notes: Footnotes) -> str:
    """A page as Markdown tables, its notes and sources as lists."""
    parts = [f"## {_plain_markdown(page.title.plain)}", *(_markdown(words) for words in page.intro)]
    for section in page.sections:
        parts += [f"### {section.heading}"] if section.heading else []
        parts.append("\n".join(_markdown_table(section)))
    for heading, block in notes.blocks():
        parts += [f"### {heading}"] if heading else []
        parts.append(
            "\n".join(
                f"- {_plain_markdown(note.mark)} {_plain_markdown(note.words)}{f' <{note.url}>' if note.url else ''}" for note in block
            )
        )
    return "\n\n".join([*parts, _plain_markdown(notes.edition())]) + "\n"


def _markdown_table(section: Section) -> Iterator[str]:
    yield f"| {' | '.join(_plain_markdown(column) for column in section.columns)} |"
    yield f"|{' --- |' * len(section.columns)}"
    for row in section.rows:
        yield f"| {' | '.join(_markdown(cell) for cell in row)} |"


def _markdown(words: Prose) -> str:
    return "".join(f"**{_plain_markdown(run)}**" if "bold" in style and run.strip() else _plain_markdown(run) for run, style in words.runs)


def _plain_markdown(words: str) -> str:
    """Words with nothing in them that Markdown would take for markup, on one line of a table."""
    return "".join(f"\\{char}" if char in r"\`*_[]<>|#~$" else char for char in words).replace("\n", "<br>")
