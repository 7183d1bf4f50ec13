"""Targets and commitments by the day on which they were set, each with what was reported since."""

from __future__ import annotations

from collections.abc import Iterable

from epcli.dates import beginning
from epcli.drawing.blocks import Entries, Entry, Item, Page
from epcli.drawing.prose import QUIET, Prose
from epcli.model import Figure
from epcli.queries.promises import Promise, Promises, Reported
from epcli.queries.scope import subject
from epcli.views import asked
from epcli.views.footnotes import Footnotes, dotted, leading
from epcli.wording import count, dated, label, year_heading


def page(answer: Promises, notes: Footnotes) -> Page:
    number = f"{len(answer.promises)}项" if notes.lang == "zh" else count(len(answer.promises), "promise", notes.lang)
    return notes.page(asked.titled("promises", answer, number, notes), [promised(answer.promises, notes)])


def promised(promises: Iterable[Promise], notes: Footnotes) -> Entries:
    """A promise under the year and month in which it was set: how much of what, who, by when, and under it each result."""
    return Entries([_entry(promise, notes) for promise in promises])


def _entry(promise: Promise, notes: Footnotes) -> Entry:
    figure = promise.figure
    undated = label("undated", notes.lang)
    due = f"{label('due', notes.lang)} {dated(figure.due, notes.lang)}" if figure.due else ""
    said = dotted(about(figure, notes), label(figure.role, notes.lang), due, counted_by(figure, notes), leading("figures", figure.id))
    words = notes.cited(said, figure.citations, figure.note)  # before what follows it refers
    items = [Item(_reported(one, figure, notes), one.figure.id) for one in promise.reported]
    return Entry(
        year=year_heading(figure.as_of, notes.lang) if figure.as_of else undated,
        month=str(beginning(figure.as_of).month) if figure.as_of else undated,
        dated=Prose(dated(figure.as_of, notes.lang) if figure.as_of else undated),
        title=Prose.of(notes.amount(figure), "  ", (figure.metric[notes.lang], "bold")),
        about=words,
        items=items or [Item(Prose(label("nothing_reports_it", notes.lang), f"{QUIET} italic"))],
        anchor=figure.id,
    )


def _reported(one: Reported, promise: Figure, notes: Footnotes) -> Prose:
    """A result: when, how much of what, about whom if others too, what it is of the promise, who counted."""
    figure = one.figure
    of_whom = Prose.of(label("about_whom", notes.lang), about(figure, notes)) if subject(figure) != subject(promise) else ""
    share = f"≈{one.share:.0%}{_bracketed(label('computed', notes.lang), notes)}" if one.share is not None else ""
    day = dated(figure.as_of, notes.lang) if figure.as_of else label("undated", notes.lang)
    words = Prose.of(day, "  ", notes.amount(figure), "  ", figure.metric[notes.lang])
    return notes.cited(dotted(words, of_whom, share, counted_by(figure, notes)), figure.citations, figure.note)


def about(figure: Figure, notes: Footnotes) -> Prose:
    """The organizations and places that a figure is about."""
    who = notes.names(figure.organizations, notes.organization)
    where = notes.names(figure.places, notes.place)
    return dotted(who, where)


def counted_by(figure: Figure, notes: Footnotes) -> Prose:
    """Who counted a result, which is said too where no source says it; or who claims what is no result."""
    result = figure.role == "actual"
    if figure.reported_by is None:
        return Prose(label("nobody_named", notes.lang) if result else "")
    return Prose.of(label("counted_by" if result else "according_to", notes.lang), notes.organization(figure.reported_by))


def _bracketed(words: str, notes: Footnotes) -> str:
    return f"（{words}）" if notes.lang == "zh" else f" ({words})"
