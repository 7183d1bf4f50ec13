"""Traditional script as simplified, which is what the records are written in."""

from __future__ import annotations

from functools import cache
from typing import Any


def has_chinese(words: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in words)


def simplified(words: str) -> str:
    """Words in simplified script: 蘇寧 is 苏宁. Loads its tables only for words with Chinese in them."""
    return _converter().convert(words) if has_chinese(words) else words


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
