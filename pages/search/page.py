"""The search results page, and the suggestions under the search box."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from markupsafe import Markup, escape

from caching.query_cache import QueryCache, cached_until_change
from evidence.models import Theme
from lists.facets import FacetField, Value
from lists.filter_sets import ListForm, PageField, SearchField
from lists.links import address, link
from lists.list_pages import PAGE_SIZE, missing_page_errors, pagination_links
from lists.query_strings import with_changes
from lists.text_search import TSQuery, stems
from lists.wording import join_with_or
from pages.entries.parts import notices_behind
from pages.entries.vocabulary import terms
from pages.search.engine import Result, Search
from pages.search.entry_types import ENTRY_TYPES, EntryType
from pages.search.excerpts import HIT_END, HIT_START
from pages.search.words import spellings, topic_stems
from recommendations.models import Audience
from workforce.models import Indicator, Organisation

#: The most suggestions of entries, beside those of pages.
MAX_SUGGESTED_ENTRIES = 6
MAX_SUGGESTED_PAGES = 3

#: The most completions of the word being typed that are searched for.
MAX_ENDINGS = 20


class SearchForm(ListForm):
    """The words, the types of entries to show and the page."""

    q = SearchField(label="Search", required=False)
    type = FacetField(noun="a kind of entry", required=False)
    page = PageField(label="Page")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types: Any = self.fields["type"]
        types.load_values = lambda: [Value(entry_type.name, entry_type.plural) for entry_type in ENTRY_TYPES]


@dataclass(frozen=True)
class SearchPage:
    """The presenter of the results page."""

    form: SearchForm
    query: QueryDict

    @cached_property
    def errors(self) -> list[dict[str, Any]]:
        errors = [
            {"text": message, "href": "#q" if name == "q" else "#results"} for name, message in self.form.error_list
        ]
        return errors + missing_page_errors(self._requested_page, self.paginator.num_pages)

    @property
    def words(self) -> str:
        return self.form.cleaned.get("q") or ""

    @property
    def _requested_page(self) -> int:
        return self.form.cleaned.get("page") or 1

    @property
    def chosen(self) -> list[str]:
        return self.form.cleaned.get("type") or []

    @cached_property
    def own_search(self) -> Search:
        return Search(self.words)

    @cached_property
    def did_you_mean(self) -> str:
        """The words with misspelt ones corrected; empty if there is nothing to correct."""
        return self.own_search.did_you_mean if self.words else ""

    @cached_property
    def search(self) -> Search:
        """The search that is shown: for the corrected words if the own words match nothing."""
        if not self.own_search.counts and self.did_you_mean:
            return Search(self.did_you_mean)
        return self.own_search

    @property
    def is_corrected(self) -> bool:
        return self.search is not self.own_search

    @cached_property
    def unmatched_message(self) -> str:
        """A sentence on the words that no entry has and that are not misspelt; empty if there are none."""
        words = [f"“{word}”" for word in self.search.unmatched if word not in self.search.corrections]
        return f"Nothing here has the {'word' if len(words) == 1 else 'words'} {join_with_or(words)}." if words else ""

    @property
    def reference_message(self) -> str:
        """A sentence on the reference that was searched for; empty if none was."""
        reference = self.search.reference
        if not reference:
            return ""
        has_it = "One recommendation has" if self.search.counts else "No published recommendation has"
        return f"{has_it} the reference {reference}."

    @property
    def total(self) -> int:
        return sum(n for name, n in self.search.counts.items() if not self.chosen or name in self.chosen)

    @cached_property
    def paginator(self) -> "Paginator[int]":
        return Paginator(range(self.total), PAGE_SIZE)

    @cached_property
    def page(self) -> Any:
        return self.paginator.get_page(self._requested_page)

    @cached_property
    def results(self) -> list[dict[str, Any]]:
        """The results on this page.

        Returns::

            [{"kind": "Recommendation", "text": "…", "href": "…", "excerpt": Markup, "source": {…}, "entry": …,
              "retraction": "Retracted", "notices": ""}, …]
        """
        shown = self.page.object_list
        return [result_card(each) for each in self.search.results(self.chosen, shown.start, PAGE_SIZE)]

    @property
    def heading(self) -> str:
        total = f"{self.total:,} {'result' if self.total == 1 else 'results'}" if self.total else "No results"
        words = self.did_you_mean if self.is_corrected else self.words
        return f"{total} for “{words}”"

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Each entry type with its number of results, after all of them together."""
        counts = self.search.counts
        kinds = [("", "Everything", counts.total())]
        kinds += [(entry_type.name, entry_type.plural, counts[entry_type.name]) for entry_type in ENTRY_TYPES]
        return [
            {
                "name": name,
                "text": text,
                "count": count,
                "href": with_changes(self._valid_query, {"type": name}),
                "is_current": name in self.chosen if name else not self.chosen,
            }
            for name, text, count in kinds
        ]

    @property
    def corrected_href(self) -> str:
        return with_changes(QueryDict(mutable=True), {"q": self.did_you_mean})

    @cached_property
    def pages(self) -> list[dict[str, Any]]:
        """Pages of audiences, themes and the standard whose whole name is among the words, and of organisations."""
        return named_pages(self.search) + organisations_named(self.words)

    @property
    def pagination(self) -> dict[str, Any]:
        return pagination_links(self.page, lambda number: with_changes(self._valid_query, {"page": str(number)}))

    @cached_property
    def _valid_query(self) -> QueryDict:
        valid = QueryDict(mutable=True)
        for name in ("q", "type"):
            value = self.form.cleaned.get(name)
            if value:
                valid.setlist(name, value if isinstance(value, list) else [value])
        return valid


def result_card(result: Result) -> dict[str, Any]:
    """A result for the template, with hits in ``mark``."""
    entry = result.entry
    return {
        **_result_link(result.entry_type, entry),
        "kind": result.entry_type.noun,
        "name": result.entry_type.name,
        "excerpt": marked(result.excerpt),
        "source": link(entry.source, entry.source.short_title) if "source" in result.entry_type.links else None,
        "entry": entry,
        "retraction": entry.get_retraction_display() if result.entry_type.name == "studies" else "",
        "notices": notices_behind(entry.study_states) if result.entry_type.name == "recommendations" else "",
    }


def _result_link(entry_type: EntryType, entry: Any) -> dict[str, Any]:
    return {**link(entry, entry.title if entry_type.name == "recommendations" else "")}


def marked(excerpt: str) -> Markup:
    """An excerpt as HTML, with each hit in ``mark``."""
    text = " · ".join(" ".join(line.split()) for line in excerpt.splitlines() if line.strip())
    return Markup(str(escape(text)).replace(HIT_START, "<mark>").replace(HIT_END, "</mark>"))  # noqa: S704 - escaped above


def named_pages(search: Search) -> list[dict[str, Any]]:
    """Pages whose whole name is searched for, the longest name first."""
    sought = search.stems
    found: list[tuple[int, dict[str, Any]]] = []
    topics = topic_stems(search.cache)
    for relation, model, entry_type in (("audiences", Audience, "Audience"), ("themes", Theme, "Theme")):
        keys = {pk: len(name) for pk, name in topics[relation].items() if name and name <= sought}
        found += [(keys[row.pk], {**link(row), "kind": entry_type}) for row in terms(model, keys)]
    if sought.issuperset(*stems(["WRES"]).values()):
        found.append((len(sought), _the_standard()))
    return [page for _, page in sorted(found, key=lambda each: (-each[0], each[1]["text"]))][:MAX_SUGGESTED_PAGES]


def organisations_named(words: str) -> list[dict[str, Any]]:
    """The pages of the organisations whose name or code has all of the words; none if too many have."""
    sought = set(_words(words))
    found = [page for page, name in _organisations() if sought and sought.issubset(_words(name))]
    return found if len(found) <= MAX_SUGGESTED_PAGES else []


@cached_until_change
def _organisations() -> list[tuple[dict[str, Any], str]]:
    """The page of each organisation, with its name and code."""
    rows = Organisation.objects.published().order_by("name")
    return [({**link(row), "kind": "Organisation"}, f"{row.name} {row.ods_code}") for row in rows]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _the_standard() -> dict[str, Any]:
    return {"text": "Workforce Race Equality Standard (WRES)", "href": address("wres"), "kind": "Standard"}


def suggestions(typed: str) -> list[dict[str, Any]]:
    """Suggestions for words being typed, the last of which may be incomplete.

    Returns::

        [{"text": "Give staff time for complex care and equity work", "kind": "Recommendation", "href": "…"}, …]
    """
    words = _words(typed)
    if not words or len(words[-1]) < 2:
        return []
    *whole, begun = words
    return _suggested_pages(words) + _suggested_entries(whole, begun)


def _suggested_pages(words: list[str]) -> list[dict[str, Any]]:
    named = [
        *((row, "Audience", f"{row.name} {row.full_name}") for row in Audience.objects.published()),
        *((row, "Theme", row.name) for row in Theme.objects.published()),
        *((row, "WRES indicator", f"WRES {row}") for row in Indicator.objects.published()),
    ]
    suggested = [({**link(row), "kind": entry_type}, name) for row, entry_type, name in named]
    standard = _the_standard()
    fitting = [
        page
        for page, name in [(standard, standard["text"]), *suggested, *_organisations()]
        if all(any(part.startswith(word) for part in _words(name)) for word in words)
    ]
    return fitting[:MAX_SUGGESTED_PAGES]


def _suggested_entries(whole: list[str], begun: str) -> list[dict[str, Any]]:
    """Entries whose title has every complete word, and one that starts with the incomplete one."""
    uses = spellings(QueryCache())
    endings = sorted((word for word in uses if word.startswith(begun)), key=lambda word: -uses[word])
    stems_of = stems([*whole, *endings[:MAX_ENDINGS]])
    first = [f"'{stem}':A" for word in whole for stem in stems_of[word]]
    last = sorted({f"'{stem}':A" for word in endings[:MAX_ENDINGS] for stem in stems_of[word]})
    if not last:
        return []
    query = TSQuery(" & ".join([*first, f"({' | '.join(last)})"]))
    found: list[dict[str, Any]] = []
    for entry_type in ENTRY_TYPES:
        # Indicators are suggested as pages.
        if entry_type.name == "indicators" or len(found) >= MAX_SUGGESTED_ENTRIES:
            continue
        rows = entry_type.published().filter(search=query).select_related(*entry_type.links)
        for row in rows[: MAX_SUGGESTED_ENTRIES - len(found)]:
            kind = ", ".join(filter(None, (entry_type.noun.capitalize(), getattr(row, "retraction_word", ""))))
            found.append(_result_link(entry_type, row) | {"kind": kind})
    return found


def search(request: HttpRequest) -> HttpResponse:
    """The results page."""
    page = SearchPage(SearchForm(request.GET), request.GET)
    status = 400 if page.errors else 200
    return render(request, "pages/search.jinja", {"page": page, "errors": page.errors}, status=status)


def search_suggestions(request: HttpRequest) -> HttpResponse:
    """The suggestions as JSON; none for words that are not valid."""
    form = SearchForm({"q": request.GET.get("q", "")})
    found = suggestions(form.cleaned_data["q"]) if form.is_valid() else []
    return JsonResponse({"suggestions": found})
