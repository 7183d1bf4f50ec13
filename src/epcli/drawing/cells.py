"""How many cells of a terminal a text takes, as far as anybody but the terminal can know.

Unicode leaves it open for some characters, the East Asian ambiguous ones (— “ ” · † □ …): most terminals draw them one cell wide,
some in a Chinese environment two, and none says which. So there are two numbers: `likely`, by which things are put under each other,
and `most`, by which lines are broken, so that nothing overflows in either. RUNEWIDTH_EASTASIAN, by which users tell fzf, gh and others
how their terminal does it (1: two cells, anything else: one), makes both alike. Emoji made of several characters are as open, and stay so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from unicodedata import east_asian_width

from rich.cells import cell_len, get_character_cell_size

RULE = "-"
"""What lines are drawn of: those of the box-drawing characters are ambiguous, and twice as long as the screen is wide in some."""

EMOJI = "\ufe0f"
"""Has the character before it drawn as an emoji, which is two cells wide where the terminal follows it."""


class _Drawn(dict[int, str]):
    """Each character as so many letters as it takes cells: a table for `str.translate` that fills itself."""

    def __init__(self, ambiguous: int) -> None:
        self.ambiguous = ambiguous

    def __missing__(self, code: int) -> str:
        char = chr(code)
        cells = get_character_cell_size(char)
        if char == EMOJI:
            cells = 1
        elif cells == 1 and east_asian_width(char) == "A":
            cells = self.ambiguous
        self[code] = "x" * cells
        return self[code]


_ONE, _TWO = _Drawn(1), _Drawn(2)
_least, _most = _ONE, _TWO


def settle(environ: Mapping[str, str]) -> None:
    """Takes over what the user says of the terminal."""
    global _least, _most
    said = environ.get("RUNEWIDTH_EASTASIAN")
    _least, _most = (_ONE, _TWO) if not said else (_TWO, _TWO) if said == "1" else (_ONE, _ONE)


def likely(text: str) -> int:
    """The cells that a text takes on most terminals, or on the user's."""
    return len(text.translate(_TWO)) if _least is _TWO else cell_len(text)


def most(text: str) -> int:
    """The cells that a text takes at most."""
    return len(text) if text.isascii() else len(text.translate(_most))


def chopped(word: str, width: int, measured: Callable[[str], int]) -> list[str]:
    """A word in pieces of at most so many cells, none of them empty; what has no cells stays with what it follows."""
    pieces, begun, used = [], 0, 0
    for index, char in enumerate(word):
        cells = measured(char)
        if used and used + cells > width and cells:
            pieces.append(word[begun:index])
            begun, used = index, 0
        used += cells
    return [*pieces, word[begun:]]
