"""Help and usage errors, in both languages and at any width."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from conftest import COMMANDS, Called
from typer._click import Command, Context
from typer.core import TyperGroup
from typer.main import get_command

from epcli.cli import app
from epcli.drawing.cells import most
from epcli.help_zh import HELP
from epcli.script import has_chinese


@cache
def commands() -> dict[str, Command]:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    context = Context(group)
    built = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {"": group} | {name: command for name, command in built.items() if command}


def test_all_help_has_its_chinese() -> None:
    """Each sentence of the help stands in both languages, and no Chinese is left without its English."""
    said = {"Show this message and exit."}
    for command in commands().values():
        said.add((command.help or "").partition("\n\nExample: ")[0].strip())
        said |= {words for parameter in command.params if (words := getattr(parameter, "help", None))}
    assert said - HELP.keys() == set()
    assert HELP.keys() - said == set()


@pytest.mark.parametrize("width", ["24", "40", "60", "80", "120", "200"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_and_cuts_nothing(name: str, lang: str, width: str, call: Callable[..., Called], monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of help is wider than the terminal, and all names of options and every word said of them is there."""
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("EPCLI_LANG", lang)
    told = call(*filter(None, [name]), "--help")
    assert (told.code, told.err) == (0, "")
    assert all(most(line) <= int(width) for line in told.out.splitlines())
    printed = "".join(told.out.split())
    command = commands()[name]
    for parameter in command.params:
        if words := getattr(parameter, "help", None):
            assert "".join((HELP[words] if lang == "zh" else words).split()) in printed
            written = [*(parameter.opts if parameter.opts[0].startswith("-") else []), *re.findall(r"[a-z0-9-]+", parameter.metavar or "")]
            assert all(any(name in line for line in told.out.splitlines()) for name in written)
    assert has_chinese("".join(told.out.split("\n\n")[1:2])) == (lang == "zh" or not name)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_what_is_to_be_typed_is_named_in_chinese(name: str, call: Callable[..., Called]) -> None:
    """Where the help is Chinese, so is every name that stands for an argument: [选项] [时段], not [OPTIONS] [PERIOD]."""
    lines = call(*filter(None, [name]), "--help", "--lang", "zh").out.splitlines()
    named = [re.split(" {3,}", line.strip())[0] for line in lines if line.startswith(("用法", "  -"))]
    assert "选项" in named[0]
    assert not re.search(r"[A-Z]{2,}|<str>|<path>", " ".join(named))


@pytest.mark.parametrize("columns", ["24", "40", "60", "80", "200"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_epcli_alone_prints_fits(lang: str, columns: str, call: Callable[..., Called], monkeypatch: pytest.MonkeyPatch) -> None:
    """The page without a command is as wide as the terminal at most, and each question stands on it whole."""
    monkeypatch.setenv("COLUMNS", columns)
    told = call("--lang", lang)
    assert all(most(line) <= int(columns) for line in told.out.splitlines())
    assert all(question in " ".join(told.out.split()) for question in ("epcli timeline 2016", "epcli compare chengxian tongyu"))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("timelime",), "没有命令timelime。最接近的：timeline。"),
        (("timeline", "--nonsense"), "没有选项--nonsense。"),
        (("show",), "缺少参数“名称”。"),
        (("timeline", "2016", "2017"), "多出的参数：2017。"),
        (("timeline", "--format", "pdf"), "选项--format/-f的值“pdf”无效，可用：table、"),
        (("timeline", "--store"), "选项--store需要一个值。"),
        (("timeline", "--json=x"), "选项--json不带值。"),
        (("export", "x"), "缺少选项--to。"),
    ],
)
def test_usage_errors_are_told_in_chinese(
    args: tuple[str, ...], words: str, call: Callable[..., Called], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with a command line is told in the language of the answer, by EPCLI_LANG or by --lang before or after the command."""
    asked = [("--lang", "zh", *args), *([(*args, "-l", "zh")] if args[-1] != "--store" else [])]
    told = [call(*way) for way in asked]
    monkeypatch.setenv("EPCLI_LANG", "zh")
    for found in [*told, call(*args)]:
        assert (found.code, found.out) == (2, "")
        assert words in found.err
        assert "用法见epcli" in found.err


def test_a_language_before_the_command_is_that_of_its_answer(call: Callable[..., Called]) -> None:
    """`epcli --lang zh timeline` answers in Chinese, and a language after the command has the last word."""
    assert call("--lang", "zh", "timeline", "2016-01-22").out.startswith("时间线")
    assert call("--lang", "zh", "timeline", "2016-01-22", "--lang", "en").out.startswith("Timeline")
    assert "什么时候发生了什么" in call("--lang", "zh").out
