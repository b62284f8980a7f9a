"""Remembers what was read from the database for exactly as long as nothing in it changes."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

#: Whose work PostgreSQL shows, in which database, and what was read since that has been so.
_latest: tuple[tuple[str, str], dict[Hashable, Any]] = (("", ""), {})


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
            database, snapshot, own_writes = cursor.fetchone()
        if own_writes is not None:
            self._read: dict[Hashable, Any] = {}
            return
        if _latest[0] != (database, snapshot):
            _latest = ((database, snapshot), {})
        self._read = _latest[1]

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """What ``read`` gives; it is called only where nothing is remembered under ``key``. Nobody may change it."""
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]
