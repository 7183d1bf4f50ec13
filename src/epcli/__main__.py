"""The entry point, so small that Ctrl-C is quiet even while the rest is still being imported."""

import gc
import sys
from io import TextIOWrapper


def run() -> None:
    gc.disable()  # one command is over before there is anything to collect
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # help and errors are UTF-8 as answers are; a pipe on Windows refuses Chinese otherwise
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        from epcli.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        gc.freeze()  # or Python would look through everything once more before it ends, a tenth of the time of a command


if __name__ == "__main__":
    run()
