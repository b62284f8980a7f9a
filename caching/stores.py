"""Where responses are cached: in the memory of each process, or in Redis for all of them."""

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from cachetools import LRUCache
from django.conf import settings
from django.core.cache import caches

from caching.responses import CachedResponse

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: A response is cached if it takes no more than this share of the cache.
LARGEST_SHARE = 1 / 8


class LocalStore:
    """Responses in the memory of this process; those that were asked for longest ago make room."""

    def __init__(self, size: int) -> None:
        self.largest = int(size * LARGEST_SHARE)
        self._responses: LRUCache[Hashable, CachedResponse] = LRUCache(size, getsizeof=lambda each: each.size)
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> CachedResponse | None:
        """The response under a key, if there is one."""
        with self._lock:
            return self._responses.get(key)

    def set(self, key: Hashable, response: CachedResponse) -> None:
        """Cache a response."""
        with self._lock:
            self._responses[key] = response


class SharedStore:
    """Responses in the cache that all processes share. After a failure it is left alone for some seconds."""

    SECONDS = 24 * 60 * 60
    SECONDS_BEFORE_RETRY = 5.0

    def __init__(self, size: int) -> None:
        self.largest = int(size * LARGEST_SHARE)
        self._cache = caches["pages"]
        self._release = _release()
        self._failed_at: float | None = None

    def get(self, key: Hashable) -> CachedResponse | None:
        """The response under a key, if there is one and the cache can be reached."""
        return self._try(lambda: self._cache.get(self._name(key)))

    def set(self, key: Hashable, response: CachedResponse) -> None:
        """Cache a response, if the cache can be reached."""
        self._try(lambda: self._cache.set(self._name(key), response, self.SECONDS))

    def _try(self, use: Callable[[], T]) -> T | None:
        # Without this, every request would wait for a cache that does not answer.
        if self._failed_at is not None:
            if time.monotonic() - self._failed_at < self.SECONDS_BEFORE_RETRY:
                return None
            # This request tries; those beside it do not wait.
            self._failed_at = time.monotonic()
        try:
            result = use()
        except ValueError:  # something else is stored under the name
            logger.warning("A response in the shared cache cannot be read.", exc_info=True)
            return None
        except Exception:  # whatever the client raises: a page can be made without the cache
            self._failed_at = time.monotonic()
            logger.warning("The shared cache failed.", exc_info=True)
            return None
        self._failed_at = None
        return result

    def _name(self, key: Hashable) -> str:
        return f"page:{hashlib.sha256(repr((self._release, key)).encode()).hexdigest()}"


def _release() -> str:
    """What responses depend on besides the content: the program, its libraries, and the settings that pages show."""
    found = hashlib.sha256()
    for path in sorted(path for end in ("py", "jinja") for path in settings.BASE_DIR.glob(f"[a-z]*/**/*.{end}")):
        found.update(path.read_bytes())
    for path in (settings.BASE_DIR / "requirements.lock", Path(settings.STATIC_ROOT) / "staticfiles.json"):
        found.update(path.read_bytes() if path.exists() else b"")
    shown = (settings.SERVICE_NAME, settings.SERVICE_OWNER, settings.ERROR_REPORT_EMAIL, settings.USE_NHS_LOGO)
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)  # which the page on cookies names
    found.update(repr((*shown, *cookies, settings.PAGE_CACHE_CONTROL, settings.WRES_SMALLEST_COUNT)).encode())
    return found.hexdigest()
