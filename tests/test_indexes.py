"""The indexes in the user's cache: asked in place of the store, believed only as far as they can be, whole or not there."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest
from conftest import SYSTEM, Called, all_they_name, unix

import epcli.indexes
import epcli.stamps
from epcli import formats, indexes, open_store
from epcli.errors import StoreError
from epcli.indexes import Indexed, opened
from epcli.model import TABLES
from epcli.output import Wish, _for_people
from epcli.queries.search import search
from epcli.stamps import digest_of
from epcli.store import Store, canonical, shipped

Call = Callable[..., Called]

QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("核桃", {}),
    ("成县核桃", {}),
    ("3 billion", {}),
    ("walnutt", {}),
    ("jd-cpad-investment", {}),
    ("2016-01-jd-cpad-agreement", {}),
    ("电商", {"platform": "京东"}),
    ("扶贫", {"place": ["甘肃", "guizhou"], "kind": "agreement"}),
    ("Taobao", {"table": "sources"}),
    ("电商", {"source": "wei-yanan"}),
    ("walnut", {"source": "xinhua", "table": ["events", "organizations"]}),
    ("扶贫", {"table": "places"}),
]


def not_needed() -> NoReturn:
    raise AssertionError("the store itself was opened")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of the tests' own with the index of the shipped store."""
    before, folder = os.environ.get("XDG_CACHE_HOME"), tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    search(open_store(), "核桃")
    yield folder
    os.environ.pop("XDG_CACHE_HOME")
    if before is not None:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture
def index(cache: Path) -> Iterator[Path]:
    """The index of the shipped store; whatever a test does to it is undone."""
    (file,) = (cache / "epcli" / "indexes").iterdir()
    whole = file.read_bytes()
    yield file
    for other in file.parent.iterdir():
        other.unlink()
    file.write_bytes(whole)


@pytest.fixture
def own(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small store of one's own that was searched once, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "own.json"
    assert call("init", str(path)).code == 0
    place = '{"table": "places", "id": "%s", "name": {"zh": "某省", "en": "Somewhere"}, "aliases": ["%s"], "level": "province", %s}\n'
    rest = '"code": "CN-%s", "within": null, "poor_county": null'
    lines = place % ("testshire", "walnut valley", rest % "XA"), place % ("elsewhere", "valley", rest % "XB")
    (tmp_path / "places.ndjson").write_text("".join(lines), "utf-8")
    assert call("import", "places.ndjson", "--store", str(path)).code == 0
    assert {"testshire", "elsewhere"} <= {*call("search", "valley", "--store", str(path)).out.split()}
    return path


@pytest.fixture
def small(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of one event and all that it names, that was searched once, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    event = store.events["2016-01-gansu-suning"]
    tables: dict[str, dict[str, Any]] = {
        "dataset": {"": store.dataset},
        "events": {event.id: event},
        "case_studies": {},
        **all_they_name(store, [event]),
    }
    path = tmp_path / "small.json"
    path.write_bytes(canonical({table: tables[table].values() for table in TABLES}))
    search(open_store(path), "甘肃 苏宁")
    return path


def index_of(own: Path) -> Path:
    (file,) = (own.parent / "cache" / "epcli" / "indexes").iterdir()
    return file


@pytest.mark.parametrize(("query", "filters"), QUESTIONS)
def test_an_index_answers_as_the_store_does(query: str, filters: dict[str, Any], store: Store, index: Path) -> None:
    """With every filter, as a page and as JSON, the kept index gives what the store gives, and the store itself is not opened."""
    kept = opened(None, not_needed)
    assert isinstance(kept.events, Indexed)
    wanted, found = (search(of, query, **filters) for of in (store, kept))
    assert found == wanted
    assert formats.as_json(found, kept) == formats.as_json(wanted, store)
    assert found.rests_on(kept) == wanted.rests_on(store)
    wish = Wish("table", "zh", "never", False, None)
    assert _for_people(found, kept, wish) == _for_people(wanted, store, wish)


def test_the_tables_of_an_index_are_those_of_the_store(store: Store, index: Path) -> None:
    """Every record is there, under its id and in the order of the store, and none that the store lacks."""
    kept = opened(None, not_needed)
    assert kept.dataset == store.dataset
    for table in ("events", "case_studies", "organizations", "places", "indicators", "sources"):
        one, other = getattr(kept, table), getattr(store, table)
        assert [*one] == [*other]
        assert len(one) == len(other)
        assert [*one.values()] == [*other.values()]
        assert "nothing" not in one


def test_a_changed_store_is_searched_anew(call: Call, own: Path) -> None:
    """What was removed is not found, nor with what was put in its place; undone, it is found again."""
    assert "testshire" in call("search", "walnut valley", "--store", str(own)).out
    assert call("remove", "testshire", "--store", str(own)).code == 0
    told = call("search", "walnut", "--store", str(own))
    assert "testshire" not in told.out
    assert "No record has" in told.err
    assert call("undo", "--store", str(own)).code == 0
    assert "testshire" in call("search", "walnut", "--store", str(own)).out


@pytest.mark.parametrize("settled", [True, False], ids=["settled", "touched just now"])
def test_bytes_that_change_in_place_are_noticed(settled: bool, call: Call, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of the same size, in the same place, with its date set back is another one, whatever was remembered of it."""
    if settled:
        monkeypatch.setattr(epcli.stamps, "SETTLED", 0)
    assert "testshire" in call("search", "walnut", "--store", str(own)).out
    before = own.stat()
    own.write_bytes(own.read_bytes().replace(b"walnut valley", b"almond valley"))
    os.utime(own, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert own.stat().st_size == before.st_size
    assert "testshire" not in call("search", "walnut", "--store", str(own)).out
    assert "testshire" in call("search", "almond", "--store", str(own)).out


def test_a_damaged_store_is_told_as_one_after_it_was_searched(call: Call, own: Path) -> None:
    """An index of what a store was answers for nothing once the store is damaged, or gone."""
    own.write_bytes(own.read_bytes()[:-20])
    told = call("search", "walnut", "--store", str(own))
    assert (told.code, told.out) == (1, "")
    assert "damaged at line" in told.err
    own.unlink()
    told = call("search", "walnut", "--store", str(own))
    assert (told.code, told.out) == (1, "")
    assert "Cannot read the store" in told.err


def test_an_index_does_not_make_a_store_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that nobody validated is, even if it was searched from Python, and an index of it is there."""
    from epcli.store import open_store as unvalidated

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    bad = tmp_path / "bad.json"
    bad.write_bytes(shipped().read_bytes().replace(b'"as_of": "2016-09"', b'"as_of": "2016-19"'))
    assert search(unvalidated(bad), "核桃").hits
    with pytest.raises(StoreError, match="invalid"):
        opened(bad, lambda: open_store(bad))


@pytest.mark.parametrize("decides", ["__version__", "FORM", "unidata_version"])
def test_an_index_of_another_version_is_not_asked(decides: str, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another epcli, another form of the index and another table of characters make an index of their own."""
    monkeypatch.setattr(epcli.indexes, decides, 99)
    assert not isinstance(opened(None, open_store).events, Indexed)
    search(open_store(), "核桃")
    assert isinstance(opened(None, not_needed).events, Indexed)
    assert len([*index.parent.iterdir()]) == 2


def test_an_index_of_another_store_is_not_asked(index: Path, own: Path, call: Call) -> None:
    """A file that was made for another store is none under this one's name."""
    mine = index_of(own)
    mine.write_bytes(index.read_bytes())
    assert "testshire" in call("search", "walnut", "--store", str(own)).out
    assert mine.read_bytes() != index.read_bytes()


@unix
def test_a_cache_that_others_can_write_is_not_asked(index: Path) -> None:
    """An index counts only where nobody else could have put it."""
    index.parent.chmod(0o777)
    try:
        assert not isinstance(opened(None, open_store).events, Indexed)
    finally:
        index.parent.chmod(0o700)


DAMAGE = [
    "UPDATE texts SET fields = '{'",
    "UPDATE texts SET fields = '[1]'",
    """UPDATE texts SET fields = '{"lead": []}'""",
    "UPDATE texts SET words = NULL, lead = 7, name = NULL",
    "DROP TABLE texts",
    "DROP TABLE texts; CREATE VIEW texts AS SELECT 1 AS rowid",
    "DROP TABLE texts_fts",
    "DROP TABLE records",
    "DELETE FROM records",
    "UPDATE records SET record = '{}'",
    "UPDATE records SET record = x'ff' WHERE \"table\" = 'sources'",
    "UPDATE records SET record = NULL WHERE \"table\" = 'events'",
    "UPDATE records SET record = record || 'x'",
    "UPDATE made SET name = NULL",
    "DROP TABLE made",
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_index_with_other_things_in_it_is_none(damage: str, small: Path) -> None:
    """Where an index is not what was written, in any of its tables, the store answers, and the index is made anew."""
    whole = open_store(small)
    wanted = search(whole, "甘肃 苏宁")
    as_json = formats.as_json(wanted, whole)
    with closing(sqlite3.connect(index_of(small))) as db:
        db.executescript(damage)
    for _ in range(2):
        kept = opened(small, lambda: open_store(small))
        found = search(kept, "甘肃 苏宁")
        assert found == wanted
        assert formats.as_json(found, kept) == as_json
    search(open_store(small), "核桃")
    kept = opened(small, not_needed)
    assert formats.as_json(search(kept, "甘肃 苏宁"), kept) == as_json


def test_an_index_that_is_cut_off_or_overwritten_is_none(small: Path) -> None:
    """With its end missing an index is left for the store; with a page of it full of anything nobody sees a traceback."""
    index, wanted = index_of(small), search(open_store(small), "suning Gansu")
    whole, chance = index.read_bytes(), random.Random(17)
    cut = [whole[: chance.randrange(len(whole))] for _ in range(10)]
    for damaged in (b"", whole + b"\0", *cut):
        index.write_bytes(damaged)
        assert search(opened(small, lambda: open_store(small)), "suning Gansu") == wanted
    for page in range(0, len(whole), 4096):
        index.write_bytes(whole[:page] + chance.randbytes(4096) + whole[page + 4096 :])
        kept = opened(small, lambda: open_store(small))
        formats.as_json(search(kept, "suning Gansu"), kept)


@unix
def test_a_digest_is_remembered_of_what_was_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file that rests the digest is remembered; of one that was touched, replaced or written over it is taken anew."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(epcli.stamps, "SETTLED", 0)
    file, seen = tmp_path / "file", tmp_path / "cache" / "epcli" / "seen"
    file.write_bytes(b"one")
    time.sleep(0.02)
    one = digest_of(file)
    (note,) = seen.iterdir()
    note.write_text("f" * 64)
    assert digest_of(file) == "f" * 64
    for nonsense in ("", "x", "f" * 63, "\xff" * 64):
        note.write_text(nonsense)
        assert digest_of(file) == one
    note.write_text("f" * 64)
    os.utime(file, ns=(0, 0))
    assert digest_of(file) == one
    other = tmp_path / "other"
    other.write_bytes(b"two")
    os.utime(other, ns=(0, 0))
    other.replace(file)
    assert digest_of(file) != one
    seen.chmod(0o777)
    kept = len([*seen.iterdir()])
    file.write_bytes(b"one")
    assert digest_of(file) == one
    assert len([*seen.iterdir()]) == kept


@unix
def test_a_digest_of_what_was_written_a_moment_ago_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the steps in which a file system counts its dates they could stand still while bytes change."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "file"
    file.write_bytes(b"one")
    digest_of(file)
    assert not (tmp_path / "cache" / "epcli" / "seen").exists()


@unix
@pytest.mark.parametrize("written", [None, 0.0, 0.3, 0.6, 1.0], ids=["begun", "empty", "a third", "two thirds", "all"])
def test_a_search_that_is_killed_leaves_no_index_that_is_half_made(
    written: float | None, index: Path, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever a process is killed that makes an index, the next one finds what there is to find, by a whole index or by none."""
    size = index.stat().st_size
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = epcli.stamps.folder("indexes")
    command = [sys.executable, "-m", "epcli", "search", "walnut"]
    environ = SYSTEM | {"PATH": os.defpath, "XDG_CACHE_HOME": str(tmp_path)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if any(folder.iterdir()) if written is None else any(file.stat().st_size >= written * size for file in folder.rglob("*.db")):
                process.kill()
                break
            time.sleep(0.0005)
        assert process.wait(timeout=60) == -signal.SIGKILL
    for kept in folder.glob("*.db"):
        assert kept.stat().st_size == size
    assert search(opened(None, open_store), "walnut Chengxian") == search(store, "walnut Chengxian")


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next index that is made takes away what is left of one that was begun long ago, and leaves alone what is being made."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = epcli.stamps.folder("indexes")
    old, new = folder / ".x.1.export.tmp", folder / ".x.2.export.tmp"
    for left in (old, new):
        left.mkdir()
        (left / "x.db").touch()
    long_ago = time.time() - indexes.STOPPED - 1
    os.utime(old, (long_ago, long_ago))
    search(open_store(), "核桃")
    assert not old.exists()
    assert new.exists()
