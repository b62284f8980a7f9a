"""Databases that test databases are copies of: one migrated and empty, and one that holds the whole evidence base.

Migrating from nothing and loading the base take far longer than copying, so each is done once for each state of what it
is made from.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

REPOSITORY = Path(__file__).resolve().parent.parent.parent
EMPTY = "equity_evidence_template_"
LOADED = "equity_evidence_loaded_"
# Any number that nothing else on the server takes as a lock.
LOCK = 7_305_921

MADE_FROM = {
    EMPTY: (
        *("requirements.lock", "*/migrations/*.py", "*/models/*.py", "*/apps.py"),
        *("curation/groups.py", "curation/history.py", "caching/content_version.py"),
    ),
    # Models and loaders decide what becomes of the files, so all code of the apps counts.
    LOADED: (
        "requirements.lock",
        "fixtures/*/*.yaml",
        *(f"{app}/**/*.py" for app in ("lists", "curation", "evidence", "workforce", "recommendations", "base")),
    ),
}


def empty(address: str) -> str:
    """Return the name of the migrated, empty database on the server, made first if the migrations changed."""
    with _made(address, EMPTY, "template0") as (name, unfinished):
        if unfinished:
            _manage(address, unfinished, "migrate")
    return name


def loaded(address: str) -> str:
    """Return the name of the database that holds the evidence base, made first if its files or our code changed."""
    with _made(address, LOADED, empty(address)) as (name, unfinished):
        if unfinished:
            _manage(address, unfinished, "load_evidence")
    return name


@contextmanager
def copied(address: str, name: str, template: str) -> Iterator[str]:
    """Keep a copy of a database under another name, and drop it at the end."""
    # One may be left of a run that was killed.
    _drop(address, name)
    _on_server(address, "CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield name
    finally:
        _drop(address, name)


def make_read_only(address: str, name: str) -> None:
    """Let whoever connects to the database from now on only read."""
    _on_server(address, "ALTER DATABASE {} SET default_transaction_read_only = on", name)


@contextmanager
def _made(address: str, prefix: str, template: str) -> Iterator[tuple[str, str]]:
    """Give the database's name, and the name under which to fill it; that is empty if it is there already."""
    name = prefix + _state(prefix)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK + len(prefix)])
        known = connection.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [prefix]).fetchall()
        if (name,) in known:
            yield name, ""
            return
        for (outdated,) in known:
            _drop(address, outdated)
        print("Preparing a database for the tests, once for this state of the code…", file=sys.stderr)  # noqa: T201
        # Under another name until it is whole.
        unfinished = prefix + "unfinished"
        _on_server(address, "CREATE DATABASE {} TEMPLATE {}", unfinished, template)
        yield name, unfinished
        _on_server(address, "ALTER DATABASE {} RENAME TO {}", unfinished, name)


def _manage(address: str, database: str, command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "django", command, "--verbosity=0", "--settings=config.settings"],
        cwd=REPOSITORY,
        env={**os.environ, "DATABASE_URL": make_conninfo(address, dbname=database)},
        check=True,
    )


def _drop(address: str, name: str) -> None:
    _on_server(address, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _on_server(address: str, statement: str, *names: str) -> None:
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _state(prefix: str) -> str:
    """Return a short name for the state of what a database is made from."""
    state = hashlib.sha256()
    for path in sorted({path for pattern in MADE_FROM[prefix] for path in REPOSITORY.glob(pattern)}):
        state.update(f"{path.relative_to(REPOSITORY)}\0".encode() + path.read_bytes())
    return state.hexdigest()[:12]
