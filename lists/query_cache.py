"""Remembers what was read from the database for exactly as long as nothing in it changes."""

import math
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

#: Whose work PostgreSQL shows, in which database, and what was read since that has been so.
_latest: tuple[tuple[str, str], dict[Hashable, Any]] = (("", ""), {})
#: What was read from which database, whatever has changed since, and when.
_recent: dict[tuple[str, Hashable], tuple[float, Any]] = {}


class UnchangedReads:
    """What was read from the database as it is now.

    PostgreSQL says which transactions' work it shows. As long as these are the same, so is all that can be read,
    whoever writes and by whatever path: the request after a saved edit finds other transactions and reads anew. A
    transaction that has itself written remembers nothing, since nobody else sees yet what it sees.
    """

    def __init__(self) -> None:
        global _latest
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database(), pg_current_snapshot()::text, pg_current_xact_id_if_assigned()")
            self._database, snapshot, own_writes = cursor.fetchone()
        self._remembers = own_writes is None
        if not self._remembers:
            self._read: dict[Hashable, Any] = {}
            return
        if _latest[0] != (self._database, snapshot):
            _latest = ((self._database, snapshot), {})
        self._read = _latest[1]

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """What ``read`` gives; it is called only where nothing is remembered under ``key``. Nobody may change it."""
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]

    def get_recent(self, key: Hashable, read: Callable[[], T], seconds: float) -> T:
        """What ``read`` gave so many seconds ago at most, for what may be a little old; nobody may change it."""
        if not self._remembers:
            return self.get(key, read)
        read_at, value = _recent.get((self._database, key), (-math.inf, None))
        if time.monotonic() - read_at > seconds:
            value = read()
            _recent[self._database, key] = (time.monotonic(), value)
        return value
