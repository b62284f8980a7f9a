"""A drill: a database is saved, damaged and restored. What cannot be restored changes nothing."""

import errno
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import psycopg
import pytest
from django.core.management import CommandError, call_command
from psycopg.conninfo import make_conninfo
from pytest_django.plugin import DjangoDbBlocker

from database.backups import contents, programs, restoring, saving
from database.backups.contents import Contents
from database.backups.problems import BackupProblem
from tests.support.empty_database import connected_to
from tests.support.real_base import copied


@pytest.fixture(scope="module")
def address(django_db_setup: None) -> Iterator[str]:
    """A database that holds the evidence base, of this module's own."""
    with copied("backups") as name:
        yield make_conninfo(os.environ["DATABASE_URL"], dbname=name)


@pytest.fixture(scope="module")
def backup(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("backups") / "base.backup"
    saving.save(address, file, "1.0")
    return file


@pytest.fixture
def run(address: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[..., str]]:
    """Run a command on that database, and return what it says."""

    def call(*arguments: Any, **options: Any) -> str:
        said = StringIO()
        call_command(*arguments, stdout=said, **options)
        return said.getvalue()

    name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
    with django_db_blocker.unblock(), connected_to(str(name)):
        yield call


def held(address: str) -> dict[str, Contents]:
    with psycopg.connect(address, autocommit=True) as connection:
        contents.prepare(connection)
        return contents.read(connection)


def execute(address: str, statement: str) -> list[Any]:
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def databases(address: str) -> set[str]:
    return {name for (name,) in execute(address, "SELECT datname FROM pg_database WHERE datname LIKE 'test_backups%'")}


def with_manifest(backup: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The same backup, saying something else of itself."""
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(target, "w") as copy:
        said = json.loads(source.read(saving.MANIFEST))
        change(said)
        copy.writestr(saving.ARCHIVE, source.read(saving.ARCHIVE))
        copy.writestr(saving.MANIFEST, json.dumps(said))
    return target


@pytest.mark.long
def test_what_was_damaged_is_restored_and_then_equals_what_was_saved(
    address: str, tmp_path: Path, run: Callable[..., str]
) -> None:
    before, others = held(address), databases(address)
    assert before["public.evidence_study"].rows > 50

    with pytest.raises(CommandError, match="no backup in"):
        run("restore", tmp_path, check=True)
    assert "Saved" in run("backup", tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    execute(address, "TRUNCATE evidence_finding CASCADE; UPDATE evidence_study SET title = 'Damaged'")
    execute(address, "ALTER TABLE evidence_source DISABLE TRIGGER USER")
    damaged = held(address)
    assert contents.differences(before, damaged)
    with pytest.raises(CommandError, match="not empty"):
        run("restore", file)
    assert held(address) == damaged

    said = run("restore", tmp_path, replace=True)

    assert held(address) == before
    (kept,) = databases(address) - others
    assert kept in said
    assert held(make_conninfo(address, dbname=kept)) == damaged
    execute(make_conninfo(address, dbname="postgres"), f"DROP DATABASE {kept}")


def test_a_backup_that_would_not_equal_what_was_saved_changes_nothing(
    address: str, backup: Path, tmp_path: Path, run: Callable[..., str]
) -> None:
    before, others = held(address), databases(address)

    def one_row_more(said: dict[str, Any]) -> None:
        said["contents"]["public.evidence_study"][0] += 1

    wrong = with_manifest(backup, tmp_path / "wrong.backup", one_row_more)
    with pytest.raises(CommandError, match=r"public\.evidence_study: .* rows"):
        run("restore", wrong, replace=True)

    assert held(address) == before
    assert databases(address) == others


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda said: said["migrations"].append("evidence.0999_later"), "evidence.0999_later"),
        (lambda said: said.update(postgresql=99), "PostgreSQL 99"),
        (lambda said: said.update(format=99), "another release"),
        (lambda said: said.pop("contents"), "no backup"),
    ],
)
def test_a_backup_of_something_newer_or_unknown_is_refused(
    backup: Path, tmp_path: Path, run: Callable[..., str], change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        run("restore", with_manifest(backup, tmp_path / "other.backup", change), replace=True)


def test_a_damaged_or_cut_off_file_is_refused_by_name(backup: Path, tmp_path: Path, run: Callable[..., str]) -> None:
    whole = backup.read_bytes()
    middle = len(whole) // 2
    damaged, cut_off = tmp_path / "damaged.backup", tmp_path / "cut-off.backup"
    damaged.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    cut_off.write_bytes(whole[:middle])

    for file in (damaged, cut_off, tmp_path / "missing.backup"):
        with pytest.raises(CommandError, match=file.name):
            run("restore", file, check=True)


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_what_ends_early_leaves_the_former_backup_and_no_part(
    address: str, tmp_path: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    file = tmp_path / "base.backup"
    file.write_text("former")

    def fail(*args: Any) -> None:
        raise failure

    monkeypatch.setattr(shutil, "copyfileobj", fail)
    with pytest.raises((CommandError, KeyboardInterrupt)) as raised:
        run("backup", file)

    assert [each.read_text() for each in tmp_path.iterdir()] == ["former"]
    assert isinstance(raised.value, KeyboardInterrupt) or "No space left on device" in str(raised.value)


def test_no_program_gets_the_password_as_an_argument(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    real = subprocess.Popen

    def record(command: Any, *, env: Any, **options: Any) -> Any:
        started.append(([str(each) for each in command], env))
        return real(["false"], env=env, **options)

    secret = psycopg.conninfo.conninfo_to_dict(address).get("password") or "a-secret"
    monkeypatch.setattr(subprocess, "Popen", record)
    monkeypatch.setattr(programs, "find", lambda name, server: (server, Path(name)))
    with pytest.raises(BackupProblem):
        saving.save(make_conninfo(address, password=str(secret)), tmp_path / "base.backup", "1.0")

    ((arguments, environment),) = started
    assert not any(str(secret) in each for each in arguments)
    assert environment["PGPASSWORD"] == secret


def test_of_a_folder_the_newest_backups_are_kept(tmp_path: Path, run: Callable[..., str]) -> None:
    older = [tmp_path / f"equity-evidence-2026-11-0{day}T020000Z.backup" for day in (1, 2, 3)]
    for each in [*older, tmp_path / "before-the-move.backup"]:
        each.touch()

    run("backup", tmp_path, keep=2)

    kept = {each.name for each in tmp_path.iterdir()}
    assert {older[2].name, "before-the-move.backup"} < kept
    assert len(kept) == 3
    with pytest.raises(CommandError, match="from 1"):
        run("backup", tmp_path, keep=0)


def test_a_program_of_the_servers_release_is_preferred_to_newer_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for release in (14, 16, 18):
        program = tmp_path / str(release) / "pg_dump"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {release}.4'\n")
        program.chmod(0o755)
    monkeypatch.setattr(programs, "_candidates", lambda name: tmp_path.glob(f"*/{name}"))

    assert programs.find("pg_dump", 16)[0] == 16
    assert programs.find("pg_dump", 15)[0] == 16
    with pytest.raises(BackupProblem, match="postgresql-client-19"):
        programs.find("pg_dump", 19)


def test_a_database_that_a_killed_restore_left_closed_has_a_way_out(
    address: str, backup: Path, run: Callable[..., str]
) -> None:
    server, name = make_conninfo(address, dbname="postgres"), psycopg.conninfo.conninfo_to_dict(address)["dbname"]
    execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        with pytest.raises(CommandError, match="a restore was broken off") as raised:
            run("restore", backup, replace=True)
    finally:
        execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true' in str(raised.value)


@pytest.mark.parametrize(
    ("found", "created"),
    [
        ({"datlocprovider": "c"}, "libc LC_COLLATE 'sv_SE' LC_CTYPE 'C'"),
        (
            {"datlocprovider": "i", "daticulocale": "sv", "daticurules": "&a < g"},
            "icu LC_COLLATE 'sv_SE' LC_CTYPE 'C' ICU_LOCALE 'sv' ICU_RULES '&a < g'",
        ),
        ({"datlocprovider": "i", "datlocale": "sv"}, "icu LC_COLLATE 'sv_SE' LC_CTYPE 'C' ICU_LOCALE 'sv'"),
        (
            {"datlocprovider": "b", "datlocale": "C.UTF-8"},
            "builtin LC_COLLATE 'sv_SE' LC_CTYPE 'C' BUILTIN_LOCALE 'C.UTF-8'",
        ),
    ],
)
def test_a_restored_database_sorts_as_the_one_in_use(found: dict[str, str], created: str) -> None:
    """As each release of PostgreSQL describes one; that of the tests may know only the first."""
    server = MagicMock()
    server.execute.return_value.fetchall.return_value = [
        ("UTF8", {"datcollate": "sv_SE", "datctype": "C", **found}),
    ]
    restoring._create_like(server, "beside", "model")
    (statement,) = server.execute.call_args.args
    assert statement.as_string().endswith(f"ENCODING 'UTF8' LOCALE_PROVIDER {created}")
