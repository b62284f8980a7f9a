"""The list of recommendations, and the same as files."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from files.content_types import CSV, EXCEL, JSON, WORD
from lists.facets import NOT_STATED
from lists.list_pages import ListPage
from lists.query_strings import with_changes
from pages.downloads.list_files import FileFormat, ListFiles
from pages.recommendations.cards import CARD_ROWS, recommendation_card
from pages.thin_lists import leads_on
from recommendations import briefings, exports
from recommendations.filters import RecommendationFilterSet
from recommendations.models import Audience, AudienceKind, Certainty

FILES = ListFiles(
    RecommendationFilterSet,
    "recommendations",
    "recommendation",
    "recommendations",
    (
        FileFormat(
            "xlsx",
            "Excel",
            "to sort and filter, with the studies behind them",
            EXCEL,
            lambda made: exports.excel_of(made.rows, made.absolute, made.about),
            most=exports.MOST_IN_EXCEL,
        ),
        FileFormat(
            "docx",
            "Word",
            "a briefing with findings and references",
            WORD,
            lambda made: briefings.word_of(made.rows, made.absolute, made.about),
            most=briefings.MOST,
        ),
        FileFormat("csv", "CSV", "for spreadsheets", CSV, lambda made: exports.csv_of(made.rows, made.absolute)),
        FileFormat(
            "json",
            "JSON",
            "for programs",
            JSON,
            lambda made: exports.json_of(made.rows, made.absolute, made.about),
        ),
    ),
    caution=briefings.CAUTION,
)


def beside_list(listing: ListPage) -> list[dict[str, Any]]:
    """What a list filtered by audience leaves out but its readers may want, given all its other filters.

    A filter finds exactly what names an audience; beside it stands what is addressed to wider audiences that take it
    in, to everyone, and what states no audience. Empty where no audience is chosen, or only everyone or “not stated”,
    or where there is nothing of either.

    Returns::

        [{"text": "addressed to all NHS organisations", "count": 13, "href": "?audience=nhs-organisations"}, …]
    """
    audiences = listing.filterset.facet_values("audience")
    words = {each.value: f"addressed to all {each.label}" for each in audiences if each.group == AudienceKind.ALL.label}
    words[NOT_STATED] = "with no stated audience"
    chosen = set(listing.filterset.chosen["audience"])
    if not chosen - set(words):
        return []
    wider = Audience.objects.published().filter(members__slug__in=chosen)
    words = {each.slug: f"addressed to {each.name}, which take in those that you chose" for each in wider} | words
    facet = next(each for each in listing.filterset.facets if each.name == "audience")
    return [
        {"text": words[value], "count": each.count, "href": with_changes(listing.valid_query, {"audience": value})}
        for each in facet.options
        if each.count and (value := each.value) in words and value not in chosen
    ]


def recommendation_list(request: HttpRequest) -> HttpResponse:
    """The list, filtered."""
    filterset = RecommendationFilterSet(request.GET)
    listing = ListPage(filterset, request.GET, "recommendation", "recommendations", CARD_ROWS, "recommendations-feed")
    levels = filterset.chosen["certainty"]
    context = {
        "beside": beside_list(listing),
        "leads_on": leads_on(listing),
        "level": Certainty(levels[0]) if len(levels) == 1 else None,
        "downloads": FILES.offered(listing),
        "cards": [recommendation_card(each) for each in listing.page],
    }
    return listing.response(request, "recommendations/list.jinja", **context)
