"""One record to read: what it is, its numbers, what names it, its sources, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable

from epcli.drawing.blocks import Block, Fields, Heading, Item, Listing, Page, Paragraph, Row, Table
from epcli.drawing.prose import QUIET, Prose
from epcli.model import ASPECTS, CaseStudy, Event, Figure, Indicator, Organization, Place, PoorCounty, Source, name_of
from epcli.queries.answer import OwnedFigure
from epcli.queries.named import whereabouts
from epcli.queries.show import Naming, Records
from epcli.views.aspects import told
from epcli.views.events import entries
from epcli.views.footnotes import Footnotes, bibliographic, leading, listed
from epcli.wording import count, dated, join_names, label


def page(answer: Records, notes: Footnotes) -> Page:
    blocks: list[Block] = []
    for event in answer.events:
        blocks += _event(event, notes)
    for case in answer.case_studies:
        blocks += _case(case, notes)
    for place in answer.places:
        if place.id not in {case.place for case in answer.case_studies}:
            blocks += _place(place, notes)
    for body in answer.organizations:
        blocks += _organization(body, notes)
    for indicator in answer.indicators:
        blocks += _indicator(indicator, notes)
    for source in answer.sources:
        blocks += _source(source, notes)
    for figure in answer.figures:
        blocks += _figure(figure, notes)
    blocks += _named_in(answer.named_in, notes)
    blocks += _leads_on(answer, notes)
    return notes.page(_title(answer, notes), blocks, answer.id)


def _title(answer: Records, notes: Footnotes) -> Prose:
    """What is shown, in the reader's language and then in the other, and its id."""
    first = next(iter(next(iter(answer.tables().values()))))
    name = first.metric if isinstance(first, OwnedFigure) else name_of(first)  # type: ignore[arg-type]
    other = name["en" if notes.lang == "zh" else "zh"]
    return Prose.of((name[notes.lang], "bold"), (f" {other}" if other != name[notes.lang] else "", QUIET), (f" · {answer.id}", QUIET))


def _event(event: Event, notes: Footnotes) -> list[Block]:
    blocks: list[Block] = [entries([event], notes), Paragraph(Prose(event.summary[notes.lang]))]
    if event.document:
        number = f" · {event.document.number}" if event.document.number else ""
        blocks.append(Paragraph(Prose.of((f"{label('document', notes.lang)}  ", "bold"), event.document.title[notes.lang], number)))
    return blocks


def _case(case: CaseStudy, notes: Footnotes) -> list[Block]:
    lang = notes.lang
    place = notes.store.places[case.place]
    return [
        *_place(place, notes),
        Paragraph(notes.cited(case.headline[lang], case.citations)),
        Fields([(Prose(label(aspect, lang), "bold"), told(case, aspect, notes)) for aspect in ASPECTS]),
        *_figures(case.figures, notes, "figures"),
    ]


def _place(place: Place, notes: Footnotes) -> list[Block]:
    """Where a place lies, and for one of the 832 when it left the list."""
    code = f" · {place.code}" if place.code else ""
    where = f"{whereabouts(notes.store, place.id)[notes.lang]} · {label(place.level, notes.lang)}{code}"
    left = [Paragraph(_left_the_list(place.poor_county, notes))] if place.poor_county else []
    return [Paragraph(Prose(where, QUIET)), *left]


def _left_the_list(county: PoorCounty, notes: Footnotes) -> Prose:
    """That a place is one of the 832, when it left the list, and how that is known."""
    evidence = label(f"exit_{county.evidence}", notes.lang)
    if notes.lang == "zh":
        words = f"国家级贫困县，{county.exit_year}年度退出（{evidence}）{f'，{county.announced}宣布' if county.announced else ''}"
    else:
        announced = f", announced {county.announced}" if county.announced else ""
        words = f"National poor county; left the list for {county.exit_year} ({evidence}){announced}"
    return notes.cited(words, county.citations, county.note)


def _organization(body: Organization, notes: Footnotes) -> list[Block]:
    lang = notes.lang
    blocks: list[Block] = [
        Paragraph(Prose(label(f"{body.kind}_body", lang), QUIET)),
        Paragraph(notes.cited(body.summary[lang], body.citations)),
    ]
    if body.programmes:
        ran = [Item(notes.cited(Prose.of((one.name[lang], "bold"), f"  {one.summary[lang]}"), one.citations)) for one in body.programmes]
        blocks += [Heading(Prose(label("programmes", lang), "bold")), Listing(ran)]
    return [*blocks, *_figures(body.figures, notes, "figures")]


def _indicator(indicator: Indicator, notes: Footnotes) -> list[Block]:
    measure = f"{label(indicator.measure, notes.lang)} · {label('unit', notes.lang)} {indicator.unit}"
    return [Paragraph(Prose(measure, QUIET)), Paragraph(Prose(indicator.definition[notes.lang]))]


def _source(source: Source, notes: Footnotes) -> list[Block]:
    words = bibliographic(source, notes.lang)
    if source.url:
        words = Prose.of(words, "\n", Prose(source.url, "", source.url))
    return [Paragraph(words), *([Paragraph(Prose(source.note[notes.lang]))] if source.note else [])]


def _figure(figure: OwnedFigure, notes: Footnotes) -> list[Block]:
    """A number and everything that is known of it."""
    lang, store = notes.lang, notes.store
    said: list[tuple[str, Prose | str]] = [("value", notes.amount(figure))]
    if figure.as_written:
        said.append(("as_written", figure.as_written))
    due = "" if not figure.due else f", due {dated(figure.due, lang)}" if lang == "en" else f"，期限{dated(figure.due, lang)}"
    said += [("status", label(figure.status, lang)), ("role", f"{label(figure.role, lang)}{due}")]
    if figure.as_of:
        said.append(("date", dated(figure.as_of, lang)))
    if figure.indicator:
        said.append(("indicator", Prose.of(notes.indicator(figure.indicator), f" · {figure.indicator}")))
    said.append(("about", _about(figure, notes)))
    said.append(("reported_by", notes.organization(figure.reported_by) if figure.reported_by else label("not_stated", lang)))
    owner = getattr(store, figure.subject.table)[figure.subject.id]
    whole = f"{figure.subject.table}/{figure.subject.id}"
    said.append(("record", Prose.of(Prose(name_of(owner)[lang], "", whole), f" · {figure.subject.id}")))
    said.append(("references", notes.reference(figure.citations, figure.note)))
    fields = [(Prose(label(name, lang), "bold"), Prose.of(words)) for name, words in said]
    return [Fields([(name, words) for name, words in fields if words.runs])]


def _about(figure: Figure, notes: Footnotes) -> Prose:
    return listed([*map(notes.place, figure.places), *map(notes.organization, figure.organizations)], notes.lang)


def _elsewhere(figure: OwnedFigure, notes: Footnotes) -> Item:
    """A figure away from its record, with what it is about and its id."""
    led = Prose.of(" · ", _about(figure, notes), " · ", leading("figures", figure.id)).styled(QUIET)
    return Item(Prose.of(notes.figure(figure), led), figure.id)


def _figures(figures: Iterable[Figure], notes: Footnotes, heading: str) -> list[Block]:
    items = notes.figures(figures)
    return [Heading(Prose(label(heading, notes.lang), "bold")), Listing(items)] if items else []


def _named_in(naming: Naming, notes: Footnotes) -> list[Block]:
    lang = notes.lang
    blocks: list[Block] = []
    agreements = [event for event in naming.events if event.kind == "agreement"]
    others = [event for event in naming.events if event.kind != "agreement"]
    shown = {event.id for event in naming.events}
    if figures := [figure for figure in naming.figures if figure.subject.id not in shown]:
        blocks += [Heading(Prose(label("figures_elsewhere", lang), "bold")), Listing([_elsewhere(figure, notes) for figure in figures])]
    for heading, events in (("agreements_naming", agreements), ("events_naming", others)):
        if events:
            blocks += [Heading(Prose(label(heading, lang), "bold")), entries(events, notes)]
    if naming.case_studies:
        cases = [
            Item(
                Prose.of(Prose(case.name[lang], "bold", f"case_studies/{case.id}"), f"  {case.headline[lang]}", (f" · {case.id}", QUIET)),
                case.id,
            )
            for case in naming.case_studies
        ]
        blocks += [Heading(Prose(label("case_studies", lang), "bold")), Listing(cases)]
    if poor := [place for place in naming.places if place.poor_county]:
        heads = notes.heads("place", "id", "exit_year")
        rows = [Row([notes.place(place.id), Prose(place.id), Prose(str(_exit(place)))], place.id) for place in poor]
        blocks += [Heading(Prose(f"{label('poor_counties', lang)} · {count(len(rows), 'county', lang)}", "bold")), Table(heads, rows)]
    if inner := [place for place in naming.places if not place.poor_county]:
        named = [Item(Prose.of(notes.place(place.id), (f" · {place.id}", QUIET)), place.id) for place in inner]
        blocks += [Heading(Prose(label("places_within", lang), "bold")), Listing(named)]
    if naming.organizations:
        bodies = [
            Item(Prose.of(Prose(body.name[lang], "", f"organizations/{body.id}"), (f" · {body.id}", QUIET)), body.id)
            for body in naming.organizations
        ]
        blocks += [Heading(Prose(label("organizations", lang), "bold")), Listing(bodies)]
    return blocks


def _exit(place: Place) -> int:
    assert place.poor_county
    return place.poor_county.exit_year


def _leads_on(answer: Records, notes: Footnotes) -> list[Block]:
    """The ids to go on with, each as it is typed."""
    if notes.linked:
        return []
    ids: dict[str, None] = {}
    for event in answer.events:
        ids |= dict.fromkeys([*event.organizations, *event.places])
    for case in answer.case_studies:
        ids |= dict.fromkeys([*([case.place] if case.place != case.id else []), *case.organizations])
    for place in answer.places:
        ids |= dict.fromkeys([place.within] if place.within else [])
    for figure in answer.figures:
        ids |= dict.fromkeys([figure.subject.id, *figure.places, *figure.organizations])
    ids |= dict.fromkeys(event.id for event in answer.named_in.events)
    ids.pop(answer.id, None)
    if not ids:
        return []
    typed = {"en": "epcli show ID: ", "zh": "epcli show 标识："}[notes.lang]
    return [Heading(Prose(label("go_on", notes.lang), "bold")), Paragraph(Prose(typed + join_names(ids, notes.lang), QUIET))]
