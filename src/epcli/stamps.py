"""Which stores were found valid: a name in the user's cache for the bytes of each, so that a store is validated once, not every time.

A digest of the bytes, not the date of the file, says that they are the same: dates can stand still while bytes change. Only a folder
that is the user's own, and that nobody else can write, is believed: otherwise others could say what is valid.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from unicodedata import unidata_version

from epcli import __version__
from epcli.model import FORMAT

KEPT = 50


def stamp(raw: bytes) -> None:
    """Remembers that these bytes are a valid store. Where the cache can't be written, they are validated again next time."""
    with suppress(OSError):
        valid = folder("valid")
        (valid / _name(raw)).touch(mode=0o600)
        for old in sorted(valid.iterdir(), key=lambda file: -file.stat().st_mtime)[KEPT:]:
            old.unlink()


def stamped(raw: bytes) -> bool:
    with suppress(OSError):
        valid = _folder("valid")
        return _private(valid) and stat.S_ISREG((valid / _name(raw)).lstat().st_mode)
    return False


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


def _name(raw: bytes) -> str:
    """The bytes, and all that decides beside them: a version of epcli has its own rules, and a Python its own table of characters."""
    return f"{sha256(raw).hexdigest()}-{__version__}-format{FORMAT}-unicode{unidata_version}"
