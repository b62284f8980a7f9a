"""Clients that send slowly hold up no reader, with the server and its settings as they are deployed."""

import io
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.http import FileResponse, StreamingHttpResponse

from benchmarks.servers import free_port, serving
from caching.working_turns import WorkingTurns
from config import slow_clients
from config.slow_clients import SMALL, WAITING_OF_ONE, SlowClients
from tests.support.template_database import REPOSITORY

pytestmark = pytest.mark.enable_socket

#: A program in the place of ours, which takes what it is sent and says how much that was.
PROGRAM = """
from itertools import repeat

from django.http import StreamingHttpResponse

from config import slow_clients
from config.slow_clients import SlowClients

slow_clients.BYTES_PER_SECOND = 10_000_000
slow_clients.MILLISECONDS_UNREAD = 1_000
# Long enough for the connection that is not read to be closed.
slow_clients.SECONDS_UNTIL_A_TURN = 100

def program(environ, start_response):
    if environ["PATH_INFO"] == "/endless":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return StreamingHttpResponse(repeat(b"a" * 65_536), content_type="text/plain; charset=utf-8")
    size = len(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(size).encode()]

application = SlowClients(program, seconds=1, downloads=1)
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server of one process with that program."""
    folder = tmp_path_factory.mktemp("program")
    (folder / "program.py").write_text(PROGRAM)
    port = free_port()
    start = f"from config import server; s = server.server('127.0.0.1', {port}); s.target = 'program:application'"
    with serving(
        "slow clients",
        [sys.executable, "-c", f"{start}; s.serve()"],
        paths={},
        port=port,
        environment={"WEB_WORKERS": "1", "PYTHONPATH": f"{REPOSITORY}:{folder}"},
    ):
        yield port


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def answer(port: int, request: bytes) -> bytes:
    with connected(port) as client:
        client.sendall(request)
        return rest(client)


def rest(client: socket.socket) -> bytes:
    """What the server still sends, until it hangs up."""
    return b"".join(iter(lambda: client.recv(65_536), b""))


def test_readers_are_answered_beside_half_sent_headers_and_bodies_of_both_sizes(port: int) -> None:
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\na="
    with ExitStack() as stack:
        slow = []
        for start in (b"GET / HTTP/1.1\r\nHost: x\r\nX-", post % 1000, post % (SMALL + 1)):
            # As many bodies as may be awaited of one address, but for one.
            for _ in range((WAITING_OF_ONE - 1) // 2):
                client = stack.enter_context(closing(connected(port)))
                client.sendall(start)
                slow.append(client)

        said = answer(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        sent = answer(port, b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\na=bc")

        assert said.endswith(b"\r\n\r\n0")
        assert sent.endswith(b"\r\n\r\n4")
        # And the server hangs up on each that began a body.
        for client in slow[len(slow) // 3 :]:
            assert b"200 OK" not in rest(client)


def test_a_large_body_that_comes_at_a_normal_pace_is_taken_whole(port: int) -> None:
    body = b"a" * (3 * SMALL)
    head = f"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    assert answer(port, head + body).endswith(f"\r\n\r\n{len(body)}".encode())


def test_a_client_that_does_not_read_its_download_is_hung_up_on(port: int) -> None:
    ask = b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(port) as idle, socket.create_connection(("127.0.0.1", port), timeout=100) as other:
        idle.sendall(ask)
        assert idle.recv(12) == b"HTTP/1.1 200"

        other.sendall(ask)

        # It is the only download that may be.
        assert other.recv(12) == b"HTTP/1.1 200"


def environ(**extra: Any) -> dict[str, Any]:
    return {"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO(), **extra}


@pytest.fixture
def statuses() -> list[str]:
    return []


@pytest.fixture
def start(statuses: list[str]) -> Callable[..., None]:
    return lambda status, headers: statuses.append(status)


def test_a_length_that_is_no_number_is_refused(statuses: list[str], start: Callable[..., None]) -> None:
    SlowClients(lambda environ, start_response: [])(environ(CONTENT_LENGTH="-1"), start)

    assert statuses == ["400 Bad Request"]


def test_while_too_many_bodies_are_awaited_readers_are_answered_and_others_told_to_wait(
    statuses: list[str], start: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_clients, "WAITING", 0)
    application = SlowClients(lambda environ, start_response: [b"page"])

    assert list(application(environ(), start)) == [b"page"]
    list(application(environ(CONTENT_LENGTH="5"), start))

    assert statuses == ["503 Service Unavailable"]


@pytest.mark.django_db(transaction=True)
def test_no_connection_to_the_database_is_kept_while_a_large_body_is_awaited(start: Callable[..., None]) -> None:
    kept: list[bool] = []

    class Body(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            kept.append(bool(here.connection))
            return b"a" * (size or 0)

    here = connections["default"]  # the reader is another thread, with connections of its own

    def program(environ: Any, start_response: Any) -> list[bytes]:
        connection.ensure_connection()
        return [environ["wsgi.input"].read(1)]

    list(SlowClients(program)(environ(**{"CONTENT_LENGTH": str(SMALL + 1), "wsgi.input": Body()}), start))

    assert kept
    assert not any(kept)


def test_one_address_cannot_have_all_bodies_awaited(statuses: list[str], start: Callable[..., None]) -> None:
    application = SlowClients(lambda environ, start_response: [b"page"])
    few = {"CONTENT_LENGTH": "5", "wsgi.input": io.BytesIO(b"a=bcd")}

    with ExitStack() as stack:
        for _ in range(WAITING_OF_ONE):
            stack.enter_context(application._waiting.taken("203.0.113.1"))
        list(application(environ(REMOTE_ADDR="203.0.113.1", **few), start))
        assert statuses == ["503 Service Unavailable"]
        assert list(application(environ(REMOTE_ADDR="203.0.113.2", **few), start)) == [b"page"]

    few["wsgi.input"] = io.BytesIO(b"a=bcd")
    assert list(application(environ(REMOTE_ADDR="203.0.113.1", **few), start)) == [b"page"]


def test_large_bodies_count_among_those_awaited(
    statuses: list[str], start: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_clients, "WAITING", 0)
    application = SlowClients(lambda environ, start_response: [environ["wsgi.input"].read(1)])

    list(application(environ(CONTENT_LENGTH=str(SMALL + 1)), start))

    assert statuses == ["408 Request Timeout"]


def test_a_reader_of_a_download_holds_no_turn_and_too_many_are_told_to_wait(
    statuses: list[str], start: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_clients, "WorkingTurns", partial(WorkingTurns, 1))
    monkeypatch.setattr(slow_clients, "SECONDS_UNTIL_A_TURN", 0)
    application = SlowClients(lambda environ, start_response: StreamingHttpResponse(iter(["a", "b"])), downloads=1)

    first: Any = application(environ(), start)
    assert next(first) == b"a"
    list(application(environ(), start))
    assert statuses == ["503 Service Unavailable"]
    assert list(first) == [b"b"]
    first.close()
    first.close()

    assert list(application(environ(), start)) == [b"a", b"b"]


def test_files_are_passed_on_as_they_are(start: Callable[..., None]) -> None:
    file = FileResponse(io.BytesIO(b"styles"))

    assert SlowClients(lambda environ, start_response: file)(environ(), start) is file


def test_no_more_work_at_a_time_than_there_are_turns(
    start: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_clients, "WorkingTurns", partial(WorkingTurns, 2))
    at_work, most, both = [0], [0], threading.Barrier(2)

    def program(environ: Any, start_response: Any) -> list[bytes]:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        both.wait(10)
        at_work[0] -= 1
        return []

    application = SlowClients(program)
    threads = [threading.Thread(target=application, args=(environ(), start)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [2]
