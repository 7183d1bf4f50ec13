"""Options that the format of an answer has no place for: they are refused, and never silently ignored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from epcli.errors import RequestError
from epcli.output import Format

PAGES = ("table", "markdown", "html")
"""The formats for people."""


def refuse_unheeded(form: Format, file: Path | None, given: Mapping[str, object]) -> None:
    """RequestError for an option, of those by their names in `given`, that would change nothing in this format."""
    for option in ("brief", "long", "chart", "raw"):
        if given.get(option) and form not in PAGES:
            raise RequestError(
                en=f"--{option} is for answers to be read (table, markdown, html), and this answer is {form}. Leave it out.",
                zh=f"--{option}只用于供人阅读的格式（table、markdown、html），而此答案的格式为{form}。请去掉它。",
            )
    if given.get("color") == "always" and form != "table":
        raise RequestError(
            en=f"--color always is for tables, and this answer is {form}. Leave it out.",
            zh=f"--color always只用于表格（table），而此答案的格式为{form}。请去掉它。",
        )
    if given.get("pager") and (form != "table" or file):
        raise RequestError(
            en=f"--pager is for tables on the screen, and this answer is {f'written to {file}' if file else form}. Leave it out.",
            zh=f"--pager只用于屏幕上的表格，而此答案{f'写入{file}' if file else f'的格式为{form}'}。请去掉它。",
        )
    if given.get("long") and given.get("chart"):
        raise RequestError(
            en="--long tells summaries, and --chart has no room for them. Leave one of them out.",
            zh="--long列出摘要，而--chart的图中放不下摘要。请去掉其中一个。",
        )
