"""Migrations can be taken back: a release that went wrong leaves a way to the one before."""

import os
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.support.empty_database import WORKER, connected_to
from tests.support.template_database import copied, empty


@pytest.fixture
def migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of this test's own, migrated and empty."""
    address = os.environ["DATABASE_URL"]
    with (
        copied(address, f"test_migrations_{WORKER}", empty(address)) as name,
        django_db_blocker.unblock(),
        connected_to(name),
    ):
        yield


def tables() -> set[str]:
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return ours & {*connection.introspection.table_names()}


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.long
def test_every_migration_can_be_taken_back_and_applied_again(migrated: None) -> None:
    before, kept_history = tables(), triggers()
    assert kept_history

    for app in ("recommendations", "workforce", "evidence", "curation", "caching"):
        call_command("migrate", app, "zero", verbosity=0)
    without = tables()
    call_command("migrate", verbosity=0)

    assert not {each for each in without if each.startswith(("evidence_", "recommendations_", "workforce_"))}
    assert tables() == before
    assert triggers() == kept_history
