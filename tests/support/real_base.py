"""The real evidence base, for all tests of a module."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.support import template_database
from tests.support.empty_database import WORKER, connected_to


@contextmanager
def copied(purpose: str) -> Iterator[str]:
    """Keep a database of this process alone that holds the base, and give its name."""
    address = os.environ["DATABASE_URL"]
    with template_database.copied(address, f"test_{purpose}_{WORKER}", template_database.loaded(address)) as name:
        yield name


@pytest.fixture(scope="session")
def real_database(django_db_setup: None) -> Iterator[str]:
    """Keep a copy of the base for all modules that read it, and give its name."""
    with copied("real") as name:
        yield name


@pytest.fixture(scope="module")
def real_base(real_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let every test of the module see the base; what a test changes is undone after it."""
    with django_db_blocker.unblock(), connected_to(real_database):
        yield
