"""The indicators, a line each."""

from __future__ import annotations

from epcli.drawing.blocks import Page, Row, Table
from epcli.drawing.prose import QUIET, Prose
from epcli.queries.indicators import CountedIndicator, Indicators
from epcli.views.footnotes import Footnotes
from epcli.wording import count, label


def page(answer: Indicators, notes: Footnotes) -> Page:
    rows = [_row(indicator, notes) for indicator in answer.indicators]
    heads = notes.heads("indicator", "measure", "actuals", "targets", "years_covered")
    return notes.page(Prose(count(len(rows), "indicator", notes.lang), "bold"), [Table(heads, rows)])


def _row(indicator: CountedIndicator, notes: Footnotes) -> Row:
    lang = notes.lang
    dates = dict.fromkeys(date for date in (indicator.first, indicator.last) if date)
    cells = [
        Prose.of((indicator.name[lang], "bold"), f"\n{indicator.id}", (f"\n{indicator.definition[lang]}", QUIET)),
        Prose(label(indicator.measure, lang)),
        Prose(str(indicator.actuals)),
        Prose(str(indicator.targets)),
        Prose(" – ".join(dates)),
    ]
    return Row(cells, indicator.id)
