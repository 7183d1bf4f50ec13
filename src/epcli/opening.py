"""Which store is asked, and whether it may answer."""

from __future__ import annotations

from pathlib import Path

from epcli.store import Store, is_shipped, open_store, shipped


def opened(path: Path | None) -> Store:
    """The store to answer from: the one that ships with epcli was validated when it was built, any other is when it is first read.

    StoreError where it can't be read or is not valid.
    """
    if path is None or is_shipped(path):
        return open_store(shipped())
    from epcli.validation import open_valid

    return open_valid(path)
