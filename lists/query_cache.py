"""A cache of query results in each process, valid for exactly as long as nothing in the database changes."""

import math
import time
from collections.abc import Callable, Hashable
from functools import partial, wraps
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

T = TypeVar("T")

#: The database and its snapshot that the cached results belong to, and the results by key.
_current: tuple[tuple[str, str], dict[Hashable, Any]] = (("", ""), {})
#: Results that outlive a snapshot, by database and key, each with the time when it was loaded; see ``get_recent``.
_recent: dict[tuple[str, Hashable], tuple[float, Any]] = {}


class QueryCache:
    """A cache of query results, kept in the memory of this process and valid for one snapshot of the database.

    Make one for each request: it asks PostgreSQL for the current snapshot (``pg_current_snapshot()``) and drops what
    was cached under another, unless all transactions that ended in between were rolled back. So nothing needs to be
    invalidated, whoever writes by whatever path, and a preview empties no cache. A transaction that has written sees
    what nobody else does: there, results are cached in this instance alone.
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
        (database, cached), results = _current
        if (database, cached) != (self._database, snapshot):
            is_same = database == self._database and not _anything_committed(cached, snapshot)
            _current = ((self._database, snapshot), results if is_same else {})
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


def cached_until_change(make: Callable[..., T]) -> Callable[..., T]:
    """Cache what a function makes of some rows until something in the database changes, or the day does."""

    @wraps(make)
    def cached(*rows: Hashable) -> T:
        return QueryCache().get((make, timezone.localdate(), *rows), partial(make, *rows))

    return cached


#: Of more transactions than this it is not asked how they ended.
MAX_TRANSACTIONS = 200


def _anything_committed(before: str, after: str) -> bool:
    """Whether a transaction that ended between two snapshots was committed, as far as PostgreSQL still knows.

    A snapshot is ``xmin:xmax:running``: all below ``xmax`` have ended but those that are listed as running.
    """
    (_, old_end, old_running), (_, new_end, new_running) = before.split(":"), after.split(":")
    if int(new_end) - int(old_end) > MAX_TRANSACTIONS:
        return True
    started = {*map(str, range(int(old_end), int(new_end))), *filter(None, old_running.split(","))}
    ended = started - set(new_running.split(","))
    with connection.cursor() as cursor:
        # A subtransaction that is in progress belongs to a transaction that is listed as running.
        cursor.execute(
            "SELECT bool_or(coalesce(pg_xact_status(id::xid8), 'forgotten') IN ('committed', 'forgotten')) "
            "FROM unnest(%s::text[]) AS id",
            [list(ended)],
        )
        return bool(cursor.fetchone()[0])
