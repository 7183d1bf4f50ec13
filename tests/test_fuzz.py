"""Thousands of made-up command lines."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import COMMANDS, Called

from epcli.store import shipped

OPTIONS = ["--platform", "--place", "--kind", "--status", "--style", "--format", "-f", "--lang", "-l", "--store", "--color", "--to"]
WANTED = {
    "import": ["--store", "my.json"],
    "remove": ["--store", "my.json"],
    "undo": ["--store", "my.json"],
    "export": ["--to", "json", "ndjson", "csv", "datapackage", "sqlite", "--url"],
}
"""The option without which these commands do nothing, and values that it takes."""
FLAGS = ["--json", "--chart", "--no-pager", "--pager", "--help", "-h", "--version", "--", "-", "--nonsense", "-x"]
FLAGS += ["--from-default", "--dry-run", "--replace", "--fix"]
VALUES = [
    *[
        "jd",
        "京东",
        "Suning",
        "chengxian",
        "成县",
        "tongyu",
        "aksu",
        "gansu",
        "恩施",
        "store",
        "timeline",
        "wei-yanan",
        "jd-cpad-investment",
    ],
    *["2016", "2016-05", "2016-Q2", "../2015", "2016/..", "2016-13", "9999-12-31", "0000", "2016/2015", "/", "..", "201X", "2016~"],
    *["zh", "en", "fr", "table", "json", "ndjson", "csv", "tsv", "markdown", "html", "pdf", "policy", "lost", "bibtex", "gbt7714", "never"],
    *[
        "",
        " ",
        "\x00",
        "\x1b[2J",
        "\x9b2J.json",
        "\u202ejd",
        "\n",
        "[/x]",
        ":smile:",
        "😀",
        "\udcff",
        "%s",
        "{}",
        "'",
        '"',
        "a" * 500,
        "核桃",
        "walnut",
        "(",
        "*",
        "\\",
    ],
    *["sqlite", "datapackage", "my.json", "more.json", "2016-01-jd-cpad-agreement", "../my.json", "none/my.json"],
    *["/", ".", "/dev/null", "none.json", "٢٠١٦", "１６", "-1", "=1", "@x", "县", "county"],
]


DRIVES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no output may have, wherever it goes: controls but for line ends and the tabs of TSV, and what turns the direction of writing."""
ROUNDS = [0, *(pytest.param(turn, marks=pytest.mark.thorough) for turn in range(1, 20))]
"""Ten thousand in twenty rounds, the first of them in every run. A round is made from its number alone, so that it can be run again."""


@pytest.mark.parametrize("turn", ROUNDS)
def test_no_command_line_breaks_it(turn: int, call: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is typed, the exit code is 0, 1 or 2, there is no traceback, and nothing on standard output unless it is 0.

    Nothing is written but what was asked for: no lock or temporary file stays beside a folder or device that is no store.
    """
    here = tmp_path / "a" / "b"  # "../2015" and ".." lie in the test's own folder, too
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    assert call("init", "my.json", "--from-default").code == 0
    assert call("timeline", "2016", "--json", "--output", "more.json").code == 0
    before = shipped().read_bytes()
    made_up = random.Random(20161129 + turn)
    codes = {0: 0, 1: 0, 2: 0}
    for _ in range(500):
        args = [made_up.choice(COMMANDS)] if made_up.random() < 0.95 else []
        if args and args[0] in WANTED and made_up.random() < 0.7:
            option, *fit = WANTED[args[0]]
            args += [option, made_up.choice([made_up.choice(fit), made_up.choice(VALUES)])]
        for _ in range(made_up.choice([0, 1, 1, 2, 2, 3, 5])):
            args += made_up.choice([[made_up.choice(VALUES)], [made_up.choice(OPTIONS), made_up.choice(VALUES)], [made_up.choice(FLAGS)]])
        told = call(*args)
        assert told.code in codes, args
        codes[told.code] += 1
        assert "Traceback" not in told.err, args
        assert told.out == "" or told.code == 0, args
        assert told.code == 0 or told.err, args
        assert not DRIVES.search(told.out + told.err), args
    assert min(codes.values()) > 5, codes
    assert shipped().read_bytes() == before
    locks = [*tmp_path.rglob("*.lock"), *tmp_path.rglob(".lock"), *Path("/").glob(".lock"), *Path("/dev").glob("*.lock")]
    assert [lock for lock in locks if not lock.with_name(lock.name.removesuffix(".lock")).is_file()] == []
    assert [*tmp_path.rglob("*.tmp"), *here.glob("none")] == []
