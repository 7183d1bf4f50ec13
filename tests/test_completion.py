"""Tab: what is offered, in the real shells, and that nothing of it runs there."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from string import ascii_letters, digits
from typing import cast

import pytest
from conftest import unix
from preloaded import Preloaded
from typer._click.shell_completion import CompletionItem

from epcli.completion import PowerShell, plain
from epcli.queries.show import every_id
from epcli.store import open_store

RECORDS = {
    "zz-dollar": r"x \$(touch ran) y",
    "zz-substitution": "$(touch ran)",
    "zz-backtick": "`touch ran`",
    "zz-quote": "a'; touch ran; 'b",
    "zz-double": 'a"; touch ran; "b',
    "zz-both": 'a\\" $(touch ran) "',
    "zz-markup": "A [/x] title [report] [bold]b[/bold]",
    "zz-colon": "a:::b:c",
    "zz-parentheses": ")) touch ran ((",
    "zz-long": "word " * 60 + "end",
    "zz-backslash": "end\\",
}
"""Sources by id, with titles that a shell or a terminal could take for something to do; all of them valid."""


@pytest.fixture(scope="module")
def command_folder(tmp_path_factory: pytest.TempPathFactory, preloaded: Preloaded | None) -> Path:
    """A folder with nothing but an `epcli` command of this environment."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "epcli"
    if preloaded:
        shutil.copy(preloaded.folder / "epcli", command)
    else:
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m epcli "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory, command_folder: Path) -> Path:
    """A store of one's own, with the sources above."""
    folder = tmp_path_factory.mktemp("store")
    source = {"table": "sources", "type": "article", "author": None, "publisher": {"zh": "社", "en": "Publisher"}, "date": None}
    source |= {"url": "http://example.org/a", "note": None}
    lines = [json.dumps(source | {"id": name, "title": {"zh": "题", "en": title}}) for name, title in RECORDS.items()]
    (folder / "more.ndjson").write_text("\n".join(lines), encoding="utf-8")
    environ = {"PATH": f"{command_folder}:{os.environ['PATH']}", "HOME": str(folder)}
    for command in ("epcli init my.json --from-default", "epcli import more.ndjson --store my.json", "epcli sources --store my.json"):
        subprocess.run(command.split(), cwd=folder, env=environ, capture_output=True, check=True)
    return folder / "my.json"


def told(command_folder: Path, folder: Path, **environ: str) -> str:
    """What epcli prints for the script of a shell."""
    environ |= {"PATH": f"{command_folder}:{os.environ['PATH']}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    asked = subprocess.run(["epcli"], env=environ, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert asked.stderr == ""
    return asked.stdout


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
        ("timeline 2016 --format c", ["csv", "csl-json"]),
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
@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell", "pwsh"])
def test_help_is_plain_words_on_one_line(shell: str, command_folder: Path, own_store: Path) -> None:
    """No title puts a character that means something to a shell into what it is handed; a candidate is a line; markup is only words."""
    asked = {"_EPCLI_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "epcli cite zz", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "zz"}
    lines = told(command_folder, own_store.parent, EPCLI_STORE=str(own_store), **asked).splitlines()
    assert len(lines) == len(RECORDS)
    assert not re.search(r"[\\$`]|touch ran;", "".join(lines))
    assert "A [/x] title [report] [bold]b[/bold]" in "".join(lines)
    if shell in ("powershell", "pwsh"):
        assert all(line.count(":::") == 1 for line in lines)


def test_no_word_of_help_means_anything() -> None:
    """Of ASCII only letters, digits, brackets and stops are left; controls, escapes and bidi marks become spaces, other scripts stay."""
    assert set(plain("".join(map(chr, range(128))))) - {"’", " "} <= set(ascii_letters + digits + ".,:()[]/%+-_")
    assert plain("a\n\tb\x1b[31m\u202ec\u2028d") == "a b [31m c d"
    assert plain("京东“成县” é 's") == "京东“成县” é ’s"
    assert plain("a:::b") == "a:b"


class Shell:
    """A shell at a terminal of its own, to type into."""

    def __init__(self, command: list[str], folder: Path, **environ: str) -> None:
        self.screen, side = pytest.importorskip("pty").openpty()
        pytest.importorskip("termios").tcsetwinsize(side, (100, 200))
        environ |= {"TERM": "xterm", "HOME": str(folder), "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, cwd=folder, env=environ, start_new_session=True)
        os.close(side)

    def type(self, words: str, wanted: str) -> str:
        """Types, and gives back what has been shown once the wanted words are there."""
        os.write(self.screen, words.encode())
        shown, deadline = b"", time.monotonic() + 20
        while wanted.encode() not in shown:
            if not select.select([self.screen], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"{wanted!r} isn't in {shown.decode(errors='replace')!r}")
            shown += os.read(self.screen, 65536)
        return shown.decode(errors="replace")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.screen)


ZSH = ["zsh", "-f", "-i"]
START = 'autoload -Uz compinit; compinit -u; eval "$(_EPCLI_COMPLETE=source_zsh epcli)"; PS1="%%"; print READ""Y\n'
zsh = pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
fish = pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
bash = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")


BASH = ["bash", "--norc", "--noprofile", "-i"]
BEGUN = {
    "bash": (BASH, 'eval "$(_EPCLI_COMPLETE=source_bash epcli)"; PS1="%"; echo READ""Y\n'),
    "zsh": (ZSH, START),
}
TYPED = [
    ("timeline --platform=su", "timeline --platform=suning"),
    ("timeline --platform su", "timeline --platform suning"),
    ("platform 京", "platform 京东"),
    ("platform jingd", "platform jingdong"),
    ("county 成", "county 成县"),
    ("timeline --kind=协", "timeline --kind=协议"),
    ("sources --source 魏", "sources --source 魏延安"),
    ("remove --store my.json 2016-01-jd", "remove --store my.json 2016-01-jd-cpad-agreement"),
]


@unix
@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_tab_completes_names_values_and_ids(name: str, command_folder: Path, own_store: Path) -> None:
    """At a prompt, Tab completes a value joined to its option, a Chinese name, pinyin, a label, and an id of a store of one's own."""
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    command, start = BEGUN[name]
    shell = Shell(command, own_store.parent, PATH=f"{command_folder}:{os.environ['PATH']}")
    try:
        shell.type(start, "READY")
        for number, (typed, completed) in enumerate(TYPED):
            shell.type(f"print_it() {{ echo GOT{number} $*; }}; echo SET{number}''X\n", f"SET{number}X")
            shell.type(f"epcli {typed}\t\x01print_it \n", f"GOT{number} epcli {completed}")
    finally:
        shell.close()


@unix
@fish
def test_fish_completes_names_values_and_ids(command_folder: Path, own_store: Path) -> None:
    """fish offers the same."""
    asked = "; ".join(f"complete -C'epcli {typed}'; echo ==" for typed, _ in TYPED)
    environ = {"PATH": f"{command_folder}:{os.environ['PATH']}", "HOME": str(own_store.parent), "LANG": "C.UTF-8"}
    script = f"_EPCLI_COMPLETE=source_fish epcli | source; {asked}"
    told = subprocess.run(["fish", "-c", script], cwd=own_store.parent, env=environ, capture_output=True, encoding="utf-8", check=True)
    offered = [lines.strip().split("\n") for lines in told.stdout.split("==\n")[:-1]]
    assert [[line.partition("\t")[0] for line in lines] for lines in offered] == [[completed.split(" ")[-1]] for _, completed in TYPED]


@unix
def test_remove_offers_no_records_but_ones_own(command_folder: Path, own_store: Path) -> None:
    """`remove` offers the ids of the store that it would change, figures not among them, and none where no store is named."""
    asked = {"_EPCLI_COMPLETE": "complete_bash", "COMP_WORDS": "epcli remove ", "COMP_CWORD": "2"}
    assert told(command_folder, own_store.parent, **asked).strip() == ""
    offered = set(told(command_folder, own_store.parent, EPCLI_STORE=str(own_store), **asked).split())
    assert {"zz-quote", "jd", "2016-01-jd-cpad-agreement"} <= offered
    assert "jd-cpad-investment" not in offered
    for option in (f"--store {own_store}", f"--store = {own_store}"):  # bash makes = a word of its own
        after = asked | {"COMP_WORDS": f"epcli remove zz-q {option}"}
        assert told(command_folder, own_store.parent, **after).split() == ["zz-quote"]


@unix
@zsh
def test_tab_in_zsh_shows_titles_and_runs_none(command_folder: Path, own_store: Path) -> None:
    """In zsh, Tab lists every title as words, completes, and runs nothing that a title says."""
    shell = Shell(ZSH, own_store.parent, PATH=f"{command_folder}:{os.environ['PATH']}", EPCLI_STORE=str(own_store))
    try:
        shell.type(START, "READY")
        listed = shell.type("epcli cite zz-\t", "(touch ran) 题\x1b[K\x1b")  # the last of the list, then back up
        assert "x (touch ran) y" in listed
        assert "A [/x] title [report] [bold]b[/bold]" in listed
        shell.type("dou\t", "double")
        shell.type("\x15print DO''NE\n", "DONE")
    finally:
        shell.close()
    assert not (own_store.parent / "ran").exists()


@unix
@fish
def test_fish_offers_a_line_for_each_name(command_folder: Path, own_store: Path) -> None:
    """In fish, each id is offered once, and nothing else is; the titles are shown as words."""
    script = '_EPCLI_COMPLETE=source_fish epcli | source; complete -C"epcli show "; echo; complete -C"epcli cite zz"'
    environ = {"PATH": f"{command_folder}:{os.environ['PATH']}", "HOME": str(own_store.parent), "EPCLI_STORE": str(own_store)}
    asked = subprocess.run(["fish", "-c", script], cwd=own_store.parent, env=environ, capture_output=True, encoding="utf-8", check=True)
    whole, _, cited = asked.stdout.partition("\n\n")
    names = [line.partition("\t")[0] for line in whole.splitlines()]
    assert sorted(names) == sorted({name for name, _ in every_id(open_store(own_store))})
    assert [line.partition("\t")[0] for line in cited.splitlines()] == sorted(RECORDS)
    assert not (own_store.parent / "ran").exists()


NAMES = ["a京东 (JD)", "a'b", 'a"$HOME"', "a:b::c", "a\\b", "a`touch ran`", "a*?[x]", "a;touch ran", "a‘b’"]
"""Names as they may come: none of them is a slug."""

STUB = """
import sys, typer
from typing import Annotated
from typer.main import get_command
from epcli.completion import speak_to_shells

names = {names!r}
app = typer.Typer()

@app.command()
def take(name: Annotated[str, typer.Argument(autocompletion=lambda incomplete: [(each, "help") for each in names])]):
    print("<" + ascii(name) + ">")

command = get_command(app)
speak_to_shells()
command(prog_name="epcli")
"""


def stub(folder: Path, name: str) -> Path:
    """A folder with a command `epcli` that takes one name, completes it to that name alone, and prints what it got."""
    (folder / "stub.py").write_text(STUB.format(names=[name]), encoding="utf-8")
    (folder / "epcli").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/stub.py" "$@"\n', encoding="utf-8")
    (folder / "epcli").chmod(0o755)
    return folder


@unix
@zsh
@pytest.mark.parametrize("name", NAMES)
def test_zsh_completes_any_name_as_that_name(name: str, tmp_path: Path) -> None:
    """What zsh puts on the command line after Tab comes back as the very name that was offered."""
    shell = Shell(ZSH, tmp_path, PATH=f"{stub(tmp_path, name)}:{os.environ['PATH']}")
    try:
        shell.type(START, "READY")
        shell.type("epcli a\t\n", f"<{name!a}>")
    finally:
        shell.close()
    assert not (tmp_path / "ran").exists()


@unix
@bash
@pytest.mark.parametrize("name", NAMES)
def test_bash_completes_any_name_as_that_name(name: str, tmp_path: Path) -> None:
    """What bash puts on the command line after Tab comes back as the very name that was offered."""
    script = """
        eval "$(_EPCLI_COMPLETE=source_bash epcli)"
        COMP_WORDS=(epcli a)
        COMP_CWORD=1
        _epcli_completion epcli
        eval "epcli ${COMPREPLY[0]}"
    """
    environ = {"PATH": f"{stub(tmp_path, name)}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
    asked = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environ, capture_output=True, encoding="utf-8", check=True)
    assert asked.stdout == f"<{name!a}>\n"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("name", "written"),
    [("jd", "jd"), ("京东", "京东"), ("it's", "'it''s'"), ("a ‘b’", "'a ‘‘b’’'"), ("$(x)", "'$(x)'"), ("a;b", "'a;b'"), ("@x", "'@x'")],
)
def test_powershell_gets_names_quoted(name: str, written: str) -> None:
    """A name that PowerShell could read otherwise is a string in single quotes, which curly quotes would end as well."""
    assert PowerShell.format_completion(cast("PowerShell", None), CompletionItem(name, help="help")) == f"{written}:::help"


@unix
@pytest.mark.parametrize("damage", ['"kind": "platform"', '"id": "jd"'])
def test_an_invalid_store_offers_nothing(damage: str, command_folder: Path, own_store: Path, tmp_path: Path) -> None:
    """Tab offers nothing, quietly, from a store that no command would answer from."""
    bad = tmp_path / "bad.json"
    bad.write_text(own_store.read_text(encoding="utf-8").replace(damage, damage[:-1] + 'x"'), encoding="utf-8")
    asked = {"_EPCLI_COMPLETE": "complete_bash", "COMP_WORDS": "epcli show ", "COMP_CWORD": "2", "HOME": str(tmp_path)}
    assert told(command_folder, tmp_path, EPCLI_STORE=str(bad), **asked).strip() == ""
    assert "zz-dollar" in told(command_folder, tmp_path, EPCLI_STORE=str(own_store), **asked)
