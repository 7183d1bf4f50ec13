"""Scale: the same questions to stores of 1,000 to 100,000 events, in time and memory, and how both grow."""

from __future__ import annotations

import math
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import environments
from measuring import Command, Timing, alternate
from tables import Report, Table, machine, megabytes, milliseconds, verdict

SIZES = (1_000, 10_000, 100_000)
TASKS = {
    "month": "Timeline of one month",
    "platform": "Events of one platform",
    "search": "Search for a word",
    "import": "Import of 1,000 events",
    "export": "Export to SQLite",
}
TIME_BUDGET, MEMORY_BUDGET = 0.6, 6.0
"""A month of the largest store: in times of jq, and in times the size of the file."""

Timings = dict[str, dict[int, Timing]]
"""Task and tool (`month epcli`) → number of events → what it took."""


def measure(runs: int) -> Report:
    """Every tool in turn at every size; `runs` times each, a third of it at the largest."""
    circumstances = machine()
    own, sqlite_utils = environments.epcli(), environments.programs("sqlite-utils", "sqlite-utils")
    timings: Timings = {}
    sizes: dict[int, int] = {}
    for number in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            environments.records(own, number, folder)
            subprocess.run(
                [sqlite_utils / "sqlite-utils", "insert", "events.db", "events", "events.ndjson", "--nl"], cwd=folder, check=True
            )
            sizes[number] = (folder / "store.json").stat().st_size
            subprocess.run([own / "epcli", "validate", folder / "store.json"], check=True, stdout=subprocess.DEVNULL)
            for name_of, timing in alternate(
                _commands(own, sqlite_utils, folder), max(runs // (3 if number == SIZES[-1] else 1), 3), folder
            ).items():
                timings.setdefault(name_of, {})[number] = timing
    figures: dict[str, Any] = {name: {number: timing._asdict() for number, timing in by_size.items()} for name, by_size in timings.items()}
    files = ", ".join(f"{number:,} events: {megabytes(size)}" for number, size in sizes.items())
    tables = [*(_table(task, timings) for task in TASKS), _budgets(timings, sizes)]
    return Report(
        "scale",
        f"{circumstances}. {runs} alternating runs, a third of it (3 at least) at the largest. The files: {files}.",
        tables,
        figures,
    )


def _commands(own: Path, sqlite_utils: Path, folder: Path) -> dict[str, Command]:
    """Each question to each tool that can be asked it; what is changed is copied anew before every run."""

    def fresh(name: str) -> None:
        shutil.copy(folder / name, folder / f"fresh-{name}")

    def asked(*words: str) -> Command:
        return Command([own / "epcli", *words, "--store", "store.json"])

    def queried(where: str) -> Command:
        return Command([sqlite_utils / "sqlite-utils", "query", "events.db", f"select * from events where {where} order by date"])

    def filtered(condition: str) -> Command:
        return Command([shutil.which("jq") or "", "-c", f".events[] | select({condition})", "store.json"])

    def tinydb(condition: str) -> Command:
        code = f"from tinydb import TinyDB, where; print(TinyDB('store.json', access_mode='r').table('events').search({condition}))"
        return Command([own / "python", "-c", code])

    grow = (
        "import json; from tinydb import TinyDB; db = TinyDB('fresh-store.json', ensure_ascii=False, indent=2, encoding='utf-8');"
        "print(len(db.table('events').insert_multiple([json.loads(line) for line in open('more.ndjson', encoding='utf-8')])))"
    )
    insert = [sqlite_utils / "sqlite-utils", "insert", "fresh-events.db", "events", "more.ndjson", "--nl", "--silent"]
    count = [sqlite_utils / "sqlite-utils", "query", "fresh-events.db", "select count(*) from events"]
    into_sqlite = " && ".join(
        " ".join(map(str, words)).replace("select count(*) from events", "'select count(*) from events'") for words in (insert, count)
    )
    commands = {
        "month epcli": asked("timeline", "2016-05"),
        "month epcli --json": asked("timeline", "2016-05", "--json"),
        "month sqlite-utils": queried("date like '2016-05%'"),
        "month TinyDB": tinydb("where('date').test(lambda date: date.startswith('2016-05'))"),
        "platform epcli --json": asked("platform", "jd", "--json"),
        "platform sqlite-utils": queried("""organizations like '%"jd"%'"""),
        "platform TinyDB": tinydb("where('organizations').any(['jd'])"),
        "search epcli --json": asked("search", "核桃", "--json"),
        "search sqlite-utils": queried("title || summary like '%核桃%'"),
        "search TinyDB": tinydb("where('summary').test(lambda told: '核桃' in told['zh'])"),
        "import epcli": Command(
            [own / "epcli", "import", "more.ndjson", "--store", "fresh-store.json"], before=lambda: fresh("store.json")
        ),
        "import sqlite-utils": Command(["sh", "-c", into_sqlite], before=lambda: fresh("events.db")),
        "import TinyDB": Command([own / "python", "-c", grow], before=lambda: fresh("store.json")),
        "export epcli": Command(
            [own / "epcli", "export", "--to", "sqlite", "exported.db", "--store", "store.json"],
            before=lambda: (folder / "exported.db").unlink(missing_ok=True),
        ),
    }
    if shutil.which("jq"):
        commands["month jq"] = filtered('.date | startswith("2016-05")')
        commands["platform jq"] = filtered('.organizations | index("jd")')
        commands["search jq"] = filtered('tostring | contains("核桃")')
    return commands


def _table(task: str, timings: Timings) -> Table:
    rows = []
    for name, by_size in timings.items():
        if name.startswith(f"{task} "):
            told = [f"{milliseconds(timing.median)}, {megabytes(timing.peak)}" for timing in by_size.values()]
            rows.append((name.removeprefix(f"{task} "), *told, _growth(by_size)))
    return Table(f"{TASKS[task]}: time, peak memory", ("", *(f"{number:,}" for number in SIZES), "growth"), rows)


def _growth(by_size: dict[int, Timing]) -> str:
    """The exponent of the last step in size: 1 is as many times the time as there are events, 0 the same time."""
    before, last = list(by_size)[-2:]
    return f"{math.log(by_size[last].median / by_size[before].median) / math.log(last / before):.2f}"


def _budgets(timings: Timings, sizes: dict[int, int]) -> Table:
    largest = SIZES[-1]
    month = timings["month epcli"][largest]
    rows = [("peak memory ÷ size of the file", *verdict(MEMORY_BUDGET, month.peak / sizes[largest]))]
    if "month jq" in timings:
        rows.insert(0, ("time ÷ time of jq", *verdict(TIME_BUDGET, month.median / timings["month jq"][largest].median)))
    return Table(f"Budgets: one month of {largest:,} events", ("", "budget", "measured", ""), rows)
