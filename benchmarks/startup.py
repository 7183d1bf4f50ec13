"""Start-up: what a command takes on the records that ship with epcli, beside what a user would run instead."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import environments
from measuring import Command, Timing, alternate
from tables import Report, Table, machine, milliseconds, verdict

FLOOR = "import typer, rich.console, rich.table, tinydb"
TAB = {"_EPCLI_COMPLETE": "complete_bash", "COMP_WORDS": "epcli platform j", "COMP_CWORD": "2"}
BUDGETS = {
    "epcli timeline 2016": 1.15,
    "epcli platform jd": 1.2,
    "epcli compare chengxian tongyu": 1.2,
    "epcli timeline 2016 --json": 1.0,
    "epcli --version": 0.8,
    "epcli platform j⇥": 0.8,
}
"""The most that each may take, in floors."""

SELECT = "select date, kind, title_en from events where date like '2016%' order by date"


def measure(runs: int) -> Report:
    """Every command in turn, `runs` times."""
    circumstances = machine()
    own = environments.epcli()
    newest = environments.epcli_on_the_newest_typer()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _records(own, folder)
        ours = _ours(own, newest)
        rivals, absent = _rivals(folder)
        timings = alternate({**ours, **rivals}, runs, folder)
    floor = timings["floor"].median
    versions = {name: environments.version(environments.FOLDER / name / "bin", "typer") for name in ("epcli", "newest-typer")}
    told = Table(
        "Start-up on the shipped records",
        ("command", "median", "fastest", "× floor"),
        [_row(name, timing, floor) for name, timing in timings.items() if not name.startswith("newest")]
        + [(name, "not on this machine", "", "") for name in absent],
    )
    budgets = Table(
        "Budgets, in floors",
        ("command", "budget", "measured", ""),
        [(name, *verdict(budget, timings[name].median / floor)) for name, budget in BUDGETS.items()],
    )
    cap = Table(
        "The cap on Typer",
        ("command", f"Typer {versions['epcli']}", f"Typer {versions['newest-typer']}", "newest ÷ capped"),
        [
            (name, milliseconds(capped), milliseconds(latest), f"{latest / capped:.2f}")
            for name in ("floor", "epcli timeline 2016", "epcli timeline 2016 --json")
            for capped, latest in [(timings[name].median, timings[f"newest {name}"].median)]
        ],
    )
    figures = {name: timing._asdict() for name, timing in timings.items()}
    return Report("startup", f"{circumstances}. {runs} alternating runs.", [told, budgets, cap], figures)


def _row(name: str, timing: Timing, floor: float) -> tuple[str, str, str, str]:
    return name, milliseconds(timing.median), milliseconds(min(timing.seconds)), f"{timing.median / floor:.2f}"


def _records(own: Path, folder: Path) -> None:
    """The shipped events in the forms that the others read: a JSON store, CSV, and an SQLite table of the columns that they print."""
    shutil.copy(environments.ROOT / "data" / "records.json", folder)
    subprocess.run([own / "epcli", "timeline", "--output", folder / "events.csv", "--format", "csv"], check=True, cwd=folder)
    subprocess.run([own / "epcli", "export", "--to", "sqlite", folder / "store.db"], check=True, cwd=folder, capture_output=True)
    with sqlite3.connect(folder / "store.db") as db:
        db.execute(f"attach '{folder / 'records.db'}' as records")
        db.execute("create table records.events as select id, date, kind, title_en from events")
    db.close()
    steps = ['{"longname": "open-file", "input": "events.csv"}']
    steps.append('{"sheet": "events", "longname": "select-expr", "input": "date.startswith(\'2016\')"}')
    steps.append('{"sheet": "events", "longname": "dup-selected"}')
    (folder / "filter.vdj").write_text("\n".join(steps) + "\n", encoding="utf-8")


def _ours(own: Path, newest: Path) -> dict[str, Command]:
    commands = {
        "python -c pass": Command([own / "python", "-c", "pass"], quiet=True),
        "floor": Command([own / "python", "-c", FLOOR], quiet=True),
    }
    for told in (
        "timeline 2016",
        "timeline 2016 --color always",
        "platform jd",
        "compare chengxian tongyu",
        "timeline 2016 --json",
        "--help",
        "--version",
    ):
        commands[f"epcli {told}"] = Command([own / "epcli", *told.split()])
    commands["epcli platform j⇥"] = Command([own / "epcli"], TAB)
    commands["newest floor"] = Command([newest / "python", "-c", FLOOR], quiet=True)
    for told in ("timeline 2016", "timeline 2016 --json"):
        commands[f"newest epcli {told}"] = Command([newest / "epcli", *told.split()])
    return commands


def _rivals(folder: Path) -> tuple[dict[str, Command], list[str]]:
    """The same question, or the nearest to it that each can be asked, and who could not be asked at all."""
    sqlite_utils, datasette, csvkit, visidata, frictionless = (
        environments.programs(name, name) for name in ("sqlite-utils", "datasette", "csvkit", "visidata", "frictionless")
    )
    page = f"/records.json?sql={SELECT.replace(' ', '+').replace('%', '%25')}&_shape=array"
    commands = {
        "sqlite-utils query … -t": Command([sqlite_utils / "sqlite-utils", "query", folder / "records.db", SELECT, "-t"]),
        "datasette --get": Command([datasette / "datasette", folder / "records.db", "--get", page]),
        "csvgrep | csvcut | csvlook": Command(
            [
                "sh",
                "-c",
                f"{csvkit}/csvgrep -c date -r ^2016 events.csv | {csvkit}/csvcut -c date,kind,title_en | {csvkit}/csvlook",
            ]
        ),
        "visidata --batch": Command([visidata / "vd", "--batch", "--play", "filter.vdj", "--output", "-", "--save-filetype", "tsv"]),
        "frictionless extract (all; it has no filter)": Command([frictionless / "frictionless", "extract", "events.csv"]),
    }
    jq = shutil.which("jq")
    if jq:
        question = '.events[] | select(.date | startswith("2016")) | [.date, .kind, .title.en] | @tsv'
        commands["jq"] = Command([jq, "-r", question, "records.json"])
    return commands, [] if jq else ["jq"]
