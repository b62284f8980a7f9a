"""Which database server answers a reader: a replica that keeps up, or else the primary.

Each process looks at its servers every few seconds: which are away, and whether the replicas have the content that the
primary had a while ago. See docs/decisions/replicas.md.
"""

import random
import threading
import time
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection

from caching.content_version import read_version
from database.servers import Server, primary_for_site, replicas

SECONDS_BETWEEN_LOOKS = 2.0


class _Servers:
    """The replicas as this process last saw them."""

    def __init__(self, known: list[Server]) -> None:
        # Each process stays with one replica while it can, so that its readers never go back to an older version.
        self._replicas = random.sample(known, len(known))
        self._looked_at: float | None = None
        self._lock = threading.Lock()
        #: The number of a version that the primary had and a replica had not, and when that was seen.
        self._missed: dict[Server, tuple[int, float]] = {}
        self.primary_is_away = False

    def in_order(self) -> list[Server]:
        """Those to ask, best first."""
        self._look_if_due()
        late = [each for each in self._replicas if self._is_late(each)]
        return [*(each for each in self._replicas if each not in late), primary_for_site(), *late]

    def _is_late(self, replica: Server) -> bool:
        missed = self._missed.get(replica)
        return missed is not None and time.monotonic() - missed[1] > settings.REPLICA_LAG_SECONDS

    def _look_if_due(self) -> None:
        if self._looked_at is not None and time.monotonic() - self._looked_at < SECONDS_BETWEEN_LOOKS:
            return
        # One request looks; others go by what was seen before.
        if self._lock.acquire(blocking=False):
            try:
                self._look()
                self._looked_at = time.monotonic()
            finally:
                self._lock.release()

    def _look(self) -> None:
        current = _number(primary_for_site())
        self.primary_is_away = current is None
        for replica in self._replicas:
            number = _number(replica)
            if number is None or current is None:
                continue
            if number >= min(current, self._missed.get(replica, (current,))[0]):
                self._missed.pop(replica, None)
            if number < current:
                self._missed.setdefault(replica, (current, time.monotonic()))


@cache
def _servers() -> _Servers:
    return _Servers(replicas())


def for_reading() -> list[Server]:
    """The servers that may answer a reader, best first."""
    return _servers().in_order() if replicas() else [primary_for_site()]


def editing_is_paused() -> bool:
    """Whether readers are answered while the primary is away, so that nothing can be changed."""
    return bool(replicas()) and _servers().primary_is_away


def _number(server: Server) -> int | None:
    """The number of the content's version there; None if it does not answer."""
    try:
        with server.in_use():
            return read_version()[0].number
    except DatabaseError:
        return None
    finally:
        # The next server would be asked by it.
        connection.close()
