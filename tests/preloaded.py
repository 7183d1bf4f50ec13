"""Processes of epcli that need not import it anew: each is forked from one that has, since importing takes most of the time of a command.

They are processes like any other, with a folder, an environment and three streams of their own, an exit code, and signals that end them.
What a fork can't have is what Python settles when it starts, such as the encoding that PYTHONIOENCODING names; a test of that starts
Python. Where there is no fork, as on Windows, Python is started each time.

Run as a program, `python preloaded.py SOCKET` is the process that they are forked from. Who connects to the socket sends three open files
and, after its length, what to do: the folder, the number of words, the words and the environment. The answer is the process id; once the
other side asks for it, the exit code comes, or the negative number of the signal that ended the process: four bytes each.
"""

from __future__ import annotations

import gc
import os
import pkgutil
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

PATIENCE = 60.0
"""Seconds after which a process that has not ended fails its test."""

POSSIBLE = hasattr(os, "fork") and hasattr(socket, "send_fds")

CLIENT = """#!{python} -IS
import os, sys
from _socket import AF_UNIX, SCM_RIGHTS, SOL_SOCKET, socket
words = [*map(os.fsencode, sys.argv[1:])]
asked = b"\\0".join([os.getcwdb(), b"%d" % len(words), *words, *(b"%b=%b" % pair for pair in os.environb.items())])
server = socket(AF_UNIX)
server.connect({address!r})
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
server.sendmsg([len(asked).to_bytes(4, "big")], [(SOL_SOCKET, SCM_RIGHTS, streams)])
server.send(asked + b"?")
server.recv(4)
sys.exit(int.from_bytes(server.recv(4), "big", signed=True) % 256)
"""
"""A program called epcli for those who start it by its name, in a shell: it takes a tenth of the time that importing epcli takes."""


class Process:
    """One process of epcli, which runs already."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.pid = self._answer()

    def wait(self) -> int:
        """Its exit code, or the negative number of the signal that ended it. Until then its id is no other process's."""
        with self._connection:
            self._connection.sendall(b"?")
            return self._answer()

    def _answer(self) -> int:
        answer = self._connection.recv(4, socket.MSG_WAITALL)
        if len(answer) != 4:
            raise EOFError("the process that has epcli imported is gone")
        return int.from_bytes(answer, "big", signed=True)


class Preloaded:
    """The process that has epcli imported, from which others are forked; there is a program `epcli` in its folder."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="epcli-")  # the path of a socket is short
        self.folder = Path(self._folder.name)
        self._address = str(self.folder / "socket")
        command = [sys.executable, __file__, self._address]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ)
        assert self._process.stdout
        assert self._process.stdout.read(1), "epcli can't be imported"
        program = self.folder / "epcli"
        program.write_text(CLIENT.format(python=sys.executable, address=self._address), encoding="utf-8")
        program.chmod(0o755)

    def start(self, words: Sequence[str], folder: Path, environ: Mapping[str, str], streams: Sequence[int]) -> Process:
        """Starts epcli with these words, in a folder, with an environment and with open files for standard input, output and error."""
        asked = [str(folder), str(len(words)), *words, *(f"{name}={value}" for name, value in environ.items())]
        raw = b"\0".join(map(os.fsencode, asked))
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        connection.connect(self._address)
        socket.send_fds(connection, [len(raw).to_bytes(4, "big")], list(streams))
        connection.sendall(raw)
        return Process(connection)

    def close(self) -> None:
        self._process.communicate()  # closes its standard input, which ends it
        self._folder.cleanup()


def serve(address: str) -> None:
    """Forks a process for each connection, until standard input ends."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    os.write(1, b"1")
    while listener.fileno() in select.select([listener.fileno(), 0], [], [])[0]:
        connection, _ = listener.accept()
        if not os.fork():
            listener.close()
            attend(connection)
        connection.close()
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass


def attend(connection: socket.socket) -> None:
    """Forks the process that is asked for, and tells its end."""
    size, streams, _, _ = socket.recv_fds(connection, 4, 3)
    folder, number, *rest = map(os.fsdecode, connection.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL).split(b"\0"))
    words, environ = rest[: int(number)], dict(each.split("=", 1) for each in rest[int(number) :])
    process = os.fork()
    if not process:
        connection.close()
        become(words, folder, environ, streams)
    connection.sendall(process.to_bytes(4, "big", signed=True))
    for stream in streams:
        os.close(stream)
    for stream in (0, 1, 2):  # who reads until the end must not wait for this process
        os.close(stream)
    connection.recv(1)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    connection.sendall(status.to_bytes(4, "big", signed=True))
    os._exit(0)


def become(words: Sequence[str], folder: str, environ: Mapping[str, str], streams: Sequence[int]) -> None:
    """Makes this process one that was just started, and ends it as Python would."""
    from epcli.__main__ import run

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["epcli", *words]
    sys.stdin = os.fdopen(0, encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="ascii", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, encoding="ascii", closefd=False)
    code = 1
    try:
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        try:
            sys.stdout.flush()
        except OSError:
            code = 120
        os._exit(code)


def load() -> None:
    """Imports all that any command does, for the processes to come. What each imports by itself is seen by tests/test_imports.py."""
    import epcli

    for module in pkgutil.walk_packages(epcli.__path__, "epcli."):
        import_module(module.name)
    for library in ("filelock", "opencc"):
        import_module(library)
    gc.freeze()  # what is here is not looked through, and so not copied, in each of them


if __name__ == "__main__":
    load()
    serve(sys.argv[1])
