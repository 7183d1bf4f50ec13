"""Runs epcli with a disk that fails, or with a process that is killed, at one system call of the write path.

    python faulty.py STEP HOW LOG epcli-arguments…

The calls of `os` that store.py makes, itself or through pathlib, are counted; at the STEP-th one HOW happens: `kill` (SIGKILL instead of
the call), `torn` (SIGKILL in the middle of it, half the bytes written), or the name of an errno, which is raised. LOG gets their names.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CALLS = ["open", "write", "fsync", "close", "chmod", "link", "replace", "unlink", "scandir", "stat"]
CLOSE_TO_THE_CALL = 4
"""How many frames up store.py must be: through pathlib, but not through the lock or the cache."""


def main(step: int, how: str, log: Path, args: list[str]) -> int:
    made: list[str] = []

    def faulty(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if not from_the_store():
                return real(*given, **named)
            made.append(name)
            if len(made) != step:
                return real(*given, **named)
            log.write_text(name, encoding="utf-8")
            if how == "torn" and name == "write":
                real(given[0], bytes(given[1])[: len(given[1]) // 2])
            if how in ("kill", "torn"):
                os.kill(os.getpid(), signal.SIGKILL)
            code = getattr(errno, how)
            raise OSError(code, os.strerror(code))

        return call

    from epcli.cli import main as epcli

    for name in CALLS:
        setattr(os, name, faulty(name, getattr(os, name)))
    code = epcli(args)
    if len(made) < step:
        log.write_text("none", encoding="utf-8")
    return code


def from_the_store() -> bool:
    frame = sys._getframe(2)
    for _ in range(CLOSE_TO_THE_CALL):
        if frame.f_code.co_filename.endswith(os.path.join("epcli", "store.py")):  # noqa: PTH118 (Path would make calls itself)
            return True
        if frame.f_back is None:
            break
        frame = frame.f_back
    return False


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4:]))
