"""One shape for an entry of a bibliography, whatever format will write it, and how a source becomes one.

An entry is in the language of its text: title as printed, names and publisher in its script. `translation` is the title for a reader
of the other language. Where the store has no printed title, since it keeps titles in Chinese and English alone, the entry's title
stands in square brackets, so that nobody takes a translation for it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from epcli.dates import bounds
from epcli.errors import RequestError
from epcli.model import NO_LICENCE, Author, Dataset, Lang, Source, SourceType, Text

Kind: TypeAlias = SourceType | Literal["database"]
"""What kind of text it is; `database` is the store itself."""

Parts: TypeAlias = tuple[int, ...]
"""A year, a year and a month, or a whole date."""

PERIODICALS: tuple[Kind, ...] = ("article-newspaper", "article-journal", "article-magazine")

MAINTAINERS = Text(zh="epcli维护者", en="The epcli maintainers")
RELEASED = {("Records of e-commerce poverty alleviation in China", "2.0.0"): "2026-11-25"}
"""When each version of the records was published, by title and version, as CITATION.cff has it. A store of one's own has no such day."""

_ONE = re.compile(r"([0-9]{4})-2([1-4])[?~%]?")
_DOUBT = re.compile(r"[?~%S]|(?:^|[^0-9X-])[0-9]{0,3}X")
"""What marks a date as no certain one; an unknown month or day (2016-XX) is just not told."""

_BETWEEN = re.compile(r",|\.\.|/")


class Dated(Struct, frozen=True):
    """A date as bibliographies can say it: from `start` to `end`, which are the same for one date, and None where it is open.

    `estimated` is whatever EDTF marks as uncertain, approximate, of an unspecified year (201X), or one of several; `season` is 1 (spring)
    to 4 (winter).
    """

    edtf: str
    start: Parts | None
    end: Parts | None
    estimated: bool
    season: int | None = None


class Name(Struct, frozen=True):
    """A person with `family` and perhaps `given`, or an institution with `literal`."""

    family: str = ""
    given: str = ""
    literal: str = ""


class Entry(Struct, frozen=True):
    """What is cited. `language` is ISO 639, `und` where it is not known; `annotation` is what our curators say of the text."""

    key: str
    language: str
    kind: Kind
    authors: list[Name]
    title: str
    translation: str | None
    publisher: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    number: str | None
    version: str | None
    licence: str | None
    date: Dated | None
    accessed: str | None
    doi: str | None
    url: str | None
    annotation: str | None


def of_source(source: Source, lang: Lang, accessed: str | None = None) -> Entry:
    """A source as a reader of `lang` cites it; `accessed` is the day on which they saw its address, as `2026-11-20`."""
    spoken: Lang = "zh" if source.language == "zh" else "en" if source.language == "en" else lang
    title, other = source.title[spoken], source.title["en" if spoken == "zh" else "zh"]
    translation = other if spoken != lang or source.language == "und" else None
    if source.language not in ("zh", "en", "und") and not title.startswith("["):
        title = f"[{title}]"
    return Entry(
        key=source.id,
        language=source.language,
        kind=source.type,
        authors=[_name(author, spoken) for author in source.authors],
        title=title,
        translation=translation.removeprefix("[").removesuffix("]") if translation and translation.startswith("[") else translation,
        publisher=re.sub("[《》]", "", source.publisher[spoken]),
        volume=source.volume,
        issue=source.issue,
        pages=source.pages,
        number=source.number,
        version=None,
        licence=None,
        date=dated(source.date) if source.date else None,
        accessed=accessed if source.url else None,
        doi=source.doi,
        url=source.url,
        annotation=source.note[lang] if source.note else None,
    )


def of_dataset(dataset: Dataset, lang: Lang, accessed: str | None = None) -> Entry:
    """The records themselves, with their version and licence, and the year for those that were published."""
    released = RELEASED.get((dataset.title.en, dataset.version))
    return Entry(
        key="dataset",
        language=lang,
        kind="database",
        authors=[Name(literal=MAINTAINERS[lang])] if released else [],
        title=dataset.title[lang],
        translation=None,
        publisher=None,
        volume=None,
        issue=None,
        pages=None,
        number=None,
        version=dataset.version,
        licence=None if dataset.licence == NO_LICENCE else dataset.licence,
        date=dated(released) if released else None,
        accessed=accessed,
        doi=None,
        url=None,
        annotation=None,
    )


def day(text: str) -> str:
    """A day as `--accessed` takes it. RequestError for anything else."""
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and bounds(text):
            return text
    except ValueError:
        pass
    raise RequestError(
        en=f'"{text}" is not a day. Say when you saw the texts as in --accessed 2026-11-20.',
        zh=f"“{text}”不是日期。引用日期请写成--accessed 2026-11-20的形式。",
    )


def dated(edtf: str) -> Dated:
    """An EDTF date of any form. ValueError if it is none."""
    estimated = edtf.startswith("[") or bool(_DOUBT.search(edtf))
    if season := _ONE.fullmatch(edtf):
        year = (int(season[1]),)
        return Dated(edtf, year, year, estimated, int(season[2]))
    ends = _BETWEEN.split(edtf.strip("[]{}"))
    return Dated(edtf, _spanned(ends[0])[0], _spanned(ends[-1])[1], estimated)


def _spanned(edtf: str) -> tuple[Parts | None, Parts | None]:
    """The first and the last day that a date may mean, said no finer than the date does; None for an open end."""
    if not edtf:
        return None, None
    lower, upper = bounds(edtf)
    first, last = (lower.year, lower.month, lower.day), (upper.year, upper.month, upper.day)
    if (lower.month, lower.day, upper.month, upper.day) == (1, 1, 12, 31):
        return first[:1], last[:1]
    if lower.day == 1 and upper.day == monthrange(upper.year, upper.month)[1]:
        return first[:2], last[:2]
    return first, last


def iso(parts: Parts) -> str:
    """`2016`, `2016-05`, `2016-05-09`."""
    return "-".join(f"{part:0{2 if place else 4}}" for place, part in enumerate(parts))


def _name(author: Author, lang: Lang) -> Name:
    if author.name:
        return Name(literal=author.name[lang])
    family, given = (part[lang] if part else "" for part in (author.family, author.given))
    return Name(family, given) if family and given else Name(literal=family or given)


def is_east_asian(words: str) -> bool:
    """Whether words are in Chinese, Japanese or Korean script, where a name is family, given, with nothing between."""
    return bool(re.search("[㐀-鿿぀-ヿ가-힣]", words))


def plain(name: Name) -> str:
    """A name as one text, family first."""
    return name.literal or f"{name.family}, {name.given}"


def joined(parts: Iterable[str | None], between: str) -> str:
    """The parts that there are, with something between each two."""
    return between.join(part for part in parts if part)
