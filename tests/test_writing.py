"""Files as they are written: under names that nobody can foresee, readable by nobody else, over nothing that must stay."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest
from conftest import Called, unix
from faulty import Disk, Killed

from epcli.errors import EpcliError
from epcli.exchange import Form
from epcli.exchange.export import export
from epcli.model import Record
from epcli.storage import CrashSafeStorage
from epcli.store import shipped
from epcli.writing import appearing, replace_file

Call = Callable[..., Called]
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
NOBODY = 65534


@pytest.fixture
def mine(tmp_path: Path, call: Call) -> Path:
    assert call("init", "my.json", "--from-default").code == 0
    return tmp_path / "my.json"


def at_once(*work: Callable[[], object]) -> list[str]:
    """What each of several threads failed with, or an empty text."""
    told = [""] * len(work)
    begin = Barrier(len(work))

    def run(number: int) -> None:
        begin.wait()
        try:
            work[number]()
        except EpcliError as error:
            told[number] = str(error)

    threads = [Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_outputs_to_one_name_at_once_do_not_fail_each_other(tmp_path: Path) -> None:
    """Of eight writers of one process, twenty times each, none fails, and what is there at the end is one writer's file whole."""
    file = tmp_path / "answer"
    contents = [bytes([65 + number]) * 5000 for number in range(8)]

    def write(raw: bytes) -> None:
        for _ in range(20):
            replace_file(file, raw)

    told = at_once(*[partial(write, raw) for raw in contents])
    assert told == [""] * 8
    assert file.read_bytes() in contents
    assert [path.name for path in tmp_path.iterdir()] == ["answer"]


@pytest.mark.parametrize("form", ["json", "csv", "datapackage", "sqlite"])
def test_of_exports_to_one_name_at_once_one_wins(form: Form, tmp_path: Path, few: Mapping[str, Sequence[Record]]) -> None:
    """Of four exports to one place one is there whole, and the others say that something exists."""
    export(few, form, tmp_path / "alone")
    told = at_once(*[lambda: export(few, form, tmp_path / "out")] * 4)
    assert sorted("exists already" in words for words in told) == [False, True, True, True]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone", "out"]
    if (tmp_path / "out").is_dir():
        assert {file.name for file in (tmp_path / "out").iterdir()} == {file.name for file in (tmp_path / "alone").iterdir()}
    else:
        assert (tmp_path / "out").stat().st_size == (tmp_path / "alone").stat().st_size


@unix
def test_what_a_killed_export_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    """An export to the same name removes what one that was killed left, folders too, and neither what is at work nor what is another's."""
    code = "import os, signal, sys; from pathlib import Path; from epcli.writing import appearing\n"
    code += "with appearing(Path(sys.argv[1])) as place: place.mkdir(); (place / 'part').touch(); os.kill(os.getpid(), signal.SIGKILL)"
    assert subprocess.run([sys.executable, "-c", code, tmp_path / "out"], check=False).returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    other, link = tmp_path / ".other.abcdefgh.export.tmp", tmp_path / ".out.abcdefgh.export.tmp"
    other.mkdir()
    link.symlink_to(other)
    with appearing(tmp_path / "out") as first:
        first.write_bytes(b"first")
        for folder in (left, first.parent, other):
            os.utime(folder, (1, 1))
        with pytest.raises(FileExistsError), appearing(tmp_path / "out") as second:  # noqa: PT012
            second.write_bytes(b"second")
            assert not left.exists()
            assert first.read_bytes() == b"first"
            (tmp_path / "out").touch()
        (tmp_path / "out").unlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([other.name, link.name, "out"])


@unix
@pytest.mark.parametrize("late", ["file", "folder", "full folder", "link", "dangling link"])
@pytest.mark.parametrize("made", ["file", "folder"])
def test_an_export_replaces_nothing_that_comes_meanwhile(made: str, late: str, tmp_path: Path) -> None:
    """What appears at the destination while an export is written stays, and the export fails, whatever both are."""
    dest, other = tmp_path / "out", tmp_path / "other"
    other.write_bytes(b"precious")

    def written_while_something_comes() -> None:
        with appearing(dest) as place:
            assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
            if made == "folder":
                place.mkdir()
            (place / "part" if made == "folder" else place).write_bytes(b"new")
            if late == "file":
                dest.write_bytes(b"precious")
            elif late.endswith("link"):
                dest.symlink_to("other" if late == "link" else "nowhere")
            else:
                dest.mkdir()
                if late == "full folder":
                    (dest / "precious").touch()

    with pytest.raises(FileExistsError):
        written_while_something_comes()
    assert dest.is_symlink() if late.endswith("link") else dest.is_dir() if late.endswith("folder") else dest.read_bytes() == b"precious"
    assert (late == "full folder") == (dest.is_dir() and bool([*dest.iterdir()]))
    assert other.read_bytes() == b"precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "out"]


@unix
def test_no_part_of_a_private_store_is_ever_readable_by_others(tmp_path: Path) -> None:
    """A write of a store with mode 0600, killed at any step, leaves no file in its folder that others may read, whatever the umask."""
    store = tmp_path / "my.json"
    before = os.umask(0)
    try:
        step, killed, seen = 0, True, 0
        while killed:
            step += 1
            killed = False
            for file in tmp_path.iterdir():
                file.unlink()
            store.write_bytes(b"old")
            store.chmod(0o600)
            with Disk().failing({step: "torn"}, links=False) as calls:
                try:
                    CrashSafeStorage(store).write_bytes(b"secret")
                except Killed:
                    killed = True
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir() if file.suffix != ".lock"}
            assert all(mode == 0o600 for mode in modes.values()), (calls[-1], modes)
            seen = max(seen, len(modes))
    finally:
        os.umask(before)
    assert seen >= 4


def test_only_our_own_leftovers_of_this_store_are_swept(tmp_path: Path) -> None:
    """A writer sweeps what killed writers of this very store have left, and nothing whose name is merely like that."""
    ours = ".my.0123456789abcdef.store.tmp"
    others = [".my.json.0123456789abcdef.store.tmp", ".my.precious.new.tmp", ".my.0123456789abcdef.tmp", ".my.0123456789ABCDEF.store.tmp"]
    others += [".my.0123456789abcdef.output.tmp", "my.0123456789abcdef.store.tmp", ".my.1.new.tmp", ".xmy.0123456789abcdef.store.tmp"]
    for name in (ours, *others):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / ".my.0123456789abcde0.store.tmp").mkdir()
    CrashSafeStorage(tmp_path / "my").write_bytes(b"{}")
    assert not (tmp_path / ours).exists()
    assert all((tmp_path / name).exists() for name in others)
    assert (tmp_path / ".my.0123456789abcde0.store.tmp").is_dir()


@unix
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_that_is_read_only_is_not_replaced(lang: str, call: Call, mine: Path, tmp_path: Path) -> None:
    """A store or an output with mode 0444 is refused with what to type instead, by root as well, and nothing appears beside it."""
    assert call("remove", "2016-01-jd-cpad-agreement", "--store", "my.json").code == 0
    (tmp_path / "new.json").write_bytes(shipped().read_bytes())
    (tmp_path / "indented.json").write_bytes(mine.read_bytes().replace(b"  ", b" "))
    (tmp_path / "answer").write_bytes(b"old")
    for name in ("my.json", "indented.json", "answer"):
        (tmp_path / name).chmod(0o444)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    for command in (
        ("import", "new.json", "--store", "my.json"),
        ("remove", "2015-pilot-rounds", "--store", "my.json"),
        ("undo", "--store", "my.json"),
        ("validate", "--fix", "indented.json"),
        ("sources", "-o", "answer"),
    ):
        told = call(*command, "-l", lang)
        assert (told.code, told.out) == (1, ""), command
        assert {"en": "is read-only", "zh": "只读"}[lang] in told.err
        assert "chmod u+w" in told.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert call("import", "new.json", "--store", "my.json", "--dry-run").code == 0


@unix
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_answer_is_never_written_over_a_store(lang: str, call: Call, mine: Path, tmp_path: Path) -> None:
    """--output refuses the store that is asked, any other, the shipped records, what lies beside a store, and every link to these."""
    assert call("init", "other.json").code == 0
    assert call("remove", "2016-01-jd-cpad-agreement", "--store", "my.json").code == 0
    for target in ("my.json", "other.json", str(shipped())):
        (tmp_path / f"soft-{Path(target).name}").symlink_to(target)
    os.link("my.json", "hard.json")
    names = ["my.json", "other.json", "hard.json", "soft-my.json", "soft-other.json", "soft-records.json", str(shipped())]
    names += ["my.json.lock", "my.json.undo", "my.json.sha256"]
    before = {name: Path(name).read_bytes() for name in names}
    for name in names:
        for store in ("my.json", "other.json"):
            told = call("timeline", "--json", "--store", store, "-o", name, "-l", lang)
            assert (told.code, told.out) == (1, ""), name
            assert {"en": "never written over", "zh": "绝不覆盖"}[lang] in told.err
    assert {name: Path(name).read_bytes() for name in names} == before
    for _ in range(2):  # an older answer is no store
        assert call("timeline", "--json", "-o", "answer.json").code == 0


def as_nobody(work: Callable[[], int | None]) -> int:
    """The exit code of some work done by another user, in a process of its own."""
    child = os.fork()
    if not child:
        code = 99
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            code = work() or 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@root
@pytest.mark.skipif(sys.platform != "linux", reason="Linux refuses links to another user's file")
def test_another_users_store_in_a_shared_folder_is_changed_whole(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A store of another user, to which the kernel refuses links, is changed with its mode kept, and what it was is kept as a copy."""
    folder = Path(shutil.copytree(tmp_path_factory.mktemp("x"), f"/tmp/epcli-shared-{os.getpid()}"))
    try:
        folder.chmod(0o777)
        store = folder / "my.json"
        store.write_bytes(b"old")
        store.chmod(0o666)

        def change() -> int:
            CrashSafeStorage(store).write_bytes(b"new")
            return 0

        assert as_nobody(change) == 0
        assert (store.read_bytes(), CrashSafeStorage(store).previous()) == (b"new", b"old")
        assert {stat.S_IMODE(path.stat().st_mode) for path in (store, CrashSafeStorage(store).undo)} == {0o666}
        store.chmod(0o644)
        os.chown(store, 0, 0)

        def refused() -> int:
            try:
                CrashSafeStorage(store).write_bytes(b"newer")
            except EpcliError as error:
                return 7 if "is read-only" in str(error) else 8
            return 0

        assert as_nobody(refused) == 7
        assert store.read_bytes() == b"new"
    finally:
        shutil.rmtree(folder)


@root
def test_a_file_keeps_its_owner_or_loses_its_groups_rights(tmp_path: Path) -> None:
    """Root's change leaves a file to its owner and group; who can't give it to the group gives the group no rights."""
    file = tmp_path / "answer"
    file.write_bytes(b"old")
    file.chmod(0o660)
    os.chown(file, NOBODY, 12345)
    replace_file(file, b"new")
    found = file.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (NOBODY, 12345, 0o660)
    shared = Path(f"/tmp/epcli-group-{os.getpid()}")
    shared.mkdir()
    try:
        shared.chmod(0o777)
        file = Path(shutil.copy(file, shared / "answer"))
        os.chown(file, NOBODY, 12345)
        file.chmod(0o660)
        assert as_nobody(partial(replace_file, file, b"newer")) == 0
        found = file.stat()
        assert (file.read_bytes(), found.st_gid, stat.S_IMODE(found.st_mode)) == (b"newer", NOBODY, 0o600)
    finally:
        shutil.rmtree(shared)
