"""Turns at heavy work, so that most threads of a web server's process stay free for readers' pages."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: How many seconds one waits for its turn.
SECONDS_OF_WAITING = 5

#: How many threads of this process are at heavy work of any kind, or wait for it; a server works on one more at least.
MOST = 3
_places = threading.BoundedSemaphore(MOST)

#: What somebody is told whose file has no turn.
BUSY = "Others are uploading files just now. Try again in a minute."


class NoTurn(Exception):
    """Too many are at the same work; it can be tried again soon."""


class Turns:
    """How many threads of this process do a kind of work at once; one more waits for a few seconds.

    Any other is told at once that there is no turn, since a thread that waits answers nobody else either.
    """

    def __init__(self, at_a_time: int = 1, waiting: int = 1) -> None:
        self._held = threading.BoundedSemaphore(at_a_time + waiting)
        self._running = threading.BoundedSemaphore(at_a_time)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a turn. Raises NoTurn."""
        with _acquired(_places, 0), _acquired(self._held, 0), _acquired(self._running, SECONDS_OF_WAITING):
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
#: Making documents, and drawing pictures, for readers.
DOCUMENTS, PICTURES = Turns(), Turns()
