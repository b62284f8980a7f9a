"""Saving a database to a file: a zip of PostgreSQL's own archive and a manifest of what is in it."""

import json
import os
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from database.backups import contents, programs
from database.backups.contents import Contents
from database.backups.problems import BackupProblem

ARCHIVE = "database.dump"
MANIFEST = "manifest.json"
#: Of the manifest; one that a later release writes differently gets the next number.
FORMAT = 1
SUFFIX = ".part"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str
    #: The version of the program that made it.
    version: str
    #: The major release of the server, and of the program that dumped it, which may be newer.
    postgresql: int
    pg_dump: int
    #: ``evidence.0001_initial`` and so on, as they were applied.
    migrations: list[str]
    contents: dict[str, Contents]


def save(address: str, file: Path, version: str) -> Manifest:
    """Save the database as it is at one moment; the file gets its name once it is whole. Raises BackupProblem."""
    try:
        with psycopg.connect(address) as connection, _whole(file) as unfinished:
            return _save(connection, address, unfinished, version)
    except (OSError, psycopg.Error, zipfile.BadZipFile) as error:
        raise BackupProblem(f"No backup was made: {_sentence(error)}") from error


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself, once every byte of it was found to be what was written."""
    try:
        with zipfile.ZipFile(file) as backup:
            if damaged := backup.testzip():
                raise BackupProblem(f"{file} is damaged: {damaged} in it is not what was written.")
            said = json.loads(backup.read(MANIFEST))
        if said["format"] != FORMAT:
            raise BackupProblem(f"{file} was made by another release, in a form that this one does not know.")
        said["contents"] = {name: Contents(*each) for name, each in said["contents"].items()}
        return Manifest(**said)
    except OSError as error:
        raise BackupProblem(f"The backup cannot be read: {_sentence(error)}") from error
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError) as error:
        raise BackupProblem(f"{file} is no backup, or not a whole one.") from error


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """Give the path to write to, which becomes the file's if nothing fails, and is deleted otherwise."""
    unfinished = file.with_name(file.name + SUFFIX)
    try:
        # Passwords' hashes and small numbers are in it.
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield unfinished
        # On the disk before it has its name, also if the machine loses its power.
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _save(connection: psycopg.Connection[Any], address: str, file: Path, version: str) -> Manifest:
    contents.prepare(connection)
    connection.commit()
    # What is counted and what is dumped is the same moment's, whatever is written meanwhile.
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    snapshot = str(connection.execute("SELECT pg_export_snapshot()").fetchall()[0][0])
    server = connection.info.server_version // 10_000
    release, program = programs.find("pg_dump", server)
    manifest = Manifest(
        format=FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version,
        postgresql=server,
        pg_dump=release,
        migrations=_migrations(connection),
        contents=contents.read(connection),
    )
    with zipfile.ZipFile(file, "w") as backup:
        with backup.open(ARCHIVE, "w", force_zip64=True) as archive:
            _dump(address, program, snapshot, archive)
        backup.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _migrations(connection: psycopg.Connection[Any]) -> list[str]:
    if connection.execute("SELECT to_regclass('public.django_migrations')").fetchall()[0][0] is None:
        raise BackupProblem("No backup was made: the database is empty.")
    rows = connection.execute("SELECT app || '.' || name FROM public.django_migrations ORDER BY 1").fetchall()
    return [name for (name,) in rows]


def _dump(address: str, program: Path, snapshot: str, archive: Any) -> None:
    # Owners and rights belong to a server; what is restored belongs to who restores it.
    options = ["--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--snapshot={snapshot}"]
    environment = {**os.environ, **programs.environment(address)}
    with subprocess.Popen([program, *options], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:
        assert dump.stdout is not None  # noqa: S101 - for the type checker
        assert dump.stderr is not None  # noqa: S101
        try:
            shutil.copyfileobj(dump.stdout, archive, 1_000_000)
        except BaseException:
            dump.kill()
            raise
        said = dump.stderr.read().decode(errors="replace").strip()
    if dump.returncode:
        raise BackupProblem(f"No backup was made. pg_dump says: {said}")


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and not isinstance(error, psycopg.Error):
        return f"{error.filename or 'the disk'}: {error.strerror}."
    return str(error).strip()
