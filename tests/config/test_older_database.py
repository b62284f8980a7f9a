"""A database that an older state of the program made is kept under another name, never deleted."""

import json
import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config import older_database
from database.applied_migrations import digests

NAME = "test_older_database"


def statement(database: str, text: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(make_conninfo(os.environ["DATABASE_URL"], dbname=database), autocommit=True) as server:
        found = server.execute(text, values or None)
        return found.fetchall() if found.description else []


@pytest.fixture
def address() -> Iterator[str]:
    """The address of an empty database."""
    statement("postgres", f"CREATE DATABASE {NAME}")
    yield make_conninfo(os.environ["DATABASE_URL"], dbname=NAME)
    for (name,) in statement("postgres", "SELECT datname FROM pg_database WHERE datname ^@ %s", NAME):
        with psycopg.connect(make_conninfo(os.environ["DATABASE_URL"], dbname="postgres"), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(name))))


def migrated(*applied: tuple[str, str], **texts: str | None) -> None:
    """Make Django's table of migrations, with the digests of what was applied but for those given."""
    statement(NAME, "CREATE TABLE django_migrations (app text, name text)")
    statement(NAME, f"COMMENT ON TABLE django_migrations IS '{json.dumps(digests() | texts)}'")
    for row in applied:
        statement(NAME, "INSERT INTO django_migrations VALUES (%s, %s)", *row)


def test_an_older_database_is_kept_and_an_empty_one_takes_its_place(address: str):
    migrated(("evidence", "0001_initial"), ("evidence", "0002_of_an_older_state"))
    kept = older_database.put_aside(address)
    assert kept.startswith(f"{NAME}_until_")
    assert ("evidence", "0002_of_an_older_state") in statement(kept, "SELECT app, name FROM django_migrations")
    assert statement(NAME, "SELECT to_regclass('django_migrations')::text") == [(None,)]
    assert older_database.put_aside(address) == ""


def test_a_database_of_this_state_stays(address: str):
    migrated(("evidence", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length"), ("gone_library", "0001"))
    assert older_database.put_aside(address) == ""
    assert len(statement(NAME, "SELECT app FROM django_migrations")) == 3


@pytest.mark.parametrize("digest", ["of the text that it had before", None])
def test_a_database_of_a_migration_that_was_edited_since_is_kept(address: str, digest: str | None):
    migrated(("evidence", "0001_initial"), **{"evidence.0001_initial": digest})
    assert older_database.put_aside(address).startswith(f"{NAME}_until_")


@pytest.mark.django_db
def test_migrating_notes_the_text_of_what_was_applied():
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass)")
        assert json.loads(cursor.fetchone()[0]) == digests()


def test_an_empty_database_stays(address: str):
    assert older_database.put_aside(address) == ""
