"""The real evidence base, for all tests of a module."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from tests.support import template_database

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture(scope="session")
def real_database(django_db_setup: None) -> Iterator[str]:
    """Keep a database of this process alone that holds the base, and give its name."""
    address = os.environ["DATABASE_URL"]
    with template_database.copied(address, f"test_real_{WORKER}", template_database.loaded(address)) as name:
        yield name


@pytest.fixture(scope="module")
def real_base(real_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let every test of the module see the base; what a test changes is undone after it."""
    with django_db_blocker.unblock(), connected_to(real_database):
        yield


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
    connection.settings_dict["NAME"] = database
    connections.close_all()
    ContentType.objects.clear_cache()
