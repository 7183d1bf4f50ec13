"""Which stores were found valid: a name in the user's cache for the bytes of each, so that a store is validated once, not every time.

A digest of the bytes, not the date of the file, says that they are the same: dates can stand still while bytes change.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from epcli import __version__

KEPT = 50


def stamp(raw: bytes) -> None:
    """Remembers that these bytes are a valid store. Where the cache can't be written, they are validated again next time."""
    with suppress(OSError):
        path = _path(raw)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        for old in sorted(path.parent.iterdir(), key=lambda file: -file.stat().st_mtime)[KEPT:]:
            old.unlink()


def stamped(raw: bytes) -> bool:
    with suppress(OSError):
        return _path(raw).is_file()
    return False


def _path(raw: bytes) -> Path:
    """Rules may change with a version of epcli, so what one version found valid is none of the next one's business."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    folder = cache if Path(cache).is_absolute() else os.path.expanduser("~/.cache")  # noqa: PTH111 (Path's raises where there is no home)
    if not Path(folder).is_absolute():
        raise OSError("no home, no cache")
    return Path(folder) / "epcli" / "valid" / f"{sha256(raw).hexdigest()}-{__version__}"
