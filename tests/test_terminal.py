"""The terminal: made-up records at every width, the pager, interruption."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from conftest import COMMANDS, Called, all_they_name, on_a_terminal, unix
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from epcli.drawing import cells
from epcli.drawing.terminal import page_lines
from epcli.model import Text
from epcli.queries.agreements import agreements
from epcli.queries.answer import Answer
from epcli.queries.compare import compare
from epcli.queries.figures import figures
from epcli.queries.platforms import platforms
from epcli.queries.search import Search, search
from epcli.queries.timeline import timeline
from epcli.store import Store, open_store, shipped
from epcli.views.footnotes import Footnotes
from epcli.words import parts

STORE = open_store(shipped())

AWKWARD = [
    *[
        "[id]",
        "[/x]",
        "[bold]",
        ":on:",
        ":smile:",
        "\\[",
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "a/b-c",
        "e-commerce",
        "2016-01-22",
    ],
    *["，", "。", "（", "）", "“", "”", "｜", "Ａ", "é", "%", "†", "□", " ", "电商", "扶贫", "县", "中国 ", "x "],
]
awkward = st.lists(st.sampled_from(AWKWARD), min_size=1, max_size=40).map(lambda words: "".join(words).strip() or "x")


def printed(answer: Answer, store: Store, columns: int) -> str:
    page = import_module(f"epcli.views.{type(answer).__module__.rpartition('.')[2]}").page(answer, Footnotes(store, "zh"))
    return "".join(f"{line.plain}\n" for line in page_lines(page, columns))


def visible(text: str) -> Counter[str]:
    return Counter(char for char in text if not char.isspace())


@settings(deadline=None)
@given(awkward, awkward, st.integers(24, 200))
def test_awkward_words_come_out_as_they_went_in(title: str, note: str, columns: int) -> None:
    """Brackets, emoji codes, long Latin words and full-width punctuation are neither cut nor read as markup, at 24 to 200 columns."""
    words, remark = Text(zh=title, en=title), Text(zh=note, en=note)
    event = STORE.events["2016-05-demonstration-counties"]
    numbers = [replace(figure, metric=words, note=remark) for figure in event.figures]
    event = replace(event, title=words, figures=numbers, dating=replace(event.dating, note=remark))
    cases = {
        name: replace(STORE.case_studies[name], name=words, headline=remark, context=words, driver=None, citations=event.citations)
        for name in ("chengxian", "tongyu")
    }
    store = replace(STORE, events={event.id: event}, case_studies=cases, **all_they_name(STORE, [event, *cases.values()]))
    for answer in (
        timeline(store, None),
        figures(store),
        compare(store, ["chengxian", "tongyu"]),
        search(store, title if parts(title) else "x"),
    ):
        out = printed(answer, store, columns)
        assert all(cells.most(line) <= columns for line in out.splitlines())
        if not isinstance(answer, Search):
            assert not visible(title) - visible(out)
            assert not visible(note) - visible(out)
    if columns < 60:
        alone = "".join(printed(timeline(store, None), store, columns).split())
        assert "".join(title.split()) in alone


def test_a_long_answer_is_paged_on_a_terminal_only(tmp_path: Path) -> None:
    """EPCLI_PAGER, else PAGER, gets an answer longer than the terminal; a short one, a pipe, a file and --no-pager go without."""
    keep = f'{sys.executable} -c \'import sys; open("paged", "wb").write(sys.stdin.buffer.read())\''
    paged = tmp_path / "paged"
    assert on_a_terminal(["timeline"], {"EPCLI_PAGER": keep, "PAGER": "false"}, tmp_path) == ""
    assert "\x1b[1m" in paged.read_text(encoding="utf-8")
    paged.unlink()
    on_a_terminal(["timeline"], {"PAGER": keep}, tmp_path)
    assert paged.exists()
    paged.unlink()
    for args, lines in ((["timeline", "--no-pager"], 20), (["timeline", "1999"], 20), (["timeline"], 2000), (["timeline", "--json"], 20)):
        assert on_a_terminal(args, {"EPCLI_PAGER": keep}, tmp_path, lines)
    environ = {"PATH": os.environ["PATH"], "EPCLI_PAGER": keep}
    assert subprocess.run([sys.executable, "-m", "epcli", "timeline"], cwd=tmp_path, env=environ, capture_output=True, check=True).stdout
    assert not paged.exists()


@pytest.mark.parametrize("pager", ["", "no-such-pager-at-all"])
def test_without_a_pager_the_answer_is_printed(pager: str, tmp_path: Path) -> None:
    """An empty EPCLI_PAGER, or one that is not installed, prints the answer as it is."""
    assert "Timeline" in on_a_terminal(["timeline"], {"EPCLI_PAGER": pager}, tmp_path)


@pytest.mark.parametrize("pager", ["false", "sh -c 'exit 3'", "less 'x", 'less "'])
def test_a_pager_that_fails_loses_nothing(pager: str, tmp_path: Path) -> None:
    """A pager that can't be started, or fails, is told in a line that names it, and the whole answer is printed."""
    shown = on_a_terminal(["timeline", "--color", "never"], {"EPCLI_PAGER": pager}, tmp_path)
    told, _, answer = shown.partition("\r\n")
    assert told.startswith(f"epcli: No pager ({pager}: ")
    assert answer == on_a_terminal(["timeline", "--color", "never", "--no-pager"], {}, tmp_path)


def test_a_pager_that_shows_the_beginning_alone_is_no_failure(tmp_path: Path) -> None:
    """A pager that leaves before the end, and says that all is well, has shown what was wanted."""
    shown = on_a_terminal(["timeline", "--color", "never"], {"EPCLI_PAGER": "head -1"}, tmp_path)
    assert shown == f"Timeline · {len(STORE.events)} events\r\n"


@pytest.mark.skipif(not shutil.which("less"), reason="less is not installed")
def test_less_shows_colours_whatever_less_says(tmp_path: Path) -> None:
    """With a LESS of the user's that has no R, our colours are still colours, and not ESC[1m."""
    shown = on_a_terminal(["timeline"], {"PAGER": "less", "LESS": "-i"}, tmp_path, keys=b"q")
    assert "\x1b[1m" in shown
    assert "ESC" not in shown


@unix
def test_sigterm_shows_the_cursor_again(tmp_path: Path) -> None:
    """A command that is ended while its bar is shown leaves the terminal with a cursor."""
    main, side = pytest.importorskip("pty").openpty()
    command = [sys.executable, "-m", "epcli", "import", "my.json", "--store", "my.json"]
    subprocess.run([*command[:3], "init", "my.json"], cwd=tmp_path, capture_output=True, check=True)
    held = FileLock(tmp_path / "my.json.lock")
    held.acquire()  # so the command waits
    environ = {"PATH": os.environ["PATH"], "TERM": "xterm", "COLUMNS": "80"}
    process = subprocess.Popen(command, cwd=tmp_path, stdin=side, stdout=side, stderr=side, env=environ, start_new_session=True)
    os.close(side)
    shown, running = b"", True
    try:
        while chunk := os.read(main, 65536):
            shown += chunk
            if running and b"\x1b[?25l" in shown:
                process.terminate()
                running = False
    except OSError:  # Linux ends a terminal's output this way
        pass
    assert process.wait(timeout=30) == 128 + signal.SIGTERM
    held.release()
    os.close(main)
    assert shown.rindex(b"\x1b[?25h") > shown.rindex(b"\x1b[?25l")
    assert b"Traceback" not in shown


def heed_ctrl_c() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so would what the tests start from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@unix
def test_ctrl_c_is_130_and_quiet(tmp_path: Path) -> None:
    """Ctrl-C ends a command with 130 and no traceback."""
    store = tmp_path / "store"
    os.mkfifo(store)
    held = os.open(store, os.O_RDWR)  # as long as somebody may write into it, the command waits here
    process = subprocess.Popen(
        [sys.executable, "-m", "epcli", "timeline", "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        preexec_fn=heed_ctrl_c,
    )
    threading.Timer(1.5, process.send_signal, [signal.SIGINT]).start()
    out, err = process.communicate(timeout=30)
    os.close(held)
    assert (process.returncode, out, err) == (130, b"", b"")


@unix
def test_interruption_while_starting_is_quiet(tmp_path: Path) -> None:
    """Ctrl-C during the first moments, while modules are still imported, leaves no traceback."""
    begun = (
        "lambda event, words: os.write(1, b'+') if event == 'import' and words[0] == 'epcli.cli' else None"  # within `run`, on any machine
    )
    call = f"import os, sys, epcli.__main__ as m; sys.addaudithook({begun}); m.run()"
    for wait in (0, 0.01, 0.03, 0.05, 0.08):
        process = subprocess.Popen(
            [sys.executable, "-c", call, "timeline"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            preexec_fn=heed_ctrl_c,
        )
        assert process.stdout
        assert process.stdout.read(1) == b"+"
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode in (0, 130)
        assert err == b""


@pytest.mark.parametrize("columns", [40, 60, 80, 90, 120])
def test_no_date_is_broken(columns: int) -> None:
    """A table with more columns than there is room for is drawn as entries, in which each date stands whole."""
    answer = agreements(STORE)
    out = printed(answer, STORE, columns)
    assert all(signing.date in out for row in answer.signatories for cell in row.platforms.values() for signing in cell)


def test_platforms_count_the_figures_that_a_filter_finds() -> None:
    """The number of figures of a platform is that of `figures --platform`."""
    lines = printed(platforms(STORE), STORE, 200).splitlines()
    assert any("京东" in line and line.rstrip().endswith(str(len(figures(STORE, platform="jd").figures))) for line in lines)


ENVIRONMENTS = [
    "GITHUB_ACTIONS=true",
    "CI=true",
    "TTY_COMPATIBLE=1",
    "CLICOLOR=1",
    "CLICOLOR_FORCE=1",
    "PY_COLORS=1",
    "TERM=xterm-256color",
]
ENVIRONMENTS += ["COLORTERM=truecolor", "PYTHON_COLORS=1", "NO_COLOR=1", "_TYPER_FORCE_DISABLE_TERMINAL=", "FORCE_COLOR="]


@pytest.mark.parametrize("said", ENVIRONMENTS)
@pytest.mark.parametrize("words", ["--help", "timeline --help", "timelime", "timeline --nonsense", "platform jdd", ""])
def test_nothing_but_what_is_documented_colours_a_pipe(
    words: str, said: str, call: Callable[..., Called], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What runs in CI, or says that it knows colours, gets none through a pipe, neither in help nor in errors."""
    monkeypatch.setenv(*said.split("="))
    told = call(*words.split())
    assert "\x1b" not in told.out + told.err


def test_forced_colours_are_in_help_and_not_in_a_terminal_that_has_none(
    call: Callable[..., Called], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """FORCE_COLOR colours help through a pipe, NO_COLOR has the last word; a terminal that is dumb gets no escape code."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1m" in call("--help").out
    assert "\x1b" not in call("timelime").err
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in call("--help").out
    assert "\x1b[1m" in on_a_terminal(["timeline", "--help"], {}, tmp_path)
    for words in (["timeline", "--help"], ["platform", "jd", "--no-pager"]):
        assert "\x1b" not in on_a_terminal(words, {"TERM": "dumb"}, tmp_path)


LEFT = ["", "--help", "--version", "timelime", "timeline", "timeline --json", "figures -f csv", "cite --all", "schema", "validate"]
LEFT += [f"{name} --help" for name in COMMANDS]


@unix
def test_a_reader_that_has_enough_is_no_failure(tmp_path: Path) -> None:
    """Whatever is printed, a pipe that nobody reads any more ends it quietly, with the exit code that it would have had."""
    reading, writing = os.pipe()
    os.close(reading)
    for words in LEFT:
        told = subprocess.run(
            [sys.executable, "-m", "epcli", *words.split()], stdout=writing, stderr=subprocess.PIPE, cwd=tmp_path, timeout=60, check=False
        )
        assert told.returncode == (2 if words == "timelime" else 0), words
        assert (told.stderr == b"") == (words != "timelime"), words
    os.close(writing)


@unix
@pytest.mark.parametrize("columns", [1, 20, 24, 10_000])
def test_a_terminal_of_any_width_is_answered(columns: int, tmp_path: Path) -> None:
    """On a terminal that is narrow, or wider than any, an answer and the help are printed whole, and no line is wider than it is or 24."""
    for words in (["platform", "jd", "--no-pager"], ["timeline", "--help"]):
        shown = on_a_terminal([*words], {"COLUMNS": str(columns), "NO_COLOR": "1"}, tmp_path)
        assert "Traceback" not in shown
        assert max(map(cells.most, shown.split("\r\n"))) <= min(max(columns, 24), 9999)
