"""Measures epcli beside what its users would run instead: `python benchmarks/run.py [PART] [--json FILE] [--markdown FILE]`.

What is compared is installed into environments of its own (benchmarks/.environments). Every command is run in turn with all
others, so that a ratio holds on a busy machine too; times are for comparing within one table, not with those of another day.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import scale
import searching
import startup
import tables

PARTS = {"startup": startup.measure, "scale": scale.measure, "searching": searching.measure}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=PARTS, help="what to measure; all if left out")
    parser.add_argument("--runs", type=int, default=21, help="how often each command is run (21)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single figure here")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the tables into this page, between its markers")
    asked = parser.parse_args()
    figures = {}
    for part in [asked.part] if asked.part else PARTS:
        report = PARTS[part](asked.runs)
        tables.show(report)
        figures[part] = {"circumstances": report.circumstances, **report.figures}
        if asked.markdown:
            tables.put_into(asked.markdown, report)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
