"""A local database that an older state of the program made, and that its migrations cannot bring up to date."""

import datetime
import json

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config.embedded_database import REPOSITORY
from database.applied_migrations import TABLE, digests

# Any number that nothing else on the server takes as a lock.
LOCK = 4_310_887


def put_aside(address: str) -> str:
    """Rename the embedded database and make an empty one in its place, if it was migrated by other migrations.

    Returns the name that the older database has now; empty where it was not older.
    """
    name = conninfo_to_dict(address)["dbname"]
    with psycopg.connect(make_conninfo(address, dbname="postgres"), autocommit=True) as server:
        # Two programs that start at once must not both do it.
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _has_other_migrations(address):
            return ""
        kept = f"{name}_until_{datetime.datetime.now(datetime.UTC):%Y-%m-%d_%H%M%S}"
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(str(name)), sql.Identifier(kept))
        server.execute(rename)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(str(name))))
        return kept


def _has_other_migrations(address: str) -> bool:
    """Whether a migration of ours was applied that is not there any more, or had another text."""
    current = digests()
    with psycopg.connect(address) as connection:
        known = connection.execute("SELECT to_regclass(%s), obj_description(to_regclass(%s))", [TABLE, TABLE])
        table, comment = known.fetchall()[0]
        if table is None:
            return False
        rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    applied_as = json.loads(comment or "{}")
    applied = [f"{app}.{name}" for app, name in rows if (REPOSITORY / app).is_dir()]
    return any(each not in current or current[each] != applied_as.get(each) for each in applied)
