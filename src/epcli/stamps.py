"""Which stores were found valid: a name in the user's cache for the bytes of each, so that a store is validated once, not every time.

A digest of the bytes, not the date of the file, says that they are the same: dates can stand still while bytes change. Only a folder
that is the user's own, and that nobody else can write, is believed: otherwise others could say what is valid.

For a file that was not touched since, the digest itself can be remembered (`digest_of`): it takes longer to read a large store than to
search it.
"""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from unicodedata import unidata_version

from epcli import __version__
from epcli.model import FORMAT

KEPT = 50

SETTLED = 2 * 10**9
"""Nanoseconds that a file must have been left alone before its dates say that it is the same: some file systems count in such steps."""


def stamp(raw: bytes) -> None:
    """Remembers that these bytes are a valid store. Where the cache can't be written, they are validated again next time."""
    with suppress(OSError):
        valid = folder("valid")
        (valid / _name(sha256(raw).hexdigest())).touch(mode=0o600)
        _forget(valid)


def stamped(raw: bytes) -> bool:
    return known(sha256(raw).hexdigest())


def known(digest: str) -> bool:
    """Whether the bytes of this digest (SHA-256, in hexadecimal digits) were found valid."""
    with suppress(OSError):
        valid = _folder("valid")
        return _private(valid) and stat.S_ISREG((valid / _name(digest)).lstat().st_mode)
    return False


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as it is remembered if neither its place on the disk, its size nor any of its two dates has changed.

    What has changed sets the second date (ctime), which no program can set back; where there is none of the kind (Windows), and of a
    file that was touched a moment ago, the bytes are read. OSError if it can't be read.
    """
    with path.open("rb") as file:
        began, state = time.time_ns(), os.fstat(file.fileno())
        note = None
        with suppress(OSError):
            if os.name != "nt" and began - max(state.st_mtime_ns, state.st_ctime_ns) > SETTLED:
                note = folder("seen") / _state(state)
                if re.fullmatch("[0-9a-f]{64}", found := note.read_text(encoding="ascii", errors="replace")):
                    return found
        digest = file_digest(file, "sha256").hexdigest()
        with suppress(OSError):
            if note and _state(os.fstat(file.fileno())) == note.name:
                note.write_text(digest, encoding="ascii")
                _forget(note.parent)
        return digest


def _state(of: os.stat_result) -> str:
    return f"{of.st_dev}-{of.st_ino}-{of.st_size}-{of.st_mtime_ns}-{of.st_ctime_ns}"


def _forget(folder: Path) -> None:
    """Takes the oldest names of a folder away where there are more than are kept."""
    for old in sorted(folder.iterdir(), key=lambda file: -file.stat().st_mtime)[KEPT:]:
        old.unlink()


def folder(purpose: str) -> Path:
    """The folder for one purpose in the user's cache, made if it isn't there. OSError if that fails, or if others can write to it."""
    found = _folder(purpose)
    found.parent.parent.mkdir(parents=True, exist_ok=True)
    for part in (found.parent, found):
        part.mkdir(mode=0o700, exist_ok=True)
    if not _private(found):
        raise PermissionError(f"{found} is not the user's own")
    return found


def _private(folder: Path) -> bool:
    """Whether a folder and the one around it are real folders of this user, which nobody else can write. OSError if they aren't there."""
    if os.name == "nt":  # where a user's folders are private by inheritance, and modes say nothing
        return True
    found = [part.lstat() for part in (folder.parent, folder)]
    return all(stat.S_ISDIR(part.st_mode) and part.st_uid == os.geteuid() and not part.st_mode & 0o022 for part in found)


def _folder(purpose: str) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME", "")
    root = cache if Path(cache).is_absolute() else os.path.expanduser("~/.cache")  # noqa: PTH111 (Path's raises where there is no home)
    if not Path(root).is_absolute():
        raise OSError("no home, no cache")
    return Path(root) / "epcli" / purpose


def _name(digest: str) -> str:
    """The bytes, and all that decides beside them: a version of epcli has its own rules, and a Python its own table of characters."""
    return f"{digest}-{__version__}-format{FORMAT}-unicode{unidata_version}"
