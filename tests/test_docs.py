"""What the documentation says is what the tool does."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from conftest import Called

ROOT = Path(__file__).parents[1]
COMMANDS = ["timeline", "platform", "county", "compare", "agreements", "figures", "search", "show", "cite", "sources", "schema", "validate"]


@pytest.mark.skipif(
    not typer.__version__.startswith("0.28."), reason="the page is made with the Typer of pyproject; others word help otherwise"
)
def test_commands_md_is_generated_from_the_help(request: pytest.FixtureRequest) -> None:
    """docs/commands.md is what Typer's own generator makes of the help; --write-golden writes it anew."""
    command = [sys.executable, "-m", "typer", "epcli.cli", "utils", "docs", "--name", "epcli"]
    made = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    page = ROOT / "docs" / "commands.md"
    if request.config.getoption("--write-golden"):
        page.write_text(made, encoding="utf-8", newline="\n")
    assert made == page.read_text(encoding="utf-8")


def test_every_command_is_known(call: Callable[..., Called]) -> None:
    """The help lists these commands and no others."""
    listed = re.findall(r"^│ ([a-z]+) {2,}", call("--help").out.partition("Commands")[2], re.MULTILINE)
    assert listed == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_every_command_works(command: str, call: Callable[..., Called]) -> None:
    """Each command's --help has an example, and the example answers."""
    told = call(command, "--help")
    assert told.code == 0
    example = re.search(r"Example: epcli ([^│\n]*)", told.out)
    assert example
    words = shlex.split(example[1].strip())
    assert words[0] == command
    answer = call(*words)
    assert (answer.code, answer.err) == (0, "")


def test_the_examples_of_the_readme_work(call: Callable[..., Called]) -> None:
    """Every `epcli …` in the README that names no placeholder answers."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    examples = [words for words in re.findall(r"`epcli ([^`]*)`", text) if not re.search(r"[A-Z\[]{2,}|…|--install", words)]
    assert len(examples) >= 10
    for words in examples:
        answer = call(*shlex.split(words))
        assert (answer.code, answer.err) == (0, ""), words


def test_links_resolve() -> None:
    """Every link inside the repository leads to a file that is there."""
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
