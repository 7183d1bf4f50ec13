"""Places side by side: what is told of each, then their numbers.

What differs is the point of a comparison, so it is printed plainly, and what is the same for all steps back: it is dim, and marked
with an equals sign for those who see no colour.
"""

from __future__ import annotations

from epcli.drawing.blocks import Aspect, Block, Cases, Heading, Item, Listing, Page, Paragraph
from epcli.drawing.prose import QUIET, Prose
from epcli.model import ASPECTS
from epcli.queries.answer import OwnedFigure
from epcli.queries.compare import Aspect as Told
from epcli.queries.compare import Compared, Comparison, Number
from epcli.views.aspects import not_stated, told
from epcli.views.footnotes import Footnotes
from epcli.wording import as_of, join_names, label


def page(answer: Comparison, notes: Footnotes) -> Page:
    lang, compared = notes.lang, answer.compared
    aspects = [_aspect(aspect, compared, notes) for aspect in answer.aspects]
    names = [Item(Prose(one.name[lang], "", _whole(one)), one.id) for one in compared]
    blocks: list[Block] = [Cases(names, aspects)]
    if any(aspect.same for aspect in aspects):
        blocks.append(Paragraph(Prose(f"= {label('same', lang)}", QUIET)))
    if answer.numbers:
        numbers = [_number(number, compared, notes) for number in answer.numbers]
        blocks += [Heading(Prose(label("numbers", lang), "bold")), Cases([Item(name.words) for name in names], numbers)]
    for one in [] if notes.linked else compared:  # else the page that the name leads to has them
        cited = one.case_study.citations if one.case_study else []
        blocks.append(Heading(notes.cited(Prose(f"{one.name[lang]} · {label('figures', lang)}", "bold"), cited)))
        blocks.append(Listing(notes.figures(answer.only[one.id], cited), empty=not_stated(notes)))
    return notes.page(Prose(join_names((one.name[lang] for one in compared), lang), "bold"), blocks)


def _whole(one: Compared) -> str:
    """Where all is told of a place."""
    return f"case_studies/{one.case_study.id}" if one.case_study else f"places/{one.place.id}"


def _aspect(aspect: Told, compared: list[Compared], notes: Footnotes) -> Aspect:
    name, values = label(aspect.aspect, notes.lang), [_value(aspect, one, notes) for one in compared]
    if aspect.same:
        return Aspect(Prose(f"{name} =", QUIET), [value.styled(QUIET) for value in values], same=True)
    return Aspect(Prose(name, "bold"), values, same=False)


def _value(aspect: Told, one: Compared, notes: Footnotes) -> Prose:
    """What is said under an aspect, with the references of facts; the place, level and headline of a case have none."""
    told_by_fact = [name for name in ASPECTS if name == aspect.aspect]
    if one.case_study is None and (told_by_fact or aspect.aspect == "headline"):
        return Prose(label("no_case_study", notes.lang), f"{QUIET} italic")
    if one.case_study and told_by_fact:
        return told(one.case_study, told_by_fact[0], notes)
    value = aspect.values[one.id]
    if value and aspect.aspect == "exit_year" and one.place.poor_county:
        return notes.cited(value[notes.lang], one.place.poor_county.citations, one.place.poor_county.note)
    return Prose(value[notes.lang]) if value else not_stated(notes)


def _number(number: Number, compared: list[Compared], notes: Footnotes) -> Aspect:
    """An indicator a row: of each place the latest actual."""
    name = notes.indicator(number.indicator)
    values = [_latest(number.values[one.id][0], notes) if one.id in number.values else not_stated(notes) for one in compared]
    return Aspect(name.styled("bold"), values, same=False)


def _latest(figure: OwnedFigure, notes: Footnotes) -> Prose:
    """How much, as of when, what exactly where the wording narrows the indicator, who counted, and where it stands."""
    lang = notes.lang
    indicator = notes.store.indicators[figure.indicator or ""].name
    narrower = f" {figure.metric[lang]}" if figure.metric != indicator else ""
    counted = Prose.of(" · ", notes.organization(figure.reported_by)) if figure.reported_by else Prose()
    words = Prose.of(notes.amount(figure), f"{as_of(figure, lang)}{narrower}", counted.styled(QUIET))
    return notes.cited(words, figure.citations, figure.note)
