"""The page of what is new and changed."""

import datetime
from calendar import monthrange
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lists.list_pages import ListPage
from lists.query_strings import with_changes
from pages.new.filters import NewFilterSet
from pages.new.kinds import KINDS, read_entries


def new_listing(request: HttpRequest) -> ListPage:
    """What the reader's query finds, of all kinds."""
    return ListPage(NewFilterSet(request.GET), request.GET, "entry", "entries", partial(read_entries, KINDS), "feed")


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months before or, where that month is shorter, its last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def since_links(listing: ListPage, today: datetime.date) -> dict[str, list[dict[str, Any]]]:
    """Links to what is new or changed for a while, or since a month began, that keep the other filters.

    Returns::

        {"spans": [{"text": "Last 7 days", "href": "?changed_since=2026-11-23", "is_current": False}, …],
         "months": [{"text": "November 2026", …}, …]}
    """
    spans = (
        ("Last 7 days", today - datetime.timedelta(days=7)),
        ("Last month", months_before(today, 1)),
        ("Last 3 months", months_before(today, 3)),
        ("This year", today.replace(month=1, day=1)),
    )
    firsts = [months_before(today.replace(day=1), months) for months in range(12)]
    since = listing.filterset.cleaned.get("changed_since")

    def link(text: str, day: datetime.date) -> dict[str, Any]:
        href = with_changes(listing.valid_query, {"changed_since": day.isoformat()})
        return {"text": text, "href": href, "is_current": day == since}

    return {
        "spans": [link(*span) for span in spans],
        "months": [link(f"{first:%B %Y}", first) for first in firsts],
    }


def new_page(listing: ListPage) -> dict[str, Any]:
    """The entries of a page by the day of their last change.

    Returns::

        {"days": [{"day": date, "entries": [
            {"href": "…", "text": "…", "kind": "Study", "is_new": False, "summary": "…",
             "changes": [PublicChange, …], those to tell of, "tells_days": whether to say when each was}, …]}, …]}
    """
    since = listing.filterset.cleaned.get("changed_since")
    days = []
    for day, entries in groupby(listing.page, key=attrgetter("on")):
        shown = []
        for each in entries:
            changes = each.changes(since)
            shown.append(
                {
                    "href": each.href,
                    "text": each.text,
                    "kind": each.label,
                    "is_new": each.is_new(since),
                    "summary": each.summary,
                    "changes": changes,
                    "tells_days": any(change.on != day for change in changes),
                }
            )
        days.append({"day": day, "entries": shown})
    return {"days": days}


def new(request: HttpRequest) -> HttpResponse:
    """What is new and changed, newest first."""
    listing = new_listing(request)
    since = since_links(listing, timezone.localdate())
    return listing.response(request, "pages/new.jinja", since=since, **new_page(listing))
