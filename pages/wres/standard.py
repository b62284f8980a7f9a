"""The page of the Workforce Race Equality Standard."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import Passage, PassageKind
from lists.links import link
from pages.wres.values import latest_for_england
from workforce.models import Domain, Indicator


def wres_page() -> dict[str, Any]:
    """The standard and its indicators by domain, each with England's latest values.

    Returns::

        {"passages": [Passage, …], "total": 9, "domains": [{"heading": "Leadership diversity", "indicators": [
            {"number": 9, "text": "Board membership …", "href": "/wres/indicators/9/",
             "latest": see latest_values, or None}, …]}, …]}
    """
    indicators = list(Indicator.objects.published())
    latest = latest_for_england()
    passages = Passage.objects.published().filter(
        kind=PassageKind.INSET_BOX,
        locator__in={indicator.locator for indicator in indicators},
        source__in={indicator.source_id for indicator in indicators},
    )
    return {
        "passages": passages.select_related("source"),
        "total": len(indicators),
        "domains": [
            {
                "heading": domain.label,
                "indicators": [
                    {"number": each.number, **link(each, each.name), "latest": latest.get(each.number)}
                    for each in indicators
                    if each.domain == domain
                ],
            }
            for domain in Domain
        ],
    }


def wres(request: HttpRequest) -> HttpResponse:
    """The standard and its nine indicators."""
    return render(request, "workforce/wres.jinja", wres_page())
