"""The page of the statistics that sources quote."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lists.links import links
from lists.wording import midsentence
from pages.entries.parts import contents_list
from pages.wres import structured_data
from workforce.models import Statistic


def statistics_page() -> dict[str, Any]:
    """The published statistics in document order, by source.

    Returns::

        {"total": 21, "sources": [{"source": Source, "statistics": [
            {"statistic": Statistic, "facts": [("Period", "2023/24"), …], "lacking": ["whose figure it is"],
             "themes": [{…}], "indicators": [{…}]}, …
        ]}, …], "contents": see contents_list}
    """
    statistics = list(Statistic.objects.published().with_links().in_document_order())
    sources = [
        {"source": source, "statistics": [statistic_entry(each) for each in of_source]}
        for source, of_source in groupby(statistics, key=lambda statistic: statistic.source)
    ]
    return {
        "total": len(statistics),
        "sources": sources,
        "contents": contents_list(
            (each["source"].slug, f"{each['source'].short_title} ({len(each['statistics']):,})", True)
            for each in sources
        ),
    }


def statistic_entry(statistic: Statistic) -> dict[str, Any]:
    """A statistic from ``with_links``, with its facts; see :func:`statistics_page`."""
    facts = [
        ("Period", statistic.period),
        ("Who or what is counted", statistic.counted),
        ("Whose figure it is", statistic.origin),
        ("Reference in the source", statistic.reference_number),
        ("Where in the source", statistic.locator),
    ]
    return {
        "statistic": statistic,
        "facts": [(name, value) for name, value in facts if value],
        "lacking": [midsentence(name) for name, value in facts if not value],
        "themes": links(statistic.public_themes),
        "indicators": links(statistic.public_indicators),
    }


def statistics(request: HttpRequest) -> HttpResponse:
    """The figures that sources quote."""
    context = statistics_page()
    absolute = request.build_absolute_uri
    shown = [each["statistic"] for group in context["sources"] for each in group["statistics"]]
    data = structured_data.quoted_figures(shown, absolute(request.path), absolute)
    return render(request, "workforce/statistics.jinja", context | {"structured_data": data})
