"""Processes share what is cached in a real Redis, and do without it while it is away."""

from typing import Any

import pytest
from django.test import Client

from caching.stores import SharedStore
from evidence.models import Study
from tests.caching.test_page_cache import is_cached
from tests.factories import StudyFactory
from tests.support.redis_server import RedisServer, redis_server  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _in_redis(redis_server: RedisServer, settings: Any) -> None:  # noqa: F811
    settings.CACHES = {**settings.CACHES, "pages": {**settings.SHARED_CACHE, "LOCATION": redis_server.url}}
    settings.PAGE_CACHE_STORE = "caching.stores.SharedStore"
    StudyFactory(slug="one", label="First label")


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_another_process_answers_from_what_one_cached(accepted: str) -> None:
    headers = {"Accept-Encoding": accepted}
    kept = Client(headers=headers).get("/studies/one/")
    other = Client(headers=headers)
    assert is_cached(other, "/studies/one/")
    assert other.get("/studies/one/").content == kept.content


def test_a_change_shows_in_every_process() -> None:
    one, other = Client(), Client()
    assert b"First label" in one.get("/studies/one/").content
    Study.objects.update(label="Second label")
    for client in (other, one):
        assert b"Second label" in client.get("/studies/one/").content


def test_while_it_is_stopped_pages_are_built_and_afterwards_they_are_cached_again(
    redis_server: RedisServer,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client()
    assert client.get("/studies/one/").status_code == 200
    assert is_cached(client, "/studies/one/")
    redis_server.stop()
    try:
        for _ in range(3):
            assert b"First label" in client.get("/studies/one/").content
        assert not is_cached(client, "/studies/one/")
    finally:
        redis_server.start()
    monkeypatch.setattr(SharedStore, "SECONDS_BEFORE_RETRY", 0.0)
    client.get("/studies/one/")
    assert is_cached(client, "/studies/one/")
