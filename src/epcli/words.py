"""Words as a search sees them: how a text falls into tokens, which spellings are one word, and what number a piece of text is.

FTS5 takes a run of Chinese for one word. So every Chinese character is a token of its own, kept apart by a space of no width where a text
is indexed, and a Chinese word of any length is a phrase of them. Everything else is a token as FTS5's own tokenizer has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from epcli.script import simplified

if TYPE_CHECKING:
    from decimal import Decimal

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
APART = "\u200b"
"""What keeps two tokens apart that nothing else does. No text of a store can have it."""

_RUN = re.compile(r"[^\W_]+")
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»「」『』〝〞＂"), '"')
_PART = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')

_SCALES = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "mn": 10**6,
    "bn": 10**9,
    "tn": 10**12,
}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_MONEY = re.compile(r"(?<=[百千万亿]) 元")
_NUMBER = re.compile(
    rf"(\d(?<![A-Za-z0-9.,\-]\d)(?:\d{{0,2}}(?:,\d{{3}})+|\d*))(\.\d+)?(?:[ \u200b]?({_SCALE})(?![A-Za-z])|(?![A-Za-z0-9\-]))",
    re.IGNORECASE | re.ASCII,
)
"""A number as digits, with commas or not, and the word after it. Digits inside an id, a word or a date are none.

It begins with the digit, and looks back from there, since what begins with a kind of character is looked for many times as fast.
"""


class Part(Struct, frozen=True):
    """One word of a query, as it was typed: any of its phrases will do, each a row of tokens, or the number that it is, however written."""

    word: str
    phrases: list[list[str]]
    value: str | None = None
    whole: bool = False
    """Whether it stands in quotation marks, and is not to be taken apart."""


def spaced(text: str) -> str:
    """A text for FTS5's tokenizer: nothing is changed but that a space of no width keeps each Chinese character apart."""
    if text.isascii():
        return text

    pieces = _chinese().split(text)  # what is between, Chinese, what is between, …
    for place in range(1, len(pieces), 2):
        before, after = pieces[place - 1][-1:].isalnum(), pieces[place + 1][:1].isalnum()
        pieces[place] = f"{APART if before else ''}{APART.join(pieces[place])}{APART if after else ''}"
    return "".join(pieces)


@cache
def _chinese() -> re.Pattern[str]:
    """A run of Chinese. To compile a pattern with all of Chinese in it takes milliseconds, and only what is indexed needs it."""
    return re.compile(f"([{HAN}]+)")


def _is_han(char: str) -> bool:
    return (
        char in "々〇"
        or "㐀" <= char <= "䶿"
        or "一" <= char <= "鿿"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def folded(text: str) -> str:
    """A text as it is indexed and asked for: letters and digits of ordinary width, simplified characters. Its length stays the same."""
    if text.isascii():
        return text
    if _WIDE.search(text):
        text = text.translate(_WIDTH)
    return "".join(map(_simplified, text)) if _may_be_traditional(text) else text


def tokens(text: str) -> list[str]:
    return [token.lower() for run in _RUN.findall(folded(text)) for token in _tokens_in(run)]


def _tokens_in(run: str) -> Iterator[str]:
    if run.isascii():
        yield run
        return
    for chinese, chars in groupby(run, _is_han):
        if chinese:
            yield from chars
        else:
            yield "".join(chars)


def pieces_of(text: str) -> Iterator[list[str]]:
    """The tokens of a text, those in each run of letters and digits together; only where Chinese stands do they make words of several."""
    for run in _RUN.findall(folded(text).replace(APART, "").lower()):
        yield [*_tokens_in(run)]


def values(text: str) -> Iterator[tuple[str, int, int]]:
    """The numbers in a text, each as a token that all ways to write it share, with where it begins and ends."""
    for found in _NUMBER.finditer(text):
        yield _value(found), found.start(), found.end()


@lru_cache(2**14)  # a store has the same numbers many times, years above all
def value_token(value: int | float) -> str:
    """A number as a token: n3000000000, n52d6; the sign is no part of it."""
    from decimal import Decimal

    return _token(Decimal(str(abs(value))))


def _token(number: Decimal) -> str:
    return "n" + f"{number.normalize():f}".replace(".", "d")


def parts(query: str) -> list[Part]:
    """The words of a query, all of which a record must have. What stands in quotation marks is one; so is a number with its scale.

    No character is an operator: all that is no letter and no digit only parts words.
    """
    found = []
    for quoted, plain in _PART.findall(_numbers_apart(folded(query).translate(_QUOTES))):
        if quoted:
            if phrase := tokens(quoted):
                found.append(Part(quoted, [phrase], whole=True))
        elif number := _NUMBER.fullmatch(plain):
            bare = number[0].isdigit()  # which may also stand in an id or a date; 3 billion is no part of 1.3 billion
            found.append(Part(plain.replace(APART, " "), [tokens(plain)] if bare else [], _value(number)))
        elif phrase := tokens(plain):
            value, ways = _in_characters(plain)
            found.append(Part(plain, [*_ways_to_write(phrase), *ways], value))
    return found


_DIGITS = {char: number for number, chars in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for char in chars}
_D, _ZERO = "[一二两三四五六七八九]", "[〇零]?"
_SECTION = f"((?:{_D}千)?{_ZERO}(?:{_D}百)?{_ZERO}(?:{_D}?十)?{_ZERO}{_D}?)"
_IN_CHARACTERS = rf"(?:{_SECTION}万亿)?(?:{_SECTION}亿)?(?:{_SECTION}万)?{_SECTION}"


def _in_characters(word: str) -> tuple[str | None, list[list[str]]]:
    """The value of a word that is a number in Chinese characters (三十亿, 三十亿元), else how what begins so is written with digits: 832个.

    Below a hundred they are parts of names as often as numbers (十三五, 双十一). Years are written digit by digit: 二〇一六年.
    """
    if word[0] not in _DIGITS and word[0] != "十":
        return None, []
    year = re.match(f"[{''.join(_DIGITS)}]{{4}}(?=年|$)", word)
    found = year or re.match(_IN_CHARACTERS, word)
    if not found or not found[0]:
        return None, []
    if year:
        number = int("".join(str(_DIGITS[char]) for char in year[0]))
    else:
        number = sum(_section(part) * scale for part, scale in zip(found.groups(), (10**12, 10**8, 10**4, 1), strict=True) if part)
    if number < 100:
        return None, []
    rest = word[found.end() :]
    if rest in ("", "元"):
        return value_token(number), []
    from decimal import Decimal

    scales = [(scale, unit) for scale, unit in ((1, ""), (10**4, "万"), (10**8, "亿")) if number >= scale]
    return None, [tokens(f"{(Decimal(number) / scale).normalize():f}{unit}{rest}") for scale, unit in scales]


def _section(chars: str) -> int:
    """A number below ten thousand: 八百三十二."""
    total, digit = 0, 0
    for char in chars:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total, digit = total + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char], 0
    return total + digit


def joined(part: Part) -> bool:
    """Whether it is a run of Chinese characters, which may be several words."""
    return not part.whole and part.value is None and len(part.phrases[0]) > 1 and _has_han(part.phrases[0])


def _has_han(phrase: list[str]) -> bool:
    return any(_is_han(token[0]) for token in phrase)


def _numbers_apart(query: str) -> str:
    """A query in which a number with its scale is one word, and apart from Chinese words around it: `京东30亿` and `3 billion`."""

    def apart(found: re.Match[str]) -> str:
        after = query[found.end() : found.end() + 1]
        if not found[3] and after and _is_han(after):  # 832个县 is a word, not a number and a word
            return found[0]
        return f" {found[0].replace(' ', APART)} "

    outside = re.split(r'("[^"]*(?:"|$))', query)
    return "".join(piece if piece.startswith('"') else _MONEY.sub(" ", _NUMBER.sub(apart, piece)) for piece in outside)


def _value(found: re.Match[str]) -> str:
    return _value_of(*found.groups())


@lru_cache(2**14)
def _value_of(whole: str, fraction: str | None, scale: str | None) -> str:
    from decimal import Decimal

    return _token(Decimal(whole.replace(",", "") + (fraction or "")) * _SCALES.get((scale or "").lower(), 1))


def _ways_to_write(phrase: list[str]) -> list[list[str]]:
    """A word as it is, and as it is spelt on the other side of the Atlantic; ecommerce also as e-commerce."""
    ways = [phrase]
    if phrase[-1].startswith("ecommerce"):
        ways.append([*phrase[:-1], "e", phrase[-1][1:]])
    for index, token in enumerate(phrase):
        ways += [[*phrase[:index], other, *phrase[index + 1 :]] for other in _spellings(token)]
    return ways


_SPELLINGS = (
    (r"our(?=$|s$|ed$|ing$|able$|ful$|hood|ite|less|al$)", "or"),
    (r"(?<=[a-z]{3})or(?=$|s$|ed$|ing$|able$|hood|ite|al$)", "our"),
    (r"is(?=e$|es$|ed$|er|ing$|ation)", "iz"),
    (r"iz(?=e$|es$|ed$|er|ing$|ation)", "is"),
    (r"ys(?=e$|es$|ed$|ing$)", "yz"),
    (r"yz(?=e$|es$|ed$|ing$)", "ys"),
    (r"(?<=[tb])re(?=s?$)", "er"),
    (r"(?<=[tb])er(?=s?$)", "re"),
    (r"(?<=[aeiou])ll(?=ed$|ing$|er)", "l"),
    (r"(?<=[aeiou])l(?=ed$|ing$|er)", "ll"),
    (r"ence(?=s?$)", "ense"),
    (r"ense(?=s?$)", "ence"),
    (r"ogue(?=s?$)", "og"),
    (r"og(?=s?$)", "ogue"),
    (r"^programme", "program"),
    (r"^program(?!m)", "programme"),
    (r"^grey", "gray"),
    (r"^gray", "grey"),
)
"""What is spelt in two ways, as British and American English do. A word that nobody writes finds nothing, and does no harm."""


def _spellings(word: str) -> list[str]:
    if len(word) < 4 or not word.isascii():
        return []
    return list({re.sub(one, other, word) for one, other in _SPELLINGS if re.search(one, word)} - {word})


def _may_be_traditional(text: str) -> bool:
    """Whether a text has Chinese that GB 2312 lacks, which has all usual simplified characters: only then is the library loaded."""
    return not _usual(text.replace(APART, "")) and any(map(_unusual, set(text)))


@cache
def _unusual(char: str) -> bool:
    return _is_han(char) and not _usual(char)


def _usual(chinese: str) -> bool:
    try:
        chinese.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _simplified(char: str) -> str:
    if not _unusual(char):
        return char
    other = simplified(char)
    return other if len(other) == 1 else char
