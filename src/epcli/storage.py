"""The store as a file that is changed: one writer at a time, all of a change or nothing, and a way back.

Beside FILE lie its lock (FILE.lock), its bytes before the last change (FILE.undo), and the checksums of both (FILE.sha256), which
`sha256sum -c` reads. Both are on the disk before FILE is replaced, so that there is no moment at which a change can't be taken back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from epcli.errors import StoreError, unwritable
from epcli.model import TABLES, Record
from epcli.store import decoded, unreadable
from epcli.writing import Temporaries, commit, flush_folder, refuse_read_only, sweep

if TYPE_CHECKING:
    from filelock import FileLock

PATIENCE = 10.0
"""Seconds that a writer waits for another one to finish."""

PURPOSE = "store"
"""What a store's temporary files have in their names. They are made under its lock alone, so who holds that may sweep them."""


class CrashSafeStorage:
    """A storage for TinyDB that replaces the file whole or not at all: `TinyDB(path, storage=CrashSafeStorage)`.

    It has the two methods that TinyDB asks of a storage, and the same on bytes for our own commands. A file that was changed by
    somebody else since it was read is not written over. Failures are StoreErrors, and leave the file as it was, unless the message says
    that it is written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(os.path.realpath(path))  # a link stays a link: what it leads to is replaced
        self.undo, self.sums = (Path(f"{self.path}.{kind}") for kind in ("undo", "sha256"))  # / has no name
        self._read: str | None = None
        self._lock: FileLock | None = None

    def read(self) -> dict[str, Any] | None:
        raw = self.read_bytes()
        return decoded(raw, self.path, dict[str, Any]) if raw else None

    def write(self, data: Mapping[str, Any]) -> None:
        """Writes TinyDB's tables; documents that are records of ours get the order of fields that the canonical form has.

        ValueError or TypeError for what JSON would give back as something else: NaN, a date, a set.
        """
        import json

        json.dumps(data, allow_nan=False)
        ordered = {table: _in_order(keyed, TABLES[table]) if table in TABLES else keyed for table, keyed in data.items()}
        self.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=2) + b"\n")

    def close(self) -> None:
        """Nothing is kept open."""

    def read_bytes(self) -> bytes | None:
        """The bytes of the file, None where there is no file; from now on it must not be changed by others until it is written."""
        raw = self._current()
        self._read = _digest(raw)
        return raw

    def write_bytes(self, raw: bytes) -> None:
        """Replaces the file, and keeps what it was."""
        with self.lock():
            try:
                with Temporaries(self.path, PURPOSE) as beside:
                    self._replace(raw, beside)
            except (OSError, ValueError) as error:
                raise unwritable(self.path, error, StoreError) from None

    def _replace(self, raw: bytes, beside: Temporaries) -> None:
        """The steps of a write, in their order. Up to the last one the file is what it was, and the checksums fit before and after it.

        A write that fails before it leaves the way back that there was.
        """
        old_sum, new_sum = self._refuse_if_changed(), _digest(raw)
        new = beside.file(raw)
        old = beside.second(self.path) if old_sum else None
        sums = beside.file(self._list({self.path: new_sum} | ({self.undo: old_sum} if old_sum else {})))
        way_back = [(beside.second(path), path) for path in (self.sums, self.undo) if path.exists()]
        written = new.stat().st_ino
        try:
            if old:
                os.replace(old, self.undo)  # noqa: PTH105 (one system call each, as the crash tests count them)
            os.replace(sums, self.sums)  # noqa: PTH105
            flush_folder(self.path.parent)
            self._refuse_if_changed()
            commit(new, self.path)
        except BaseException:
            if not (self.path.exists() and self.path.stat().st_ino == written):
                with suppress(OSError):  # in the reverse order, so that each step back is a state on the way there
                    for kept, path in way_back:
                        os.replace(kept, path)  # noqa: PTH105
            raise
        self._read = new_sum

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Makes this process the only writer; who reads in order to write does both within. It may be entered again."""
        from filelock import FileLock, Timeout

        if self._lock is None:  # who may write the store may lock it
            mode = (self.path.stat().st_mode & 0o666 if self.path.exists() else 0o644) | 0o600
            self._lock = FileLock(f"{self.path}.lock", timeout=PATIENCE, mode=mode)
        try:
            self.path.parent.stat()  # or the lock would make the folder, however mistyped it is
            self._refuse_what_is_no_file()
            refuse_read_only(self.path)
            self._lock.acquire()
        except Timeout:
            raise StoreError(
                en=f"{self.path} is locked: another process is writing it (its lock is {self._lock.lock_file}). Try again later.",
                zh=f"{self.path}已被锁定：另一进程正在写入。请待其完成后再试（锁文件为{self._lock.lock_file}）。",
            ) from None
        except OSError as error:
            raise unwritable(self.path, error, StoreError) from None
        try:
            sweep(self.path, PURPOSE)
            yield
        finally:
            self._lock.release()

    def previous(self) -> bytes:
        """The bytes before the last change. StoreError if there was none, or if they are no longer what was kept."""
        sums = self._sums()
        if not self.undo.is_file() or (sums and self.undo.name not in sums):
            raise StoreError(en=f"There is no earlier version of {self.path} to go back to.", zh=f"{self.path}没有可以恢复的上一版本。")
        try:
            raw = self.undo.read_bytes()
        except OSError as error:
            raise unreadable(self.undo, error) from None
        if sums and _digest(raw) not in sums.values():
            raise StoreError(
                en=f"{self.undo} is not as epcli wrote it, and is not brought back. See whether it is right, and copy it over the store.",
                zh=f"{self.undo}与epcli写入时不同，因此没有恢复。请检查其内容，确认无误后自行复制。",
            )
        return raw

    def as_written(self, raw: bytes) -> bool:
        """Whether these bytes of the file are what epcli last wrote there, as far as is known."""
        sums = self._sums()
        return not sums or _digest(raw) in sums.values()  # after a write that was stopped either file can be what the other one shall be

    def take_as_it_is(self, raw: bytes) -> None:
        """Notes the checksum of the file after another program has changed it."""
        with self.lock():
            try:
                with Temporaries(self.path, PURPOSE) as beside:
                    old_sum = self._sums().get(self.undo.name)
                    sums = {self.path: _digest(raw)} | ({self.undo: old_sum} if old_sum else {})
                    commit(beside.file(self._list(sums)), self.sums)
            except OSError as error:
                raise unwritable(self.sums, error, StoreError) from None

    @staticmethod
    def _list(sums: Mapping[Path, str]) -> bytes:
        """Checksums as `sha256sum` writes them."""
        return b"".join(os.fsencode(f"{checksum}  {path.name}\n") for path, checksum in sums.items())

    def _sums(self) -> dict[str, str]:
        """The checksums by the name of the file; none if there are none that can be read."""
        try:
            lines = os.fsdecode(self.sums.read_bytes()).splitlines()
        except OSError:
            return {}
        return {found[2]: found[1] for line in lines if (found := re.fullmatch(r"([0-9a-f]{64})  (.+)", line))}

    def _refuse_what_is_no_file(self) -> None:
        """Nothing is ever put in the place of a folder, a pipe or a device, nor is it waited for."""
        if self.path.exists() and not self.path.is_file():
            raise StoreError(en=f"Cannot write {self.path}: it is not a file.", zh=f"无法写入{self.path}：它不是文件。")

    def _current(self) -> bytes | None:
        try:
            self._refuse_what_is_no_file()
            return self.path.read_bytes() if self.path.exists() else None
        except (OSError, ValueError) as error:
            raise unreadable(self.path, error) from None

    def _refuse_if_changed(self) -> str:
        """The checksum of the file, unless another program has changed it since it was read."""
        current = _digest(self._current())
        if self._read not in (None, current):
            raise StoreError(
                en=f"{self.path} was changed by another program while it was being worked on; nothing was written. Try again.",
                zh=f"{self.path}在处理期间被其他程序改动，因此没有写入任何内容。请重试。",
            )
        return current


def _digest(raw: bytes | None) -> str:
    """The checksum of a file's bytes; of no file the empty string."""
    return "" if raw is None else sha256(raw).hexdigest()


def _in_order(keyed: Mapping[str, Any], shape: type[Record]) -> dict[str, Any]:
    def ordered(document: Any) -> Any:
        try:
            return msgspec.convert(document, shape)
        except msgspec.ValidationError:
            return document

    return {key: ordered(document) for key, document in keyed.items()}
