"""What Tab offers, and how each shell is told of it.

A shell reads what completes a word as text of its own, and zsh evaluates it twice. So a name goes out quoted for the shell that asks, and
the help beside it in plain words, of which no character means anything to any of them. Typer's own classes quote some characters and not
others, and take help for markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from shlex import quote
from typing import get_args

import typer
from typer._click.shell_completion import CompletionItem, ShellComplete, add_completion_class
from typer._completion_classes import BashComplete, FishComplete, PowerShellComplete, ZshComplete

from epcli import open_store as opened
from epcli.errors import EpcliError
from epcli.store import Store

Completer = Callable[[typer.Context, str], list[tuple[str, str]]]


def from_store(list_names: Callable[[Store], Iterator[tuple[str, str]]]) -> Completer:
    """Completes what is being typed from the store: ids, with what they name as help. A store that may not answer offers nothing."""

    def complete(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        given = context.params.get("store_path")
        if str(given) == "-":  # the standard input of a completion is whatever the shell reads from
            return []
        try:
            store = opened(given or None)
            return [(name, help) for name, help in list_names(store) if name.startswith(incomplete.lower())]
        except EpcliError:
            return []

    return complete


@from_store
def platforms(store: Store) -> Iterator[tuple[str, str]]:
    from epcli.queries import named

    return ((record.id, f"{record.name.en} {record.name.zh}") for record in named.platforms(store))


@from_store
def cases(store: Store) -> Iterator[tuple[str, str]]:
    return ((case.id, f"{case.name.en} {case.name.zh}") for case in store.case_studies.values())


@from_store
def places(store: Store) -> Iterator[tuple[str, str]]:
    return ((place.id, f"{place.name.en} {place.name.zh}") for place in store.places.values())


@from_store
def sources(store: Store) -> Iterator[tuple[str, str]]:
    return ((source.id, source.title.en) for source in store.sources.values())


@from_store
def organizations(store: Store) -> Iterator[tuple[str, str]]:
    return ((record.id, f"{record.name.en} {record.name.zh}") for record in store.organizations.values())


@from_store
def reporters(store: Store) -> Iterator[tuple[str, str]]:
    from epcli.queries.filters import REPORTERS

    yield from ((kind, "") for kind in REPORTERS)
    yield from ((record.id, f"{record.name.en} {record.name.zh}") for record in store.organizations.values())


@from_store
def indicators(store: Store) -> Iterator[tuple[str, str]]:
    return ((record.id, f"{record.name.en} {record.name.zh}") for record in store.indicators.values())


@from_store
def ids(store: Store) -> Iterator[tuple[str, str]]:
    return _ids(store)


@from_store
def citing_ids(store: Store) -> Iterator[tuple[str, str]]:
    return ((record_id, name) for record_id, name in _ids(store) if record_id not in store.places or record_id in store.case_studies)


def _ids(store: Store) -> Iterator[tuple[str, str]]:
    from epcli.queries.show import every_id

    return ((record_id, name.en) for record_id, name in every_id(store))


def answers(incomplete: str) -> list[str]:
    from epcli.queries.schema import ANSWERS

    return [name for name in ("store", *ANSWERS) if name.startswith(incomplete)]


def one_of(values: object) -> Callable[[str], list[str]]:
    """Completes to one of the values of a Literal, or of a tuple."""
    return lambda incomplete: [value for value in get_args(values) or values if value.startswith(incomplete)]  # type: ignore[attr-defined]


def plain(words: str) -> str:
    """Words for a line of a shell's list: letters, digits and signs in any script, but of ASCII's signs only those that mean nothing."""
    words = words.replace("'", "’")
    kept = "".join(
        char if char.isprintable() and (char.isalnum() or not char.isascii() or char in ".,:()[]/%+-_") else " " for char in words
    )
    return " ".join(re.sub(":{2,}", ":", kept).split())  # PowerShell's script divides a line at `:::`


class _Plain(ShellComplete):
    """The part that all shells share: each name once, with help in plain words; a name that is no line of text is not offered."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        offered: dict[str, CompletionItem] = {}
        for item in super().get_completions(args, incomplete):
            if item.value.isprintable():
                item.help = plain(item.help or "")
                offered.setdefault(item.value, item)
        return list(offered.values())


class Bash(_Plain, BashComplete):
    """bash puts a completion on the command line as it is, and then reads it as if it had been typed."""

    def format_completion(self, item: CompletionItem) -> str:
        return re.sub(r"([^\w%+,./:=@-])", r"\\\1", item.value)


class Zsh(_Plain, ZshComplete):
    """zsh evaluates what it is given, then evaluates the list in it; it quotes the chosen name by itself."""

    def format_completion(self, item: CompletionItem) -> str:
        name = re.sub(r"([\\:])", r"\\\1", item.value)  # _describe parts name from help at the first other colon
        name = re.sub(r'([\\"$`])', r"\\\1", name)
        return f'"{name}":"{item.help}"' if item.help else f'"{name}"'

    def complete(self) -> str:
        listed = "\n".join(self.format_completion(item) for item in self.get_completions(*self.get_completion_args()))
        return f"_arguments {quote(f'*: :(({listed}))')}" if listed else "_files"


class Fish(_Plain, FishComplete):
    """fish takes a line for a completion, and what follows a tab in it for help; it quotes the chosen name by itself."""

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.value}\t{item.help}" if item.help else item.value


class PowerShell(_Plain, PowerShellComplete):
    """PowerShell puts a completion on the command line as it is; curly quotes end its strings as straight ones do."""

    def format_completion(self, item: CompletionItem) -> str:
        name = item.value
        if not re.fullmatch(r"[\w./:=+-]+", name):
            name = "'" + re.sub("(['‘’‚‛])", r"\1\1", name) + "'"
        return f"{name}:::{item.help or ' '}"


def speak_to_shells() -> None:
    """Puts these classes in the place of Typer's."""
    for shell, speaker in (("bash", Bash), ("zsh", Zsh), ("fish", Fish), ("powershell", PowerShell), ("pwsh", PowerShell)):
        add_completion_class(speaker, shell)
