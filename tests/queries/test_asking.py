"""How questions are narrowed, and that an answer says what was asked and carries what it names."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import Called, Run

from epcli.dates import bounds
from epcli.errors import RequestError
from epcli.model import Event
from epcli.queries.agreements import agreements
from epcli.queries.answer import figure_owners
from epcli.queries.figures import figures
from epcli.queries.filters import REPORTERS
from epcli.queries.named import lies_within, organization_named, place_named, platform_named, sources_named
from epcli.queries.references import standing_alone
from epcli.queries.schema import ANSWERS
from epcli.queries.sources import sources
from epcli.queries.timeline import timeline
from epcli.store import Store

Call = Callable[..., Called]

ASKED = {
    "timeline": "timeline 2016",
    "platform": "platform jd",
    "platforms": "platform",
    "county": "county longnan",
    "counties": "county",
    "compare": "compare chengxian tongyu",
    "agreements": "agreements",
    "figures": "figures online-shops",
    "indicator": "indicator online-shops",
    "promises": "promises 2016 --platform jd",
    "show": "show jd-cpad-investment",
    "sources": "sources --language ja",
}
"""A question for each answer whose JSON holds records; a search, a bibliography and a table of numbers hold none of their own."""

NO_RECORDS = {"search", "cite", "indicators"}


def test_every_answer_with_records_is_asked_for_here() -> None:
    """A new answer has a question in the table above, or is one without records."""
    assert set(ASKED) | NO_RECORDS == set(ANSWERS)


@pytest.mark.parametrize("narrowed", ["", " --source wei-yanan"])
@pytest.mark.parametrize("name", ASKED)
def test_an_answer_imports_into_an_empty_store_by_itself(name: str, narrowed: str, call: Call) -> None:
    """The JSON of any answer makes an empty store a valid one, also where it tells what one source says alone."""
    if narrowed and name not in ("timeline", "platform", "platforms", "agreements", "figures", "indicator", "promises"):
        pytest.skip("it has no such filter")
    assert call("init", "e.json").code == 0
    assert call(*f"{ASKED[name]}{narrowed} --json -o t.json".split()).code == 0
    imported = call("import", "t.json", "--store", "e.json")
    assert (imported.code, imported.err) == (0, "")
    assert call("validate", "e.json").code == 0


def test_an_imported_timeline_answers_like_the_store_that_it_is_from(call: Call) -> None:
    """A timeline asked of a store that was made of its JSON is the same timeline."""
    call("init", "e.json")
    call("timeline", "2016", "--json", "-o", "t.json")
    call("import", "t.json", "--store", "e.json")
    asked = json.loads(Path("t.json").read_text(encoding="utf-8"))
    again = json.loads(call("timeline", "2016", "--json", "--store", "e.json").out)
    assert asked["events"] == again["events"]
    assert {table: {record["id"] for record in records} for table, records in asked["references"].items()} == {
        table: {record["id"] for record in records} for table, records in again["references"].items()
    }


def test_an_answer_goes_from_standard_output_to_standard_input(epcli: Run, tmp_path: Path) -> None:
    """`-o -` prints what would be printed without it, and `import -` reads what is piped in."""
    import subprocess
    import sys

    told = epcli("timeline", "2013", "--json", "-o", "-").stdout
    assert told == epcli("timeline", "2013", "--json").stdout
    store = tmp_path / "e.json"
    epcli("init", store)
    command = [sys.executable, "-m", "epcli", "import", "-", "--store", str(store)]
    piped = subprocess.run(command, input=told, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (piped.returncode, piped.stderr) == (0, "")
    assert "added events/" in piped.stdout
    empty = subprocess.run(command, input="", capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (empty.returncode, empty.stdout, len(empty.stderr.splitlines())) == (1, "", 1)


def test_references_hold_all_that_an_answer_names(store: Store) -> None:
    """Every organization, place, indicator and source that the events of a timeline name is whole in its references."""
    answer = standing_alone(timeline(store, "2016", place="gansu"), store)
    kept = answer.references
    ids = {table: {record.id for record in getattr(kept, table)} for table in kept.__struct_fields__}
    for event in answer.events:
        assert set(event.organizations) <= ids["organizations"]
        assert set(event.places) <= ids["places"]
        assert {citation.source for citation in event.citations} <= ids["sources"]
        assert {figure.indicator for figure in event.figures} - {None} <= ids["indicators"]
    assert {place.within for place in kept.places} - {None} <= ids["places"]
    assert ids["events"] == set()
    assert kept.organizations == [record for record in store.organizations.values() if record.id in ids["organizations"]]


def test_references_of_figures_hold_the_records_that_they_stand_in(store: Store) -> None:
    """Figures come with their events and case studies, an event of a timeline not again."""
    answer = standing_alone(figures(store, indicator="online-shops"), store)
    subjects = {(figure.subject.table, figure.subject.id) for figure in answer.figures}
    for table in ("events", "case_studies", "organizations"):
        assert {name for kind, name in subjects if kind == table} <= {record.id for record in getattr(answer.references, table)}


def test_filters_say_what_was_asked(store: Store) -> None:
    """An answer has the ids and terms that each value means; nothing asked is nothing there."""
    answer = timeline(store, "2016年", platform="苏宁", place=["甘肅", "Guizhou"], kind="签约", source="wei-yanan", limit=2)
    assert answer.filters == {
        "period": ["2016年"],
        "platform": ["suning"],
        "place": ["gansu", "guizhou"],
        "kind": ["agreement"],
        "source": ["wei-yanan"],
        "limit": ["2"],
    }
    assert timeline(store).filters == {}


@pytest.mark.parametrize(
    ("field", "value", "holds"),
    [
        ("role", "目标", lambda figure: figure.role == "target"),
        ("unit", "shop", lambda figure: figure.unit == "shop"),
        ("unit", "家网店", lambda figure: figure.unit == "shop"),
        ("indicator", "Online shops", lambda figure: figure.indicator == "online-shops"),
        ("organization", "cpad", lambda figure: "cpad" in figure.organizations),
        ("reported_by", "京东", lambda figure: figure.reported_by == "jd"),
    ],
)
def test_a_filter_of_figures_looks_at_the_figure(store: Store, field: str, value: str, holds: Any) -> None:
    """Each filter has exactly the figures that fit, and of timelines the events that have one."""
    asked: Any = {field: value}
    owned = [(owner, figure) for owner in figure_owners(store) for figure in owner.figures]
    wanted = [figure.id for _, figure in owned if holds(figure)]
    assert wanted
    assert [figure.id for figure in figures(store, **asked).figures] == wanted
    if field != "organization":  # events name organizations themselves
        events = {owner.id for owner, figure in owned if holds(figure) and isinstance(owner, Event)}
        assert {event.id for event in timeline(store, **asked).events} == events


@pytest.mark.parametrize("kind", REPORTERS)
def test_who_counted_may_be_a_kind_of_body(store: Store, kind: str) -> None:
    """Figures that any company, government … reported; where a source doesn't say who counted, it speaks itself."""
    found = {figure.id for figure in figures(store, reported_by=kind).figures}
    assert found
    for owner in figure_owners(store):
        for figure in owner.figures:
            if figure.reported_by:
                assert (figure.id in found) == (store.organizations[figure.reported_by].kind in REPORTERS[kind])
            else:
                assert (figure.id in found) == (store.sources[figure.citations[0].source].issued_by == kind)


def test_two_filters_of_figures_must_hold_for_the_same_figure(store: Store) -> None:
    """An event with a target and another number in CNY is none with a target in CNY."""
    found = timeline(store, role="target", unit="CNY").events
    assert found
    assert all(any(figure.role == "target" and figure.unit == "CNY" for figure in event.figures) for event in found)
    apart = {event.id for event in timeline(store, role="target").events} & {event.id for event in timeline(store, unit="CNY").events}
    assert {event.id for event in found} < apart


def test_a_period_of_figures_is_their_own_date_or_that_of_their_event(store: Store) -> None:
    """What is as of 2019 is of 2019; without a date an event's counts; without both a figure is of no period."""
    found = {figure.id for figure in figures(store, period="2019").figures}
    span = bounds("2019")
    for owner in figure_owners(store):
        for figure in owner.figures:
            date = figure.as_of or (owner.date if isinstance(owner, Event) else None)
            assert (figure.id in found) == (date is not None and bounds(date).overlap(span))


def test_agreements_can_be_narrowed(store: Store) -> None:
    """By period, by platform, which leaves its column alone, and by place, which leaves the places within it."""
    one = agreements(store, "2016", platform="jd")
    assert one.platforms == ["jd"]
    assert all(bounds(event.date).overlap(bounds("2016")) and "jd" in event.organizations for event in one.events)
    there = agreements(store, place="gansu")
    assert there.events
    assert all(row.place and lies_within(store, row.place, "gansu") for row in there.signatories)


def test_sources_can_be_narrowed(store: Store) -> None:
    """By language, kind of text, who speaks and date, by codes or by labels."""
    assert {source.language for source in sources(store, language="英文").sources} == {"en"}
    assert {source.type for source in sources(store, type=["学位论文", "dataset"]).sources} == {"thesis", "dataset"}
    assert {source.issued_by for source in sources(store, issued_by="企业").sources} == {"company"}
    assert all(source.date and source.date.startswith("2016") for source in sources(store, period="2016").sources)
    assert sources(store, "wei-yanan").sources == [store.sources["wei-yanan"]]


@pytest.mark.parametrize(("name", "publishers"), [("xinhua", {"新华社"}), ("新華社", {"新华社"})])
def test_a_source_may_be_all_of_a_publisher(store: Store, name: str, publishers: set[str]) -> None:
    """A publisher's name means all its sources."""
    found = sources_named(store, name)
    assert len(found) > 30
    assert {source.publisher.zh for source in found} == publishers


def test_a_source_may_be_all_of_an_author(store: Store) -> None:
    """An author's name means all that they wrote, in either language."""
    assert {source.id for source in sources_named(store, "魏延安")} == {"wei-yanan", "wei-yanan-sister", "ebrun-preface"}
    assert sources_named(store, "Wei Yan’an") == sources_named(store, "魏延安")
    with pytest.raises(RequestError, match="People's Daily"):
        sources_named(store, "people's")


def test_a_body_that_is_no_platform_is_told_as_what_it_is(store: Store) -> None:
    """The Ministry of Commerce is no platform, and the error says what it is and how to ask for it."""
    with pytest.raises(RequestError) as refusal:
        platform_named(store, "商务部")
    assert "Ministry of Commerce (mofcom, government body)" in refusal.value.message.en
    assert "--organization mofcom" in refusal.value.message.zh
    assert organization_named(store, "商務部").id == "mofcom"


def test_places_of_one_name_are_told_apart_by_where_they_are(store: Store) -> None:
    """Each place that a name may mean is listed with what it lies in."""
    with pytest.raises(RequestError, match=r"henan-qinghai \(Henan, Huangnan Prefecture, Qinghai\)"):
        place_named(store, "Henan")


def test_figures_are_sorted_as_asked(store: Store) -> None:
    """By date the earliest first; by value the largest of a unit first, and what is lost last."""
    by_date = [bounds(f.as_of).lower for f in figures(store, indicator="online-shops", sort="date").figures if f.as_of]
    assert by_date == sorted(by_date)
    values = [figure.value for figure in figures(store, unit="shop", sort="value").figures]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert values[: len(known)] == known
    assert len(figures(store, sort="value", limit=3).figures) == 3
    with pytest.raises(RequestError, match="date, value, record"):
        figures(store, sort="zzz")


@pytest.mark.parametrize(
    ("args", "title"),
    [
        ("timeline 2016 --platform suning --place gansu", "Timeline 2016 · Gansu · Suning · 2 events"),
        ("timeline 2016年 --kind 签约 --limit 1 -l zh", "时间线 2016年 · 协议 · 前1个事件"),
        ("timeline --limit 1", "Timeline · the first event"),
        ("timeline 1950S2", "Timeline about 1950 (1900–1999) · 0 events"),
        ("timeline ../2014", "Timeline until 2014 · 14 events"),
        ("timeline [..2014]", "Timeline 2014 or earlier · 14 events"),
        ("timeline 2016-5", "Timeline 2016-5 · 8 events"),
        (
            "figures online-shops --place longnan --sort value --limit 2",
            "Figures · Longnan · Online shops · by value · the first 2 figures",
        ),
        ("sources --source 魏延安 --language zh", "Sources · Chinese · source Wei Yan'an · 3 sources"),
        ("agreements 2016 --place gansu", "Agreements 2016 · Gansu · 1 agreement"),
    ],
)
def test_a_title_tells_the_whole_question(args: str, title: str, call: Call) -> None:
    """The title of an answer names what was asked, in the language of the answer, and so does the title of an HTML page."""
    told = call(*args.split())
    assert told.out.splitlines()[0] == title
    assert f"<title>{title} · epcli</title>".replace("'", "&#x27;") in call(*args.split(), "-f", "html").out


def test_brief_leaves_out_notes_and_sources(call: Call) -> None:
    """With --brief an answer has neither notes nor sources nor references to them; the marks are still explained."""
    for command in ("timeline 2016", "figures online-shops", "platform jd", "agreements"):
        for lang in ("en", "zh"):
            told = call(*command.split(), "-b", "-l", lang).out
            assert not re.search(r"^(Notes|Sources|注|来源)$|References|依据|见注|\[1", told, re.MULTILINE)
    assert "‡ inferred" in call("timeline", "2016", "-b").out


def test_long_tells_the_summaries(call: Call, store: Store) -> None:
    """With --long each event of a timeline has its summary, in every format for people."""
    for form in ("table", "markdown", "html"):
        long, short = (" ".join(call("timeline", "2016-01", "-f", form, *more).out.split()) for more in (["--long"], []))
        summary = store.events["2016-01-jd-cpad-agreement"].summary.en.split(" (")[0]
        assert summary in long
        assert summary not in short


@pytest.mark.parametrize(
    ("file", "begins"),
    [
        ("a.json", b'{\n  "schema"'),
        ("a.ndjson", b'{"id"'),
        ("a.csv", b"\xef\xbb\xbfid,"),
        ("a.TSV", b"\xef\xbb\xbfid\t"),
        ("a.md", b"## "),
        ("a.html", b"<!doctype"),
        ("a.txt", b"Timeline"),
        ("a", b"Timeline"),
    ],
)
def test_a_file_has_the_format_of_its_ending(file: str, begins: bytes, call: Call) -> None:
    """The ending of --output decides on the format, unless --format says otherwise."""
    assert call("timeline", "2016-05", "-o", file).code == 0
    assert Path(file).read_bytes().startswith(begins)
    assert call("timeline", "2016-05", "-o", file, "-f", "json").code == 0
    assert Path(file).read_bytes().startswith(b"{")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("timeline -o a.pdf", ".json, .ndjson, .csv"),
        ("timeline --json -f csv", "--format csv"),
        ("timeline --columns id", "--format csv"),
        ("figures -f csv --columns id,vlaue", "nearest: value"),
        ("figures zzz", "No indicator"),
        ("timeline --reported-by zzz", "No organization"),
        ("timeline --role promise", "actual"),
        ("timeline --limit 0", "--limit"),
    ],
)
def test_what_contradicts_itself_or_means_nothing_is_an_error(args: str, words: str, call: Call) -> None:
    """Nothing is printed or written; one or two lines say what to type instead, in both languages."""
    for lang in ("en", "zh"):
        told = call(*args.split(), "-l", lang)
        assert (told.code, told.out) == (2, "")
        assert len(told.err.splitlines()) <= 2
        if lang == "en":
            assert words in told.err
    assert not Path("a.pdf").exists()


def test_figures_in_csv_have_names_and_days(call: Call, store: Store) -> None:
    """Beside the ids stand the names of what they mean, beside each date its first and last day; `figures.csv` still imports."""
    rows = list(csv.DictReader(StringIO(call("figures", "--platform", "jd", "-f", "csv").out)))
    row = next(row for row in rows if row["id"] == "jd-cpad-demonstration-counties")
    event = store.events[row["subject_id"]]
    figure = next(figure for figure in event.figures if figure.id == row["id"])
    assert row["subject_title_zh"] == event.title.zh
    assert row["organization_names_en"] == "; ".join(store.organizations[name].name.en for name in figure.organizations)
    for row in rows:
        for date in ("as_of", "due"):
            if row[date] and ".." not in row[date]:
                assert (row[f"{date}_first"], row[f"{date}_last"]) == tuple(day.isoformat() for day in bounds(row[date]))
            else:
                assert row[date] or not (row[f"{date}_first"] or row[f"{date}_last"])


def test_columns_are_those_asked_for(call: Call) -> None:
    """CSV and TSV have the columns that are named, in that order; a name without its language means both."""
    assert call("figures", "-f", "csv", "--columns", "value,id,metric").out.splitlines()[0] == "value,id,metric_zh,metric_en"
    assert call("timeline", "-f", "tsv", "--columns", "date，title_en").out.splitlines()[0] == "date\ttitle_en"
