"""Commands that are built when they are named: to make every option of all of them takes as long as a whole answer."""

import os
from typing import Any

import typer
from typer._click import Command, Context
from typer.core import TyperGroup
from typer.main import get_command_from_info, get_command_name

from epcli.completion import speak_to_shells

commands = typer.Typer()
"""Where cli.py declares its commands."""


class OnDemand(TyperGroup):
    """The group that lists the declared commands, in their order, and builds one when it is asked for it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.declared = {
            info.name or get_command_name(info.callback.__name__): info for info in commands.registered_commands if info.callback
        }

    def list_commands(self, context: Context) -> list[str]:
        return list(self.declared)

    def get_command(self, context: Context, name: str) -> Command | None:
        if name in self.declared and name not in self.commands:
            self.add_command(
                get_command_from_info(self.declared[name], pretty_exceptions_short=False, rich_markup_mode=self.rich_markup_mode)
            )
        return super().get_command(context, name)

    def resolve_command(self, context: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        if args[0] not in self.declared:
            for name in self.declared:  # Typer looks for the nearest name among those that are built
                self.get_command(context, name)
        return super().resolve_command(context, args)

    def main(self, *args: Any, **settings: Any) -> Any:
        if "_EPCLI_COMPLETE" in os.environ:
            speak_to_shells()
        return super().main(*args, **settings)
