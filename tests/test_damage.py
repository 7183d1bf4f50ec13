"""Ten thousand damaged stores and import files: each is told or does no harm, and nothing of the user's is lost to it."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

import pytest
from conftest import Called, faults, unix
from damage import Damaged, as_columns, bent, damaged_csv, damaged_json, damaged_lines, damaged_sqlite, deep, zipped

from epcli.errors import StoreError
from epcli.exchange.changes import fix, import_records, init
from epcli.exchange.export import export
from epcli.exchange.incoming import incoming
from epcli.formats import as_csv, as_json, as_tsv
from epcli.model import Record
from epcli.queries.figures import figures
from epcli.queries.timeline import timeline
from epcli.store import COMPANIONS, canonical, read_bytes, records_of
from epcli.validation import invalid, open_valid

ROUNDS, EACH = [0, *(pytest.param(turn, marks=pytest.mark.thorough) for turn in range(1, 10))], 500
"""Ten thousand: ten rounds of stores, and as many of import files. The first of each is in every run, the others are thorough.

A round is made from its number alone, so that it can be run again.
"""

Call = Callable[..., Called]
Records = Mapping[str, Sequence[Record]]


def test_the_store_to_be_damaged_is_whole(few: Records, tmp_path: Path) -> None:
    """What the damage is done to is a valid store with records of every table, so that it is the damage that is told."""
    path = tmp_path / "few.json"
    path.write_bytes(canonical(few))
    assert faults(path.read_bytes(), path) == []
    assert all(few.values())


def problem(do: Callable[[], object], damaged: Damaged, number: int) -> str | None:
    """How a command of ours refuses something, None if it does not; any way but an error of ours fails the test."""
    try:
        do()
    except StoreError as error:
        return str(error)
    except Exception as error:
        raise AssertionError(f"number {number} ends in {error!r}: {damaged.how}") from error
    assert not damaged.hopeless, f"number {number} is taken for whole: {damaged.how}"
    return None


def check_told(told: Called, refused: bool, damaged: Damaged) -> None:
    assert told.code == refused, (damaged.how, told)
    assert "Traceback" not in told.err, damaged.how
    assert bool(told.out) != refused, (damaged.how, told)
    assert told.err or not refused, damaged.how


def check_whole(path: Path) -> None:
    """What `validate` does: an error of ours unless the store is valid and in canonical form."""
    if found := faults(read_bytes(path), path):
        raise invalid(found, path)


@pytest.mark.parametrize("turn", ROUNDS)
def test_damaged_stores(turn: int, few: Records, tmp_path: Path, call: Call) -> None:
    """A damaged store answers nothing, is told, and keeps its bytes; what opens nevertheless keeps its records when it is put right.

    Every twentieth goes through the command line as well, which says the same as the functions that it calls.
    """
    made_up, raw = Random(turn), canonical(few)
    folder = tmp_path / "stores"
    folder.mkdir()
    path = folder / "damaged.json"
    outcomes = {True: 0, False: 0}
    for number in range(EACH):
        damaged = damaged_json(made_up, raw)
        path.write_bytes(damaged.raw)
        refusal = problem(lambda: records_of(open_valid(path)), damaged, number)
        faulty = problem(lambda: check_whole(path), damaged, number)
        if number % 20 == 0:
            check_told(call("timeline", "--store", str(path)), refusal is not None, damaged)
            check_told(call("validate", str(path), "-l", "zh"), faulty is not None, damaged)
        before = records_of(open_valid(path)) if refusal is None else None
        assert path.read_bytes() == damaged.raw, damaged.how
        if number % 20 == 0:
            check_told(call("validate", "--fix", str(path)), refusal is not None, damaged)
        else:
            assert (problem(lambda: fix(path), damaged, number) is None) == (refusal is None), damaged.how
        if before is None:
            assert "damaged.json" in str(refusal)
            assert path.read_bytes() == damaged.raw, damaged.how
        else:
            assert faults(path.read_bytes(), path) == [], damaged.how
            assert records_of(open_valid(path)) == before, damaged.how
        outcomes[refusal is None] += 1
    assert {file.name for file in folder.iterdir()} <= {path.name, *(path.name + kind for kind in COMPANIONS)}
    assert min(outcomes.values()) > 10, outcomes


@pytest.fixture(scope="session")
def forms(few: Records, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The few records in every form that can be imported, each named by what it is."""
    folder = tmp_path_factory.mktemp("forms")
    path = folder / "store"
    path.write_bytes(canonical(few))
    for form in ("ndjson", "sqlite", "datapackage"):
        export(few, form, folder / form)
    store = open_valid(path)
    lines = (folder / "ndjson").read_text(encoding="utf-8").splitlines()
    texts = {
        "array": f"[{','.join(lines)}]",
        "answer": as_json(timeline(store), store).decode(),
        "figures-answer": as_json(figures(store), store).decode(),
        "csv": as_csv(timeline(store)),
        "figures-csv": as_csv(figures(store)),
        "figures-tsv": as_tsv(figures(store)),
        "columns": "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in as_columns([json.loads(line) for line in lines])),
        "some-tables": json.dumps({name: keyed for name, keyed in json.loads(canonical(few)).items() if name != "dataset"}),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    (folder / "gz").write_bytes(gzip.compress(canonical(few), mtime=0))
    (folder / "zip").write_bytes(zipped({file.name: file.read_bytes() for file in sorted((folder / "datapackage").iterdir())}))
    return {file.name: file for file in folder.iterdir() if not file.name.endswith(".lock")}


DAMAGING: dict[str, Callable[[Random, bytes], Damaged]] = {
    **dict.fromkeys(["store", "array", "answer", "figures-answer"], damaged_json),
    "some-tables": damaged_json,
    **dict.fromkeys(["ndjson", "columns"], damaged_lines),
    **dict.fromkeys(["csv", "figures-csv"], damaged_csv),
    **dict.fromkeys(["figures-tsv", "zip"], bent),
    "gz": lambda made_up, raw: packed_again(made_up, raw),
    "sqlite": damaged_sqlite,
}


def packed_again(made_up: Random, raw: bytes) -> Damaged:
    """Damage to what is packed, or to the packing."""
    if made_up.random() < 0.5:
        return bent(made_up, raw)
    damaged = damaged_json(made_up, gzip.decompress(raw))
    return damaged._replace(raw=gzip.compress(damaged.raw, mtime=0))


def damaged_copy(made_up: Random, form: str, original: Path, to: Path) -> Damaged:
    """Puts a damaged file, or a package with a damaged file in it, at a path."""
    if form != "datapackage":
        damaged = DAMAGING[form](made_up, original.read_bytes())
        to.write_bytes(damaged.raw)
        return damaged
    shutil.copytree(original, to)
    file = made_up.choice(sorted(to.iterdir()))
    if made_up.random() < 0.05:
        file.unlink()
        return Damaged(f"{file.name} gone", b"", hopeless=True)
    damaged = (damaged_json if file.suffix == ".json" else damaged_csv)(made_up, file.read_bytes())
    file.write_bytes(damaged.raw)
    hopeless = damaged.hopeless and file.suffix != ".json"  # of which little is read
    return Damaged(f"{file.name}: {damaged.how}", damaged.raw, hopeless)


def import_files(target: Path, files: Iterable[Path], replacing: bool) -> None:
    records = (record for file in files for record in incoming(file))
    import_records(target, records, replacing=replacing, dry_run=False, step=lambda _: None)


def bytes_of(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in ([path] if path.is_file() else sorted(path.iterdir()))}


@pytest.mark.parametrize("turn", ROUNDS)
def test_damaged_import_files(turn: int, forms: Mapping[str, Path], tmp_path: Path, call: Call) -> None:
    """A damaged file of any form is imported into a valid store, or told with its name and the store keeps its bytes.

    The file itself is never changed. The store is an empty one or has the records already, with --replace or without.
    """
    made_up = Random(turn)
    init(tmp_path / "empty.json", from_default=False)
    stores = {"empty": (tmp_path / "empty.json").read_bytes(), "full": forms["store"].read_bytes()}
    folder = tmp_path / "imports"
    folder.mkdir()
    target, path = folder / "target.json", folder / "damaged"
    outcomes = {True: 0, False: 0}
    for number in range(EACH):
        form = made_up.choice(sorted(forms))
        damaged = damaged_copy(made_up, form, forms[form], path)
        damaged = damaged._replace(how=f"{form}: {damaged.how}")
        given = bytes_of(path)
        before = stores[
            "full" if form.endswith(("answer", "csv", "tsv", "some-tables")) else made_up.choice(["empty", "full"])
        ]  # the rest of those is elsewhere
        target.write_bytes(before)
        files = [path, forms["figures-csv"]] if form == "csv" else [path]
        replacing = made_up.random() < 0.5
        if number % 20 == 0:
            told = call("import", *map(str, files), "--store", str(target), *["--replace"] * replacing)
            check_told(told, told.code == 1, damaged)
            assert not (damaged.hopeless and told.code == 0), damaged.how
            refused = told.code == 1
        else:
            refusal = problem(partial(import_files, target, files, replacing), damaged, number)
            refused = refusal is not None
            assert refusal is None or any(str(file) in refusal for file in (*files, target)), (damaged.how, refusal)
        assert bytes_of(path) == given, damaged.how
        assert target.read_bytes() == before if refused else faults(target.read_bytes(), target) == [], damaged.how
        outcomes[refused] += 1
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert {file.name for file in folder.iterdir()} <= {target.name, path.name, *(target.name + kind for kind in COMPANIONS)}
    assert min(outcomes.values()) > 10, outcomes


def test_no_depth_is_too_deep(few: Records, forms: Mapping[str, Path], tmp_path: Path) -> None:
    """However deep something is nested, also by just one level more than can be read, a store or an import with it is told."""
    path, target = tmp_path / "damaged", tmp_path / "target.json"
    store, line = canonical(few), forms["ndjson"].read_bytes().splitlines()[-1]
    target.write_bytes(store)
    for levels in range(800, 1001):
        nest = deep(levels).encode()
        for place, nested in [(b'"kind": "', b'"kind": %b, "x": "'), (b'"events": {', b'"events": {"1": %b, ')]:
            damaged = Damaged(f"{levels} levels, {place!r}", store.replace(place, nested.replace(b"%b", nest), 1), hopeless=True)
            path.write_bytes(damaged.raw)
            problem(lambda: open_valid(path), damaged, levels)
            problem(partial(import_files, target, [path], True), damaged, levels)
        for place, nested in [(b'"id":"', b'"id":%b,"x":"'), (b'"kind":"', b'"kind":%b,"x":"'), (b'{"table":', b'{"x":%b,"table":')]:
            damaged = Damaged(f"{levels} levels, {place!r}", line.replace(place, nested.replace(b"%b", nest), 1), hopeless=True)
            path.write_bytes(damaged.raw + b"\n" + line)
            problem(partial(import_files, target, [path], True), damaged, levels)
    assert target.read_bytes() == store


def laughs() -> str:
    """Many levels, many times over: what grows a thousandfold in formats that have references, and must not grow much here."""
    return f"[{','.join([deep(100)] * 25_000)}]"


BOMBS: dict[str, Callable[[str], str]] = {
    "arrays in arrays": lambda store: "[" * 5_000_000,
    "objects in objects": lambda store: '{"a":' * 1_000_000,
    "many arrays": lambda store: f"[{'[],' * 1_700_000}[]]",
    "many objects": lambda store: "[" + '{"a":{}},' * 600_000 + "{}]",
    "many lines": lambda store: "{}\n" * 1_700_000,
    "many columns": lambda store: "id," * 1_700_000,
    "laughs": lambda store: laughs(),
    "laughs in a record": lambda store: store.replace('"kind": "', f'"kind": {laughs()}, "x": "', 1),
    "a long number in a record": lambda store: store.replace('"kind": "', f'"kind": {"9" * 5_000_000}, "x": "', 1),
    "a key many times": lambda store: store.replace('"kind": "', '"kind": "policy", ' * 300_000 + '"kind": "', 1),
    "many records": lambda store: store.replace('"events": {', '"events": {' + "".join(f'"{n}": {{}},' for n in range(100, 400_000)), 1),
}
"""Five megabytes each, made from a valid store."""


@unix
@pytest.mark.parametrize("bomb", [*BOMBS, "computed columns"])
def test_a_bomb_takes_no_gigabytes(bomb: str, few: Records, forms: Mapping[str, Path], tmp_path: Path) -> None:
    """Some megabytes that would grow when they are read are refused within one gigabyte of memory, by `validate` and by `import`."""
    path, target = tmp_path / "bomb", tmp_path / "target.json"
    target.write_bytes(canonical(few))
    if bomb in BOMBS:
        path.write_text(BOMBS[bomb](canonical(few).decode()), encoding="utf-8")
    else:
        shutil.copy(forms["sqlite"], path)
        with closing(sqlite3.connect(path)) as db:
            db.executescript("DROP TABLE places; CREATE TABLE places (id TEXT, name_zh TEXT AS (hex(zeroblob(400000000))))")
            db.executescript("INSERT INTO places VALUES ('a')")
    before = path.read_bytes()
    limited = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30)); from epcli.__main__ import run; run()"
    for command in (["validate", str(path)], ["import", str(path), "--store", str(target)]):
        told = subprocess.run([sys.executable, "-c", limited, *command], capture_output=True, env={"HOME": str(tmp_path)}, timeout=120)
        assert (told.returncode, told.stdout) == (1, b"")
        assert b"Traceback" not in told.stderr
        assert told.stderr.startswith(b"epcli: ") or command[0] == "validate"
    assert (path.read_bytes(), target.read_bytes()) == (before, canonical(few))
