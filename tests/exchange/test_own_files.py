"""What people have comes back: our own CSV and TSV, what spreadsheets and programs made of our files, packed or piped."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import sys
from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from conftest import Called, all_they_name
from damage import as_columns, zipped

from epcli.cli import main
from epcli.exchange.cells import UnreadError, number
from epcli.formats import as_csv
from epcli.model import Citation
from epcli.queries.figures import figures
from epcli.store import Store, canonical, open_store, shipped

Call = Callable[..., Called]
FIGURE = "lecuntao-poor-villages"
EVENT = "2016-01-jd-cpad-agreement"


@pytest.fixture
def mine(tmp_path: Path, call: Call) -> Path:
    """A store of one's own with the shipped records."""
    assert call("init", "my.json", "--from-default").code == 0
    return tmp_path / "my.json"


@pytest.fixture(scope="session")
def small(store: Store) -> bytes:
    """A store of one agreement and all that it names, for what is tried with every form."""
    event = store.events[EVENT]
    named = {table: [*records.values()] for table, records in all_they_name(store, [event]).items()}
    return canonical({"dataset": [store.dataset], "events": [event], "case_studies": [], **named})


LOCATORS = ["p. 2; table 3", "第2段; 表3", '"quoted" words', '“2”; "3"', "a;", "a; b c; d-1 e", "; ", "x; jd-2016 §1"]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_place_in_a_source_may_have_any_signs(form: str, call: Call, mine: Path) -> None:
    """Semicolons, quotation marks and what looks like another citation in a locator come back from CSV and TSV as they were."""
    tables = json.loads(mine.read_text(encoding="utf-8"))
    (event,) = (each for each in tables["events"].values() if each["id"] == EVENT)
    wanted = [{"source": "wei-yanan", "at": at.strip()} for at in LOCATORS]
    event["citations"] = wanted
    event["figures"][0]["citations"] += wanted
    mine.write_text(json.dumps(tables), encoding="utf-8")
    for question in ("timeline", "figures"):
        assert call(question, "--store", "my.json", "-o", f"{question}.{form}").code == 0
    told = call("import", f"timeline.{form}", f"figures.{form}", "--store", "my.json")
    assert (told.out.startswith("0 added, 0 changed, "), told.err) == (True, "")


def test_a_locator_of_an_older_file_has_its_semicolons_bare(call: Call, mine: Path) -> None:
    """CSV as it was written before, without quotation marks: what can't be a source goes on with the place before it."""
    rows = list(csv.DictReader(StringIO(call("timeline", "-f", "csv").out)))
    row = next(row for row in rows if row["id"] == EVENT) | {"id": "made-up", "figures": "", "citations": "wei-yanan §2; 表3; wei-yanan §3"}
    save(rows[0], [row], "old.csv")
    assert call("import", "old.csv", "--store", "my.json").code == 0
    assert open_store(mine).events["made-up"].citations == [Citation("wei-yanan", "§2; 表3"), Citation("wei-yanan", "§3")]


def save(head: Any, rows: list[dict[str, str]], name: str, delimiter: str = ",", encoding: str = "utf-8") -> None:
    with Path(name).open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, [*head], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def test_tsv_keeps_every_space(call: Call, mine: Path) -> None:
    """Two spaces, wide ones and those that do not break are in TSV as they are in the record, and come back."""
    tables = json.loads(mine.read_text(encoding="utf-8"))
    tables["events"]["1"]["title"] = {"zh": "商务部　五项  任务", "en": "Five\u00a0tasks  set"}
    mine.write_text(json.dumps(tables), encoding="utf-8")
    assert call("timeline", "--store", "my.json", "-o", "e.tsv").code == 0
    assert call("import", "e.tsv", "--store", "my.json").out.startswith("0 added, 0 changed, ")


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-16"), ("\t", "utf-8")])
def test_what_a_spreadsheet_saves_is_read(delimiter: str, encoding: str, call: Call, mine: Path) -> None:
    """Semicolons where the comma is the decimal sign, tabs, Excel's UTF-16, rows of nothing: all are taken for what they are."""
    rows = list(csv.DictReader(StringIO(call("figures", "--platform", "jd", "-f", "csv").out)))
    if delimiter == ";":
        for row in rows:
            row["value"] = row["value"].replace(".", ",")
    save(rows[0], [*rows, dict.fromkeys(rows[0], "")], "jd.csv", delimiter, encoding)
    told = call("import", "jd.csv", "--store", "my.json")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("0 added, 0 changed")


@pytest.mark.parametrize(
    ("cell", "delimiter", "meant"),
    [
        *[("3,000", ",", 3000), ("1,234,567.5", ";", 1234567.5), ("３０００", "\t", 3000), ("３，０００", ",", 3000), ("66%", ",", 66)],
        *[("66.5 ％", ";", 66.5), ("1 234 567", ",", 1234567), ("1\u202f234,5", ";", 1234.5), ("1'234.5", ",", 1234.5)],
        *[("1.234,5", ";", 1234.5), ("1.234.567", ",", 1234567), ("0,5", ";", 0.5), ("1.234", ",", 1.234), ("−3", ",", -3)],
        *[("20000.0", ",", 20000), ("1e-05", ",", 0.00001), ("1e+16", ",", 10**16), (str(2**63 - 1), ",", 2**63 - 1)],
    ],
)
def test_a_number_that_can_mean_one_thing_is_read(cell: str, delimiter: str, meant: float) -> None:
    """Groups of thousands, percent signs, decimal commas and digits of full width are numbers, where there is no doubt which."""
    assert number(cell, "value", "%", delimiter) == meant
    assert type(number(cell, "value", "%", delimiter)) is type(meant)


@pytest.mark.parametrize(
    ("cell", "delimiter", "words"),
    [
        ("3,000", ";", "column value: 3,000 can be 3000 or 3.000: type 3000, or 3.0000"),
        ("1.234", ";", "column value: 1.234 can be 1234 or 1.234: type 1234, or 1.2340"),
        ("3,000", "\t", "column value: 3,000 can be 3000 or 3.000"),
        ("1,5", ",", "column value: 1,5 is no number: type 1.5"),
        ("66%", ",", "column value: 66% is a percentage, and the unit is village: type the number alone, or change the unit to %"),
        ("1.23457E+11", ",", "column value: 1.23457E+11 has lost digits in a spreadsheet: type all of them"),
        ("30亿", ",", "column value: 30亿 is no number in digits alone: type 3000000000"),
        ("1.5 million", ",", "type 1500000"),
        ("007", ",", "type 7"),
        ("three", ",", "column value: three is no number: type its digits alone, as in 3000, 0.5"),
        ("12345678901234567.89", ",", "column value: 12345678901234567.89 has more digits than are kept"),
        ("1e400", ",", "has more digits than are kept"),
    ],
)
def test_a_number_in_doubt_is_told_with_its_column(cell: str, delimiter: str, words: str) -> None:
    """What is no number, could be two, or has lost digits is told with the column, and with what to type."""
    with pytest.raises(UnreadError, match=r"^column value: ") as raised:
        number(cell, "value", "village", delimiter)
    assert words in raised.value.told.en
    assert raised.value.told.zh.startswith("value列：")


def test_a_cell_in_doubt_is_told_with_file_and_line(call: Call, mine: Path) -> None:
    """An import of such a cell names the file, the line and the column, in either language, and writes nothing."""
    rows = list(csv.DictReader(StringIO(call("figures", "--platform", "lecuntao", "-f", "csv").out)))
    rows[1]["value"] = "2万多"
    save(rows[0], rows, "f.csv")
    told = call("import", "f.csv", "--store", "my.json")
    assert (told.code, told.out) == (1, "")
    assert "Cannot read f.csv as CSV of events or figures: line 3: column value: 2万多 is no number" in told.err
    assert "第3行：value列：2万多不是数字" in call("import", "f.csv", "--store", "my.json", "-l", "zh").err
    assert mine.read_bytes() == shipped().read_bytes()


def test_thousands_are_read_from_a_file(call: Call, mine: Path) -> None:
    """`3,000` in a cell of our CSV is three thousand."""
    rows = list(csv.DictReader(StringIO(call("figures", "--platform", "lecuntao", "-f", "csv").out)))
    row = next(row for row in rows if row["id"] == FIGURE)
    row["value"] = "3,000"
    save(row, [row], "f.csv")
    assert call("import", "f.csv", "--store", "my.json", "--replace").code == 0
    assert next(each.value for each in open_store(mine).organizations["lecuntao"].figures if each.id == FIGURE) == 3000


@pytest.mark.parametrize(
    "value", [9_007_199_254_740_993, 1 - 2**63, 1_234_567_890_123_456, 123_456_789_012.3456, 2**63 - 1, 0.1234567890123456]
)
def test_what_a_spreadsheet_would_round_is_text_there(value: float, call: Call, mine: Path) -> None:
    """A number of more than fifteen digits gets an apostrophe in CSV and TSV, which is taken off again; all of its digits are there."""
    tables = json.loads(mine.read_text(encoding="utf-8"))
    (lecuntao,) = (each for each in tables["organizations"].values() if each["id"] == "lecuntao")
    lecuntao["figures"][1]["value"] = value
    mine.write_text(json.dumps(tables), encoding="utf-8")
    digits = json.dumps(value)
    for form in ("csv", "tsv"):
        assert f"'{digits}" in call("figures", "--store", "my.json", "--platform", "lecuntao", "-f", form).out
        assert call("figures", "--store", "my.json", "--platform", "lecuntao", "-o", f"f.{form}").code == 0
        assert call("import", f"f.{form}", "--store", "my.json").out.startswith("0 added, 0 changed, 1 left")


def test_no_other_number_gets_an_apostrophe(store: Store) -> None:
    """Numbers of up to fifteen digits stay numbers in CSV."""
    assert all("'" not in row["value"] for row in csv.DictReader(StringIO(as_csv(figures(store)))))


def floats(value: Any) -> Any:
    """Every number as a program has it that knows no integers, truth values among them."""
    if isinstance(value, dict):
        return {name: floats(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [floats(item) for item in value]
    return float(value) if isinstance(value, int | float) else value


@pytest.mark.parametrize("named", [True, False], ids=["with the table", "without it"])
@pytest.mark.parametrize("change", [lambda whole: whole, floats], ids=["nulls", "nulls and floats"])
def test_what_a_program_of_columns_wrote_back_is_the_same_store(change: Callable[[Any], Any], named: bool, call: Call, mine: Path) -> None:
    """ndjson with the columns of all tables in every record, objects of nulls, and floats for integers, gives the same bytes again."""
    assert call("export", "--to", "ndjson", "out.ndjson", "--store", "my.json").code == 0
    records = [json.loads(line) for line in Path("out.ndjson").read_text(encoding="utf-8").splitlines()]
    lines = [{name: value for name, value in record.items() if named or name != "table"} for record in change(as_columns(records))]
    Path("back.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert call("init", "other.json").code == 0
    told = call("import", "back.ndjson", "--store", "other.json")
    assert (told.code, told.err) == (0, "")
    assert mine.with_name("other.json").read_bytes() == shipped().read_bytes()


def test_what_holds_something_is_never_left_out(call: Call, mine: Path) -> None:
    """A field that the model doesn't know is refused if anything stands in it, within a record too; a text that became a number is told."""
    (record,) = json.loads(call("show", EVENT, "--json").out)["events"]
    for changed, words in (
        ({"colour": "red"}, "colour: unknown field"),
        ({"colour": {"zh": None, "en": "red"}}, "colour: unknown field"),
        ({"title": {"zh": "甲", "en": "a", "fr": "a"}}, "title.fr: unknown field"),
        ({"title": {"zh": "甲", "en": None}}, "title.en: Expected `str`, got `null`"),
        ({"date": 1453420800000}, "date: Expected `str`, got `int`. A program that reads texts as numbers may have lost digits"),
    ):
        Path("one.json").write_text(json.dumps([record | {"id": "made-up", "figures": []} | changed]), encoding="utf-8")
        told = call("import", "one.json", "--store", "my.json")
        assert told.code == 1
        assert words in told.err
    assert mine.read_bytes() == shipped().read_bytes()


def test_every_table_stands_at_the_beginning_of_ndjson(call: Call) -> None:
    """Who takes the columns of ndjson from its first hundred lines, as polars does, finds those of every table there."""
    assert call("export", "--to", "ndjson", "out.ndjson").code == 0
    records = [json.loads(line) for line in Path("out.ndjson").read_text(encoding="utf-8").splitlines()]
    assert {name for record in records[:100] for name in record} == {name for record in records for name in record}
    assert [record["table"] for record in records[-50:]] == ["events"] * 50


def bytes_in(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir()} if path.is_dir() else {path.name: path.read_bytes()}


@pytest.mark.parametrize("form", ["json", "ndjson", "sqlite", "datapackage"])
@pytest.mark.parametrize("how", ["gz", "zip", "standard input", "standard input, gz", "standard input, zip"])
def test_an_export_comes_back_packed_and_piped(
    form: str, how: str, small: bytes, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every export that holds a whole store comes back to the same bytes from gzip, from zip and through a pipe, and leaves no file."""
    (tmp_path / "small.json").write_bytes(small)
    assert call("export", "--to", form, "out", "--store", "small.json").code == 0
    files = bytes_in(tmp_path / "out")
    if form == "datapackage" and "zip" not in how:
        pytest.skip("a folder is no file")
    raw = next(iter(files.values()))
    raw = gzip.compress(raw) if "gz" in how else zipped({f"records/{name}": each for name, each in files.items()}) if "zip" in how else raw
    assert call("init", "other.json").code == 0
    before = {*tmp_path.iterdir()}
    if how.startswith("standard input"):
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(raw)))
        told = call("import", "-", "--store", "other.json")
    else:
        (tmp_path / "packed").write_bytes(raw)
        told = call("import", "packed", "--store", "other.json")
    assert (told.code, told.err) == (0, "")
    assert (tmp_path / "other.json").read_bytes() == small
    assert {path.name for path in {*tmp_path.iterdir()} - before} <= {
        "packed",
        *(f"other.json.{kind}" for kind in ("lock", "undo", "sha256")),
    }


def test_csv_in_a_zip_is_imported_together(call: Call, mine: Path) -> None:
    """Events and figures that were zipped side by side fill each other in; what a system adds to an archive is passed over."""
    files = {f"{name}.csv": call(name, "-f", "csv").out.encode() for name in ("timeline", "figures")}
    Path("csv.zip").write_bytes(zipped(files | {"__MACOSX/._figures.csv": b"\x00", ".DS_Store": b"\x00"}))
    assert call("import", "csv.zip", "--store", "my.json").out.startswith("0 added, 0 changed, ")
    Path("bad.zip").write_bytes(zipped({"a/events.csv": b"id,date\nx,2016\n"}))
    assert (
        f"bad.zip{os.sep}a{os.sep}events.csv as CSV of events or figures: no column" in call("import", "bad.zip", "--store", "my.json").err
    )


@pytest.mark.parametrize("how", ["gz", "zip", "standard input"])
def test_a_packed_store_answers_and_is_never_written(how: str, call: Call, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store in gzip or zip, and one on standard input, is asked and validated like any other; what would change it is refused."""
    raw = mine.read_bytes()
    name = "-" if how == "standard input" else f"packed.{how}"
    if how != "standard input":
        Path(name).write_bytes(gzip.compress(raw) if how == "gz" else zipped({"my.json": raw}))

    def told(*args: str) -> Called:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(raw)))
        return call(*args)

    assert told("timeline", "2016-05", "--store", name).out == call("timeline", "2016-05").out
    assert told("validate", name).code == 0
    for write in (
        ("import", "my.json", "--store", name),
        ("remove", "jd", "--store", name),
        ("validate", "--fix", name),
        ("undo", "--store", name),
    ):
        refused = told(*write)
        assert refused.code == (2 if name == "-" else 1)
        assert "standard input" in refused.err or "is packed, and is only read so" in refused.err
    assert told("init", "-").code == 2
    assert not Path("-").exists()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (gzip.compress(b"{}")[:-4], "Cannot unpack packed"),
        (gzip.compress(gzip.compress(b"{}")), "what is in it is packed, too"),
        (gzip.compress(bytes(70 * 2**20)), "it unpacks to more than"),
        (zipped({"a.json": bytes(70 * 2**20)}), "it unpacks to more than"),
        (zipped({"../a.json": b"{}"}), "one is called ../a.json"),
        (zipped({"/a.json": b"{}"}), "one is called /a.json"),
        (zipped({"a.zip": zipped({"b.json": b"{}"})}), "what is in it is packed, too"),
        (zipped({f"{n}": b"" for n in range(1001)}), "1001 files"),
        (zipped({}), "packed: this is no record"),
        (zipped({"a.json": b"{}"})[:-10], "Cannot unpack packed"),
        (gzip.compress(b" "), "packed has no records: it is empty"),
    ],
    ids=["cut gz", "twice gz", "gz bomb", "zip bomb", "leads out", "from the root", "zip in zip", "many", "none", "cut zip", "empty"],
)
def test_what_can_not_be_unpacked_is_told(raw: bytes, words: str, call: Call, mine: Path) -> None:
    """Archives that are cut, packed twice, much larger than they look, or lead out of themselves are refused, as a store too."""
    Path("packed").write_bytes(raw)
    told = call("import", "packed", "--store", "my.json")
    assert told.code == 1
    assert re.search(words, told.err), told.err
    assert call("timeline", "--store", "packed").code == 1


def test_a_tinydb_file_with_some_tables_is_imported(call: Call, mine: Path) -> None:
    """A file that TinyDB wrote with only some of the tables, and its own empty one, adds the records that it has; format 1 as well."""
    tables = json.loads(mine.read_text(encoding="utf-8"))
    assert call("init", "other.json").code == 0
    rest = {name: keyed for name, keyed in tables.items() if name not in ("events", "case_studies")}
    for part in (
        {"_default": {}} | {name: keyed for name, keyed in rest.items() if name != "dataset"},
        {"case_studies": tables["case_studies"]},
    ):
        Path("part.json").write_text(json.dumps(part), encoding="utf-8")
        assert call("import", "part.json", "--store", "other.json").code == 0
    Path("part.json").write_text(json.dumps({"dataset": tables["dataset"], "events": tables["events"]}), encoding="utf-8")
    assert call("import", "part.json", "--store", "other.json", "--replace").code == 0
    assert mine.with_name("other.json").read_bytes() == shipped().read_bytes()
    no_tables: list[dict[str, dict[str, Any]]] = [
        {"events": {"x": {}}},
        {"events": {}, "more": {}},
        {"_default": {"1": {"id": "x"}}},
        {"_default": {}},
    ]
    for wrong in no_tables:
        Path("part.json").write_text(json.dumps(wrong), encoding="utf-8")
        assert "this is no record" in call("import", "part.json", "--store", "other.json").err


@pytest.mark.parametrize("digits", ["12345678901234567.891", "0.12345678901234567890", "1e-400", "3000000000.00000000000001"])
def test_no_digit_is_dropped_unasked(digits: str, call: Call, mine: Path) -> None:
    """A decimal that can't be kept whole is refused with its digits: in a store, in ndjson, in an array; never rounded in silence."""
    raw = mine.read_text(encoding="utf-8").replace('"value": 3000000000,', f'"value": {digits},', 1)
    mine.with_name("long.json").write_text(raw, encoding="utf-8")
    assert f"value: {digits} has more digits than are kept" in call("validate", "long.json").err
    assert call("timeline", "--store", "long.json").code == 1
    assert f"{digits} has more digits" in call("import", "long.json", "--store", "my.json", "--replace").err
    line = call("export", "--to", "ndjson", "out.ndjson").out and Path("out.ndjson").read_text(encoding="utf-8")
    Path("long.ndjson").write_text(line.replace('"value":3000000000,', f'"value":{digits},', 1), encoding="utf-8")
    told = call("import", "long.ndjson", "--store", "my.json", "--replace")
    assert re.search(rf"long.ndjson, line \d+: value: {re.escape(digits)} has more digits", told.err)
    assert mine.read_bytes() == shipped().read_bytes()


def test_every_digit_that_is_kept_is_shown(small: bytes, call: Call, tmp_path: Path) -> None:
    """A number of seventeen digits is printed with all of them by every format, and comes back from every export."""
    raw = small.decode().replace('"value": 3000000000,', '"value": 3000000000123456789,', 1)
    raw = re.sub(r'"value": 832,', '"value": 832.1234567891,', raw, count=1)
    (tmp_path / "my.json").write_text(raw, encoding="utf-8")
    for form in ("json", "ndjson", "csv", "tsv"):
        assert "3000000000123456789" in call("figures", "--store", "my.json", "-f", form).out
        assert "832.1234567891" in call("figures", "--store", "my.json", "-f", form).out
    shown = call("figures", "--store", "my.json", "-f", "markdown", "-l", "en").out
    assert "3,000,000.000123456789 trillion" in shown
    assert "832.1234567891" in shown
    assert "3000000.000123456789万亿" in call("figures", "--store", "my.json", "-f", "markdown", "-l", "zh").out
    for form in ("json", "ndjson", "sqlite", "datapackage"):
        assert call("export", "--to", form, f"out-{form}", "--store", "my.json").code == 0
        assert call("init", f"{form}.json").code == 0
        assert call("import", f"out-{form}", "--store", f"{form}.json").code == 0
        assert (tmp_path / f"{form}.json").read_text(encoding="utf-8") == raw


def test_a_whole_number_has_no_point(call: Call, mine: Path) -> None:
    """66.0 and 6.6e1 are 66 in the canonical form, whoever wrote them; a text that looks like one keeps it."""
    raw = mine.read_text(encoding="utf-8")
    for other in ("3000000000.0", "3e9", "3E+9"):
        mine.write_text(raw.replace('"value": 3000000000,', f'"value": {other},', 1), encoding="utf-8")
        assert call("validate", "--fix", "my.json").code == 0
        assert mine.read_text(encoding="utf-8") == raw


@pytest.mark.parametrize("command", [("undo",), ("remove", "jd"), ("import", "my.json")])
def test_the_root_of_the_disk_is_no_store(command: tuple[str, ...], call: Call, mine: Path) -> None:
    """A folder without a name of its own is told like any other, and nothing is made in it."""
    told = call(*command, "--store", str(Path(os.sep).resolve()))
    assert (told.code, told.out) == (1, "")
    assert "it is not a file" in told.err


def test_a_version_is_all_that_is_printed(call: Call) -> None:
    """A command after --version is not run, so that it neither answers nor fails."""
    for rest in ((), ("timeline",), ("--version", "timeline", "--to", "x")):
        told = call("--version", *rest)
        assert (told.code, told.out.count("\n"), told.err) == (0, 1, "")


@pytest.mark.parametrize("form", ["json", "ndjson", "sqlite", "bibtex", "csl-json", "ris"])
def test_one_file_is_exported_to_standard_output(
    form: str, small: bytes, call: Call, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    """`export --to FORM -` prints the very bytes that a file would have, and nothing else; no file called - is made."""
    (tmp_path / "my.json").write_bytes(small)
    assert main(["export", "--to", form, "-", "--store", "my.json"]) == 0
    printed = capfdbinary.readouterr()
    assert call("export", "--to", form, "out", "--store", "my.json").code == 0
    assert (printed.out, printed.err) == ((tmp_path / "out").read_bytes(), b"")
    assert {path.name for path in tmp_path.iterdir()} <= {"my.json", "out", ".cache"}


@pytest.mark.parametrize("args", [("csv", "-"), ("datapackage", "-"), ("sqlite", "-", "--metadata")])
def test_several_files_are_not_exported_to_standard_output(args: tuple[str, ...], call: Call, tmp_path: Path) -> None:
    """What is a folder, or has another file beside it, is refused there, in one line."""
    told = call("export", "--to", *args)
    assert (told.code, told.out) == (2, "")
    assert "makes several files, and standard output is one" in told.err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("style", "file"), [("ris", "y.bib"), ("bibtex", "y.ris"), ("gbt7714", "y.bib"), ("ris", "y.json")])
def test_a_style_and_an_ending_that_contradict_each_other_are_refused(style: str, file: str, call: Call, tmp_path: Path) -> None:
    """A file that would be called what it is not is told, and not written."""
    told = call("cite", "jd", "--style", style, "-o", file)
    assert (told.code, told.out) == (2, "")
    assert f"--style {style} and the ending .{file[2:]}" in told.err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("style", "file", "begins"), [("ris", "y.ris", "TY"), ("gbt7714", "y.txt", "[1]"), ("csl-json", "y.json", "["), ("ris", "y.md", "#")]
)
def test_a_style_goes_into_a_file_that_can_hold_it(style: str, file: str, begins: str, call: Call, tmp_path: Path) -> None:
    """The ending of its own format, a plain text, and a page that shows it are no contradiction."""
    assert call("cite", "jd", "--style", style, "-o", file).code == 0
    assert (tmp_path / file).read_text(encoding="utf-8").startswith(begins)


def test_a_wording_that_a_spreadsheet_changed_is_told(call: Call, mine: Path) -> None:
    """LibreOffice makes 839400 of 839,400 wherever a cell looks like a number; the import says so of each figure, in both languages."""
    rows = list(csv.DictReader(StringIO(call("figures", "-f", "csv").out)))
    numbers = [row for row in rows if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", row["as_written"])]
    assert len(numbers) > 5
    for row in rows:
        if row in numbers:
            row["as_written"] = row["as_written"].replace(",", "")
    save(rows[0], rows, "f.csv")
    told = call("import", "f.csv", "--store", "my.json", "--replace", "--dry-run").out
    for row in numbers:
        assert f"\n  {row['id']}: as_written {int(row['as_written']):,} → {row['as_written']}\n" in told
    assert told.count("→") == len(numbers)
    assert f"as_written {int(numbers[0]['as_written']):,} → " in call("import", "f.csv", "--store", "my.json", "--replace", "-l", "zh").out
    assert "→" in call("undo", "--store", "my.json").out


def test_a_package_says_which_digits_it_would_lose(call: Call, tmp_path: Path, mine: Path) -> None:
    """A number in a data package that can't be kept whole is refused with its line and its digits."""
    assert call("export", "--to", "datapackage", "package").code == 0
    file = tmp_path / "package" / "figures.csv"
    file.write_bytes(re.sub(rb",3000000000,", b",12345678901234567.891,", file.read_bytes(), count=1))
    told = call("import", "package", "--store", "my.json", "--replace")
    assert told.code == 1
    assert re.search(r"figures.csv.*line \d+: value: 12345678901234567.891 has more digits", told.err)
