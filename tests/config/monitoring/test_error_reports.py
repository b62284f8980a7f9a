"""Where a Sentry is named, it hears what broke and where, and nothing of who asked for what."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from caching.responses import DECODERS
from tests.support.other_programs import database_address
from tests.support.receiver import receiver
from tests.support.served import served

Reports = queue.Queue[str]


@pytest.fixture
def sentry() -> Iterator[tuple[str, Reports]]:
    """The address of a server that takes reports, and what it took."""
    with receiver(lambda body, headers: DECODERS[headers.get("Content-Encoding", "")](body).decode()) as (
        port,
        reports,
    ):
        yield f"http://key@127.0.0.1:{port}/1", reports


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_an_error_is_reported_without_personal_data(sentry: tuple[str, Reports], tmp_path: Path) -> None:
    address, reports = sentry
    variables = {
        "SENTRY_DSN": address,
        "TEST_ROOT_URLCONF": "tests.support.browser.error_urls",
        "DATABASE_URL": database_address(),
    }
    asked_with = {
        "Cookie": "sessionid=session-of-somebody; my_list=list-of-somebody",
        "User-Agent": "browser-of-somebody",
        "X-Forwarded-For": "198.51.100.7",
        "Authorization": "Bearer token-of-somebody",
        "Referer": "https://intranet.of-somebody.example/",
    }
    with (tmp_path / "log").open("w+") as log, served(log, variables) as service:
        answer = service.ask("/errors/500/?q=words-of-somebody", **asked_with)
        assert answer.status == 500
        report = reports.get(timeout=30)
    assert "RuntimeError" in report
    assert "/errors/500/" in report
    assert answer.headers["x-request-id"] in report
    assert "of-somebody" not in report
    assert "198.51.100.7" not in report
    assert "127.0.0.1" not in report.replace(address, "")
