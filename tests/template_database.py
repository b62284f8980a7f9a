"""A migrated, empty database that every test database is a copy of.

Migrating from nothing takes far longer than copying, so it is done once for each state of the migrations.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

REPOSITORY = Path(__file__).resolve().parent.parent
PREFIX = "equity_evidence_template_"
# Any number that nothing else on the server takes as a lock.
LOCK = 7_305_921


def prepared(address: str) -> str:
    """Return the name of the template on the server, made first if the migrations changed."""
    name = PREFIX + _state_of_migrations()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        known = connection.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [PREFIX]).fetchall()
        if (name,) in known:
            return name
        for (outdated,) in known:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(outdated)))
        print("Migrating a database for the tests, once for this state of the migrations…", file=sys.stderr)  # noqa: T201
        # Under another name until it is whole.
        unfinished = PREFIX + "unfinished"
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(unfinished)))
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--settings=config.settings"],
            cwd=REPOSITORY,
            env={**os.environ, "DATABASE_URL": make_conninfo(address, dbname=unfinished)},
            check=True,
        )
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
    return name


def _state_of_migrations() -> str:
    """Return a short name for the migrations as they stand, ours and those of the packages."""
    state = hashlib.sha256()
    for path in [REPOSITORY / "requirements.lock", *sorted(REPOSITORY.glob("*/migrations/*.py"))]:
        state.update(f"{path.relative_to(REPOSITORY)}\0".encode() + path.read_bytes())
    return state.hexdigest()[:12]
