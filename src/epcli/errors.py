"""What can go wrong for a user, as types: `cli` turns each into its exit code and its one or two lines, and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar, overload

from epcli.model import Lang, Text


class EpcliError(Exception):
    """A failure that is told to the user in their language, never as a traceback."""

    exit_code: int
    lang: Lang = "en"

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.message = Text(zh=zh, en=en)

    def __str__(self) -> str:
        return self.message[self.lang]


class RequestError(EpcliError):
    """The request can't be understood: an unknown name, a bad period."""

    exit_code = 2


class StoreError(EpcliError):
    """The store can't be read, or is not what a store must be."""

    exit_code = 1


class OutputError(EpcliError):
    """The answer can't be written where it should go."""

    exit_code = 1


class ReadOnlyError(OSError):
    """A file may not be written, as its mode says."""


class UnflushedError(OSError):
    """A file is written and in its place, but whether the disk has it is not known."""


E = TypeVar("E", bound=EpcliError)


@overload
def unwritable(path: Path, error: Exception) -> OutputError: ...
@overload
def unwritable(path: Path, error: Exception, kind: type[E]) -> E: ...
def unwritable(path: Path, error: Exception, kind: type[EpcliError] = OutputError) -> EpcliError:
    """What to tell of a file that could not be written, or, for `UnflushedError`, that may be gone after a power cut."""
    why = reason(error)
    if isinstance(error, UnflushedError):
        return kind(en=f"{path} is written, but not known to be on the disk: {why}.", zh=f"{path}已写入，但无法确认已存盘：{why}。")
    if isinstance(error, ReadOnlyError):
        return kind(
            en=f"Cannot write {path}: it is read-only. If it shall change: chmod u+w {path}",
            zh=f"无法写入{path}：该文件只读。如确需改动：chmod u+w {path}",
        )
    return kind(en=f"Cannot write {path}: {why}.", zh=f"无法写入{path}：{why}。")


def reason(error: Exception) -> str:
    """Why something failed, in the words of the system where it has some."""
    return getattr(error, "strerror", None) or str(error)
