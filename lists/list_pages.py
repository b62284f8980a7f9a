"""What every list page shows: one page of results, the filters with their counts, what was wrong in the query."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from database.compiled_queries import RowsByKey
from lists.filter_sets import ListFilterSet
from lists.links import address
from lists.query_strings import with_changes, without_value
from lists.wording import value_in_words

PAGE_SIZE = 20


class ListPaginator(Paginator):
    """Cuts the results of a list into pages. It sorts keys alone, since the database takes long to sort whole rows."""

    def __init__(
        self, filterset: ListFilterSet, rows: RowsByKey | Callable[[list[Any]], Mapping[Any, Any]] | None
    ) -> None:
        super().__init__((), PAGE_SIZE)
        self.count = filterset.total
        self.filterset, self.rows = filterset, rows

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        keys = self.filterset.keys_in_order((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
        rows = self.rows(keys) if self.rows and keys else {}
        return Page([rows[key] for key in keys if key in rows], number, self)


@dataclass(frozen=True)
class ListPage:
    """A list page."""

    filterset: ListFilterSet  # what decides what is in the list
    query: QueryDict  # the reader's query, as it came
    noun: str  # what one result is: “recommendation”
    plural: str  # what several are: “recommendations”
    # Reads what the page shows of each result, where it shows any.
    rows: RowsByKey | Callable[[list[Any]], Mapping[Any, Any]] | None = None
    feed: str = ""  # the name of the address of its feed, where it has one

    @cached_property
    def paginator(self) -> ListPaginator:
        return ListPaginator(self.filterset, self.rows)

    @property
    def total(self) -> int:
        return self.filterset.total

    @cached_property
    def requested_page(self) -> int:
        return self.filterset.cleaned.get("page") or 1

    @cached_property
    def page(self) -> Page:
        """The page shown: the one asked for, or the last where there are not so many."""
        return self.paginator.get_page(self.requested_page)

    @cached_property
    def errors(self) -> list[dict[str, str]]:
        errors = [{"text": message, "href": f"#{self._anchor_of(name)}"} for name, message in self.filterset.error_list]
        return errors + missing_page_errors(self.requested_page, self.paginator.num_pages)

    def _anchor_of(self, name: str) -> str:
        """The id of the element where a filter is; the page number has none, nor has the order of an empty list."""
        if name == "page" or (name == "sort" and not self.total):
            return "results"
        return name or "filters"

    @property
    def number(self) -> str:
        """How many results there are: “23 recommendations”."""
        return f"{self._how_many} {self.noun if self.total == 1 else self.plural}"

    @property
    def _how_many(self) -> str:
        return f"{self.total:,}" if self.total else "No"

    @cached_property
    def heading(self) -> str:
        """The state of the list in words: “23 recommendations for PCNs with moderate certainty”."""
        return f"{self._how_many} {self._results(is_one=self.total == 1)}"

    @property
    def noun_and_filters(self) -> str:
        """What the list holds, however many: “recommendations for PCNs with moderate certainty”."""
        return self._results(is_one=False)

    def _results(self, *, is_one: bool) -> str:
        noun = self.filterset.result_noun(self.noun if is_one else self.plural, is_one=is_one)
        return f"{noun} {self.filterset.description}".rstrip()

    @property
    def title(self) -> str:
        """The same for the window's title, with the page where there are several."""
        pages = self.paginator.num_pages
        return self.heading if pages == 1 else f"{self.heading} (page {self.page.number} of {pages})"

    @property
    def range(self) -> str:
        """Which of the results this page shows: “Results 21 to 40 of 249”."""
        if not self.total:
            return "No results"
        first, last = self.page.start_index(), self.page.end_index()
        return f"Results {first:,} to {last:,} of {self.total:,}" if self.total > 1 else "1 result"

    @cached_property
    def valid_query(self) -> QueryDict:
        """The query without what is wrong in it, so that no link from the page leads to the same mistake again."""
        valid = QueryDict(mutable=True)
        for name in self.filterset.filters:
            if value := self.filterset.cleaned.get(name):
                valid.setlist(name, [str(each) for each in (value if isinstance(value, list) else [value])])
        return valid

    @cached_property
    def tags(self) -> list[dict[str, str]]:
        """The choices in force, each with the address of the list without it."""
        query = self.valid_query
        tags = [
            {"facet": facet.label, "text": each.label, "href": without_value(query, name, each.value)}
            for name, facet in self.filterset.facet_filters.items()
            for each in self.filterset.selected_values(name)
        ]
        for name in ("q", *self.extra_names):
            value = self.filterset.cleaned.get(name)
            if value not in (None, ""):
                label = self.filterset.filters[name].label
                tags.append({"facet": label, "text": value_in_words(value), "href": with_changes(query, {name: ""})})
        return tags

    @property
    def extra_names(self) -> list[str]:
        """The names of the filters that are neither facets nor the search that every list has."""
        return [name for name in self.filterset.sql_filters if name != "q"]

    @property
    def sorts(self) -> list[dict[str, Any]]:
        """The orders on offer; best match only for a search."""
        names = [(name, label) for name, label, _ in self.filterset.sorts]
        if self.filterset.search_words:
            names.insert(0, self.filterset.relevance)
        return [{"value": name, "text": label, "selected": name == self.filterset.order} for name, label in names]

    @property
    def pagination(self) -> dict[str, Any]:
        return pagination_links(self.page, lambda number: with_changes(self.valid_query, {"page": str(number)}))

    @property
    def export_query(self) -> str:
        """The query that gives exactly this list as a file."""
        return with_changes(self.valid_query, {})

    @property
    def feed_query(self) -> str:
        """The query of the list in whatever order; empty where nothing is filtered."""
        return with_changes(self.valid_query, {"sort": ""}).rstrip("?")

    @property
    def feed_href(self) -> str:
        """The feed of what is new and changed in the list; empty where the list has none."""
        return f"{address(self.feed)}{self.feed_query}" if self.feed else ""

    def response(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        """The page, of this list and ``context``; its status is 400 if the query has something wrong in it."""
        shown = {"listing": self, "errors": self.errors, **context}
        return render(request, template, shown, status=400 if self.errors else 200)


def missing_page_errors(requested: int, pages: int) -> list[dict[str, str]]:
    """The error of a page that is asked for and does not exist, for the error summary; empty if it exists."""
    if requested <= pages:
        return []
    there = "there is only 1 page" if pages == 1 else f"there are {pages} pages"
    return [{"text": f"Page {requested} does not exist: {there}", "href": "#results"}]


def pagination_links(page: "Page[Any]", href: Callable[[int], str]) -> dict[str, Any]:
    """The parameters of the design system's pagination; empty where one page holds everything.

    ``href`` gives the address of the page with a number.
    """
    if page.paginator.num_pages == 1:
        return {}
    links: dict[str, Any] = {
        "items": [
            {"number": number, "href": href(number), "current": number == page.number}
            if isinstance(number, int)
            else {"ellipsis": True}
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ]
    }
    if page.has_previous():
        links["previous"] = {"href": href(page.previous_page_number())}
    if page.has_next():
        links["next"] = {"href": href(page.next_page_number())}
    return links


def file_stem(plural: str, filterset: ListFilterSet, date: str) -> str:
    """A file name that says the filter and the date: ``recommendations-audience-icbs-2026-01-31``."""
    parts = [plural]
    if filterset.search_words:
        parts += ["search", slugify(filterset.search_words)]
    for name, values in filterset.chosen.items():
        if values:
            parts += [name, *values]
    return f"{'-'.join(part for part in parts if part)[:120].strip('-')}-{date}"


def bad_query(filterset: ListFilterSet) -> HttpResponse | None:
    """The answer to a program whose query has errors: 400 with the reasons. None if it has none."""
    if not filterset.error_list:
        return None
    reasons = "\n".join(message for _, message in filterset.error_list)
    return HttpResponse(reasons, status=400, content_type="text/plain; charset=utf-8")


def download(
    filterset: ListFilterSet,
    plural: str,
    suffix: str,
    content_type: str,
    parts: Iterable[str | bytes],
    problem: str = "",
) -> HttpResponseBase:
    """A response that streams the parts of a list's file.

    Its status is 400 with the reasons if the query has errors, or with the ``problem`` that keeps the file from being
    made of this list.
    """
    if bad := bad_query(filterset):
        return bad
    if problem:
        return HttpResponse(problem, status=400, content_type="text/plain; charset=utf-8")
    response = StreamingHttpResponse(parts, content_type=content_type)
    name = f"{file_stem(plural, filterset, timezone.localdate().isoformat())}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
