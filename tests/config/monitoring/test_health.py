"""Health checks answer whoever asks, and say of each part whether it works."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings

from config.monitoring.health import HealthMiddleware

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _collected(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@override_settings(SECURE_SSL_REDIRECT=True)
def test_they_answer_by_any_address_over_plain_http(client: Client, address: str) -> None:
    response = client.get(address, headers={"Host": "192.0.2.7:8000"})
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_what_is_missing_is_named(client: Client, settings: Any) -> None:
    assert client.get("/readyz").json() == {
        "status": "ready",
        "parts": {"database": "ok", "editing": "ok", "migrations": "ok", "static_files": "ok", "cache": "ok"},
    }
    settings.STATIC_ROOT = settings.STATIC_ROOT / "elsewhere"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = 'of old' WHERE app = 'evidence'")
    try:
        response = client.get("/readyz")
        # What a process once saw applied stays so; a release with new migrations is another process.
        assert (response.status_code, response.json()["parts"]["migrations"]) == (503, "ok")
        assert response.json()["parts"]["static_files"] == "not collected"
        new_process = HealthMiddleware(lambda request: pytest.fail("It is answered here."))
        assert new_process._migrations() == "not applied"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET name = '0001_initial' WHERE app = 'evidence'")


def test_the_service_is_ready_without_its_shared_cache(client: Client, settings: Any) -> None:
    settings.CACHE_URL = "redis://127.0.0.1:1"
    settings.CACHES = {**settings.CACHES, "pages": {**settings.SHARED_CACHE, "LOCATION": settings.CACHE_URL}}
    response = client.get("/readyz")
    assert (response.status_code, response.json()["parts"]["cache"]) == (200, "away")
