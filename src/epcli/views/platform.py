"""One platform's page: who it is, its agreements, what it runs, its numbers, and where else it appears."""

from __future__ import annotations

from collections.abc import Iterator

from epcli.model import CaseStudy, Lang, Programme
from epcli.queries.platform import Platform
from epcli.views.events import event_section, render_events
from epcli.views.figures import figure_section
from epcli.views.footnotes import QUIET, Footnotes, hanging, heading
from epcli.views.page import Page, Section
from epcli.views.prose import Line, Prose
from epcli.wording import label


def page(answer: Platform, notes: Footnotes) -> Page:
    lang = notes.lang
    sections = [
        event_section(answer.events, notes, label("deals", lang)),
        Section(label("programmes", lang), [""], [[_programme(programme, notes)] for programme in answer.platform.programmes]),
        figure_section([figure for figure in answer.figures if figure.subject.table == "organizations"], notes, label("figures", lang)),
        Section(label("case_studies", lang), [""], [[_case(case, lang)] for case in answer.case_studies]),
    ]
    return Page(_title(answer, lang), [_summary(answer, notes)], [section for section in sections if section.rows])


def render(answer: Platform, notes: Footnotes, width: int) -> Iterator[Line]:
    lang, platform = notes.lang, answer.platform
    yield from _title(answer, lang).lines(width)
    yield from _summary(answer, notes).lines(width)
    if answer.events:
        yield Prose()
        yield from heading(label("deals", lang), width)
        yield from render_events(answer.events, notes, width)
    if platform.programmes:
        yield Prose()
        yield from heading(label("programmes", lang), width)
        for programme in platform.programmes:
            yield from hanging(_programme(programme, notes), width)
    if platform.figures:
        yield Prose()
        yield from heading(label("figures", lang), width)
        yield from notes.figures(platform.figures, width)
    if answer.case_studies:
        yield Prose()
        yield from heading(label("case_studies", lang), width)
        for case in answer.case_studies:
            yield from hanging(_case(case, lang), width)


def _title(answer: Platform, lang: Lang) -> Prose:
    name, other = answer.platform.name, "en" if lang == "zh" else "zh"
    return Prose.of((name[lang], "bold"), (f" {getattr(name, other)} · {answer.platform.id}", QUIET))


def _summary(answer: Platform, notes: Footnotes) -> Prose:
    return Prose.of(answer.platform.summary[notes.lang], (f" {notes.reference(answer.platform.citations)}", QUIET))


def _programme(programme: Programme, notes: Footnotes) -> Prose:
    lang = notes.lang
    reference = notes.reference(programme.citations)
    return Prose.of((programme.name[lang], "bold"), f"  {programme.summary[lang]}", (f" {reference}", QUIET))


def _case(case: CaseStudy, lang: Lang) -> Prose:
    return Prose.of((case.name[lang], "bold"), f"  {case.headline[lang]}", (f" · {case.id}", QUIET))
