"""A store of as many events as are asked for, made from the shipped ones: `python records.py NUMBER FOLDER`.

Each is a shipped event under another id, on another day of twelve years, its figures under other ids, too, and of no date, since two
values of one day would have to name each other: so the store is valid.
A process of its own, so that the one that measures stays small.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

import msgspec
from msgspec.structs import replace

from epcli.model import Event
from epcli.store import canonical, open_store, records_of, shipped

FIRST, DAYS = date(2009, 1, 1), 12 * 365
MORE = 1000
"""Events for an import, in a file of their own."""


def copies(events: list[Event], start: int, number: int) -> list[Event]:
    """`number` events, the first of them the copy with the number `start`."""
    return [_copy(event, index) for index, event in enumerate(islice(cycle(events), number), start)]


def _copy(event: Event, number: int) -> Event:
    day = FIRST + timedelta(number * 7919 % DAYS)  # a prime, so that the days come in no order and all are used
    figures = [replace(figure, id=f"{figure.id}-{number}", as_of=None) for figure in event.figures]
    return replace(event, id=f"{event.id}-{number}", date=day.isoformat(), figures=figures)


def main(number: int, folder: Path) -> None:
    tables = records_of(open_store(shipped()))
    events = [event for event in tables["events"] if isinstance(event, Event)]
    made = copies(events, 1, number)
    (folder / "store.json").write_bytes(canonical({**tables, "events": made}))
    (folder / "events.ndjson").write_bytes(b"".join(msgspec.json.encode(event) + b"\n" for event in made))
    (folder / "more.ndjson").write_bytes(b"".join(msgspec.json.encode(event) + b"\n" for event in copies(events, number + 1, MORE)))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
