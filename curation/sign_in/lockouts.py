"""Locks out who guesses: a name from one address, and an address that tries many names.

Nothing hangs on a name alone, or a stranger could lock out whom they like. Nor does an address lock out whoever signed
in from it lately, or somebody in a hospital could lock out all who share its address.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count, Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from curation.admin_base.pages import admin_page

#: Of those behind a hospital's one address, fewer mistype their password within an hour.
NAMES_OF_AN_ADDRESS = 10
#: More are not listed.
MOST_LOCKS = 100


class Handler(AxesDatabaseHandler):
    """Counts also how many names an address tried, which locks it as too many failures of one name would."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        failures: int = super().get_failures(request, credentials)
        name = get_client_username(request, credentials)
        is_locked = address_locked_at(request.axes_ip_address, name) is not None
        return max(failures, settings.AXES_FAILURE_LIMIT) if is_locked else failures


def address_locked_at(address: str | None, name: str | None) -> datetime.datetime | None:
    """Which attempt locks an address for a name: the oldest one of its latest names, until it no longer counts."""
    if AccessLog.objects.filter(ip_address=address, username=name).exists():
        return None
    names = attempts_of(address).values("username").annotate(at=Max("attempt_time")).order_by("-at")
    latest = list(names.values_list("at", flat=True)[:NAMES_OF_AN_ADDRESS])
    return latest[-1] if len(latest) == NAMES_OF_AN_ADDRESS else None


def name_locked_at(address: str | None, name: str | None) -> datetime.datetime | None:
    """Which attempt locks a name from an address."""
    found = (
        attempts_of(address)
        .filter(username=name)
        .aggregate(at=Max("attempt_time"), failures=Sum("failures_since_start"))
    )
    return found["at"] if (found["failures"] or 0) >= settings.AXES_FAILURE_LIMIT else None


def attempts() -> QuerySet[AccessAttempt]:
    """The failed attempts that count still."""
    since: datetime.datetime = timezone.now() - get_cool_off()
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(attempt_time__gt=since)
    return found


def attempts_of(address: str | None) -> QuerySet[AccessAttempt]:
    """Those of them from an address."""
    return attempts().filter(ip_address=address)


@dataclass(frozen=True)
class Lock:
    """Who cannot sign in for now: a name from an address or, without a name, whoever else is at the address."""

    address: str | None
    until: datetime.datetime
    user: User | None = None


def locks(user: User | None = None) -> list[Lock]:
    """The locks of people who have an account and of addresses, or those of one person alone."""
    found = _locks_of_names(user) if user else chain(_locks_of_names(), _locks_of_addresses())
    return list(islice(found, MOST_LOCKS))


def _locks_of_names(user: User | None = None) -> Iterator[Lock]:
    # What others typed for a name may be a password, and is shown nowhere.
    names = [user.get_username()] if user else User.objects.values("username")
    tried = attempts().filter(username__in=names).values("username", "ip_address")
    tried = tried.annotate(at=Max("attempt_time"), failures=Sum("failures_since_start")).order_by("-at")
    locked = list(tried.filter(failures__gte=settings.AXES_FAILURE_LIMIT)[:MOST_LOCKS])
    users = {
        each.get_username(): each for each in User.objects.filter(username__in={row["username"] for row in locked})
    }
    for row in locked:
        yield Lock(row["ip_address"], row["at"] + get_cool_off(), users[row["username"]])


def _locks_of_addresses() -> Iterator[Lock]:
    tried = attempts().values("ip_address").annotate(names=Count("username", distinct=True)).order_by("ip_address")
    for row in tried.filter(names__gte=NAMES_OF_AN_ADDRESS)[:MOST_LOCKS]:
        if at := address_locked_at(row["ip_address"], None):
            yield Lock(row["ip_address"], at + get_cool_off())


def locked_out(request: Any, response: HttpResponse, credentials: Any) -> HttpResponse:
    """The answer to who is locked out; axes calls it with the answer that it takes the place of."""
    whose = request.axes_ip_address, get_client_username(request, credentials)
    locked_at = [at for at in (address_locked_at(*whose), name_locked_at(*whose)) if at]
    until = max(locked_at, default=timezone.now()) + get_cool_off()
    text = f"There were too many wrong ones. Try again after {timezone.localtime(until):%H:%M}."
    return refused(request, 429, "You cannot sign in for now", text, (until - timezone.now()).seconds + 1)


def refused(request: HttpRequest, status: int, title: str, text: str, seconds: int) -> HttpResponse:
    """A page that says when to come back."""
    page = admin_page(request, admin.site, "admin/sign_in_refused.html", {"title": title, "text": text})
    page.status_code = status
    page.headers["Retry-After"] = str(seconds)
    return page.render()
