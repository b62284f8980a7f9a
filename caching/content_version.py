"""The version of the content: a number that every change to what the public may see moves when it is committed.

The number is in a table of one row, so it is seen exactly when the change is, on a read replica too. A statement that
changes a watched table adds a row to ``caching_contentchange``; a deferred trigger on that row moves the number at
commit. So a transaction moves it once, locks the row for no longer than a commit takes, and what is rolled back moves
nothing. See docs/decisions/page-cache.md.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pgtrigger
from django.db import connection, models
from psycopg import Cursor, OperationalError

# The name tells apart databases that one process works on in turn, as tests do.
READ = "SELECT current_database(), number, state, pg_current_xact_id_if_assigned() IS NULL FROM caching_contentversion"

_WATCH = pgtrigger.Trigger(
    name="content_changed",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
    func="PERFORM caching_note_content_change(); RETURN NULL;",
)


class ContentVersion(NamedTuple):
    """A version of the content."""

    database: str
    number: int  # counts up
    state: str  # a UUID: a restored backup counts on from an older number, and never comes to the same state


def watch(*watched: type[models.Model]) -> None:
    """Let every change to the tables of these models move the version; the triggers are installed after migrating."""
    for model in watched:
        pgtrigger.register(_WATCH)(model)


@dataclass
class BuiltPage:
    """A page that is being built."""

    version: ContentVersion  # as it was read before
    is_outdated: bool = False  # whether something in it is from an older version
    #: What was read for it from the database, where other pages may not use that.
    results: dict[Hashable, Any] = field(default_factory=dict)


_page: ContextVar[BuiltPage | None] = ContextVar("page", default=None)


@contextmanager
def page_of(version: ContentVersion) -> Iterator[BuiltPage]:
    """Build a page under a version that was read: whatever is cached for it meanwhile need not read it again."""
    page = BuiltPage(version)
    token = _page.set(page)
    try:
        yield page
    finally:
        _page.reset(token)


def built_page() -> BuiltPage | None:
    """The page that is being built, if one is."""
    return _page.get()


def current_version() -> tuple[ContentVersion, bool]:
    """The version of the page that is being built, or else what :func:`read_version` gives."""
    page = _page.get()
    return (page.version, True) if page else read_version()


def mark_outdated() -> None:
    """Say of the page that is being built, if one is, that something in it is from an older version."""
    if page := _page.get():
        page.is_outdated = True


def read_version() -> tuple[ContentVersion, bool]:
    """The version that this connection sees, and whether others may see the same: not while its transaction writes."""
    database: Any = connection
    # A request that has a connection takes no second one: all might wait for it, and it might be to another replica.
    row = _read_from(database.pool) if database.pool and database.connection is None else None
    if row is None:
        with connection.cursor() as cursor:
            cursor.execute(READ)
            row = cursor.fetchone()
    if row is None:
        # Somebody emptied the table: nothing may be shared until it has a row again.
        return ContentVersion("", 0, ""), False
    name, number, state, is_shared = row
    return ContentVersion(name, number, str(state)), is_shared


def _read_from(pool: Any) -> tuple[Any, ...] | None:
    """What :data:`READ` gives; None if the connection broke.

    By the driver's own means, since Django takes several times as long to open a connection, ask and close it.
    """
    pool.open()
    with connection.wrap_database_errors:
        raw = pool.getconn()
        try:
            if not raw.autocommit:
                raw.autocommit = True
            return Cursor(raw).execute(READ, prepare=True, binary=True).fetchone()
        except OperationalError:
            return None
        finally:
            pool.putconn(raw)
