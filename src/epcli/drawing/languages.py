"""In which language words are, where it is not that of their page: how a voice reads them, and how characters look, depend on it.

The store says of each text whether it is Chinese or English, but names and quotations of the other stand inside it. They are told by
their script. English is what is written in Latin letters without accents; other languages in them are told apart from it, not from
each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from epcli.model import Lang

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u30fa\u30fc-\u30ff"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"

_THAI = "(?P<th>[\u0e01-\u0e5b](?:[\u0e01-\u0e5b ]*[\u0e01-\u0e5b])?)"
_KOREAN = "(?P<ko>[\uac00-\ud7a3](?:[\uac00-\ud7a3 ]*[\uac00-\ud7a3])?)"
_JAPANESE = rf"(?P<ja>[{_HAN}{_KANA}0-9、・:]*[{_KANA}][{_HAN}{_KANA}0-9、・:]*)"
_CHINESE = rf"(?P<zh>[《〔「『【（“]*[{_HAN}](?:[{_HAN}0-9\u3000-\u303f\uff00-\uffef·“”‘’—-]*[{_HAN}〉》」』】〕）])?)"
_ENGLISH = rf"(?P<en>(?<![A-Za-z0-9_./@-])[{_LATIN}](?:[{_LATIN}0-9 .,;:&'’()/-]*[{_LATIN}](?![0-9_@]))?)"

_FOREIGN = {
    "en": re.compile("|".join((_THAI, _KOREAN, _JAPANESE, _CHINESE))),
    "zh": re.compile("|".join((_THAI, _KOREAN, _JAPANESE, _ENGLISH))),
}
_NAMES = {"zh": "zh-Hans"}
_ID = re.compile(r"[a-z0-9./-]+|[^ ]*[/_][^ ]*")
"""What looks like words but is an id, an address, or a part of one; nor are capitals alone (CC-BY, CN) words of any language."""


def parts(words: str, lang: Lang) -> Iterator[tuple[str, str | None]]:
    """Words of a page in `lang`, in parts, each with its language as HTML names it where it is another; "" is one that nobody knows."""
    end = 0
    for found in _FOREIGN[lang].finditer(words):
        other = found.lastgroup
        assert other
        if other == "en" and (_ID.fullmatch(found[0]) or found[0].isupper()):
            continue
        if words[end : found.start()]:
            yield words[end : found.start()], None
        yield found[0], "" if other == "en" and not found[0].isascii() and "’" not in found[0] else _NAMES.get(other, other)
        end = found.end()
    if words[end:]:
        yield words[end:], None
