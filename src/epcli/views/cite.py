"""A bibliography: in the terminal nothing but the entries, unwrapped, so that it can go straight into a file."""

from __future__ import annotations

from epcli.bibliography.style import whole
from epcli.drawing.blocks import Page, Verbatim
from epcli.drawing.prose import Prose
from epcli.queries.cite import Bibliography
from epcli.views.footnotes import Footnotes
from epcli.wording import join_names, label


def page(answer: Bibliography, notes: Footnotes) -> Page:
    syntax = {"bibtex": "bibtex", "csl-json": "json"}.get(answer.style, "text")
    named = join_names(answer.names, notes.lang) or label("sources", notes.lang)
    entries = whole([entry.text[notes.lang] for entry in answer.entries], answer.style)
    return notes.page(Prose(f"{named} · {answer.style}", "bold"), [Verbatim(entries, syntax)])
