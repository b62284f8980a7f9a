"""Databases that hold the whole evidence base, for the pages that a browser opens.

The live server answers in threads of its own, which see nothing of what a test has not committed. So the base is in a
database that takes no writes, and a test that changes something gets a copy of it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support import template_database
from tests.support.empty_database import WORKER


@contextmanager
def loaded() -> Iterator[str]:
    """Keep a database that holds the base, and give its name; the pages that read it may change nothing."""
    address = os.environ["DATABASE_URL"]
    with template_database.copied(address, f"test_browser_{WORKER}", template_database.loaded(address)) as name:
        template_database.make_read_only(address, name)
        yield name


@contextmanager
def copied() -> Iterator[str]:
    """Keep a database that holds the base and takes writes, and give its name."""
    address = os.environ["DATABASE_URL"]
    with template_database.copied(address, f"test_browser_copy_{WORKER}", template_database.loaded(address)) as name:
        yield name
