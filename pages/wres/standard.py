"""The page of the Workforce Race Equality Standard."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import Passage, PassageKind
from lists.links import link
from pages.wres.charts.charted import held_by_indicator
from pages.wres.standings import NATION, figures_of_many, places
from pages.wres.values import latest_for_england
from workforce.models import Domain, Indicator, Organisation
from workforce.standing import Standing
from workforce.standing_words import trend_in_words


def wres_page() -> dict[str, Any]:
    """The standard and its indicators by domain, each with England's latest values.

    Returns::

        {"passages": [Passage, …], "total": 9, "england": Organisation, or None, "has_chart": True, "domains": [
            {"heading": "Leadership diversity", "indicators": [
                {"number": 9, "text": "Board membership …", "href": "/wres/indicators/9/",
                 "latest": see latest_values, or None, "trend": see trend_in_words, "held": 14}, …]}, …]}
    """
    indicators = list(Indicator.objects.published())
    latest = latest_for_england()
    england = NATION.first(False)
    stands_of_england = standings_of(england) if england else []
    trends = trends_in_words(stands_of_england)
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
        "has_chart": any(stands.figure for stands in stands_of_england),
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


def standings_of(england: Organisation) -> list[Standing]:
    """Where England stands on each indicator."""
    return [place.standing for place in places(england, figures_of_many(england), None)]


def trends_in_words(standings: Iterable[Standing]) -> dict[int, str]:
    """How England has moved on each indicator that it has figures of several years of."""
    return {
        each.indicator.number: trend_in_words(each.indicator.number, each.trend, each.no_trend)
        for each in standings
        if each.trend
    }


def wres(request: HttpRequest) -> HttpResponse:
    """The standard and its nine indicators."""
    return render(request, "workforce/wres.jinja", wres_page())
