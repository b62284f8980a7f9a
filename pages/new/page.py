"""The page of what is new and changed."""

from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse

from lists.list_pages import ListPage
from pages.new.filters import NewFilterSet
from pages.new.kinds import KINDS, read_entries


def new_listing(request: HttpRequest) -> ListPage:
    """What the reader's query finds, of all kinds."""
    return ListPage(NewFilterSet(request.GET), request.GET, "entry", "entries", partial(read_entries, KINDS), "feed")


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
    return listing.response(request, "pages/new.jinja", **new_page(listing))
