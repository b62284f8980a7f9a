"""Keeps whole answers to anonymous readers, each until the content changes or the day does.

An answer is kept under the content's version (``lists/content_version.py``), its address and its query in one order, in
the encodings that were asked for. The middleware stands before sessions and sign-in, so that an answer that is kept
costs one read of the version. See docs/decisions/page-cache.md.
"""

import gzip
import hashlib
import logging
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.module_loading import import_string

from lists.content_version import ContentVersion, page_of, read_version
from lists.query_strings import in_one_order

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    "": bytes,
}
DECODERS: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
#: Content types that compressing makes smaller, by how they begin.
COMPRESSIBLE = (
    *("text/", "application/json", "application/vnd.citationstyles.csl+json", "image/svg"),
    *("application/x-bibtex", "application/x-research-info-systems"),
)
#: An answer is kept if it takes no more than this share of the cache.
LARGEST_SHARE = 1 / 8
#: A query that is longer is answered as it came, and not kept.
LONGEST_QUERY = 2_000
SECONDS_TO_WAIT = 30


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer in one encoding."""

    body: bytes
    encoding: str  # as Content-Encoding names it; empty if the body is not encoded
    etag: str  # of the body before it was encoded
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """What it takes in memory, in bytes, roughly."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 1_000

    def encoded(self, encoding: str) -> "KeptAnswer":
        """The same answer in another encoding."""
        body = ENCODERS[encoding](DECODERS[self.encoding](self.body))
        return replace(self, body=body, encoding=encoding)

    def response(self, request: HttpRequest) -> HttpResponseBase:
        """The response to a request: the answer, or 304 if the client has it already."""
        response = HttpResponse(self.body, headers=dict(self.headers))
        if self.encoding:
            response.headers["Content-Encoding"] = self.encoding
        response.headers["Content-Length"] = str(len(self.body))
        response.headers["ETag"] = f'"{self.etag}{f"-{self.encoding}" if self.encoding else ""}"'
        return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


class LocalStore:
    """Answers in the memory of this process; those that were not asked for longest make room."""

    def __init__(self, size: int) -> None:
        self.largest = int(size * LARGEST_SHARE)
        self._answers: LRUCache[Hashable, KeptAnswer] = LRUCache(size, getsizeof=lambda answer: answer.size)
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> KeptAnswer | None:
        """The answer under a key, if it is kept."""
        with self._lock:
            return self._answers.get(key)

    def set(self, key: Hashable, answer: KeptAnswer) -> None:
        """Keep an answer."""
        with self._lock:
            self._answers[key] = answer


class SharedStore:
    """Answers in the cache that all processes share; while it cannot be reached, nothing is kept."""

    SECONDS = 24 * 60 * 60

    def __init__(self, size: int) -> None:
        self.largest = int(size * LARGEST_SHARE)
        self._cache = caches["default"]
        self._release = _release()

    def get(self, key: Hashable) -> KeptAnswer | None:
        """The answer under a key, if it is kept."""
        try:
            answer: KeptAnswer | None = self._cache.get(self._name(key))
        except Exception:  # whatever the client raises: a page can be made without it
            logger.warning("The shared cache cannot be read.", exc_info=True)
            return None
        return answer

    def set(self, key: Hashable, answer: KeptAnswer) -> None:
        """Keep an answer."""
        try:
            self._cache.set(self._name(key), answer, self.SECONDS)
        except Exception:
            logger.warning("The shared cache cannot be written.", exc_info=True)

    def _name(self, key: Hashable) -> str:
        return f"page:{hashlib.sha256(repr((self._release, key)).encode()).hexdigest()}"


def _release() -> str:
    """What answers depend on besides the content: the program, its libraries, and the settings that answers hold."""
    found = hashlib.sha256()
    for path in sorted(path for end in ("py", "jinja") for path in settings.BASE_DIR.glob(f"[a-z]*/**/*.{end}")):
        found.update(path.read_bytes())
    for path in (settings.BASE_DIR / "requirements.lock", Path(settings.STATIC_ROOT) / "staticfiles.json"):
        found.update(path.read_bytes() if path.exists() else b"")
    shown = (settings.SERVICE_NAME, settings.SERVICE_OWNER, settings.ERROR_REPORT_EMAIL, settings.USE_NHS_LOGO)
    found.update(repr((*shown, settings.PAGE_CACHE_CONTROL)).encode())
    return found.hexdigest()


class PageCacheMiddleware:
    """Answers anonymous readers from what is kept, and keeps what may be kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        # For what is not kept.
        self.compressed: Any = GZipMiddleware(get_response)
        self.store = import_string(settings.PAGE_CACHE_STORE)(settings.PAGE_CACHE_BYTES)
        self._building: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if not _is_anonymous_read(request) or (version := _version()) is None:
            return _not_kept(self.compressed(request))
        page = _page(request, version)
        encoding = _best_encoding(request.headers.get("Accept-Encoding", ""))
        if kept := self._kept(page, encoding):
            return kept.response(request)
        if not _is_public_page(request):
            return _not_kept(self.compressed(request))
        request.META["QUERY_STRING"] = page[-1]
        with self._alone(page) as is_first:
            if not is_first and (kept := self._kept(page, encoding)):
                return kept.response(request)
            return self._built(request, version, page, encoding)

    def _kept(self, page: Hashable, encoding: str) -> KeptAnswer | None:
        """The answer, in the wanted encoding if it can be compressed."""
        if kept := self.store.get((page, encoding)):
            return kept
        for other in ENCODERS:
            if other != encoding and (kept := self.store.get((page, other))):
                return self._keep(page, kept, encoding) if _is_compressible(kept) else kept
        return None

    def _keep(self, page: Hashable, answer: KeptAnswer, encoding: str) -> KeptAnswer:
        """Keep an answer in an encoding, and give it."""
        if answer.encoding != encoding and _is_compressible(answer):
            answer = answer.encoded(encoding)
        if answer.size <= self.store.largest:
            self.store.set((page, answer.encoding), answer)
        return answer

    @contextmanager
    def _alone(self, page: Hashable) -> Iterator[bool]:
        """Let one request at a time build a page; the others wait for it, and are told that they were not first."""
        with self._lock:
            built = self._building.get(page)
            if is_first := built is None:
                built = self._building[page] = threading.Event()
        if not is_first:
            built.wait(SECONDS_TO_WAIT)
            yield False
            return
        try:
            yield True
        finally:
            with self._lock:
                del self._building[page]
            built.set()

    def _built(self, request: HttpRequest, version: ContentVersion, page: Hashable, encoding: str) -> HttpResponseBase:
        """The answer of the view, which is kept if it may be."""
        with page_of(version) as built:
            response = self.get_response(request)
        if built.is_outdated or not _may_be_kept(response):
            return _not_kept(self.compressed.process_response(request, response))
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        response.headers["Cache-Control"] = settings.PAGE_CACHE_CONTROL
        if response.streaming:
            parts = iter(response)
            response.streaming_content = self._kept_while_streamed(response, parts, version, page)  # type: ignore[attr-defined]
            return self.compressed.process_response(request, response)
        answer = _answer(_headers(response), response.content)  # type: ignore[attr-defined]
        if _version() == version:
            answer = self._keep(page, answer, encoding)
        return answer.response(request)

    def _kept_while_streamed(
        self, response: HttpResponseBase, parts: Iterator[bytes], version: ContentVersion, page: Hashable
    ) -> Iterator[bytes]:
        """The parts of a response as they come; the whole is kept if it is small enough."""
        headers = _headers(response)
        whole: list[bytes] = []
        size = 0
        for part in parts:
            size += len(part)
            if size <= self.store.largest:
                whole.append(part)
            yield part
        if size <= self.store.largest and _version() == version:
            self._keep(page, _answer(headers, b"".join(whole)), "")


def _page(request: HttpRequest, version: ContentVersion) -> tuple[Any, ...]:
    """What an answer is kept under; the query comes last."""
    query = in_one_order(request.META.get("QUERY_STRING", ""))
    return (*version, timezone.localdate().isoformat(), request.scheme, request.get_host(), request.path, query)


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
        # Asked while the database is away, it answers without waiting for the version.
        and request.path_info != "/healthz"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    )


def _is_public_page(request: HttpRequest) -> bool:
    try:
        return getattr(resolve(request.path_info).func, "is_public_page", False)
    except Resolver404:
        return False


def _may_be_kept(response: HttpResponseBase) -> bool:
    return response.status_code == 200 and not response.cookies and not response.has_header("Cache-Control")


def _not_kept(response: HttpResponseBase) -> HttpResponseBase:
    """The response with word to every cache on its way to ask again before it answers from a copy."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, no_cache=True, private=True)
    return response


def _headers(response: HttpResponseBase) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in response.items() if name != "Content-Length")


def _answer(headers: tuple[tuple[str, str], ...], body: bytes) -> KeptAnswer:
    return KeptAnswer(body, "", hashlib.sha256(body).hexdigest()[:32], headers)


def _is_compressible(answer: KeptAnswer) -> bool:
    return dict(answer.headers)["Content-Type"].startswith(COMPRESSIBLE)


def _best_encoding(accepted: str) -> str:
    """The encoding to answer in, of those that ``Accept-Encoding`` names; the first of ours that it does not refuse."""
    weights = dict(_weights(accepted.replace(" ", "").lower().split(",")))
    return next((each for each in ENCODERS if weights.get(each, 0) > 0), "")


def _weights(names: Iterable[str]) -> Iterator[tuple[str, float]]:
    for each in names:
        name, _, weight = each.partition(";q=")
        try:
            yield name, float(weight or 1)
        except ValueError:
            yield name, 0
