"""The three answers as data: what belongs in them, and the fields that scripts rely on."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from epcli.dates import bounds
from epcli.queries.answer import Answer
from epcli.queries.compare import compare
from epcli.queries.platform import platform
from epcli.queries.timeline import timeline
from epcli.store import Store

FIGURE = ["id", "metric", "value", "unit", "qualifier", "as_written", "as_of", "status", "citations", "note"]
EVENT = ["id", "date", "dating", "kind", "title", "summary", "organizations", "places", "document", "figures", "citations"]
CASE = [
    *["id", "place", "name", "headline", "context", "driver", "partner", "products", "measures", "outcome", "lesson", "caveat"],
    *["organizations", "figures", "citations"],
]
ORGANIZATION = ["id", "name", "aliases", "kind", "summary", "programmes", "figures", "citations"]


def as_json(answer: Answer) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(msgspec.json.encode(answer))
    assert list(data)[:2] == ["schema", "dataset"]
    assert list(data["dataset"]) == ["version", "licence"]
    return data


def test_the_fields_of_a_timeline(store: Store) -> None:
    """`timeline --json` has these fields in this order."""
    data = as_json(timeline(store, "2016"))
    assert data["schema"] == "epcli.timeline/1"
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
    assert data["schema"] == "epcli.platform/1"
    assert list(data) == ["schema", "dataset", "platform", "events", "case_studies", "figures"]
    assert list(data["platform"]) == ORGANIZATION
    for programme in data["platform"]["programmes"]:
        assert list(programme) == ["name", "summary", "citations"]
    for figure in data["figures"]:
        assert list(figure) == [*FIGURE, "subject"]
        assert list(figure["subject"]) == ["table", "id"]
    assert all(list(event) == EVENT for event in data["events"])
    assert all(list(case) == CASE for case in data["case_studies"])


def test_the_fields_of_a_comparison(store: Store) -> None:
    """`compare --json` has these fields in this order, and every aspect a value or null for each case."""
    data = as_json(compare(store, ["chengxian", "tongyu"]))
    assert data["schema"] == "epcli.compare/1"
    assert list(data) == ["schema", "dataset", "case_studies", "aspects"]
    assert all(list(case) == CASE for case in data["case_studies"])
    names = ["place", "level", "headline", "context", "driver", "partner", "products", "measures", "outcome", "lesson", "caveat"]
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
    """A platform's page has each event and case study that names it, and every figure of its own and of those events."""
    answer = platform(store, name)
    assert {event.id for event in answer.events} == {event.id for event in store.events.values() if name in event.organizations}
    assert {case.id for case in answer.case_studies} == {case.id for case in store.case_studies.values() if name in case.organizations}
    own = [figure.id for figure in store.organizations[name].figures]
    assert [figure.id for figure in answer.figures] == own + [figure.id for event in answer.events for figure in event.figures]
    assert answer.platform.programmes


def test_what_is_the_same_says_so(store: Store) -> None:
    """Two counties share their level and nothing that is told of them; aspects silent for all are the same."""
    aspects = {aspect.aspect: aspect for aspect in compare(store, ["chengxian", "tongyu"]).aspects}
    assert aspects["level"].same
    assert not aspects["headline"].same
    for aspect in aspects.values():
        assert aspect.same == (len({msgspec.json.encode(value) for value in aspect.values.values()}) == 1)
