"""The entry point, so small that Ctrl-C is quiet even while the rest is still being imported."""

import gc
import sys


def run() -> None:
    gc.disable()  # one command is over before there is anything to collect: the process ends, and all memory with it
    try:
        from epcli.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
