"""Readers are answered whichever database server stops, falls behind or is promoted, and nobody gets a 500."""

import itertools
import json
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.support import template_database
from tests.support.postgres_servers import PostgresServer, primary_and_replica, program_of_postgres
from tests.support.served import Answer, Service, served

pytestmark = pytest.mark.long

DATABASE = "equity"
STUDY = "/studies/{}/"
#: Seconds that no answer takes, however much else the machine does.
MUCH_TOO_LONG = 20
HAS_SESSION = {"Cookie": "sessionid=of-somebody"}
#: A page that no cache has, since no other test asks for it.
NEW_PAGES = (f"/studies/?year_from={year}" for year in itertools.count(1900))

Servers = tuple[PostgresServer, PostgresServer]


@pytest.fixture(scope="module")
def servers(django_db_setup: None) -> Iterator[Servers]:
    """A primary with the evidence base, and a replica of it."""
    base = make_conninfo(os.environ["DATABASE_URL"], dbname=template_database.loaded(os.environ["DATABASE_URL"]))
    with primary_and_replica() as (primary, replica):
        primary.execute(f"CREATE DATABASE {DATABASE}")
        restore = [program_of_postgres("psql"), "--quiet", "--set=ON_ERROR_STOP=1", "-d", primary.address(DATABASE)]
        # The history takes as long as all else, and no page reads it.
        command = [program_of_postgres("pg_dump"), "--exclude-table-data=*event", "-d", base]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as dump:
            subprocess.run(restore, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
        assert dump.returncode == 0
        yield primary, replica


@pytest.fixture(scope="module")
def alone(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with the primary alone."""
    with (tmp_path_factory.mktemp("alone") / "log").open("w+") as log:
        variables = {"DATABASE_URL": servers[0].address(DATABASE), "SITE_STATEMENT_SECONDS": "1"}
        with served(log, variables) as service:
            yield service


@pytest.fixture(scope="module")
def with_replica(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with both: the primary is whichever of them can be written to."""
    primary, replica = servers
    both = (
        f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{replica.port}/{DATABASE}"
        "?target_session_attrs=read-write"
    )
    variables = {
        "DATABASE_URL": both,
        "DATABASE_REPLICA_URLS": replica.address(DATABASE),
        "REPLICA_LAG_SECONDS": "600",
    }
    with (tmp_path_factory.mktemp("with_replica") / "log").open("w+") as log, served(log, variables) as service:
        yield service


@contextmanager
def stopped(server: PostgresServer) -> Iterator[None]:
    """Stop a server meanwhile."""
    server.stop()
    try:
        yield
    finally:
        server.start()


def is_well(answer: Answer) -> bool:
    return answer.status == 200 and "cache-status" not in answer.headers and "Editing is paused" not in answer.text


def parts(ready: Answer) -> dict[str, str]:
    """What ``/readyz`` says of each part but the static files, which are not collected here."""
    return {name: state for name, state in json.loads(ready.text)["parts"].items() if name != "static_files"}


def study(servers: Servers) -> str:
    return STUDY.format(servers[0].execute("SELECT slug FROM evidence_study ORDER BY slug LIMIT 1", DATABASE)[0][0])


def relabel(servers: Servers, label: str) -> None:
    first = "slug = (SELECT min(slug) FROM evidence_study)"
    servers[0].execute(f"UPDATE evidence_study SET label = '{label}' WHERE {first}", DATABASE)  # noqa: S608


def test_a_restart_of_the_database_is_no_error(servers: Servers, alone: Service) -> None:
    primary = servers[0]
    with ThreadPoolExecutor(4) as readers:
        assert {each.status for each in readers.map(alone.ask, itertools.islice(NEW_PAGES, 8))} == {200}
        meanwhile = readers.map(alone.ask, itertools.islice(NEW_PAGES, 24))
        primary.stop()
        primary.start()
        assert {each.status for each in meanwhile} <= {200, 503}
    # Each thread had a connection that is broken now.
    alone.wait_until(next(NEW_PAGES), is_well)
    primary.stop()
    primary.start()
    with ThreadPoolExecutor(4) as readers:
        assert {each.status for each in readers.map(alone.ask, itertools.islice(NEW_PAGES, 8))} == {200}


def test_while_the_database_is_away_what_is_cached_is_served_and_all_else_says_so_at_once(
    servers: Servers, alone: Service
) -> None:
    address = study(servers)
    page = alone.wait_until(address, is_well)
    with stopped(servers[0]):
        for _ in range(3):
            away = alone.ask(next(NEW_PAGES))
            assert (away.status, away.headers["retry-after"]) == (503, "30")
            assert "Sorry, the service is unavailable" in away.text
            assert away.seconds < MUCH_TOO_LONG
        last_known = alone.ask(address)
        assert (last_known.status, last_known.text) == (200, page.text)
        assert int(last_known.headers["age"]) < 60
        assert "ttl=-" in last_known.headers["cache-status"]
        assert last_known.headers["cache-control"] == "no-cache, private"
        sign_in = alone.ask("/admin/", **HAS_SESSION)
        assert sign_in.status == 503
        assert "editing is paused" in sign_in.text
        assert alone.ask("/healthz", host="10.0.0.1").status == 200
        ready = alone.ask("/readyz", host="10.0.0.1")
        assert ready.status == 503
        assert parts(ready) == {"database": "away", "editing": "paused", "migrations": "away", "cache": "ok"}
    alone.wait_until(next(NEW_PAGES), is_well)
    assert parts(alone.ask("/readyz")) == {"database": "ok", "editing": "ok", "migrations": "ok", "cache": "ok"}


def test_readers_are_answered_by_the_replica_and_who_has_a_session_by_the_primary(
    servers: Servers, with_replica: Service
) -> None:
    replica = servers[1]
    address = study(servers)
    relabel(servers, "Before")
    with_replica.wait_until(address, lambda answer: "Before" in answer.text)
    replica.execute("SELECT pg_wal_replay_pause()")
    try:
        deadline = time.monotonic() + MUCH_TOO_LONG
        while replica.execute("SELECT pg_get_wal_replay_pause_state()") != [("paused",)]:
            assert time.monotonic() < deadline
        relabel(servers, "After")
        assert "After" in with_replica.ask(address, **HAS_SESSION).text
        assert "Before" in with_replica.ask(address).text
    finally:
        replica.execute("SELECT pg_wal_replay_resume()")
    with_replica.wait_until(address, lambda answer: "After" in answer.text)


def test_a_replica_that_stops_is_not_missed(servers: Servers, with_replica: Service) -> None:
    assert with_replica.ask(next(NEW_PAGES)).status == 200
    with stopped(servers[1]):
        for _ in range(4):
            answer = with_replica.ask(next(NEW_PAGES))
            assert is_well(answer)
            assert answer.seconds < MUCH_TOO_LONG
    with_replica.wait_until(next(NEW_PAGES), is_well)


def test_while_the_primary_is_away_readers_read_on_and_editing_is_paused(
    servers: Servers, with_replica: Service
) -> None:
    address = study(servers)
    with_replica.wait_until(address, is_well)
    whole = with_replica.ask("/studies.csv?year_from=1801")
    assert whole.status == 200
    with stopped(servers[0]):
        paused = with_replica.wait_until(next(NEW_PAGES), lambda answer: "Editing is paused" in answer.text)
        assert paused.status == 200
        assert "Editing is paused" in with_replica.ask(address).text
        # It is made while it is read, and `ask` fails where it breaks off.
        file = with_replica.ask("/studies.csv?year_from=1800")
        assert (file.status, file.text) == (200, whole.text)
        refused = with_replica.ask("/admin/", **HAS_SESSION)
        assert refused.status == 503
        assert "editing is paused" in refused.text
        ready = parts(with_replica.ask("/readyz"))
        assert ready == {"database": "ok", "editing": "paused", "migrations": "ok", "cache": "ok"}
    with_replica.wait_until(address, is_well)


def test_a_replica_that_is_promoted_takes_the_primary_s_place(servers: Servers, with_replica: Service) -> None:
    primary, replica = servers
    with_replica.wait_until(study(servers), is_well)
    primary.stop()
    try:
        replica.run("pg_ctl", "promote", "--wait", "-D", str(replica.data))
        with_replica.wait_until("/admin/", lambda answer: answer.status == 302, seconds=30, **HAS_SESSION)
        relabel((replica, primary), "Since the promotion")
        address = study((replica, primary))
        with_replica.wait_until(address, lambda answer: "Since the promotion" in answer.text)
        assert is_well(with_replica.wait_until(address, is_well))
    finally:
        primary.start()
        replica.follow(primary)


def test_a_statement_of_the_site_that_runs_away_is_stopped(servers: Servers, alone: Service) -> None:
    alone.wait_until(next(NEW_PAGES), is_well)
    with psycopg.connect(servers[0].address(DATABASE)) as other:
        other.execute("LOCK TABLE evidence_study IN ACCESS EXCLUSIVE MODE")
        for headers in ({}, HAS_SESSION):
            answer = alone.ask(next(NEW_PAGES), **headers)
            assert answer.status == 503
            assert answer.seconds >= 1
    assert alone.ask(next(NEW_PAGES)).status == 200
