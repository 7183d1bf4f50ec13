"""What can go wrong for a user, as types: `cli` turns each into its exit code and its one or two lines, and nothing else does."""

from __future__ import annotations

from pathlib import Path

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


def unwritable(path: Path, error: Exception) -> OutputError:
    return OutputError(en=f"Cannot write {path}: {reason(error)}.", zh=f"无法写入{path}：{reason(error)}。")


def reason(error: Exception) -> str:
    """Why something failed, in the words of the system where it has some."""
    return getattr(error, "strerror", None) or str(error)
