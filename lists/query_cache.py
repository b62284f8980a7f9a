"""A cache of query results in each process, valid for exactly as long as nothing in the database changes."""

import math
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

#: The database and its snapshot that the cached results belong to, and the results by key.
_current: tuple[tuple[str, str], dict[Hashable, Any]] = (("", ""), {})
#: Results that outlive a snapshot, by database and key, each with the time when it was loaded; see ``get_recent``.
_recent: dict[tuple[str, Hashable], tuple[float, Any]] = {}


class QueryCache:
    """A cache of query results, kept in the memory of this process and valid for one snapshot of the database.

    Make one for each request: it asks PostgreSQL for the current snapshot (``pg_current_snapshot()``) and drops what
    was cached under another. The snapshot changes with every committed transaction, whoever made it, so nothing needs
    to be invalidated. A transaction that has written sees what nobody else does: there, results are cached in this
    instance alone.
    """

    def __init__(self) -> None:
        global _current
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database(), pg_current_snapshot()::text, pg_current_xact_id_if_assigned()")
            self._database, snapshot, own_transaction = cursor.fetchone()
        self._is_shared = own_transaction is None
        if not self._is_shared:
            self._results: dict[Hashable, Any] = {}
            return
        if _current[0] != (self._database, snapshot):
            _current = ((self._database, snapshot), {})
        self._results = _current[1]

    def get(self, key: Hashable, load: Callable[[], T]) -> T:
        """The result under ``key``, which ``load`` gives if it is not cached. Callers must not change it."""
        if key not in self._results:
            self._results[key] = load()
        return self._results[key]

    def get_recent(self, key: Hashable, load: Callable[[], T], seconds: float) -> T:
        """The same for a result that may be out of date: it is loaded again only after so many seconds."""
        if not self._is_shared:
            return self.get(key, load)
        loaded_at, result = _recent.get((self._database, key), (-math.inf, None))
        if time.monotonic() - loaded_at > seconds:
            result = load()
            _recent[self._database, key] = (time.monotonic(), result)
        return result
