"""What every test has."""

import gc
import os
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.core.cache import cache
from django.db.models.signals import post_migrate

from tests import chromium
from tests.real_base import real_base, real_database  # noqa: F401


def pytest_configure(config: pytest.Config) -> None:
    """See to the browser before any test runs."""
    if chromium.path() is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            raise pytest.UsageError(f"REQUIRE_BROWSER is set and there is no Chromium: {chromium.INSTALL}.")
        config.pluginmanager.register(chromium.LeftOut())


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is there for good, and look seldom at the rest: to do so takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _make_groups_again(sender: AppConfig, **kwargs: Any) -> None:
    """Make the groups that a migration made, after a test that commits has emptied the database."""
    if sender.label == "recommendations" and not apps.get_model("auth", "Group").objects.exists():
        migrations = sorted(iter_modules(import_module("pages.migrations").__path__), key=lambda module: module.name)
        for module in migrations:
            for operation in import_module(f"pages.migrations.{module.name}").Migration.operations:
                operation.code(apps, None)


@pytest.fixture(autouse=True, scope="session")
def _groups_outlast_tests() -> None:
    """Let each test find the groups, whichever tests ran before it."""
    post_migrate.connect(_make_groups_again)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Let no test see what another left in the cache."""
    cache.clear()
