"""Whoever asks for too much to be made waits, and nobody else does."""

from typing import Any

import pytest
from django.conf import settings as our_settings
from django.test import Client, override_settings
from django.urls import get_resolver

from config.request_limits import EACH_SECOND, POINTS, Points, RequestLimitMiddleware
from pages.urls import FILE
from tests.support.people import person

SCRAPER, HOSPITAL = "203.0.113.9", "198.51.100.1"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_points_are_used_up_and_come_back():
    clock = Clock()
    points = Points(clock)
    assert [points.take(SCRAPER, FILE) for _ in range(int(POINTS) // FILE)] == [0] * (int(POINTS) // FILE)
    assert points.take(SCRAPER, FILE) == FILE / EACH_SECOND
    assert points.take(HOSPITAL, FILE) == 0
    clock.now += FILE / EACH_SECOND
    assert points.take(SCRAPER, FILE) == 0
    assert points.take(SCRAPER, 1) > 0
    clock.now += 1_000_000
    # No more than at first.
    assert [points.take(SCRAPER, POINTS), points.take(SCRAPER, 1)] == [0, 1 / EACH_SECOND]


def test_a_hospital_behind_one_address_is_not_slowed():
    clock = Clock()
    points = Points(clock)
    for _ in range(600):
        clock.now += 1
        # Ten pages that nobody has opened before each second for ten minutes.
        assert not any(points.take(HOSPITAL, 1) for _ in range(10))


@pytest.mark.django_db
@override_settings(REQUEST_LIMITS=True)
def test_a_scraper_is_asked_to_wait_and_readers_are_not(monkeypatch):
    monkeypatch.setattr("config.request_limits.POINTS", 2.0 * FILE)
    clock = Clock()
    monkeypatch.setattr(RequestLimitMiddleware, "clock", clock)
    scraper, reader = Client(REMOTE_ADDR=SCRAPER), Client(REMOTE_ADDR=HOSPITAL)
    answers: list[Any] = [scraper.get("/studies.csv", {"q": str(number)}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) == FILE / EACH_SECOND + 1
    assert "Wait a minute" in answers[-1].content.decode()
    assert reader.get("/studies.csv").status_code == 200
    # What costs nothing is answered still, and so is who is signed in.
    assert scraper.get("/healthz").status_code == 200
    clock.now += FILE / EACH_SECOND
    assert [scraper.get("/studies.csv", {"q": word}).status_code for word in ("later", "soon")] == [200, 429]
    scraper.force_login(person("cara", "Curator"))
    assert scraper.get("/studies.csv").status_code == 200


def test_whatever_is_made_costs_something_and_a_cached_page_nothing():
    patterns: Any = get_resolver("pages.urls").url_patterns
    free = {each.name for each in patterns if not getattr(each.callback, "cost", 0)}
    assert free <= {"security-txt"}
    order = our_settings.MIDDLEWARE
    cache, limits = "caching.page_cache.PageCacheMiddleware", "config.request_limits.RequestLimitMiddleware"
    assert order.index(cache) < order.index(limits)
