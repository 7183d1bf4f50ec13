"""What the store rests on: every source as a bibliography has it, with what was really read."""

from __future__ import annotations

from epcli.drawing.blocks import Page, Row, Table
from epcli.drawing.prose import Prose
from epcli.model import Lang, Source
from epcli.queries.sources import Sources
from epcli.views import asked
from epcli.views.footnotes import Footnotes, bibliographic


def page(answer: Sources, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [Row([Prose(source.id, "bold", f"sources/{source.id}"), _described(source, lang)], source.id) for source in answer.sources]
    return notes.page(asked.title("sources", answer, len(rows), "source", notes), [Table(notes.heads("id", "source"), rows)])


def _described(source: Source, lang: Lang) -> Prose:
    lines = [bibliographic(source, lang)]
    if source.url:
        lines.append(Prose(source.url, "", source.url))
    if source.note:
        lines.append(Prose(source.note[lang]))
    return Prose.joined(lines, "\n")
