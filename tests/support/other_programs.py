"""Connections beside the test's own, as other programs have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo


def database_address() -> str:
    """The address of the test's database."""
    settings = connection.get_connection_params()
    parts = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}
    return make_conninfo(**parts)


@contextmanager
def other_connection() -> Iterator[Any]:
    """Keep a connection of another program to the test's database."""
    with psycopg.connect(database_address(), autocommit=True) as other:
        yield other
