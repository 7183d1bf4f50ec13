"""The command line as a process: what is printed where, and the exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Called, Run, on_a_terminal, unix
from rich.cells import cell_len

from epcli import __version__
from epcli.drawing import cells
from epcli.store import Store

COMMANDS = {
    "timeline-2016": ("timeline", "2016"),
    "platform-jd": ("platform", "jd"),
    "compare-chengxian-tongyu": ("compare", "chengxian", "tongyu"),
    "county-longnan": ("county", "longnan"),
    "agreements": ("agreements",),
    "chart": ("timeline", "--chart"),
    "indicator": ("indicator", "rural-taobao-stations"),
    "promises": ("promises", "2016", "--platform", "jd"),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("lang", "columns"), [("en", 80), ("zh", 80), ("zh", 40), ("en", 120)])
def test_an_answer_looks_as_it_should(name: str, lang: str, columns: int, epcli: Run, golden: Callable[[str, str], None]) -> None:
    """The three answers, byte for byte, in both languages and at three widths."""
    told = epcli(*COMMANDS[name], "-l", lang, COLUMNS=str(columns))
    assert (told.returncode, told.stderr) == (0, "")
    golden(f"{name}.{lang}.{columns}", told.stdout)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_cut_at_any_width(name: str, lang: str, call: Callable[..., Called], monkeypatch: pytest.MonkeyPatch) -> None:
    """From 24 to 200 columns no line is wider than the terminal, and an answer prints the same characters."""
    counted = {}
    for columns in (24, 40, 59, 60, 80, 120, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        printed = call(*COMMANDS[name], "-l", lang).out
        assert max(map(cells.most, printed.splitlines())) <= columns
        words = re.sub(rf"^.{{0,12}}{cells.RULE * 10}+$", "", printed, flags=re.M)
        counted[columns] = Counter(char for char in words if not char.isspace() and char not in "▐░")
    if name == "chart":  # which counts marks that have no room
        return
    wide, narrow = counted.pop(200), counted.pop(24)
    assert all(count in (wide, narrow) for columns, count in counted.items() if columns >= 60)  # entries, where columns have no room
    assert all(count == narrow for columns, count in counted.items() if columns < 60)
    if name in ("timeline-2016", "platform-jd"):  # the others repeat or leave out heads of columns where things stand under each other
        assert narrow == wide


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "chart"])
def test_json_does_not_depend_on_language_or_terminal(name: str, epcli: Run) -> None:
    """--json is the same bytes in every locale, at every width, with and without colour, and carries both languages."""
    plain = epcli(*COMMANDS[name], "--json")
    assert plain.returncode == 0
    for extra in ({"LANG": "zh_CN.UTF-8"}, {"COLUMNS": "30"}, {"FORCE_COLOR": "1"}, {"EPCLI_LANG": "zh"}):
        assert epcli(*COMMANDS[name], "--format", "json", **extra).stdout == plain.stdout
    assert re.search(r'"zh": "[^"]*[一-鿿]', plain.stdout)


def test_the_language_comes_from_the_option_or_the_environment(epcli: Run) -> None:
    """-l zh, EPCLI_LANG=zh and a Chinese locale print the same Chinese answer; English is the default."""
    chinese = epcli("platform", "jd", "-l", "zh").stdout
    assert "京东" in chinese.splitlines()[0]
    assert epcli("platform", "jd", EPCLI_LANG="zh").stdout == chinese
    assert epcli("platform", "jd", LANG="zh_CN.UTF-8").stdout == chinese
    assert epcli("platform", "jd").stdout == epcli("platform", "jd", "-l", "en", LANG="zh_CN.UTF-8").stdout


@pytest.mark.parametrize("name", ["jd", "JD", "JD.com", "京东", "jingdong", "Jing Dong"])
def test_a_platform_is_found_by_any_of_its_names(name: str, epcli: Run) -> None:
    """JD answers to its id, its names in either script, and its pinyin."""
    assert json.loads(epcli("platform", name, "--json").stdout)["platform"]["id"] == "jd"


@pytest.mark.parametrize("name", ["成县", "chengxian", "Cheng County", "CHENGXIAN", "chéngxiàn"])
def test_a_county_is_found_by_any_of_its_names(name: str, epcli: Run) -> None:
    """Chengxian answers to its id, its names in either script, and its pinyin with tone marks."""
    answer = json.loads(epcli("compare", name, "tongyu", "--json").stdout)
    assert [case["id"] for case in answer["case_studies"]] == ["chengxian", "tongyu"]


def test_every_platform_and_case_study_answers(store: Store, epcli: Run) -> None:
    """All six platforms have a page, and all six case studies can be laid side by side, in both languages."""
    for record in store.organizations.values():
        if record.kind == "platform":
            assert record.name.zh in epcli("platform", record.id, "-l", "zh").stdout
    for lang in ("zh", "en"):
        told = epcli("compare", *store.case_studies, "-l", lang, COLUMNS="200")
        assert told.returncode == 0
        assert all(getattr(case.name, lang) in told.stdout for case in store.case_studies.values())


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("platform", "jdd"), "nearest: jd"),
        (("platform", "京冬"), "nearest: 京东"),
        (("platform", "chengxian"), "No platform"),
        (("compare", "chengxain", "tongyu"), "nearest: chengxian"),
        (("compare", "chengxian"), "two places or more"),
        (("compare", "chengxian", "成县"), "two places or more"),
        (("timeline", "2016-13"), "2016-Q2"),
        (("timeline", "2016", "--format", "pdf"), "--format"),
        (("timeline", "2016", "--lang", "fr"), "--lang"),
        (("timelime",), "timeline"),
        (("timeline", "2016", "2017"), "2017"),
        (("compare",), "NAME"),
        (("show",), "NAME"),
        (("show", "jd-cpad-investmen"), "jd-cpad-investment"),
        (("cite", "xinhua-2099"), "nearest"),
        (("county", "atlantis"), "No case study"),
        (("timeline", "--platform", "jdd"), "nearest: jd"),
        (("timeline", "--place", "gunsu"), "nearest: gansu"),
        (("timeline", "--kind", "party"), "No kind is called"),
        (("timeline", "--platform", "jd", "--platform", "jdd"), "nearest: jd"),
        (("figures", "--status", "found"), "stated, restored, lost"),
        (("indicator", "poverty-rates"), "nearest: poverty-rate"),
        (("promises", "2016-13"), "2016-Q2"),
        (("promises", "--platform", "jdd"), "nearest: jd"),
        (("search", " "), "Nothing to search for"),
        (("schema", "timelines"), "timeline"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_a_request_that_cannot_be_understood_exits_2(args: tuple[str, ...], words: str, epcli: Run) -> None:
    """An unknown name, a bad period or option exits 2 with one or two lines that say what to type instead, and no answer."""
    told = epcli(*args)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("epcli: ")
    assert len(told.stderr.splitlines()) <= 2
    assert words in told.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("command", "option", "first", "second"),
    [
        ("timeline", "--platform", "jd", "suning"),
        ("timeline", "--kind", "policy", "meeting"),
        ("timeline", "--place", "gansu", "guizhou"),
        ("timeline", "--source", "wei-yanan", "xinhua-2016-01-22"),
        ("figures", "--platform", "jd", "suning"),
        ("figures", "--status", "lost", "restored"),
        ("figures", "--place", "gansu", "guizhou"),
        ("figures", "--source", "wei-yanan", "cgtn-2020-05-12"),
        ("platform jd", "--source", "wei-yanan", "xinhua-2016-01-22"),
        ("search 京东", "--source", "wei-yanan", "apdnews-2016-09"),
    ],
)
def test_a_filter_that_is_given_twice_is_a_union(
    command: str, option: str, first: str, second: str, lang: str, call: Callable[..., Called]
) -> None:
    """Each filter of each command takes several values, and prints what any of them gives; a wrong one among them is told."""

    def rows(*values: str) -> set[str]:
        told = call(*command.split(), *(word for value in values for word in (option, value)), "--format", "ndjson", "--lang", lang)
        assert (told.code, told.err) == (0, "")
        return set(told.out.splitlines())

    def named(lines: set[str]) -> set[str]:
        return {str(json.loads(line).get("id")) for line in lines}

    both, one, other = named(rows(first, second)), named(rows(first)), named(rows(second))
    assert both == one | other
    assert both >= one != other
    wrong = call(*command.split(), option, first, option, "nonsense", "--lang", lang)
    assert (wrong.code, wrong.out) == (2, "")
    assert ("没有叫“nonsense”的" if lang == "zh" else 'called "nonsense"') in wrong.err


def test_errors_speak_the_language_asked_for(epcli: Run) -> None:
    """An unknown name is told in Chinese to who asked in Chinese."""
    assert "没有叫“京冬”的平台" in epcli("platform", "京冬", "-l", "zh").stderr
    assert "不是有效的时段" in epcli("timeline", "2016-13", EPCLI_LANG="zh").stderr


def test_an_error_cannot_drive_the_terminal(epcli: Run) -> None:
    """Escape codes in a mistyped name are not sent back to the terminal."""
    assert "\x1b" not in epcli("platform", "\x1b[2Jjd").stderr


def test_an_empty_answer_says_what_the_store_covers(epcli: Run) -> None:
    """A year without events is an answer (exit 0); a line on standard error says what the store does cover."""
    told = epcli("timeline", "1999")
    assert told.returncode == 0
    assert "2013 to 2020" in told.stderr
    assert json.loads(epcli("timeline", "1999", "--json").stdout)["events"] == []


def test_a_pipe_gets_no_escape_code(epcli: Run) -> None:
    """Piped output has no colour, not even bold, unless it is asked for; NO_COLOR wins over FORCE_COLOR, --color over both."""
    args = ("platform", "jd")
    assert "\x1b" not in epcli(*args).stdout
    assert "\x1b" not in epcli(*args, NO_COLOR="1", FORCE_COLOR="1").stdout
    assert "\x1b[" in epcli(*args, FORCE_COLOR="1").stdout
    assert "\x1b[" in epcli(*args, "--color", "always", NO_COLOR="1").stdout
    assert "\x1b" not in epcli(*args, "--color", "never", FORCE_COLOR="1").stdout


def test_colour_adds_nothing_but_escape_codes(epcli: Run) -> None:
    """Without its escape codes the coloured answer is the plain one."""
    for args in COMMANDS.values():
        coloured = re.sub(r"\x1b\[[0-9;]*m", "", epcli(*args, "--color", "always").stdout)
        assert [line.rstrip() for line in coloured.splitlines()] == epcli(*args).stdout.splitlines()


def test_a_terminal_gets_colour_and_its_own_width(tmp_path: Path) -> None:
    """On a terminal the answer is coloured and as wide as the terminal."""
    shown = on_a_terminal(["platform", "yimutian", "--no-pager"], {"COLUMNS": "50"}, tmp_path)
    assert "\x1b[1m" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert all(len(line) <= 50 for line in plain.splitlines())


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "utf-8"])
def test_all_that_is_printed_is_utf8_on_every_terminal(encoding: str, epcli: Run) -> None:
    """Answers, help and errors are UTF-8 whatever encoding Python was told to use."""
    assert "电商" in epcli("timeline", "2016", "-l", "zh", PYTHONIOENCODING=encoding).stdout
    assert "电商" in epcli("--help", PYTHONIOENCODING=encoding).stdout
    assert "没有叫“京冬”的平台" in epcli("platform", "京冬", "-l", "zh", PYTHONIOENCODING=encoding).stderr


def in_bash(line: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs a line of bash in which `$epcli` is the command."""
    environ |= {"PATH": os.environ["PATH"], "epcli": f"{sys.executable} -m epcli"}
    return subprocess.run(["bash", "-c", line], cwd=folder, env=environ, capture_output=True, encoding="utf-8", check=False)


@unix
@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("timeline --json | head -1", "{\n0\n"),
        ("timeline | true", "0\n"),
        ("--version | true", "0\n"),
        ("--help | true", "0\n"),
        ("timeline --help | true", "0\n"),
        ("platform jdd 2>&1 | true", "2\n"),
    ],
)
def test_a_closed_pipe_is_silent(line: str, printed: str, tmp_path: Path) -> None:
    """A reader that has enough, or wants nothing, is no failure: no complaint, exit 0; an error keeps its own exit code."""
    told = in_bash(f"$epcli {line}; echo ${{PIPESTATUS[0]}}", tmp_path)
    assert (told.stdout, told.stderr) == (printed, "")


@unix
@pytest.mark.parametrize("words", ["timeline 2016", "--help", "--version", "schema", "validate"])
@pytest.mark.parametrize("where", [">&-", "> /dev/full"])
def test_an_answer_that_cannot_be_printed_is_one_line(words: str, where: str, tmp_path: Path) -> None:
    """Where standard output is closed or its disk is full, one line says so, exit 1, in either language."""
    if where == "> /dev/full" and not Path("/dev/full").exists():
        pytest.skip("only Linux has a disk that is always full")
    told = in_bash(f"$epcli {words} {where}", tmp_path)
    assert told.returncode == 1
    assert re.fullmatch(r"epcli: Cannot write to standard output: .*\n", told.stderr)
    if words.startswith("timeline"):
        assert "无法写入标准输出" in in_bash(f"$epcli {words} {where}", tmp_path, EPCLI_LANG="zh").stderr


@unix
def test_closed_streams_do_not_stand_in_the_way(tmp_path: Path) -> None:
    """With all streams closed an answer still goes to a file; without standard error an error still has its exit code."""
    told = in_bash("$epcli timeline 2016 -o a.txt <&- >&- 2>&-; $epcli timeline 2016 | cmp - a.txt; $epcli platform jdd 2>&-", tmp_path)
    assert (told.returncode, told.stdout, told.stderr) == (2, "", "")


@unix
def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    """A store that is a loop of links can't be read: exit 1, and the line names it."""
    (tmp_path / "loop").symlink_to("loop")
    told = in_bash("$epcli timeline --store loop", tmp_path)
    assert told.returncode == 1
    assert re.fullmatch("epcli: Cannot read the store loop: .*\n", told.stderr)


@unix
@pytest.mark.parametrize("words", ["timeline --store s.json", "validate s.json", "export --to json --store s.json x.json"])
def test_an_unreadable_store_exits_1(words: str, tmp_path: Path) -> None:
    """A store that its reader has no right to read is a failure of the store, not of the request."""
    (tmp_path / "s.json").write_text("{}", encoding="utf-8")
    (tmp_path / "s.json").chmod(0)
    call = f"import os, sys; os.geteuid() or os.setuid(65534); sys.argv[1:] = {words.split()}; run()"  # root may read everything
    told = subprocess.run(
        [sys.executable, "-c", f"import epcli.validation, epcli.exchange.export, epcli.cli; from epcli.__main__ import run; {call}"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "epcli: Cannot read the store s.json: Permission denied.\n"


@pytest.mark.parametrize("words", [("timeline", "2016"), ("timeline", "--chart"), ("figures",), ("--help",), ("timeline", "--help")])
@pytest.mark.parametrize("columns", ["9" * 20, "9" * 5000, "1000000000", "²", "-1", "0"])
def test_no_value_of_columns_is_too_much(words: tuple[str, ...], columns: str, epcli: Run) -> None:
    """Whatever COLUMNS says, a command answers, and no line is wider than 9999 columns."""
    told = epcli(*words, COLUMNS=columns)
    assert (told.returncode, told.stderr) == (0, "")
    assert max(cell_len(line) for line in told.stdout.splitlines()) <= 9999


UNFORESEEN = "import epcli.__main__, epcli.queries.timeline as asked\ndef timeline(*_, **__): raise {error}\nasked.timeline = timeline\n"
UNFORESEEN += "epcli.__main__.run()"


@pytest.mark.parametrize(
    ("error", "en", "zh"),
    [
        ("MemoryError", "Too little memory", "内存不足"),
        ('KeyError("\\x1b[2J")', "(KeyError: ", "意外错误"),
        ("RecursionError", "RecursionError", "--debug"),
    ],
)
def test_an_error_that_nobody_foresaw_is_one_line(error: str, en: str, zh: str, tmp_path: Path) -> None:
    """What no place expects is told in a line, exit 1, in both languages; with --debug, anywhere, the traceback is shown."""
    for words, lang, wanted in ((["timeline"], "en", en), (["timeline"], "zh", zh)):
        told = in_bash(f"{sys.executable} -c '{UNFORESEEN.format(error=error)}' {words[0]}", tmp_path, EPCLI_LANG=lang)
        assert (told.returncode, told.stdout) == (1, "")
        assert re.fullmatch(r"epcli: [^\n\x1b]*\n", told.stderr)
        assert wanted in told.stderr
    for line in ("timeline 2016 --debug", "--debug timeline"):
        told = in_bash(f"{sys.executable} -c '{UNFORESEEN.format(error=error)}' {line}", tmp_path)
        assert told.returncode == 1
        assert told.stderr.startswith("Traceback")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't bound the memory of a process this way")
def test_too_little_memory_to_start_is_one_line(tmp_path: Path) -> None:
    """Where there is not memory enough for the modules themselves, there is still no traceback."""
    call = "import epcli.__main__ as m, resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20)); m.run()"
    told = in_bash(f"{sys.executable} -c '{call}' timeline", tmp_path)
    assert told.returncode == 1
    assert re.fullmatch(r"epcli: Too little memory.*\n", told.stderr)


def test_versions_of_tool_and_records(store: Store, epcli: Run) -> None:
    """`epcli --version` prints the version of the tool and that of the records."""
    assert epcli("--version").stdout == f"epcli {__version__}, records {store.dataset.version}\n"


@pytest.mark.parametrize(("lang", "words"), [("en", "events from 2013 to 2020"), ("zh", "2013年至2020年的")])
def test_epcli_alone_shows_examples_and_what_the_store_covers(lang: str, words: str, epcli: Run) -> None:
    """`epcli` without a command shows three examples that work and the extent of the store, and exits 0."""
    told = epcli(EPCLI_LANG=lang)
    assert told.returncode == 0
    assert words in told.stdout
    assert max(cell_len(line) for line in told.stdout.splitlines()) <= 80
    examples = re.findall(r"^  epcli (.*?) {3,}", told.stdout, re.MULTILINE)
    assert len(examples) == 3
    assert all(epcli(*example.split()).returncode == 0 for example in examples)
