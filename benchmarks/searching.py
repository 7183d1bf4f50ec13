"""Search: the first one of a store, which makes its index, and those after it, beside sqlite-utils asking that same index.

Of the shipped records beside epcli 0.1, which had no index, and fewer records.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import environments
from measuring import Command, Timing, alternate
from tables import Report, Table, machine, megabytes, milliseconds, verdict

SIZES = (1_000, 10_000, 100_000)
BUDGET = 1.5
"""A search after the first, in times of sqlite-utils on the same index."""

SELECT = """select "table", id, name_en, snippet(texts_fts, -1, '[', ']', '…', 20) from texts_fts
join texts on texts.rowid = texts_fts.rowid where texts_fts match '"核 桃"' order by bm25(texts_fts)"""


def forget(cache: Path) -> None:
    for indexes in cache.rglob("indexes"):
        shutil.rmtree(indexes)


def of_the_shipped(own: Path, runs: int) -> dict[str, Timing]:
    first = environments.epcli_0_1()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = ["search", "核桃", "--json"]
        return alternate(
            {
                "first": Command([own / "epcli", *words], before=lambda: forget(folder / ".cache")),
                "after it": Command([own / "epcli", *words]),
                "epcli 0.1": Command([first / "epcli", *words]),
            },
            runs,
            folder,
        )


def measure(runs: int) -> Report:
    """Every search in turn at every size; the first one of a store `runs` times at the smallest and once at the others."""
    circumstances = machine()
    own, sqlite_utils = environments.epcli(), environments.programs("sqlite-utils", "sqlite-utils")
    rows, ratios = [], []
    figures: dict[str, Any] = {}
    for number in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            environments.records(own, number, folder)
            cache = folder / ".cache"
            asked: list[str | Path] = [own / "epcli", "search", "核桃", "--json", "--store", "store.json"]
            first = alternate({"first": Command(asked, before=partial(forget, cache))}, runs if number == SIZES[0] else 1, folder)["first"]
            (index,) = cache.rglob("indexes/*.db")
            shutil.copy(index, folder / "index.db")
            told = alternate(
                {
                    "again": Command(asked),
                    "sqlite-utils": Command([sqlite_utils / "sqlite-utils", "query", "index.db", SELECT]),
                },
                runs,
                folder,
            )
            timings: dict[str, Timing] = {"first": first, **told}
            rows.append((f"{number:,}", *(f"{milliseconds(of.median)}, {megabytes(of.peak)}" for of in timings.values())))
            figures[str(number)] = {name: timing._asdict() for name, timing in timings.items()}
            ratios.append((f"{number:,} events", *verdict(BUDGET, told["again"].median / told["sqlite-utils"].median)))
    shipped = of_the_shipped(own, max(runs, 11))
    figures["shipped"] = {name: timing._asdict() for name, timing in shipped.items()}
    tables = [
        Table(
            "Search of the shipped records",
            ("", "median", "fastest"),
            [(name, milliseconds(of.median), milliseconds(min(of.seconds))) for name, of in shipped.items()],
        ),
        Table("Search for a word: time, peak memory", ("events", "first", "after it", "sqlite-utils on the same index"), rows),
        Table("A search after the first, in times of sqlite-utils", ("", "budget", "measured", ""), ratios),
    ]
    return Report("searching", f"{circumstances}. {runs} alternating runs, of the shipped records {max(runs, 11)}.", tables, figures)
