"""Locks out who guesses: a name from one address, and an address that tries many names.

Nothing hangs on a name alone, or a stranger could lock out whom they like.
"""

import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from curation.admin_base.pages import admin_page

#: Of those behind a hospital's one address, fewer mistype their password within an hour.
NAMES_OF_AN_ADDRESS = 10


class Handler(AxesDatabaseHandler):
    """Counts also how many names an address tried, which locks it as too many failures of one name would."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        failures: int = super().get_failures(request, credentials)
        names = attempts_of(request.axes_ip_address).values("username").distinct().count()
        return max(failures, settings.AXES_FAILURE_LIMIT) if names >= NAMES_OF_AN_ADDRESS else failures


def attempts_of(address: str | None) -> QuerySet[AccessAttempt]:
    """The failed attempts from an address that count still."""
    since: datetime.datetime = timezone.now() - get_cool_off()
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(ip_address=address, attempt_time__gt=since)
    return found


def locked_out(request: Any, response: HttpResponse, credentials: Any) -> HttpResponse:
    """The answer to who is locked out; axes calls it with the answer that it takes the place of."""
    latest = attempts_of(request.axes_ip_address).aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    until = latest + get_cool_off()
    text = f"There were too many wrong ones. Try again after {timezone.localtime(until):%H:%M}."
    return refused(request, 429, "You cannot sign in for now", text, (until - timezone.now()).seconds + 1)


def refused(request: HttpRequest, status: int, title: str, text: str, seconds: int) -> HttpResponse:
    """A page that says when to come back."""
    page = admin_page(request, admin.site, "admin/sign_in_refused.html", {"title": title, "text": text})
    page.status_code = status
    page.headers["Retry-After"] = str(seconds)
    return page.render()
