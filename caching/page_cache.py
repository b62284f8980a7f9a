"""A cache of whole responses to anonymous readers, each valid until the content changes or the day does.

The key is the content's version (``caching/content_version.py``), the address and the query with its parameters in one
order; each encoding that is asked for is cached. The middleware stands before sessions and sign-in, so that a response
from the cache costs one read of the version. See docs/decisions/page-cache.md.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.module_loading import import_string

from caching.canonical_queries import canonical_query
from caching.content_version import ContentVersion, page_of, read_version
from caching.reading_servers import editing_is_paused, for_reading
from caching.responses import ENCODERS, CachedResponse, Headers, best_encoding
from caching.working_turns import given_back
from database.servers import Server, primary, primary_for_site

GetResponse = Callable[[HttpRequest], HttpResponseBase]
Answer = TypeVar("Answer", bound=HttpResponseBase | None)

#: A request with a longer query is answered as it came, and not cached.
LONGEST_QUERY = 2_000
#: Where people sign in and edit, which is always on the primary.
ADMIN = "/admin/"
#: How many requests of a process wait for a page that another builds, and how long.
WAITING = 40
SECONDS_TO_WAIT = 30


class PageCacheMiddleware:
    """Answers anonymous readers from the cache, and caches what may be cached."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        # For what is not cached.
        self.compressed: Any = GZipMiddleware(get_response)
        self.store = import_string(settings.PAGE_CACHE_STORE)(settings.PAGE_CACHE_BYTES)
        self._building: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING)
        #: What the key of each page began with when a database last answered, and when that was.
        self._last_state: tuple[tuple[Any, ...], float] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request, from the first database server that can."""
        if not _is_anonymous_read(request):
            server = primary() if request.path_info.startswith(ADMIN) else primary_for_site()
            return _answered_by(server, lambda: _not_cached(self.compressed(request)))
        response = None
        for place, server in enumerate(for_reading()):
            if place:
                _give_up(response)
            response = _answered_by(server, lambda: self._answer(request))
            if response and not getattr(response, "another_may_answer", False):
                return response
        if last_known := self._last_known(request):
            _give_up(response)
            return last_known
        # What needs no database is answered all the same, and all else says that the service is unavailable.
        return response or _answered_by(primary_for_site(), lambda: _not_cached(self.compressed(request)))

    def _answer(self, request: HttpRequest) -> HttpResponseBase | None:
        """The answer by the server in use; None if it is away."""
        try:
            version, is_shared = read_version()
        except DatabaseError:
            return None
        if not is_shared:
            return _not_cached(self.compressed(request))
        request.editing_is_paused = editing_is_paused()  # type: ignore[attr-defined]
        state = (*version, request.editing_is_paused, timezone.localdate().isoformat())  # type: ignore[attr-defined]
        self._last_state = state, time.monotonic()
        page = _page(request, state)
        if len(page[-1]) > LONGEST_QUERY:  # bytes that are no UTF-8 make it longer
            return _not_cached(self.compressed(request))
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        if cached := self._cached(page, encoding):
            request.page_cache = "hit"  # type: ignore[attr-defined]  # for logs and metrics
            return cached.answer(request)
        if not _is_public_page(request):
            return _not_cached(self.compressed(request))
        request.META["QUERY_STRING"] = page[-1]
        request.page_cache = "miss"  # type: ignore[attr-defined]
        with self._one_at_a_time(page) as is_first:
            if not is_first and (cached := self._cached(page, encoding)):
                return cached.answer(request)
            return self._built(request, version, page, encoding)

    def _last_known(self, request: HttpRequest) -> HttpResponseBase | None:
        """The page as it was when a database last answered, if that is cached and not too long ago."""
        if self._last_state is None:
            return None
        state, at = self._last_state
        seconds = int(time.monotonic() - at)
        if seconds > settings.STALE_PAGES_SECONDS:
            return None
        cached = self._cached(_page(request, state), best_encoding(request.headers.get("Accept-Encoding", "")))
        if cached is None:
            return None
        response = _not_cached(replace(cached, headers=_without_cache_control(cached.headers)).answer(request))
        request.page_cache = "stale"  # type: ignore[attr-defined]
        response.headers["Age"] = str(seconds)
        # As RFC 9211 has it: what is older than it may be has a negative time to live.
        response.headers["Cache-Status"] = f"PageCache; hit; ttl=-{seconds}; detail=database-away"
        return response

    def _cached(self, page: Hashable, encoding: str) -> CachedResponse | None:
        """The response, in the wanted encoding if it can be compressed."""
        if cached := self.store.get((page, encoding)):
            return cached
        for other in ENCODERS:
            if other != encoding and (cached := self.store.get((page, other))):
                return self._cache(page, cached, encoding) if cached.is_compressible else cached
        return None

    def _cache(
        self, page: Hashable, response: CachedResponse, encoding: str, version: ContentVersion | None = None
    ) -> CachedResponse:
        """Return a response in an encoding, cached; one just built under a version, only if it is still the version."""
        response = response.encoded(encoding)
        if response.size <= self.store.largest and (version is None or _version() == version):
            self.store.set((page, response.encoding), response)
        return response

    @contextmanager
    def _one_at_a_time(self, page: Hashable) -> Iterator[bool]:
        """Let one request at a time build a page; the others wait for it, and are told that they were not first.

        Where many wait already, the next builds it as well, so that it is counted and limited as any other.
        """
        with self._lock:
            built = self._building.get(page)
            if is_first := built is None:
                built = self._building[page] = threading.Event()
        if not is_first:
            if self._places.acquire(blocking=False):
                try:
                    with given_back():
                        built.wait(SECONDS_TO_WAIT)
                finally:
                    self._places.release()
            yield False
            return
        try:
            yield True
        finally:
            with self._lock:
                del self._building[page]
            built.set()

    def _built(self, request: HttpRequest, version: ContentVersion, page: Hashable, encoding: str) -> HttpResponseBase:
        """The view's response, which is cached if it may be."""
        with page_of(version) as built:
            response = self.get_response(request)
        if built.is_outdated or not _may_be_cached(response):
            return _not_cached(self.compressed.process_response(request, response))
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        response.headers["Cache-Control"] = settings.PAGE_CACHE_CONTROL
        if response.streaming:
            parts = iter(response)
            response.streaming_content = self._cached_while_streamed(response, parts, version, page)  # type: ignore[attr-defined]
            return self.compressed.process_response(request, response)
        whole = CachedResponse.of(response.content, _headers(response))  # type: ignore[attr-defined]
        return self._cache(page, whole, encoding, version).answer(request)

    def _cached_while_streamed(
        self, response: HttpResponseBase, parts: Iterator[bytes], version: ContentVersion, page: Hashable
    ) -> Iterator[bytes]:
        """The parts of a response as they come; the whole is cached if it is small enough."""
        headers = _headers(response)
        whole: list[bytes] = []
        size = 0
        for part in parts:
            size += len(part)
            if size <= self.store.largest:
                whole.append(part)
            yield part
        if size <= self.store.largest:
            self._cache(page, CachedResponse.of(b"".join(whole), headers), "", version)


def _answered_by(server: Server, answer: Callable[[], Answer]) -> Answer:
    """An answer that a server gives, as it also does for the parts of a file, which are made when it is read."""
    with server.in_use():
        response = answer()
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = server.parts(iter(response))
    return response


def _give_up(response: HttpResponseBase | None) -> None:
    """Keep nothing of a server that failed: the next would be asked by its connection."""
    if response:
        response.close()
    connection.close()


def _page(request: HttpRequest, state: tuple[Any, ...]) -> tuple[Any, ...]:
    """The key of a response; the query comes last."""
    query = canonical_query(request.META.get("QUERY_STRING", ""))
    return (*state, request.scheme, request.get_host(), request.path, query)


def _version() -> ContentVersion | None:
    """The content's version; None if this connection sees what others do not, or the database does not answer."""
    try:
        version, is_shared = read_version()
    except DatabaseError:
        return None
    return version if is_shared else None


def _is_anonymous_read(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and not request.path_info.startswith(ADMIN)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    )


def _is_public_page(request: HttpRequest) -> bool:
    try:
        return getattr(resolve(request.path_info).func, "is_public_page", False)
    except Resolver404:
        return False


def _may_be_cached(response: HttpResponseBase) -> bool:
    return response.status_code == 200 and not response.cookies and not response.has_header("Cache-Control")


def _not_cached(response: HttpResponseBase) -> HttpResponseBase:
    """The response with word to every cache on its way to ask again before it answers from a copy."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, no_cache=True, private=True)
    return response


def _headers(response: HttpResponseBase) -> Headers:
    return tuple((name, value) for name, value in response.items() if name != "Content-Length")


def _without_cache_control(headers: Headers) -> Headers:
    return tuple((name, value) for name, value in headers if name != "Cache-Control")
