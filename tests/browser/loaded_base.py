"""Databases that hold the whole evidence base, for the pages that a browser opens.

The live server answers in threads of its own, which see nothing of what a test has not committed. So the base is loaded
once into a database that then takes no more writes, and a test that changes something gets a copy of it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

LOADED = f"test_browser_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
COPY = f"{LOADED}_copy"


@contextmanager
def loaded() -> Iterator[str]:
    """Keep a database that holds the base, and give its name; the pages that read it may change nothing."""
    with _database(LOADED, template=os.environ["TEST_DATABASE_TEMPLATE"]):
        with connected_to(LOADED):
            call_command("load_evidence", verbosity=0)
        _on_server(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(sql.Identifier(LOADED)))
        yield LOADED


@contextmanager
def copied() -> Iterator[str]:
    """Keep a copy of the loaded database, which takes writes, and give its name."""
    with _database(COPY, template=LOADED):
        yield COPY


@contextmanager
def connected_to(database: str) -> Iterator[None]:
    """Let every thread of this process work on another database meanwhile."""
    usual = connection.settings_dict["NAME"]
    _switch(database)
    try:
        yield
    finally:
        _switch(usual)


def _switch(database: str) -> None:
    # In this order, since a thread that still works may open a new pool of connections at any time.
    connection.settings_dict["NAME"] = database
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone
    ContentType.objects.clear_cache()


@contextmanager
def _database(name: str, template: str) -> Iterator[None]:
    identifier = sql.Identifier(name)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier)
    # One may be left of a run that was killed.
    _on_server(drop)
    _on_server(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(identifier, sql.Identifier(template)))
    try:
        yield
    finally:
        _on_server(drop)


def _on_server(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)
