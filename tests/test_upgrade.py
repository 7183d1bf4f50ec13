"""What epcli 0.1 wrote (format_1/ holds a small store of its own making, and its exports and answers) is read, imported and rewritten."""

from __future__ import annotations

import copy
import csv
import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Called, faults
from msgspec.structs import replace

from epcli.model import FORMAT
from epcli.store import canonical, open_store, records_of, shipped
from epcli.upgrade import upgraded, upgraded_if_old
from epcli.wording import quantity

Call = Callable[..., Called]
OLD = Path(__file__).parent / "format_1"
STORE = OLD / "store.json"
AS_FORMAT_2 = canonical(records_of(open_store(STORE)))
QUESTIONS = [
    *["timeline", "timeline 2016", "platform jd", "platform", "county mingshui", "county", "agreements", "figures", "search 京东"],
    *["show jd", "show jd-pavilion-counties", "cite wei-yanan", "cite mingshui --style gbt7714", "sources"],
]


def test_a_store_of_format_1_is_a_store_of_format_1() -> None:
    """The old store is as epcli 0.1 wrote it, with a source of every type that there was, and a unit of its own."""
    tables = json.loads(STORE.read_bytes())
    assert (tables["dataset"]["1"]["format"], "indicators" in tables) == (1, False)
    types = {source["type"] for source in tables["sources"].values()}
    assert types == {"article", "government", "news", "journal", "company", "repost"}
    assert b'"unit": "furlong"' in STORE.read_bytes()
    assert all("author" in source for source in tables["sources"].values())


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_every_command_answers_from_a_store_of_format_1(question: str, form: str, call: Call, tmp_path: Path) -> None:
    """It answers as the same store in format 2 does, and is not written."""
    (tmp_path / "new.json").write_bytes(AS_FORMAT_2)
    words = question.split()
    before = STORE.read_bytes()
    first, second = (call(*words, "-f", form, "--store", str(store)) for store in (STORE, "new.json"))
    assert first == second
    assert first.code == 0
    assert STORE.read_bytes() == before


@pytest.mark.parametrize("form", ["store.json", "store.ndjson", "package", "package/datapackage.json", "store.db"])
def test_every_export_of_format_1_is_imported(form: str, call: Call, tmp_path: Path) -> None:
    """A store, ndjson, a data package and an SQLite file of epcli 0.1, imported into an empty store, are one store of format 2."""
    path = OLD / form
    if form == "store.db":
        path = tmp_path / form
        path.write_bytes(gzip.decompress((OLD / "store.db.gz").read_bytes()))
    assert call("init", "my.json").code == 0
    told = call("import", str(path), "--store", "my.json")
    assert (told.code, told.err) == (0, "")
    assert (tmp_path / "my.json").read_bytes() == AS_FORMAT_2
    assert faults(AS_FORMAT_2, path) == []
    again = call("import", str(path), "--store", "my.json")
    assert again.out == "0 added, 0 changed, 31 left.\n"


@pytest.mark.parametrize("files", [["timeline.json"], ["sources.json"], ["figures.json"], ["events.csv", "figures.csv"], ["figures.csv"]])
def test_answers_of_epcli_0_1_are_imported(files: list[str], call: Call, tmp_path: Path) -> None:
    """A JSON answer and the CSV of events and figures, as epcli 0.1 gave them, change nothing in the store that they came from."""
    (tmp_path / "my.json").write_bytes(AS_FORMAT_2)
    told = call("import", *(str(OLD / name) for name in files), "--store", "my.json")
    assert (told.code, told.err) == (0, "")
    assert "0 added, 0 changed" in told.out
    assert (tmp_path / "my.json").read_bytes() == AS_FORMAT_2


@pytest.mark.parametrize(
    ("lang", "valid", "fix"),
    [
        ("en", "It is of format 1. `epcli validate --fix {path}` rewrites it as format 2", "the file: format: 1; the present one is 2"),
        ("zh", "它是格式1。`epcli validate --fix {path}`可将其改写为格式2", "the file：format：为1，现行格式为2"),
    ],
)
def test_validate_says_that_a_store_is_of_format_1_and_rewrites_it(lang: str, valid: str, fix: str, call: Call, tmp_path: Path) -> None:
    """It is valid, which is said with what rewrites it; `--fix` makes it format 2, and then there is nothing more to say."""
    path = tmp_path / "old.json"
    path.write_bytes(STORE.read_bytes())
    told = call("validate", str(path), "-l", lang)
    assert (told.code, told.err) == (0, "")
    assert valid.format(path=path) in told.out
    assert path.read_bytes() == STORE.read_bytes()
    fixed = call("validate", "--fix", str(path), "-l", lang)
    assert fixed.code == 0
    assert fix in fixed.err
    assert path.read_bytes() == AS_FORMAT_2
    assert "1" not in call("validate", str(path)).out.replace("16", "").partition("sources")[2].replace(" / 1", "")


def test_undo_brings_format_1_back_and_tells(call: Call, tmp_path: Path) -> None:
    """A store that `--fix` rewrote as format 2 is of format 1 again after `undo`, byte for byte, and its format is told as changed."""
    path = tmp_path / "old.json"
    path.write_bytes(STORE.read_bytes())
    assert call("validate", "--fix", "old.json").code == 0
    told = call("undo", "--store", "old.json")
    assert (told.code, told.err) == (0, "")
    assert told.out == f"changed dataset: format\n0 added, 1 changed, {sum(map(len, records_of(open_store(STORE)).values())) - 1} left.\n"
    assert path.read_bytes() == STORE.read_bytes()


def test_a_store_of_format_1_that_is_wrong_is_refused(call: Call, tmp_path: Path) -> None:
    """What broke a rule of format 1 is named as before, by `validate`, `--fix` and every question, and nothing is written."""
    tables = json.loads(STORE.read_bytes())
    tables["sources"]["1"]["type"] = "gossip"
    tables["sources"]["2"]["author"] = "nobody"
    del tables["sources"]["3"]["author"]
    tables["events"]["1"]["colour"] = "red"
    path = tmp_path / "old.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    before = path.read_bytes()
    told = call("validate", str(path))
    assert told.code == 1
    for words in ("type: Invalid enum value 'gossip'", "authors[0].name: Expected `object", "authors: missing", "colour: unknown field"):
        assert words in told.err
    assert call("validate", "--fix", str(path)).code == 1
    assert call("timeline", "--store", str(path)).code == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", [("import", "new.json"), ("remove", "2015-pilot-rounds")])
def test_a_change_to_a_store_of_format_1_tells_that_its_format_changes(command: tuple[str, ...], call: Call, tmp_path: Path) -> None:
    """What writes a store of format 1 writes format 2, and says so; a dry run and an import of nothing new leave it."""
    path = tmp_path / "old.json"
    path.write_bytes(STORE.read_bytes())
    assert "changed dataset" not in call("import", str(OLD / "sources.json"), "--store", "old.json").out
    assert path.read_bytes() == STORE.read_bytes()
    new = next(s for s in json.loads(shipped().read_bytes())["sources"].values() if s["id"] == "gbt-2260") | {"id": "another"}
    (tmp_path / "new.json").write_text(json.dumps([new]), encoding="utf-8")
    told = call(*command, "--store", "old.json")
    assert (told.code, told.err) == (0, "")
    assert "changed dataset: format\n" in told.out
    assert open_store(path).dataset.format == FORMAT
    assert faults(path.read_bytes(), path) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("article", {"type": "webpage", "repost": False, "issued_by": "other"}),
        ("government", {"type": "webpage", "repost": False, "issued_by": "government"}),
        ("news", {"type": "article-newspaper", "repost": False, "issued_by": "press"}),
        ("journal", {"type": "article-journal", "repost": False, "issued_by": "research"}),
        ("company", {"type": "webpage", "repost": False, "issued_by": "company"}),
        ("repost", {"type": "webpage", "repost": True, "issued_by": "other"}),
    ],
)
def test_what_an_old_source_says_stays_and_no_more_is_said(old: str, new: dict[str, Any]) -> None:
    """The old type tells the kind of text, who speaks and whether a copy was read; the language stays undetermined; one author."""
    source = next(s for s in json.loads(STORE.read_bytes())["sources"].values() if s["id"] == "wei-yanan") | {"type": old}
    before = copy.deepcopy(source)
    made = upgraded("sources", source)
    assert source == before
    assert {name: made[name] for name in new} == new
    assert (made["language"], made["authors"]) == ("und", [{"name": source["author"]}])
    assert upgraded("sources", source | {"author": None})["authors"] == []
    assert upgraded_if_old("sources", made) == made


def test_a_unit_of_ones_own_is_not_lost() -> None:
    """A unit that format 2 doesn't have is told with the metric, and the number stands bare."""
    (figure,) = [figure for figure in open_store(STORE).organizations["jd"].figures if "furlong" in figure.metric.en]
    assert figure.unit == "number"
    assert figure.metric.en.endswith(" (furlong)")
    assert figure.metric.zh.endswith("（furlong）")
    assert quantity(replace(figure, status="stated", value=7), "en") == "nearly 7"


def test_a_record_of_format_2_with_a_field_left_out_is_none_of_format_1(call: Call, tmp_path: Path) -> None:
    """A figure that has some field of format 2 but lacks another is refused for it, and not taken for an old one."""
    (tmp_path / "my.json").write_bytes(AS_FORMAT_2)
    figure = json.loads(call("figures", "--store", "my.json", "--json").out)["figures"][0]
    del figure["role"]
    (tmp_path / "figure.json").write_text(json.dumps([figure]), encoding="utf-8")
    told = call("import", "figure.json", "--store", "my.json", "--replace")
    assert (told.code, told.out) == (1, "")
    assert "role: missing" in told.err


def test_sellers_are_merchants() -> None:
    """The one unit that has another name in format 2 keeps what it counts."""
    made = upgraded("figures", {"unit": "seller", "metric": {"zh": "商户", "en": "Merchants"}})
    assert (made["unit"], made["metric"]["en"]) == ("merchant", "Merchants")


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, {"figures": 5}, {"figures": [1, {}]}, {"unit": 5, "metric": 5}, {"type": []}])
@pytest.mark.parametrize("table", ["dataset", "events", "figures", "places", "sources", "nothing"])
def test_whatever_is_no_record_is_left_to_validation(table: str, odd: object) -> None:
    """Upgrading never fails, whatever stands where a record should."""
    upgraded(table, odd)
    upgraded_if_old(table, odd)


def test_an_old_package_of_which_a_part_is_missing_is_told(call: Call, tmp_path: Path) -> None:
    """A column that format 1 had too is missed in an old file as in a new one."""
    shutil.copytree(OLD / "package", tmp_path / "package")
    file = tmp_path / "package" / "figures.csv"
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    place = rows[0].index("as_written")
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([row[:place] + row[place + 1 :] for row in rows if len(row) > place])
    assert call("init", "my.json").code == 0
    told = call("import", "package", "--store", "my.json")
    assert told.code == 1
    assert "missing column as_written" in told.err
