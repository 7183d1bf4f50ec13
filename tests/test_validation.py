"""`epcli validate`: every rule refuses the mutation that breaks it, naming document and field."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import Run, faults

from epcli.errors import StoreError
from epcli.store import shipped
from epcli.validation import open_valid

Tables = dict[str, dict[str, dict[str, Any]]]
Mutation = Callable[[Tables], tuple[str, str]]


def documents(tables: Tables, table: str) -> list[dict[str, Any]]:
    return list(tables[table].values())


def owned_figure(tables: Tables, status: str) -> tuple[str, int, dict[str, Any]]:
    """The first figure of a status, with its owner's name and its place in the owner."""
    for table in ("events", "organizations", "case_studies"):
        for record in documents(tables, table):
            for index, figure in enumerate(record["figures"]):
                if figure["status"] == status:
                    return f"{table}/{record['id']}", index, figure
    raise AssertionError(status)


def misspelt_field(tables: Tables) -> tuple[str, str]:
    event = documents(tables, "events")[0]
    event["sumary"] = event.pop("summary")
    return f"events/{event['id']}", "sumary"


def unknown_field(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "stated")
    figure["vlaue"] = 1
    return owner, f"figures[{index}].vlaue"


def unknown_organization(tables: Tables) -> tuple[str, str]:
    event = documents(tables, "events")[0]
    event["organizations"].append("nobody")
    return f"events/{event['id']}", f"organizations[{len(event['organizations']) - 1}]"


def unknown_source(tables: Tables) -> tuple[str, str]:
    event = documents(tables, "events")[0]
    event["dating"]["citations"][0]["source"] = "hearsay"
    return f"events/{event['id']}", "dating.citations[0].source"


def unknown_place(tables: Tables) -> tuple[str, str]:
    case = documents(tables, "case_studies")[0]
    case["place"] = "atlantis"
    return f"case_studies/{case['id']}", "place"


def bad_date(tables: Tables) -> tuple[str, str]:
    event = documents(tables, "events")[0]
    event["date"] = "2016-13"
    return f"events/{event['id']}", "date"


def impossible_day(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "stated")
    figure["as_of"] = "2015-02-29"
    return owner, f"figures[{index}].as_of"


def short_date(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "stated")
    figure["as_of"] = "/"
    return owner, f"figures[{index}].as_of"


def empty_due(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "stated")
    figure["due"] = ""
    return owner, f"figures[{index}].due"


def short_date_of_a_source(tables: Tables) -> tuple[str, str]:
    source = documents(tables, "sources")[0]
    source["date"] = "201"
    return f"sources/{source['id']}", "date"


def restored_with_one_citation(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "restored")
    del figure["citations"][1:]
    return owner, f"figures[{index}].citations"


def restored_citing_one_source_twice(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "restored")
    figure["citations"] = [figure["citations"][0]] * 2
    return owner, f"figures[{index}].citations"


def lost_with_a_value(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "lost")
    figure["value"] = 9500
    return owner, f"figures[{index}].value"


def lost_without_a_note(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "lost")
    figure["note"] = None
    return owner, f"figures[{index}].note"


def stated_without_a_value(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "stated")
    figure["value"] = None
    return owner, f"figures[{index}].value"


def stated_without_its_wording(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "stated")
    figure["as_written"] = None
    return owner, f"figures[{index}].as_written"


def figure_without_a_citation(tables: Tables) -> tuple[str, str]:
    owner, index, figure = owned_figure(tables, "stated")
    figure["citations"] = []
    return owner, f"figures[{index}].citations"


def figure_used_twice(tables: Tables) -> tuple[str, str]:
    _, _, figure = owned_figure(tables, "stated")
    case = documents(tables, "case_studies")[-1]
    case["figures"].append(figure)
    return f"case_studies/{case['id']}", f"figures[{len(case['figures']) - 1}].id"


def two_documents_with_one_id(tables: Tables) -> tuple[str, str]:
    first, second = documents(tables, "sources")[:2]
    tables["sources"]["9999"] = {**second, "id": first["id"]}
    return f"sources/{first['id']}", "id"


def missing_language(tables: Tables) -> tuple[str, str]:
    event = documents(tables, "events")[0]
    del event["title"]["en"]
    return f"events/{event['id']}", "title.en"


def empty_language(tables: Tables) -> tuple[str, str]:
    event = documents(tables, "events")[0]
    event["title"]["en"] = ""
    return f"events/{event['id']}", "title.en"


def control_character(tables: Tables) -> tuple[str, str]:
    event = documents(tables, "events")[0]
    event["title"]["zh"] += "\x1b[2J"
    return f"events/{event['id']}", "title.zh"


def inferred_without_a_note(tables: Tables) -> tuple[str, str]:
    event = next(event for event in documents(tables, "events") if event["dating"]["status"] == "inferred")
    event["dating"]["note"] = None
    return f"events/{event['id']}", "dating.note"


def restored_date_with_one_source(tables: Tables) -> tuple[str, str]:
    event = next(event for event in documents(tables, "events") if event["dating"]["status"] == "restored")
    del event["dating"]["citations"][1:]
    return f"events/{event['id']}", "dating.citations"


def place_outside_its_prefecture(tables: Tables) -> tuple[str, str]:
    county = next(place for place in documents(tables, "places") if place["id"] == "chengxian")
    county["code"] = "620121"
    return "places/chengxian", "code"


def province_with_a_county_code(tables: Tables) -> tuple[str, str]:
    province = next(place for place in documents(tables, "places") if place["id"] == "gansu")
    province["code"] = "620000"
    return "places/gansu", "code"


def prefecture_outside_its_province(tables: Tables) -> tuple[str, str]:
    prefecture = next(place for place in documents(tables, "places") if place["id"] == "lanzhou")
    prefecture["code"] = "610100"
    return "places/lanzhou", "code"


def places_in_a_circle(tables: Tables) -> tuple[str, str]:
    longnan = next(place for place in documents(tables, "places") if place["id"] == "longnan")
    longnan["within"] = "chengxian"
    return "places/longnan", "within"


def unknown_table(tables: Tables) -> tuple[str, str]:
    tables["persons"] = {}
    return "persons", ""


MUTATIONS: list[Mutation] = [
    misspelt_field,
    unknown_field,
    unknown_organization,
    unknown_source,
    unknown_place,
    bad_date,
    impossible_day,
    short_date,
    empty_due,
    short_date_of_a_source,
    restored_with_one_citation,
    restored_citing_one_source_twice,
    lost_with_a_value,
    lost_without_a_note,
    stated_without_a_value,
    stated_without_its_wording,
    figure_without_a_citation,
    figure_used_twice,
    two_documents_with_one_id,
    missing_language,
    empty_language,
    control_character,
    inferred_without_a_note,
    restored_date_with_one_source,
    place_outside_its_prefecture,
    province_with_a_county_code,
    prefecture_outside_its_province,
    places_in_a_circle,
    unknown_table,
]


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_broken_rule_names_document_and_field(mutate: Mutation, tmp_path: Path) -> None:
    """Each way to break a record is refused with the document and the field at fault."""
    tables = msgspec.json.decode(shipped().read_bytes())
    document, field = mutate(tables)
    found = faults(msgspec.json.encode(tables), tmp_path)
    assert any(fault.document == document and fault.field.startswith(field) for fault in found), found


def test_short_dates_are_told_by_their_form_beside_other_faults(tmp_path: Path) -> None:
    """A date of fewer than four characters is refused as any other is, and hides no other fault."""
    tables = msgspec.json.decode(shipped().read_bytes())
    broken = [mutate(tables) for mutate in (short_date, empty_due, short_date_of_a_source, unknown_place)]
    found = faults(msgspec.json.encode(tables), tmp_path)
    assert set(broken) <= {(fault.document, fault.field) for fault in found}
    assert not [fault for fault in found if "length" in fault.problem.en]


def test_the_shipped_store_is_valid(epcli: Run) -> None:
    """The records that come with epcli keep every rule, the canonical form included."""
    told = epcli("validate")
    assert (told.returncode, told.stderr) == (0, "")
    assert "is valid" in told.stdout
    assert "有效" in epcli("validate", "-l", "zh").stdout


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda text: text.replace("{\n", "{\r\n", 1), "line 1"),
        (lambda text: text.rstrip("\n"), "line"),
        (lambda text: text.replace('    "1": {\n      "title"', '    "1": {\n       "title"', 1), "line 4"),
        (lambda text: text.replace("电商", "\\u7535\\u5546", 1), "line"),
    ],
)
def test_a_store_out_of_canonical_form_names_the_line(change: Callable[[str], str], line: str, tmp_path: Path, epcli: Run) -> None:
    """The same records with other line ends, indents or escapes are refused with the first line that differs."""
    path = tmp_path / "records.json"
    path.write_bytes(change(shipped().read_text(encoding="utf-8")).encode())
    told = epcli("validate", path)
    assert (told.returncode, told.stdout) == (1, "")
    assert f"the file: {line}" in told.stderr
    assert "not in canonical form" in told.stderr


def test_every_fault_is_told_at_once(tmp_path: Path, epcli: Run) -> None:
    """A store with three faults exits 1 and lists the three, a line each."""
    tables = json.loads(shipped().read_text(encoding="utf-8"))
    for mutate in (bad_date, lost_with_a_value, unknown_place):
        mutate(tables)
    path = tmp_path / "records.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    told = epcli("validate", path)
    assert (told.returncode, told.stdout) == (1, "")
    assert len(told.stderr.splitlines()) == 4


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ((b'"kind": "', b'"kind": 1e400, "was": "'), r"events/2013-chengxian-walnut-campaign: kind: "),
        ((b'"kind": "', b'"kind": "\xff'), r"damaged at line \d+, column \d+: 'utf-8' codec can't decode byte 0xff"),
        ((b'"kind": "', b'"kind": 1, "was": "\xff'), r"events/2013-chengxian-walnut-campaign: kind: "),
        (
            (b'"kind": "', b'"kind": 1, "was": ' + b"[" * 900 + b"]" * 900 + b', "more": "'),
            r"events/2013-chengxian-walnut-campaign: kind: ",
        ),
        ((b'"licence": "', b'"licence": "\xff'), r"damaged at line 9, column 19: "),
        ((b'"events": {', b'"events": {"1": {"id": "lost"}, '), "the file: 1: stands twice"),
        ((b'"events": {', b'"events": {"1": ' + b"9" * 5000 + b", "), "the file: 1: stands twice"),
        ((b'"events": {', b'"events": {"1": "\xff", '), "the file: 1: stands twice"),
        ((b'"events": {', b'"events": {"1": ' + b"[" * 5000 + b"]" * 5000 + b", "), "is damaged: it is nested too deep"),
        ((b'"sources": {', b'"sources": {}, "sources": {'), "the file: sources: stands twice"),
        ((b'"summary": {', b'"summary": {"zh": "x", "en": "x"}, "summary": {'), "the file: summary: stands twice"),
    ],
)
def test_damage_beside_damage_is_told(damage: tuple[bytes, bytes], message: str, tmp_path: Path) -> None:
    """What can't be decoded is told even where a fault has been found already, or where a key that stands twice hides it."""
    path = tmp_path / "records.json"
    path.write_bytes(shipped().read_bytes().replace(*damage, 1))
    with pytest.raises(StoreError, match=message):
        open_valid(path)
