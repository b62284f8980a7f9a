"""A real browser on a live server that shows the real evidence base."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests.support import chromium, template_database
from tests.support.browser.faults import accessibility_faults, described
from tests.support.browser.windows import NARROW, WIDE
from tests.support.empty_database import connected_to
from tests.support.real_base import copied

# Takes long, and is run by its name: see `make accessibility`.
collect_ignore = ["test_every_page.py"]

QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_configure(config: pytest.Config) -> None:
    """Know our own marker, and wait as long for what is expected on a busy machine as for anything else."""
    expect.set_options(timeout=30_000)
    config.addinivalue_line("markers", "changes_the_base: the test gets a copy of the evidence base that takes writes")


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """Close the connections made while Playwright's event loop ran: Django keeps others for when none runs."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium, kept from talking to anyone else."""
    # Chromium refuses its sandbox to root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium.path(), "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Open pages as wide as on a desk, in British English."""
    return {**browser_context_args, "viewport": WIDE, "locale": "en-GB"}


@pytest.fixture(scope="session")
def base_url(django_test_environment: None) -> Iterator[str]:
    """Let `page.goto("/about/")` reach a live server; unlike pytest-django's own, it leaves the database to us."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def loaded_database() -> Iterator[str]:
    """The evidence base, for all tests of this process that only read it.

    The live server answers in threads of its own, which see nothing of what a test has not committed.
    """
    with copied("browser") as name:
        template_database.make_read_only(os.environ["DATABASE_URL"], name)
        yield name


@pytest.fixture(autouse=True)
def evidence_base(
    request: pytest.FixtureRequest, loaded_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Show the evidence base to the live server and to the test itself, and undo what a test changes."""
    with django_db_blocker.unblock():
        if request.node.get_closest_marker("changes_the_base"):
            with copied("browser_copy") as name, connected_to(name):
                yield
        else:
            with connected_to(loaded_database):
                yield


@pytest.fixture(params=[WIDE, NARROW], ids=["1280px", "375px"])
def page_at_each_width(page: Page, request: pytest.FixtureRequest) -> Page:
    """Run the test on a desk's screen and on a phone's."""
    page.set_viewport_size(request.param)
    return page


@pytest.fixture
def page_without_javascript(new_context: Callable[..., Any]) -> Page:
    """Open pages as a browser does that runs no scripts."""
    page: Page = new_context(java_script_enabled=False).new_page()
    return page


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Return a check that fails with what axe finds wrong on a page."""

    def check(page: Page) -> None:
        faults = accessibility_faults(page)
        assert not faults, described(page.url, faults)

    return check
