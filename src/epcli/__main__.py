"""The entry point, so small that Ctrl-C is quiet even while the rest is still being imported."""

import gc
import sys


def run() -> None:
    gc.disable()  # one command is over before there is anything to collect
    try:
        from epcli.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        gc.freeze()  # or Python would look through everything once more before it ends, a tenth of the time of a command


if __name__ == "__main__":
    run()
