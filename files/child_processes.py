"""Programs of ours that run in a process of their own, so that none stops the web server, whatever it is given."""

import io
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from files.turns import NoTurn, Turns

logger = logging.getLogger(__name__)
_ROOT = Path(__file__).parents[1]
#: How many times its processor time a program may run: the machine may be busy, or whoever reads what it makes slow.
PATIENCE = 4
#: So many bytes a program may be ahead of whoever reads what it makes.
_PIPE = 1024 * 1024


class NotDone(Exception):
    """A program took too long, took too much memory, or failed; or, as :class:`Busy`, had no turn."""


class Busy(NotDone):
    """Too many are running; it can be tried again soon."""


class ChildProgram:
    """A module with a function ``run``, which takes bytes and returns bytes, or ``stream``, which takes a file of them
    and yields lines."""

    def __init__(self, module: str, *, seconds: int, megabytes: int | None, turns: Turns) -> None:
        """Say what it may take.

        Args:
            module: Its name.
            seconds: The processor time that it may take; it may run :data:`PATIENCE` times as long.
            megabytes: The most address space that its process may take; None for any.
            turns: How many may run at once.
        """
        self._module = module
        self._command = [sys.executable, "-m", __name__, module, str(seconds), str(megabytes or "")]
        self._seconds = seconds
        self._turns = turns

    def __call__(self, given: bytes) -> bytes:
        """What the program makes of the bytes. Raises NotDone."""
        with self._started(given, "run") as process:
            made = process.stdout.read() if process.stdout else b""
            self._check(process)
        return made

    @contextmanager
    def lines(self, given: bytes | BinaryIO, *arguments: str) -> Iterator[Iterator[bytes]]:
        """The lines that the program makes, as they come, of bytes or of an open file; it ends with the block.

        Raises NotDone, also while the lines are read.
        """
        with self._started(_as_it_is(given), "stream", *arguments) as process:
            yield self._lines(process)

    def _lines(self, process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
        for line in process.stdout or ():
            # It was ended while it wrote the line.
            if not line.endswith(b"\n"):
                raise NotDone
            yield line
        self._check(process)

    def _check(self, process: "subprocess.Popen[bytes]") -> None:
        """Raises NotDone if the program did not come to its end."""
        if code := process.wait():
            # What the program says may quote what it was given, which is the reader's own.
            logger.error("%s ended with %s.", self._module, code)
            raise NotDone

    @contextmanager
    def _started(self, given: bytes | BinaryIO, *how: str) -> Iterator["subprocess.Popen[bytes]"]:
        with self._turn():
            process = subprocess.Popen(
                [*self._command, *how],
                stdin=subprocess.PIPE if isinstance(given, bytes) else given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=_PIPE,
                cwd=_ROOT,
                # None of our secrets goes to where a hostile file is read.
                env={"PYTHONUTF8": "1"},
            )
            end = threading.Timer(PATIENCE * self._seconds, process.kill)
            end.start()
            try:
                if isinstance(given, bytes):
                    threading.Thread(target=_feed, args=(process, given)).start()
                yield process
            finally:
                end.cancel()
                process.kill()
                process.wait()
                if process.stdout:
                    process.stdout.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        try:
            with self._turns.taken():
                yield
        except NoTurn:
            raise Busy from None


def _as_it_is(given: bytes | BinaryIO) -> bytes | BinaryIO:
    """The same from its start: a file that the system knows, or what is in one that is in memory."""
    if isinstance(given, bytes):
        return given
    given.seek(0)
    try:
        given.fileno()
    except OSError:
        return given.read()
    return given


def _feed(process: "subprocess.Popen[bytes]", given: bytes) -> None:
    # A program that ended takes no more.
    with suppress(OSError), process.stdin or io.BytesIO() as pipe:
        pipe.write(given)


def _limit(seconds: int, megabytes: int | None) -> None:
    # Readers' pages go before.
    os.nice(10)
    # Where the process that started it is gone, nobody else ends it.
    signal.alarm(PATIENCE * seconds + 5)
    most = resource.RLIM_INFINITY if megabytes is None else megabytes * 1024 * 1024
    for what, limit in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        # macOS does not know all limits; there the parent’s clock alone ends the process.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


def _main(name: str, seconds: str, megabytes: str, how: str, *arguments: str) -> None:
    _limit(int(seconds), int(megabytes) if megabytes else None)
    module, given, made = import_module(name), sys.stdin.buffer, sys.stdout.buffer
    if how == "run":
        made.write(module.run(given.read()))
    else:
        for line in module.stream(given if given.seekable() else io.BytesIO(given.read()), *arguments):
            made.write(line)
            # Of one that is ended, all that it made counts.
            made.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
