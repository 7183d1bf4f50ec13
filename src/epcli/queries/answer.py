"""What every answer begins with, so that a machine knows what it reads and which edition of the records it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from msgspec import Struct, to_builtins
from msgspec.structs import asdict

from epcli.model import CaseStudy, Citation, Event, Figure, Indicator, Lang, Organization, Place, Source, Text
from epcli.store import Store

if TYPE_CHECKING:
    from epcli.bibliography.entry import Entry

Sort: TypeAlias = Literal["date", "value", "record"]
"""The orders in which figures can be listed."""


class Edition(Struct, frozen=True):
    """The edition of the dataset that an answer was drawn from."""

    version: str
    licence: str


class References(Struct, frozen=True):
    """The records that an answer names, whole, with all that these name; events and case studies where only a figure names them."""

    events: list[Event] = []
    case_studies: list[CaseStudy] = []
    organizations: list[Organization] = []
    places: list[Place] = []
    indicators: list[Indicator] = []
    sources: list[Source] = []


class _Begun(Struct, frozen=True, tag_field="schema"):
    dataset: Edition


class Answer(_Begun, frozen=True, kw_only=True):
    """An answer as `--json` prints it: `schema` (`epcli.timeline/2`), `dataset`, then what was asked for.

    `filters` are what the question was narrowed to, ids and our own terms; `references` are filled in by `standing_alone` (references.py),
    which only JSON needs. `rows` are the same answer as a plain table, for CSV, TSV and ndjson; `row_type` is their shape, also when there
    are none.
    """

    filters: dict[str, list[str]] = {}
    references: References = References()

    row_type: ClassVar[type[Struct]]

    def rows(self) -> Sequence[Struct]:
        raise NotImplementedError

    def sheet(self, store: Store) -> tuple[type[Struct], Sequence[Struct]]:
        """The rows as a spreadsheet wants them, with their shape: what is only an id elsewhere may have its name beside it."""
        return self.row_type, self.rows()

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries of plain Python values, the very ones that ndjson has."""
        return [to_builtins(row) for row in self.rows()]

    def nothing_found(self, store: Store) -> Text | None:
        """What to tell a user whose question was understood but matched nothing; None when it did."""
        return None if self.rows() else Text(en="The store has no such record.", zh="库中没有这样的记录。")

    def cites_nothing(self, store: Store) -> Text | None:
        """What to tell who asked for its bibliography and gets an empty one; None where there is something in it."""
        return None if self.rests_on(store) else Text(en="This answer cites no source.", zh="此答案没有引用来源。")

    def telling(self) -> Iterable[Struct]:
        """The parts of the answer that name records, at any depth: all of it, unless it knows which of a great many do."""
        return [self]

    def rests_on(self, store: Store) -> list[str]:
        """The ids of the sources that the answer cites, in the order in which it does."""
        return list(dict.fromkeys(cited(self)))

    def bibliography(self, store: Store, lang: Lang) -> list[Entry]:
        """What the answer rests on, as a reader of `lang` cites it."""
        from epcli.bibliography.entry import of_source

        return [of_source(store.sources[source], lang) for source in self.rests_on(store)]


class Subject(Struct, frozen=True):
    """The record that a figure is about."""

    table: str
    id: str


class OwnedFigure(Figure, frozen=True):
    """A figure together with the record that it is about."""

    subject: Subject

    @classmethod
    def of(cls, figure: Figure, table: str, owner: str) -> OwnedFigure:
        fields: dict[str, Any] = {**asdict(figure), "subject": Subject(table, owner)}
        return cls(**fields)


class Line(Struct, frozen=True):
    """One line of a page that holds several kinds of things, such as a platform's: what it is, what it is called, what it says."""

    section: str
    id: str | None
    date: str | None
    status: str | None
    name: Text
    text: Text | None
    value: int | float | None
    unit: str | None
    citations: list[Citation]


def event_lines(events: Iterable[Event]) -> list[Line]:
    return [Line("event", e.id, e.date, e.dating.status, e.title, e.summary, None, None, e.citations) for e in events]


def figure_lines(figures: Iterable[Figure], section: str = "figure") -> list[Line]:
    return [Line(section, f.id, f.as_of, f.status, f.metric, f.note, f.value, f.unit, f.citations) for f in figures]


def owned_figures(
    owners: Iterable[Event | CaseStudy | Organization],
    fits: Callable[[Event | CaseStudy | Organization, Figure], bool] = lambda owner, figure: True,
) -> list[OwnedFigure]:
    """Every figure of these records that fits, in their order."""
    tables = {Event: "events", CaseStudy: "case_studies", Organization: "organizations"}
    return [OwnedFigure.of(figure, tables[type(owner)], owner.id) for owner in owners for figure in owner.figures if fits(owner, figure)]


def figure_owners(store: Store) -> list[Event | CaseStudy | Organization]:
    """Every record that may have figures: events, then case studies, then organizations."""
    return [*store.events.values(), *store.case_studies.values(), *store.organizations.values()]


def cited(part: object) -> Iterator[str]:
    """The ids of the sources that a record, or anything made of records, cites; a source is its own."""
    if isinstance(part, Citation):
        yield part.source
    elif isinstance(part, Source):
        yield part.id
    elif isinstance(part, list):
        for item in part:
            yield from cited(item)
    elif isinstance(part, Struct):
        for field in part.__struct_fields__:
            if field != "references":  # those of an answer are what it names, after what it says
                yield from cited(getattr(part, field))


def limited(limit: int | None) -> dict[str, list[str]]:
    """How many were asked for, as `filters` has it."""
    return {} if limit is None else {"limit": [str(limit)]}


def edition(store: Store) -> Edition:
    return Edition(version=store.dataset.version, licence=store.dataset.licence)
