"""What the tests share: the shipped store, a way to run the real command, and golden files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from epcli.cli import main
from epcli.model import Record
from epcli.store import Store, open_store, shipped
from epcli.validation import Fault, _parts, _references, checked, layout_faults

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMANDS = ["timeline", "platform", "county", "compare", "agreements", "figures", "indicator", "promises", "search", "show"]
COMMANDS += ["cite", "sources", "schema", "validate", "init", "import", "remove", "undo", "export"]
"""Every command, in the order of the help."""
GOLDEN = Path(__file__).parent / "golden"

unix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals, modes, links or devices")
SYSTEM = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
"""What a process needs to start at all, on Windows."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="Write the golden files anew; read the diff before you commit it.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test without a sentence on the behaviour that it states is refused."""
    for item in items:
        if not (isinstance(item, pytest.Function) and item.obj.__doc__):
            raise pytest.UsageError(f"{item.nodeid} has no docstring")


def faults(raw: bytes, path: Path) -> list[Fault]:
    """Everything that `epcli validate` finds wrong."""
    tables, found = checked(raw, path)
    return found or list(layout_faults(raw, tables))


@pytest.fixture(scope="session")
def store() -> Store:
    return open_store(shipped())


def all_they_name(store: Store, records: Sequence[Record]) -> dict[str, dict[str, Record]]:
    """The records of the other tables that these need to be a valid store, organizations cut short, by table and id.

    For tests that ask a thousand times and need no thousand places for it.
    """
    kept: dict[str, dict[str, Record]] = {"organizations": {}, "places": {}, "indicators": {}, "sources": {}}
    waiting = [*records]
    for record in waiting:  # which grows on the way
        for table, name in [(table, name) for _, part in _parts(record) for _, table, name in _references(part)]:
            if name not in kept[table]:
                other = getattr(store, table)[name]
                if table == "organizations":
                    other = replace(other, programmes=other.programmes[:1], figures=other.figures[:1])
                kept[table][name] = other
                waiting.append(other)
    return kept


@pytest.fixture
def epcli(tmp_path: Path) -> Run:
    """Runs epcli as a process of its own, in an empty folder, with no environment but what is given."""

    def run(*args: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "empty"
        folder.mkdir(exist_ok=True)
        environ.setdefault("PATH", os.defpath)
        command = [sys.executable, "-m", "epcli", *map(str, args)]
        return subprocess.run(command, cwd=folder, env=SYSTEM | environ, capture_output=True, encoding="utf-8", timeout=60, check=False)

    return run


def on_a_terminal(args: list[str], environ: dict[str, str], folder: Path, lines: int = 20, keys: bytes = b"") -> str:
    """Runs epcli with a terminal on all three sides and gives back what it showed; skips the test where there is no such thing.

    The keys are typed each time that something is shown.
    """
    main, side = pytest.importorskip("pty").openpty()
    environ = {"PATH": os.environ["PATH"], "TERM": "xterm", "COLUMNS": "80", "LINES": str(lines), **environ}
    command = [sys.executable, "-m", "epcli", *args]
    with subprocess.Popen(command, stdin=side, stdout=side, stderr=side, env=environ, cwd=folder, start_new_session=True):
        os.close(side)
        shown = b""
        try:
            while chunk := os.read(main, 65536):
                shown += chunk
                if keys:
                    os.write(main, keys)
        except OSError:  # Linux ends a terminal's output this way
            pass
    os.close(main)
    return shown.decode()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares what was printed with tests/golden/NAME.txt; --write-golden writes it instead."""

    def compare(name: str, printed: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if request.config.getoption("--write-golden"):
            path.write_text(printed, encoding="utf-8", newline="\n")
        assert printed == path.read_text(encoding="utf-8")

    return compare


@dataclass(frozen=True)
class Called:
    """What one call of the command line gave back."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Called]:
    """Calls the command line within this process, for tests that need hundreds of calls."""
    for name in ("EPCLI_LANG", "EPCLI_STORE", "EPCLI_PAGER", "NO_COLOR", "FORCE_COLOR", "LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> Called:
        code = main(list(args))
        captured = capfdbinary.readouterr()
        return Called(code, captured.out.decode("utf-8"), captured.err.decode("utf-8"))

    return run
