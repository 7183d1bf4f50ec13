"""What Tab offers, and how each shell is told of it.

A shell reads what completes a word as text of its own, and zsh evaluates it twice. So a name goes out quoted for the shell that asks, and
the help beside it in plain words, of which no character means anything to any of them. Typer's own classes quote some characters and not
others, and take help for markup.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from shlex import quote
from typing import get_args

import typer
from typer._click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string
from typer._completion_classes import BashComplete, FishComplete, PowerShellComplete, ZshComplete

from epcli import open_store as opened
from epcli.errors import EpcliError
from epcli.model import Indicator, Kept, Lang, Organization, Place, Text, name_of
from epcli.script import simplified
from epcli.store import Store
from epcli.wording import LABELS

Completer = Callable[[typer.Context, str], list[tuple[str, str]]]
Named = tuple[str, Text, Sequence[str]]
"""An id, the name that is shown beside it, and whatever else it may be called."""


def from_store(list_names: Callable[[Store], Iterable[Named]], *, own: bool = False) -> Completer:
    """Completes what is being typed from the store: ids, or other names where no id begins so, with what they name as help.

    A store that may not answer offers nothing; `own` asks none but the user's.
    """

    def complete(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        given = context.params.get("store_path")
        if (own and not given) or str(given) == "-":  # the standard input of a completion is whatever the shell reads from
            return []
        try:
            named = list(list_names(opened(given or None)))
        except EpcliError:
            return []
        begun = incomplete.lower()
        found = [(incomplete + name[len(begun) :], _both(shown)) for name, shown, _ in named if name.startswith(begun)]
        return found or _by_name(incomplete, named) or _by_name(incomplete, named, simplified(incomplete))

    return complete


def _by_name(typed: str, named: Iterable[Named], meant: str = "") -> list[tuple[str, str]]:
    """The first of its names that begins as typed, of each record that has one, with what is typed as it is: shells offer no other."""
    begun = (meant or typed).casefold()
    found: dict[str, str] = {}
    for name, shown, others in named:
        fits = (other for other in (shown.zh, shown.en, *others) if other.casefold().startswith(begun))
        if other := next(fits, None):
            found.setdefault(typed + other[len(begun) :], f"{name} {_both(shown)}")
    return list(found.items())


def _both(name: Text) -> str:
    return " ".join(dict.fromkeys((name.en, name.zh)))


@from_store
def platforms(store: Store) -> Iterator[Named]:
    from epcli.queries import named

    return ((record.id, record.name, record.aliases) for record in named.platforms(store))


@from_store
def cases(store: Store) -> Iterator[Named]:
    from epcli.queries.named import case_spellings

    called = case_spellings(store)
    return ((case.id, case.name, called[case.id]) for case in store.case_studies.values())


@from_store
def places(store: Store) -> Iterator[Named]:
    return _called(store.places)


@from_store
def sources(store: Store) -> Iterator[Named]:
    from epcli.wording import author_name

    for source in store.sources.values():
        authors = [author_name(author, lang) for author in source.authors for lang in get_args(Lang)]
        yield source.id, source.title, [*authors, source.publisher.zh, source.publisher.en]


@from_store
def organizations(store: Store) -> Iterator[Named]:
    return _called(store.organizations)


@from_store
def reporters(store: Store) -> Iterator[Named]:
    from epcli.queries.filters import REPORTERS

    yield from ((kind, LABELS.get(kind, Text(zh="", en="")), ()) for kind in REPORTERS)
    yield from _called(store.organizations)


@from_store
def indicators(store: Store) -> Iterator[Named]:
    return _called(store.indicators)


def _called(table: Mapping[str, Organization] | Mapping[str, Place] | Mapping[str, Indicator]) -> Iterator[Named]:
    return ((record.id, record.name, record.aliases) for record in table.values())


@from_store
def ids(store: Store) -> Iterator[Named]:
    return _everything(store)


@from_store
def citing_ids(store: Store) -> Iterator[Named]:
    return (one for one in _everything(store) if one[0] not in store.places or one[0] in store.case_studies)


def _everything(store: Store) -> Iterator[Named]:
    from epcli.queries.show import every_id

    called = {name: others for table in (store.organizations, store.places, store.indicators) for name, _, others in _called(table)}
    return ((record_id, name, called.get(record_id, ())) for record_id, name in every_id(store))


def _records(store: Store) -> Iterator[Named]:
    for table in get_args(Kept):
        yield from ((record.id, name_of(record), ()) for record in getattr(store, table).values())


own_records = from_store(_records, own=True)


def answers(incomplete: str) -> list[str]:
    from epcli.queries.schema import ANSWERS

    return [name for name in ("store", *ANSWERS) if name.startswith(incomplete)]


def one_of(values: object) -> Callable[[str], list[str]]:
    """Completes to one of the values of a Literal, or of a tuple; where none begins so, to the label of one."""

    def complete(incomplete: str) -> list[str]:
        terms = [*(get_args(values) or values)]  # type: ignore[misc]
        labels = [LABELS[term].zh for term in terms if term in LABELS]
        return [term for term in terms if term.startswith(incomplete)] or [label for label in labels if label.startswith(incomplete)]

    return complete


def plain(words: str) -> str:
    """Words for a line of a shell's list: letters, digits and signs in any script, but of ASCII's signs only those that mean nothing."""
    words = words.replace("'", "’")
    kept = "".join(
        char if char.isprintable() and (char.isalnum() or not char.isascii() or char in ".,:()[]/%+-_") else " " for char in words
    )
    return " ".join(re.sub(":{2,}", ":", kept).split())  # PowerShell's script divides a line at `:::`


def _apart(args: list[str]) -> list[str]:
    """The words before the one that is being typed, without the `=` that bash makes a word of its own."""
    return [word for before, word in pairwise(["", *args]) if not (word == "=" and before.startswith("--"))]


class _Plain(ShellComplete):
    """The part that all shells share: each name once, with help in plain words; a name that is no line of text is not offered."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        offered: dict[str, CompletionItem] = {}
        option, _, value = incomplete.partition("=")
        joined = option.startswith("--") and "=" in incomplete  # `--platform=su` in one word, which is then completed as one word
        asked = ([*args, option], value) if joined else (_apart(args), "" if incomplete == "=" else incomplete)
        for item in super().get_completions(*asked):
            if item.value.isprintable():
                item.help = plain(item.help or "")
                item.value = f"{option}={item.value}" if joined else item.value
                offered.setdefault(item.value, item)
        return list(offered.values())


class Bash(_Plain, BashComplete):
    """bash puts a completion on the command line as it is, and then reads it as if it had been typed."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor, and with them the store that is named after it."""
        args, incomplete = super().get_completion_args()
        after = _apart(split_arg_string(os.environ["COMP_WORDS"])[int(os.environ["COMP_CWORD"]) + 1 :])
        if args and not args[0].startswith("-") and "--store" in after[:-1] and not any(word.startswith("--store") for word in args):
            args[1:1] = ["--store", after[after.index("--store") + 1]]
        return args, incomplete

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
