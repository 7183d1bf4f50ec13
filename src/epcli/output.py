"""An answer → a table for people or JSON for machines: the only place that knows formats and the terminal.

What is printed never depends on where it goes; colour and width alone do, and both are decided here and handed to rich, which
by itself would still send bold down a pipe when FORCE_COLOR and NO_COLOR are both set.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from typing import Literal, TypeAlias

import msgspec

from epcli.model import Lang
from epcli.queries.answer import Answer
from epcli.store import Store

Format: TypeAlias = Literal["table", "json"]
Color: TypeAlias = Literal["auto", "always", "never"]


def show(answer: Answer, store: Store, form: Format, lang: Lang, color: Color) -> None:
    """Prints an answer to standard output, as UTF-8 whatever the terminal's encoding."""
    text = as_json(answer) if form == "json" else as_table(answer, store, lang, width(), colored(color))
    write(text)


def as_json(answer: Answer) -> str:
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n"


def as_table(answer: Answer, store: Store, lang: Lang, columns: int, color: bool) -> str:
    """An answer as a person reads it; `queries/x.py` and `views/x.py` bear one name, so the view is found by the answer's."""
    from io import StringIO

    from rich.console import Console

    view = import_module(f"epcli.views.{type(answer).__module__.rpartition('.')[2]}")
    console = Console(
        file=StringIO(),
        width=columns,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(view.render(answer, store, lang, columns))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def width() -> int:
    """COLUMNS, else the terminal's width, else 80; a terminal narrower than 24 folds our lines itself."""
    return max(shutil.get_terminal_size((80, 24)).columns, 24)


def colored(wish: Color) -> bool:
    """--color, else NO_COLOR, else FORCE_COLOR, else whether standard output is a terminal that has colours."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def write(text: str) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def narrate(words: str) -> None:
    """Tells the user something that is not the answer, on standard error, without anything that could drive a terminal."""
    print("".join(char if char.isprintable() else "�" for char in words), file=sys.stderr)
