"""What the store rests on: every source as a bibliography has it, with what was really read."""

from __future__ import annotations

from epcli.queries.sources import Sources
from epcli.views.footnotes import Footnotes, bibliographic
from epcli.views.page import Page, Section, columns
from epcli.views.prose import Prose
from epcli.wording import count


def page(answer: Sources, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [
        [
            Prose(source.id, "bold"),
            Prose.of(bibliographic(source, lang), *(f"\n{words}" for words in (source.url, source.note and source.note[lang]) if words)),
        ]
        for source in answer.sources
    ]
    return Page(Prose(count(len(rows), "source", lang), "bold"), [], [Section("", columns(lang, "id", "source"), rows)])
