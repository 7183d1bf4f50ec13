"""The way back from the last change, and how it is noticed that a store is no longer what was written."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest
from conftest import Called

from epcli.store import shipped

Call = Callable[..., Called]
SHIPPED = shipped().read_bytes()
EVENT = "2016-01-jd-cpad-agreement"


@pytest.fixture
def mine(tmp_path: Path, call: Call) -> Path:
    """A store of one's own with the shipped records but one, which the last change removed."""
    assert call("init", "my.json", "--from-default").code == 0
    assert call("remove", EVENT, "--store", "my.json").code == 0
    return tmp_path / "my.json"


def test_undo_takes_the_last_change_back_and_then_that(call: Call, mine: Path) -> None:
    """undo brings back the bytes before the last change and says what that changes; a second one is a redo; and so on."""
    changed = mine.read_bytes()
    for _ in range(2):
        told = call("undo", "--store", "my.json")
        assert (told.code, told.out.splitlines()[0]) == (0, f"added events/{EVENT}")
        assert mine.read_bytes() == SHIPPED
        told = call("undo", "--store", "my.json")
        assert (told.code, told.out.splitlines()[0]) == (0, f"removed events/{EVENT}")
        assert mine.read_bytes() == changed


def test_undo_goes_back_one_change_alone(call: Call, mine: Path) -> None:
    """Of two changes the last one is taken back; one earlier version is kept, with the mode of the store, and no more."""
    mine.chmod(0o600)
    between = mine.read_bytes()
    assert call("remove", "2015-pilot-rounds", "--store", "my.json").code == 0
    assert call("undo", "--store", "my.json").code == 0
    assert mine.read_bytes() == between
    assert {path.name for path in mine.parent.glob("*my.json*")} <= {"my.json", "my.json.undo", "my.json.sha256", "my.json.lock"}
    assert mine.with_name("my.json.undo").stat().st_mode == mine.stat().st_mode


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_where_nothing_can_be_taken_back_it_is_told(lang: str, call: Call, mine: Path) -> None:
    """No earlier version, one that is the same, one that has rotted, one that is not valid, and the shipped records: each is said."""
    kept = mine.with_name("my.json.undo")

    def refused(en: str, zh: str, *words: str, code: int = 1) -> None:
        before = mine.read_bytes()
        told = call("undo", *(words or ("--store", "my.json")), "-l", lang)
        assert (told.code, told.out) == (code, "")
        assert {"en": en, "zh": zh}[lang] in told.err
        assert mine.read_bytes() == before

    refused("are never changed", "不可改动", "-l", lang, code=2)
    refused("There is no store", "没有数据库", "--store", "none.json")
    kept.write_bytes(SHIPPED.replace("京东".encode(), "东京".encode(), 1))
    refused("is not as epcli wrote it", "与epcli写入时不同")
    mine.with_name("my.json.sha256").unlink()
    kept.write_bytes(SHIPPED.replace(b'"as_of": "2016-09"', b'"as_of": "2016-19"'))
    refused("is invalid at", "无效")
    kept.write_bytes(mine.read_bytes())
    refused("nothing to take back", "没有可以撤销的改动")
    kept.unlink()
    refused("no earlier version", "没有可以恢复的上一版本")


def test_a_new_store_is_not_undone_to_one_that_lay_there_before(call: Call, mine: Path) -> None:
    """Where a store was deleted and another started, undo does not bring back the deleted one."""
    mine.unlink()
    assert call("init", "my.json").code == 0
    assert "no earlier version" in call("undo", "--store", "my.json").err
    assert mine.with_name("my.json.undo").read_bytes() == SHIPPED


def test_undo_mends_a_store_that_was_damaged(call: Call, mine: Path) -> None:
    """A store that an editor cut short is brought back as it was before the last change; the damaged one is kept in turn."""
    mine.write_bytes(mine.read_bytes()[:1000])
    assert call("undo", "--store", "my.json").code == 0
    assert mine.read_bytes() == SHIPPED
    assert len(mine.with_name("my.json.undo").read_bytes()) == 1000


def test_undo_of_a_fix_gives_the_old_layout_back(call: Call, mine: Path) -> None:
    """What --fix rewrote can be taken back as well, and no record changes."""
    mine.write_bytes(indented := mine.read_bytes().replace(b"\n  ", b"\n    "))
    assert call("validate", "--fix", "my.json").code == 0
    assert call("undo", "--store", "my.json").out.startswith("0 added, 0 changed, ")
    assert mine.read_bytes() == indented


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_byte_that_rotted_is_noticed(lang: str, call: Call, mine: Path) -> None:
    """validate says of a store that is valid, but not what epcli wrote, that it is so; --fix takes it as it is; nothing is refused."""
    assert call("validate", "my.json").err == ""
    mine.write_bytes(mine.read_bytes().replace("京东".encode(), "东京".encode(), 1))
    told = call("validate", "my.json", "-l", lang)
    assert told.code == 0
    assert {"en": "is not what epcli last wrote there", "zh": "与epcli上次写入的内容不同"}[lang] in told.err
    assert call("sources", "--store", "my.json").err == ""
    assert call("validate", "--fix", "my.json", "-l", lang).err == ""
    assert call("validate", "my.json", "-l", lang).err == ""
    assert call("undo", "--store", "my.json").code == 0


def test_a_store_from_elsewhere_has_no_checksum_to_differ_from(call: Call, mine: Path) -> None:
    """A copy without the files beside it, and an older version put back by hand, are valid; the latter is noted."""
    mine.with_name("copy.json").write_bytes(mine.read_bytes())
    assert call("validate", "copy.json").err == ""
    assert call("import", "copy.json", "--store", "copy.json").code == 0
    mine.write_bytes(SHIPPED.replace("京东".encode(), "东京".encode(), 1))
    assert call("validate", "my.json").code == 0


@pytest.mark.skipif(not which("sha256sum"), reason="sha256sum is not installed")
def test_sha256sum_reads_the_checksums(call: Call, mine: Path) -> None:
    """The checksums beside a store are in the form that sha256sum checks."""
    command = ["sha256sum", "--check", "--strict", "my.json.sha256"]
    told = subprocess.run(command, cwd=mine.parent, capture_output=True, encoding="utf-8", check=True)
    assert told.stdout == "my.json: OK\nmy.json.undo: OK\n"


def test_a_write_that_fails_leaves_the_way_back(call: Call, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder can't be flushed before the step into place, `undo` still takes the change before back."""
    assert call("remove", "2015-pilot-rounds", "--store", "my.json").code == 0
    kept = (mine.read_bytes(), mine.with_name("my.json.undo").read_bytes(), mine.with_name("my.json.sha256").read_bytes())

    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as broken:
        broken.setattr("epcli.storage.flush_folder", refuse)
        told = call("remove", "2015-12-suning-cpad-agreement", "--store", "my.json")
    assert (told.code, "Permission denied" in told.err) == (1, True)
    assert kept == (mine.read_bytes(), mine.with_name("my.json.undo").read_bytes(), mine.with_name("my.json.sha256").read_bytes())
    assert call("undo", "--store", "my.json").out.startswith("added events/2015-pilot-rounds")
