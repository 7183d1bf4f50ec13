"""Which pages a site has, and what stands on each: the answers' own views, and the few pages that lead to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from epcli.bibliography.entry import Entry, of_dataset, of_source
from epcli.bibliography.style import one, whole
from epcli.dates import dated_years
from epcli.drawing.blocks import Block, Fields, Heading, Item, Listing, Page, Paragraph, Row, Table, Verbatim
from epcli.drawing.prose import QUIET, Prose
from epcli.model import CaseStudy, Figure, Lang, Organization, Place, Record, Text, name_of
from epcli.queries.agreements import agreements
from epcli.queries.answer import cited, figure_owners, owned_figures
from epcli.queries.chart import chart
from epcli.queries.compare import compare
from epcli.queries.counties import counties
from epcli.queries.county import county
from epcli.queries.figures import figures
from epcli.queries.indicator import indicator
from epcli.queries.indicators import indicators
from epcli.queries.named import enclosing, platforms, whereabouts
from epcli.queries.platform import platform
from epcli.queries.platforms import platforms as all_platforms
from epcli.queries.promises import promises
from epcli.queries.show import show
from epcli.queries.sources import sources
from epcli.queries.timeline import timeline
from epcli.site import addresses
from epcli.site.titles import title as title_of
from epcli.site.words import WORDS, said
from epcli.store import Store
from epcli.views import agreements as agreements_view
from epcli.views import chart as chart_view
from epcli.views import compare as compare_view
from epcli.views import counties as counties_view
from epcli.views import county as county_view
from epcli.views import figures as figures_view
from epcli.views import indicator as indicator_view
from epcli.views import indicators as indicators_view
from epcli.views import platform as platform_view
from epcli.views import platforms as platforms_view
from epcli.views import promises as promises_view
from epcli.views import show as show_view
from epcli.views import sources as sources_view
from epcli.views import timeline as timeline_view
from epcli.views.footnotes import Footnotes
from epcli.wording import count, label, sentence_case

MOST_COMPARED = 40
"""Case studies up to which each two have a page; beyond it their number, which grows as a square, would be all that a site is made of."""

EXAMPLES = {
    "stated": "jd-cpad-investment",
    "restored": "jd-cpad-poor-counties",
    "lost": "china-post-warehouses",
    "inferred": "2016-04-jiangxi-suning",
}
"""Examples that everybody understands; a store without them has others."""

Crumb = tuple[Text, str]
"""A page above another one: its name and its key."""


class Sheet(Struct, frozen=True):
    """A page of the site in either language: its key, the pages above it, and how its blocks are made.

    `record` is what it is the page of, and `cites` are the ids of the sources that this rests on.
    """

    key: str
    crumbs: Sequence[Crumb]
    page: Callable[[Lang], Page]
    record: Record | None = None
    cites: Sequence[str] = ()


def sheets(store: Store) -> Iterator[Sheet]:
    """Every page of a site but its search, in an order that never changes; each is made when it is drawn."""
    site = _Pages(store)
    yield Sheet("index", [], site.start)
    yield from site.timelines()
    yield from site.overviews()
    yield from site.comparisons()
    yield from site.records()


def addresses_of(store: Store) -> dict[str, None]:
    """The keys of all pages of a site, so that each knows which others there are."""
    keys = dict.fromkeys(["index", "search", "timeline", "organizations", "compare", "places"])
    keys |= dict.fromkeys(["platforms", "case_studies", "indicators", "promises", "figures", "agreements", "sources"])
    keys |= dict.fromkeys(f"timeline/{year}" for year in _years(store))
    keys |= dict.fromkeys(addresses.pair(a, b) for a, b in _pairs(store))
    for table in ("events", "case_studies", "organizations", "places", "indicators", "sources"):
        keys |= dict.fromkeys(f"{table}/{record_id}" for record_id in getattr(store, table))
    keys |= dict.fromkeys(f"figures/{figure.id}" for owner in figure_owners(store) for figure in owner.figures)
    return keys


def with_citation(sheet: Sheet, page: Page, store: Store, base: str) -> Page:
    """A page with how to cite it and what it rests on at its end, in BibTeX and GB/T, and where its record is as JSON."""
    if sheet.record is None:
        return page
    lang = page.lang
    name = title_of(sheet.record, store)[lang]
    _, _, record_id = sheet.key.partition("/")
    title = f"{name}（{record_id}）．{store.dataset.title.zh}" if lang == "zh" else f"{name} ({record_id}). {store.dataset.title.en}"
    address = f"{base}{lang}/{addresses.html(sheet.key)}" if base else None
    blocks: list[Block] = [Heading(Prose(said("cite", lang), "bold"), "s_cite")]
    if not sheet.key.startswith("sources/"):
        own = replace(of_dataset(store.dataset, lang), key=record_id, title=title, url=address)
        blocks += [Paragraph(Prose(said("cite_own", lang))), *_copied([own])]
    entries = [replace(of_source(store.sources[source], lang), annotation=None) for source in sheet.cites]
    if entries and not sheet.key.startswith(("places/", "organizations/")):  # many rest on the same, which have pages of their own
        led = said("cite_source" if sheet.key.startswith("sources/") else "cite_sources", lang)
        blocks += [Paragraph(Prose(led)), *_copied(entries)]
    blocks.append(Paragraph(Prose(said("as_json", lang), "", f"json/{sheet.key}")))
    return replace(page, blocks=[*page.blocks, *blocks])


def _copied(entries: Sequence[Entry]) -> list[Block]:
    """Entries to be copied, in BibTeX and in GB/T."""
    bibtex = whole([one(entry, "bibtex") for entry in entries], "bibtex")
    gbt = [one(entry, "gbt7714") for entry in entries]
    return [Verbatim(bibtex, "bibtex"), Verbatim(whole(gbt, "gbt7714") if len(gbt) > 1 else f"{gbt[0]}\n", "text")]


def _years(store: Store) -> list[int]:
    """The years at which a date of an event begins or ends."""
    return sorted({year for event in store.events.values() for year in dated_years(event.date) if year})


def _pairs(store: Store) -> list[tuple[str, str]]:
    return list(combinations(store.case_studies, 2)) if len(store.case_studies) <= MOST_COMPARED else []


class _Pages:
    """The pages of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._years = _years(store)
        self._pairs = set(_pairs(store))

    def notes(self, lang: Lang, brief: bool = False, long: bool = False) -> Footnotes:
        return Footnotes(self.store, lang, brief, long, linked=True)

    def timelines(self) -> Iterator[Sheet]:
        """The years, with who was active when, and a page for each."""
        yield Sheet("timeline", [], self._chart)
        for year in self._years:
            answer = timeline(self.store, f"{year:04}")
            yield Sheet(
                f"timeline/{year}",
                [(WORDS["timeline"], "timeline")],
                lambda lang, answer=answer, year=year: self._beside(  # type: ignore[misc]
                    year, timeline_view.page(answer, self.notes(lang, long=True))
                ),
            )

    def _beside(self, year: int, page: Page) -> Page:
        """A year with what leads to the one before it and the one after it, among those that have a page."""
        at = self._years.index(year)
        before, after = self._years[:at][-1:], self._years[at + 1 :][:1]
        leads = [Prose(f"← {one:04}", "", f"timeline/{one:04}") for one in before]
        leads += [Prose(f"{one:04} →", "", f"timeline/{one:04}") for one in after]
        return replace(page, blocks=[Paragraph(Prose.joined(leads, " · ")), *page.blocks]) if leads else page

    def _chart(self, lang: Lang) -> Page:
        drawn = chart_view.page(chart(timeline(self.store)), self.notes(lang))
        counted = ((year, len(timeline(self.store, f"{year:04}").events)) for year in self._years)
        years = [
            Item(Prose.of(Prose(str(year), "bold", f"timeline/{year}"), f"  {count(number, 'event', lang)}")) for year, number in counted
        ]
        listed: list[Block] = [Heading(_bold("all_years", lang), "s_years"), Listing(years)] if years else []
        charted: list[Block] = [Heading(Prose(sentence_case(said("chart", lang)), "bold"), "s_chart"), *drawn.blocks]
        return replace(drawn, blocks=[*listed, *charted])

    def overviews(self) -> Iterator[Sheet]:
        """The pages that list everything of one kind."""
        store = self.store
        yield Sheet("platforms", [], lambda lang: platforms_view.page(all_platforms(store), self.notes(lang)))
        yield Sheet("organizations", [], self._organizations)
        yield Sheet("case_studies", [], lambda lang: counties_view.page(counties(store), self.notes(lang)))
        yield Sheet("indicators", [], lambda lang: indicators_view.page(indicators(store), self.notes(lang)))
        yield Sheet("promises", [], lambda lang: promises_view.page(promises(store), self.notes(lang)))
        yield Sheet("agreements", [], lambda lang: agreements_view.page(agreements(store), self.notes(lang)))
        yield Sheet("figures", [], lambda lang: figures_view.page(figures(store), self.notes(lang, brief=True)))
        yield Sheet("sources", [], lambda lang: sources_view.page(sources(store), self.notes(lang)))
        yield Sheet("places", [], self._places)

    def comparisons(self) -> Iterator[Sheet]:
        """A page that leads to each two case studies, and a page of each two."""
        yield Sheet("compare", [], self._compare)
        for pair in combinations(self.store.case_studies, 2) if self._pairs else ():
            answer = compare(self.store, pair)
            yield Sheet(
                addresses.pair(*pair),
                [(WORDS["compare"], "compare")],
                lambda lang, answer=answer: self._comparison(compare_view.page(answer, self.notes(lang))),  # type: ignore[misc]
            )

    def _comparison(self, page: Page) -> Page:
        return replace(page, title=Prose.of((said("comparison", page.lang), "bold"), page.title))

    def _compare(self, lang: Lang) -> Page:
        store = self.store
        blocks: list[Block] = [Paragraph(Prose(said("compare_intro", lang)))]
        if len(store.case_studies) > MOST_COMPARED:
            blocks.append(Paragraph(Prose(said("compare_many", lang))))
        elif self._pairs:
            blocks.append(
                Fields([(self._case(case, lang).styled("bold"), self._others(case, lang)) for case in store.case_studies.values()])
            )
        return self._page("compare", blocks, lang)

    def _others(self, case: CaseStudy, lang: Lang) -> Prose:
        """The other case studies, each leading to its comparison with this one."""
        others = []
        for other in self.store.case_studies.values():
            if other.id != case.id:
                pair = (case.id, other.id) if (case.id, other.id) in self._pairs else (other.id, case.id)
                others.append(Prose(other.name[lang], "", addresses.pair(*pair)))
        return Prose.joined(others, " · ")

    def _case(self, case: CaseStudy, lang: Lang) -> Prose:
        return Prose(case.name[lang], "", f"case_studies/{case.id}")

    def records(self) -> Iterator[Sheet]:
        """A page for each record and each figure."""
        store = self.store
        for event in store.events.values():
            years = [year for year in dated_years(event.date) if year]
            crumbs = [(WORDS["timeline"], "timeline"), *((Text(str(year), str(year)), f"timeline/{year}") for year in years[:1])]
            yield self._shown("events", event, crumbs)
        for case in store.case_studies.values():
            told = county(store, case.id)
            yield Sheet(
                f"case_studies/{case.id}",
                [(WORDS["case_studies"], "case_studies")],
                lambda lang, told=told, case=case: self._compared(case, county_view.page(told, self.notes(lang))),  # type: ignore[misc]
                case,
                list(dict.fromkeys(cited(case))),
            )
        for body in store.organizations.values():
            yield self._platform(body) if body.kind == "platform" else self._shown("organizations", body, self._above(body))
        for place in store.places.values():
            yield self._shown("places", place, self._above(place))
        for kept in store.indicators.values():
            values = indicator(store, kept.id)
            yield Sheet(
                f"indicators/{kept.id}",
                [(WORDS["indicators"], "indicators")],
                lambda lang, values=values: indicator_view.page(values, self.notes(lang)),  # type: ignore[misc]
                kept,
            )
        for source in store.sources.values():
            yield self._shown("sources", source, [(WORDS["sources"], "sources")])
        for figure in owned_figures(figure_owners(store)):
            owner = getattr(store, figure.subject.table)[figure.subject.id]
            above = (name_of(owner), f"{figure.subject.table}/{figure.subject.id}")
            shown = self._shown("figures", figure, [*self._above(owner), above])
            yield replace(shown, page=lambda lang, shown=shown, figure=figure: self._titled(shown.page(lang), figure))

    def _compared(self, case: CaseStudy, page: Page) -> Page:
        """A case study with what leads to its comparisons."""
        if not self._pairs:
            return page
        lang = page.lang
        leads: list[Block] = [Heading(_bold("compare", lang), "s_compare"), Paragraph(self._others(case, lang))]
        return replace(page, blocks=[*page.blocks, *leads])

    def _titled(self, page: Page, figure: Figure) -> Page:
        name = title_of(figure, self.store)[page.lang]
        return replace(page, title=Prose.of((name, "bold"), (f" · {figure.id}", QUIET)))

    def _platform(self, body: Organization) -> Sheet:
        answer = platform(self.store, body.id)
        cites = list(dict.fromkeys(cited(body)))
        return Sheet(
            f"organizations/{body.id}",
            self._above(body),
            lambda lang: platform_view.page(answer, self.notes(lang)),
            body,
            cites,
        )

    def _above(self, record: Record) -> list[Crumb]:
        if isinstance(record, Organization):
            return [(WORDS["platforms"], "platforms") if record.kind == "platform" else (WORDS["organizations"], "organizations")]
        if isinstance(record, CaseStudy):
            return [(WORDS["case_studies"], "case_studies")]
        if isinstance(record, Place):
            outer = [*enclosing(self.store, record.id)][:0:-1]
            return [(WORDS["places"], "places"), *((place.name, f"places/{place.id}") for place in outer)]
        return [(WORDS["timeline"], "timeline")]

    def _shown(self, table: str, record: Record, crumbs: Sequence[Crumb]) -> Sheet:
        key = f"{table}/{record.id}"  # type: ignore[attr-defined]
        answer = show(self.store, key)
        cites = list(dict.fromkeys(cited(record)))
        brief = table == "sources"  # each number that rests on it leads to its own page, with all that is said of it
        return Sheet(key, crumbs, lambda lang: show_view.page(answer, self.notes(lang, brief)), record, cites)

    def start(self, lang: Lang) -> Page:
        """What this is, three questions, and how far to trust a number."""
        store = self.store
        tables = {"event": store.events, "case_study": store.case_studies, "figure": owned_figures(figure_owners(store))}
        tables |= {"indicator": store.indicators, "organization": store.organizations, "source": store.sources}
        counts = [count(len(records), name, lang) for name, records in tables.items()]
        entry = of_dataset(store.dataset, lang)  # under a key that is nobody else's in a reader's bibliography
        if poor := [place for place in store.places.values() if place.poor_county]:
            counts.insert(4, f"{len(poor)}个国家级贫困县" if lang == "zh" else f"{len(poor)} national poor counties")
        questions = self._questions(lang)
        asked = "three_questions" if len(questions) == 3 else "questions"
        asking: list[Block] = [Heading(_bold(asked, lang), "s_questions"), Listing(questions)] if questions else []
        blocks: list[Block] = [
            *([Paragraph(Prose(store.dataset.description[lang]))] if store.dataset.description[lang] else []),
            Paragraph(Prose(" · ".join(counts), QUIET)),
            *asking,
            Heading(_bold("trust", lang), "s_trust"),
            Paragraph(Prose(said("trust_first", lang))),
            Table([said(name, lang) for name in ("status", "means", "example")], self._statuses(lang)),
            Paragraph(Prose(said("trust_then", lang))),
            Heading(_bold("everything", lang), "s_pages"),
            Listing([Item(Prose(said(key, lang), "", key)) for key in ALL_PAGES]),
            Heading(_bold("whole", lang), "s_whole"),
            Listing([Item(Prose(file, "", f"top/{file}")) for file in ("records.json", "sources.bib")]),
            Heading(_bold("cite", lang), "s_cite"),
            Paragraph(Prose(said("cite_dataset", lang))),
            *_copied([replace(entry, key=f"{'epcli' if entry.date else 'records'}-{store.dataset.version}")]),
        ]
        return Page(lang, Prose(store.dataset.title[lang], "bold"), blocks, self.notes(lang).page(Prose(), []).edition)

    def _questions(self, lang: Lang) -> list[Item]:
        store = self.store
        years = [Prose(str(year), "", f"timeline/{year}") for year in self._years]
        bodies = [Prose(body.name[lang], "", f"organizations/{body.id}") for body in platforms(store)[:MOST_COMPARED]]
        cases = [self._case(case, lang) for case in [*store.case_studies.values()][:MOST_COMPARED]]
        questions = [
            ("q_when", "q_when_go", [*years, Prose(said("chart", lang), "", "timeline")]),
            ("q_promised", "q_promised_go", [*bodies, Prose(said("q_all_promises", lang), "", "promises")]),
            ("q_counties", "q_counties_go", [*cases, Prose(said("q_any_two", lang), "", "compare")]),
        ]
        return [
            Item(Prose.of((said(question, lang), "bold"), "\n", said(led, lang), Prose.joined(leads, " · ")))
            for question, led, leads in questions
            if len(leads) > 1
        ]

    def _statuses(self, lang: Lang) -> list[Row]:
        """Each status, what it means, and an example of it from this store."""
        rows = []
        for status in ("stated", "restored", "inferred", "lost"):
            meaning = said(f"means_{status}", lang)
            rows.append(Row([Prose(sentence_case(label(status, lang)), "bold"), Prose(meaning), self._example(status, lang)]))
        return rows

    def _example(self, status: str, lang: Lang) -> Prose:
        notes = self.notes(lang)
        if status == "inferred":
            events = [event for event in self.store.events.values() if event.dating.status == status]
            events.sort(key=lambda event: event.id != EXAMPLES[status])
            return (
                Prose.of(notes.date(events[0].date, "inferred"), "  ", Prose(events[0].title[lang], "", f"events/{events[0].id}"))
                if events
                else Prose()
            )
        found = [figure for figure in owned_figures(figure_owners(self.store)) if figure.status == status]
        found.sort(key=lambda figure: figure.id != EXAMPLES[status])
        return Prose.of(notes.amount(found[0]), f"  {found[0].metric[lang]}") if found else Prose()

    def _organizations(self, lang: Lang) -> Page:
        """The bodies by what they are."""
        notes = self.notes(lang)
        kinds: dict[str, list[Organization]] = {}
        for body in self.store.organizations.values():
            kinds.setdefault(body.kind, []).append(body)
        blocks: list[Block] = []
        for kind, bodies in kinds.items():
            blocks.append(Heading(Prose(sentence_case(label(f"{kind}_body", lang)), "bold"), f"s_{kind}"))
            rows = [Row([notes.organization(body.id), notes.cited(body.summary[lang], body.citations)], body.id) for body in bodies]
            blocks.append(Table([sentence_case(label("organization", lang)), sentence_case(label("about", lang))], rows))
        return notes.page(_bold("organizations", lang), blocks)

    def _places(self, lang: Lang) -> Page:
        """The poor counties by province with their years, then all other places."""
        store = self.store
        poor: dict[str, list[Place]] = {}
        others = []
        for place in sorted(store.places.values(), key=lambda place: place.code or "~"):  # which is the order that everybody knows
            if place.poor_county:
                poor.setdefault(self._province(place).id, []).append(place)
            else:
                others.append(place)
        blocks: list[Block] = [Paragraph(Prose(said("counties_intro", lang)))] if poor else []
        if poor:
            blocks.append(Table(*self._by_year(poor, lang)))
        notes = self.notes(lang)
        heads = [said(name, lang) for name in ("county", "prefecture", "code", "left_in", "evidence")]
        for province, within in poor.items():
            number = count(len(within), "county", lang)
            name = notes.place(province).styled("bold")
            blocks.append(Heading(Prose.of(name, (f" · {number}", QUIET)), f"s_{province}"))
            blocks.append(Table(heads, [self._county_row(place, notes) for place in within]))
        if others:
            blocks.append(Heading(_bold("other_places", lang), "s_others"))
            rows = [Row([notes.place(place.id), Prose(label(place.level, lang)), self._within(place, lang)], place.id) for place in others]
            blocks.append(Table([sentence_case(label("place", lang)), sentence_case(label("level", lang)), said("prefecture", lang)], rows))
        return self._page("places_title" if poor else "places", blocks, lang)

    def _by_year(self, poor: dict[str, list[Place]], lang: Lang) -> tuple[list[str], list[Row]]:
        """How many left the list for each year, a province a row."""
        every = [place.poor_county for places in poor.values() for place in places if place.poor_county]
        years = sorted({county.exit_year for county in every})

        def row(name: Prose, places: Iterable[Place]) -> Row:
            left = [place.poor_county.exit_year for place in places if place.poor_county]
            return Row([name, *(Prose(str(left.count(year) or "")) for year in years), Prose(str(len(left)), "bold")])

        rows = [row(Prose(self.store.places[id].name[lang], "", f"#s_{id}"), places) for id, places in poor.items()]
        whole = row(Prose(said("total", lang), "bold"), [place for places in poor.values() for place in places])
        return [said("province", lang), *map(str, years), said("total", lang)], [*rows, whole]

    def _province(self, place: Place) -> Place:
        """The province that a place lies in, or the outermost place where there is none."""
        around = [*enclosing(self.store, place.id)]
        return next((outer for outer in around if outer.level == "province"), around[-1])

    def _county_row(self, place: Place, notes: Footnotes) -> Row:
        county = place.poor_county
        assert county
        evidence = said(f"evidence_{county.evidence}", notes.lang)
        cells = [
            notes.place(place.id),
            self._within(place, notes.lang, brief=True),
            Prose(place.code or ""),
            Prose(str(county.exit_year)),
            Prose(evidence),
        ]
        return Row(cells, place.id)

    def _within(self, place: Place, lang: Lang, brief: bool = False) -> Prose:
        """What a place lies in, and where that is, unless `brief` because the heading says so."""
        if not place.within:
            return Prose()
        outer = self.store.places[place.within]
        name = outer.name if brief or outer.level == "province" else whereabouts(self.store, outer.id)
        return Prose(name[lang], "", f"places/{outer.id}")

    def _page(self, key: str, blocks: Sequence[Block], lang: Lang) -> Page:
        return self.notes(lang).page(Prose(said(key, lang), "bold"), blocks)


ALL_PAGES = (
    *("timeline", "platforms", "case_studies", "compare", "promises", "indicators", "figures", "agreements"),
    *("places", "organizations", "sources", "search"),
)
"""Every page that leads on to others."""


def _bold(name: str, lang: Lang) -> Prose:
    return Prose(said(name, lang), "bold")
