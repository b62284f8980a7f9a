"""A server of the tests' own that takes what the service sends to others."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

Sent = TypeVar("Sent")


@contextmanager
def receiver(read: Callable[[bytes, Mapping[str, str]], Sent]) -> Iterator[tuple[int, queue.Queue[Sent]]]:
    """The port of a server that answers every POST with 200, and what ``read`` makes of each body and its headers."""
    taken: queue.Queue[Sent] = queue.Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.put(read(self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, taken
        server.shutdown()
        thread.join()
