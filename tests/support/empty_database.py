"""The empty database in which most tests work, each in a transaction that is rolled back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.test import TransactionTestCase

from tests.support import template_database

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
#: What ``migrate`` fills.
MADE_BY_MIGRATE = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> Iterator[None]:
    """Use a copy of what was migrated once, in place of pytest-django's own, which migrates it again."""
    address = os.environ["DATABASE_URL"]
    TransactionTestCase._fixture_teardown = delete_rows  # type: ignore[attr-defined]
    template = template_database.empty(address)
    with template_database.copied(address, f"test_{WORKER}", template) as name, connected_to(name):
        yield


def delete_rows(case: Any) -> None:
    """Delete what a test committed; much faster than ``flush``, which fills anew what is kept here."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    is_filled = [f"SELECT '{each}' WHERE EXISTS (SELECT FROM {each})" for each in tables if each not in MADE_BY_MIGRATE]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(is_filled))
        if filled := ", ".join(table for (table,) in cursor.fetchall()):
            cursor.execute(f"TRUNCATE {filled} CASCADE")


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
