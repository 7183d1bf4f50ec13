"""How help is laid out: in the language asked for, at any width, with nothing cut.

Typer's own help takes a Chinese sentence for one word and cuts what doesn't fit, and at 40 columns even the names of options.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from typer._click import Command, Context
from typer.core import TyperArgument, TyperGroup, TyperOption

from epcli.drawing.cells import most
from epcli.drawing.prose import Line, Prose, abreast, pushed
from epcli.help_zh import AROUND, helped, placeholders
from epcli.model import Lang

if TYPE_CHECKING:
    from epcli.queries.overview import Overview

INDENT = 2
NAMES = 26
"""The column for names, where there is room beside it."""
ROOM = 60
"""Below this many columns what is said of an option stands under its name."""


def help_lines(command: Command, context: Context, lang: Lang, width: int) -> Iterator[Line]:
    """The help of a command: how it is called, what it does with an example, its arguments, options and commands."""

    def said(words: str) -> str:
        return helped(words) if lang == "zh" else words

    def taken(metavar: str) -> str:
        return placeholders(metavar) if lang == "zh" else metavar

    def names(option: TyperOption) -> str:
        """All names of an option, and what it takes."""
        metavar = "" if option.is_flag or option.count else f" {taken(option.make_metavar(context))}"
        return ", ".join([*sorted(option.opts, key=len), *option.secondary_opts]) + metavar

    usage = " ".join([context.command_path, *map(taken, command.collect_usage_pieces(context))])
    yield from Prose.of((f"{_around('Usage', lang)}{'：' if lang == 'zh' else ': '}", "bold"), usage).lines(width)
    for paragraph in said(command.help or "").split("\n\n"):
        yield Prose()
        yield from Prose(" ".join(paragraph.split())).lines(width)
    arguments, options, commands = [], [], []
    for one in command.get_params(context):
        if isinstance(one, TyperArgument):
            arguments.append((taken(one.make_metavar(context)), said(one.help or "")))
        elif isinstance(one, TyperOption):
            options.append((names(one), _with_extras(said(one.help or ""), one, lang)))
    if isinstance(command, TyperGroup):
        commands = [(name, said(_first(command, context, name))) for name in command.list_commands(context)]
    groups: list[tuple[str, list[tuple[str, str]]]] = [("Arguments", arguments), ("Options", options), ("Commands", commands)]
    for heading, rows in groups:
        if rows:
            yield Prose()
            yield Prose(_around(heading, lang), "bold")
            yield from _rows(rows, width)


def _first(group: TyperGroup, context: Context, name: str) -> str:
    """The first paragraph of the help of a command, which is what a list of commands says of it."""
    command = group.get_command(context, name)
    return ((command and command.help) or "").partition("\n\n")[0]


def overview_lines(page: Overview, lang: Lang, width: int) -> Iterator[Line]:
    """What `epcli` alone prints: the questions with what they answer beside or under them."""
    yield from Prose(page.title[lang]).lines(width)
    yield Prose()
    column = INDENT + max(map(most, page.questions)) + 2 * INDENT
    for question, answered in page.questions.items():
        if width < ROOM:
            yield from abreast((INDENT, Prose(question).lines(width - INDENT)))
            yield from abreast((2 * INDENT, Prose(answered[lang]).lines(width - 2 * INDENT)))
        else:
            yield from abreast((INDENT, Prose(question).lines(column)), (column, Prose(answered[lang]).lines(width - column)))
    for paragraph in (page.held, page.more):
        yield Prose()
        yield from Prose(paragraph[lang]).lines(width)


def _rows(rows: Iterable[tuple[str, str]], width: int) -> Iterator[Line]:
    for names, words in rows:
        if width < ROOM:
            yield from abreast((INDENT, _whole(names, width - INDENT)))
            yield from abreast((2 * INDENT, Prose(words).lines(width - 2 * INDENT)))
        elif most(names) > NAMES - INDENT - 2:
            yield from abreast((INDENT, _whole(names, width - INDENT)))
            yield from abreast((NAMES, Prose(words).lines(width - NAMES)))
        else:
            left = list(_whole(names, NAMES))
            yield from abreast((INDENT, left), (NAMES, Prose(words).lines(width - NAMES - pushed(left))))


def _whole(names: str, width: int) -> Iterator[Line]:
    """Names of an option, and values that it takes, on lines that end after a name or a value and never within one."""
    line = ""
    for piece in re.findall(r"[^ |]+[ |]*", names):
        if line and most(line + piece.rstrip()) > width:
            yield Prose(line.rstrip(), "cyan")
            line = ""
        line += piece
    yield from Prose(line.rstrip(), "cyan").lines(width)


def _with_extras(words: str, option: TyperOption, lang: Lang) -> str:
    """What is said of an option, its default, and the variable that stands for it."""
    extras = []
    if option.show_default and option.default is not None and not option.is_flag:
        extras.append(f"{_around('default', lang)} {option.default}")
    if option.envvar:
        extras.append(f"{_around('env var', lang)} {option.envvar}")
    if option.required:
        extras.append(_around("required", lang))
    return f"{words} [{'; '.join(extras)}]" if extras else words


def _around(words: str, lang: Lang) -> str:
    return AROUND[words] if lang == "zh" else words
