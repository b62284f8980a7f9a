"""The service in a process of its own, as a deployment runs it, but for static files, which lie where they are made."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.servers import free_port
from config.embedded_database import REPOSITORY

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "tests.served_settings",
    "ALLOWED_HOSTS": "equity.example",
    "LOG_FORMAT": "json",
}


@dataclass
class Answer:
    """What the service answered."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float


@dataclass
class Service:
    """A running service."""

    port: int
    log: Any  # the file that it writes to

    def ask(self, path: str, method: str = "GET", host: str = "equity.example", **headers: str) -> Answer:
        """Its answer to a request."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={"Host": host, **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, named, text, time.monotonic() - began)

    def wait_until(self, path: str, is_so: Any, seconds: float = 30, **headers: str) -> Answer:
        """The first answer that is as it should be; fails if there is none in time."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                answer = self.ask(path, **headers)
            except OSError:  # it does not listen yet
                answer = Answer(0, {}, "", 0)
            if is_so(answer):
                return answer
            assert time.monotonic() < deadline, f"{answer}\n{self.logged()}"
            time.sleep(0.05)

    def logged(self) -> str:
        """What it has logged."""
        self.log.seek(0)
        return str(self.log.read())


@contextmanager
def served(log: Any, variables: Mapping[str, str], workers: int = 1) -> Iterator[Service]:
    """Serve with these variables."""
    service = Service(free_port(), log)
    address = {"HOST": "127.0.0.1", "PORT": str(service.port), "WEB_WORKERS": str(workers)}
    process = subprocess.Popen(
        [sys.executable, "-m", "config.server"],
        cwd=REPOSITORY,
        env={**os.environ, **ENVIRONMENT, **address, **variables},
        stdout=log,
        stderr=log,
    )
    try:
        service.wait_until("/healthz", lambda answer: answer.status == 200)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=30)
