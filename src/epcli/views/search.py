"""The records that have the words, each with the sentences where they stand; a number with what it measures."""

from __future__ import annotations

from epcli.drawing.blocks import Page, Row, Table
from epcli.drawing.prose import QUIET, Prose
from epcli.model import Lang
from epcli.queries.search import ONE, Hit, Match, Search
from epcli.views.footnotes import Footnotes
from epcli.wording import as_of, count, dated, label, role

MOST = 3
"""How many sentences of one record are shown, each with words that those before it lack."""

_BY_NUMBER = (".id", ".as_written", ".value")
"""The fields of a figure that are not shown themselves: its number and what it measures stand for them."""


def page(answer: Search, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = [Row([_record(hit, lang), _sentences(hit, notes)], hit.id) for hit in answer.hits]
    title = Prose.of((answer.query, "bold"), (f" · {count(len(rows), 'record', lang)}", QUIET))
    return notes.page(title, [Table(notes.heads("record", "mention"), rows)] if rows else [])


def _record(hit: Hit, lang: Lang) -> Prose:
    day = f" · {dated(hit.date, lang)}" if hit.date else ""
    return Prose.of((hit.name[lang], "bold"), (f"\n{label(ONE[hit.table], lang)}{day}\n{hit.id}", QUIET))


def _sentences(hit: Hit, notes: Footnotes) -> Prose:
    matches = [match for match in hit.matches if match.lang in (notes.lang, None)]
    shown: list[Match] = []
    seen: set[str] = set()
    for match in sorted(matches, key=lambda match: match.lang is None) or hit.matches:
        words = {match.sentence[start:end].lower()[:4] for start, end in match.spans}
        told = match.figure and match.field.endswith(_BY_NUMBER) and any(match.figure is other.figure for other in shown)
        if len(shown) < MOST and (not words <= seen or not shown) and not told:
            shown.append(match)
            seen |= words
    lines = [piece for match in shown for piece in ("\n", _match(match, notes))]
    return Prose.of(*lines[1:]) if lines else Prose()


def _match(match: Match, notes: Footnotes) -> Prose:
    """A sentence with its words marked; for a figure its number, what it measures, and the sentence if that is neither of them."""
    marked = Prose(match.sentence).marked("bold yellow", match.spans)
    figure = match.figure
    if figure is None:
        return marked
    own = match.field.partition(".")[2].partition(".")[0] == "metric"
    metric = marked if own else Prose(figure.metric[notes.lang])
    number = Prose.of(notes.amount(figure), "  ", metric, f"{as_of(figure, notes.lang)}{role(figure, notes.lang)}")
    return number if own or match.field.endswith(_BY_NUMBER) else Prose.of(number, "\n", marked)
