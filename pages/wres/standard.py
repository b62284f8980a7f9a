"""The page of the Workforce Race Equality Standard."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import Passage, PassageKind
from lists.links import link
from pages.wres.charted import held_by_indicator
from pages.wres.standings import NATION, figures_of_many, places
from pages.wres.values import latest_for_england
from workforce.models import Domain, Indicator, Organisation
from workforce.standing_words import trend_in_words


def wres_page() -> dict[str, Any]:
    """The standard and its indicators by domain, each with England's latest values.

    Returns::

        {"passages": [Passage, …], "total": 9, "england": Organisation, or None, "has_values": True, "domains": [
            {"heading": "Leadership diversity", "indicators": [
                {"number": 9, "text": "Board membership …", "href": "/wres/indicators/9/",
                 "latest": see latest_values, or None, "trend": see trend_in_words, "held": 14}, …]}, …]}
    """
    indicators = list(Indicator.objects.published())
    latest = latest_for_england()
    england = NATION.first(False)
    trends = trends_of(england) if england else {}
    held = held_by_indicator(False)
    passages = Passage.objects.published().filter(
        kind=PassageKind.INSET_BOX,
        locator__in={indicator.locator for indicator in indicators},
        source__in={indicator.source_id for indicator in indicators},
    )
    return {
        "passages": passages.select_related("source"),
        "total": len(indicators),
        "england": england,
        "has_values": bool(latest),
        "domains": [
            {
                "heading": domain.label,
                "indicators": [
                    {
                        "number": each.number,
                        **link(each, each.name),
                        "latest": latest.get(each.number),
                        "trend": trends.get(each.number, ""),
                        "held": held.get(each.number, 0),
                    }
                    for each in indicators
                    if each.domain == domain
                ],
            }
            for domain in Domain
        ],
    }


def trends_of(england: Organisation) -> dict[int, str]:
    """How England has moved on each indicator that it has figures of several years of, in words."""
    stands = (place.standing for place in places(england, figures_of_many(england), None))
    return {
        each.indicator.number: trend_in_words(each.indicator.number, each.trend, each.no_trend)
        for each in stands
        if each.trend
    }


def wres(request: HttpRequest) -> HttpResponse:
    """The standard and its nine indicators."""
    return render(request, "workforce/wres.jinja", wres_page())
