"""A replica that does not keep up is left alone while the primary answers."""

import pytest
from django.db import connection
from django.test import override_settings

from caching import reading_servers
from database.servers import Server, primary_for_site

REPLICA = Server("replica")


@pytest.mark.django_db(transaction=True)
def test_each_server_is_looked_at_by_a_connection_of_its_own() -> None:
    assert reading_servers._number(REPLICA) is not None
    assert connection.connection is None


@override_settings(REPLICA_LAG_SECONDS=60)
def test_a_replica_is_late_once_it_lacks_for_too_long_what_the_primary_had(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    numbers: dict[Server, int | None] = {}
    monkeypatch.setattr("caching.reading_servers.time.monotonic", lambda: now[0])
    monkeypatch.setattr(reading_servers, "_number", lambda server: numbers[server])
    servers = reading_servers._Servers([REPLICA])

    def first(at: float, primary: int | None, replica: int | None) -> Server:
        now[0], numbers[primary_for_site()], numbers[REPLICA] = at, primary, replica
        return servers.in_order()[0]

    assert first(0, primary=5, replica=5) is REPLICA
    # It is behind again and again, but catches up with what it lacked.
    for at in range(10, 100, 10):
        assert first(at, primary=5 + at, replica=4 + at) is REPLICA
    # It stands still.
    assert first(100, primary=105, replica=100) is REPLICA
    assert first(159, primary=105, replica=100) is REPLICA
    assert first(163, primary=106, replica=100) is primary_for_site()
    # While the primary is away nothing says that it has caught up, so the primary is still tried first.
    assert first(170, primary=None, replica=100) is primary_for_site()
    assert servers.primary_is_away
    assert servers.in_order()[-1] is REPLICA
    assert first(180, primary=106, replica=106) is REPLICA
    # It was promoted without the last edits of the primary before.
    assert first(190, primary=108, replica=106) is REPLICA
    assert first(300, primary=106, replica=106) is REPLICA
