"""Every command in every format and both languages."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import Called, unix

from epcli.store import shipped

Call = Callable[..., Called]

COMMANDS = {
    "timeline": ("timeline",),
    "timeline of a month": ("timeline", "2016-05"),
    "platform": ("platform", "jd"),
    "platforms": ("platform",),
    "county": ("county", "longnan"),
    "counties": ("county",),
    "compare": ("compare", "chengxian", "tongyu", "aksu"),
    "agreements": ("agreements",),
    "figures": ("figures",),
    "indicator": ("indicator", "rural-taobao-stations"),
    "indicators": ("indicator",),
    "promises": ("promises", "2016", "--platform", "jd"),
    "search": ("search", "核桃"),
    "show": ("show", "jd"),
    "cite": ("cite", "2016-01-jd-cpad-agreement"),
    "sources": ("sources",),
    "an empty timeline": ("timeline", "1999"),
    "no promises": ("promises", "1999"),
    "an empty search": ("search", "zzzz"),
}
every_command = pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS.keys())


@every_command
def test_json_is_what_its_schema_says(args: tuple[str, ...], call: Call) -> None:
    """`--json` is one object that validates against the JSON Schema that `epcli schema` prints for it."""
    data = json.loads(call(*args, "--json").out)
    assert list(data)[:2] == ["schema", "dataset"]
    name = re.fullmatch(r"epcli\.([a-z]+)/[12]", data["schema"])
    assert name
    schema = json.loads(call("schema", name[1]).out)
    jsonschema.Draft202012Validator(schema).validate(data)


def test_the_store_is_what_its_schema_says(call: Call) -> None:
    """The shipped records validate against `epcli schema`."""
    jsonschema.Draft202012Validator(json.loads(call("schema").out)).validate(json.loads(shipped().read_text(encoding="utf-8")))


@every_command
def test_ndjson_has_an_object_a_line(args: tuple[str, ...], call: Call) -> None:
    """Each line of ndjson is an object of its own, with the same fields as the others of its kind."""
    told = call(*args, "--format", "ndjson")
    assert told.code == 0
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert all(isinstance(row, dict) for row in rows)
    assert len({tuple(row) for row in rows}) <= 1


@every_command
@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_separated_rows_are_equally_long(args: tuple[str, ...], form: str, delimiter: str, call: Call) -> None:
    """Python's csv reads a head and rows as long as it, and no cell that a spreadsheet would run."""
    told = call(*args, "--format", form)
    assert told.code == 0
    assert not told.out.startswith("\ufeff")
    rows = list(csv.reader(told.out.splitlines(keepends=True), delimiter=delimiter))
    assert len({len(row) for row in rows}) == 1
    assert all(rows[0])
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    if form == "tsv":
        assert told.out.count("\n") == len(rows)


@every_command
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_markdown_tables_are_whole(args: tuple[str, ...], lang: str, call: Call) -> None:
    """Every row of a Markdown table has as many cells as its head, and the page ends with the edition and licence."""
    told = call(*args, "--format", "markdown", "--lang", lang)
    assert told.code == 0
    head = 0
    for line in told.out.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line))
        if line.startswith("|"):
            head = head or cells
            assert cells == head, line
        else:
            head = 0
    assert told.out.endswith("CC-BY-4.0\n")


class Page(HTMLParser):
    """Checks that tags nest, and keeps what a test asks of them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@every_command
@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-Hans"), ("en", "en")])
def test_html_stands_alone(args: tuple[str, ...], lang: str, tag: str, call: Call) -> None:
    """HTML is well formed, says its language and licence, and loads nothing from anywhere."""
    told = call(*args, "--format", "html", "--lang", lang)
    assert told.code == 0
    page = Page()
    page.feed(told.out)
    assert page.open == []
    assert ("html", {"lang": tag}) in page.found
    assert "CC-BY-4.0</footer>" in told.out
    assert not any("src" in attributes or name in ("link", "script", "img") for name, attributes in page.found)
    assert "url(" not in told.out


@every_command
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_fit_every_width(args: tuple[str, ...], lang: str, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the terminal every command answers at 24 to 200 columns."""
    for columns in ("24", "59", "60", "80", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        assert call(*args, "--lang", lang).code == 0


@pytest.mark.parametrize(("style", "begins"), [("bibtex", "@"), ("csl-json", "["), ("gbt7714", "[1] ")])
def test_a_bibliography_is_nothing_but_its_entries(style: str, begins: str, call: Call) -> None:
    """`cite` prints entries that go straight into a file: two for a figure that two sources give, no head and no notes."""
    told = call("cite", "jd-cpad-poor-counties", "--style", style)
    assert told.out.startswith(begins)
    assert "CC-BY-4.0" not in told.out
    if style == "csl-json":
        assert [item["id"] for item in json.loads(told.out)] == ["wei-yanan", "xinhua-2016-01-22"]
    elif style == "bibtex":
        assert re.findall(r"^@\w+\{(.*),$", told.out, re.MULTILINE) == ["wei-yanan", "xinhua-2016-01-22"]
    else:
        assert len(told.out.splitlines()) == 2


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "tsv", "markdown", "html"])
def test_a_file_holds_what_would_be_printed(form: str, call: Call, tmp_path: Path) -> None:
    """--output writes the same bytes to a file, after a byte order mark where a spreadsheet needs one, and prints nothing."""
    printed = call("platform", "suning", "-f", form, "-l", "zh").out
    told = call("platform", "suning", "-f", form, "-l", "zh", "--output", "answer")
    assert (told.code, told.out, told.err) == (0, "", "")
    mark = b"\xef\xbb\xbf" if form in ("csv", "tsv") else b""
    assert (tmp_path / "answer").read_bytes() == mark + printed.encode()
    assert [path.name for path in tmp_path.iterdir()] == ["answer"]


@unix
def test_a_file_is_replaced_whole_and_keeps_its_mode(call: Call, tmp_path: Path) -> None:
    """An existing file is replaced through its link and keeps its mode; a folder that is not there exits 1 and leaves nothing."""
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    assert call("sources", "--json", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert json.loads(target.read_text(encoding="utf-8"))["sources"]
    told = call("sources", "-o", "nowhere/answer.txt", "-l", "zh")
    assert (told.code, told.out) == (1, "")
    assert "无法写入nowhere/answer.txt" in told.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "target.json"]


def test_no_cell_runs_as_a_formula(call: Call, tmp_path: Path) -> None:
    """Record text that begins like a formula gets an apostrophe; numbers stay numbers."""
    tables: dict[str, Any] = json.loads(shipped().read_text(encoding="utf-8"))
    wicked = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"]
    for event, title in zip(tables["events"].values(), wicked, strict=False):
        event["title"] = {"zh": title, "en": title}
    path = tmp_path / "wicked.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        told = call("timeline", "--store", str(path), "-f", form)
        rows = list(csv.DictReader(told.out.splitlines(keepends=True), delimiter=delimiter))
        titles = [row["title_en"] for row in rows if row["title_en"].startswith("'")]
        assert len(titles) == len(wicked)


def test_markup_in_a_record_stays_text(call: Call, tmp_path: Path) -> None:
    """Tags, pipes and stars of a record are not read as HTML or Markdown."""
    tables: dict[str, Any] = json.loads(shipped().read_text(encoding="utf-8"))
    event = tables["events"]["1"]
    event["title"] = {"zh": "<b>x</b>|*y*", "en": "<script>alert(1)</script>|*y*_z_"}
    path = tmp_path / "markup.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    page = call("timeline", "--store", str(path), "-f", "html", "-l", "en").out
    assert "&lt;script&gt;alert(1)&lt;/script&gt;|*y*_z_" in page
    assert r"\<script\>alert(1)\</script\>\|\*y\*\_z\_" in call("timeline", "--store", str(path), "-f", "markdown", "-l", "en").out
