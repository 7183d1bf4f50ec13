"""Thousands of made-up command lines."""

from __future__ import annotations

import random
from collections.abc import Callable

from conftest import Called

COMMANDS = ["timeline", "platform", "county", "compare", "agreements", "figures", "search", "show", "cite", "sources", "schema", "validate"]
OPTIONS = ["--platform", "--place", "--kind", "--status", "--style", "--format", "-f", "--lang", "-l", "--store", "--color"]
FLAGS = ["--json", "--chart", "--no-pager", "--pager", "--help", "-h", "--version", "--", "-", "--nonsense", "-x"]
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
    *["/", ".", "/dev/null", "none.json", "٢٠١٦", "１６", "-1", "=1", "@x", "县", "county"],
]


def test_no_command_line_breaks_it(call: Callable[..., Called]) -> None:
    """Whatever is typed, the exit code is 0, 1 or 2, there is no traceback, and nothing on standard output unless it is 0."""
    made_up = random.Random(20161129)
    codes = {0: 0, 1: 0, 2: 0}
    for _ in range(2000):
        args = [made_up.choice(COMMANDS)] if made_up.random() < 0.95 else []
        for _ in range(made_up.choice([0, 1, 1, 2, 2, 3, 5])):
            args += made_up.choice([[made_up.choice(VALUES)], [made_up.choice(OPTIONS), made_up.choice(VALUES)], [made_up.choice(FLAGS)]])
        told = call(*args)
        assert told.code in codes, args
        codes[told.code] += 1
        assert "Traceback" not in told.err, args
        assert told.out == "" or told.code == 0, args
        assert told.code == 0 or told.err, args
        assert "\x1b" not in told.err, args
    assert min(codes.values()) > 20, codes
