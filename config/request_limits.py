"""Slows whoever asks for more pages and files to be made than readers do.

Only what is built counts: pages from the cache are answered before this. Each address has so many points, which come
back with time, and each answer costs some. A hospital behind one address, where 100 people open a page that nobody
opened before every 10 seconds, uses no more than comes back. Each process counts for itself, so that nothing has to be
asked of others.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from cachetools import LRUCache
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from config.client_address import limited_address

#: What one address can use at once, and what comes back each second.
POINTS, EACH_SECOND = 600.0, 10.0
#: The addresses that are remembered; whoever is forgotten has all points again.
ADDRESSES = 50_000


class Points:
    """The points of each address."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._left: LRUCache[str, tuple[float, float]] = LRUCache(ADDRESSES)
        self._lock = threading.Lock()

    def take(self, address: str, cost: float) -> float:
        """Take what an answer costs; returns 0, or in how many seconds there will be as much."""
        with self._lock:
            now = self._clock()
            left, at = self._left.get(address, (POINTS, now))
            left = min(POINTS, left + (now - at) * EACH_SECOND)
            if left < cost:
                self._left[address] = left, now
                return (cost - left) / EACH_SECOND
            self._left[address] = left - cost, now
            return 0.0


class RequestLimitMiddleware:
    """Answers 429 to an address that has used its points; whoever is signed in has no limit."""

    #: By which points come back; tests have their own.
    clock = staticmethod(time.monotonic)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.points = Points(self.clock)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, *_: Any) -> HttpResponse | None:
        """Refuse what would be built, and take nothing for what costs nothing, such as the health check."""
        cost = getattr(view, "cost", 0)
        address = limited_address(request)
        if not settings.REQUEST_LIMITS or not cost or address is None or request.user.is_authenticated:
            return None
        if not (seconds := self.points.take(address, cost)):
            return None
        response = render(request, "pages/too_many_requests.jinja", status=429)
        response.headers["Retry-After"] = str(int(seconds) + 1)
        return response
