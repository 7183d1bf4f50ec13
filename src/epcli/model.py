"""What a record is: the shapes of the store, typed once.

Every field is required and unknown fields are refused, so that a misspelt field in a hand-edited store is an error with a
path to it and never a fact that silently disappears. The order of the fields is the order in the file (see `store.canonical`).
Rules that need more than one document (ids that must exist, citations that a status asks for) live in `validation`.
Annotations are read here when the file is: msgspec asks for them anyway, and to evaluate them from text takes three times as long.
"""

from typing import Annotated, Final, Literal, TypeAlias, get_args

from msgspec import Meta, Struct

FORMAT: Final = 2
"""The number of the file format, stored in `Dataset.format`; `upgrade` reads format 1."""

Lang: TypeAlias = Literal["zh", "en"]
Style: TypeAlias = Literal["bibtex", "csl-json", "ris", "gbt7714", "gbt7714-2015"]
Id: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="A slug, unique in its table, stable for ever.")]
Words: TypeAlias = Annotated[str, Meta(min_length=1)]
Edtf: TypeAlias = Annotated[str, Meta(description="A date in EDTF (ISO 8601-2), such as 2016-05 or 2015-12?.")]

_URL = r'^https?://[^\s<>"{}|\\^`]+$'
"""What RFC 3986 lets no address have would end it in Markdown or HTML, and what follows would be read as markup."""

FigureStatus: TypeAlias = Literal["stated", "restored", "lost"]
DateStatus: TypeAlias = Literal["stated", "restored", "inferred"]
Role: TypeAlias = Literal["actual", "target", "commitment", "rule"]
Measure: TypeAlias = Literal["stock", "flow", "ratio"]
Qualifier: TypeAlias = Literal["over", "nearly", "about", "at-least", "at-most"]
EventKind: TypeAlias = Literal["policy", "agreement", "programme", "pilot", "meeting", "launch", "report"]
OrganizationKind: TypeAlias = Literal[
    "platform", "government", "party", "company", "university", "research", "international", "association", "media"
]
AspectName: TypeAlias = Literal["context", "driver", "partner", "products", "measures", "outcome", "lesson", "caveat"]
PlaceLevel: TypeAlias = Literal["country", "group", "province", "prefecture", "county"]
ExitYear: TypeAlias = Literal[2016, 2017, 2018, 2019, 2020]
ExitEvidence: TypeAlias = Literal["press", "elimination", "list", "contested"]
SourceType: TypeAlias = Literal[
    "article-newspaper",
    "article-journal",
    "article-magazine",
    "webpage",
    "report",
    "legislation",
    "standard",
    "working-paper",
    "thesis",
    "dataset",
]
Kept: TypeAlias = Literal["events", "case_studies", "organizations", "places", "indicators", "sources"]
IssuedBy: TypeAlias = Literal["government", "company", "press", "research", "other"]

_Money: TypeAlias = Literal["CNY", "USD", "CNY-per-person", "CNY-per-household", "CNY-per-jin", "CNY-per-kg", "CNY-per-mu"]
_Bare: TypeAlias = Literal["number", "%", "percentage-point", "times", "place"]
_People: TypeAlias = Literal["person", "person-time", "household", "member", "job", "job-quota"]
_Areas: TypeAlias = Literal["country", "province", "prefecture", "area", "county", "town", "village"]
_Bodies: TypeAlias = Literal[
    "organization", "body", "company", "factory", "cooperative", "farm", "supplier", "merchant", "school", "college"
]
_Outlets: TypeAlias = Literal[
    "shop", "shop-per-village", "store", "pavilion", "station", "site", "centre", "warehouse", "airport", "website"
]
_Things: TypeAlias = Literal["product", "brand", "parcel", "order", "page-view", "item", "vehicle", "bird", "animal", "tree"]
_Weights: TypeAlias = Literal["tonne", "kg", "jin", "kg-per-mu", "litre", "kWh"]
_Lengths: TypeAlias = Literal["sqkm", "hectare", "mu", "sqm", "km", "m"]
_Times: TypeAlias = Literal["year", "month", "day", "hour"]
_Works: TypeAlias = Literal[
    "project", "aid-project", "task", "measure", "round", "model", "field", "section", "festival", "event", "course"
]
_Papers: TypeAlias = Literal["document", "agreement", "report"]
Unit: TypeAlias = Literal[_Money, _Bare, _People, _Areas, _Bodies, _Outlets, _Things, _Weights, _Lengths, _Times, _Works, _Papers]


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

    `value` is in base units (30亿元 is 3000000000 CNY, 66% is 66 %) and null when lost, `upper` the upper end of a range.
    `metric` says what exactly this number counts; year, place and source have fields of their own. `as_written` is the number and its
    unit as the first source cited that has it prints it, null when lost. `as_of` is the date or period that an actual is about, for any
    other role the day on which it was set; `due` is by when a target or commitment is to be met, or the period that it covers.
    `places` and `organizations` are what the number is about; `reported_by` is the organization that counted or claims it.
    """

    id: Annotated[Id, Meta(description="Unique in the whole store, so that a number can be cited.")]
    indicator: Id | None
    metric: Text
    role: Role
    value: int | float | None
    upper: int | float | None
    unit: Unit
    qualifier: Qualifier | None
    as_written: Words | None
    as_of: Edtf | None
    due: Edtf | None
    places: list[Id]
    organizations: list[Id]
    reported_by: Id | None
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


class PoorCounty(Record, frozen=True):
    """A county of the 832 on the national list of poor counties: the year in which it left the list, and how that is known.

    `evidence`: the announcement was seen in the press; it follows from those of the same province; the list alone has it; or sources
    disagree, as the note says. `announced` is the day of the announcement.
    """

    exit_year: ExitYear
    evidence: ExitEvidence
    announced: Edtf | None
    citations: Annotated[list[Citation], Meta(min_length=1)]
    note: Text | None


class Place(Entry, frozen=True):
    """A country, a group of places, a province, a prefecture or a county.

    `code` is ISO 3166-2:CN for a province, GB/T 2260 of 2019 below, null for a country, a group and a county that has none (as its
    note says); `within` is the place above it. `poor_county` is null for all but the 832 national poor counties.
    """

    name: Text
    aliases: list[Words]
    level: PlaceLevel
    code: Annotated[str, Meta(pattern=r"^(CN-[A-Z]{2}|[0-9]{6})$")] | None
    within: Id | None
    poor_county: PoorCounty | None


class Indicator(Entry, frozen=True):
    """Something that several figures measure, so that they can be compared.

    `definition` says what is counted, of whom, over what time; `measure` whether it is as at a date (stock), over a period (flow), or
    a ratio.
    """

    name: Text
    aliases: list[Words]
    definition: Text
    unit: Unit
    measure: Measure


class Author(Record, frozen=True, omit_defaults=True):
    """Who wrote a source: a person has `family` and `given`, an institution `name`. What an author lacks is not written."""

    family: Text | None = None
    given: Text | None = None
    name: Text | None = None


class Source(Entry, frozen=True):
    """A bibliographic record.

    `language` is that of the text itself, in ISO 639 (`und` where it is not known); `type` the kind of text; `repost` says that what was
    read is another site's copy; `issued_by` who speaks. `title` is as printed in `language`, a translation in the other; in square
    brackets it describes a text whose own title was not seen. `number` is that of a document or a standard.
    """

    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}$")]
    type: SourceType
    repost: bool
    issued_by: IssuedBy
    authors: list[Author]
    title: Text
    publisher: Text
    volume: Words | None
    issue: Words | None
    pages: Words | None
    number: Words | None
    doi: Annotated[str, Meta(pattern=r"^10\.[0-9]{4,9}/[^ ]+$")] | None
    date: Edtf | None
    url: Annotated[str, Meta(pattern=_URL)] | None
    note: Text | None


class Dataset(Record, frozen=True):
    """What the store is, as a whole."""

    title: Text
    version: Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    licence: Words
    description: Text
    format: Literal[2]


NO_LICENCE = "not stated"
"""The licence of a store whose owner hasn't given it one."""


def name_of(record: Event | CaseStudy | Organization | Place | Indicator | Source) -> Text:
    """What a record is called: its title or its name."""
    return record.title if isinstance(record, Event | Source) else record.name


TABLES: dict[str, type[Record]] = {
    "dataset": Dataset,
    "events": Event,
    "case_studies": CaseStudy,
    "organizations": Organization,
    "places": Place,
    "indicators": Indicator,
    "sources": Source,
}
"""The tables of a store, in the order of the file."""

ASPECTS: tuple[AspectName, ...] = get_args(AspectName)
"""The aspects under which every case study is told, in the order in which they are read."""

UNITS: tuple[Unit, ...] = get_args(Unit)
"""What figures can be counted in; `wording` has the words for each. `number` is a bare number, whose metric says what it counts."""
