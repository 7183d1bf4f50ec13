"""What a record is: the shapes of the store, typed once.

Every field is required and unknown fields are refused, so that a misspelt field in a hand-edited store is an error with a
path to it and never a fact that silently disappears. The order of the fields is the order in the file (see `store.canonical`).
Rules that need more than one document (ids that must exist, citations that a status asks for) live in `validation`.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, get_args

from msgspec import Meta, Struct

FORMAT = 1
"""The number of the file format, stored in `Dataset.format`."""

Lang: TypeAlias = Literal["zh", "en"]
Style: TypeAlias = Literal["bibtex", "csl-json", "gbt7714"]
Id: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="A slug, unique in its table, stable for ever.")]
Words: TypeAlias = Annotated[str, Meta(min_length=1)]
Edtf: TypeAlias = Annotated[str, Meta(min_length=4, description="A date in EDTF (ISO 8601-2), such as 2016-05 or 2015-12?.")]

_URL = r'^https?://[^\s<>"{}|\\^`]+$'
"""What RFC 3986 lets no address have would end it in Markdown or HTML, and what follows would be read as markup."""

FigureStatus: TypeAlias = Literal["stated", "restored", "lost"]
DateStatus: TypeAlias = Literal["stated", "restored", "inferred"]
Qualifier: TypeAlias = Literal["over", "nearly", "about", "at-least"]
EventKind: TypeAlias = Literal["policy", "agreement", "programme", "pilot", "meeting", "launch", "report"]
OrganizationKind: TypeAlias = Literal[
    "platform", "government", "party", "company", "university", "research", "international", "association", "media"
]
AspectName: TypeAlias = Literal["context", "driver", "partner", "products", "measures", "outcome", "lesson", "caveat"]
PlaceLevel: TypeAlias = Literal["province", "prefecture", "county"]
SourceType: TypeAlias = Literal["article", "government", "news", "journal", "company", "repost"]


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """What all shapes share: they never change, and they refuse fields that they do not know."""


class Entry(Record, frozen=True):
    """A document of a table that others name by its id."""

    id: Id


class Text(Record, frozen=True):
    """The same words in Chinese and in English, each complete without the other."""

    zh: Words
    en: Words

    def __getitem__(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


class Citation(Record, frozen=True):
    """Where something stands: a source and a place in it (`§2`, `§5 成县`, a page, or `whole` where the source has no parts)."""

    source: Id
    at: Words


class Figure(Record, frozen=True):
    """One number, with the word of the source it comes from.

    `value` is in base units (30亿元 is 3000000000 CNY, 66% is 66 %) and null when lost; `as_written` is the number as its
    source prints it, null when lost; `as_of` is the date that the number is about.
    """

    id: Annotated[Id, Meta(description="Unique in the whole store, so that a number can be cited.")]
    metric: Text
    value: int | float | None
    unit: Words
    qualifier: Qualifier | None
    as_written: Words | None
    as_of: Edtf | None
    status: FigureStatus
    citations: Annotated[list[Citation], Meta(min_length=1)]
    note: Text | None


class Dating(Record, frozen=True):
    """How an event's date is known."""

    status: DateStatus
    note: Text | None
    citations: Annotated[list[Citation], Meta(min_length=1)]


class Document(Record, frozen=True):
    """An official paper: its title, its number (国开办发〔2016〕40号) and who issued it (organization ids)."""

    title: Text
    number: Words | None
    issuers: Annotated[list[Id], Meta(min_length=1)]


class Event(Entry, frozen=True):
    """Something dated: a policy, an agreement, a programme, a pilot, a meeting, a launch."""

    date: Edtf
    dating: Dating
    kind: EventKind
    title: Text
    summary: Text
    organizations: list[Id]
    places: list[Id]
    document: Document | None
    figures: list[Figure]
    citations: Annotated[list[Citation], Meta(min_length=1)]


class Fact(Record, frozen=True):
    """What one more source adds to a case study under one of its aspects."""

    aspect: AspectName
    text: Text
    citations: Annotated[list[Citation], Meta(min_length=1)]


class CaseStudy(Entry, frozen=True):
    """One place's way, told under fixed aspects so that any two can be laid side by side; null where its own source is silent.

    The eight aspects are the account of the source cited first; `facts` are what further sources say, each with its citation.
    """

    place: Id
    name: Text
    headline: Text
    context: Text | None
    driver: Text | None
    partner: Text | None
    products: Text | None
    measures: Text | None
    outcome: Text | None
    lesson: Text | None
    caveat: Text | None
    facts: list[Fact]
    organizations: list[Id]
    figures: list[Figure]
    citations: Annotated[list[Citation], Meta(min_length=1)]


class Programme(Record, frozen=True):
    """One thing that an organization runs under a name of its own."""

    name: Text
    summary: Text
    citations: Annotated[list[Citation], Meta(min_length=1)]


class Organization(Entry, frozen=True):
    """A platform, a government or party body, a company, a university. `aliases` are other ways to type its name."""

    name: Text
    aliases: list[Words]
    kind: OrganizationKind
    summary: Text
    programmes: list[Programme]
    figures: list[Figure]
    citations: Annotated[list[Citation], Meta(min_length=1)]


class Place(Entry, frozen=True):
    """A province, prefecture or county. `code` is ISO 3166-2:CN for a province, GB/T 2260 below; `within` is the place above it."""

    name: Text
    aliases: list[Words]
    level: PlaceLevel
    code: Annotated[str, Meta(pattern=r"^(CN-[A-Z]{2}|[0-9]{6})$")]
    within: Id | None


class Source(Entry, frozen=True):
    """A bibliographic record. A title in square brackets describes a text whose own title was not seen."""

    type: SourceType
    author: Text | None
    title: Text
    publisher: Text
    date: Edtf | None
    url: Annotated[str, Meta(pattern=_URL)] | None
    note: Text | None


class Dataset(Record, frozen=True):
    """What the store is, as a whole."""

    title: Text
    version: Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    licence: Words
    description: Text
    format: Literal[1]


TABLES: dict[str, type[Record]] = {
    "dataset": Dataset,
    "events": Event,
    "case_studies": CaseStudy,
    "organizations": Organization,
    "places": Place,
    "sources": Source,
}
"""The tables of a store, in the order of the file."""

ASPECTS: tuple[AspectName, ...] = get_args(AspectName)
"""The aspects under which every case study is told, in the order in which they are read."""
