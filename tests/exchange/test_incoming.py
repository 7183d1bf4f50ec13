"""What an import makes of files that are damaged: which place in them it names."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import unix

from epcli.errors import StoreError
from epcli.exchange.changes import import_records
from epcli.exchange.incoming import incoming
from epcli.formats import as_csv
from epcli.queries.figures import figures
from epcli.queries.timeline import timeline
from epcli.store import Store, shipped

SOURCE = (
    b'{"id":"a","language":"en","type":"article-newspaper","repost":false,"issued_by":"press","authors":[],'
    b'"title":{"zh":"x","en":"x"},"publisher":{"zh":"x","en":"x"},'
    b'"volume":null,"issue":null,"pages":null,"number":null,"doi":null,"date":null,"url":null,"note":null}'
)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'[\n{"id": "a",\n"publisher": xyz}]', r"file is damaged at line 3, column 14"),
        (b'{\n  "id": "\xff"}', r"file is damaged at line 2, column 10"),
        (b'{"schema":\n[1,', r"file is damaged at line 2"),
        (SOURCE + b"\n\n{nonsense", r"file is damaged in line 3"),
        (b"\n" + SOURCE + b"\n{nonsense", r"file is damaged in line 3"),
        (SOURCE + b"\n" + SOURCE.replace(b'"x"', b"1e400"), r"file is damaged in line 2: Number out of range"),
        (b"[" * 100_000, "file is damaged: it is nested too deep"),
        (SOURCE[:-1] + b',"id":"b"}', r"file: id stands twice in one object"),
        (SOURCE + b"\n" + SOURCE.replace(b'"zh":"x",', b'"zh":"x", "zh":"y",', 1), r"file, line 2: zh stands twice in one object"),
        (b'{"title":' + b"9" * 5000 + b"," + SOURCE[1:], r"file is not an epcli store: Integer value out of range"),
        (SOURCE.replace(b"{", b'{"table":["sources"],', 1), r"file, record 1: this is no record"),
    ],
)
def test_damage_is_told_where_it_is(raw: bytes, message: str, tmp_path: Path) -> None:
    """Damaged JSON is told with line and column, ndjson with its line, a key that stands twice and a strange table with the record."""
    (tmp_path / "file").write_bytes(raw)
    with pytest.raises(StoreError, match=message):
        list(incoming(tmp_path / "file"))


def test_a_store_that_hides_a_record_is_not_imported(tmp_path: Path) -> None:
    """Of two documents under one key JSON keeps the last; such a store is refused, so that the first is not lost unseen."""
    path = tmp_path / "file"
    path.write_bytes(shipped().read_bytes().replace(b'"events": {', b'"events": {"1": {"id": "lost"}, ', 1))
    with pytest.raises(StoreError, match="file: 1 stands twice"):
        incoming(path)


@unix
def test_a_pipe_or_a_device_is_refused_at_once(tmp_path: Path) -> None:
    """What may never end, or waits for a writer, is no file to import; a link to a file is one."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(StoreError, match="it is a pipe or a device"):
            incoming(path)
    (tmp_path / "file").write_bytes(SOURCE)
    (tmp_path / "link").symlink_to("file")
    assert [record.table for record in incoming(tmp_path / "link")] == ["sources"]


def test_escapes_and_spaces_are_no_damage(store: Store, tmp_path: Path) -> None:
    """JSON that another program wrote, with other spaces, escapes and numbers, is read like our own."""
    other = json.dumps(json.loads(shipped().read_bytes()), indent=1).replace("3000000000,", "3000000000.0,")
    (tmp_path / "file").write_text(other, encoding="utf-8")
    assert [record.table for record in incoming(tmp_path / "file")] == [record.table for record in incoming(shipped())]


@pytest.mark.parametrize("cell", ["NaN", "1e400", "9" * 5000, "[" * 5000, "1.", '"'])
def test_a_number_that_is_none_is_told_with_its_line(cell: str, store: Store, tmp_path: Path) -> None:
    """A value that is no number, or none that can be read, exits with the line of the CSV."""
    head, first, rest = as_csv(figures(store)).split("\r\n", 2)
    cells = first.split(",")
    cells[head.split(",").index("value")] = cell.replace('"', '""""')
    (tmp_path / "file").write_text("\r\n".join([head, ",".join(cells), rest]), encoding="utf-8")
    with pytest.raises(StoreError, match="file as CSV of events or figures: line 2: "):
        list(incoming(tmp_path / "file"))


def test_a_column_that_stands_twice_is_told(store: Store, tmp_path: Path) -> None:
    """Of two columns with one name neither is taken for the right one."""
    lines = as_csv(timeline(store, "2013")).split("\r\n")
    (tmp_path / "file").write_text("\r\n".join([f"{lines[0]},kind", *(f"{line},policy" for line in lines[1:] if line)]), encoding="utf-8")
    with pytest.raises(StoreError, match="more than one column kind"):
        list(incoming(tmp_path / "file"))


def test_a_fault_names_the_file_that_brought_it_or_the_store(tmp_path: Path) -> None:
    """What is wrong with the dataset of a file names that file; where a record of the store itself becomes wrong, the store is named."""
    mine, file = tmp_path / "mine.json", tmp_path / "file"
    mine.write_bytes(shipped().read_bytes())
    tables = json.loads(mine.read_bytes())
    tables["dataset"]["1"]["title"]["zh"] = " x"
    file.write_text(json.dumps(tables), encoding="utf-8")
    with pytest.raises(StoreError, match=r"^.*file, dataset 1: dataset/1: title.zh: begins or ends with a space"):
        import_all(mine, file)
    (longnan,) = (place for place in tables["places"].values() if place["id"] == "longnan")
    file.write_text(json.dumps(longnan | {"code": "621300"}), encoding="utf-8")
    with pytest.raises(StoreError, match=r"^.*mine.json: places/.*: code: does not start like that of longnan"):
        import_all(mine, file)
    assert mine.read_bytes() == shipped().read_bytes()


def import_all(store: Path, file: Path) -> None:
    import_records(store, incoming(file), replacing=True, dry_run=False, step=lambda _: None)
