"""One shape for an entry of a bibliography, whatever format will write it, and how a source becomes one.

An entry is in the language of its text: title as printed, names and publisher in its script. `translation` is the title for a reader
of the other language. Where the store has no printed title, since it keeps titles in Chinese and English alone, the entry's title
stands in square brackets, so that nobody takes a translation for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from msgspec import Struct

from epcli.dates import bounds, nearest_date
from epcli.edtf import Single, read
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

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Dated(Struct, frozen=True):
    """A date as bibliographies can say it: from `start` to `end`, which are the same for one date, and None where it is not dated.

    `mark` is that of EDTF for what is uncertain (`?`), approximate (`~`) or both (`%`); a year of which not every digit is known (201X,
    1950S2) and one of several dates are approximate; an unknown month or day (2016-XX) is just not told. `season` is 1 (spring) to
    4 (winter).
    """

    edtf: str
    start: Parts | None
    end: Parts | None
    mark: str = ""
    season: int | None = None

    @property
    def estimated(self) -> bool:
        return bool(self.mark)


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
    """A day as `--accessed` takes it: one that has come, somewhere on earth. RequestError for anything else."""
    tomorrow = datetime.now(UTC).date() + timedelta(1)
    with suppress(ValueError):
        if re.fullmatch(_DAY, text) and (seen := bounds(text)):
            if seen.lower <= tomorrow:
                return text
            raise RequestError(
                en=f"{text} hasn't come yet. --accessed takes the day on which you saw the texts.",
                zh=f"{text}还没有到。--accessed应为您看到原文的日期。",
            )
    near = nearest_date(text)
    wanted = near if re.fullmatch(_DAY, near) and bounds(near).lower <= tomorrow else "2026-11-20"
    raise RequestError(
        en=f'"{text}" is not a day. Say on which day you saw the texts, as in --accessed {wanted}.',
        zh=f"“{text}”不是具体的某一天。请写明看到原文是哪一天，例如--accessed {wanted}。",
    )


def dated(edtf: str) -> Dated:
    """An EDTF date of any form. ValueError if it is none."""
    reading = read(edtf)
    singles = reading.singles
    marks = {mark for one in singles for mark in one.marks}
    vague = reading.form == "one of" or not all(one.is_of_one_year for one in singles)
    mark = marks.pop() if len(marks) == 1 else "%" if marks else "~" if vague else ""
    if reading.form == "date" and (part := singles[0].part) and part <= 32:
        years = singles[0].years
        return Dated(edtf, (years[0],), (years[-1],), mark, (part - 21) % 4 + 1)
    no_start, no_end = reading.undated
    ends = [(_known(one, 0), _known(one, 1)) for one in singles]
    start, end = min(first for first, _ in ends), max((last for _, last in ends), key=lambda parts: (*parts, 99, 99)[:3])
    return Dated(edtf, None if no_start else start, None if no_end else end, mark)


def _known(one: Single, side: Literal[0, 1]) -> Parts:
    """The first or the last of what a date may mean, said no finer than the date does: a year, a month, a day."""
    if one.digits:
        return (int(one.year),)
    year = one.years[-side]
    if one.part:
        day = one.bounds[side]
        return day.year, day.month
    if not one.is_of_one_year or not one.month.isdecimal():
        return (year,)
    return (year, int(one.month), int(one.day)) if one.day.isdecimal() else (year, int(one.month))


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
