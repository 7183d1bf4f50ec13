"""Which characters a text may have: the one rule for every string of every record, and for all that is told to a person.

Ordinary writing in any script passes: spaces of any width, combining marks, emoji, the marks inside words that are not drawn
themselves, and code points that no version of Unicode has given a character yet, so that no answer depends on the version of Python.
What can drive a terminal or hide text from a reader does not: controls, marks that turn the direction of writing (between digits they
would turn a number round), separators of lines, what is never drawn (soft hyphens, word joiners, tags), surrogates, and private use,
which means something else to every reader.

Some marks are not drawn and yet part of writing: joiners, variation selectors, Mongolian and Hangul ones, the break between words of a
script that has no spaces. Each passes beside the character that it belongs to, and not in a row, since a row of them is a text that
nobody sees.
"""

from __future__ import annotations

import re

from epcli.model import Text

_NEVER = (
    r"\x00-\x1f\x7f-\x9f\xad\u061c\u17b4\u17b5\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\uffa0\ud800-\uf8ff\ufdd0-\ufdef\ufeff"
    r"\ufff0-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff"
    + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(16))
)
_VARIATIONS = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = r"\u034f\u180e\u200c\u200d\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
_UNSPACED = r"\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9df\uaa60-\uaa7f"
"""Scripts that put no space between words: Thai, Lao, Tibetan, Burmese, Khmer and their neighbours, where U+200B does."""

_PRINTABLE = re.compile(rf"[{_VARIATIONS}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")
"""Those of all that are ever refused that Python takes for printable; none of the others is printable in any version of Unicode."""

_HIDING = re.compile(
    rf"[{_NEVER}]"
    rf"|(?<![^\s])[{_VARIATIONS}{_JOINERS}]"  # with nothing before it that it could belong to
    rf"|(?<=[{_VARIATIONS}])[{_VARIATIONS}]|(?<=[{_JOINERS}])[{_VARIATIONS}{_JOINERS}]"
    rf"|(?<![{_UNSPACED}])\u200b|(?<=\u200b)[{_VARIATIONS}{_JOINERS}]"
    r"|\u115f(?![\u1161-\u11a7\ud7b0-\ud7c6])|(?<![\u1100-\u115e\ua960-\ua97c])\u1160"  # a syllable of Hangul that lacks one half
)


def fault(words: str) -> Text | None:
    """What is wrong with the characters of a text; None where nothing is. It has no space at its ends."""
    if words != words.strip():
        return Text(en="begins or ends with a space or a line end", zh="首尾有空格或换行")
    hiding = _first(words)
    if hiding is None:
        return None
    code = f"U+{ord(hiding[0]):04X}"
    return Text(en=f"has {code}, which could drive a terminal or hide text", zh=f"含有{code}，它可能操纵终端或隐藏文字")


def harmless(words: str, keep: str = "") -> str:
    """A text to be shown, with � for each character that could drive a terminal or hide text, but for those in `keep`."""
    plain = words.translate(dict.fromkeys(map(ord, keep))) if keep else words
    return words if _first(plain) is None else _HIDING.sub(lambda found: found[0] if found[0] in keep else "�", words)


def _first(words: str) -> re.Match[str] | None:
    """The first character that is refused. Most texts are seen at once to have none."""
    if words.isprintable() and (words.isascii() or not _PRINTABLE.search(words)):
        return None
    return _HIDING.search(words)
