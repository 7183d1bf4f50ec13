"""Files written whole or not at all: under a random name beside their place, down to the disk, then put in place in one step.

A temporary file is created exclusively, so that nothing planted at its name is ever opened, and nobody may read it who may not read
what it becomes. After the step that puts a file in place nothing is taken away again: what fails then is told as `UnflushedError`.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from epcli.errors import ReadOnlyError, UnflushedError, unwritable

_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_MANY = 100
"""Files from which on it is quicker to bring everything down to the disk than each of them."""

_NEW = 5.0
"""Seconds within which whoever made a folder holds it."""

_CHMOD_TAKES_FILES = os.chmod in os.supports_fd


def replace_file(path: Path, raw: bytes) -> None:
    """Writes a file in place of what is there, if anything; of several writers at once, the last one's file is there whole.

    A link is followed, and the mode of the file that is replaced is kept. OutputError with the reason where something fails; the file is
    then what it was, unless the message says that it is written.
    """
    try:
        target = Path(os.path.realpath(path))
        refuse_read_only(target)
        with Temporaries(target, "output") as beside:
            new = beside.file(raw)
            flush_folder(target.parent)
            commit(new, target)
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None


class Temporaries:
    """Temporary files beside a target, in a `with` at whose end all of them are gone but those that were renamed.

    `purpose` is a word in their names: `sweep` takes those of one purpose only.
    """

    def __init__(self, target: Path, purpose: str) -> None:
        self._target, self._purpose = target, purpose
        self._made: list[Path] = []

    def __enter__(self) -> Temporaries:
        return self

    def __exit__(self, *_: object) -> None:
        for leftover in self._made:
            with suppress(OSError):
                os.unlink(leftover)  # noqa: PTH108 (one system call each, as the crash tests count them)

    def file(self, raw: bytes) -> Path:
        """A new file with these bytes, on the disk, with the mode and the owner of the target, or as new files are where there is none."""
        path = self._name()
        like = os.stat(self._target) if self._target.exists() else None  # noqa: PTH116
        file = os.open(path, _EXCLUSIVE, 0o600 if like else 0o666)
        self._made.append(path)
        try:
            left = memoryview(raw)
            while left:
                left = left[os.write(file, left) :]
            if like:
                _take_after(file, path, like)
            os.fsync(file)
        finally:
            os.close(file)
        return path

    def second(self, of: Path) -> Path:
        """A second name for a file beside the target, or where the file system or its owner allows none, a copy on the disk."""
        path = self._name()
        try:
            os.link(of, path)
        except OSError:
            return self.file(of.read_bytes())
        self._made.append(path)
        return path

    def _name(self) -> Path:
        return self._target.with_name(f".{self._target.name}.{os.urandom(8).hex()}.{self._purpose}.tmp")


def _take_after(file: int, path: Path, like: os.stat_result) -> None:
    """Gives a new file the group, owner and mode of another; where the group can't be given, its rights are at most those of all."""
    mode = stat.S_IMODE(like.st_mode)
    if hasattr(os, "fchown"):
        made = os.fstat(file)
        if made.st_gid != like.st_gid:
            try:
                os.fchown(file, -1, like.st_gid)
            except OSError:
                mode &= ~stat.S_IRWXG | (mode & stat.S_IRWXO) << 3
        if made.st_uid != like.st_uid:
            with suppress(OSError):
                os.fchown(file, like.st_uid, -1)
    os.chmod(file if _CHMOD_TAKES_FILES else path, mode)  # noqa: PTH101


def sweep(target: Path, purpose: str) -> None:
    """Removes the temporary files of this target and purpose. Only for who knows that nobody is at work on them."""
    ours = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}\.{purpose}\.tmp")
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if ours.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    os.unlink(target.with_name(entry.name))  # noqa: PTH108


def refuse_read_only(path: Path) -> None:
    """ReadOnlyError for a file that may not be written. Its own mode decides, for root too: to replace it, the folder's would be enough."""
    if path.exists() and not (os.stat(path).st_mode & 0o222 and os.access(path, os.W_OK)):  # noqa: PTH116
        raise ReadOnlyError


def commit(temporary: Path, target: Path) -> None:
    """Puts a temporary file in place of another. OSError where that fails; UnflushedError if only the flush after it does."""
    os.replace(temporary, target)  # noqa: PTH105
    _flush_name(target)


def flush_folder(path: Path) -> None:
    """Gets the names in a folder down to the disk; Windows has no way to, and needs none."""
    if os.name != "nt":
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _flush_name(path: Path) -> None:
    try:
        flush_folder(path.parent)
    except OSError as error:
        raise UnflushedError(error.errno, error.strerror) from None


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Where to write a file or a folder that shall appear at `path`, where nothing may be, when it is complete and on the disk.

    It is a name inside a folder that only we may enter, so whatever else is made beside it, a journal say, is as safe. FileExistsError if
    something is at `path`, also if it came meanwhile; other OSErrors as they come, and then nothing is left of what was written. What one
    that was killed has left is taken away by the next to the same name, but on Windows, where a folder can't be held.
    """
    import tempfile

    if os.path.lexists(path):
        raise FileExistsError(path)
    begins = f".{path.name[:40]}."
    _sweep_stopped(path.parent, begins)
    private = Path(tempfile.mkdtemp(prefix=begins, suffix=".export.tmp", dir=path.parent))
    held: int | None = None
    try:
        held = _hold(private)
        made = private / path.name
        yield made
        _flush(made)
        flush_folder(path.parent)
        _put(made, path)
    finally:
        with suppress(OSError):
            shutil.rmtree(private, ignore_errors=True)  # which raises a few all the same
        if held is not None:
            with suppress(OSError):
                os.close(held)
    _flush_name(path)


def _hold(private: Path) -> int | None:
    """Locks a folder for as long as the descriptor is open, which is no longer than its process lives; None if it is held, or can't be."""
    if sys.platform == "win32":
        return None
    import fcntl

    with suppress(OSError):
        folder = os.open(private, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(folder)
        else:
            return folder
    return None


def _sweep_stopped(parent: Path, begins: str) -> None:
    """Removes the private folders whose names begin so and that nobody holds, but new ones, whose makers may be about to hold them."""
    ours = re.compile(rf"{re.escape(begins)}[a-z0-9_]{{8}}\.export\.tmp")
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if not ours.fullmatch(entry.name) or not entry.is_dir(follow_symlinks=False):
                continue
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > _NEW and (held := _hold(parent / entry.name)) is not None:
                with suppress(OSError):
                    shutil.rmtree(parent / entry.name, ignore_errors=True)
                with suppress(OSError):
                    os.close(held)


def _flush(made: Path) -> None:
    """Gets a file, or a folder with all that is in it, down to the disk.

    Thousands of files one by one take a minute; where the system can bring down all at once, and waits until that is done, it does.
    """
    inner = [*made.rglob("*")] if made.is_dir() else []
    if len(inner) > _MANY and sys.platform == "linux":
        os.sync()
        return
    for file in [path for path in inner if path.is_file()] if made.is_dir() else [made]:
        with file.open("r+b") as written:
            os.fsync(written.fileno())
    for folder in [path for path in (*inner, made) if path.is_dir()]:
        flush_folder(folder)


def _put(made: Path, path: Path) -> None:
    """Renames what was made, but never over anything. FileExistsError if something is there."""
    if os.name == "nt":  # where a rename never replaces
        made.rename(path)
    elif made.is_dir():
        path.mkdir()  # a folder takes the place of an empty one in one step; that this one is empty, and ours, is sure
        try:
            os.rename(made, path)  # noqa: PTH104
        except OSError as error:
            with suppress(OSError):
                path.rmdir()  # which fails if somebody put something into it
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                raise FileExistsError(path) from None
            raise
    else:
        try:
            os.link(made, path)
        except FileExistsError:
            raise
        except OSError:  # no links here: a place that is ours, because it was empty
            place = os.open(path, _EXCLUSIVE, 0o600)
            try:
                os.close(place)
                os.replace(made, path)  # noqa: PTH105
            except OSError:
                with suppress(OSError):
                    if not path.stat().st_size:  # or somebody has already written into it
                        path.unlink()
                raise
