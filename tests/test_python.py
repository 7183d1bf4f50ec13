"""What Python gets from `import epcli`."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import assert_type

import pytest

import epcli
from epcli import EpcliError, RequestError, StoreError, figures, open_store, timeline
from epcli.formats import as_ndjson
from epcli.queries import agreements, cite, compare, county, platform, search, show, sources
from epcli.queries.answer import Answer
from epcli.queries.timeline import Timeline
from epcli.store import Store, shipped


def loaded(code: str) -> set[str]:
    """The modules that a process of its own has loaded after some Python."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"], capture_output=True, encoding="utf-8", check=True
    )
    return set(told.stdout.split())


def test_importing_epcli_imports_nothing_else() -> None:
    """`import epcli` loads not one module beyond the package itself."""
    assert loaded("import epcli") - loaded("pass") == {"epcli"}


def test_no_question_asked_from_python_loads_the_command_line() -> None:
    """All that the package exports, asked too, needs neither typer nor rich."""
    asked = "from epcli import *; s = open_store(); [f.to_dicts() for f in (timeline(s), platform(s, 'jd'), figures(s), show(s, 'jd'))]"
    names = loaded(asked)
    assert {"epcli.queries.timeline", "epcli.queries.cite"} <= names
    assert not names & {"typer", "rich", "click", "epcli.cli", "epcli.output"}


def test_one_question_loads_that_question_alone() -> None:
    """`from epcli import sources` imports no other question."""
    assert not {name for name in loaded("from epcli import sources") if name.endswith((".timeline", ".compare", ".search", ".show"))}


def test_type_checkers_see_what_the_package_exports() -> None:
    """Each name of `__all__` is imported for type checkers or defined, and nothing else is."""
    tree = ast.parse(Path(epcli.__file__).read_text(encoding="utf-8"))
    [checked] = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {name.name for node in checked.body if isinstance(node, ast.ImportFrom) for name in node.names} - {"Store"}
    assert seen | {"open_store"} == set(epcli.__all__)
    assert all(hasattr(epcli, name) for name in epcli.__all__)
    assert not hasattr(epcli, "timelines")


def test_the_functions_are_those_of_the_command_line() -> None:
    """`epcli.timeline` is the very function that `epcli timeline` asks, and it is typed."""
    assert epcli.agreements is agreements.agreements
    assert epcli.timeline is timeline
    assert_type(timeline(open_store()), Timeline)


def test_the_shipped_records_are_not_validated_again() -> None:
    """What was validated when it was built is only opened, also when it is named by its path."""
    assert "epcli.validation" not in loaded(
        "import epcli; from epcli.store import shipped; epcli.open_store(); epcli.open_store(shipped())"
    )


def answers(store: Store) -> list[Answer]:
    return [
        timeline(store, "2016", platform=["jd", "suning"]),
        figures(store, status="lost"),
        platform.platform(store, "jd"),
        county.county(store, "longnan"),
        compare.compare(store, ["chengxian", "tongyu"]),
        agreements.agreements(store),
        search.search(store, "核桃"),
        show.show(store, "chengxian"),
        cite.cite(store, "wei-yanan", "bibtex"),
        sources.sources(store),
        timeline(store, "1999"),
    ]


def test_the_dictionaries_of_an_answer_are_its_ndjson(store: Store) -> None:
    """`to_dicts()` has for each row what a line of --format ndjson has, in plain Python values."""
    for answer in answers(store):
        dicts = answer.to_dicts()
        assert dicts == [json.loads(line) for line in as_ndjson(answer).splitlines()]
        assert len(dicts) == len(answer.rows())


def test_open_store_opens_the_shipped_records_or_a_valid_store(tmp_path: Path) -> None:
    """Without a path it opens what ships with epcli; another store, by a path or its text, is validated, and refused if it is invalid."""
    whole = open_store()
    assert len(whole.events) > 20
    mine = tmp_path / "mine.json"
    mine.write_bytes(shipped().read_bytes())
    assert len(open_store(mine).events) == len(open_store(str(mine)).events) == len(whole.events)
    mine.write_bytes(mine.read_bytes().replace(b'"status": "lost"', b'"status": "stated"', 1))
    with pytest.raises(StoreError, match="needs one") as refused:
        open_store(mine)
    assert "无效" in refused.value.message.zh
    with pytest.raises(StoreError, match=r"nowhere\.json"):
        open_store(tmp_path / "nowhere.json")


def test_a_request_that_means_nothing_is_an_exception_in_both_languages(store: Store) -> None:
    """A wrong name raises RequestError, an EpcliError whose message exists in both languages."""
    with pytest.raises(EpcliError, match="The nearest: jd") as raised:
        epcli.platform(store, "jdd")
    assert isinstance(raised.value, RequestError)
    assert raised.value.message.zh.startswith("没有叫“jdd”的平台")
