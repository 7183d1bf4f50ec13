"""The indicators, each with its definition and with how much the store has of it."""

from __future__ import annotations

from epcli.drawing.blocks import Item, Listing, Page
from epcli.drawing.prose import QUIET, Prose
from epcli.queries.indicators import CountedIndicator, Indicators
from epcli.views import asked
from epcli.views.footnotes import Footnotes
from epcli.wording import count, dated, label


def page(answer: Indicators, notes: Footnotes) -> Page:
    items = [_item(indicator, notes) for indicator in answer.indicators]
    number = Prose(count(len(items), "indicator", notes.lang), "bold")
    return notes.page(Prose.of(number, asked.when_and_what(answer, notes)), [Listing(items)] if items else [])


def _item(indicator: CountedIndicator, notes: Footnotes) -> Item:
    lang = notes.lang
    dates = " – ".join(dict.fromkeys(dated(date, lang) for date in (indicator.first, indicator.last) if date))
    counts = {"actuals": indicator.actuals, "targets": indicator.targets, "rules": indicator.rules}
    numbers = [f"{label(name, lang)} {number}" for name, number in counts.items() if number]
    said = " · ".join(part for part in (label(indicator.measure, lang), *numbers, dates) if part)
    words = Prose.of(notes.indicator(indicator.id).styled("bold"), f" · {indicator.id}\n{said}\n", (indicator.definition[lang], QUIET))
    return Item(words, indicator.id)
