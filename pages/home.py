"""The home page: a way in by audience, theme and certainty, and what is new."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caching.query_cache import cached_until_change
from evidence.models.sources import Source
from lists.links import address
from pages.entries.structured_data import Absolute, Node, node
from pages.recommendations.audiences import audiences_page
from pages.recommendations.what_is_new import newest
from pages.themes import themes_page
from recommendations.models import Recommendation


def website(absolute: Absolute) -> Node:
    """The service, and how a program may search it."""
    search = absolute(address("search"))
    return node(
        "WebSite",
        name=settings.SERVICE_NAME,
        url=absolute(address("home")),
        potentialAction={
            **node("SearchAction", target=node("EntryPoint", urlTemplate=f"{search}?q={{search_term_string}}")),
            "query-input": "required name=search_term_string",
        },
    )


@cached_until_change
def home_page() -> dict[str, Any]:
    """The home page.

    Returns::

        {"audiences": see audiences_page, those that something names, "themes": see themes_page, of the core framework,
         "certainty": how many at each level, "newest": [{"text": "…", "href": "…"}, …], "sources": [Source, …]}
    """
    return {
        "audiences": [
            {**group, "audiences": [each for each in group["audiences"] if each["count"]]}
            for group in audiences_page()
            if any(each["count"] for each in group["audiences"])
        ],
        "themes": [theme for group in themes_page() if group["framework"].is_core for theme in group["themes"]],
        "certainty": Recommendation.objects.published().certainty_profile(),
        "newest": newest(),
        "sources": list(Source.objects.published()),
    }


def home(request: HttpRequest) -> HttpResponse:
    """Where readers start."""
    data = website(request.build_absolute_uri)
    return render(request, "pages/home.jinja", home_page() | {"structured_data": data})
