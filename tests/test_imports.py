"""What a command imports, which is most of the time that it takes; nothing here is timed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import COMMANDS
from typer.core import TyperGroup
from typer.main import get_command

from epcli.cli import app

Loaded = Callable[..., set[str]]
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
REPORT = """
import json, os, sys
import epcli.__main__, epcli.cli

for words, folder, environ in map(json.loads, sys.stdin):
    ours, theirs = os.pipe()
    if not hasattr(os, "fork") or not os.fork():
        os.dup2(theirs, 1)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environ)
        sys.argv = ["epcli", *words]
        try:
            epcli.__main__.run()
        finally:
            sys.stdout.flush()
            os.write(2, (json.dumps([*sys.modules]) + "\\n").encode())
            os._exit(0)
    os.close(theirs)
    with open(ours, "rb") as printed:
        assert printed.read()
    os.wait()
"""
"""For each line of JSON on standard input a command is run in a fork that has what every command imports, and its modules are told.

Where there is no fork, the process itself is the first command.
"""


def reporter() -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", REPORT], stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8")


@pytest.fixture(scope="module")
def reporting() -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Gives the process to be asked for one command more."""
    started: list[subprocess.Popen[str]] = []

    def process() -> subprocess.Popen[str]:
        if not started or not hasattr(os, "fork"):
            started.append(reporter())
        return started[-1]

    yield process
    for each in started:
        each.communicate()


@pytest.fixture
def loaded(reporting: Callable[[], subprocess.Popen[str]], tmp_path: Path, users_cache: Path) -> Loaded:
    """The modules that a process has loaded when it is done with a command; those inside a package also by the package's name."""

    def names(command: str, **environ: str) -> set[str]:
        process = reporting()
        assert process.stdin
        assert process.stderr
        process.stdin.write(json.dumps([command.split(), str(tmp_path), {"XDG_CACHE_HOME": str(users_cache)} | environ]) + "\n")
        process.stdin.flush()
        modules = json.loads(process.stderr.readline())
        return {".".join(parts[:depth]) for name in modules for parts in [name.split(".")] for depth in range(1, len(parts) + 1)}

    return names


@pytest.mark.parametrize("form", ["json", "ndjson", "csv"])
@pytest.mark.parametrize("command", [command for command in READING if command != "timeline --chart"])
def test_answers_for_machines_load_no_rich(command: str, form: str, loaded: Loaded) -> None:
    """No answer for a machine imports rich."""
    assert "rich" not in loaded(f"{command} --format {form}")


def test_epcli_alone_and_its_version_load_no_console(loaded: Loaded) -> None:
    """`epcli --version` never imports rich, and `epcli` alone no more of it than how wide characters are."""
    assert "rich" not in loaded("--version")
    assert not loaded("") & {"rich.console", "rich.table", "rich.text", "rich.style"}


@pytest.mark.parametrize("typed", ["plat", "platform j", "compare chengxian t", "show jd", "timeline --kind p"])
def test_completion_loads_no_rich(typed: str, loaded: Loaded) -> None:
    """Tab completion never imports rich."""
    words = f"epcli {typed}"
    number = str(len(words.split()) - 1)
    script = {"_EPCLI_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": number}
    assert "rich" not in loaded("", **script)


@pytest.mark.parametrize("command", READING)
def test_no_reading_command_loads_what_it_does_not_use(command: str, loaded: Loaded) -> None:
    """No reading command imports filelock, pydantic, asyncio or tinydb, none but a search sqlite3, and with plain dates none but cite the
    whole of EDTF.
    """
    unused = {"epcli.edtf", "filelock", "sqlite3", "pydantic", "asyncio", "tinydb"}
    unused -= {"search": {"sqlite3"}, "cite": {"epcli.edtf"}}.get(command.split()[0], set())
    assert not loaded(command) & unused


@pytest.mark.parametrize("command", ["timeline 2016", "platform jd", "compare chengxian tongyu"])
@pytest.mark.parametrize("color", ["never", "always"])
def test_answers_without_a_table_load_no_console(command: str, color: str, loaded: Loaded) -> None:
    """The three main answers lay themselves out, so that they need neither rich's console nor its tables, in colour or not."""
    assert not loaded(f"{command} --color {color}", COLUMNS="80") & {"rich.console", "rich.table", "rich.text"}


def test_only_the_command_that_is_named_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the options of all commands, those of one are made, unless all are asked for; the order is that in which they are declared."""
    monkeypatch.setattr("epcli.ondemand._built", {})
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    context = group.make_context("epcli", ["timeline"])
    assert not group.commands
    assert group.get_command(context, "import")
    assert list(group.commands) == ["import"]
    assert group.get_command(context, "imports") is None
    assert group.list_commands(context) == COMMANDS


def test_a_command_loads_its_own_question_alone(loaded: Loaded) -> None:
    """`platform jd` imports neither the question nor the view of another command, but for the timeline whose order it uses."""
    names = {name for name in loaded("platform jd") if name.startswith(("epcli.queries.", "epcli.views."))}
    assert not {name for name in names if name.endswith((".compare", ".cite", ".search", ".show", ".chart", ".county", ".schema"))}
