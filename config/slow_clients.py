"""Clients that send or read slowly hold no thread that others wait for, also where no proxy stands before the service.

The server gives each request a thread, and does not bound the time in which its body must arrive. So there are many
threads, of which few work at a time: the rest wait for clients. See docs/operations.md.
"""

import io
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any

from django.db import connections
from django.http import FileResponse, StreamingHttpResponse

#: The threads of a process, and how many requests it works on at a time: more would only wait for one another.
THREADS = 128
WORKING = 4
#: How many may wait for a body at a time. Readers have the rest of the threads.
WAITING = 96
#: How many downloads that are made while they are read; each keeps a connection to the database.
DOWNLOADS = 6
#: A body so small is read before anything else is done. A larger one is read when the program asks for it, which few
#: addresses do.
SMALL = 1024 * 1024
#: How much of a larger one is read at a time.
PART = 64 * 1024
#: How long a body may take, and how fast it must come after that.
SECONDS = 10
BYTES_PER_SECOND = 50_000
SECONDS_UNTIL_A_TURN = 5

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TooSlow(OSError):
    """The body did not come in time. An OSError, as Django knows what became of a client that went away."""


class TooManyWait(TooSlow):
    """As many bodies are awaited as there may be."""


class SlowClients:
    """A WSGI application around another, which gets a turn only while it has something to do."""

    def __init__(self, application: WSGIApplication, *, seconds: float = SECONDS, downloads: int = DOWNLOADS) -> None:
        self._application = application
        self._seconds = seconds
        self._turns = threading.Semaphore(WORKING)
        self._waiting = threading.Semaphore(WAITING)
        self._downloads = threading.Semaphore(downloads)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        length = environ.get("CONTENT_LENGTH") or "0"
        body = None
        if not length.isdecimal():
            return _refuse(start_response, HTTPStatus.BAD_REQUEST)
        if 0 < int(length) <= SMALL:
            seconds = self._seconds + int(length) / BYTES_PER_SECOND
            try:
                with _place(self._waiting):
                    small = _within(seconds, environ["wsgi.input"].read, int(length))
            except TooManyWait:
                return _refuse(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
            except TooSlow:
                return _hang_up(start_response)
            environ["wsgi.input"] = io.BytesIO(small)
        elif int(length):
            body = _LargeBody(environ["wsgi.input"], int(length), self._seconds, self._turns, self._waiting)
            environ["wsgi.input"] = io.BufferedReader(body, PART)
        answer: Iterable[bytes] = ()
        with self._turns, suppress(TooSlow):
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
        self, body: Any, length: int, seconds: float, turns: threading.Semaphore, waiting: threading.Semaphore
    ) -> None:
        self._body = body
        self._length = length
        self._left = length
        self._seconds = seconds
        self._turns = turns
        self._waiting = waiting
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
        _give_connections_back()
        with _given_back(self._turns):
            try:
                with _place(self._waiting):
                    part = _within(deadline - time.monotonic(), self._body.read, size)
            except TooSlow:
                self.was_too_slow = True
                raise
        self._left = self._left - len(part) if part else 0
        buffer[: len(part)] = part
        return len(part)


class _Download:
    """The parts of an answer that is made while it is read: a turn for each, and none while the client reads."""

    def __init__(self, answer: StreamingHttpResponse, turns: threading.Semaphore, place: threading.Semaphore) -> None:
        self._answer = answer
        self._parts: Iterator[bytes] = iter(answer)
        self._turns = turns
        self._place = place

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with self._turns:
            return next(self._parts)

    def close(self) -> None:
        """End it, whether or not it was read to its end."""
        place, self._place = self._place, threading.Semaphore(0)
        place.release()
        self._answer.close()


@contextmanager
def _place(waiting: threading.Semaphore) -> Iterator[None]:
    """Wait among those who wait for a body; raises TooManyWait."""
    if not waiting.acquire(blocking=False):
        raise TooManyWait
    try:
        yield
    finally:
        waiting.release()


def _give_connections_back() -> None:
    """Keep no connection to the database while a client is awaited; the next query takes one again."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


@contextmanager
def _given_back(turns: threading.Semaphore) -> Iterator[None]:
    turns.release()
    try:
        yield
    finally:
        turns.acquire()


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
