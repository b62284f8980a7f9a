"""Health checks, for load balancers and whatever starts the service.

A middleware answers them before all others, so that they need no host name, no HTTPS and no database. They say of each
part whether it works, and nothing that a stranger could use.
"""

from collections.abc import Callable
from pathlib import Path

import redis
from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase

from caching.reading_servers import for_reading
from database.servers import primary_for_site

OK, AWAY = "ok", "away"
#: Without these, no page can be answered; without the others, nobody can edit, or pages take longer.
NEEDED = ("database", "migrations", "static_files")


class HealthMiddleware:
    """Answers ``/healthz``, whether this process is alive, and ``/readyz``, whether it can serve."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # Migrations are applied once in the life of a process, and to compare them takes long.
        self._is_migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if request.path_info not in ("/healthz", "/readyz"):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = self._ready() if request.path_info == "/readyz" else HttpResponse("ok", content_type="text/plain")
        response.headers["Cache-Control"] = "no-store"
        return response

    def _ready(self) -> HttpResponse:
        parts = {
            "database": _database(),
            "editing": _editing(),
            "migrations": self._migrations(),
            "static_files": _static_files(),
            "cache": _cache(),
        }
        is_ready = all(parts[name] == OK for name in NEEDED)
        status = "ready" if is_ready else "not ready"
        return JsonResponse({"status": status, "parts": parts}, status=200 if is_ready else 503)

    def _migrations(self) -> str:
        if not self._is_migrated:
            try:
                self._is_migrated = _first_that_answers(_has_all_migrations) is True
            except DatabaseError:
                return AWAY
        return OK if self._is_migrated else "not applied"


def _first_that_answers(ask: Callable[[], bool]) -> bool:
    """What the first server for readers says that can be reached. Raises DatabaseError if none can."""
    *others, last = for_reading()
    for server in others:
        try:
            with server.in_use():
                return ask()
        except DatabaseError:
            connection.close()
    with last.in_use():
        return ask()


def _has_all_migrations() -> bool:
    executor = MigrationExecutor(connection)
    try:
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    finally:
        connection.close()


def _answers() -> bool:
    """Whether the server in use answers. Raises DatabaseError if it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()
    return True


def _database() -> str:
    try:
        _first_that_answers(_answers)
    except DatabaseError:
        return AWAY
    return OK


def _editing() -> str:
    try:
        with primary_for_site().in_use():
            _answers()
    except DatabaseError:
        return "paused"
    return OK


def _static_files() -> str:
    return OK if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() else "not collected"


def _cache() -> str:
    if not settings.CACHE_URL:
        return OK
    try:
        caches["pages"].get("health")
    except (redis.RedisError, OSError):
        return AWAY
    return OK
