"""Restoring a backup: into a database beside the one in use, which takes its place once it is found to be equal."""

import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from database.backups import contents, programs
from database.backups.problems import BackupProblem
from database.backups.saving import ARCHIVE, Manifest

# Any number that nothing else on the server takes as a lock.
LOCK = 5_120_448
# Names of databases are cut off at 63 bytes, and so might lose what tells them apart.
LONGEST_NAME = 40
# What PostgreSQL calls those that sort its texts, and the word for their locale where it is not the system's.
PROVIDERS = {"c": ("libc", ""), "i": ("icu", "ICU_LOCALE"), "b": ("builtin", "BUILTIN_LOCALE")}


def is_in_use(address: str) -> bool:
    """Whether the database holds any table. Raises BackupProblem if a restore that was killed left it closed."""
    name = str(conninfo_to_dict(address)["dbname"])
    with psycopg.connect(make_conninfo(address, dbname="postgres")) as server:
        if server.execute("SELECT FROM pg_database WHERE datname = %s AND NOT datallowconn", [name]).fetchall():
            raise BackupProblem(_way_out(name))
    with psycopg.connect(address) as connection:
        return bool(
            connection.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')").fetchall()[0][0]
        )


def check(address: str, file: Path, manifest: Manifest) -> None:
    """Restore a backup to a database beside, compare it, and drop it again. Raises BackupProblem."""
    with _server(address) as server, _restored(server, address, file, manifest):
        pass


def replace(address: str, file: Path, manifest: Manifest) -> str:
    """Put a restored backup in the place of the database; return the former one's name if it is kept, not being empty.

    Whoever is connected to it is disconnected. Raises BackupProblem, and then nothing was changed.
    """
    is_kept = is_in_use(address)
    name = str(conninfo_to_dict(address)["dbname"])
    kept = f"{name[:LONGEST_NAME]}_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    with _server(address) as server, _restored(server, address, file, manifest) as restored:
        _swap(server, name, restored, kept)
        if not is_kept:
            _execute(server, "DROP DATABASE {} WITH (FORCE)", kept)
    return kept if is_kept else ""


@contextmanager
def _server(address: str) -> Iterator[psycopg.Connection[Any]]:
    """Keep a connection beside the database, and the lock that lets only one restore at a time."""
    try:
        with psycopg.connect(make_conninfo(address, dbname="postgres"), autocommit=True) as server:
            if not server.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchall()[0][0]:
                raise BackupProblem("Nothing was restored: another restore is running.")
            yield server
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupProblem(
            f"Nothing was restored: {error.diag.message_primary}. Restoring makes a database beside the one in use; "
            "let the role do so with ALTER ROLE … CREATEDB."
        ) from error
    except psycopg.Error as error:
        raise BackupProblem(f"Nothing was restored: {str(error).strip()}") from error


@contextmanager
def _restored(server: psycopg.Connection[Any], address: str, file: Path, manifest: Manifest) -> Iterator[str]:
    """Give the name of a database that holds the backup and equals what was saved; dropped if it keeps that name."""
    name = str(conninfo_to_dict(address)["dbname"])
    beside = f"{name[:LONGEST_NAME]}_restoring"
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", beside)
    try:
        _create_like(server, beside, name)
        _fill(make_conninfo(address, dbname=beside), file, manifest)
        _compare(make_conninfo(address, dbname=beside), manifest)
        yield beside
    finally:
        # Where the server itself is gone there is nothing to drop, and the first error says more.
        with suppress(psycopg.OperationalError):
            _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", beside)


def _create_like(server: psycopg.Connection[Any], name: str, model: str) -> None:
    """Create an empty database that sorts as another does."""
    # As JSON, because the columns of a locale differ from one release of PostgreSQL to the next.
    encoding, found = server.execute(
        "SELECT pg_encoding_to_char(encoding), to_jsonb(pg_database) FROM pg_database WHERE datname = %s", [model]
    ).fetchall()[0]
    provider, word = PROVIDERS[found["datlocprovider"]]
    options = {"LC_COLLATE": found["datcollate"], "LC_CTYPE": found["datctype"]}
    if word:
        options[word] = found.get("datlocale") or found["daticulocale"]
    if rules := found.get("daticurules"):
        options["ICU_RULES"] = rules
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE_PROVIDER {}").format(
        sql.Identifier(name), encoding, sql.SQL(provider)
    )
    for option, value in options.items():
        create += sql.SQL(" {} {}").format(sql.SQL(option), value)
    server.execute(create)


def _fill(address: str, file: Path, manifest: Manifest) -> None:
    with psycopg.connect(address) as connection:
        server = connection.info.server_version // 10_000
    if server < manifest.postgresql:
        raise BackupProblem(
            f"Nothing was restored: the backup is of PostgreSQL {manifest.postgresql}, and this server is {server}. "
            "Restore it to that release or a later one."
        )
    _, program = programs.find("pg_restore", max(server, manifest.pg_dump))
    target = f"--dbname={conninfo_to_dict(address)['dbname']}"
    command: list[str | Path] = [
        program,
        target,
        "--no-owner",
        "--no-privileges",
        "--no-password",
        "--single-transaction",
    ]
    environment = {**os.environ, **programs.environment(address)}
    with (
        zipfile.ZipFile(file) as backup,
        backup.open(ARCHIVE) as archive,
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as restore,
    ):
        assert restore.stdin is not None  # noqa: S101 - for the type checker
        assert restore.stderr is not None  # noqa: S101
        # It may end before it has read all, and then says why.
        with suppress(BrokenPipeError), restore.stdin:
            while part := archive.read(1_000_000):
                restore.stdin.write(part)
        said = restore.stderr.read().decode(errors="replace").strip()
    if restore.returncode:
        raise BackupProblem(f"Nothing was restored. pg_restore says: {said}")


def _compare(address: str, manifest: Manifest) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        # Until it is done, the database plans every query as if its tables were empty.
        connection.execute("ANALYZE")
        contents.prepare(connection)
        if found := contents.differences(manifest.contents, contents.read(connection)):
            raise BackupProblem("Nothing was restored: it would not equal what was saved.\n" + "\n".join(found))


def _swap(server: psycopg.Connection[Any], name: str, restored: str, kept: str) -> None:
    # Whoever is disconnected tries again at once, and would be in the way.
    _execute(server, "ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
    present = name
    try:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        with server.transaction():
            _execute(server, "ALTER DATABASE {} RENAME TO {}", name, kept)
            _execute(server, "ALTER DATABASE {} RENAME TO {}", restored, name)
        present = kept
    finally:
        try:
            _execute(server, "ALTER DATABASE {} ALLOW_CONNECTIONS true", present)
        except psycopg.Error as error:
            raise BackupProblem(f"{str(error).strip()}. {_way_out(present)}") from error


def _way_out(name: str) -> str:
    return (
        f"Nobody can connect to the database {name}, because a restore was broken off. As a superuser, let them do so "
        f'again: ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'
    )


def _execute(server: psycopg.Connection[Any], statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
