"""Indicators and promises as data: which values stand together, which results answer which promise, and where a share is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from epcli.errors import RequestError
from epcli.model import Citation, Figure, Indicator, Text
from epcli.queries.figures import figures
from epcli.queries.indicator import indicator, is_running_total, odd_period
from epcli.queries.indicators import indicators
from epcli.queries.platform import platform
from epcli.queries.promises import promises
from epcli.store import Store


def words(said: str) -> Text:
    return Text(zh=said, en=said)


STATIONS = Indicator(
    id="stations", name=words("Stations"), aliases=["stops"], definition=words("Stops along a line."), unit="station", measure="stock"
)
SALES = replace(STATIONS, id="sales", name=words("Sales"), aliases=[], definition=words("Sales in a year."), unit="CNY", measure="flow")
SHARE = replace(STATIONS, id="share", name=words("Share"), aliases=[], definition=words("Share of all."), unit="%", measure="ratio")

TARGET = Figure(
    id="target",
    indicator="stations",
    metric=words("Stations"),
    role="target",
    value=1000,
    upper=None,
    unit="station",
    qualifier=None,
    as_written="1000",
    as_of="2015-06",
    due="2017",
    places=[],
    organizations=["jd"],
    reported_by="jd",
    status="stated",
    citations=[Citation("wei-yanan", "§4")],
    note=None,
)
RESULT = replace(TARGET, id="result", role="actual", value=250, as_of="2016-12", due=None)


def with_figures(store: Store, *told: Figure) -> Store:
    """The store with these figures and no others."""
    jd = replace(store.organizations["jd"], figures=list(told))
    organizations = {one.id: replace(one, figures=[]) for one in store.organizations.values()} | {"jd": jd}
    return replace(
        store, events={}, case_studies={}, organizations=organizations, indicators={one.id: one for one in (STATIONS, SALES, SHARE)}
    )


def reported(store: Store, target: Figure, *results: Figure) -> list[tuple[str, float | None]]:
    """The results under the one promise of such a store, with their shares."""
    (promise,) = promises(with_figures(store, target, *results)).promises
    return [(one.figure.id, one.share) for one in promise.reported]


def test_a_result_of_the_same_thing_has_a_share(store: Store) -> None:
    """A later result of the same indicator, metric, organizations and places has a share, which is the quotient."""
    assert reported(store, TARGET, RESULT) == [("result", 0.25)]


@pytest.mark.parametrize(
    "other",
    [
        {"metric": words("Stations with two doors")},
        {"places": ["gansu"]},
        {"organizations": ["jd", "suning"]},
        {"upper": 300},
        {"qualifier": "at-most"},
        {"value": None, "as_written": None, "status": "lost"},
        {"as_of": None},
    ],
    ids=str,
)
def test_a_result_of_something_else_has_no_share(store: Store, other: dict[str, Any]) -> None:
    """A result that counts other things, or of others too, a range, a bound, a lost and an undated one are told, without a share."""
    assert reported(store, TARGET, replace(RESULT, **other)) == [("result", None)]


@pytest.mark.parametrize("other", [{"qualifier": "at-most"}, {"upper": 1200}, {"value": 0}, {"value": None}], ids=str)
def test_not_every_promise_can_be_divided_by(store: Store, other: dict[str, Any]) -> None:
    """Of a ceiling, a range, nothing and a lost number no share is computed."""
    assert reported(store, replace(TARGET, **other), RESULT) == [("result", None)]


def test_a_metric_in_the_words_of_the_indicator_is_the_same(store: Store) -> None:
    """The indicator's name, an alias and the first words of its definition mean the same thing."""
    for metric in ("Stations", "stations", "Stops", "Stops along a line"):
        assert reported(store, TARGET, replace(RESULT, metric=words(metric))) == [("result", 0.25)]


def test_no_share_of_a_ratio(store: Store) -> None:
    """Half of the villages is no half of a target of all villages less a few: percentages are set beside each other, never divided."""
    target, result = (replace(one, indicator="share", unit="%", metric=words("Share"), value=90) for one in (TARGET, RESULT))
    assert reported(store, target, result) == [("result", None)]


@pytest.mark.parametrize(("due", "as_of", "share"), [("2017", "2017", 0.25), ("2017", "2016", None), ("2017", "2017-01/2017-06", None)])
def test_a_number_over_a_period_has_a_share_of_that_period_alone(store: Store, due: str, as_of: str, share: float | None) -> None:
    """Sales of half a year, or of another year, are no share of what was promised for the year."""
    target = replace(TARGET, indicator="sales", unit="CNY", metric=words("Sales"), due=due)
    result = replace(RESULT, indicator="sales", unit="CNY", metric=words("Sales"), as_of=as_of)
    assert reported(store, target, result) == [("result", share)]


@pytest.mark.parametrize(
    ("set_on", "as_of", "told"),
    [
        ("2015-06", "2015-05", False),
        ("2015-06-03", "2015-06-03", False),
        ("2015-06-03", "2015-06-04", True),
        ("2015-06-03", "2015-06", True),
        ("2015", "2015", True),
        ("2015-06", None, True),
    ],
)
def test_what_is_earlier_reports_nothing(store: Store, set_on: str, as_of: str | None, told: bool) -> None:
    """A result that is surely no later than the promise is left out; what may be later, or is undated, is told."""
    assert bool(reported(store, replace(TARGET, as_of=set_on), replace(RESULT, as_of=as_of))) is told


@pytest.mark.parametrize(
    ("of_target", "of_result", "told"),
    [
        ({"organizations": ["jd"]}, {"organizations": ["suning"]}, False),
        ({"organizations": ["jd"], "places": ["gansu"]}, {"organizations": ["suning"], "places": ["gansu"]}, False),
        ({"organizations": ["jd"], "places": ["gansu"]}, {"organizations": ["jd"], "places": []}, False),
        ({"organizations": ["jd"], "places": ["gansu"]}, {"organizations": ["jd"], "places": ["longnan"]}, True),
        ({"organizations": ["mofcom"], "places": ["gansu"]}, {"organizations": [], "places": ["gansu"]}, True),
        ({"organizations": ["mofcom"], "places": ["gansu"]}, {"organizations": ["jd"], "places": ["gansu"]}, False),
        ({"organizations": [], "places": ["gansu"]}, {"organizations": [], "places": ["yunnan"]}, False),
        ({"indicator": None}, {}, False),
    ],
)
def test_who_may_report_a_promise(store: Store, of_target: dict[str, Any], of_result: dict[str, Any], told: bool) -> None:
    """The same organization, or the same place; but what a company does in a place reports no promise of others."""
    assert bool(reported(store, replace(TARGET, **of_target), replace(RESULT, **of_result))) is told


def test_targets_and_commitments_are_promises(store: Store) -> None:
    """Each target and each commitment of the store is one promise, in the order in which they were set; results and rules are none."""
    made = [promise.figure for promise in promises(store).promises]
    assert {figure.id for figure in made} == {figure.id for figure in figures(store).figures if figure.role in ("target", "commitment")}
    dates = [figure.as_of or "9999" for figure in made]
    assert [date[:4] for date in dates] == sorted(date[:4] for date in dates)


def test_what_jd_promised_in_2016(store: Store) -> None:
    """The promises of a period and a platform: those set in it, of that platform, with results of all later years."""
    answer = promises(store, "2016", platform="jd")
    assert {"jd-cpad-investment", "jd-cpad-job-quotas", "jd-cpad-people-helped"} <= {one.figure.id for one in answer.promises}
    assert all((one.figure.as_of or "").startswith("2016") and "jd" in one.figure.organizations for one in answer.promises)
    by_id = {one.figure.id: one.reported for one in answer.promises}
    assert "2017-12-04" in {one.figure.as_of for one in by_id["jd-2016-villages"]}
    assert by_id["jd-cpad-people-helped"] == []


def test_the_rows_of_promises(store: Store) -> None:
    """A row for each promise and one for each result, which names its promise."""
    rows = promises(with_figures(store, TARGET, RESULT)).rows()
    assert [(row.promise, row.figure.id, row.share) for row in rows] == [("target", "target", None), ("target", "result", 0.25)]


def test_what_is_about_another_place_reports_nothing(store: Store) -> None:
    """A result of a promise lies in its place: what Wudu did is none of a plan for Guangdong, what Gansu did none of one for Wudu."""
    plan = replace(TARGET, places=["guangdong"])
    assert reported(store, plan, replace(RESULT, places=["wudu"])) == []
    assert reported(store, replace(plan, places=["gansu"]), replace(RESULT, places=["wudu"])) == [("result", None)]
    assert reported(store, replace(plan, places=["wudu"]), replace(RESULT, places=["gansu"])) == []


def test_no_promises_are_told(store: Store) -> None:
    """A period without promises is no error, and how many the store has is said in both languages."""
    nothing = promises(store, "1999").nothing_found(store)
    assert nothing
    assert f"{len(promises(store).promises)} targets" in nothing.en
    assert "承诺" in nothing.zh


def test_rural_taobao_stations_stand_against_the_plan(store: Store) -> None:
    """The 100,000 planned and the stations counted since stand in one series, in time order, each with its role."""
    answer = indicator(store, "Rural Taobao village stations")
    (whole,) = (one for one in answer.series if "alibaba-1000-counties-stations" in {figure.id for figure in one.figures})
    assert (whole.organizations, whole.places, whole.metric) == (["alibaba"], [], None)
    assert [figure.role for figure in whole.figures] == ["target", "actual", "actual", "actual"]
    assert [figure.value for figure in whole.figures][:2] == [100000, 10000]


def series_of(store: Store, told: Sequence[Figure]) -> list[list[str]]:
    return [[figure.id for figure in one.figures] for one in indicator(with_figures(store, *told), "stations").series]


def test_values_of_different_scope_are_different_series(store: Store) -> None:
    """Another place, another organization or other things counted begin a series of their own; those of one subject follow each other."""
    there = replace(RESULT, id="there", places=["gansu"])
    doors = replace(RESULT, id="doors", metric=words("Stations with two doors"))
    both = replace(RESULT, id="both", organizations=["suning", "jd"])
    swapped = replace(both, id="swapped", organizations=["jd", "suning"], as_of="2017")
    told = [there, doors, both, RESULT, swapped, TARGET]
    assert series_of(store, told) == [["target", "result"], ["doors"], ["both", "swapped"], ["there"]]


def test_every_value_of_an_indicator_is_told_once(store: Store) -> None:
    """The series of all indicators hold every figure that has one, lost ones in their place too, in time order."""
    for one in store.indicators.values():
        told = [figure.id for figure in indicator(store, one.id).rows()]
        assert sorted(told) == sorted(figure.id for figure in figures(store).figures if figure.indicator == one.id)


def test_the_list_of_indicators_counts(store: Store) -> None:
    """The list has every indicator with its counts; a filter leaves those that have a figure in it."""
    listed = {one.id: one for one in indicators(store).indicators}
    assert list(listed) == list(store.indicators)
    stations = listed["rural-taobao-stations"]
    assert (stations.actuals, stations.targets, stations.rules) == (6, 3, 0)
    assert (stations.first, stations.last) == ("2015-04-18", "2018-06")
    assert {one.id for one in indicators(store, platform="jd").indicators} < set(listed)
    assert sum(one.actuals for one in indicators(with_figures(store, RESULT), source="wei-yanan").indicators) == 1


def test_no_values_are_told(store: Store) -> None:
    """Filters that leave no value are no error, and how many the indicator has is said in both languages."""
    nothing = indicator(store, "poverty-rate", platform="jd").nothing_found(store)
    assert nothing
    assert f"{len(indicator(store, 'poverty-rate').rows())} of poverty-rate" in nothing.en
    assert "poverty-rate" in nothing.zh
    assert indicator(store, "poverty-rate").nothing_found(store) is None


def test_an_unknown_indicator_is_refused(store: Store) -> None:
    """A name that means none is an error with the nearest."""
    with pytest.raises(RequestError, match="poverty-rate"):
        indicator(store, "poverty-rates")


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2019", None),
        ("2019-01/2019-12", None),
        (None, None),
        ("2019-05", ("point", 0)),
        ("2019-05-03", ("point", 0)),
        ("2019-01/2019-06", ("months", 6)),
        ("2018/2020", ("years", 3)),
        ("2020-09-01/2020-10-17", ("days", 47)),
        ("2019-12/2020-01", ("months", 2)),
        ("2019-05?/2019-06", ("months", 2)),
        ("?2019-05-01/2019-05-09", ("days", 9)),
        ("2019-34", ("months", 3)),
        ("2019-24", ("months", 3)),
        ("2019-05-XX", ("point", 0)),
        ("2019?", None),
        ("2019/..", None),
        ("/2019-05", None),
        ("201X", None),
        ("[2018,2019]", None),
        ("{2018,2019}", None),
        ("2019-05-XX/2019-06", None),
    ],
)
def test_a_period_that_is_no_year_is_told(as_of: str | None, said: tuple[str, int] | None) -> None:
    """A number over a period says how long that is, unless it is a year; one as at a date says nothing."""
    assert odd_period(replace(RESULT, as_of=as_of), SALES) == said
    assert odd_period(replace(RESULT, as_of=as_of), STATIONS) is None


def test_a_running_total_is_one_by_its_name() -> None:
    """The indicator or the metric says that a number is a running total."""
    assert is_running_total(replace(RESULT, metric=words("Sales, running total")), SALES)
    assert is_running_total(replace(RESULT, metric=Text(zh="累计销售额", en="Sales so far")), SALES)
    assert not is_running_total(RESULT, SALES)


def test_a_platform_has_what_it_promised_apart_from_results(store: Store) -> None:
    """A platform's targets and commitments, and its results, are lists of their own; together with rules they are all that is about it."""
    answer = platform(store, "jd")
    promised = {one.figure.id for one in answer.promised}
    assert {one.figure.role for one in answer.promised} == {"target", "commitment"}
    assert {figure.role for figure in answer.reported} == {"actual"}
    rules = {figure.id for figure in answer.figures if figure.role == "rule"}
    assert promised | {figure.id for figure in answer.reported} | rules == {figure.id for figure in answer.figures}
    assert all("jd" in figure.organizations for figure in answer.figures)


def test_a_filter_looks_at_what_the_figure_is_about(store: Store) -> None:
    """--place and --platform ask what the figure is about, not the record around it; where it says nothing, the record speaks for it."""
    elsewhere = replace(RESULT, id="elsewhere", organizations=["suning"], places=["gansu"])
    silent = replace(RESULT, id="silent", indicator=None, organizations=[], places=[])
    told = with_figures(store, elsewhere, silent, TARGET)
    assert [figure.id for figure in figures(told, platform="jd").figures] == ["silent", "target"]
    assert [figure.id for figure in figures(told, platform="suning", place="China").figures] == []
    assert [figure.id for figure in figures(told, place="gansu").figures] == ["elsewhere"]
