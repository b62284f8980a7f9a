"""Whoever has the token gets the metrics of all worker processes, and nobody else gets any."""

import re
import subprocess
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from prometheus_client import REGISTRY

from config.monitoring.metrics import MetricsMiddleware
from tests.factories import StudyFactory
from tests.support.other_programs import database_address
from tests.support.served import served

TOKEN = "for-prometheus-alone"


@pytest.mark.django_db
def test_without_a_token_there_are_none(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(("status", "counted"), [(200, 1_000), (413, 0)])
def test_bytes_are_counted_of_what_was_read(
    status: int, counted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    request = RequestFactory().post("/nowhere/", content_type="multipart/form-data", CONTENT_LENGTH="1000")

    def uploaded() -> float:
        return REGISTRY.get_sample_value("uploaded_bytes_total", {"route": "none"}) or 0

    before = uploaded()
    MetricsMiddleware(lambda request: HttpResponse(status=status))(request)
    assert uploaded() - before == counted


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_requests_of_all_workers_are_counted_by_route(tmp_path: Path) -> None:
    StudyFactory(slug="one")
    connection.close()
    variables = {
        "DATABASE_URL": database_address(),
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
    }
    with (tmp_path / "log").open("w+") as log, served(log, variables, workers=2) as service:
        assert service.ask("/metrics").status == 401
        assert service.ask("/metrics", Authorization="Bearer wrong").status == 401
        for _ in range(12):
            assert service.ask("/studies/one/?q=words").status == 200
        service.ask("/made/up/by/somebody/")
        # A worker that was killed has no connections any more.
        dead = subprocess.Popen(["true"])
        dead.wait()
        left = tmp_path / "metrics" / f"gauge_livesum_{dead.pid}.db"
        left.touch()
        text = service.ask("/metrics", Authorization=f"Bearer {TOKEN}").text
    assert samples(text, "http_request_duration_seconds_count", 'route="study"') == 12
    assert samples(text, "http_request_duration_seconds_count", 'route="none",status="404"') == 1
    # Each worker made the page once, or one made it for all.
    assert samples(text, "page_cache_answers_total", 'outcome="hit"') in (10, 11)
    assert samples(text, "database_connections", 'server="primary for the site",state="size"') >= 1
    assert "made/up" not in text
    assert "words" not in text
    assert not left.exists()


def samples(text: str, name: str, labels: str) -> float:
    """The sum of the samples of a metric that have these labels."""
    found = re.findall(rf"^{name}\{{[^}}]*{re.escape(labels)}[^}}]*\}} (\S+)$", text, re.MULTILINE)
    return sum(map(float, found))
