"""Measurements: requests a second by wrk, single requests, downloads, and what a page cannot be faster than."""

import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from benchmarks.ours import NO_CACHE
from benchmarks.servers import Subject

#: As browsers ask.
HEADERS = {"Accept-Encoding": "gzip, deflate, br"}
CONNECTIONS, LONGEST_SECONDS = 4, 60
SCRIPT = Path(__file__).with_name("paths.lua")
WRK_MISSING = "wrk is not installed. On Debian or Ubuntu: apt install wrk. On macOS: brew install wrk"


class PageFailed(Exception):
    """A server answers a page with an error; the message says which."""


def require_wrk() -> None:
    """Exit with what to do where wrk is not installed."""
    if not shutil.which("wrk"):
        sys.exit(WRK_MISSING)


def answer(subject: Subject, path: str, headers: Mapping[str, str] = HEADERS) -> tuple[float, bytes]:
    """The seconds that a path takes alone, and its body as it is sent; raises PageFailed if it is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", subject.port, timeout=600)
    started = time.perf_counter()
    try:
        connection.request("GET", path, headers=dict(headers))
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise PageFailed(f"{subject.name} answers {path} with status {response.status}")
    return time.perf_counter() - started, body


def requests_a_second(subject: Subject, page: str, seconds: float) -> float:
    """How many requests a second a server answers, on four connections.

    It takes longer than ``seconds`` where a page is so slow that hardly any would be answered. Raises PageFailed.
    """
    # Each once, so that what is kept of it is.
    alone = [answer(subject, path)[0] for path in subject.paths[page]][-1]
    duration = round(min(max(seconds, 3 * alone), LONGEST_SECONDS))
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{max(duration, 1)}s"]
    headers = [f"{name}: {value}" for name, value in HEADERS.items()]
    command += ["--timeout", "120s", "--script", str(SCRIPT), *(f"--header={each}" for each in headers)]
    command += [subject.url("/"), "--", *subject.paths[page]]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise PageFailed(f"{subject.name} does not answer {page}: {printed}")
    found = re.search(r"Requests/sec:\s+([0-9.]+)", printed)
    rate = float(found[1]) if found else 0.0
    # Where none was answered in time, one alone says more.
    return rate or 1 / alone


def seconds_to_first_byte(subject: Subject, path: str) -> float:
    """The seconds until a file begins to come; the rest of it is not read. Raises PageFailed."""
    connection = http.client.HTTPConnection("127.0.0.1", subject.port, timeout=600)
    started = time.perf_counter()
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        begun = response.read(1)
        seconds = time.perf_counter() - started
    finally:
        connection.close()
    if response.status != 200 or not begun:
        raise PageFailed(f"{subject.name} answers {path} with status {response.status}")
    return seconds


def seconds_of_download(subject: Subject, page: str) -> float:
    """The seconds that a whole file takes, read as it comes and not kept; raises PageFailed."""
    connection = http.client.HTTPConnection("127.0.0.1", subject.port, timeout=1_800)
    started = time.perf_counter()
    try:
        connection.request("GET", subject.paths[page][0])
        response = connection.getresponse()
        while response.read(1 << 16):
            pass
    finally:
        connection.close()
    if response.status != 200:
        raise PageFailed(f"{subject.name} answers {page} with status {response.status}")
    return time.perf_counter() - started


def seconds_of_copy(rows: str) -> float:
    """The seconds that PostgreSQL's ``COPY`` takes to give rows as CSV."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        started = time.perf_counter()
        with connection.cursor().copy(f"COPY ({rows}) TO STDOUT WITH (FORMAT csv, HEADER)") as copied:
            for _ in copied:
                pass
        return time.perf_counter() - started


def edit() -> None:
    """Change an entry, as a curator does who saves one."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE recommendations_recommendation SET curator_note = 'Changed at ' || clock_timestamp() "
            "WHERE id = (SELECT max(id) FROM recommendations_recommendation)"
        )


def seconds_after_an_edit(subject: Subject, page: str) -> float:
    """The seconds that the first request takes after an entry was changed; raises PageFailed."""
    edit()
    return answer(subject, subject.paths[page][0])[0]


def queries_of(paths: Mapping[str, str]) -> dict[str, list[str]]:
    """The SQL of each page of the service with its caches off, by page."""
    command = [sys.executable, "-m", "benchmarks.queries"]
    environment = {**os.environ, **NO_CACHE, "DJANGO_SETTINGS_MODULE": "config.settings"}
    run = subprocess.run(
        command, input=json.dumps(dict(paths)), capture_output=True, text=True, check=True, env=environment
    )
    found: dict[str, list[str]] = json.loads(run.stdout)
    return found


def seconds_of_queries(queries: list[str], times: int) -> float:
    """The median seconds that these queries take, one after the other on one connection, their rows read."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        taken = []
        for _ in range(times):
            started = time.perf_counter()
            for query in queries:
                cursor = connection.execute(query.encode())
                if cursor.description:
                    cursor.fetchall()
            taken.append(time.perf_counter() - started)
    return statistics.median(taken)
