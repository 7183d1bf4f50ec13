"""What the tests share: the shipped store, a way to run the real command, and golden files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from msgspec.structs import replace
from preloaded import POSSIBLE, Preloaded

from epcli.cli import main
from epcli.exchange import Form
from epcli.exchange.export import export
from epcli.model import Record
from epcli.store import Store, open_store, records_of, shipped
from epcli.validation import Fault, _parts, _references, checked, layout_faults

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMANDS = ["timeline", "platform", "county", "compare", "agreements", "figures", "indicator", "promises", "search", "show"]
COMMANDS += ["cite", "sources", "schema", "validate", "init", "import", "remove", "undo", "export"]
"""Every command, in the order of the help."""
GOLDEN = Path(__file__).parent / "golden"

settings.register_profile("epcli", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("epcli")  # no test looks at a clock: others may need the machine at the same time

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


@pytest.fixture(scope="session", autouse=True)
def users_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's cache of all tests that are not about it, so that the shipped store is validated and indexed once; never the real one."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def exported(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Form], Path]:
    """The shipped store exported in a form, once; a test that changes it makes a copy."""

    @lru_cache
    def made(form: Form) -> Path:
        path = tmp_path_factory.mktemp("exported") / "store"
        export(records_of(store), form, path)
        return path

    return made


@pytest.fixture(scope="session")
def few(store: Store) -> Mapping[str, Sequence[Record]]:
    """A valid store of a few records of each table: an official paper, an agreement, a case study, and all that they name."""
    events = store.events.values()
    paper = min((event for event in events if event.document and event.figures and event.places), key=_size)
    agreement = min((event for event in events if event.kind == "agreement" and event.figures), key=_size)
    case = min((case for case in store.case_studies.values() if case.facts and case.organizations), key=_size)
    case = replace(case, facts=case.facts[:1], figures=case.figures[:1])
    tables: dict[str, Sequence[Record]] = {"dataset": [store.dataset], "events": [paper, agreement], "case_studies": [case]}
    return tables | {table: list(named.values()) for table, named in all_they_name(store, [paper, agreement, case]).items()}


def _size(record: Record) -> int:
    return len(msgspec.json.encode(record))


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


@pytest.fixture(scope="session")
def preloaded() -> Iterator[Preloaded | None]:
    """Starts processes of epcli without importing it anew; None where there is no fork."""
    started = Preloaded(SYSTEM | {"PATH": os.defpath}) if POSSIBLE else None
    yield started
    if started:
        started.close()


@pytest.fixture
def epcli(tmp_path: Path, users_cache: Path, preloaded: Preloaded | None) -> Run:
    """Runs epcli as a process of its own, in an empty folder, with no environment but what is given and a cache."""

    def run(*args: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "empty"
        folder.mkdir(exist_ok=True)
        environ = {"PATH": os.defpath, "XDG_CACHE_HOME": str(users_cache)} | environ
        words = [*map(str, args)]
        if preloaded and not any(name.startswith("PYTHON") for name in environ):
            return _forked(preloaded, words, folder, environ)
        command = [sys.executable, "-m", "epcli", *words]
        return subprocess.run(command, cwd=folder, env=SYSTEM | environ, capture_output=True, encoding="utf-8", timeout=60, check=False)

    return run


def _forked(preloaded: Preloaded, words: list[str], folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What `subprocess.run` would give back of such a process."""
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    with Path(os.devnull).open("rb") as nothing:
        process = preloaded.start(words, folder, environ, [nothing.fileno(), out_end, err_end])
    os.close(out_end)
    os.close(err_end)
    with ThreadPoolExecutor(2) as readers:
        printed, told = readers.map(_read, (out, err))
    return subprocess.CompletedProcess(words, process.wait(), printed, told)


def _read(end: int) -> str:
    with open(end, encoding="utf-8") as lines:
        return lines.read()


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
