"""What is believed of the cache that says which stores are valid."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Called, unix

import epcli.stamps
from epcli.stamps import stamp, stamped
from epcli.store import shipped

RAW = b"anything"
Call = Callable[..., Called]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stamps are, once there is one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    stamp(RAW)
    assert stamped(RAW)
    return tmp_path / "cache" / "epcli" / "valid"


@unix
@pytest.mark.parametrize("part", ["valid", "epcli"])
@pytest.mark.parametrize("how", ["group-writable", "writable by all", "a link", "another's", "a file"])
def test_a_cache_that_others_could_write_is_not_believed(how: str, part: str, cache: Path) -> None:
    """Stamps count only in real folders of the user's own that nobody else can write; elsewhere none is made either."""
    folder = cache if part == "valid" else cache.parent
    if how == "a link":
        folder.rename(folder.with_name("elsewhere"))
        folder.symlink_to("elsewhere")
    elif how == "a file":
        folder.rename(folder.with_name("elsewhere"))
        folder.touch()
    elif how == "another's":
        if os.geteuid() != 0:
            pytest.skip("only root can give a folder away")
        os.chown(folder, 65534, -1)
    else:
        folder.chmod(0o775 if how == "group-writable" else 0o707)
    assert not stamped(RAW)
    stamp(b"more")
    assert not stamped(b"more")


@unix
def test_a_stamp_is_a_file(cache: Path) -> None:
    """A link or a folder at a stamp's name says nothing."""
    (name,) = cache.iterdir()
    name.unlink()
    name.symlink_to("/etc/passwd")
    assert not stamped(RAW)
    name.unlink()
    name.mkdir()
    assert not stamped(RAW)


@pytest.mark.parametrize("decides", ["__version__", "FORMAT", "unidata_version"])
def test_a_stamp_is_good_for_the_rules_that_it_was_made_by(decides: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of epcli, of the format, or of this Python's table of characters validates a store anew."""
    monkeypatch.setattr(epcli.stamps, decides, "99")
    assert not stamped(RAW)
    stamp(RAW)
    assert stamped(RAW)
    assert len([*cache.iterdir()]) == 2


@unix
def test_a_forged_cache_does_not_let_an_invalid_store_answer(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stamp that others put into a folder that they may write does not spare a store its validation."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    bad = shipped().read_bytes().replace(b'"as_of": "2016-09"', b'"as_of": "2016-19"')
    (tmp_path / "my.json").write_bytes(bad)
    stamp(bad)
    assert call("sources", "--store", "my.json").code == 0
    (tmp_path / "cache" / "epcli" / "valid").chmod(0o777)
    assert call("sources", "--store", "my.json").code == 1
