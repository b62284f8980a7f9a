"""Programs of ours that run in a process of their own, so that none stops the web server, whatever it is given."""

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path

#: How many seconds a program waits for its turn.
SECONDS_OF_WAITING = 5

logger = logging.getLogger(__name__)
_ROOT = Path(__file__).parents[1]


class NotDone(Exception):
    """Too many are running, or this one took too long, took too much memory, or failed."""


class ChildProgram:
    """A module whose function ``run`` takes bytes and returns bytes."""

    def __init__(self, module: str, *, seconds: int, megabytes: int, at_a_time: int = 2) -> None:
        """Say what it may take.

        Args:
            module: Its name.
            seconds: The longest that it may run, and the processor time that it may take.
            megabytes: The most address space that its process may take.
            at_a_time: How many processes of it this one may run.
        """
        self._command = [sys.executable, "-m", __name__, module, str(seconds), str(megabytes)]
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(at_a_time)

    def __call__(self, given: bytes) -> bytes:
        """What the program makes of the bytes. Raises NotDone."""
        if not self._turns.acquire(timeout=SECONDS_OF_WAITING):
            raise NotDone
        try:
            done = subprocess.run(
                self._command,
                input=given,
                capture_output=True,
                timeout=self._seconds,
                check=False,
                cwd=_ROOT,
                # None of our secrets goes to where a hostile file is read.
                env={"PYTHONUTF8": "1"},
            )
        except subprocess.TimeoutExpired:
            raise NotDone from None
        finally:
            self._turns.release()
        if done.returncode:
            # What the program says may quote what it was given, which is the reader's own.
            logger.error("%s ended with %s.", self._command[3], done.returncode)
            raise NotDone
        return done.stdout


def _limit(seconds: int, megabytes: int) -> None:
    import resource

    # Readers' pages go before.
    os.nice(10)
    for what, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, megabytes * 1024 * 1024)):
        # macOS does not know all limits; there the parent’s clock alone ends the process.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    name, seconds, megabytes = sys.argv[1:]
    _limit(int(seconds), int(megabytes))
    sys.stdout.buffer.write(import_module(name).run(sys.stdin.buffer.read()))
