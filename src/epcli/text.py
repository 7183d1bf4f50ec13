"""Which characters a text may have: the one rule for every string of every record, and for all that is told to a person.

Ordinary writing in any script passes: spaces of any width, combining marks, emoji, the joiners inside words, and code points that
no version of Unicode has given a character yet, so that no answer depends on the version of Python. What can drive a terminal or
hide text from a reader does not: controls, marks that turn the direction of writing, separators of lines, what is never drawn
(soft hyphens, zero-width spaces, tags), surrogates, and private use, which means something else to every reader.
"""

from __future__ import annotations

import re

from epcli.model import Text

_REFUSED = (
    *(range(0x20), range(0x7F, 0xA0), range(0xAD, 0xAE), range(0x61C, 0x61D), range(0x200B, 0x200C), range(0x200E, 0x2010)),
    *(range(0x2028, 0x202F), range(0x2060, 0x2070), range(0xD800, 0xF900), range(0xFDD0, 0xFDF0), range(0xFEFF, 0xFF00)),
    *(range(0xFFF0, 0xFFFC), range(0xE0000, 0xE0100), range(0xE01F0, 0xE1000), range(0xF0000, 0x110000)),
)
_JOINERS = "\u200c\u200d"
_VARIATION = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_VARIED_TWICE = re.compile(_VARIATION + _VARIATION)


def fault(words: str) -> Text | None:
    """What is wrong with the characters of a text; None where nothing is.

    It has no space at its ends; a joiner has a character before it to join, and a character one variation: a row of them would be
    a text that nobody sees.
    """
    if words != words.strip():
        return Text(en="begins or ends with a space or a line end", zh="首尾有空格或换行")
    if words.isprintable():  # so are most, and nothing that is refused is printable in any version of Unicode
        hidden = None if words.isascii() else _VARIED_TWICE.search(words)
        return hidden and _named(hidden[0][1])
    before = " "
    for char in words:
        if _refused(char) or (char in _JOINERS and (before in _JOINERS or before.isspace())):
            return _named(char)
        before = char
    return (hidden := _VARIED_TWICE.search(words)) and _named(hidden[0][1])


def harmless(words: str, keep: str = "") -> str:
    """A text to be shown, with � for each character that could drive a terminal or hide text, but for those in `keep`."""
    if words.isprintable() or (keep and words.translate(dict.fromkeys(map(ord, keep))).isprintable()):
        return words
    return "".join("�" if _refused(char) and char not in keep else char for char in words)


def _refused(char: str) -> bool:
    code = ord(char)
    return code & 0xFFFE == 0xFFFE or (not char.isprintable() and any(code in span for span in _REFUSED))


def _named(char: str) -> Text:
    code = f"U+{ord(char):04X}"
    return Text(en=f"has {code}, which could drive a terminal or hide text", zh=f"含有{code}，它可能操纵终端或隐藏文字")
