"""One platform's page: who it is, its agreements, what it runs, its numbers, and where else it appears."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType

from epcli.model import Lang, Programme
from epcli.queries.platform import Platform
from epcli.store import Store
from epcli.views.events import render_events
from epcli.views.footnotes import QUIET, Footnotes, hanging, heading
from epcli.views.prose import Prose
from epcli.wording import label


def render(answer: Platform, store: Store, lang: Lang, width: int) -> RenderableType:
    return Group(*_page(answer, Footnotes(store, lang), width))


def _page(answer: Platform, notes: Footnotes, width: int) -> Iterator[RenderableType]:
    lang, platform = notes.lang, answer.platform
    other: Lang = "en" if lang == "zh" else "zh"
    yield Prose.of((platform.name[lang], "bold"), (f" {platform.name[other]} · {platform.id}", QUIET))
    yield Prose.of(platform.summary[lang], (f" {notes.reference(platform.citations)}", QUIET))
    if answer.events:
        yield ""
        yield heading(label("deals", lang))
        yield render_events(answer.events, notes, width)
    if platform.programmes:
        yield ""
        yield heading(label("programmes", lang))
        yield from (hanging(_programme(programme, notes)) for programme in platform.programmes)
    if platform.figures:
        yield ""
        yield heading(label("figures", lang))
        yield from notes.figures(platform.figures)
    if answer.case_studies:
        yield ""
        yield heading(label("case_studies", lang))
        yield from (
            hanging(Prose.of((case.name[lang], "bold"), f"  {case.headline[lang]}", (f" · {case.id}", QUIET)))
            for case in answer.case_studies
        )
    yield notes.render()


def _programme(programme: Programme, notes: Footnotes) -> Prose:
    lang = notes.lang
    return Prose.of(
        (programme.name[lang], "bold"),
        f"  {programme.summary[lang]}",
        (f" {notes.reference(programme.citations)}", QUIET),
    )
