"""Metrics for Prometheus, at ``/metrics``.

The worker processes write to files in one folder (``PROMETHEUS_MULTIPROC_DIR``, which must be set before the library is
imported), and whichever of them is asked adds them up.
"""

import os
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from config.monitoring.routes import METHODS, route_of
from database.servers import all_servers

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Histogram(
    "http_request_duration_seconds",
    "How long requests took until their answer began.",
    ["method", "route", "status"],
    buckets=SECONDS,
)
PAGE_CACHE = Counter("page_cache_answers", "Answers to readers, by what the page cache had.", ["outcome"])
UPLOADED = Counter("uploaded_bytes", "Bytes of forms with files that were sent.", ["route"])
CONNECTIONS = Gauge(
    "database_connections", "Connections in the pools.", ["server", "state"], multiprocess_mode="livesum"
)
AWAY = Gauge(
    "database_server_away",
    "Processes that could not reach the server when last they tried.",
    ["server"],
    multiprocess_mode="livesum",
)


class MetricsMiddleware:
    """Measures requests, and answers ``/metrics`` to whoever has the token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if request.path_info == "/metrics":
            return _metrics(request)
        began = time.monotonic()
        response = self.get_response(request)
        _measure(request, response, time.monotonic() - began)
        return response


def _metrics(request: HttpRequest) -> HttpResponse:
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    _forget_dead_processes()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _measure(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route = route_of(request)
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(method, route, response.status_code).observe(seconds)
    if outcome := getattr(request, "page_cache", ""):
        PAGE_CACHE.labels(outcome).inc()
    length = request.META.get("CONTENT_LENGTH", "")
    # What was refused was not read, and anybody can state any length.
    is_read = response.status_code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if is_read and request.content_type == "multipart/form-data" and length.isdecimal():
        UPLOADED.labels(route).inc(int(length))
    for server in all_servers():
        if server.pool:
            stats = server.pool.get_stats()
            for state in ("size", "available"):
                CONNECTIONS.labels(server.name, state).set(stats[f"pool_{state}"])
            AWAY.labels(server.name).set(server.pool.is_away)


def _forget_dead_processes() -> None:
    for path in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("gauge_live*_*.db"):
        number = int(path.stem.rpartition("_")[2])
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            mark_process_dead(number)  # type: ignore[no-untyped-call]
