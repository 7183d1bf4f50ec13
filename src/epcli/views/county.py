"""One case study, an aspect a row, with its numbers and the events in its place."""

from __future__ import annotations

from collections.abc import Iterator

from epcli.model import ASPECTS
from epcli.queries.county import County
from epcli.queries.named import whereabouts
from epcli.views.aspects import told
from epcli.views.events import event_section, render_events
from epcli.views.figures import figure_section
from epcli.views.footnotes import QUIET, Footnotes, heading
from epcli.views.page import Page, Section, render_page
from epcli.views.prose import Line, Prose
from epcli.wording import label


def page(answer: County, notes: Footnotes) -> Page:
    told_of = _told_of(answer, notes)
    happened = event_section(answer.events, notes, label("events_here", notes.lang))
    return told_of._replace(sections=[*told_of.sections, *([happened] if answer.events else [])])


def render(answer: County, notes: Footnotes, width: int) -> Iterator[Line]:
    yield from render_page(_told_of(answer, notes), width)
    if answer.events:
        yield Prose()
        yield from heading(label("events_here", notes.lang), width)
        yield from render_events(answer.events, notes, width)


def _told_of(answer: County, notes: Footnotes) -> Page:
    """All but the events, which the terminal lays out in its own way."""
    lang, case = notes.lang, answer.case_study
    place = notes.store.places[case.place]
    where = f"{whereabouts(notes.store, place.id)[lang]} · {label(place.level, lang)}{f' · {place.code}' if place.code else ''}"
    intro = [Prose(where, QUIET), Prose.of(case.headline[lang], (f" {notes.reference(case.citations)}", QUIET))]
    aspects = [[Prose(label(aspect, lang), "bold"), told(case, aspect, notes)] for aspect in ASPECTS]
    figures = figure_section(case.figures, notes, label("figures", lang))
    title = Prose.of((case.name[lang], "bold"), (f" · {case.id}", QUIET))
    return Page(title, intro, [Section("", ["", ""], aspects), *([figures] if case.figures else [])])
