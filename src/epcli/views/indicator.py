"""One indicator: what it counts, then its values by what they are about, a bar each."""

from __future__ import annotations

from epcli.drawing.blocks import Bar, Bars, Block, Heading, Page, Paragraph
from epcli.drawing.prose import QUIET, Prose
from epcli.model import Figure
from epcli.queries.answer import OwnedFigure
from epcli.queries.indicator import Indicator, Series, is_running_total, odd_period
from epcli.queries.scope import Subject, subject
from epcli.views import asked
from epcli.views.footnotes import Footnotes, dotted, leading
from epcli.views.promises import about, counted_by
from epcli.wording import UNITS, count, dated, label, role, spell


def page(answer: Indicator, notes: Footnotes) -> Page:
    lang, indicator = notes.lang, answer.indicator
    other = indicator.name["en" if lang == "zh" else "zh"]
    number = count(len(answer.rows()), "figure", lang)
    title = Prose.of(
        (indicator.name[lang], "bold"), (f" {other} · {indicator.id}", QUIET), asked.when_and_what(answer, notes), (f" · {number}", QUIET)
    )
    one_scale = indicator.measure == "ratio"
    longest: dict[Subject | None, float] = {}
    for figure in answer.rows():
        key = None if one_scale else subject(figure)
        longest[key] = max(longest.get(key, 0), figure.upper or figure.value or 0)
    measured = " · ".join(part for part in (UNITS[indicator.unit][0 if lang == "zh" else 2], label(indicator.measure, lang)) if part)
    blocks: list[Block] = [Paragraph(Prose.of(indicator.definition[lang], (f" {measured}", QUIET)))]
    if answer.series:
        scale = label("scale_of_all" if one_scale else "scale_of_each", lang)
        hollow = label("hollow_bars", lang) if any(figure.role != "actual" for figure in answer.rows()) else ""
        blocks.append(Paragraph(Prose(f"{scale}{hollow}".strip(), QUIET), of_drawing=True))
    for series in answer.series:
        first = series.figures[0]
        full = longest[None if one_scale else subject(first)]
        bars = [_bar(figure, full, answer, notes) for figure in series.figures]
        blocks += [Heading(_heading(series, notes)), Bars(notes.heads("date", "value", "remark"), bars)]
    return notes.page(title, blocks, indicator.id)


def _heading(series: Series, notes: Footnotes) -> Prose:
    """Whom the values are about, then what they count, where that is not just what the indicator says."""
    words = about(series.figures[0], notes).styled("bold")
    return Prose.of(words, f" · {series.metric[notes.lang]}") if series.metric else words


def _bar(figure: OwnedFigure, full: float, answer: Indicator, notes: Footnotes) -> Bar:
    value = figure.value
    said = dotted(role(figure, notes.lang).removeprefix(" · "), _remark(figure, answer, notes), counted_by(figure, notes))
    return Bar(
        dated=Prose(dated(figure.as_of, notes.lang) if figure.as_of else label("undated", notes.lang)),
        length=None if value is None else value / full if full else 0,
        hollow=figure.role != "actual",
        amount=notes.amount(figure),
        about=notes.cited(Prose.of(said, (" · ", QUIET), leading("figures", figure.id)), figure.citations, figure.note),
        anchor=figure.id,
    )


def _remark(figure: Figure, answer: Indicator, notes: Footnotes) -> str:
    """That a number is a running total, or of a time that is no whole year."""
    if is_running_total(figure, answer.indicator):
        return label("running_total", notes.lang)
    odd = odd_period(figure, answer.indicator)
    if odd is None:
        return ""
    unit, number = odd
    return label("no_whole_year", notes.lang) if unit == "point" else spell(number, unit, notes.lang)
