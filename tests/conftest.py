"""What every test has."""

import gc
import os

import hypothesis
import pytest
from django.core.cache import caches

from tests.support import chromium
from tests.support.empty_database import django_db_setup  # noqa: F401
from tests.support.real_base import real_base, real_database  # noqa: F401


def pytest_configure(config: pytest.Config) -> None:
    """Know our own marker, let property tests take their time, and see to the browser before any test runs."""
    # How long an example takes says more of the machine than of the code.
    hypothesis.settings.register_profile("without deadlines", deadline=None)
    hypothesis.settings.load_profile("without deadlines")
    config.addinivalue_line("markers", "long: takes many seconds, and so begins before the rest")
    if chromium.path() is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            raise pytest.UsageError(f"REQUIRE_BROWSER is set and there is no Chromium: {chromium.INSTALL}.")
        config.pluginmanager.register(chromium.LeftOut())


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run the tests of a single file in this process: starting others takes longer than most files."""
    files = {argument.partition("::")[0] for argument in config.args}
    return 0 if len(files) == 1 and files.pop().endswith(".py") else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that at the end no process waits for another that has just begun it."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is there for good, and look seldom at the rest: to do so takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Let no test see what another left in the cache."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
