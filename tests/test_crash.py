"""A write happens whole or not at all: killed at every step, with a disk that fails at every step and at every two, with many at once."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import count, cycle, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import SYSTEM, Called, Run, faults, unix
from faulty import Disk, Killed
from filelock import FileLock
from preloaded import Preloaded, Process
from tinydb import TinyDB, where

import epcli.storage
import epcli.store
from epcli.cli import main
from epcli.errors import OutputError, StoreError
from epcli.exchange.export import export
from epcli.model import TABLES, Record
from epcli.storage import CrashSafeStorage
from epcli.store import canonical, open_store, shipped
from epcli.validation import open_valid
from epcli.writing import replace_file

Records = Mapping[str, Sequence[Record]]
PLACE: dict[str, Any] = {"name": {"zh": "某省", "en": "Some"}, "aliases": [], "level": "province", "code": "CN-XX", "within": None}
CODES = ("ENOSPC", "EIO", "EACCES", "EPERM")
UNKNOWN = "not known to be on the disk"


def events(count: int, prefix: str) -> list[dict[str, Any]]:
    """Made-up events that the shipped store takes."""
    model = json.loads(shipped().read_text(encoding="utf-8"))["events"]["1"]
    return [{**model, "id": f"{prefix}-{number}", "figures": []} for number in range(count)]


def write_json(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def plans(run: Callable[[Mapping[int, str]], list[str]], pairs: int) -> Iterator[tuple[Mapping[int, str], list[str]]]:
    """Every plan of a failure or a kill at one step, run, with the calls made; then every two steps of which the first one fails.

    `pairs` says how many ways of failing are tried at two steps: one after the other at each pair, and beside them a kill after a failure.
    """
    last = len(run({}))
    ways = cycle(product(CODES, CODES))
    for first in range(1, last + 1):
        for how in (*CODES, "kill", "torn"):
            made = run(plan := {first: how})
            yield plan, made
        after_failure = len(run({first: CODES[first % len(CODES)]}))
        for second in range(first + 1, after_failure + 1) if pairs else ():
            both = [next(ways) for _ in range(pairs)]
            for one, other in (*both, (both[0][0], "kill")):
                yield (plan := {first: one, second: other}), run(plan)


def named(plan: Mapping[int, str], made: list[str]) -> str:
    return ", ".join(f"{how} at {step} ({made[step - 1] if step <= len(made) else 'not reached'})" for step, how in plan.items())


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has such: thousands of files are written there, and nothing that is tested needs a disk."""
    if os.access("/dev/shm", os.W_OK):
        with TemporaryDirectory(dir="/dev/shm") as folder:
            yield Path(folder)
    else:
        yield tmp_path


OLDER, OLD, NEW = (b'{"dataset": {"1": {"n": %d}}}' % number for number in range(3))


@unix
@pytest.mark.parametrize("pairs", [1, pytest.param(16, marks=pytest.mark.thorough)], ids=["each pair once", "each pair in every way"])
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_no_two_failures_lose_a_store(links: bool, pairs: int, memory: Path) -> None:
    """Whatever fails or kills a write, and whatever fails after that, the store is the old one or the new one, and it is said which.

    The new one is there only with the old one kept beside it, and the checksums fit both. The next write works, and sweeps up.
    """
    store = memory / "my.json"
    disk = Disk()
    outcome = ""
    for raw in (OLDER, OLD):
        CrashSafeStorage(store).write_bytes(raw)
    at_first = {file: file.read_bytes() for file in memory.iterdir()}

    def run(plan: Mapping[int, str]) -> list[str]:
        nonlocal outcome
        for file in memory.iterdir():
            file.unlink()
        for file, raw in at_first.items():
            file.write_bytes(raw)
        storage = CrashSafeStorage(store)
        storage.read_bytes()
        outcome = "written"
        with disk.failing(plan, links) as made:
            try:
                storage.write_bytes(NEW)
            except StoreError as error:
                outcome = str(error)
            except Killed:
                outcome = "killed"
        return made

    counted = 0
    for plan, made in plans(run, pairs):
        counted += 1
        found, storage, why = store.read_bytes(), CrashSafeStorage(store), f"{named(plan, made)}: {outcome}"
        assert found in (OLD, NEW), why
        if outcome != "killed":
            assert found == (NEW if outcome == "written" or UNKNOWN in outcome else OLD), why
            assert not leftovers(memory) or "unlink" in {made[step - 1] for step in plan if step <= len(made)}, why
        if outcome not in ("killed", "written"):
            assert any(os.strerror(getattr(errno, code)) in outcome for code in plan.values() if code in CODES), why
        if found == NEW:
            assert storage.previous() == OLD, why
        else:
            assert storage.previous() in (OLDER, OLD), why
        assert storage.as_written(found), why
        with disk.failing({}):
            storage.write_bytes(NEW)
        assert (store.read_bytes(), leftovers(memory)) == (NEW, []), why
    print(f"\n{len(run({}))} steps, {counted} plans, stores lost: 0")
    assert counted > 100 * pairs


@unix
def test_what_was_is_on_the_disk_before_the_change_is(tmp_path: Path) -> None:
    """Every file is flushed before it is renamed, and the folder before the store is replaced and again after it."""
    storage = CrashSafeStorage(tmp_path / "my.json")
    storage.write_bytes(OLD)
    disk = Disk()
    with disk.failing({}) as made:
        storage.write_bytes(NEW)
    assert [call for call in made if call in ("write", "link", "fsync", "replace")] == [
        *("write", "fsync", "link", "write", "fsync", "link"),  # the new store, what it was, the checksums, those before
        *("replace", "replace", "fsync", "replace", "fsync"),
    ]
    tables: Any = {table: [] for table in TABLES} | {"dataset": [open_store(shipped()).dataset]}
    with disk.failing({}) as made:
        export(tables, "csv", tmp_path / "out")
    files = len([*(tmp_path / "out").iterdir()])
    order = [call for call in made if call in ("fsync", "rename")]
    assert order == ["fsync"] * (files + 2) + ["rename", "fsync"]  # the files, their folder, the one around it


@unix
def test_what_another_program_writes_at_any_step_is_not_lost(tmp_path: Path) -> None:
    """A store that another program replaces before any step of a write but the very last is refused, and stays as that one wrote it."""
    store = tmp_path / "my.json"
    disk = Disk()

    def write_with(step: int) -> tuple[list[str], str]:
        store.write_bytes(OLD)
        storage = CrashSafeStorage(store)
        storage.read_bytes()
        with disk.failing({step: lambda: store.write_bytes(b"theirs")}) as made:
            try:
                storage.write_bytes(NEW)
            except StoreError as error:
                return made, str(error)
        return made, ""

    made, _ = write_with(0)
    commit = len(made) - made[::-1].index("replace")
    assert commit > 15
    for step in range(1, commit):
        _, told = write_with(step)
        assert "changed by another program" in told, (step, made[step - 1])
        assert store.read_bytes() == b"theirs"
        assert leftovers(tmp_path) == []


@unix
def test_no_two_failures_lose_an_output(memory: Path) -> None:
    """Whatever fails or kills the writing of an answer over an older file, one of the two is there whole, and it is said which."""
    file = memory / "answer.md"
    disk = Disk()
    outcome = ""

    def run(plan: Mapping[int, str]) -> list[str]:
        nonlocal outcome
        for each in memory.iterdir():
            each.unlink()
        file.write_bytes(b"old")
        outcome = "written"
        with disk.failing(plan) as made:
            try:
                replace_file(file, b"new")
            except OutputError as error:
                outcome = str(error)
            except Killed:
                outcome = "killed"
        return made

    for plan, made in plans(run, pairs=2):
        found, why = file.read_bytes(), f"{named(plan, made)}: {outcome}"
        assert found in (b"old", b"new"), why
        if outcome != "killed":
            assert (found == b"new") == (outcome == "written" or UNKNOWN in outcome), why
            assert not leftovers(memory) or "unlink" in {made[step - 1] for step in plan if step <= len(made)}, why


@unix
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("form", ["json", "datapackage", "sqlite"])
def test_no_failure_leaves_half_an_export(form: Any, links: bool, memory: Path) -> None:
    """Whatever fails or kills an export, there is nothing at its destination, or all of it; a kill may leave the empty place for it."""
    tables: Any = {table: [] for table in TABLES} | {"dataset": [open_store(shipped()).dataset]}
    dest = memory / "out"
    export(tables, form, memory / "whole")
    disk = Disk()
    outcome = ""

    def run(plan: Mapping[int, str]) -> list[str]:
        nonlocal outcome
        for path in (dest, *memory.glob(".*.tmp")):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        outcome = "written"
        with disk.failing(plan, links) as made:
            try:
                export(tables, form, dest)
            except OutputError as error:
                outcome = str(error)
            except Killed:
                outcome = "killed"
        return made

    def content(path: Path) -> object:
        return {file.name: file.read_bytes() for file in path.iterdir()} if path.is_dir() else path.read_bytes()

    for plan, made in plans(run, pairs=0):
        why = f"{named(plan, made)}: {outcome}"
        if dest.exists() and not (outcome == "killed" and not content(dest)):
            assert content(dest) == content(memory / "whole"), why
        if outcome != "killed":
            assert dest.exists() == (outcome == "written" or UNKNOWN in outcome) or made[next(iter(plan)) - 1] in ("rmdir", "unlink"), why


class Mine:
    """A small store of one's own, a record to import, and what the folder has at first."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "my.json"
        self.new = write_json(folder / "new.json", {"id": "made-up", **PLACE})
        assert main(["init", str(self.store)]) == 0
        assert main(["import", str(write_json(folder / "first.json", {"id": "first", **PLACE})), "--store", str(self.store)]) == 0
        self.at_first = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}

    def restore(self) -> None:
        for file in self.folder.iterdir():
            if file.is_file():
                file.unlink()
        for name, raw in self.at_first.items():
            (self.folder / name).write_bytes(raw)


@unix
@pytest.mark.parametrize("command", ["import", "remove", "fix", "undo", "output"])
def test_a_disk_that_fails_is_told(
    command: str, memory: Path, call: Callable[..., Called], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """An error at a step of any command that writes exits 1 with the reason in two lines at most, and the old file is there.

    Exit 0 says that the new one is.
    """
    mine = Mine(memory)
    if command == "fix":
        indented = json.dumps(json.loads(mine.store.read_bytes())).encode()
        mine.at_first["my.json"] = indented
    (memory / "answer").write_bytes(b"old")
    mine.at_first["answer"] = b"old"
    store = str(mine.store)
    words = {
        "import": ["import", str(mine.new), "--store", store],
        "remove": ["remove", "first", "--store", store],
        "fix": ["validate", "--fix", store],
        "undo": ["undo", "--store", store],
        "output": ["sources", "--store", store, "--output", str(memory / "answer")],
    }[command]
    file = memory / ("answer" if command == "output" else "my.json")
    disk = Disk()
    told = Called(0, "", "")

    def run(plan: Mapping[int, str]) -> list[str]:
        nonlocal told
        mine.restore()
        capfdbinary.readouterr()
        with disk.failing(plan) as made:
            try:
                told = call(*words)
            except Killed:
                told = Called(137, "", "")
        return made

    run({})
    old, new = mine.at_first[file.name], file.read_bytes()
    assert told.code == 0
    assert old != new
    for plan, made in plans(run, pairs=0):
        why = f"{named(plan, made)}: {told}"
        assert "Traceback" not in told.err, why
        if told.code == 137:
            assert file.read_bytes() in (old, new), why
        elif told.code == 0:
            assert file.read_bytes() == new, why
        else:
            assert told.code == 1, why
            assert os.strerror(getattr(errno, next(iter(plan.values())))) in told.err, why
            assert len(told.err.splitlines()) <= 2, why
            assert file.read_bytes() == (new if UNKNOWN in told.err else old), why


@unix
@pytest.mark.parametrize("how", ["kill", "torn"])
def test_killed_at_any_step_the_store_is_the_old_or_the_new_one(tmp_path: Path, how: str) -> None:
    """SIGKILL at every system call of an import leaves the old store or the new one, whole; the next import works and sweeps up."""
    mine = Mine(tmp_path)
    old = sha256(mine.store.read_bytes()).hexdigest()
    command = [sys.executable, str(Path(__file__).with_name("faulty.py")), str(mine.store), str(mine.new), how]
    environ = SYSTEM | {"PATH": os.defpath, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    told = subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", timeout=120, check=True)
    *killed, last = map(json.loads, told.stdout.splitlines())
    assert last["status"] == 0
    new = last["then"]
    assert old != new
    calls = [row["call"] for row in killed]
    assert {"open", "write", "fsync", "chmod", "link", "replace", "scandir", "unlink"} <= set(calls)
    assert calls.count("replace") == 3  # what it was, the checksums, and the store itself
    commit = len(calls) - 1 - calls[::-1].index("replace")
    for number, row in enumerate(killed):
        assert row["status"] == signal.SIGKILL
        assert row["then"] == (new if number > commit else old), row
        assert (row["next"], row["after"], row["left"]) == (0, new, []), row


def killed_at_random(folder: Path, few: Records, preloaded: Preloaded, times: int, turn: int = 0) -> None:
    mine = Mine(folder)
    new_records = folder / "few.json"
    new_records.write_bytes(canonical(few))
    environ = SYSTEM | {"PATH": os.defpath, "XDG_CACHE_HOME": str(folder / "cache")}
    nothing = os.open(os.devnull, os.O_RDWR)

    def importing() -> Process:
        return preloaded.start(["import", str(new_records), "--store", str(mine.store)], folder, environ, [nothing] * 3)

    made_up = random.Random(20161129 + turn)
    old = mine.store.read_bytes()
    started = time.monotonic()
    assert importing().wait() == 0
    usual = time.monotonic() - started
    new = mine.store.read_bytes()
    ends = {"old": 0, "new": 0}
    signals = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
    for number in range(times):
        mine.store.write_bytes(old)
        process = importing()
        time.sleep(made_up.uniform(0.3, 1.1) * usual)
        os.kill(process.pid, signals[number % len(signals)])
        process.wait()
        found = mine.store.read_bytes()
        assert found in (old, new)
        ends["old" if found == old else "new"] += 1
    print(f"\n{times} kills by {len(signals)} signals: {ends}")
    mine.store.write_bytes(old)
    assert importing().wait() == 0
    os.close(nothing)
    assert leftovers(folder) == []


@unix
def test_killed_at_random_times_the_store_is_whole(tmp_path: Path, few: Records, preloaded: Preloaded) -> None:
    """Real signals at random times of a real import leave the old store or the new one, byte for byte."""
    killed_at_random(tmp_path, few, preloaded, 10)


@unix
@pytest.mark.thorough
@pytest.mark.parametrize("turn", range(10))
def test_killed_a_thousand_times_the_store_is_whole(turn: int, tmp_path: Path, few: Records, preloaded: Preloaded) -> None:
    """A thousand real signals of five kinds at random times of an import, a hundred in each round, lose nothing."""
    killed_at_random(tmp_path, few, preloaded, 100, turn)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_told(call: Callable[..., Called], tmp_path: Path) -> None:
    """An import into a store whose folder can't be written exits 1 with the reason and changes nothing."""
    (tmp_path / "shut").mkdir()
    mine = Mine(tmp_path / "shut")
    before = mine.store.read_bytes()
    mine.folder.chmod(0o555)
    told = call("import", str(mine.new), "--store", str(mine.store))
    mine.folder.chmod(0o755)
    assert told.code == 1
    assert "Permission denied" in told.err
    assert mine.store.read_bytes() == before


def test_eight_writers_at_once_lose_nothing(tmp_path: Path, epcli: Run) -> None:
    """Eight processes importing 50 records each at once: every record is there, but for those of a process that was told of the lock."""
    path = tmp_path / "my.json"
    assert epcli("init", path, "--from-default").returncode == 0
    before = len(open_store(path).events)
    files = [write_json(tmp_path / f"{name}.json", events(50, f"writer-{name}")) for name in range(8)]
    commands = [[sys.executable, "-m", "epcli", "import", str(file), "--store", str(path)] for file in files]
    writers = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8") for command in commands]
    told = [writer.communicate(timeout=120)[1] for writer in writers]
    written = [name for name, writer in enumerate(writers) if writer.returncode == 0]
    assert all("is locked" in words for name, words in enumerate(told) if name not in written)
    expected = {f"writer-{name}-{number}" for name in written for number in range(50)}
    found = open_valid(path).events
    assert {name for name in found if name.startswith("writer-")} == expected
    assert len(found) == before + len(expected)
    assert faults(path.read_bytes(), path) == []
    assert len(written) >= 6  # ten seconds are enough for most, on a slow machine too


@pytest.mark.thorough
def test_a_minute_of_writers_and_readers_loses_nothing(tmp_path: Path, epcli: Run) -> None:
    """Fourteen processes that import and three that read, one of them by exporting, for a minute: all that was imported is there."""
    path = tmp_path / "my.json"
    assert epcli("init", path, "--from-default").returncode == 0
    end = time.monotonic() + 60
    written: list[str] = []
    done = {"imported": 0, "locked": 0, "asked": 0, "exported": 0}

    def importing(writer: int) -> None:
        for number in count():
            if time.monotonic() > end:
                return
            name = f"writer-{writer}-{number}"
            told = epcli("import", write_json(tmp_path / f"{writer}.json", events(1, name)), "--store", path)
            assert told.returncode == 0 or "is locked" in told.stderr, told.stderr
            written.extend([f"{name}-0"] * (told.returncode == 0))
            done["imported" if told.returncode == 0 else "locked"] += 1

    def reading(command: str) -> None:
        while time.monotonic() < end:
            words = ["timeline", "2016", "--json"] if command == "asked" else ["export", "--to", "sqlite", tmp_path / f"{done[command]}.db"]
            told = epcli(*words, "--store", path)
            assert told.returncode == 0, told.stderr
            done[command] += 1

    with ThreadPoolExecutor(17) as pool:
        work = [pool.submit(importing, writer) for writer in range(14)]
        work += [pool.submit(reading, command) for command in ("asked", "asked", "exported")]
        for each in work:
            each.result()
    print(f"\n{done}")
    assert {name for name in open_valid(path).events if name.startswith("writer-")} == set(written)
    assert faults(path.read_bytes(), path) == []
    assert leftovers(tmp_path) == []
    assert CrashSafeStorage(path).as_written(path.read_bytes())


def test_a_locked_store_is_told_with_its_lock(call: Callable[..., Called], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process writes, an import waits, then exits 1 and names the lock file; the store is as it was."""
    monkeypatch.setattr(epcli.storage, "PATIENCE", 0.1)
    assert call("init", "my.json", "--from-default").code == 0
    new = write_json(tmp_path / "new.json", events(1, "made-up"))
    with FileLock(tmp_path / "my.json.lock"):
        told = call("import", str(new), "--store", "my.json")
    assert (told.code, told.out) == (1, "")
    assert "is locked" in told.err
    assert "my.json.lock" in told.err
    assert (tmp_path / "my.json").read_bytes() == shipped().read_bytes()


def test_what_another_program_wrote_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """A store that changed since it was read is not written over, whatever its size and date say."""
    path = tmp_path / "my.json"
    path.write_bytes(b'{"a": 1}')
    storage = CrashSafeStorage(path)
    storage.read_bytes()
    before = path.stat()
    path.write_bytes(b'{"a": 2}')
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(StoreError, match="changed by another program"):
        storage.write_bytes(b'{"a": 3}')
    assert path.read_bytes() == b'{"a": 2}'
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".tmp")] == []
    storage.read_bytes()
    storage.write_bytes(b'{"a": 3}')
    assert path.read_bytes() == b'{"a": 3}'


@unix
def test_mode_and_link_stay(tmp_path: Path) -> None:
    """A write keeps the mode of the file; through a symbolic link it replaces what the link leads to, and the link stays."""
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "real.json", tmp_path / "link.json"
    target.write_bytes(b"{}")
    target.chmod(0o640)
    link.symlink_to(target)
    CrashSafeStorage(link).write_bytes(b'{"new": 1}')
    assert link.is_symlink()
    assert target.read_bytes() == b'{"new": 1}'
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(file.name for file in tmp_path.iterdir()) == ["elsewhere", "link.json"]
    assert (tmp_path / "elsewhere" / "real.json.lock").exists()


def test_tinydb_writes_through_the_storage(tmp_path: Path, store: epcli.store.Store) -> None:
    """TinyDB itself changes a store through our storage, and what it leaves is in canonical form."""
    path = tmp_path / "my.json"
    path.write_bytes(shipped().read_bytes())
    with TinyDB(path, storage=CrashSafeStorage) as db:
        table = db.table("events")
        table.update({"kind": "meeting"}, where("id") == next(iter(store.events)))
        backwards = dict(reversed(events(1, "made-up")[0].items()))
        table.insert(backwards)
    assert faults(path.read_bytes(), path) == []
    found = list(open_valid(path).events.values())
    assert (found[0].kind, found[-1].id) == ("meeting", "made-up-0")


def test_a_first_write_leaves_nothing_but_the_store_its_checksum_and_its_lock(tmp_path: Path) -> None:
    """Where there was no file a write makes one; nothing but the store, its checksum and its lock stays in the folder."""
    CrashSafeStorage(tmp_path / "new.json").write({"events": {}})
    assert {file.name for file in tmp_path.iterdir()} - {"new.json.lock"} == {"new.json", "new.json.sha256"}
    assert (tmp_path / "new.json").read_bytes() == b'{\n  "events": {}\n}\n'
