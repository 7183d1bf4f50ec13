"""Growth: what large things cost, and things twice as large. Nothing may grow faster than what is read.

    .venv/bin/python benchmarks/growth.py

Prints a table, and exits 1 if something that is twice as large costs more than LIMIT times as much.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from pathlib import Path
from time import process_time

from epcli.store import Store, open_store, shipped

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from large import LARGE

LIMIT = 3.0
"""What grows with the data doubles, what grows with its square takes four times as long."""
RUNS = 3


def seconds(name: str, size: int, store: Store) -> float:
    """Processor time, which others on the machine don't take; without the collector, as in the program."""
    with tempfile.TemporaryDirectory() as folder:
        done = LARGE[name][1](size, store, Path(folder))
        gc.collect()
        gc.disable()
        started = process_time()
        right = done()
        took = process_time() - started
        gc.enable()
    if not right:
        sys.exit(f"{name}, {size}: came out wrong")
    return took


def main() -> int:
    store = open_store(shipped())
    too_fast = []
    print(f"{'':32}{'n':>8}{'n':>12}{'2n':>12}{'ratio':>8}")
    for name, (size, _) in LARGE.items():
        once, twice = (min(seconds(name, number, store) for _ in range(RUNS)) for number in (size, 2 * size))
        print(f"{name:32}{size:>8,}{once * 1000:>9.0f} ms{twice * 1000:>9.0f} ms{twice / once:>8.1f}", flush=True)
        if twice / once > LIMIT:
            too_fast.append(name)
    if too_fast:
        print(f"More than {LIMIT} times the time for twice as much: {', '.join(too_fast)}.", file=sys.stderr)
    return bool(too_fast)


if __name__ == "__main__":
    sys.exit(main())
