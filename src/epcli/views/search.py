"""The records that mention the words, each with the sentence where they stand."""

from __future__ import annotations

from epcli.drawing.blocks import Page, Row, Table
from epcli.drawing.prose import QUIET, Prose
from epcli.model import Lang
from epcli.queries.search import Hit, Match, Search
from epcli.views.footnotes import Footnotes
from epcli.wording import count, label

TABLES = {
    "events": "event",
    "case_studies": "case_study",
    "organizations": "organization",
    "places": "place",
    "indicators": "indicator",
    "sources": "source",
}


def page(answer: Search, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [
        Row(
            [
                Prose.of((hit.name[lang], "bold"), (f"\n{label(TABLES[hit.table], lang)} · {hit.id}", QUIET)),
                _marked(_best(hit, lang)),
            ],
            hit.id,
        )
        for hit in answer.hits
    ]
    title = Prose.of((answer.query, "bold"), (f" · {count(len(rows), 'record', lang)}", QUIET))
    return notes.page(title, [Table(notes.heads("record", "mention"), rows)] if rows else [])


def _best(hit: Hit, lang: Lang) -> Match:
    """The best match in the reader's language, else the best of all."""
    return next((match for match in hit.matches if match.lang == lang), hit.matches[0])


def _marked(match: Match) -> Prose:
    return Prose(match.sentence).marked("bold yellow", match.spans)
