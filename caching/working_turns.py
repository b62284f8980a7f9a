"""Turns at work: a process works on few requests at a time, and whoever waits gives its turn back meanwhile.

A server has far more threads than requests that it works on, so that one that waits for a slow client, for another that
makes the same page, or at heavy work keeps no reader from a page. See docs/operations.md, "Slow clients".
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections

#: How many requests a process works on at a time: more would only wait for one another.
AT_A_TIME = 4
#: How many downloads that are made while they are read; each keeps a connection to the database.
DOWNLOADS = 6
#: How many at heavy work (files/turns.py) are thought to need a connection beside them.
HEAVY = 4
#: How many connections to a database server a process may have.
CONNECTIONS = AT_A_TIME + DOWNLOADS + HEAVY

#: Those that this thread's turn is one of; None outside a request of the server, and where the turn is given back.
_turns: ContextVar[threading.Semaphore | None] = ContextVar("turns", default=None)


class WorkingTurns:
    """So many turns."""

    def __init__(self, at_a_time: int = AT_A_TIME) -> None:
        self._free = threading.BoundedSemaphore(at_a_time)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, and have it meanwhile."""
        with self._free, _set(self._free):
            yield


@contextmanager
def given_back() -> Iterator[None]:
    """Give this thread's turn back meanwhile, and its connection to the database where no transaction is open.

    Within it a generator that a response streams must not yield: its parts have a turn each.
    """
    free = _turns.get()
    if free is None:
        yield
        return
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
    free.release()
    try:
        with _set(None):
            yield
    finally:
        free.acquire()


@contextmanager
def _set(turns: threading.Semaphore | None) -> Iterator[None]:
    token = _turns.set(turns)
    try:
        yield
    finally:
        _turns.reset(token)
