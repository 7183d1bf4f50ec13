"""The platforms, a line each."""

from __future__ import annotations

from epcli.drawing.blocks import Page, Row, Table
from epcli.drawing.prose import Prose
from epcli.queries.filters import Selection
from epcli.queries.platforms import Platforms
from epcli.views.footnotes import Footnotes
from epcli.wording import count


def page(answer: Platforms, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [
        Row(
            [
                notes.organization(record.id).styled("bold"),
                Prose(record.id),
                notes.cited(record.summary[lang], record.citations),
                Prose(str(len(record.programmes))),
                Prose(str(len(Selection(notes.store, {"platform": record.id, "source": answer.filters.get("source")}).figures()))),
            ],
            record.id,
        )
        for record in answer.platforms
    ]
    heads = notes.heads("platform", "id", "about", "programmes", "figures")
    return notes.page(Prose(count(len(rows), "platform", lang), "bold"), [Table(heads, rows)])
