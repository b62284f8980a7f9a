"""Asks the web addresses that entries point to whether they still lead anywhere, without being a burden to anyone.

An address is asked by HEAD, and by GET where that is refused, without its content. Redirects are followed by hand, so
that each host is asked one thing at a time with a pause in between, and none within our own network at all. A DOI's
resolver knows by itself whether the DOI exists, so publishers are not asked. What robots.txt says is for programs that
go from page to page; this asks single addresses that a person chose to cite, every other week, and so does not read it.
"""

import datetime
import email.utils
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress

from curation.models import Entry, LinkCheck, LinkState, Status

#: Seconds to connect, and then from one piece of an answer to the next.
TIMEOUT = (5, 15)
MOST_REDIRECTS = 8

REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
#: Nothing is there, and says so: no second look is needed.
GONE = {404, 410}
#: The server is there, but does not let a program in; 999 is what some say to all programs.
KEEPS_OUT = {401, 402, 403, 405, 406, 407, 418, 429, 451, 999}
TOO_MANY = 429

#: When an address is asked again, by what was found.
AGAIN = {
    LinkState.WORKS: datetime.timedelta(days=14),
    LinkState.MOVED: datetime.timedelta(days=14),
    LinkState.UNCLEAR: datetime.timedelta(days=14),
    # Less than a day, so that a check at the same hour of the next day looks again.
    LinkState.FAILED: datetime.timedelta(hours=20),
    LinkState.BROKEN: datetime.timedelta(days=7),
}
#: How long to leave a host alone that says that it is asked too much, at least and at most.
LEFT_ALONE = (datetime.timedelta(hours=1), datetime.timedelta(days=7))


# Which addresses


def models_with_addresses() -> list[Any]:
    """The models of all entries that point outside."""
    return [model for model in apps.get_models() if issubclass(model, Entry) and model.web_addresses]


@cache
def resolvers() -> frozenset[str]:
    """The hosts that redirect an identifier to its work, such as doi.org, and know by themselves whether it exists."""
    return frozenset(
        urlsplit(before).netloc for model in models_with_addresses() for before in model.web_addresses.values()
    )


def addresses_in_use() -> list[str]:
    """Every address that an entry points to which was not withdrawn, once."""
    found = {}
    for model in models_with_addresses():
        rows = model._base_manager.exclude(status=Status.WITHDRAWN)
        for column, before in model.web_addresses.items():
            for value in rows.exclude(**{column: ""}).values_list(column, flat=True):
                found[before + value] = True
    return list(found)


def entries_with(addresses: Iterable[str]) -> dict[str, list[Any]]:
    """The entries that point to some addresses, by address; withdrawn ones point nowhere."""
    wanted = set(addresses)
    found: dict[str, list[Any]] = defaultdict(list)
    for model in models_with_addresses() if wanted else ():
        condition = Q()
        for column, before in model.web_addresses.items():
            values = [each.removeprefix(before) for each in wanted if each.startswith(before)]
            condition |= Q(**{f"{column}__in": values})
        for row in model._base_manager.filter(condition).exclude(status=Status.WITHDRAWN):
            for address in {before + getattr(row, name) for name, before in model.web_addresses.items()} & wanted:
                found[address].append(row)
    return found


# Asking


@dataclass(frozen=True)
class Answer:
    """What an address answered.

    Attributes:
        status: The HTTP status of the last answer; none where there was no answer.
        final_address: Where it led in the end.
        moved_to: What replaces it for good, as far as its server says.
        problem: What went wrong, in words.
        wait: For how long the host asks to be left alone.
    """

    status: int | None = None
    final_address: str = ""
    moved_to: str = ""
    problem: str = ""
    wait: datetime.timedelta | None = None


@dataclass
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class Asker:
    """Asks addresses, each host one thing at a time.

    Args:
        pause: Seconds between an answer of a host and the next question to it.
    """

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._turns: dict[str, _Turn] = defaultdict(_Turn)
        self._turns_lock = threading.Lock()
        self._sessions = Manager(
            Config(
                ip_filter_enable=True,
                ip_filter_allow_loopback_ips=settings.LINK_CHECKS_REACH_THIS_MACHINE,
                never_redirect=True,
                default_timeout=TIMEOUT,
                user_agent_override=_name_of_service(),
            )
        )

    def ask(self, address: str) -> Answer:
        """What an address answers, after all that it leads on to."""
        url, moved_to, is_for_good = address, "", True
        try:
            with self._sessions.get_session() as session:
                # No proxy and no stored password of whoever runs this.
                session.trust_env = False
                for _ in range(MOST_REDIRECTS + 1):
                    status, headers = self._status(session, url)
                    target = headers.get("Location") if status in REDIRECTS else None
                    if not target:
                        return Answer(status, url, moved_to, wait=_wait(headers) if status == TOO_MANY else None)
                    if urlsplit(url).netloc in resolvers():
                        return Answer(200, urljoin(url, target))
                    url, is_for_good = urljoin(url, target), is_for_good and status in FOR_GOOD
                    moved_to = url if is_for_good else moved_to
        except (requests.RequestException, ValueError) as error:
            return Answer(final_address=url, problem=_in_words(error))
        return Answer(final_address=url, problem="It leads from one address to the next without an end.")

    def _status(self, session: Any, url: str) -> tuple[int, Any]:
        for method in ("HEAD", "GET"):
            with self._turn_of(urlsplit(url).netloc), session.request(method, url, stream=True) as response:
                status, headers = response.status_code, response.headers
            # Some servers know no HEAD, and answer it with almost anything.
            if status < 400 or status == TOO_MANY:
                break
        return status, headers

    @contextmanager
    def _turn_of(self, host: str) -> Iterator[None]:
        with self._turns_lock:
            turn = self._turns[host]
        with turn.lock:
            time.sleep(max(0.0, turn.free_at - time.monotonic()))
            try:
                yield
            finally:
                turn.free_at = time.monotonic() + self._pause


def _name_of_service() -> str:
    contact = f"; {settings.ERROR_REPORT_EMAIL}" if settings.ERROR_REPORT_EMAIL else ""
    return f"{settings.SERVICE_NAME.replace(' ', '')}-link-check/1.0 (checks that cited addresses still work{contact})"


def _in_words(error: Exception) -> str:
    match error:
        case InvalidIPAddress():
            return "It leads to an address that is not public, so it was not asked."
        case requests.exceptions.SSLError():
            return "Its certificate is not valid."
        case requests.exceptions.Timeout():
            return "It did not answer in time."
        case requests.exceptions.ConnectionError():
            return "There is no such server, or it cannot be reached."
        case _:
            return "It is no web address."


def _wait(headers: Any) -> datetime.timedelta:
    """For how long a host asks to be left alone: so many seconds, or until a time."""
    said = headers.get("Retry-After", "")
    wait = datetime.timedelta()
    if said.isdecimal():
        wait = datetime.timedelta(seconds=min(int(said), 10**7))
    elif said:
        try:
            until = email.utils.parsedate_to_datetime(said)
        except ValueError:
            until = None
        if until is not None and until.tzinfo is not None:
            wait = until - timezone.now()
    return max(LEFT_ALONE[0], min(wait, LEFT_ALONE[1]))


def answers(addresses: Iterable[str], *, at_once: int, pause: float) -> Iterator[tuple[str, Answer]]:
    """What addresses answer, as the answers come.

    Args:
        addresses: Any; those of a host that says that it is asked too much are left out from then on.
        at_once: How many hosts are asked at the same time, at most.
        pause: Seconds between an answer of a host and the next question to it.
    """
    asker, found, stop = Asker(pause), queue.SimpleQueue[tuple[str, Answer] | None](), threading.Event()
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[_host(address)].append(address)

    def visit(host: str) -> None:
        try:
            for address in by_host[host]:
                if stop.is_set():
                    return
                answer = asker.ask(address)
                found.put((address, answer))
                if answer.wait is not None:
                    return
        finally:
            found.put(None)

    with ThreadPoolExecutor(at_once) as pool:
        visits = [pool.submit(visit, host) for host in by_host]
        try:
            left = len(visits)
            while left:
                each = found.get()
                if each is None:
                    left -= 1
                else:
                    yield each
            for each_visit in visits:
                each_visit.result()
        finally:
            stop.set()


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


# What an answer means


def record(address: str, answer: Answer) -> LinkCheck:
    """Keeps what an address answered, and what that makes of it."""
    now = timezone.now()
    check = LinkCheck.objects.filter(address=address).first() or LinkCheck(address=address, state=LinkState.UNCLEAR)
    check.checked_at, check.status, check.final_address = now, answer.status, answer.final_address[:2000]
    check.moved_to, check.problem = "", answer.problem
    if answer.wait is not None:
        # It says nothing of the address: what was known of it stays.
        check.problem = "It asked to be left alone for a while."
        check.next_at = now + answer.wait
        check.save()
        return check
    if answer.status is not None and (answer.status < 400 or answer.status in KEEPS_OUT):
        check.failing_since, check.failed_on, check.days_failed = None, None, 0
        check.moved_to = answer.moved_to[:2000] if answer.status < 400 else ""
        works = LinkState.MOVED if check.moved_to else LinkState.WORKS
        check.state = works if answer.status < 400 else LinkState.UNCLEAR
    else:
        today = timezone.localdate()
        check.failing_since = check.failing_since or now
        check.days_failed += check.failed_on != today
        check.failed_on = today
        is_broken = answer.status in GONE or check.days_failed > 1
        check.state = LinkState.BROKEN if is_broken else LinkState.FAILED
        check.problem = check.problem or (
            "There is nothing any more."
            if answer.status in GONE
            else f"Its server answers with an error ({answer.status})."
        )
    check.next_at = now + AGAIN[LinkState(check.state)]
    check.save()
    return check


def due(addresses: Iterable[str]) -> list[str]:
    """The addresses to ask now: those never asked first, then those that wait longest."""
    wanted = list(addresses)
    known = {check.address: check for check in LinkCheck.objects.filter(address__in=wanted)}
    waiting = set(LinkCheck.objects.waiting().values_list("address", flat=True))
    asked = [address for address in wanted if address in known and address not in waiting]
    asked.sort(key=lambda address: known[address].next_at)
    return [address for address in wanted if address not in known] + asked
