"""Clients that send or read slowly hold no thread that others wait for, also where no proxy stands before the service.

The server gives each request a thread, and does not bound the time in which its body must arrive. So there are many
threads, of which few work at a time: the rest wait for clients. See docs/operations.md.
"""

import io
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse

from caching.working_turns import DOWNLOADS, WorkingTurns, given_back
from config.client_address import ClientAddressMiddleware, limited_address

#: The threads of a process.
THREADS = 192
#: How many may wait for a body at a time, in all and from one address. Readers, and heavy work, have the other threads.
WAITING = 60
WAITING_OF_ONE = WAITING // 3
#: A body so small is read before anything else is done. A larger one is read when the program asks for it, which few
#: addresses do.
SMALL = 1024 * 1024
#: How much of a larger one is read at a time.
PART = 64 * 1024
#: How long a body may take, and how fast it must come after that.
SECONDS = 10
BYTES_PER_SECOND = 50_000
SECONDS_UNTIL_A_TURN = 5
#: How long a client may read nothing of what it is sent.
MILLISECONDS_UNREAD = 30_000

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TooSlow(OSError):
    """The body did not come in time. An OSError, as Django knows what became of a client that went away."""


class TooManyWait(TooSlow):
    """As many bodies are awaited as there may be, in all or from this address."""


class _Places:
    """Where bodies are awaited."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """Take a place for a client meanwhile; raises TooManyWait."""
        with self._lock:
            if self._taken.total() >= WAITING or self._taken[client] >= WAITING_OF_ONE:
                raise TooManyWait
            self._taken[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken -= Counter([client])


class SlowClients:
    """A WSGI application around another, which gets a turn only while it has something to do."""

    def __init__(self, application: WSGIApplication, *, seconds: float = SECONDS, downloads: int = DOWNLOADS) -> None:
        self._application = application
        self._seconds = seconds
        self._turns = WorkingTurns()
        self._waiting = _Places()
        self._downloads = threading.Semaphore(downloads)
        self._hangs_up = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        # The server listens only once the program is loaded.
        self._hangs_up = self._hangs_up or _hangs_up_on_who_does_not_read()
        length = environ.get("CONTENT_LENGTH") or "0"
        body = None
        if not length.isdecimal():
            return _refuse(start_response, HTTPStatus.BAD_REQUEST)
        if 0 < int(length) <= SMALL:
            seconds = self._seconds + int(length) / BYTES_PER_SECOND
            try:
                with self._waiting.taken(_client(environ)):
                    small = _within(seconds, environ["wsgi.input"].read, int(length))
            except TooManyWait:
                return _refuse(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
            except TooSlow:
                return _hang_up(start_response)
            environ["wsgi.input"] = io.BytesIO(small)
        elif int(length):
            place = partial(self._waiting.taken, _client(environ))
            body = _LargeBody(environ["wsgi.input"], int(length), self._seconds, place)
            environ["wsgi.input"] = io.BufferedReader(body, PART)
        answer: Iterable[bytes] = ()
        with self._turns.taken(), suppress(TooSlow):
            answer = self._application(environ, start_response)
        if body and body.was_too_slow:
            _close(answer)
            return _hang_up(start_response)
        if isinstance(answer, StreamingHttpResponse) and not isinstance(answer, FileResponse):
            return self._download(answer, start_response)
        return answer

    def _download(self, answer: StreamingHttpResponse, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self._downloads.acquire(timeout=SECONDS_UNTIL_A_TURN):
            _close(answer)
            return _refuse(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
        return _Download(answer, self._turns, self._downloads)


class _LargeBody(io.RawIOBase):
    """A body of which each part must come in time, and for which nobody's turn is used up."""

    def __init__(
        self, body: Any, length: int, seconds: float, place: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._body = body
        self._length = length
        self._left = length
        self._seconds = seconds
        self._place = place
        self._began = time.monotonic()
        self.was_too_slow = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), self._left)
        if not size:
            return 0
        sent = self._length - self._left + size
        deadline = self._began + self._seconds + sent / BYTES_PER_SECOND
        try:
            with given_back(), self._place():
                part = _within(deadline - time.monotonic(), self._body.read, size)
        except TooSlow:
            self.was_too_slow = True
            raise
        self._left = self._left - len(part) if part else 0
        buffer[: len(part)] = part
        return len(part)


class _Download:
    """The parts of an answer that is made while it is read: a turn for each, and none while the client reads."""

    def __init__(self, answer: StreamingHttpResponse, turns: WorkingTurns, place: threading.Semaphore) -> None:
        self._answer = answer
        self._parts: Iterator[bytes] = iter(answer)
        self._turns = turns
        self._place = place

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with self._turns.taken():
            return next(self._parts)

    def close(self) -> None:
        """End it, whether or not it was read to its end."""
        place, self._place = self._place, threading.Semaphore(0)
        place.release()
        self._answer.close()


def _client(environ: dict[str, Any]) -> str:
    """The address of whoever sent a request, as limits count them."""
    request = HttpRequest()
    # A copy, as the address is looked for again where all the rest is.
    request.META = dict(environ)
    return str(ClientAddressMiddleware(limited_address)(request))  # type: ignore[arg-type]


def _hangs_up_on_who_does_not_read() -> bool:
    """Let the system close each connection whose client takes nothing for a while; returns whether that could be set.

    The server has no such setting, so its listening socket, of which each connection has it too, is looked for.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return True
    found = False
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # most are no sockets, or closed by now
            each = socket.socket(fileno=int(number))
            try:
                if each.family != socket.AF_UNIX and each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, MILLISECONDS_UNREAD)
                    found = True
            finally:
                each.detach()
    return found


def _within(seconds: float, read: Callable[[int], bytes], size: int) -> bytes:
    """Read so much, or raise TooSlow; the server's own reading knows no limit of time, so another thread does it."""
    parts: list[bytes] = []
    reader = threading.Thread(target=lambda: parts.append(bytes(read(size))), daemon=True)
    reader.start()
    reader.join(max(seconds, 0))
    if not parts:
        raise TooSlow("The body of the request did not come in time.")
    return parts[0]


def _refuse(start_response: Callable[..., Any], status: HTTPStatus) -> list[bytes]:
    text = {
        HTTPStatus.BAD_REQUEST: "The request cannot be read.",
        HTTPStatus.SERVICE_UNAVAILABLE: "The service has too much to do. Try again in a few seconds.",
    }[status]
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", "5"))
    start_response(f"{status.value} {status.phrase}", headers)
    return [text.encode()]


def _hang_up(start_response: Callable[..., Any]) -> Iterator[bytes]:
    """Say that it took too long, and announce more than is sent: only so does the server close the connection.

    With it ends the thread that still waits for the body.
    """
    start_response("408 Request Timeout", [("Content-Length", "1"), ("Connection", "close")])
    return iter(())


def _close(answer: Iterable[bytes]) -> None:
    if close := getattr(answer, "close", None):
        close()
