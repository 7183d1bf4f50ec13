"""What the documentation says is what the tool does."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from conftest import COMMANDS, Called, unix
from preloaded import Preloaded

from epcli import __version__
from epcli.queries.figures import figures
from epcli.store import Store

ROOT = Path(__file__).parents[1]
EXECUTED = ["docs/tour.md", "docs/tour.zh.md", "docs/records.md", "docs/records.zh.md", "docs/stores.md"]


@pytest.mark.skipif(
    not typer.__version__.startswith("0.28."), reason="the page is made with the Typer of pyproject; others word help otherwise"
)
def test_commands_md_is_generated_from_the_help(request: pytest.FixtureRequest) -> None:
    """docs/commands.md is what Typer's own generator makes of the help; --write-golden writes it anew."""
    command = [sys.executable, "-m", "typer", "epcli.cli", "utils", "docs", "--name", "epcli"]
    environ = os.environ | {"PYTHONUTF8": "1"}  # Typer prints in the encoding of the locale, which on Windows lacks Chinese
    made = subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=True).stdout
    page = ROOT / "docs" / "commands.md"
    if request.config.getoption("--write-golden"):
        page.write_text(made, encoding="utf-8", newline="\n")
    assert made == page.read_text(encoding="utf-8")


def test_every_command_is_known(call: Callable[..., Called]) -> None:
    """The help lists these commands and no others."""
    listed = re.findall(r"^  ([a-z]+) {2,}", call("--help").out.partition("Commands")[2], re.MULTILINE)
    assert listed == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_every_command_works(command: str, call: Callable[..., Called]) -> None:
    """Each command's --help has an example, and the example answers; those that write have a store and more records beside them."""
    if command != "init":
        assert call("init", "my.json", "--from-default").code == 0
        assert call("timeline", "2016", "--json", "--output", "more.json").code == 0
    if command == "undo":
        assert call("remove", "2015-pilot-rounds", "--store", "my.json").code == 0
    told = call(command, "--help")
    assert told.code == 0
    example = re.search(r"Example: epcli ([^│\n]*)", told.out)
    assert example
    words = shlex.split(example[1].strip())
    assert words[0] == command
    answer = call(*words)
    assert (answer.code, answer.err) == (0, "")


READMES = ["README.md", "README.zh.md"]


@pytest.mark.parametrize("name", READMES)
def test_the_examples_of_the_readme_work(name: str, call: Callable[..., Called]) -> None:
    """Every `epcli …` in the README that names no placeholder answers."""
    text = (ROOT / name).read_text(encoding="utf-8")
    examples = [words for words in re.findall(r"`epcli ([^`]*)`", text) if not re.search(r"[A-Z\[]{2,}|…|--install", words)]
    assert len(examples) >= 10
    for words in examples:
        answer = call(*shlex.split(words))
        assert (answer.code, answer.err) == (0, ""), words


@pytest.mark.parametrize(("name", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_readme_shows_each_status_as_the_answers_do(name: str, lang: str, store: Store, call: Callable[..., Called]) -> None:
    """Each row of the table of statuses names a record that has the status, and shows its number or date as an answer prints it."""
    row = r"^\| \S*?\b(stated|restored|inferred|lost)\b.* \| `([^`]+)`.*`epcli show ([^`]+)` \|$"
    rows = re.findall(row, (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert [status for status, *_ in rows] == ["stated", "restored", "inferred", "lost"]
    statuses = {figure.id: str(figure.status) for figure in figures(store).figures}
    statuses |= {event.id: str(event.dating.status) for event in store.events.values()}
    printed = call("figures", "-l", lang).out + call("timeline", "-l", lang).out
    for status, shown, record in rows:
        assert statuses[record] == status
        assert re.search(rf"^{re.escape(shown)} ", printed, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("README.md", "{} events, {} case studies, {} figures and the {} national poor counties, from {} sources; .* {} indicators"),
        ("README.zh.md", "{}个事件、{}个案例、{}个数字和{}个国家级贫困县，来自{}个来源；.*{}个指标"),
    ],
)
def test_the_readme_counts_what_the_store_has(name: str, sentence: str, store: Store) -> None:
    """Events, case studies, figures, poor counties, sources and indicators are as many as the READMEs say."""
    poor = [place for place in store.places.values() if place.poor_county]
    counted = map(len, (store.events, store.case_studies, figures(store).figures, poor, store.sources, store.indicators))
    told = (ROOT / name).read_text(encoding="utf-8").replace("\n", " ")
    assert re.search(sentence.format(*counted), told)


@pytest.mark.parametrize("name", READMES)
def test_both_readmes_have_the_same_two_commands(name: str) -> None:
    """The first shell block runs the tool and the second the tests, and no page has another."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    install = "python3 -m venv .venv && .venv/bin/python -m pip install --quiet"
    assert blocks == [f"{install} . && .venv/bin/epcli timeline 2016\n", f'{install} --editable ".[test]" && .venv/bin/python -m pytest\n']


def test_the_question_of_the_contributors_page_works(tmp_path: Path) -> None:
    """The code in CONTRIBUTING.md, put into a copy of the source, answers in both languages, with the rows in every format."""
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src", source)
    shutil.copytree(ROOT / "data", source / "epcli" / "data")
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^   ```python\n   # src/epcli/(.*)\n((?:.*\n)*?)   ```$", page, re.MULTILINE))
    assert list(blocks) == ["queries/provinces.py", "wording.py, in LABELS", "views/provinces.py", "cli.py"]
    for name in ("queries/provinces.py", "views/provinces.py"):
        (source / "epcli" / name).write_text(textwrap.dedent(blocks[name]), encoding="utf-8")
    for name, place, code in (
        ("wording.py", "LABELS = {\n", "LABELS = {\n" + blocks["wording.py, in LABELS"]),
        ("cli.py", "def main(", textwrap.dedent(blocks["cli.py"]) + "\n\ndef main("),
    ):
        path = source / "epcli" / name
        told = path.read_text(encoding="utf-8")
        assert place in told
        path.write_text(told.replace(place, code, 1), encoding="utf-8")

    def asked(*options: str) -> str:
        command = [sys.executable, "-m", "epcli", "provinces", *options]
        environ = os.environ | {"PYTHONPATH": str(source)}
        return subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=True).stdout

    assert re.search(r"^· Gansu · \d+ events$", asked("-l", "en"), re.MULTILINE)
    assert re.search(r"^· 甘肃省 · \d+个事件$", asked("-l", "zh"), re.MULTILINE)
    assert "Gansu" in asked("-f", "csv")
    assert '<li id="gansu">Gansu' in asked("-f", "html")
    assert '- <a id="gansu"></a>Gansu' in asked("-f", "markdown")


@unix
@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize("name", EXECUTED)
def test_the_console_blocks_of_a_page_are_real(
    name: str, request: pytest.FixtureRequest, tmp_path: Path, preloaded: Preloaded | None
) -> None:
    """Each `$ command` of the page, run by bash in one empty folder in the page's order, prints what stands there.

    Python that begins with `# NAME.py` is a file in that folder, and so is JSON under a line with nothing but `NAME.json`.
    """
    page = ROOT / name
    told = page.read_text(encoding="utf-8")
    programs = [preloaded.folder] if preloaded else []

    def executed(block: re.Match[str]) -> str:
        commands = re.findall(r"^\$ ((?:.*\\\n)*.*)", block[1], re.MULTILINE)
        assert commands, block[0]
        lines = "".join(f"$ {command}\n{typed(command, tmp_path, programs)}" for command in commands)
        return f"```console\n{lines}```\n"

    for file, code in re.findall(r"^```python\n# (\S+\.py)\n(.*?)^```", told, flags=re.MULTILINE | re.DOTALL):
        (tmp_path / file).write_text(code, encoding="utf-8")
    for file, written in re.findall(r"^`(\S+\.json)`\n\n```json\n(.*?)^```", told, flags=re.MULTILINE | re.DOTALL):
        (tmp_path / file).write_text(written, encoding="utf-8")
    made = re.sub(r"^```console\n(.*?)^```\n", executed, told, flags=re.MULTILINE | re.DOTALL)
    if request.config.getoption("--write-golden"):
        page.write_text(made, encoding="utf-8", newline="\n")
        told = made
    assert made == told


def typed(command: str, folder: Path, programs: Sequence[Path]) -> str:
    """What a reader sees who types the command in a Unix shell, 80 columns wide, with epcli on the path."""
    path = os.pathsep.join(map(str, [*programs, Path(sys.executable).parent, os.environ["PATH"]]))
    environ = {"PATH": path, "HOME": str(folder), "COLUMNS": "80", "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}
    told = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, (command, told.stdout)
    return told.stdout


def test_the_table_of_gaps_is_what_the_records_say(store: Store) -> None:
    """docs/records.md lists L01 to L56 in order, each with a record or figure whose note names the gap, and with its status."""
    rows = re.findall(r"^\| L(\d\d) \| (.*) \| (\w+) \| (.*) \|$", (ROOT / "docs" / "records.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(gap) for gap, *_ in rows] == list(range(1, 57))
    told: dict[str, tuple[str, str, str]] = {}
    for figure in figures(store).figures:
        told[figure.id] = (figure.metric.en, figure.status, figure.note.en if figure.note else "")
    for event in store.events.values():
        told[event.id] = (event.title.en, event.dating.status, event.dating.note.en if event.dating.note else "")
    for source in store.sources.values():
        told[source.id] = ("", "restored", source.note.en if source.note else "")
    for gap, what, status, where in rows:
        if not where.startswith("`"):  # a year that frames the article and that no record bears
            continue
        name, known, note = told[where.strip("`")]
        spans = [range(int(first), int(last or first) + 1) for first, last in re.findall(r"L(\d\d)(?: to L(\d\d))?", note)]
        assert any(int(gap) in span for span in spans), (gap, where)
        assert what.endswith(name) or what.startswith("year of"), (gap, what)
        assert status == known or what.startswith("year of"), (gap, status)


def anchors(page: Path) -> set[str]:
    """The anchors that a Markdown host makes of a page's headings: lower case, no punctuation, hyphens for spaces."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_version_is_the_same_everywhere() -> None:
    """CITATION.cff names the version that the package has, which is written down once."""
    cited = re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited
    assert cited[1] == __version__ == version("epcli")


@pytest.mark.parametrize("name", ["docs/records.md", "docs/records.zh.md"])
def test_the_table_of_grades_counts_the_exits(name: str, store: Store) -> None:
    """The page says of how many of the 832 the year of exit has each grade of evidence."""
    page = (ROOT / name).read_text(encoding="utf-8")
    told = {grade: int(count) for grade, count in re.findall(r"^\| `([a-z]+)` \| (\d+) \|", page, re.MULTILINE)}
    assert told == Counter(place.poor_county.evidence for place in store.places.values() if place.poor_county)


def test_the_dataset_is_cited_as_it_calls_itself(store: Store) -> None:
    """CITATION.cff prefers the dataset, by the title, version and licence that the records have, with a day."""
    dataset = (ROOT / "CITATION.cff").read_text(encoding="utf-8").partition("\npreferred-citation:\n")[2]
    fields = dict(re.findall(r'^  ([a-z-]+): "?([^"\n]+)"?$', dataset, re.MULTILINE))
    assert (fields["type"], fields["title"]) == ("data", store.dataset.title.en)
    assert (fields["version"], fields["license"]) == (store.dataset.version, store.dataset.licence)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", fields["date-released"])


def test_links_resolve() -> None:
    """Every link and picture inside the repository leads to a file that is there, and to a heading of it where it names one."""
    found = 0
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"(?:src|srcset|href)=\"([^\"]+)\"", text):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, heading = target.partition("#")
            file = page.parent / name if name else page
            assert file.exists(), (page.name, target)
            assert not heading or heading in anchors(file), (page.name, target)
            found += 1
    assert found > 20


def test_pictures_have_words() -> None:
    """Every picture in the documentation has an alternative text."""
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r"!\[\]\(", text), page.name
        assert all(re.search(r"alt=\"[^\"]{20,}\"", tag) for tag in re.findall(r"<img [^>]*>", text)), page.name


@pytest.mark.parametrize("needed", [[], ["pandas", "polars"]], ids=["alone", "with pandas and polars"])
def test_the_python_of_the_page_is_real(needed: list[str]) -> None:
    """Each line of docs/python.md, run in the page's order, prints what stands there; pandas and polars where they are installed."""
    for name in needed:
        pytest.importorskip(name)
    told = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", told, flags=re.MULTILINE | re.DOTALL)
    runnable = [block for block in blocks if all(name in needed for name in re.findall(r"import (pandas|polars)", block))]
    assert len(runnable) == len(blocks) - (0 if needed else 2)
    page = doctest.DocTestParser().get_doctest("".join(runnable), {}, "docs/python.md", None, 0)
    complaints: list[str] = []
    assert doctest.DocTestRunner().run(page, out=complaints.append).attempted
    assert not complaints, "".join(complaints)
