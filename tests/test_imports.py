"""What a command imports, which is most of the time that it takes; nothing here is timed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import COMMANDS
from typer.core import TyperGroup
from typer.main import get_command

from epcli.cli import app

READING = [
    "timeline 2016",
    "timeline --chart",
    "timeline --source wei-yanan --place Gansu",
    "platform",
    "platform jd",
    "county",
    "county longnan",
    "compare chengxian tongyu",
    "agreements",
    "figures --status restored",
    "search 核桃",
    "show jd",
    "cite wei-yanan",
    "sources",
]
REPORT = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); from epcli.__main__ import run; run()"


def loaded(command: str, folder: Path, **environ: str) -> set[str]:
    """The modules that a process has loaded when it is done with a command; those inside a package also by the package's name."""
    words = [sys.executable, "-c", REPORT, *command.split()]
    told = subprocess.run(words, cwd=folder, env=environ, capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert told.stdout
    names = told.stderr.split()
    return {".".join(parts[:depth]) for name in names for parts in [name.split(".")] for depth in range(1, len(parts) + 1)}


@pytest.mark.parametrize("form", ["json", "ndjson", "csv"])
@pytest.mark.parametrize("command", [command for command in READING if command != "timeline --chart"])
def test_answers_for_machines_load_no_rich(command: str, form: str, tmp_path: Path) -> None:
    """No answer for a machine imports rich."""
    assert "rich" not in loaded(f"{command} --format {form}", tmp_path)


def test_epcli_alone_and_its_version_load_no_console(tmp_path: Path) -> None:
    """`epcli --version` never imports rich, and `epcli` alone no more of it than how wide characters are."""
    assert "rich" not in loaded("--version", tmp_path)
    assert not loaded("", tmp_path) & {"rich.console", "rich.table", "rich.text", "rich.style"}


@pytest.mark.parametrize("typed", ["plat", "platform j", "compare chengxian t", "show jd", "timeline --kind p"])
def test_completion_loads_no_rich(typed: str, tmp_path: Path) -> None:
    """Tab completion never imports rich."""
    words = f"epcli {typed}"
    number = str(len(words.split()) - 1)
    script = {"_EPCLI_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": number}
    assert "rich" not in loaded("", tmp_path, **script)


@pytest.mark.parametrize("command", READING)
def test_no_reading_command_loads_what_it_does_not_use(command: str, tmp_path: Path) -> None:
    """No reading command imports filelock, pydantic, asyncio or tinydb, none but a search sqlite3, and with plain dates none but cite the
    whole of EDTF.
    """
    unused = {"epcli.edtf", "filelock", "sqlite3", "pydantic", "asyncio", "tinydb"}
    unused -= {"search": {"sqlite3"}, "cite": {"epcli.edtf"}}.get(command.split()[0], set())
    assert not loaded(command, tmp_path, HOME=str(tmp_path)) & unused


@pytest.mark.parametrize("command", ["timeline 2016", "platform jd", "compare chengxian tongyu"])
@pytest.mark.parametrize("color", ["never", "always"])
def test_answers_without_a_table_load_no_console(command: str, color: str, tmp_path: Path) -> None:
    """The three main answers lay themselves out, so that they need neither rich's console nor its tables, in colour or not."""
    assert not loaded(f"{command} --color {color}", tmp_path, COLUMNS="80") & {"rich.console", "rich.table", "rich.text"}


def test_only_the_command_that_is_named_is_built() -> None:
    """Of the options of all commands, those of one are made, unless all are asked for; the order is that in which they are declared."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    context = group.make_context("epcli", ["timeline"])
    assert not group.commands
    assert group.get_command(context, "import")
    assert list(group.commands) == ["import"]
    assert group.get_command(context, "imports") is None
    assert group.list_commands(context) == COMMANDS


def test_a_command_loads_its_own_question_alone(tmp_path: Path) -> None:
    """`platform jd` imports neither the question nor the view of another command, but for the timeline whose order it uses."""
    names = {name for name in loaded("platform jd", tmp_path) if name.startswith(("epcli.queries.", "epcli.views."))}
    assert not {name for name in names if name.endswith((".compare", ".cite", ".search", ".show", ".chart", ".county", ".schema"))}
