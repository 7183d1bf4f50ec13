"""Processes measured in turn: A B C, A B C, …, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import NamedTuple


class Command(NamedTuple):
    """A process to measure, `before` being called ahead of every run; one that prints nothing has failed, unless it is `quiet`."""

    words: Sequence[str | Path]
    environ: Mapping[str, str] = {}
    before: Callable[[], object] = lambda: None
    quiet: bool = False


class Timing(NamedTuple):
    """Wall times in seconds, in the order of the runs, and the most memory that any run held, in bytes."""

    seconds: list[float]
    peak: int

    @property
    def median(self) -> float:
        return median(self.seconds)


def alternate(commands: Mapping[str, Command], runs: int, folder: Path) -> dict[str, Timing]:
    """Each command once to warm up and to see that it answers, then `runs` times each in turn, in `folder`, with a bare environment."""
    found = {name: Timing([], 0) for name in commands}
    for name, command in commands.items():
        command.before()
        with TemporaryFile() as out:
            told = subprocess.run(command.words, cwd=folder, env=_environ(command, folder), stdout=out, stderr=subprocess.PIPE, check=False)
            if told.returncode or not (out.tell() or command.quiet):
                sys.exit(f"{name} did not answer: {told.stderr.decode()}")
    for _ in range(runs):
        for name, command in commands.items():
            command.before()
            seconds, peak = _run(command, folder)
            found[name] = Timing([*found[name].seconds, seconds], max(found[name].peak, peak))
    return found


def _run(command: Command, folder: Path) -> tuple[float, int]:
    """Linux counts the memory of this process at the moment of the fork to the child, so this one stays small."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command.words, cwd=folder, env=_environ(command, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command.words} failed")
    return seconds, usage.ru_maxrss * 1024


def _environ(command: Command, folder: Path) -> dict[str, str]:
    return {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "80", **command.environ}
