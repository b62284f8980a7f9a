"""Pools of connections that outlive a restart of their server."""

import select
import time
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

#: How long a server that could not be reached is left alone.
SECONDS_BEFORE_RETRY = 0.5
#: How soon who waits for a connection hears that there will be none.
SECONDS_BETWEEN_LOOKS = 0.1


class Pool(ConnectionPool):
    """A pool that gives no broken connection, fails at once while its server is away, and is well again soon after.

    The library's own pool tries again at ever longer intervals, and lets each request wait for all of its timeout.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            open=False,
            check=self._raise_if_broken,
            # Not in the background: the next request tries again.
            reconnect_timeout=0,
            reconnect_failed=self._note_failure,
            num_workers=1,
            **options,
        )
        self._failures = 0
        self._failed_at: float | None = None

    @property
    def is_away(self) -> bool:
        """Whether the server could not be reached when last it was tried."""
        return self._failed_at is not None

    def getconn(self, timeout: float | None = None) -> psycopg.Connection[Any]:
        """A connection that works. Raises PoolTimeout if there is none in time, or the server is away."""
        if self._failed_at is not None:
            if time.monotonic() - self._failed_at < SECONDS_BEFORE_RETRY:
                raise PoolTimeout("The database server could not be reached a moment ago.")
            # This request tries; those beside it are told at once.
            self._failed_at = time.monotonic()
        failures = self._failures
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            try:
                connection = super().getconn(SECONDS_BETWEEN_LOOKS)
            except PoolTimeout:
                if self._failures != failures or time.monotonic() > deadline:
                    raise
            else:
                self._failed_at = None
                return connection

    def _note_failure(self, _: ConnectionPool) -> None:
        self._failures += 1
        self._failed_at = time.monotonic()

    def _raise_if_broken(self, connection: psycopg.Connection[Any]) -> None:
        """Raise psycopg.Error if the connection is broken.

        It is asked only if something came in on it since its last use, as its end does: to ask each time would add a
        quarter to the time of a page from the cache.
        """
        sent = select.poll()
        sent.register(connection.pgconn.socket, select.POLLIN)
        if not sent.poll(0):
            return
        try:
            self.check_connection(connection)
        except psycopg.Error:
            # The others are as old. Each would make somebody wait.
            self.drain()
            raise
