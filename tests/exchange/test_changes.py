"""Stores of one's own: started, added to, removed from, exported and put right, from every form and with every refusal."""

from __future__ import annotations

import csv
import json
import os
import re
import socket
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from threading import Timer
from typing import Any

import msgspec
import pytest
from conftest import Called, Run, faults, on_a_terminal, unix
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

import epcli.validation
from epcli.exchange import csv_rows
from epcli.formats import separated
from epcli.model import Citation, Dating, Document, Event, Text
from epcli.queries.answer import OwnedFigure, Subject
from epcli.store import Documents, canonical, open_store, records_of, shipped
from epcli.validation import Fault, Tables

Call = Callable[..., Called]
SHIPPED = shipped().read_bytes()
EVENT = "2016-01-jd-cpad-agreement"


@pytest.fixture
def mine(tmp_path: Path, call: Call) -> Path:
    """A store of one's own with the shipped records."""
    assert call("init", "my.json", "--from-default").code == 0
    return tmp_path / "my.json"


def event(**changed: Any) -> dict[str, Any]:
    model = next(e for e in json.loads(SHIPPED)["events"].values() if e["id"] == EVENT)
    return {**model, "id": "made-up", "figures": [], **changed}


def save(name: str, value: object) -> str:
    Path(name).write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return name


def test_init_starts_an_empty_store_that_is_valid(call: Call, tmp_path: Path) -> None:
    """An empty store passes validation, and every question to it says that there is nothing, never an empty page alone."""
    assert call("init", "my.json").code == 0
    assert call("validate", "my.json").code == 0
    for question in (("timeline",), ("timeline", "2016"), ("agreements",), ("figures",), ("sources",), ("platform",), ("county",)):
        told = call(*question, "--store", "my.json")
        assert told.code == 0
        assert told.err, question
    told = call("platform", "jd", "--store", "my.json")
    assert (told.code, told.out) == (2, "")
    assert "has none" in told.err


@unix
@pytest.mark.parametrize("name", ["\x1b[2J.json", "\u202egpj.json", "\x9b2J.json"])
def test_a_name_that_could_drive_a_terminal_is_shown_harmless(name: str, call: Call) -> None:
    """The name of a file is whatever somebody gave it; what commands say of it, on either stream, has none of its controls."""
    told = [call("init", name), call("validate", name), call("export", "--to", "json", f"out{name}", "--store", name), call("init", name)]
    assert [each.code for each in told] == [0, 0, 0, 1]
    assert all("�" in each.out + each.err and name[0] not in each.out + each.err for each in told)


def test_init_from_default_is_a_copy(mine: Path) -> None:
    """--from-default gives the bytes of the shipped store."""
    assert mine.read_bytes() == SHIPPED


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_init_never_writes_over_anything(lang: str, call: Call, tmp_path: Path) -> None:
    """Where something is already, init exits 1, says so in the language asked for, and leaves it."""
    (tmp_path / "my.json").write_bytes(b"precious")
    told = call("init", "my.json", "-l", lang)
    assert (told.code, told.out) == (1, "")
    assert {"en": "exists already", "zh": "已存在"}[lang] in told.err
    assert (tmp_path / "my.json").read_bytes() == b"precious"


@pytest.mark.parametrize("form", ["json", "ndjson", "datapackage", "sqlite"])
def test_export_and_import_into_an_empty_store_give_the_same_bytes(form: str, call: Call, mine: Path) -> None:
    """What is exported, imported into an empty store, is the original store byte for byte; a changed one with gaps, too."""
    assert call("remove", EVENT, "--store", "my.json").code == 0
    original = mine.read_bytes()
    assert original != SHIPPED
    assert call("export", "--to", form, "out", "--store", "my.json").code == 0
    assert call("init", "other.json").code == 0
    told = call("import", "out", "--store", "other.json")
    assert (told.code, told.err) == (0, "")
    assert mine.with_name("other.json").read_bytes() == original
    assert faults(original, mine) == []


@pytest.mark.parametrize("form", ["json", "ndjson", "csv", "datapackage", "sqlite", "site"])
def test_an_export_never_writes_over_anything(form: str, call: Call, tmp_path: Path) -> None:
    """Where DEST is something already, export exits 1 and leaves it; a folder that is not there is told; no temporary file stays."""
    (tmp_path / "out").write_bytes(b"precious")
    told = call("export", "--to", form, "out")
    assert (told.code, told.out) == (1, "")
    assert "exists already" in told.err
    assert (tmp_path / "out").read_bytes() == b"precious"
    told = call("export", "--to", form, "nowhere/out")
    assert told.code == 1
    assert "nowhere" in told.err
    for folder in ("", ".", ".."):
        assert "exists already" in call("export", "--to", form, folder).err
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_events_and_figures_come_back_from_our_own_csv(call: Call, mine: Path) -> None:
    """The CSV of timeline and figures imports as what it was made from, with figures beside their events."""
    assert call("timeline", "-f", "csv", "-o", "events.csv").code == 0
    assert call("figures", "-f", "csv", "-o", "figures.csv").code == 0
    told = call("import", "events.csv", "figures.csv", "--store", "my.json")
    assert (told.code, told.err) == (0, "")
    assert told.out == "0 added, 0 changed, 141 left.\n"
    assert call("remove", EVENT, "--store", "my.json").code == 0
    alone = call("import", "events.csv", "--store", "my.json")
    assert alone.code == 1
    assert "figures: there is no jd-cpad-models. Import the CSV of the figures" in alone.err
    assert call("import", "events.csv", "figures.csv", "--store", "my.json").out.startswith(f"added events/{EVENT}\n1 added")
    both = [records_of(open_store(path))["events"] for path in (mine, shipped())]
    assert sorted(both[0], key=lambda e: e.id) == sorted(both[1], key=lambda e: e.id)  # type: ignore[attr-defined]


def test_a_table_from_a_spreadsheet_adds_events(call: Call, mine: Path) -> None:
    """One row written by hand under the head of our CSV, its columns in another order, becomes an event."""
    head = next(csv.reader(StringIO(call("timeline", "1999", "-f", "csv").out)))
    row = dict.fromkeys(head, "") | {
        "id": "made-up",
        "date": "2017-03",
        "kind": "launch",
        "dating_status": "stated",
        "dating_citations": "wei-yanan §2; a; wei-yanan §3",
        "title_zh": "试行",
        "title_en": "A trial",
        "summary_zh": "试行。",
        "summary_en": "'=a trial",
        "organizations": "jd; suning",
        "citations": "wei-yanan §2",
    }
    out = StringIO()
    writer = csv.DictWriter(out, sorted(head))
    writer.writeheader()
    writer.writerow(row)
    assert call("import", save("one.csv", out.getvalue()), "--store", "my.json").out.startswith("added events/made-up\n")
    made = open_store(mine).events["made-up"]
    assert made.organizations == ["jd", "suning"]
    assert made.dating.citations == [Citation("wei-yanan", "§2; a"), Citation("wei-yanan", "§3")]
    assert (made.summary.en, made.document, made.places) == ("=a trial", None, [])


@pytest.mark.parametrize(
    "question",
    [("timeline", "2016"), ("platform", "jd"), ("county", "chengxian"), ("compare", "chengxian", "tongyu"), ("sources",), ("show", EVENT)],
)
@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_answers_can_be_imported(question: tuple[str, ...], form: str, call: Call, mine: Path) -> None:
    """What a question answers in JSON goes back into the store that it came from and changes nothing; so do rows that are records."""
    save("answer", call(*question, "-f", form).out)
    told = call("import", "answer", "--store", "my.json")
    if form == "ndjson" and question[0] not in ("timeline", "sources"):
        assert told.code == 1
        assert "answer, line 1: " in told.err
    else:
        assert (told.code, told.err) == (0, "")
        assert "0 added, 0 changed" in told.out
    assert mine.read_bytes() == SHIPPED


def test_a_dry_run_shows_everything_and_changes_nothing(call: Call, mine: Path) -> None:
    """--dry-run tells what is added, changed (and in which fields) and left, in both languages, and writes nothing."""
    save("new.json", [event(), event(id=EVENT, kind="meeting", title={"zh": "新", "en": "New"})])
    told = call("import", "new.json", "--store", "my.json", "--dry-run", "--replace")
    assert told.out.splitlines() == [
        "added events/made-up",
        f"changed events/{EVENT}: kind, title, figures",
        "1 added, 1 changed, 0 left. Nothing was written: this was a dry run.",
    ]
    assert "新增events/made-up" in call("import", "new.json", "--store", "my.json", "--dry-run", "--replace", "-l", "zh").out.replace(
        " ", ""
    )
    assert mine.read_bytes() == SHIPPED
    assert call("import", "new.json", "--store", "my.json", "--replace").code == 0
    assert open_store(mine).events[EVENT].title.en == "New"


def test_all_of_an_import_or_nothing(call: Call, mine: Path) -> None:
    """One record that differs from the store's refuses the whole import unless --replace, and says which and in what."""
    save("new.json", [event(), event(id=EVENT, kind="meeting")])
    told = call("import", "new.json", "--store", "my.json")
    assert (told.code, told.out) == (1, "")
    assert f"new.json, record 2: the store has another events/{EVENT}; they differ in kind, figures. See --replace." in told.err
    assert mine.read_bytes() == SHIPPED


def test_nothing_new_writes_nothing(call: Call, mine: Path) -> None:
    """An import of what the store has already leaves even the date of the file."""
    before = mine.stat().st_mtime_ns
    left = sum(len(records) for table, records in records_of(open_store(shipped())).items() if table != "dataset")
    assert call("import", str(shipped()), "--store", "my.json").out == f"0 added, 0 changed, {left} left.\n"
    assert mine.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([event(kind="party")], "new, record 1: events/made-up: kind: Invalid enum value"),
        ([event(), event(title={"zh": "x"}, id="b")], "new, record 2: events/b: title.en: missing"),
        ([event(colour="red")], "events/made-up: colour: unknown field"),
        ([event(date="2016-13")], "new, record 1: events/made-up: date"),
        ([event(date="/")], "new, record 1: events/made-up: date: / is open at both ends; one of them is a date"),
        ([event(date="")], "new, record 1: events/made-up: date: is empty, and a date has a year at least"),
        ([event(date="201", organizations=["nobody"])], "organizations has no nobody (and 1 more)"),
        ([event(date="Y12")], "date: Y12 is not an EDTF date: the letter Y stands only before years of more than four digits"),
        ([event(organizations=["nobody"])], "new, record 1: events/made-up: organizations[0]: organizations has no nobody"),
        ([event(), event(kind="meeting")], "new, record 2: events/made-up is also in new, record 1"),
        ([{"name": "x"}], "new, record 1: this is no record"),
        ([1], "new, record 1: this is no record"),
        ([], "new: this is no record"),
        ({"schema": "epcli.timeline/1", "events": []}, "new: this is no record"),
        ({"schema": "epcli.timeline/1", "period": "2016", "events": [event(), 1]}, "new, record 2: this is no record"),
        ("nothing but words", "no column id"),
        ('{"id": 1}\n{"id": ', "new, line 1: this is no record"),
        (json.dumps(event()) + "\n{torn", "new is damaged in line 2"),
        (json.dumps({"subject": {"table": "events", "id": EVENT}}), "figures/?: id: missing"),
    ],
)
def test_what_can_not_be_imported_is_named(content: object, words: str, call: Call, mine: Path) -> None:
    """A bad import exits 1 and names the file, the record and the field; the store is as it was."""
    told = call("import", save("new", content), "--store", "my.json")
    assert (told.code, told.out) == (1, "")
    assert words in told.err
    assert len(told.err.splitlines()) <= 2
    assert mine.read_bytes() == SHIPPED


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([event(date="/")], "new，第1条记录：events/made-up：date：/两端都没有日期；至少一端应是日期。没有导入任何记录。"),
        (
            [event(date="/", places=["nowhere"])],
            "new，第1条记录：events/made-up：places[0]：places中没有nowhere（共2处）。没有导入任何记录。",
        ),
        ([event(), event(kind="meeting")], "new，第2条记录：events/made-up已见于new，第1条记录。"),
        ('{"id": 1}\n{"id": ', "new，第1行：这不是数据库的记录。"),
    ],
)
def test_what_can_not_be_imported_is_named_in_chinese(content: object, told: str, call: Call, mine: Path) -> None:
    """In Chinese the place in the file is Chinese, too, and faults are counted where there are several."""
    assert call("import", save("new", content), "--store", "my.json", "-l", "zh").err.startswith(f"epcli: {told}")


def test_a_figure_finds_its_record_or_is_refused(call: Call, mine: Path) -> None:
    """A figure goes to the record that its subject names; one whose subject is not in the store is refused."""
    owned = json.loads(call("figures", "--platform", "jd", "--json").out)["figures"][0]
    owned |= {"id": "made-up-figure", "subject": {"table": "organizations", "id": "jd"}}
    assert call("import", save("figure.json", [owned]), "--store", "my.json").code == 1  # it changes jd
    assert call("import", "figure.json", "--store", "my.json", "--replace").out.startswith("changed organizations/jd: figures\n")
    assert open_store(mine).organizations["jd"].figures[-1].id == "made-up-figure"
    told = call("import", save("two.json", [owned, owned | {"unit": "item"}]), "--store", "my.json", "--replace")
    assert (told.code, "figures/made-up-figure also comes with other content" in told.err) == (1, True)
    owned["subject"]["id"] = "nobody"
    told = call("import", save("figure.json", [owned]), "--store", "my.json", "--replace")
    assert told.code == 1
    assert "the store has no organizations/nobody" in told.err


def test_another_store_is_added_but_not_its_name(call: Call, mine: Path) -> None:
    """A store imported into one with records keeps that one's title and version; into an empty one it brings its own."""
    theirs = json.loads(SHIPPED)
    theirs["dataset"]["1"]["version"] = "9.9.9"
    theirs["events"] = {"7": event()}
    save("theirs.json", theirs)
    assert call("import", "theirs.json", "--store", "my.json").out.startswith("added events/made-up\n1 added")
    assert open_store(mine).dataset.version == open_store(shipped()).dataset.version
    call("init", "empty.json")
    call("import", "theirs.json", "--store", "empty.json")
    assert open_store(Path("empty.json")).dataset.version == "9.9.9"


def test_remove_takes_records_out_or_says_what_still_needs_them(call: Call, mine: Path) -> None:
    """Records go in one write; one that others name stays, and so does all that was to go with it."""
    told = call("remove", EVENT, "2015-pilot-rounds", "--store", "my.json")
    assert (told.code, told.out) == (0, f"removed events/2015-pilot-rounds\nremoved events/{EVENT}\n2 removed.\n")
    assert EVENT not in open_store(mine).events
    before = mine.read_bytes()
    refused = call("remove", "case_studies/chengxian", "jd", "--store", "my.json")
    assert (refused.code, refused.out) == (1, "")
    assert "organizations has no jd" in refused.err
    assert mine.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [("jdd", "The nearest: jd"), ("chengxian", "case_studies/chengxian, places/chengxian"), ("京东", "No record is called")],
)
def test_remove_takes_ids_alone(name: str, words: str, call: Call, mine: Path) -> None:
    """What is no id, or the id of two records, exits 2 and says what to type."""
    told = call("remove", name, "--store", "my.json")
    assert (told.code, told.out) == (2, "")
    assert words in told.err
    assert mine.read_bytes() == SHIPPED


@pytest.mark.parametrize("command", [("import", "new.json"), ("remove", EVENT)])
def test_the_shipped_store_is_never_written(command: tuple[str, ...], call: Call) -> None:
    """Without --store, or with the shipped store as --store, writing commands exit 2 and name the option."""
    save("new.json", [event()])
    for store in ([], ["--store", str(shipped())]):
        told = call(*command, *store)
        assert (told.code, told.out) == (2, "")
        assert "--store FILE" in told.err
    assert shipped().read_bytes() == SHIPPED
    assert call("validate", "--fix").code == 2


def test_a_store_that_is_not_there_is_not_made(call: Call, tmp_path: Path) -> None:
    """What changes a store says how to start one where there is none, and makes neither a store, nor a folder, nor a lock."""
    new = save("new.json", [event()])
    for missing in ("none.json", "nowhere/my.json"):
        for command in (("import", new, "--store", missing), ("remove", "jd", "--store", missing), ("validate", "--fix", missing)):
            told = call(*command)
            assert (told.code, told.out) == (1, "")
            assert f"epcli init {missing}" in told.err
    told = call("init", "nowhere/my.json")
    assert told.code == 1
    assert "No such file or directory" in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["new.json"]


@unix
def test_only_a_file_can_be_a_store(call: Call, tmp_path: Path) -> None:
    """A folder, or a socket, pipe or device, is neither locked nor waited for, nor ever replaced by a file."""
    with socket.socket(socket.AF_UNIX) as end:
        end.bind("socket")  # by its name alone: a whole path may be too long for a socket
        (tmp_path / "folder").mkdir()
        new = save("new.json", [event()])
        os.mkfifo("pipe")
        for place in ("socket", "folder", "pipe"):
            dry = ("import", new, "--dry-run", "--store", place)
            for command in (("init", place), ("import", new, "--store", place), dry, ("validate", "--fix", place)):
                told = call(*command)
                assert (told.code, told.out) == (1, "")
                assert "is not a file" in told.err
        assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "new.json", "pipe", "socket"]
        assert (tmp_path / "socket").is_socket()


@unix
def test_the_name_of_a_file_need_not_be_utf_8(call: Call) -> None:
    """A store whose name is no UTF-8, as an old disk may have it, is started and validated like any other."""
    assert call("init", "\udcff.json").out.startswith("Started �.json")
    assert call("validate", "\udcff.json").code == 0


def test_an_invalid_store_is_refused_by_every_command(call: Call, mine: Path) -> None:
    """A store with one bad record is neither read nor written by anything, and each command says where it is wrong."""
    tables = json.loads(SHIPPED)
    tables["events"]["1"]["organizations"] = ["nobody"]
    save("my.json", tables)
    before = mine.read_bytes()
    save("new.json", [event()])
    for command in (
        *[("timeline",), ("platform", "jd"), ("county", "aksu"), ("compare", "aksu", "tongyu"), ("agreements",), ("figures",)],
        *[("search", "x"), ("show", "jd"), ("cite", "jd"), ("sources",), ("export", "--to", "json", "out"), ("remove", EVENT)],
        ("import", "new.json"),
    ):
        told = call(*command, "--store", "my.json")
        assert (told.code, told.out) == (1, ""), command
        assert "organizations has no nobody" in told.err
        assert "epcli validate my.json" in told.err
    assert call("validate", "my.json", "--fix").code == 1
    assert mine.read_bytes() == before


def test_a_valid_store_is_validated_once(call: Call, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second question to the same bytes does not validate them again; other bytes of the same length and date are validated."""
    counted: list[Path] = []
    checked = epcli.validation.checked

    def counting(raw: bytes, path: Path, documents: Documents) -> tuple[Tables, list[Fault]]:
        counted.append(path)
        return checked(raw, path, documents)

    monkeypatch.setattr(epcli.validation, "checked", counting)
    mine.write_bytes(SHIPPED.replace("京东".encode(), "东京".encode(), 1))
    for _ in range(3):
        assert call("sources", "--store", "my.json").code == 0
    assert len(counted) == 1
    mine.write_bytes(SHIPPED.replace(b'"places": [],', b'"places":  [],', 1))
    assert call("sources", "--store", "my.json").code == 0
    assert len(counted) == 2


def test_fix_rewrites_the_layout_and_shows_it(call: Call, mine: Path) -> None:
    """--fix gives the canonical bytes to a valid store in any layout, tells what it did, and does nothing the second time."""
    tables = json.loads(SHIPPED)
    tables["events"] = {str(3 * int(key)): dict(reversed(value.items())) for key, value in tables["events"].items()}
    mine.write_text(json.dumps(tables, indent=None), encoding="utf-8")
    assert call("timeline", "2016", "--store", "my.json").code == 0
    assert "`epcli validate --fix my.json` rewrites it" in call("validate", "my.json").err
    told = call("validate", "my.json", "--fix")
    assert told.code == 0
    assert "the file: line 1: not in canonical form" in told.err
    assert "what the records say is unchanged" in told.err
    assert mine.read_bytes() == SHIPPED
    assert call("validate", "my.json", "--fix").err == ""


def test_keys_that_stand_twice_are_a_fault(call: Call, mine: Path) -> None:
    """A record whose key stands twice would vanish when read; such a store is refused, and --fix does not touch it."""
    doubled = SHIPPED.replace(b'\n    "2": {', b'\n    "1": {', 1)
    mine.write_bytes(doubled)
    for command in (("timeline", "--store", "my.json"), ("validate", "my.json"), ("validate", "--fix", "my.json")):
        told = call(*command)
        assert told.code == 1
        assert "stands twice" in told.err
    assert mine.read_bytes() == doubled


texts = st.builds(Text, *[st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=9)] * 2)
slugs = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
places_in_sources = st.text(st.sampled_from("§2 ;:a成'=-"), min_size=1, max_size=9).filter(
    lambda at: at == at.strip() and not re.search(r"(^|; )[;a-z0-9-]* ", at)  # or a place in a source would read like another source
)
citations = st.lists(st.builds(Citation, slugs, places_in_sources), min_size=1, max_size=3)
events = st.builds(
    Event,
    id=slugs,
    date=st.just("2016-05"),
    dating=st.builds(Dating, st.sampled_from(["stated", "inferred"]), st.none() | texts, citations),
    kind=st.sampled_from(["policy", "launch"]),
    title=texts,
    summary=texts,
    organizations=st.lists(slugs, max_size=2),
    places=st.lists(slugs, max_size=2),
    document=st.none() | st.builds(Document, texts, st.none() | st.just("国开办发〔2016〕40号"), st.lists(slugs, min_size=1, max_size=2)),
    figures=st.just([]),
    citations=citations,
)
figures = st.builds(
    OwnedFigure,
    id=slugs,
    indicator=st.none() | slugs,
    metric=texts,
    role=st.sampled_from(["actual", "target"]),
    value=st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(-(2.0**53), 2.0**53),
    upper=st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(-(2.0**53), 2.0**53),
    unit=st.sampled_from(["CNY", "%", "person"]),
    qualifier=st.none() | st.just("over"),
    as_written=st.none() | st.sampled_from(["-3%", "30亿元"]),
    as_of=st.none() | st.just("2016"),
    due=st.none() | st.just("2020"),
    places=st.lists(slugs, max_size=2),
    organizations=st.lists(slugs, max_size=2),
    reported_by=st.none() | slugs,
    status=st.just("stated"),
    citations=citations,
    note=st.none() | texts,
    subject=st.builds(Subject, st.just("events"), slugs),
)


@given(st.lists(events, min_size=1, max_size=3) | st.lists(figures, min_size=1, max_size=3))
def test_csv_says_all_that_a_record_says(records: list[Event] | list[OwnedFigure]) -> None:
    """Whatever stands in events and figures, our CSV of them reads back as the same records."""
    shape = type(records[0])
    raw = separated(records, shape, ",", "\r\n").encode("utf-8-sig")
    assert [msgspec.convert(document, shape) for _, document in csv_rows.read(raw, Path("x.csv"))] == records


def test_work_that_takes_long_shows_a_bar_on_a_terminal_alone(tmp_path: Path, epcli: Run, mine: Path) -> None:
    """An import that takes over a second, here for a lock, says why beside a bar on a terminal; a short one, and one in a pipe, do not."""
    args = ["import", str(mine.with_name(save("new.json", [event()]))), "--store", str(mine), "-l", "zh"]
    lock = FileLock(f"{mine}.lock", thread_local=False)
    for waits, seen in ((2.5, True), (0.0, False)):
        lock.acquire()
        release = Timer(waits, lock.release)
        release.start()
        shown = on_a_terminal(args, {"XDG_CACHE_HOME": str(tmp_path / "cache")}, tmp_path)
        release.join()
        assert ("等待" in shown) is ("━" in shown) is seen
        assert "条" in shown
    assert epcli(*args).stderr == ""


def test_the_canonical_form_is_what_msgspec_writes(tmp_path: Path) -> None:
    """Put together bit by bit, the canonical form is msgspec's own layout of the whole store."""
    tables = records_of(open_store(shipped()))
    whole = {table: {str(key): record for key, record in enumerate(records, start=1)} for table, records in tables.items()}
    assert canonical(tables) == msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n" == SHIPPED
    empty = {**{table: [] for table in tables}, "dataset": tables["dataset"]}
    whole = {table: {str(key): record for key, record in enumerate(records, start=1)} for table, records in empty.items()}
    assert canonical(empty) == msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
