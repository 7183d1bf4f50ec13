"""Large things come out right. That their cost grows no faster than they do is for benchmarks/growth.py to see."""

from __future__ import annotations

from pathlib import Path

import pytest
from large import LARGE

from epcli.store import Store


@pytest.mark.parametrize("part", [10, pytest.param(1, marks=pytest.mark.thorough)], ids=["a tenth", "whole"])
@pytest.mark.parametrize("name", LARGE)
def test_large_things_come_out_right(name: str, part: int, store: Store, tmp_path: Path) -> None:
    """Words, texts, names, records and files of a hundred thousand parts, or a tenth of that, are read and laid out like any other."""
    size, prepared = LARGE[name]
    assert prepared(size // part, store, tmp_path)()
