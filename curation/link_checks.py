"""Checks whether the web addresses in entries still work, politely.

Each address gets a HEAD request, then a GET without its body if that fails. Redirects are followed by hand, so that a
host gets one request at a time with a pause between, and none goes to our own network. For a DOI, the resolver's answer
is enough. robots.txt is for crawlers; these are single addresses that a person cited, checked every other week.
"""

import datetime
import email.utils
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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

#: Seconds to connect, and to wait for data.
TIMEOUT = (5, 15)
MAX_REDIRECTS = 8

REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT_REDIRECTS = {301, 308}
#: A single one of these marks an address as broken.
GONE = {404, 410}
#: The server works but refuses programs; 999 is used by some for all of them.
BLOCKED = {401, 402, 403, 405, 406, 407, 418, 429, 451, 999}
TOO_MANY_REQUESTS = 429

#: When an address is checked again, by its state.
CHECK_AGAIN_AFTER = {
    **dict.fromkeys((LinkState.WORKS, LinkState.MOVED, LinkState.UNCLEAR), datetime.timedelta(days=14)),
    # Less than a day, so that a daily run checks it the next day.
    LinkState.FAILED: datetime.timedelta(hours=20),
    LinkState.BROKEN: datetime.timedelta(days=7),
}
#: The least and the most time to wait after TOO_MANY_REQUESTS.
RETRY_AFTER_LIMITS = (datetime.timedelta(hours=1), datetime.timedelta(days=7))


# Addresses in entries


def models_with_addresses() -> list[Any]:
    """The models of entries with web addresses."""
    return [model for model in apps.get_models() if issubclass(model, Entry) and model.web_addresses]


@cache
def resolvers() -> frozenset[str]:
    """The hosts that redirect an identifier to its work, such as doi.org; they answer 404 for unknown ones."""
    return frozenset(
        urlsplit(before).netloc for model in models_with_addresses() for before in model.web_addresses.values()
    )


def addresses_in_use() -> list[str]:
    """The addresses in all entries that are not withdrawn, without duplicates."""
    found = []
    for model in models_with_addresses():
        rows = model._base_manager.exclude(status=Status.WITHDRAWN)
        for column, before in model.web_addresses.items():
            found += [before + value for value in rows.exclude(**{column: ""}).values_list(column, flat=True)]
    return list(dict.fromkeys(found))


def entries_with(addresses: Iterable[str]) -> dict[str, list[Any]]:
    """The entries with these addresses, by address, without withdrawn ones."""
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


# Requests


@dataclass(frozen=True)
class Response:
    """The result of requesting an address and following its redirects."""

    status: int | None = None  # None without a response
    final_address: str = ""
    moved_to: str = ""  # the address that permanent redirects lead to
    problem: str = ""  # the error in words
    retry_after: datetime.timedelta | None = None  # set if the host asks for fewer requests


class PoliteClient:
    """Sends one request at a time to each host, with a ``pause`` in seconds after each response."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._hosts_lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._next_request_at: dict[str, float] = defaultdict(float)
        self._sessions = Manager(
            Config(
                ip_filter_enable=True,
                ip_filter_allow_loopback_ips=settings.LINK_CHECKS_REACH_THIS_MACHINE,
                never_redirect=True,
                default_timeout=TIMEOUT,
                user_agent_override=_user_agent(),
            )
        )

    def request(self, address: str) -> Response:
        """Requests an address and follows its redirects."""
        url, moved_to, is_permanent = address, "", True
        try:
            with self._sessions.get_session() as session:
                # No proxy or .netrc of the user who runs this.
                session.trust_env = False
                for _ in range(MAX_REDIRECTS + 1):
                    status, headers = self._head_or_get(session, url)
                    target = headers.get("Location") if status in REDIRECTS else None
                    if not target:
                        retry_after = _retry_after(headers) if status == TOO_MANY_REQUESTS else None
                        return Response(status, url, moved_to, retry_after=retry_after)
                    if urlsplit(url).netloc in resolvers():
                        return Response(200, urljoin(url, target))
                    url, is_permanent = urljoin(url, target), is_permanent and status in PERMANENT_REDIRECTS
                    moved_to = url if is_permanent else moved_to
        except (requests.RequestException, ValueError) as error:
            return Response(final_address=url, problem=_in_words(error))
        return Response(final_address=url, problem="It leads from one address to the next without an end.")

    def _head_or_get(self, session: Any, url: str) -> tuple[int, Any]:
        for method in ("HEAD", "GET"):
            with self._wait_for(urlsplit(url).netloc), session.request(method, url, stream=True) as response:
                status, headers = response.status_code, response.headers
            # Some servers do not support HEAD, and answer it with any error.
            if status < 400 or status == TOO_MANY_REQUESTS:
                break
        return status, headers

    @contextmanager
    def _wait_for(self, host: str) -> Iterator[None]:
        with self._hosts_lock:
            lock = self._locks[host]
        with lock:
            time.sleep(max(0.0, self._next_request_at[host] - time.monotonic()))
            try:
                yield
            finally:
                self._next_request_at[host] = time.monotonic() + self._pause


def _user_agent() -> str:
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


def _retry_after(headers: Any) -> datetime.timedelta:
    """The time in the Retry-After header, which is in seconds or a date, within :data:`RETRY_AFTER_LIMITS`."""
    value, wait = headers.get("Retry-After", ""), datetime.timedelta()
    if value.isdecimal():
        wait = datetime.timedelta(seconds=min(int(value), 10**7))
    elif value:
        with suppress(ValueError, TypeError):  # no date, or one without a time zone
            wait = email.utils.parsedate_to_datetime(value) - timezone.now()
    return max(RETRY_AFTER_LIMITS[0], min(wait, RETRY_AFTER_LIMITS[1]))


def responses(addresses: Iterable[str], *, at_once: int, pause: float) -> Iterator[tuple[str, Response]]:
    """Requests addresses from ``at_once`` hosts at a time, and yields each response as it comes.

    A host gets its next request ``pause`` seconds after its response, and none after TOO_MANY_REQUESTS.
    """
    client, found, stop = PoliteClient(pause), queue.SimpleQueue[tuple[str, Response] | None](), threading.Event()
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[_host(address)].append(address)

    def visit(host: str) -> None:
        try:
            for address in by_host[host]:
                if stop.is_set():
                    return
                response = client.request(address)
                found.put((address, response))
                if response.retry_after is not None:
                    return
        finally:
            found.put(None)  # this visit has ended

    with ThreadPoolExecutor(at_once) as pool:
        visits = [pool.submit(visit, host) for host in by_host]
        try:
            for _ in visits:
                yield from iter(found.get, None)
            for each in visits:
                each.result()
        finally:
            stop.set()


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


# Results


def record(address: str, response: Response) -> LinkCheck:
    """Saves a response and the state of the address that follows from it."""
    now = timezone.now()
    check = LinkCheck.objects.filter(address=address).first() or LinkCheck(address=address, state=LinkState.UNCLEAR)
    check.checked_at, check.status, check.final_address = now, response.status, response.final_address[:2000]
    check.moved_to, check.problem = "", response.problem
    if response.retry_after is not None:
        # The state stays as it was.
        check.problem = "It asked to be left alone for a while."
    elif response.status is not None and (response.status < 400 or response.status in BLOCKED):
        check.failing_since, check.failed_on, check.days_failed = None, None, 0
        check.state = LinkState.UNCLEAR
        if response.status < 400:
            check.moved_to = response.moved_to[:2000]
            check.state = LinkState.MOVED if check.moved_to else LinkState.WORKS
    else:
        is_gone, today = response.status in GONE, timezone.localdate()
        check.failing_since = check.failing_since or now
        check.days_failed += check.failed_on != today
        check.failed_on = today
        check.state = LinkState.BROKEN if is_gone or check.days_failed > 1 else LinkState.FAILED
        failure = "There is nothing any more." if is_gone else f"Its server answers with an error ({response.status})."
        check.problem = check.problem or failure
    check.next_at = now + (response.retry_after or CHECK_AGAIN_AFTER[LinkState(check.state)])
    check.save()
    return check


def due(addresses: Iterable[str]) -> list[str]:
    """The addresses to check now: new ones first, then those that have been due longest."""
    wanted = list(addresses)
    known = {check.address: check for check in LinkCheck.objects.filter(address__in=wanted)}
    waiting = set(LinkCheck.objects.waiting().values_list("address", flat=True))
    asked = [address for address in wanted if address in known and address not in waiting]
    asked.sort(key=lambda address: known[address].next_at)
    return [address for address in wanted if address not in known] + asked
