"""A write happens whole or not at all: killed at every step, with a disk that fails at every step, with many writers at once."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Called, Run, faults
from filelock import FileLock
from tinydb import TinyDB, where

import epcli.storage
import epcli.store
from epcli.errors import StoreError
from epcli.storage import CrashSafeStorage
from epcli.store import open_store, shipped
from epcli.validation import open_valid

FAULTY = Path(__file__).with_name("faulty.py")
MUST_FAIL = {"write", "fsync", "chmod", "link", "replace"}
"""Calls without which nothing is sure to be on the disk; that the others fail may also do no harm."""

no_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL, and does not flush folders")


def events(count: int, prefix: str) -> list[dict[str, Any]]:
    """Made-up events that the shipped store takes."""
    model = json.loads(shipped().read_text(encoding="utf-8"))["events"]["1"]
    return [{**model, "id": f"{prefix}-{number}", "figures": []} for number in range(count)]


def write_json(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


class Disk:
    """A store, an import into it, and what the store is before and after."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "my.json"
        self.new = write_json(folder / "new.json", events(3, "made-up"))
        self.old_bytes = shipped().read_bytes()
        self.store.write_bytes(self.old_bytes)
        self.environ = {"PATH": os.defpath, "XDG_CACHE_HOME": str(folder / "cache")}
        assert self.run(0, "kill").returncode == 0
        self.new_bytes = self.store.read_bytes()
        assert self.new_bytes != self.old_bytes

    def run(self, step: int, how: str) -> subprocess.CompletedProcess[str]:
        args = [sys.executable, str(FAULTY), f"{step}", how, f"{self.folder / 'log'}", "import", f"{self.new}", "--store", f"{self.store}"]
        return subprocess.run(args, env=self.environ, capture_output=True, encoding="utf-8", timeout=60, check=False)

    def at_every_step(self, how: str, steps: list[str]) -> Iterator[subprocess.CompletedProcess[str]]:
        """An import into the old store for each system call in turn, what happens at that one; `steps` gets the calls so far."""
        while True:
            self.restore()
            told = self.run(len(steps) + 1, how)
            if self.log == "none":
                return
            steps.append(self.log)
            yield told

    def restore(self) -> None:
        self.store.write_bytes(self.old_bytes)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def leftovers(self) -> list[str]:
        return [path.name for path in self.folder.iterdir() if path.name.endswith(".tmp")]


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@no_signals
@pytest.mark.parametrize("how", ["kill", "torn"])
def test_killed_at_any_step_the_store_is_the_old_or_the_new_one(disk: Disk, how: str) -> None:
    """SIGKILL at every system call of a write leaves the old store or the new one, whole; the next import works and sweeps up."""
    steps: list[str] = []
    for killed in disk.at_every_step(how, steps):
        assert killed.returncode == -signal.SIGKILL
        found = disk.store.read_bytes()
        assert found == (disk.new_bytes if "replace" in steps[:-1] else disk.old_bytes), steps
        assert disk.run(0, how).returncode == 0
        assert disk.store.read_bytes() == disk.new_bytes
        assert disk.leftovers() == []
    assert {"write", "fsync", "chmod", "link", "replace", "scandir", "stat", "unlink"} <= set(steps)
    assert steps.count("fsync") == 2  # the file and the folder


@no_signals
@pytest.mark.parametrize("code", ["ENOSPC", "EIO", "EACCES"])
def test_a_disk_that_fails_at_any_step_leaves_the_old_store(disk: Disk, code: str) -> None:
    """An error at a system call of a write exits 1 with the reason and leaves the old store and no temporary file behind."""
    reason = os.strerror(getattr(errno, code))
    steps: list[str] = []
    for told in disk.at_every_step(code, steps):
        assert "Traceback" not in told.stderr
        if told.returncode == 0:  # such as a stale temporary that can't be removed
            assert steps[-1] not in MUST_FAIL
            assert disk.store.read_bytes() == disk.new_bytes
        else:
            assert told.returncode == 1
            assert reason in told.stderr
            assert len(told.stderr.splitlines()) <= 2
            assert disk.store.read_bytes() == disk.old_bytes, steps
            assert disk.leftovers() == [] or steps[-1] == "unlink"
    assert set(steps) >= MUST_FAIL


@no_signals
def test_killed_at_random_times_the_store_is_whole(disk: Disk) -> None:
    """Real kills at random times of a real import leave the old store or the new one, byte for byte."""
    made_up = random.Random(20161129)
    command = [sys.executable, "-m", "epcli", "import", f"{disk.new}", "--store", f"{disk.store}"]
    started = time.monotonic()
    disk.restore()
    subprocess.run(command, env=disk.environ, check=True, capture_output=True)
    usual = time.monotonic() - started
    for _ in range(30):
        disk.restore()
        process = subprocess.Popen(command, env=disk.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(made_up.uniform(0.3, 1.1) * usual)
        process.kill()
        process.wait()
        assert disk.store.read_bytes() in (disk.old_bytes, disk.new_bytes)
    disk.restore()
    subprocess.run(command, env=disk.environ, check=True, capture_output=True)
    assert disk.leftovers() == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_told(disk: Disk) -> None:
    """An import into a store whose folder can't be written exits 1 with the reason and changes nothing."""
    disk.restore()
    disk.folder.chmod(0o555)
    told = disk.run(0, "kill")
    disk.folder.chmod(0o755)
    assert told.returncode == 1
    assert "Permission denied" in told.stderr
    assert disk.store.read_bytes() == disk.old_bytes


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


@no_signals
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


def test_a_first_write_leaves_nothing_but_the_store_and_its_lock(tmp_path: Path) -> None:
    """Where there was no file a write makes one; nothing but the store and its lock stays in the folder."""
    CrashSafeStorage(tmp_path / "new.json").write({"events": {}})
    assert sorted(file.name for file in tmp_path.iterdir()) in (["new.json", "new.json.lock"], ["new.json"])
    assert (tmp_path / "new.json").read_bytes() == b'{\n  "events": {}\n}\n'
