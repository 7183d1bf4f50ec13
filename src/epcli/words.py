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
    rate: bool = False
    """Whether its number is a percentage."""


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
    for quoted, outside in re.findall(r'"([^"]*)(?:"|$)|([^"]+)', folded(query).translate(_QUOTES)):
        if quoted:
            if phrase := tokens(quoted):
                found.append(_quoted(quoted, phrase))
            continue
        outside, begins = _GLUED.sub(r"\g<0> ", outside), 0
        for special in _specials().finditer(outside) if _MAY_BE_SPECIAL.search(outside) else ():
            if part := _special(special):
                found += [*_plain_parts(outside[begins : special.start()]), part]
                begins = special.end()
        found += _plain_parts(outside[begins:])
    return found


def _plain_parts(query: str) -> list[Part]:
    found = []
    for plain in _numbers_apart(query).split():
        if number := _NUMBER.fullmatch(plain):
            bare = number[0].isdigit()  # which may also stand in an id or a date; 3 billion is no part of 1.3 billion
            found.append(Part(plain.replace(APART, " "), [tokens(plain)] if bare else [], _value(number)))
        elif phrase := tokens(plain):
            value, ways = _in_characters(plain)
            found.append(Part(plain, [*_ways_to_write(phrase), *ways, *_in_digits(plain)], value))
    return found


def _quoted(quoted: str, phrase: list[str]) -> Part:
    """What stands in quotation marks: a phrase as it is, unless all of it is a number or a date, which can be written in several ways."""
    text = quoted.strip()
    if number := _NUMBER.fullmatch(text.removesuffix("元")):
        return Part(quoted, [phrase] if text.isdigit() else [], _value(number), whole=True)
    if _MAY_BE_SPECIAL.search(text) and (special := _specials().fullmatch(text)) and (part := _special(special)):
        return Part(quoted, part.phrases, part.value, whole=True, rate=part.rate)
    return Part(quoted, [phrase], whole=True)


_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if month != "september" else "sept?(?:ember)?" for month in _MONTHS)
_GLUED = re.compile(r"(?<![A-Za-z])(?:CNY|RMB|USD)(?=\d)", re.IGNORECASE)
_MAY_BE_SPECIAL = re.compile(r"[%％点]|百分之|per ?cent|亿\d|\dm|illion|thousand| 000|年\d|[a-z][.,]? \d", re.IGNORECASE)


@cache
def _specials() -> re.Pattern[str]:
    """Numbers of several words, in characters with a point, or as rates; and dates as they are written in either language.

    The pattern is compiled only for a query that may have one, which takes milliseconds.
    """
    return re.compile(
        rf"""(?<![A-Za-z0-9.,\-])(?:
    (?P<rate>\d[\d,]*(?:\.\d+)?)[ ]?(?:[%％]|per[ ]?cent(?![a-z]))
    |百分之(?P<hundredths>\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百]+(?:点[〇零一二三四五六七八九]+)?)
    |(?P<hundred_millions>\d+(?:\.\d+)?)亿(?P<more>\d+(?:\.\d+)?)(?P<step>千万|百万|万)元?
    |(?P<integer>[〇零一二两三四五六七八九十百千]+)点(?P<decimals>[〇零一二三四五六七八九]+)(?P<scale>{_SCALE})元?
    |(?P<millions>\d+(?:\.\d+)?)m(?![A-Za-z0-9])
    |(?P<one>{"|".join(_ONES)})[ ](?P<many>thousand|million|billion|trillion)(?![a-z])
    |(?P<spaced>\d{{1,3}}(?:[ ]\d{{3}})*[ ]000)(?![\dA-Za-z.,\-])
    |(?P<year>\d{{4}})年(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})[日号])?
    |(?:(?P<day_before>\d{{1,2}})[ ])?(?P<named>{_MONTH})(?![a-z])\.?(?:[ ](?P<day_after>\d{{1,2}}),?)?[ ](?P<its_year>\d{{4}})(?![\w.,\-])
    )""",
        re.IGNORECASE | re.ASCII | re.VERBOSE,
    )


def _special(found: re.Match[str]) -> Part | None:
    from decimal import Decimal

    word = found[0]
    if year := found["year"] or found["its_year"]:
        number = int(found["month"] or 1 + next(at for at, month in enumerate(_MONTHS) if month[:3] == found["named"][:3].lower()))
        day = found["day"] or found["day_before"] or found["day_after"]
        return Part(word, _ways_to_date(year, number, day and int(day), tokens(word))) if 1 <= number <= 12 else None
    if text := found["rate"] or found["hundredths"]:
        return Part(word, [], _token(_decimal(text)), rate=True)
    if text := found["hundred_millions"]:
        return Part(word, [], _token(Decimal(text) * 10**8 + Decimal(found["more"]) * _SCALES[found["step"]]))
    if text := found["integer"]:
        return Part(word, [], _token(_decimal(f"{text}点{found['decimals']}") * _SCALES[found["scale"].lower()]))
    if text := found["millions"]:  # or metres
        return Part(word, [tokens(word)], _token(Decimal(text) * 10**6))
    if text := found["one"]:
        return Part(word, [tokens(word)], _token(Decimal(1 + _ONES.index(text.lower())) * _SCALES[found["many"].lower()]))
    return Part(word, [], _token(Decimal(found["spaced"].replace(" ", ""))))


def _decimal(text: str) -> Decimal:
    """A number in digits, or in characters: 65.9, 六十五点九."""
    from decimal import Decimal

    if text[0].isascii():
        return Decimal(text.replace(",", ""))
    whole, _, part = text.partition("点")
    return Decimal(f"{_section(whole)}.{''.join(str(_DIGITS[char]) for char in part) or 0}")


def _ways_to_date(year: str, month: int, day: int | str | None, typed: list[str]) -> list[list[str]]:
    """A month or a day as it was typed, as records keep it (2020-02-17), and as either language writes it."""
    name = _MONTHS[month - 1]
    if not day:
        return [typed, [year, f"{month:02}"], [year, "年", str(month), "月"], [name, year]]
    written = [year, "年", str(month), "月", str(day), "日"]
    return [typed, [year, f"{month:02}", f"{day:02}"], written, [str(day), name, year], [name, str(day), year]]


def _in_digits(word: str) -> list[list[str]]:
    """How a number with what it counts can be written besides: 8,000个村 is 8000个村, and 80000个 is 8万个."""
    found = _NUMBER.match(word)
    if not found or not (rest := word[found.end() :]) or not _is_han(rest[0]):
        return []
    return _scaled(_value(found)[1:].replace("d", "."), rest)


def _scaled(number: str, rest: str) -> list[list[str]]:
    """How a number with what follows it is written, in each scale that it reaches: 80000个, 8万个."""
    from decimal import Decimal

    value = Decimal(number)
    scales = [(scale, unit) for scale, unit in ((1, ""), (10**4, "万"), (10**8, "亿")) if value >= scale]
    return [tokens(f"{(value / scale).normalize():f}{unit}{rest}") for scale, unit in scales]


_CLASSIFIERS = "个家种轮名户人村县件项条次场座所间辆吨"


def counted(word: str) -> tuple[Part, str] | None:
    """The number that a word begins with, and what it counts without a classifier: 8000个贫困村 is 8000 and 贫困村; None for any other."""
    found = _NUMBER.match(word)
    if not found or not (rest := word[found.end() :]) or not _is_han(rest[0]):
        return None
    number = Part(found[0], [tokens(found[0])] if found[0].isdigit() else [], _value(found))
    return number, rest[1:] if rest[0] in _CLASSIFIERS and len(rest) > 1 else rest


_RATE = re.compile(r"\s?(?:[%％]|per ?cent\b)", re.IGNORECASE)


def is_rate(text: str, start: int, end: int) -> bool:
    """Whether the number that stands there in a text is a percentage."""
    return bool(_RATE.match(text, end)) or text[max(start - 3, 0) : start] == "百分之"


def rate_token(value: str) -> str:
    """What a number has as a token besides its own, if it is a percentage."""
    return f"rate{value}"


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
    return None, _scaled(str(number), rest)


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

    return _MONEY.sub(" ", _NUMBER.sub(apart, query))


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
