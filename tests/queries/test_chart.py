"""The chart: in which years an event is drawn."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from epcli.drawing.blocks import Marks
from epcli.queries.chart import Spell, activities, chart
from epcli.queries.timeline import timeline, years_covered
from epcli.store import Store
from epcli.views.chart import page as page_of_chart
from epcli.views.footnotes import Footnotes


def with_events(store: Store, *dates: str) -> Store:
    """The store with these dates alone, each of an event that names JD."""
    (event,) = [event for event in store.events.values() if event.id == "2016-01-jd-cpad-agreement"]
    events = [replace(event, id=f"e{number}", date=edtf) for number, edtf in enumerate(dates)]
    return replace(store, events={event.id: event for event in events})


def drawn(store: Store, *periods: str) -> dict[str, list[str]]:
    """The years in which each event is drawn, with > where it goes on in years that are not, and ? where it is one of several."""
    found: dict[str, list[str]] = {event: [] for event in store.events}
    for activity in activities([*store.events.values()], store, periods):
        drawings: list[tuple[int | None, list[Spell]]] = [(None, activity.sometime), *activity.months.items()]
        for month, spells in drawings:
            for spell in spells:
                when = f"{activity.year}-{month}" if month else f"{activity.year}"
                found[spell.event.id].append(f"{'>' * spell.began_before}{when}{'?' * spell.perhaps}{'>' * spell.goes_on}")
    return found


@pytest.mark.parametrize(
    ("edtf", "years"),
    [
        ("2016-05", ["2016-5"]),
        ("2016/2018", ["2016", "2017", "2018"]),
        ("2016/..", ["2016", "2017", "2018", "2019", "2020>"]),
        ("../2016", [">2013", "2014", "2015", "2016"]),
        ("2024/..", ["2024>"]),
        ("../2010", [">2010"]),
        ("2001/2012", [str(year) for year in range(2001, 2013)]),
        ("0001/9999", ["1>", ">9999"]),
        ("1949/..", ["1949>", ">2020>"]),
        ("2016/", ["2016", "2017", "2018", "2019", "2020>"]),
        ("/2014", [">2013", "2014"]),
        ("[2016,2018]", ["2016?", "2018?"]),
        ("{2016,2018-05}", ["2016", "2018-5"]),
        ("{2016-05-01,2016-05-09,2016-07}", ["2016-5", "2016-7"]),
        ("2016-24", ["2016", "2017"]),
        ("2016-1X", ["2016"]),
        ("2016-X1", ["2016-1?", "2016-11?"]),
        ("2016-02-X9", ["2016-2"]),
        ("[2016-05,2016-07]", ["2016-5?", "2016-7?"]),
        ("201X-05", [f"{year}-5?" for year in range(2010, 2020)]),
        ("20XX", ["2000?", "2099?"]),
    ],
)
def test_an_event_is_drawn_in_its_years(edtf: str, years: list[str], store: Store) -> None:
    """An open end goes to where the records end, and of more than twelve years only the first and the last are drawn."""
    assert drawn(with_events(store, "2013-01", "2020-12", edtf))["e2"] == years


@pytest.mark.parametrize(
    ("edtf", "period", "years"),
    [
        ("2016/..", "2025", [">2025>"]),
        ("../2016", "2010", [">2010>"]),
        ("2016/", "2019/2022", [">2019", "2020", "2021", "2022>"]),
        ("2013/2020", "2016-05", [">2016>"]),
        ("2016/..", "2030/..", [">2030>"]),
        ("2016/..", "../2017", ["2016", "2017>"]),
        ("2050/..", "2030/..", ["2050>"]),
        ("0001/9999", "2016/2017", [">2016", "2017>"]),
    ],
)
def test_of_a_period_only_its_years_are_drawn(edtf: str, period: str, years: list[str], store: Store) -> None:
    """What is open goes on in a year that is asked for beyond the records, and no year is drawn that was not asked for."""
    assert drawn(with_events(store, "2013-01", "2020-12", edtf), period)["e2"] == years


def test_a_year_has_four_digits(store: Store) -> None:
    """The year 1 is 0001 in a chart, as in the timeline, and where the store tells which years it has."""
    old = with_events(store, "0001-05", "0003")
    page = page_of_chart(chart(timeline(old)), Footnotes(old, "en"))
    (marks,) = (block for block in page.blocks if isinstance(block, Marks))
    assert [year for year, _ in marks.years] == ["0001", "0003"]
    nothing = timeline(old, "2016").nothing_found(old)
    assert nothing
    assert "from 0001 to 0003" in nothing.en


def test_what_is_open_covers_nothing(store: Store) -> None:
    """The years that a store covers are those of dated ends, and a question beyond them is told so."""
    told = with_events(store, "2013-02", "2016/..", "../2018")
    assert years_covered(told) == (2013, 2018)
    nothing = timeline(with_events(store, "2013-02", "2016/2017"), "2012").nothing_found(told)
    assert nothing
    assert "from 2013 and before to 2018 and after." in nothing.en
    assert "2013年及以前至2018年及以后。" in nothing.zh


def test_a_hundred_long_events_are_drawn_twice_each(store: Store) -> None:
    """However long events are, the chart has no more marks than two for each beyond twelve years."""
    dates = [f"{start:04}/{9999 - start}" for start in range(1, 101)]
    marks = drawn(with_events(store, *dates))
    assert {len(years) for years in marks.values()} == {2}
