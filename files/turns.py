"""Turns at heavy work, of which each kind is done by one thread of a process at a time.

Whoever does it or waits for it has given its turn at readers' pages back (``caching/working_turns.py``).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from caching.working_turns import given_back

#: What somebody is told whose file has no turn.
BUSY = "Others are uploading files just now. Try again in a minute."


class NoTurn(Exception):
    """Too many are at the same work; it can be tried again soon."""


class Turns:
    """How many threads of this process do a kind of work at once, and how many others wait so many seconds for it.

    Any other is told at once that there is no turn, since a thread that waits answers nobody else either.
    """

    def __init__(self, at_a_time: int = 1, waiting: int = 4, seconds: float = 5) -> None:
        self.most = at_a_time + waiting
        self.seconds = seconds
        self._held = threading.BoundedSemaphore(self.most)
        self._running = threading.BoundedSemaphore(at_a_time)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a turn. Raises NoTurn."""
        with _acquired(self._held, 0), given_back(), _acquired(self._running, self.seconds):
            yield


@contextmanager
def _acquired(semaphore: threading.Semaphore, seconds: float) -> Iterator[None]:
    if not semaphore.acquire(timeout=seconds):
        raise NoTurn
    try:
        yield
    finally:
        semaphore.release()


#: Reading what somebody with an account uploads, comparing it with what is here, and reading what any reader sends.
UPLOADS, COMPARING, FORMS = Turns(), Turns(), Turns()
#: Making documents for readers.
DOCUMENTS = Turns()
#: Drawing pictures for readers, of which one page shows up to ten: those of a few pages that are opened at once wait.
PICTURES = Turns(waiting=24, seconds=15)
