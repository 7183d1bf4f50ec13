"""The terminal: made-up records at every width, the pager, interruption, completion."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from conftest import on_a_terminal, unix
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from epcli.drawing.terminal import page_lines
from epcli.model import Text
from epcli.queries.answer import Answer
from epcli.queries.compare import compare
from epcli.queries.figures import figures
from epcli.queries.search import search
from epcli.queries.timeline import timeline
from epcli.store import Store, open_store, shipped
from epcli.views.footnotes import Footnotes

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
    store = replace(STORE, events={event.id: event}, case_studies=cases)
    for answer in (
        timeline(store, None),
        figures(store),
        compare(store, ["chengxian", "tongyu"]),
        search(store, title if title.strip() else "x"),
    ):
        out = printed(answer, store, columns)
        assert all(cell_len(line) <= columns for line in out.splitlines())
        if not isinstance(answer, type(search(store, "x"))):
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


def heed_ctrl_c() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so would what the tests start from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@unix
def test_ctrl_c_is_130_and_quiet(tmp_path: Path) -> None:
    """Ctrl-C ends a command with 130 and no traceback."""
    store = tmp_path / "store"
    os.mkfifo(store)  # opening it blocks until somebody writes, so the command waits here
    process = subprocess.Popen(
        [sys.executable, "-m", "epcli", "timeline", "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        preexec_fn=heed_ctrl_c,
    )
    threading.Timer(1.5, process.send_signal, [signal.SIGINT]).start()
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")


@pytest.fixture(scope="module")
def command_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but an `epcli` command of this environment."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "epcli"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m epcli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


@unix
@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("platform j", ["jd"]),
        ("platform ", ["alibaba", "jd", "suning", "lecuntao", "yimutian", "china-post", "pinduoduo", "platform-832"]),
        ("county c", ["chengxian"]),
        ("compare chengxian t", ["tongyu"]),
        ("timeline --kind p", ["policy", "programme", "pilot"]),
        ("timeline --place enshi", ["enshi-prefecture", "enshi"]),
        ("timeline 2016 --format c", ["csv"]),
        ("show jd-cpad-i", ["jd-cpad-investment"]),
        ("cite xinhua-2016-01", ["xinhua-2016-01-22"]),
        ("schema c", ["county", "counties", "compare", "cite"]),
        ("plat", ["platform"]),
    ],
)
def test_bash_completes_from_the_store(typed: str, offered: list[str], command_folder: Path, tmp_path: Path) -> None:
    """In bash, Tab offers the ids of platforms, case studies, places and records, and the kinds and formats."""
    words = typed.split(" ")
    script = f"""
        eval "$(_EPCLI_COMPLETE=source_bash epcli)"
        COMP_WORDS=(epcli {" ".join(repr(word) for word in words)})
        COMP_CWORD={len(words)}
        $(complete -p epcli | sed 's/.*-F \\([^ ]*\\) .*/\\1/') epcli
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    environ = {"PATH": f"{command_folder}:{os.environ['PATH']}"}
    told = subprocess.run(["bash", "-c", script], env=environ, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert told.stdout.split() == offered


@unix
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_zsh_and_fish_get_names_as_help(shell: str, command_folder: Path, tmp_path: Path) -> None:
    """Where the shell shows help beside a completion, it is the record's name in both languages."""
    environ = {
        "PATH": f"{command_folder}:{os.environ['PATH']}",
        "_EPCLI_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "epcli platform j",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    told = subprocess.run(["epcli"], env=environ, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert re.search(r"jd.*JD\.com 京东", told.stdout)


@unix
def test_completion_survives_a_bad_store(command_folder: Path, tmp_path: Path) -> None:
    """Tab completion offers nothing, quietly, where the store can't be read."""
    environ = {
        "PATH": os.environ["PATH"],
        "_EPCLI_COMPLETE": "complete_bash",
        "COMP_WORDS": "epcli platform j",
        "COMP_CWORD": "2",
    }
    command = [sys.executable, "-m", "epcli"]
    told = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert told.stdout.split() == ["jd"]
    environ |= {"EPCLI_STORE": str(tmp_path / "none.json")}
    told = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (told.stdout.strip(), told.stderr) == ("", "")


@unix
def test_interruption_while_starting_is_quiet(tmp_path: Path) -> None:
    """Ctrl-C during the first moments, while modules are still imported, leaves no traceback."""
    for wait in (0.01, 0.03, 0.05, 0.08):
        process = subprocess.Popen(
            [sys.executable, "-c", "import epcli.__main__ as m; print('ready', flush=True); m.run()", "timeline"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            preexec_fn=heed_ctrl_c,
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode in (0, 130)
        assert err == b""
