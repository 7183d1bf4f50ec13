"""Files that are packed, gzip and zip, and standard input: unpacked to be read, never to be written, and no further than is sane.

A few megabytes can unpack to terabytes. What is packed may be a hundred times as large unpacked, which records are not by far.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path, PurePosixPath

from epcli.errors import StoreError, reason

STANDARD_INPUT = Path("-")
GZIP, ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
PACKED = (GZIP, *ZIP)
"""How what is packed begins; the second of zip's is an archive with nothing in it."""
_TIMES, _ALWAYS = 100, 64 * 2**20
"""How many times as large something may be unpacked, and the bytes that it may have in any case."""
_MEMBERS = 1000


def standard_input() -> bytes:
    return sys.stdin.buffer.read()


def unpacked(raw: bytes, path: Path) -> bytes:
    """The bytes as they were before they were packed with gzip, or as the only file of a zip archive; as they are, if they are neither."""
    if raw.startswith(GZIP):
        import gzip
        import zlib

        try:
            with gzip.GzipFile(fileobj=BytesIO(raw)) as file:
                return _bounded(file.read(_bound(raw) + 1), _bound(raw), path)
        except (OSError, EOFError, zlib.error) as error:
            raise _broken(path, error) from None
    if raw.startswith(ZIP):
        files = members(raw, path)
        if len(files) != 1:
            raise StoreError(
                en=f"{path} has {len(files)} files in it, and a store is one. Unpack it, or import it.",
                zh=f"{path}中有{len(files)}个文件，而数据库只有一个。请先解压，或将其导入。",
            )
        return next(iter(files.values()))
    return raw


def members(raw: bytes, path: Path) -> dict[PurePosixPath, bytes]:
    """The files of a zip archive by name, but for those that a system adds for itself. StoreError for a name that leads out of it."""
    import zipfile
    import zlib

    found: dict[PurePosixPath, bytes] = {}
    left = _bound(raw)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            names = [info for info in archive.infolist() if not info.is_dir()]
            for info in names[: _MEMBERS + 1]:
                name = PurePosixPath(info.filename.replace("\\", "/"))
                if name.is_absolute() or ".." in name.parts or "\x00" in info.filename or len(names) > _MEMBERS:
                    raise _broken(path, ValueError(f"{len(names)} files, and one is called {info.filename[:40]}"))
                if any(part.startswith((".", "__MACOSX")) for part in name.parts):
                    continue
                with archive.open(info) as file:
                    found[name] = _bounded(file.read(left + 1), left, path)
                left -= len(found[name])
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise _broken(path, error) from None  # RuntimeError: it has a password
    return found


def _bound(raw: bytes) -> int:
    return max(_ALWAYS, _TIMES * len(raw))


def _bounded(made: bytes, bound: int, path: Path) -> bytes:
    if len(made) > bound:
        raise _broken(path, ValueError(f"it unpacks to more than {bound:,} bytes"))
    return made


def _broken(path: Path, error: Exception) -> StoreError:
    return StoreError(en=f"Cannot unpack {path}: {reason(error)}.", zh=f"无法解压{path}：{reason(error)}。")
