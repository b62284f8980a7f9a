"""Connections beside the test's own, as other programs have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo


@contextmanager
def someone_else() -> Iterator[Any]:
    """Keep a connection of another program to the test's database."""
    settings = connection.get_connection_params()
    address = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}
    with psycopg.connect(make_conninfo(**address), autocommit=True) as other:
        yield other
