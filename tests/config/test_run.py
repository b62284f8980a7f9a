"""`make run` prepares what is missing or was changed, and nothing where nothing was."""

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

import manage
from config import local, run
from tests.support.real_base import copied


@pytest.fixture
def database(django_db_setup: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A loaded database of this test's own, as the one that is served."""
    with copied("run") as name:
        address = make_conninfo(os.environ["DATABASE_URL"], dbname=name)
        monkeypatch.setenv("DATABASE_URL", address)
        yield address


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of a program whose static files are collected."""
    monkeypatch.setattr(run, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(run, "LIST_OF_STATIC_FILES", tmp_path / "staticfiles.json")
    (tmp_path / "staticfiles.json").write_text("{}")
    file = tmp_path / "program.py"
    file.write_text("")
    monkeypatch.setattr(run, "_files", lambda: iter([file]))
    return file


def change(address: str, statement: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(statement)


def test_a_later_start_prepares_again_only_after_a_change(database: str, program: Path) -> None:
    assert not run._is_prepared()

    run.STAMP.write_text(run._state())
    assert run._is_prepared()
    change(database, "UPDATE evidence_study SET label = 'Edited' WHERE id = (SELECT min(id) FROM evidence_study)")
    assert run._is_prepared()

    program.write_text("changed")
    assert not run._is_prepared()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM django_migrations WHERE app = 'recommendations'",
        "UPDATE django_migrations SET applied = applied + interval '1 day' WHERE app = 'evidence'",
        "TRUNCATE evidence_source CASCADE",
        "DROP TABLE django_migrations",
    ],
)
def test_what_happened_to_the_database_is_seen(database: str, program: Path, statement: str) -> None:
    run.STAMP.write_text(run._state())
    assert run._is_prepared()

    change(database, statement)

    assert not run._is_prepared()


def test_static_files_that_are_gone_are_collected_again(database: str, program: Path) -> None:
    run.STAMP.write_text(run._state())
    run.LIST_OF_STATIC_FILES.unlink()

    assert not run._is_prepared()


def test_nothing_counts_as_prepared_where_nothing_could_be_told(database: str, program: Path) -> None:
    change(database, "TRUNCATE evidence_source CASCADE")
    run.STAMP.write_text(run._state())

    assert not run._is_prepared()


def test_the_program_styles_and_packages_are_looked_at() -> None:
    looked_at = {path.relative_to(run.VAR.parent).as_posix() for path in run._files()}

    assert {"evidence/models/studies.py", "evidence/migrations/0001_initial.py", "requirements.lock"} <= looked_at
    assert any(path.startswith("var/build/css/") for path in looked_at)
    assert any(path.startswith("static/") for path in looked_at)


def test_no_worker_is_forked_while_another_thread_may_hold_a_lock() -> None:
    code = (
        "import multiprocessing; from config import local_server, server; "
        "server.Granian.serve = lambda self: print(multiprocessing.get_start_method()); local_server.main()"
    )
    started = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert started.stdout.split() == ["spawn"]


def test_a_second_start_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "VAR", tmp_path)
    waits = threading.Event()
    monkeypatch.setattr(run, "_say", lambda message: waits.set())
    order = []

    def second() -> None:
        with run._alone():
            order.append("second")

    with ThreadPoolExecutor(1) as starts:
        with run._alone():
            started = starts.submit(second)
            assert waits.wait(30)
            order.append("first")
        started.result(30)
    assert order == ["first", "second"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk of /srv/var is full. Make room, then start again."),
        (errno.EROFS, "/srv/var cannot be used: Read-only file system. This user must be able to write there."),
        (errno.EACCES, "/srv/var cannot be used: Permission denied. This user must be able to write there."),
    ],
)
def test_a_folder_that_cannot_be_written_is_named_in_a_sentence(number: int, sentence: str) -> None:
    assert local.explain(OSError(number, os.strerror(number), "/srv/var/secret_key")) == sentence


@pytest.mark.parametrize(
    ("variables", "lacks"),
    [
        ({}, False),
        ({"SECRET_KEY": "secret"}, True),
        ({"ALLOWED_HOSTS": "equity.example"}, True),
        ({"SECRET_KEY": "secret", "DATABASE_URL": "postgres://db/equity"}, False),
    ],
)
def test_a_deployment_gets_no_embedded_database(
    variables: dict[str, str], lacks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(local, "prepare", lambda: pytest.fail("It started a database."))
    assert local.lacks_database_of_deployment() == lacks
    if lacks:
        manage._prepare()
