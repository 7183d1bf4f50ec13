"""Opening a store: TinyDB's file, and every way in which it can fail to be one."""

from __future__ import annotations

import json
import os
import threading
from datetime import date
from pathlib import Path

import pytest
from conftest import Run, unix
from tinydb import TinyDB

from epcli.errors import StoreError
from epcli.queries.named import enclosing
from epcli.storage import CrashSafeStorage
from epcli.store import Store, open_store, read_bytes, shipped
from epcli.validation import open_valid


def test_tinydb_alone_reads_the_shipped_store(store: Store) -> None:
    """Anybody with TinyDB and no epcli can open the records and gets every event."""
    with TinyDB(shipped(), access_mode="r", encoding="utf-8") as db:
        assert [event["id"] for event in db.table("events").all()] == list(store.events)


def test_reading_never_changes_the_store(tmp_path: Path, epcli: Run) -> None:
    """A store that was asked keeps its bytes and its modification time."""
    path = tmp_path / "records.json"
    path.write_bytes(shipped().read_bytes())
    before = path.stat()
    assert epcli("timeline", "2016", "--store", path).returncode == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (shipped().read_bytes(), before.st_mtime_ns)


DAMAGE = {
    "empty": (b"", "is empty"),
    "blank": (b" \n", "is empty"),
    "torn": (b'{"events": {\n"1": {"id": "a"', "line 2, column"),
    "not JSON": (b'{"events":\n nonsense}', "line 2, column 6"),
    "not UTF-8": (b'{"dataset": {"1": {"title": "\xff"}}}', "damaged"),
    "a list": (b"[]", "not an epcli store"),
    "other JSON": (b'{"name": "x"}', "not an epcli store"),
    "another TinyDB": (b'{"_default": {"1": {"a": 1}}}', "no table dataset"),
    "nested deep": (b'{"a":' * 5000 + b"1" + b"}" * 5000, "damaged|not an epcli store"),
}


@unix
def test_a_pipe_is_read_once_and_a_device_never(epcli: Run, tmp_path: Path) -> None:
    """A store may come through a pipe; one that nobody writes into is refused at once, and so is a device, which may never end."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for store, words in ((pipe, "nobody writes into it"), (Path("/dev/zero"), "it is a device")):
        for command in (("timeline", "2016", "--store", store), ("validate", store), ("platform", "jd", "--store", store, "-l", "zh")):
            told = epcli(*command)
            assert (told.returncode, told.stdout, len(told.stderr.splitlines())) == (1, "", 1)
            assert words in told.stderr or "设备" in told.stderr or "管道" in told.stderr
    writer = threading.Thread(target=pipe.write_bytes, args=(shipped().read_bytes(),))
    writer.start()
    told = epcli("timeline", "2016", "--store", pipe)
    writer.join()
    assert (told.returncode, told.stderr, told.stdout) == (0, "", epcli("timeline", "2016").stdout)


@pytest.mark.parametrize("sort", DAMAGE)
def test_a_damaged_store_is_told_and_left_alone(sort: str, tmp_path: Path, epcli: Run) -> None:
    """An empty, torn or foreign store exits 1 with what is wrong and where, prints no answer, and keeps its bytes."""
    raw, message = DAMAGE[sort]
    path = tmp_path / "damaged.json"
    path.write_bytes(raw)
    for command in (("timeline", "2016", "--store", path), ("platform", "jd", "--store", path), ("validate", path)):
        told = epcli(*command)
        assert (told.returncode, told.stdout) == (1, "")
        assert len(told.stderr.splitlines()) <= 2
        assert "damaged.json" in told.stderr
        with pytest.raises(StoreError, match=message):
            open_store(path)
    assert path.read_bytes() == raw


def test_a_store_that_is_not_there_is_told(tmp_path: Path, epcli: Run) -> None:
    """A missing store and a folder in its place exit 1 with the path and the reason, in the language asked for."""
    missing = epcli("timeline", "2016", "--store", tmp_path / "none.json", "-l", "zh")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "无法读取数据库" in missing.stderr
    assert "none.json" in missing.stderr
    with pytest.raises(StoreError, match=r"directory|Permission denied"):
        read_bytes(tmp_path)


def test_an_invalid_record_is_named(tmp_path: Path) -> None:
    """A record of the wrong shape stops every command with the table, the id and the field."""
    tables = json.loads(shipped().read_text(encoding="utf-8"))
    event = next(iter(tables["events"].values()))
    event["kind"] = "party"
    path = tmp_path / "records.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    with pytest.raises(StoreError, match=rf"events/{event['id']}: kind: .*party.*epcli validate"):
        open_valid(path)


def test_an_id_that_the_store_lacks_is_a_fault_of_the_store(tmp_path: Path, epcli: Run) -> None:
    """An event that names an organization that does not exist exits 1 and names it, without a traceback."""
    tables = json.loads(shipped().read_text(encoding="utf-8"))
    for event in tables["events"].values():
        event["organizations"] = ["nobody"]
    path = tmp_path / "records.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    told = epcli("timeline", "2016", "--store", path)
    assert (told.returncode, told.stdout) == (1, "")
    assert "organizations has no nobody" in told.stderr


@pytest.mark.parametrize(("number", "words"), [(3, "a later epcli wrote it"), ("2", "format 2"), (None, "format None"), (0, "format 0")])
def test_a_store_of_another_format_is_refused(number: object, words: str, tmp_path: Path) -> None:
    """A store whose format number is not one of ours is not guessed at, and of a later one it is said in one line."""
    tables = json.loads(shipped().read_text(encoding="utf-8"))
    tables["dataset"]["1"]["format"] = number
    path = tmp_path / "records.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    with pytest.raises(StoreError, match=words) as told:
        open_store(path)
    assert "formats 1 to 2" in told.value.message.en
    assert "格式1至2" in told.value.message.zh


def test_one_record_is_typed_at_a_time(tmp_path: Path) -> None:
    """Who asks for one place by its id is answered, whatever another place of the table is; who asks for all of them is not."""
    tables = json.loads(shipped().read_text(encoding="utf-8"))
    next(place for place in tables["places"].values() if place["id"] == "gansu")["level"] = "planet"
    path = tmp_path / "records.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    places = open_store(path).places
    assert places["chengxian"].name.en == "Chengxian"
    assert places["chengxian"] is places["chengxian"]
    assert ("gansu" in places, "nowhere" in places, len(places)) == (True, False, len(tables["places"]))
    assert list(places) == [place["id"] for place in tables["places"].values()]
    tables["places"] = {key: dict(reversed(place.items())) for key, place in tables["places"].items()}
    path.write_text(json.dumps(tables), encoding="utf-8")
    assert list(open_store(path).places) == list(places)
    assert open_store(path).places["chengxian"] == places["chengxian"]
    with pytest.raises(StoreError, match="planet"):
        places["gansu"]
    with pytest.raises(StoreError, match="places has no nowhere"):
        places["nowhere"]
    with pytest.raises(StoreError, match="planet"):
        places.values()


def test_places_in_a_circle_do_not_hang_a_command(tmp_path: Path, epcli: Run) -> None:
    """A store whose places lie within each other is refused, and nothing runs for ever."""
    tables = json.loads(shipped().read_text(encoding="utf-8"))
    for place in tables["places"].values():
        if place["id"] == "longnan":
            place["within"] = "chengxian"
    path = tmp_path / "records.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    assert epcli("timeline", "--place", "gansu", "--store", path).returncode == 1
    assert list(enclosing(open_store(path), "chengxian"))
    assert epcli("validate", path).returncode == 1


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), date(2016, 5, 1), {1, 2}, b"x"])
def test_the_storage_writes_nothing_that_would_come_back_as_something_else(odd: object, tmp_path: Path) -> None:
    """TinyDB on our storage refuses NaN, a date, a set and bytes, as it does on its own, instead of writing null or a text for them."""
    with TinyDB(tmp_path / "own.json", storage=CrashSafeStorage) as db:
        db.insert({"good": 1.5})
        with pytest.raises((TypeError, ValueError)):
            db.insert({"odd": odd})
        assert db.all() == [{"good": 1.5}]
