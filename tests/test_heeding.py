"""No option is silently ignored: in every format it changes the answer, or is refused, or says what it finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from conftest import Called, all_they_name
from msgspec.structs import replace
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

from epcli.cli import app
from epcli.model import Style
from epcli.output import Format
from epcli.script import has_chinese
from epcli.store import Store, canonical, records_of

Call = Callable[..., Called]
FORMATS = [form for one in get_args(Format) for form in (get_args(one) or [one])]
FEW = ["table", "json", "csv", "bibtex"]
"""One of each sort; the others are like one of them, and are left to thorough runs."""
FILTERS: dict[str, str | None] = {
    "--period": "2016",
    "--platform": "jd",
    "--organization": "cpad",
    "--place": "gansu",
    "--kind": "policy",
    "--status": "restored",
    "--role": "target",
    "--reported-by": "company",
    "--unit": "shop",
    "--indicator": "online-shops",
    "--source": "wei-yanan",
}
QUESTIONS: dict[str, dict[str, str | None]] = {
    "timeline": {"--chart": None, "--limit": "1", "--long": None, **FILTERS},
    "timeline --chart": {"--limit": "1", "--long": None, **FILTERS},
    "platform": {"--source": "wei-yanan"},
    "platform jd": {"--source": "wei-yanan"},
    "county": {},
    "county chengxian": {},
    "compare chengxian tongyu": {},
    "agreements": FILTERS,
    "figures": {"--sort": "value", "--limit": "1", **FILTERS},
    "figures online-shops": {"--sort": "value", "--limit": "1", **FILTERS},
    "indicator": FILTERS,
    "indicator online-shops": FILTERS,
    "promises": FILTERS,
    "search 京东": {"--platform": "suning", "--place": "gansu", "--kind": "policy", "--source": "wei-yanan", "--table": "sources"},
    "show chengxian": {"--raw": None},
    "show chengxian --raw": {},
    "cite chengxian": {"--all": None, "--style": "ris", "--accessed": "2026-11-20"},
    "sources": {
        "--source": "wei-yanan",
        "--language": "en",
        "--type": "report",
        "--issued-by": "company",
        "--period": "2016",
        "--limit": "1",
    },
}
"""Each question, and for each option of its own a value that not all records fit."""
COMMON = {"--brief": None, "--columns": "id", "--color": "always", "--pager": None, "--lang": "zh", "--output": "answer", "--json": None}
"""What every reading command takes, but for the format and the store."""


def has_no_place(question: str, option: str, form: str) -> bool:
    """Where an option asks for what is so already, or for what is only seen elsewhere; each for the reason beside it."""
    page = form in ("table", "markdown", "html")
    command = question.split()[0]
    return (
        (option == "--lang" and (not page))  # data has both languages, and a bibliography that of its texts; messages heed it
        or (option == "--brief" and page and (question in ("indicator", "sources") or command in ("search", "cite")))  # no notes are there
        or (option == "--brief" and page and "--raw" in question)
        or (option == "--color" and command == "cite")  # text to be copied has no colours
        or (option == "--pager" and form == "table")  # for a terminal, and a test has none
        or (option == "--style" and form == "ris")  # the style asked for twice
        or (option == "--json" and form == "json")  # the same
        or (question == "indicator online-shops" and option in ("--indicator", "--unit") and form != "json")  # all its values are so
        or (question == "figures online-shops" and option in ("--indicator", "--unit"))
        or (option == "--sort" and form in get_args(Style))  # one source, whatever the order
    )


@pytest.fixture(scope="module")
def small(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some records of each kind, so that thousands of questions take no minute."""
    cases = [store.case_studies[name] for name in ("chengxian", "tongyu")]
    bodies = [store.organizations[name] for name in ("jd", "suning", "alibaba", "cpad")]
    events = [event for event in store.events.values() if event.date < "2016-04"]
    named = all_they_name(store, [*events, *cases, *bodies])
    named["organizations"] |= {body.id: body for body in bodies}
    small = replace(store, events={event.id: event for event in events}, case_studies={case.id: case for case in cases}, **named)
    path = tmp_path_factory.mktemp("small") / "small.json"
    path.write_bytes(canonical(records_of(small)))
    return path


def commands() -> dict[str, set[str]]:
    """The options of every reading command, by their long names; --format and --store are tried with everything."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    context = group.make_context("epcli", ["timeline"])
    found = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        options = {max(option.opts, key=len) for option in command.params if isinstance(option, TyperOption)}
        if "--format" in options:
            found[name] = options - {"--format", "--store", "--help"}
    return found


def test_every_option_of_every_question_is_tried() -> None:
    """Below stand all reading commands, and all their options."""
    tried: dict[str, set[str]] = {}
    for question, options in QUESTIONS.items():
        tried.setdefault(question.split()[0], set()).update(options, COMMON)
    assert tried == commands()


@pytest.mark.parametrize(
    "forms",
    [pytest.param(FEW, id="few"), pytest.param([form for form in FORMATS if form not in FEW], id="more", marks=pytest.mark.thorough)],
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_option_is_silently_ignored(question: str, forms: list[str], small: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """In each format an option changes what is printed, or is refused in one line of either language, or has no place to change."""
    monkeypatch.setenv("EPCLI_STORE", str(small))
    ignored = []
    for form in forms:
        words = [*question.split(), "--format", form]
        without = call(*words)
        if without.code == 2 and "--" in question:  # an option of the question itself, which is tried with the question without it
            continue
        assert without.code == 0
        assert without.out.strip("[] \n") or without.err
        for option, value in {**QUESTIONS[question], **COMMON}.items():
            asked = [*words, option, *([] if value is None else [value])]
            told = call(*asked)
            if told.code:
                assert (told.code, told.out, len(told.err.splitlines())) == (2, "", 1)
                assert has_chinese(call(*asked, "-l", "zh").err)
            elif told == without and not without.err and not has_no_place(question, option, form):
                ignored.append((form, option))
    assert not ignored
