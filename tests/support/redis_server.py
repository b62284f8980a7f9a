"""A Redis of the tests' own, on this machine alone."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """The address of a running Redis that keeps nothing on disk; without the program, its tests are left out."""
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("REQUIRE_REDIS") == "1":
            pytest.fail("REQUIRE_REDIS is set and there is no redis-server.")
        pytest.skip("There is no redis-server: on Debian, apt install redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--maxmemory", "32mb"]
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    retry = Retry(ConstantBackoff(0.05), retries=600)
    with redis.Redis(port=port, retry=retry) as client:
        client.ping()
