"""The entry point, so small that Ctrl-C is quiet even while the rest is still being imported; and the last resort for unforeseen errors."""

import gc
import os
import sys
from io import TextIOWrapper


def run() -> None:
    gc.disable()  # one command is over before there is anything to collect
    try:
        settle_streams()
        from epcli.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        if "_EPCLI_COMPLETE" not in os.environ:  # a shell would print it into the line that is being typed
            os.write(2, f"epcli: {last_words(error)}\n".encode("utf-8", "replace"))
        sys.exit(1)
    finally:
        gc.freeze()  # or Python would look through everything once more before it ends, a tenth of the time of a command


def settle_streams() -> None:
    """Makes all three streams there, and UTF-8: a pipe on Windows refuses Chinese otherwise.

    Where one was closed (`>&-`), the next file to be opened would get its number, and with it what is written to the stream. A stream
    that can't be written to takes that place, so that an answer to it fails as it should.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while (number := os.open(os.devnull, os.O_RDONLY)) <= 2:
            pass
        os.close(number)
        sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
        sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
        sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def last_words(error: Exception) -> str:
    """One line for an error that no other place expects, in the language of the environment if there is memory enough to find out."""
    words = f"{type(error).__name__}: {error}"
    try:
        from epcli.text import harmless
        from epcli.wording import choose_lang

        words, chinese = harmless(words), choose_lang(None, os.environ) == "zh"
    except Exception:
        words, chinese = ascii(words), False
    if isinstance(error, MemoryError) or (isinstance(error, ImportError) and "failed to map" in str(error)):
        return "内存不足。请在内存更大的环境中运行。" if chinese else "Too little memory. Give the process more, or ask a smaller store."
    if chinese:
        return f"出现意外错误（{words}）。这是epcli的缺陷；加上--debug可查看出处。"
    return f"An unforeseen error ({words}). It is a fault of epcli; add --debug to see where it comes from."


if __name__ == "__main__":
    run()
