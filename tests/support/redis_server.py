"""A Redis of the tests' own, on this machine alone."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from benchmarks.servers import free_port


class RedisServer:
    """A Redis on a port of this machine that keeps nothing on disk."""

    def __init__(self, program: str) -> None:
        self._port = free_port()
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--maxmemory", "32mb"]
        self._command = [program, "--port", str(self._port), *options]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        retry = Retry(ConstantBackoff(0.05), retries=600)
        with redis.Redis(port=self._port, retry=retry) as client:
            client.ping()

    def stop(self) -> None:
        """Stop it."""
        if self._process:
            self._process.terminate()
            self._process.wait()


@pytest.fixture(scope="module")
def redis_server() -> Iterator[RedisServer]:
    """A running Redis; without the program, its tests are left out."""
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("REQUIRE_REDIS") == "1":
            pytest.fail("REQUIRE_REDIS is set and there is no redis-server.")
        pytest.skip("There is no redis-server: on Debian, apt install redis-server")
    server = RedisServer(program)
    try:
        server.start()
        yield server
    finally:
        server.stop()
