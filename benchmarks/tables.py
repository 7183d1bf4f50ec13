"""What was measured, as a table: on the terminal, in Markdown, in a page between two markers."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Table(NamedTuple):
    """A table under a title; the first column names its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


class Report(NamedTuple):
    """One part of the benchmark: how it was run, its tables, and every single figure for a machine."""

    part: str
    circumstances: str
    tables: list[Table]
    figures: dict[str, Any]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"


def verdict(budget: float, measured: float) -> tuple[str, str, str]:
    """A budget, what was measured, and whether it is met."""
    return f"≤ {budget:g}", f"{measured:.2f}", "met" if measured <= budget else "not met"


def machine() -> str:
    """Processor, cores, system and Python, and how busy the machine was with other things."""
    told = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    processor = f"{told[1] if told else platform.machine()}, {os.cpu_count()} cores"
    return f"{processor}, {platform.system()}, Python {platform.python_version()}; load when it began: {load}"


def show(report: Report) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable

    console = Console(highlight=False)
    console.print(f"\n{report.circumstances}\n", markup=False)
    for table in report.tables:
        drawn = RichTable(title=table.title, title_justify="left", box=box.SIMPLE_HEAD)
        for index, column in enumerate(table.columns):
            drawn.add_column(column, justify="right" if index else "left", overflow="fold")
        for row in table.rows:
            drawn.add_row(*row)
        console.print(drawn)


def markdown(report: Report) -> str:
    """The circumstances and the tables, as they stand in docs/performance.md."""
    return "\n\n".join([report.circumstances, *("\n".join(_markdown(table)) for table in report.tables)])


def _markdown(table: Table) -> Iterable[str]:
    yield f"**{table.title}**\n"
    yield f"| {' | '.join(table.columns)} |"
    yield f"| --- |{' ---: |' * (len(table.columns) - 1)}"
    for row in table.rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def put_into(page: Path, report: Report) -> None:
    """Replaces what stands between the two markers of the part: `<!-- startup -->` and `<!-- /startup -->`."""
    before, start, rest = page.read_text(encoding="utf-8").partition(f"<!-- {report.part} -->\n")
    _, end, after = rest.partition(f"<!-- /{report.part} -->")
    if not (start and end):
        raise SystemExit(f"{page} has no place for {report.part}: <!-- {report.part} --> and <!-- /{report.part} -->")
    page.write_text(f"{before}{start}\n{markdown(report)}\n\n{end}{after}", encoding="utf-8", newline="\n")
