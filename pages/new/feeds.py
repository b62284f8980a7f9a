"""Atom feeds of what is new and changed: of all kinds of entries, and of any filtered list."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join

from curation.last_changes import last_changes
from files.office_texts import for_xml
from lists.links import address
from lists.list_pages import ListPage, bad_query
from lists.wording import day_in_words
from pages.new.kinds import (
    CASE_STUDIES,
    KINDS,
    RECOMMENDATIONS,
    RESOURCES,
    STUDIES,
    ChangedEntry,
    EntryKey,
    Kind,
    read_entries,
)
from pages.new.page import new_listing

#: How many entries a feed holds: more than change in a week, so that no reader of it misses any.
LENGTH = 100


class _AtomFeed(Atom1Feed):
    """Atom as Django writes it; one without entries was updated today, not at each moment."""

    def latest_post_date(self) -> datetime.datetime:
        if self.items:
            return super().latest_post_date()
        return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


class EntryFeed(Feed):
    """The entries with some keys, in their order."""

    feed_type = _AtomFeed
    author_name = settings.SERVICE_NAME
    feed_copyright = "Creative Commons Attribution 4.0"
    language = settings.LANGUAGE_CODE

    def __init__(self, listing: ListPage, page: str, kinds: Iterable[Kind], keys: Sequence[EntryKey]) -> None:
        """Of a list, whose page has the address ``page``."""
        self.listing, self.page = listing, page
        self.kinds, self.keys = kinds, keys

    def title(self) -> str:
        named = self.listing.noun_and_filters
        what = named if "changed_since" in self.listing.valid_query else f"new and changed {named}"
        return for_xml(f"{settings.SERVICE_NAME}: {what}")

    def subtitle(self) -> str:
        return (
            "To follow this list, copy the address of this feed into a feed reader. "
            f"It holds at most the {LENGTH} entries that were last new or changed."
        )

    def link(self) -> str:
        return f"{self.page}{self.listing.feed_query}"

    def feed_url(self) -> str:
        return self.listing.feed_href

    def items(self) -> list[ChangedEntry]:
        entries = read_entries(self.kinds, self.keys)
        return [entries[key] for key in self.keys if key in entries]

    def item_guid(self, item: ChangedEntry) -> str:
        return item.guid

    def item_title(self, item: ChangedEntry) -> str:
        return for_xml(item.text)

    def item_link(self, item: ChangedEntry) -> str:
        return item.href

    def item_pubdate(self, item: ChangedEntry) -> datetime.datetime:
        return item.history[-1].at

    def item_updateddate(self, item: ChangedEntry) -> datetime.datetime:
        return item.history[0].at

    def item_categories(self, item: ChangedEntry) -> list[str]:
        return [item.label]

    def item_description(self, item: ChangedEntry) -> str:
        """What changed last and what the entry is about, as HTML."""
        changes = item.changes(None)
        happened = "New here on" if item.is_new(None) else "Changed on"
        return for_xml(
            format_html(
                "<p>{} {}</p>{}<p>{}</p>",
                happened,
                day_in_words(item.on),
                format_html_join("", "<p>{}</p>", (("; ".join(each.what),) for each in changes)),
                item.summary,
            )
        )


def feed(request: HttpRequest) -> HttpResponse:
    """What is new and changed, of all kinds of entries; takes the query of that page."""
    listing = new_listing(request)
    if reasons := bad_query(listing.filterset):
        return reasons
    keys: Any = listing.filterset.keys_in_order(0, LENGTH)
    return EntryFeed(listing, address("new"), KINDS, keys)(request)


def _list_feed(kind: Kind) -> Callable[[HttpRequest], HttpResponse]:
    """A view of the entries of a list, which takes the query of its page."""

    def view(request: HttpRequest) -> HttpResponse:
        filterset = kind.filterset(request.GET)
        if reasons := bad_query(filterset):
            return reasons
        in_order = (key for key in last_changes(kind.model).keys if key in filterset.keys)
        keys = [(0, key) for key in islice(in_order, LENGTH)]
        listing = ListPage(filterset, request.GET, kind.noun, kind.plural, feed=f"{kind.name}-feed")
        return EntryFeed(listing, address(kind.name), [kind], keys)(request)

    return view


recommendation_feed = _list_feed(RECOMMENDATIONS)
study_feed = _list_feed(STUDIES)
case_study_feed = _list_feed(CASE_STUDIES)
resource_feed = _list_feed(RESOURCES)
