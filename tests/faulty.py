"""A disk that fails, and a process that is killed, at chosen system calls of those rooms that write files.

The calls of `os` that writing.py and storage.py make, themselves or through pathlib, tempfile and shutil, are counted. A plan says what
happens at the n-th one: a function is called before it; an errno's name is raised; `kill` ends all effects there, as a kill does; `torn`
does so with half the bytes written.

Run as a program, `python faulty.py STORE NEW HOW` imports NEW into the store in a process for each step, which SIGKILL ends at that step,
and prints a line of JSON for each: the call, the checksum of the store then, and after one more import.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

CALLS = ["open", "write", "fsync", "close", "chmod", "fchown", "link", "replace", "rename", "unlink", "rmdir", "mkdir", "scandir"]
CALLS += ["stat", "fstat", "lstat", "access"]
ROOMS = tuple(os.path.join("epcli", room) for room in ("writing.py", "storage.py"))  # noqa: PTH118
LIBRARIES = ("pathlib", "tempfile.py", "shutil.py", "contextlib.py", "_local.py", "genericpath.py", "posixpath.py")
REAL = {name: getattr(os, name) for name in CALLS}


class Killed(BaseException):
    """The process is no more: whatever our rooms still call has no effect."""


class Disk:
    """What the rooms called, in order, while it was planned what should fail."""

    def __init__(self) -> None:
        self.made: list[str] = []

    @contextmanager
    def failing(self, plan: Mapping[int, str | Callable[[], object]], links: bool = True, really: bool = False) -> Iterator[list[str]]:
        """Within it the calls are counted from 1, and fail as planned; `links` says whether the file system has hard links."""
        self.made = made = []
        dead = False

        def faulty(name: str) -> Callable[..., Any]:
            real = REAL[name]

            def call(*given: Any, **named: Any) -> Any:
                nonlocal dead
                if not from_our_rooms():
                    return real(*given, **named)
                if dead:
                    raise Killed
                made.append(name)
                how = plan.get(len(made), "EPERM" if name == "link" and not links else "")
                if callable(how):
                    how()
                    how = ""
                if how in ("kill", "torn"):
                    if how == "torn" and name == "write":
                        real(given[0], bytes(given[1])[: len(given[1]) // 2])
                    if really:
                        REAL["write"](1, name.encode())
                        os.kill(os.getpid(), signal.SIGKILL)
                    dead = True
                    raise Killed
                if how:
                    if name == "close":
                        real(*given, **named)  # a file is closed, even if that fails
                    code = getattr(errno, how)
                    raise OSError(code, os.strerror(code))
                return None if name == "fsync" and not really else real(*given, **named)  # no test can see a flush

            return call

        try:
            for name in CALLS:
                setattr(os, name, faulty(name))
            yield made
        finally:
            for name, real in REAL.items():
                setattr(os, name, real)


def from_our_rooms() -> bool:
    frame = sys._getframe(2)
    while frame.f_back and frame.f_code.co_filename.endswith(LIBRARIES):
        frame = frame.f_back
    return frame.f_code.co_filename.endswith(ROOMS)


def main(store: Path, new: Path, how: str) -> None:
    from preloaded import load

    from epcli.cli import main as epcli

    load()
    old = store.read_bytes()

    def imported(plan: Mapping[int, str]) -> tuple[int, str]:
        """How the process ended, and what it said on standard output, where the name of the fatal call is the last word."""
        ours, theirs = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(theirs, 1)
            with Disk().failing(plan, really=True):
                code = epcli(["import", str(new), "--store", str(store)])
            os._exit(code)
        os.close(theirs)
        with open(ours, encoding="utf-8") as told:  # noqa: PTH123 (a pipe has no path)
            words = told.read()
        return os.waitpid(child, 0)[1], words

    step, status = 0, int(signal.SIGKILL)
    while status == signal.SIGKILL:
        step += 1
        store.write_bytes(old)
        status, words = imported({step: how})
        then = sha256(store.read_bytes()).hexdigest()
        after, _ = imported({})
        left = [file.name for file in store.parent.iterdir() if file.name.endswith(".tmp")]
        row = {"status": status, "call": words.split()[-1], "then": then, "next": after, "left": left}
        print(json.dumps(row | {"after": sha256(store.read_bytes()).hexdigest()}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
