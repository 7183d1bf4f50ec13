"""The entry point, so small that Ctrl-C is quiet even while the rest is still being imported."""

import sys


def run() -> None:
    try:
        from epcli.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
