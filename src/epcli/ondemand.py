"""Commands that are built when they are named: to make every option of all of them takes as long as a whole answer."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, get_args

import typer
from typer._click import Command, Context, HelpFormatter
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info, get_command_name

from epcli.completion import speak_to_shells
from epcli.model import Lang
from epcli.wording import choose_lang

commands = typer.Typer()
"""Where cli.py declares its commands."""

_built: dict[str, Command] = {}
"""The commands that were named so far, since a process can ask more than once."""


class Helped(TyperCommand):
    """A command whose help is laid out as answers are."""

    def format_help(self, context: Context, formatter: HelpFormatter) -> None:
        _help(self, context)


class OnDemand(TyperGroup):
    """The group that lists the declared commands, in their order, and builds one when it is asked for it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _built
        self.declared = {
            info.name or get_command_name(info.callback.__name__): info for info in commands.registered_commands if info.callback
        }

    def list_commands(self, context: Context) -> list[str]:
        return list(self.declared)

    def get_command(self, context: Context, name: str) -> Command | None:
        if name in self.declared and name not in self.commands:
            info = self.declared[name]
            info.cls = Helped
            self.add_command(get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=self.rich_markup_mode))
        return super().get_command(context, name)

    def format_help(self, context: Context, formatter: HelpFormatter) -> None:
        _help(self, context)

    def resolve_command(self, context: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        if args[0] not in self.declared:
            for name in self.declared:  # Typer looks for the nearest name among those that are built
                self.get_command(context, name)
        return super().resolve_command(context, args)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **settings: Any) -> Any:
        if "_EPCLI_COMPLETE" in os.environ:
            speak_to_shells()
        return super().main(args, *rest, obj=lang_of(args or (), os.environ), **settings)


def lang_of(words: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """The language that a command line asks for, wherever it does, before Typer has read it: its help and its faults are told in it."""
    asked = None
    for place, word in enumerate(words):
        name, _, value = word.partition("=")
        if name in ("--lang", "-l"):
            value = value or next(iter(words[place + 1 : place + 2]), "")
        elif word.startswith("-l") and not word.startswith("--"):
            value = word[2:]
        else:
            continue
        asked = next((lang for lang in get_args(Lang) if lang == value), asked)
    return choose_lang(asked, environ)


def _help(command: Command, context: Context) -> None:
    from epcli import output
    from epcli.helping import help_lines

    lang = context.find_object(str)
    output.draw(help_lines(command, context, "zh" if lang == "zh" else "en", output.width()))
