"""What every test has."""

import os

import pytest
from django.core.cache import cache

from tests import chromium
from tests.real_base import real_base, real_database  # noqa: F401


def pytest_configure(config: pytest.Config) -> None:
    """See to the browser before any test runs."""
    if chromium.path() is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            raise pytest.UsageError(f"REQUIRE_BROWSER is set and there is no Chromium: {chromium.INSTALL}.")
        config.pluginmanager.register(chromium.LeftOut())


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Let no test see what another left in the cache."""
    cache.clear()
