"""One case study, an aspect a row, with its numbers and the events in its place."""

from __future__ import annotations

from epcli.model import ASPECTS, Text
from epcli.queries.county import County
from epcli.queries.named import whereabouts
from epcli.views.events import event_section
from epcli.views.figures import figure_section
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import Page, Section
from epcli.views.prose import Prose
from epcli.wording import label


def page(answer: County, notes: Footnotes) -> Page:
    lang, case = notes.lang, answer.case_study
    place = notes.store.places[case.place]
    where = f"{whereabouts(notes.store, place.id)[lang]} · {label(place.level, lang)} · {place.code}"
    aspects = [[Prose(label(aspect, lang), "bold"), told(getattr(case, aspect), notes)] for aspect in ASPECTS]
    sections = [
        Section("", ["", ""], aspects),
        figure_section(case.figures, notes, label("figures", lang)),
        event_section(answer.events, notes, label("events_here", lang)),
    ]
    intro = [Prose(where, QUIET), Prose.of(case.headline[lang], (f" {notes.reference(case.citations)}", QUIET))]
    title = Prose.of((case.name[lang], "bold"), (f" · {case.id}", QUIET))
    return Page(title, intro, [section for section in sections if section.rows])


def told(text: Text | None, notes: Footnotes) -> Prose:
    """What a case study says of an aspect, or that it says nothing."""
    return Prose(text[notes.lang]) if text else Prose(label("not_stated", notes.lang), f"{QUIET} italic")
