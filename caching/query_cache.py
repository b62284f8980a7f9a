"""A cache of query results in each process, valid for one version of the content on one day."""

import datetime
import math
import time
from collections.abc import Callable, Hashable
from functools import partial, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone

from caching.content_version import ContentVersion, built_page, current_version, mark_outdated

T = TypeVar("T")

#: The version of the content and the day that the cached results belong to, and the results by key.
_current: tuple[tuple[ContentVersion, datetime.date] | None, dict[Hashable, Any]] = (None, {})
#: Results that outlive a version, by database and key, each with the version and the time when it was loaded; see
#: ``get_recent``.
_recent: dict[tuple[str, Hashable], tuple[ContentVersion | None, float, Any]] = {}


class QueryCache:
    """A cache of query results, kept in the memory of this process and valid for one version of the content on one day.

    Make one for each request: it reads the version (``caching/content_version.py``) and drops what was cached under
    another. So nothing needs to be invalidated, whoever writes by whatever path, and neither a sign-in nor a preview
    empties a cache. A transaction that has written sees what nobody else does: there, results are cached in this
    instance alone. Where the cache is switched off, they are cached for the page that is being built.
    """

    def __init__(self) -> None:
        global _current
        self._version, is_shared = current_version()
        self._is_shared = is_shared and settings.USE_QUERY_CACHE
        if not self._is_shared:
            page = built_page()
            self._results: dict[Hashable, Any] = page.results if page else {}
            return
        # What is overdue or new is so on a day.
        state = self._version, timezone.localdate()
        if _current[0] != state:
            _current = (state, {})
        self._results = _current[1]

    @property
    def outlives_the_page(self) -> bool:
        """Whether what is cached serves other pages, too."""
        return self._is_shared

    def __contains__(self, key: Hashable) -> bool:
        return key in self._results

    def get(self, key: Hashable, load: Callable[[], T]) -> T:
        """The result under ``key``, which ``load`` gives if it is not cached. Callers may at most add to it."""
        if key not in self._results:
            self._results[key] = load()
        return self._results[key]

    def get_recent(self, key: Hashable, load: Callable[[], T], seconds: float) -> T:
        """The same for a result that may be out of date: it is loaded again only after so many seconds.

        A page that is built with one that is out of date is not cached.
        """
        if not self._is_shared:
            return self.get(key, load)
        name = self._version.database, key
        version, loaded_at, result = _recent.get(name, (None, -math.inf, None))
        if time.monotonic() - loaded_at > seconds:
            version, result = self._version, load()
            _recent[name] = (version, time.monotonic(), result)
        if version != self._version:
            mark_outdated()
        return result


def cached_until_change(make: Callable[..., T]) -> Callable[..., T]:
    """Cache what a function makes of some rows until the content changes, or the day does."""

    @wraps(make)
    def cached(*rows: Hashable) -> T:
        return QueryCache().get((make, *rows), partial(make, *rows))

    return cached
