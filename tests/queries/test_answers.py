"""The answers as data: what belongs in them, and the fields that scripts rely on."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date
from typing import Any

import msgspec
import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from epcli.dates import bounds
from epcli.errors import RequestError
from epcli.model import ASPECTS, Text
from epcli.names import key
from epcli.queries.agreements import agreements
from epcli.queries.answer import Answer
from epcli.queries.cite import cite
from epcli.queries.compare import compare
from epcli.queries.counties import counties
from epcli.queries.county import county
from epcli.queries.figures import Figures, figures
from epcli.queries.indicator import indicator
from epcli.queries.indicators import indicators
from epcli.queries.named import place_named
from epcli.queries.narrowed import cites, narrowed
from epcli.queries.platform import platform
from epcli.queries.platforms import platforms
from epcli.queries.promises import promises
from epcli.queries.search import search
from epcli.queries.show import every_id, show
from epcli.queries.sources import sources
from epcli.queries.timeline import Timeline, timeline
from epcli.store import Store, open_store, shipped


@pytest.fixture(scope="module")
def article(store: Store) -> Store:
    """The store as the article alone tells it, which does not grow."""
    return narrowed(store, "wei-yanan")


FIGURE = [
    *["id", "indicator", "metric", "role", "value", "upper", "unit", "qualifier", "as_written", "as_of", "due"],
    *["places", "organizations", "reported_by", "status", "citations", "note"],
]
EVENT = ["id", "date", "dating", "kind", "title", "summary", "organizations", "places", "document", "figures", "citations"]
CASE = [
    *["id", "place", "name", "headline", "context", "driver", "partner", "products", "measures", "outcome", "lesson", "caveat", "facts"],
    *["organizations", "figures", "citations"],
]
ORGANIZATION = ["id", "name", "aliases", "kind", "summary", "programmes", "figures", "citations"]


def as_json(answer: Answer) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(msgspec.json.encode(answer))
    assert list(data)[:2] == ["schema", "dataset"]
    assert list(data)[-2:] == ["filters", "references"]  # which tests/queries/test_asking.py reads
    del data["filters"], data["references"]
    assert list(data["dataset"]) == ["version", "licence"]
    return data


def test_the_fields_of_a_timeline(store: Store) -> None:
    """`timeline --json` has these fields in this order."""
    data = as_json(timeline(store, "2016"))
    assert data["schema"] == "epcli.timeline/2"
    assert list(data) == ["schema", "dataset", "period", "events"]
    assert data["period"] == "2016"
    for event in data["events"]:
        assert list(event) == EVENT
        assert list(event["dating"]) == ["status", "note", "citations"]
        assert list(event["title"]) == ["zh", "en"]
        assert all(list(citation) == ["source", "at"] for citation in event["citations"])
        assert all(list(figure) == FIGURE for figure in event["figures"])
        assert event["document"] is None or list(event["document"]) == ["title", "number", "issuers"]


def test_the_fields_of_a_platform(store: Store) -> None:
    """`platform --json` has these fields in this order, and each figure says what it is about."""
    data = as_json(platform(store, "jd"))
    assert data["schema"] == "epcli.platform/2"
    assert list(data) == ["schema", "dataset", "platform", "promised", "reported", "events", "case_studies", "figures"]
    assert list(data["platform"]) == ORGANIZATION
    for programme in data["platform"]["programmes"]:
        assert list(programme) == ["name", "summary", "citations"]
    for figure in data["figures"] + data["reported"]:
        assert list(figure) == [*FIGURE, "subject"]
        assert list(figure["subject"]) == ["table", "id"]
    assert all(list(promise) == ["figure", "reported"] for promise in data["promised"])
    assert all(list(event) == EVENT for event in data["events"])
    assert all(list(case) == CASE for case in data["case_studies"])


def test_the_fields_of_an_indicator(store: Store) -> None:
    """`indicator --json` has these fields in this order, and the list its counts after the fields of the record."""
    data = as_json(indicator(store, "rural-taobao-stations"))
    assert (data["schema"], list(data)) == ("epcli.indicator/1", ["schema", "dataset", "indicator", "series"])
    fields = ["id", "name", "aliases", "definition", "unit", "measure"]
    assert list(data["indicator"]) == fields
    assert all(list(series) == ["organizations", "places", "metric", "figures"] for series in data["series"])
    assert all(list(figure) == [*FIGURE, "subject"] for series in data["series"] for figure in series["figures"])
    data = as_json(indicators(store))
    assert (data["schema"], list(data)) == ("epcli.indicators/1", ["schema", "dataset", "indicators"])
    assert all(list(one) == [*fields, "actuals", "targets", "rules", "first", "last"] for one in data["indicators"])


def test_the_fields_of_promises(store: Store) -> None:
    """`promises --json` has these fields in this order: each promise a figure, and under it results with their shares."""
    data = as_json(promises(store, "2016"))
    assert (data["schema"], list(data)) == ("epcli.promises/1", ["schema", "dataset", "period", "promises"])
    for promise in data["promises"]:
        assert list(promise) == ["figure", "reported"]
        assert list(promise["figure"]) == [*FIGURE, "subject"]
        assert all(list(one) == ["figure", "share"] and list(one["figure"]) == [*FIGURE, "subject"] for one in promise["reported"])


def test_the_fields_of_a_comparison(store: Store) -> None:
    """`compare --json` has these fields in this order, and every aspect a value or null for each case."""
    data = as_json(compare(store, ["chengxian", "tongyu"]))
    assert data["schema"] == "epcli.compare/2"
    assert list(data) == ["schema", "dataset", "compared", "case_studies", "aspects", "numbers", "only"]
    assert all(list(case) == CASE for case in data["case_studies"])
    assert all(list(one) == ["id", "name", "place", "case_study"] for one in data["compared"])
    assert all(list(number) == ["indicator", "values"] for number in data["numbers"])
    names = [
        "place",
        "level",
        "exit_year",
        "first_platform",
        "headline",
        "context",
        "driver",
        "partner",
        "products",
        "measures",
        "outcome",
        "lesson",
        "caveat",
    ]
    assert [aspect["aspect"] for aspect in data["aspects"]] == names
    for aspect in data["aspects"]:
        assert list(aspect) == ["aspect", "values", "same"]
        assert list(aspect["values"]) == ["chengxian", "tongyu"]


def test_a_year_holds_what_its_dates_overlap(store: Store) -> None:
    """2016 has at least 21 events; 2015 has the two documents and the Suning agreement; all together are every event."""
    in_2016 = [event.id for event in timeline(store, "2016").events]
    assert len(in_2016) >= 21
    in_2015 = {event.id for event in timeline(store, "2015").events}
    assert in_2015 >= {"2015-10-rural-ecommerce-opinion", "2015-11-poverty-decision", "2015-12-suning-cpad-agreement"}
    assert {event.id for event in timeline(store, None).events} == set(store.events)


def test_a_timeline_runs_forward(store: Store) -> None:
    """Events come in the order of the first day that their date may mean, a whole month before its days."""
    events = timeline(store, None).events
    starts = [bounds(event.date).lower for event in events]
    assert starts == sorted(starts)


@pytest.mark.parametrize("name", ["alibaba", "jd", "suning", "lecuntao", "yimutian", "china-post"])
def test_a_platform_has_all_that_names_it(store: Store, name: str) -> None:
    """A platform's page has each event and case study that names it, and every figure that is about it, whatever record it stands in."""
    answer = platform(store, name)
    assert {event.id for event in answer.events} == {event.id for event in store.events.values() if name in event.organizations}
    assert {case.id for case in answer.case_studies} == {case.id for case in store.case_studies.values() if name in case.organizations}
    assert [figure.id for figure in answer.figures] == [figure.id for figure in figures(store).figures if name in figure.organizations]
    assert answer.platform.programmes


def test_what_is_the_same_says_so(store: Store) -> None:
    """Two counties share their level and nothing that is told of them; aspects silent for all are the same."""
    aspects = {aspect.aspect: aspect for aspect in compare(store, ["chengxian", "tongyu"]).aspects}
    assert aspects["level"].same
    assert not aspects["headline"].same
    for aspect in aspects.values():
        assert aspect.same == (len({msgspec.json.encode(value) for value in aspect.values.values()}) == 1)


SOURCE = [
    *["id", "language", "type", "repost", "issued_by", "authors", "title", "publisher"],
    *["volume", "issue", "pages", "number", "doi", "date", "url", "note"],
]
PLACE = ["id", "name", "aliases", "level", "code", "within", "poor_county"]


def test_the_fields_of_the_lists(store: Store) -> None:
    """`platform`, `county` without a name, `figures` and `sources` give their records whole, in these fields."""
    data = as_json(platforms(store))
    assert (data["schema"], list(data)) == ("epcli.platforms/2", ["schema", "dataset", "platforms"])
    assert all(list(record) == ORGANIZATION for record in data["platforms"])
    data = as_json(counties(store))
    assert (data["schema"], list(data)) == ("epcli.counties/2", ["schema", "dataset", "case_studies"])
    assert all(list(record) == CASE for record in data["case_studies"])
    data = as_json(figures(store))
    assert (data["schema"], list(data)) == ("epcli.figures/2", ["schema", "dataset", "figures"])
    assert all(list(record) == [*FIGURE, "subject"] for record in data["figures"])
    data = as_json(sources(store))
    assert (data["schema"], list(data)) == ("epcli.sources/2", ["schema", "dataset", "sources"])
    assert all(list(record) == SOURCE for record in data["sources"])


def test_the_fields_of_a_county(store: Store) -> None:
    """`county NAME` gives the case study and the events in its place."""
    data = as_json(county(store, "longnan"))
    assert (data["schema"], list(data)) == ("epcli.county/2", ["schema", "dataset", "case_study", "events"])
    assert list(data["case_study"]) == CASE
    assert {"2013-chengxian-walnut-campaign", "2016-09-longnan-meeting"} <= {event["id"] for event in data["events"]}


def test_the_fields_of_the_agreements(article: Store) -> None:
    """`agreements` gives the platforms across, the places down with the signings in their cells, and the events behind."""
    data = as_json(agreements(article))
    assert (data["schema"], list(data)) == ("epcli.agreements/2", ["schema", "dataset", "platforms", "signatories", "events"])
    assert data["platforms"] == ["alibaba", "jd", "suning"]
    for row in data["signatories"]:
        assert list(row) == ["place", "platforms"]
        assert list(row["platforms"]) == data["platforms"]
        assert all(list(cell) == ["event", "date", "status"] for cells in row["platforms"].values() for cell in cells)
    cells = {
        row["place"]: {name: [cell["date"] for cell in cells] for name, cells in row["platforms"].items()} for row in data["signatories"]
    }
    assert cells[None] == {"alibaba": [], "jd": ["2016-01-22"], "suning": ["2015-12?"]}
    assert cells["guizhou"] == {"alibaba": ["2016-08"], "jd": ["2016-03"], "suning": []}
    assert cells["shandong"] == {"alibaba": [], "jd": ["2016-10"], "suning": ["2016-06"]}
    assert cells["fenghuang"]["jd"] == ["2016-05"]
    assert "lanzhou" not in cells


def test_the_fields_of_a_search(store: Store) -> None:
    """`search` gives each record once, best first, with the sentences and where in them the words stand."""
    data = as_json(search(store, "京东"))
    assert (data["schema"], list(data)) == ("epcli.search/2", ["schema", "dataset", "query", "hits", "missing"])
    assert data["hits"][0]["id"] == "jd"
    assert len({(hit["table"], hit["id"]) for hit in data["hits"]}) == len(data["hits"])
    for hit in data["hits"]:
        assert list(hit) == ["table", "id", "name", "date", "score", "matches"]
        for match in hit["matches"]:
            assert list(match) == ["field", "lang", "sentence", "spans", "figure"]
            assert all(match["sentence"][start:end] == "京东" for start, end in match["spans"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("walnut", "chengxian"),
        ("WALNUTS", "chengxian"),
        ("核桃", "chengxian"),
        ("walnuts Chengxian", "2013-chengxian-walnut-campaign"),
        ("Gao Kang", "xinhua-2016-01-22"),
        ("832个", "2016-01-jd-cpad-agreement"),
        ("621221", "chengxian"),
    ],
)
def test_search_finds_words_in_either_language(store: Store, query: str, found: str) -> None:
    """Chinese is found anywhere, English by whole words in singular or plural, whatever the case; all words must be there."""
    assert found in [hit.id for hit in search(store, query).hits]


def test_a_sentence_does_not_end_within_a_number_or_a_name(store: Store) -> None:
    """What a search quotes ends with the sentence, not at the point of 239.2 billion or of China.com.cn."""
    quoted = {hit.id: hit.matches[0].sentence for hit in search(store, "disagree").hits}
    assert "239.2 billion yuan" in quoted["2020-05-18-mofcom-full-coverage"]
    assert "China.com.cn" in quoted["2016-10-network-plan"]


def test_search_does_not_find_parts_of_english_words(store: Store) -> None:
    """`wal` does not find walnuts, and a search for nothing is refused."""
    assert search(store, "wal").hits == []
    with pytest.raises(RequestError, match="Nothing to search for"):
        search(store, "  ")


def test_the_fields_of_a_record(store: Store) -> None:
    """`show` gives every record that bears the id, whole: a county is a place and a case study, a figure says what it is about."""
    data = as_json(show(store, "chengxian"))
    assert data["schema"] == "epcli.show/2"
    assert list(data) == [
        "schema",
        "dataset",
        "id",
        "events",
        "case_studies",
        "organizations",
        "places",
        "indicators",
        "sources",
        "figures",
        "named_in",
    ]
    assert list(data["named_in"]) == ["events", "case_studies", "organizations", "places", "figures"]
    assert list(data["places"][0]) == PLACE
    assert list(data["case_studies"][0]) == CASE
    assert as_json(show(store, "jd-cpad-investment"))["figures"][0]["subject"] == {"table": "events", "id": "2016-01-jd-cpad-agreement"}
    with pytest.raises(RequestError, match="jd-cpad-investment"):
        show(store, "jd-cpad-investmen")


@pytest.mark.parametrize(
    ("name", "table", "record"),
    [
        ("京东", "organizations", "jd"),
        ("商务部", "organizations", "mofcom"),
        ("danzhai", "places", "danzhai"),
        ("Danzhai County", "places", "danzhai"),
        ("places/chengxian", "places", "chengxian"),
        ("case_studies/chengxian", "case_studies", "chengxian"),
        ("网店数", "indicators", "online-shops"),
        ("日喀则市", "places", "shigatse"),
        ("fuping", "places", "fuping"),
    ],
)
def test_anything_is_shown_by_any_of_its_names(name: str, table: str, record: str, store: Store) -> None:
    """An id, a name in either script, an alias, or table/id where two tables have the id: the record that is meant, and no other."""
    shown = show(store, name).tables()
    assert [(found, [getattr(one, "id", None) for one in records]) for found, records in shown.items()] == [(table, [record])]


def test_two_of_one_name_are_told(store: Store) -> None:
    """A name that two records share is refused with both ids, and table/id with what there is when the table lacks the id."""
    with pytest.raises(RequestError, match="fuping, fuping-shaanxi"):
        show(store, "Fuping")
    with pytest.raises(RequestError, match=r"organizations has no chengxian\. There is: case_studies/chengxian, places/chengxian"):
        show(store, "organizations/chengxian")


def test_what_names_a_record_is_shown_with_it(store: Store) -> None:
    """A county has the events in it and the figures about it; a body what it counted; an indicator its figures; a source what cites it."""
    assert [event.id for event in show(store, "danzhai").named_in.events] == ["2016-03-danzhai-launch"]
    assert {figure.reported_by for figure in show(store, "nbs").named_in.figures} == {"nbs"}
    assert {figure.indicator for figure in show(store, "poverty-rate").named_in.figures} == {"poverty-rate"}
    cited = show(store, "wei-yanan").named_in
    assert cited.events
    assert all("wei-yanan" in {citation.source for citation in figure.citations} for figure in cited.figures)
    assert "longnan" in {place.id for place in show(store, "gansu").named_in.places}


def test_numbers_stand_side_by_side(store: Store) -> None:
    """An indicator that two places have is a row, the latest actual first; a place without a case study has its numbers alone."""
    answer = compare(store, ["longnan", "suining", "danzhai"])
    assert [one.id for one in answer.compared] == ["longnan", "shaji", "danzhai"]
    assert answer.compared[2].case_study is None
    sales = next(number for number in answer.numbers if number.indicator == "online-sales")
    assert set(sales.values) == {"longnan", "shaji"}
    shops = next(number for number in compare(store, ["longnan", "tongyu"]).numbers if number.indicator == "online-shops")
    assert [figure.as_of for figure in shops.values["longnan"]] == ["2020-12", "2020-07", "2017-05", "2016-11", "2015-10", "2014"]
    shown = {figure.id for number in answer.numbers for values in number.values.values() for figure in values}
    assert not shown & {figure.id for figures in answer.only.values() for figure in figures}
    exits = next(aspect for aspect in answer.aspects if aspect.aspect == "exit_year").values
    assert exits["danzhai"] == Text(zh="2018年", en="2018")


def test_every_id_can_be_shown(store: Store) -> None:
    """Each id of the store, those of figures included, shows at least one record."""
    ids = [record_id for record_id, _ in every_id(store)]
    assert len(ids) > 150
    assert all(show(store, record_id).tables() for record_id in ids)


def test_the_fields_of_a_bibliography(store: Store) -> None:
    """`cite` gives the sources of a record in the order in which it cites them, each in both languages."""
    data = as_json(cite(store, "jd-cpad-poor-counties", "bibtex"))
    assert (data["schema"], list(data)) == ("epcli.cite/2", ["schema", "dataset", "names", "style", "accessed", "entries"])
    assert [entry["source"] for entry in data["entries"]] == ["wei-yanan", "xinhua-2016-01-22"]
    assert all(list(entry) == ["source", "text"] and list(entry["text"]) == ["zh", "en"] for entry in data["entries"])
    assert cite(store, "wei-yanan", "gbt7714").entries[0].text.zh.startswith("魏延安. 2016年我国电商扶贫现状与特点")


def test_a_bibliography_survives_special_characters(store: Store) -> None:
    """Characters that BibTeX reads as commands are escaped."""
    source = msgspec.structs.replace(store.sources["wei-yanan"], title=Text(zh="50% & {x}_#$\\", en="50% & {x}_#$\\"))
    written = cite(msgspec.structs.replace(store, sources={**store.sources, "wei-yanan": source}), "wei-yanan", "bibtex").entries[0].text.en
    assert r"title = {{50\% \& \{x\}\_\#\$\textbackslash{}}}" in written


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"platform": "阿里巴巴"}, ["2016-07-guangxi-alibaba", "2016-08-guizhou-alibaba"]),
        ({"place": "贵州"}, ["2016-03-danzhai-launch", "2016-03-guizhou-jd", "2016-08-guizhou-alibaba"]),
        ({"place": "gansu", "kind": "meeting"}, ["2016-09-longnan-meeting"]),
        ({"place": "Chengxian"}, ["2013-chengxian-walnut-campaign", "2016-09-longnan-meeting"]),
        ({"platform": "jd", "place": "Guizhou Province", "kind": "agreement"}, ["2016-03-guizhou-jd"]),
    ],
)
def test_filters_narrow_a_timeline_together(article: Store, filters: dict[str, Any], ids: list[str]) -> None:
    """--platform, --place (a province holds its counties) and --kind combine."""
    assert [event.id for event in timeline(article, None, **filters).events] == ids


def test_filters_narrow_the_figures(store: Store, article: Store) -> None:
    """--status, --platform and --place (with all within it) combine, and look at what a figure is about, not at the event around it."""
    assert len(figures(store, status="restored").figures) == 10
    own = figures(store, platform="suning", status="lost").figures
    assert {figure.subject.id for figure in own} == {"suning"}
    assert {figure.subject.id for figure in figures(article, place="Gansu").figures} == {"longnan"}
    assert figures(store, place="Gansu", status="restored").figures == []


def ids(answer: Timeline | Figures) -> set[str]:
    return {row.id for row in (answer.events if isinstance(answer, Timeline) else answer.figures)}


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [("platform", "jd", "苏宁"), ("place", "Gansu", "贵州"), ("kind", "policy", "会议"), ("source", "wei-yanan", "xinhua-2016-01-22")],
)
def test_several_values_of_a_filter_are_a_union(store: Store, field: str, first: str, second: str) -> None:
    """A timeline for two values of a filter has what it has for either; a value named twice changes nothing."""
    one: Any = [{field: value} for value in (first, second)]
    alone = [ids(timeline(store, **asked)) for asked in one]
    assert all(alone)
    both: Any = {field: [first, second, first]}
    assert ids(timeline(store, **both)) == alone[0] | alone[1]
    assert alone[0] | alone[1] > alone[0] != alone[1]


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [("platform", "jd", "苏宁"), ("place", "Gansu", "贵州"), ("status", "lost", "补全"), ("source", "wei-yanan", "cgtn-2020-05-12")],
)
def test_several_values_of_a_filter_of_figures_are_a_union(store: Store, field: Any, first: str, second: str) -> None:
    """The figures for two values of a filter are those for either."""
    one: Any = [{field: value} for value in (first, second)]
    alone = [ids(figures(store, **asked)) for asked in one]
    assert all(alone)
    both: Any = {field: [first, second]}
    assert ids(figures(store, **both)) == alone[0] | alone[1]
    assert alone[0] | alone[1] > alone[0] != alone[1]


def test_filters_of_two_fields_must_both_hold(store: Store) -> None:
    """Values of one filter are a union, and two filters intersect."""
    both = ids(timeline(store, "2016", platform=["jd", "suning"], place=["Gansu", "Guizhou"]))
    assert both == ids(timeline(store, "2016")) & ids(timeline(store, platform=["jd", "suning"])) & ids(
        timeline(store, place=["Gansu", "Guizhou"])
    )
    assert both
    assert ids(figures(store, platform=["jd", "suning"], status=["lost", "restored"])) == ids(
        figures(store, platform=["jd", "suning"])
    ) & ids(figures(store, status=["lost", "restored"]))


def test_no_value_of_a_filter_asks_for_everything(store: Store) -> None:
    """None and an empty list are no filter."""
    assert timeline(store, platform=[], kind=None) == timeline(store)
    assert figures(store, status=[], place=None) == figures(store)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "polcy"}, 'No kind is called "polcy". The nearest: policy.'),
        ({"kind": ["policy", "政"]}, 'No kind is called "政". The nearest: 政策.'),
        ({"platform": ["jd", "jdd"]}, 'No platform is called "jdd". The nearest: jd'),
        ({"source": ["wei-yanan", "wei-yana"]}, 'No source is called "wei-yana". The nearest: wei-yanan'),
    ],
)
def test_every_value_of_a_filter_must_mean_something(store: Store, asked: Any, told: str) -> None:
    """Of several values one that means nothing is an error, with the nearest that does."""
    with pytest.raises(RequestError, match=re.escape(told)):
        timeline(store, **asked)


def test_what_cannot_be_asked_for_is_refused(store: Store) -> None:
    """A filter that there is none of is an error and never passed over."""
    asked: Any = {"platfrom": "jd"}
    with pytest.raises(
        TypeError, match="no filter platfrom; there are source, kind, status, role, unit, indicator, platform, organization"
    ):
        timeline(store, **asked)


years = st.integers(2012, 2017).map(str)
months = st.builds(lambda year, month: f"{year}-{month:02}", years, st.integers(1, 12))
quarters = st.builds(lambda year, quarter: f"{year}-Q{quarter}", years, st.integers(1, 4))
days = st.dates(date(2013, 1, 1), date(2017, 12, 31)).map(date.isoformat)
part = st.one_of(years, months, quarters, days)


def span_of(part: str) -> tuple[date, date]:
    """What the edtf library says of a part of a period; a quarter is the EDTF season 33 to 36 of its year."""
    parsed = parse_edtf(re.sub(r"Q(\d)", lambda quarter: str(32 + int(quarter[1])), part))
    return date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])


SHIPPED = open_store(shipped())
SPANS = {event.id: span_of(event.date) for event in SHIPPED.events.values()}


@given(part, st.one_of(st.none(), part, st.just("..")), st.booleans())
def test_a_period_holds_what_the_bounds_of_the_dates_say(start: str, end: str | None, reverse: bool) -> None:
    """For every form of PERIOD the timeline has exactly the events whose bounds, by the edtf library, overlap it."""
    if end == ".." and reverse:
        period, first, last = f"../{start}", date.min, span_of(start)[1]
    elif end == "..":
        period, first, last = f"{start}/..", span_of(start)[0], date.max
    elif end:
        period, first, last = f"{start}/{end}", span_of(start)[0], span_of(end)[1]
    else:
        period, (first, last) = start, span_of(start)
    if last < first:
        with pytest.raises(RequestError):
            timeline(SHIPPED, period)
        return
    expected = {event_id for event_id, (lower, upper) in SPANS.items() if lower <= last and first <= upper}
    assert {event.id for event in timeline(SHIPPED, period).events} == expected


@pytest.mark.parametrize(
    ("typed", "case_id"),
    [
        *[(name, "chengxian") for name in ("成县", "chengxian", "Cheng County", "CHENGXIAN", "chéngxiàn", "陇南成县")],
        *[(name, "aksu") for name in ("akesu", "阿克苏", "Aksu Prefecture", "阿克苏地区")],
        *[(name, "longnan") for name in ("陇南", "Longnan City", "long nan")],
        *[(name, "yuanyang") for name in ("元阳县", "yuan yang")],
        *[(name, "mingshui") for name in ("明水", "Mingshui County")],
        *[(name, "tongyu") for name in ("通榆", "tong-yu")],
    ],
)
def test_case_studies_answer_to_their_names(store: Store, typed: str, case_id: str) -> None:
    """Case studies are found by pinyin, by Chinese, by English, with and without the word for county."""
    assert county(store, typed).case_study.id == case_id


@pytest.mark.parametrize(
    ("typed", "platform_id"),
    [
        *[(name, "jd") for name in ("jd", "JD", "JD.com", "京东", "jingdong", "Jing Dong", "京东集团")],
        *[(name, "alibaba") for name in ("nongcun taobao", "农村淘宝", "Taobao", "ALIBABA", "阿里")],
        *[(name, "suning") for name in ("苏宁", "suning.com", "苏宁易购", "su ning")],
        *[(name, "china-post") for name in ("中国邮政", "zhongguo youzheng", "China Post", "chinapost")],
        *[(name, "lecuntao") for name in ("乐村淘", "le cun tao")],
        *[(name, "yimutian") for name in ("一亩田", "Yi Mu Tian")],
    ],
)
def test_platforms_answer_to_their_names(store: Store, typed: str, platform_id: str) -> None:
    """Platforms are found by their ids, names in either script, pinyin and common other names."""
    assert platform(store, typed).platform.id == platform_id


def test_an_id_or_a_full_chinese_name_means_one_place(store: Store) -> None:
    """Every id and every full Chinese name means one place alone; an English name that two share is refused with the ids of both."""
    bearing: dict[str, set[str]] = defaultdict(set)
    for place in store.places.values():
        assert place_named(store, place.id).id == place.id
        assert place_named(store, place.name.zh).id == place.id
        for name in (place.name.en, *place.aliases):
            bearing[key(name)].add(place.id)
    for place in store.places.values():
        alike = bearing[key(place.name.en)]
        if len(alike) == 1:
            assert place_named(store, place.name.en).id == place.id
        else:
            with pytest.raises(RequestError) as told:
                place_named(store, place.name.en)
            assert all(other in str(told.value) for other in alike)


def test_a_source_narrows_to_what_it_says(store: Store) -> None:
    """--source keeps the events that cite it, and in them the figures that do; other sources' figures and programmes go."""
    told = timeline(store, "2016", source="xinhua-2016-01-22")
    assert [event.id for event in told.events] == ["2016-01-jd-cpad-agreement"]
    assert [figure.id for figure in told.events[0].figures] == [
        "jd-cpad-poor-counties",
        "jd-cpad-demonstration-counties",
        "jd-cpad-people-helped",
    ]
    own = platform(store, "jd", source="xinhua-2016-01-22").platform
    assert (own.programmes, own.figures) == ([], [])
    assert all(cites(figure.citations, {"wei-yanan"}) for figure in figures(narrowed(store, "wei-yanan")).figures)
    with pytest.raises(RequestError, match="wei-yanan"):
        timeline(store, source="wei-yana")


def test_several_sources_tell_what_any_of_them_says(store: Store) -> None:
    """With two sources a figure counts that either gives, a platform has the programmes of either, and a search finds what cites either."""
    one, other = "wei-yanan", "xinhua-2016-01-22"
    told = {f.id for event in timeline(store, source=[one, other]).events for f in event.figures}
    assert told == {f.id for source in (one, other) for event in timeline(store, source=source).events for f in event.figures}
    page = platform(store, "jd", source=[other, one])
    assert page.platform == platform(store, "jd", source=one).platform
    assert page.events == timeline(store, platform="jd", source=[one, other]).events
    assert [record.programmes for record in platforms(store, source=other).platforms] == [[]] * len(platforms(store).platforms)
    found = [{hit.id for hit in search(store, "京东", source=source).hits} for source in ("apdnews-2016-09", one, ["apdnews-2016-09", one])]
    assert found[0] | found[1] == found[2] > found[1]


def test_a_figure_counts_by_what_it_cites(store: Store) -> None:
    """`figures --source` has every figure that cites the source, also where the record around it doesn't."""
    asked = "sichuan-daily-2016-11-11"
    told = figures(store, source=asked).figures
    assert "longnan-jobs" in {figure.id for figure in told}
    assert {figure.id for figure in told} == {figure.id for figure in figures(store).figures if cites(figure.citations, {asked})}


def test_a_search_within_a_source_finds_only_what_cites_it(store: Store) -> None:
    """`search --source` finds records that cite the source, in the words that rest on it, and the source itself."""
    assert {hit.id for hit in search(store, "京东", source="apdnews-2016-09").hits} == {"apdnews-2016-09"}
    found = search(store, "832个", source="xinhua-2016-01-22").hits
    assert [hit.id for hit in found] == ["2016-01-jd-cpad-agreement"]


def test_a_case_study_keeps_its_own_words_only_for_its_own_source(store: Store) -> None:
    """Narrowed to another source, a case study has that source's facts and none of the article's aspects."""
    case = narrowed(store, "tongyu-report-2015").case_studies["tongyu"]
    assert [getattr(case, aspect) for aspect in ASPECTS] == [None] * len(ASPECTS)
    assert narrowed(store, "wei-yanan").case_studies["tongyu"].measures == store.case_studies["tongyu"].measures


@pytest.mark.parametrize("year", range(2013, 2021))
def test_every_year_from_2013_to_2020_has_events(store: Store, year: int) -> None:
    """The record runs from 2013 to 2020 without a gap."""
    assert timeline(store, str(year)).events


def test_evidence_against_is_found_like_the_rest(store: Store) -> None:
    """The randomised trial, the World Bank paper and the critical report of 2020 are records of kind report, and search finds them."""
    reports = {event.id for event in timeline(store, kind="report").events}
    assert {"2018-03-nber-rct", "2020-12-16-people-deep-water"} <= reports
    assert any("worldbank" in event_id for event_id in reports)
    assert "2018-03-nber-rct" in [hit.id for hit in search(store, "randomised trial").hits]
    assert "2018-03-nber-rct" in [hit.id for hit in search(store, "随机试验").hits]


def test_new_platforms_and_case_studies_answer(store: Store) -> None:
    """Pinduoduo has a page, and the case studies beyond the article stand beside its own, told by facts that each cite a source."""
    assert platform(store, "拼多多").figures
    assert {"wuyi", "yunxi", "fengjie", "leishan", "bachu", "shaji", "suichang"} <= set(store.case_studies)
    beside = compare(store, ["chengxian", "wuyi", "fengjie"])
    outcome = next(aspect for aspect in beside.aspects if aspect.aspect == "outcome")
    assert all(outcome.values.values())
    assert all(getattr(store.case_studies["wuyi"], aspect) is None for aspect in ASPECTS)


def test_figures_of_one_measure_by_two_bodies_stay_apart(store: Store) -> None:
    """Online sales of the 832 counties in 2019 stand as two figures of two definitions, each with a note on the other."""
    both = [f for f in figures(store).figures if f.value in (239_200_000_000, 148_990_000_000)]
    assert {f.value for f in both} == {239_200_000_000, 148_990_000_000}
    assert all(f.note for f in both)
