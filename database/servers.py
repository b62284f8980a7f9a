"""The database servers: the primary, and replicas that only answer readers.

All code works on one database, ``default``. Which server stands behind it is decided once for each request, and all
that the request reads comes from there: see ``caching/page_cache.py`` and docs/decisions/replicas.md.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error

from database.pools import Pool

#: Starts of PostgreSQL's error codes where another server may do better: this one is stopping, starting or full, or as
#: a replica it removes rows that are being read, or is asked to write.
ELSEWHERE = ("08", "53", "57P", "40001", "25006")


@dataclass(eq=False)
class Server:
    """A server with one pool of connections to it."""

    name: str
    #: What the driver connects with, over what ``DATABASE_URL`` says.
    parameters: dict[str, Any] = field(default_factory=dict)
    pool: Pool | None = None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Use this server for connections that are opened meanwhile in this thread."""
        token = _in_use.set(self)
        try:
            yield
        finally:
            _in_use.reset(token)

    def parts(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        """The parts of a file that is made while it is read, each with this server in use."""
        while True:
            with self.in_use():
                part = next(parts, None)
            if part is None:
                return
            yield part

    def pool_or(self, make: Callable[[], Pool]) -> Pool:
        """Its pool, which is made if there is none."""
        with _lock:
            if self.pool is None:
                self.pool = make()
            return self.pool

    def close_pool(self) -> None:
        """Close its connections, but for those in use, which are closed when they are given back."""
        with _lock:
            pool, self.pool = self.pool, None
        if pool:
            pool.close()


_in_use: ContextVar[Server | None] = ContextVar("server", default=None)
_lock = threading.Lock()


@cache
def primary() -> Server:
    """The primary, for commands and the admin, whose statements may take long."""
    return Server("primary")


@cache
def primary_for_site() -> Server:
    """The primary, for the public site, where a statement that runs away must not hold a thread."""
    return Server("primary for the site", _with_timeout({}))


@cache
def replicas() -> list[Server]:
    """The replicas, in the order of the settings."""
    return [Server(f"replica {n}", _with_timeout(each)) for n, each in enumerate(settings.DATABASE_REPLICAS, 1)]


def all_servers() -> list[Server]:
    """Each server with a pool of its own."""
    return [primary(), primary_for_site(), *replicas()]


def in_use() -> Server:
    """The server that this thread uses."""
    return _in_use.get() or primary()


def another_may_answer(error: BaseException | None) -> bool:
    """Whether a statement failed for a fault of the server, rather than of what was asked of it."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError | psycopg.InternalError):
        return False
    # Without a state the connection broke, or there was none.
    return cause.sqlstate is None or cause.sqlstate.startswith(ELSEWHERE)


def _with_timeout(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters with a limit to how long a statement may run, if the settings have one."""
    if not (seconds := settings.SITE_STATEMENT_SECONDS):
        return parameters
    given = parameters.get("options") or settings.DATABASES["default"]["OPTIONS"].get("options", "")
    return {**parameters, "options": f"{given} -c statement_timeout={seconds}s".strip()}
