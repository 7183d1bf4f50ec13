"""Numbers with all their digits: as text, from text, and those of which a digit would be lost.

A number is an integer of any size or a double, and a double holds 15 digits, often 17. What it doesn't hold is never rounded in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from epcli.model import Text

if TYPE_CHECKING:
    from decimal import Decimal

_DECIMALS = {
    field: re.compile(field.encode() + rb'"\s*:\s*(-?[0-9]+(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+))')
    for field in ("value", "upper")
}
"""What each field of a figure has in JSON, if that is no integer. A pattern that begins with a word is looked for fastest."""
_LONGEST_SURE = 16
"""Characters that a decimal with no exponent may have and is surely kept: fifteen digits and a point."""


def plain(value: int | float) -> str:
    """All digits of a number and nothing else, 66.0 as 66; only what is nearly nothing has an exponent."""
    text = repr(value)
    if "e" in text:
        from decimal import Decimal

        return f"{Decimal(text):f}" if abs(value) > 1e-20 else text
    return "0" if not value else text.removesuffix(".0")


def divided(text: str, power: int) -> str:
    """Digits with their point moved to the left, which loses none of them: 3000000000 by 8 is 30."""
    sign, whole = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = whole.partition(".")
    whole = whole.zfill(power + 1)
    return sign + f"{whole[:-power]}.{whole[-power:]}{part}".rstrip("0").rstrip(".")


def grouped(text: str) -> str:
    """Digits with a comma between thousands."""
    sign, whole = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, part = whole.partition(".")
    return f"{sign}{int(whole):,}{point}{part}"


def read(text: str) -> int | float:
    """The number that a text in JSON's form is, a whole one as an integer. ValueError for any other text, and if digits would be lost."""
    from decimal import Decimal, InvalidOperation

    try:
        exact = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if exact.is_finite() and len(text) < 400 and exact == exact.to_integral_value() and abs(exact.adjusted()) < 400:
        return int(exact)
    if not _kept(exact):
        raise ValueError(text)
    return float(exact)


def lost(raw: bytes) -> Iterator[tuple[int, str, str]]:
    """The numbers of figures in JSON that a double can't hold: where each stands, its field, and its digits."""
    from decimal import Decimal

    for field, pattern in _DECIMALS.items():
        for found in pattern.finditer(raw):
            begins, text = found.start(), found[1].decode()
            is_a_field = raw[begins - 1 : begins] == b'"' and raw[begins - 2 : begins - 1] != b"\\"  # and no words of a text
            if is_a_field and (len(text) > _LONGEST_SURE or "e" in text.lower()) and not _kept(Decimal(text)):
                yield found.start(1), field, text


def _kept(exact: Decimal) -> bool:
    from decimal import Decimal

    held = float(exact)
    return exact.is_finite() and abs(held) != float("inf") and Decimal(repr(held)) == exact


def too_many(text: str) -> Text:
    """What to tell of a number that can't be kept."""
    shown = f"{text[:24]}…" if len(text) > 25 else text
    return Text(
        en=f"{shown} has more digits than are kept, and none is dropped unasked: round it yourself; as_written has them all",
        zh=f"{shown}的位数超出所能保存的范围，而数字不会悄悄舍入：请自行取舍，全部数字可写在as_written中",
    )
