"""The page of one WRES indicator."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery
from lists.links import link
from pages.entries.parts import contents_list, recommendation_entry
from pages.wres import structured_data
from pages.wres.values import counts_in_words, group_in_words, latest_values, observation_row, value_table
from recommendations.models import Recommendation
from workforce.models import Indicator, MeasureKind, Observation, Statistic
from workforce.models.organisations import ENGLAND

#: Reads an indicator that the public may see by its number.
INDICATOR = CompiledQuery[Indicator](
    lambda number: Indicator.objects.published().select_related("source").filter(number=number)
)


@cached_until_change
def indicator_page(indicator: Indicator) -> dict[str, Any]:
    """The context of an indicator's page.

    Returns::

        {"indicator": Indicator, "latest": see latest_values, or None, "parity": "1.0",
         "facts": [("Domain", "Leadership diversity"), ("Parity", "0 percentage points"), …],
         "sections": [{"id": "wres-9-board-share", "heading": "BME share of board members", "series": [
            {"organisation": "England (all NHS trusts)", "chart": "<svg …>", "table": see value_table,
             "notes": [("2022, BME", "Printed without a decimal."), …]}, …]}, …],
         "not_held": ["Difference between board and workforce", …], "datasets": [Dataset, …],
         "organisations": ["England (all NHS trusts)", …], "years": (2016, 2023) or None,
         "recommendations": [see recommendation_entry, each with its "reason"],
         "statistics": [{"text": "…", "href": "/statistics/#…", "detail": "16%"}, …], "contents": see contents_list}
    """
    observations = list(Observation.objects.published().for_indicator(indicator.number).with_links())
    held = {observation.measure_id for observation in observations}
    of_england = [observation for observation in observations if observation.organisation.ods_code == ENGLAND]
    years = [observation.reporting_year for observation in observations]
    recommendations = indicator_recommendations(indicator)
    statistics = [
        {**link(each, each.label), "detail": each.value_as_stated}
        for each in Statistic.objects.published().filter(indicators=indicator).select_related("source")
    ]
    contents = (
        ("values", "Published values", True),
        ("recommendations", f"Related recommendations ({len(recommendations):,})", True),
        ("how-to-read", "What it compares and how to read it", True),
        ("statistics", f"Figures from our sources ({len(statistics):,})", statistics),
    )
    return {
        "indicator": indicator,
        "latest": latest_values(of_england).get(indicator.number),
        "parity": parity_in_words(indicator),
        "facts": indicator_facts(indicator),
        "sections": [
            {
                "id": measure.slug,
                "heading": measure.name,
                "series": [
                    observation_series(indicator, list(of_organisation))
                    for _, of_organisation in groupby(of_measure, key=attrgetter("organisation"))
                ],
            }
            for measure, of_measure in groupby(observations, key=attrgetter("measure"))
        ],
        "organisations": sorted({observation.organisation.name for observation in observations}),
        "years": (min(years), max(years)) if years else None,
        "not_held": [measure.name for measure in indicator.measures.all() if measure.pk not in held],
        "datasets": sorted({observation.dataset for observation in observations}, key=lambda dataset: dataset.title),
        "recommendations": recommendations,
        "statistics": statistics,
        "contents": contents_list(contents),
    }


def indicator_facts(indicator: Indicator) -> list[tuple[str, str]]:
    """The facts that define an indicator, by name: ``[("Domain", "Leadership diversity"), …]``."""
    return [
        ("Domain", indicator.get_domain_display()),
        ("Kind of measure", indicator.get_kind_display()),
        ("What it compares", indicator.get_comparison_display()),
        ("Parity", parity_in_words(indicator)),
        ("Where the data come from", indicator.get_data_source_display()),
        ("Defined by", indicator.definition_basis),
    ]


def parity_in_words(indicator: Indicator) -> str:
    """“1.0”, “0 percentage points” or “No gap”."""
    if indicator.parity is None:
        return "No gap"
    if indicator.kind == MeasureKind.DIFFERENCE:
        return f"{float(indicator.parity):g} percentage points"
    return f"{indicator.parity:.1f}"


def indicator_recommendations(indicator: Indicator) -> list[dict[str, Any]]:
    """The published recommendations that speak to an indicator, with reason and certainty."""
    recommendations = Recommendation.objects.published().filter(indicators=indicator)
    return [
        recommendation_entry(each)
        | {"reason": next(one.reason for one in each.indicator_links.all() if one.indicator_id == indicator.pk)}
        for each in recommendations.for_short_lists().prefetch_related("indicator_links")
    ]


def observation_series(indicator: Indicator, observations: list[Observation]) -> dict[str, Any]:
    """The chart, table and notes of one organisation; see :func:`indicator_page`."""
    return {
        "organisation": observations[0].organisation.name,
        "chart": observation_chart(indicator, observations),
        "table": value_table([observation_row(indicator, observation) for observation in observations]),
        "notes": [
            (f"{observation.reporting_year}, {group_in_words(indicator, observation)}", note)
            for observation in observations
            for note in (counts_in_words(observation), observation.note)
            if note
        ],
    }


def observation_chart(indicator: Indicator, observations: list[Observation]) -> str | None:
    """The chart of one organisation's values of one measure, a series for each group.

    Parity is drawn only for the kind of measure that the indicator states it for.
    """
    # Altair takes most of a second to load, and few processes ever draw.
    from pages.wres.charts import Point, Series, indicator_chart

    measure, organisation = observations[0].measure, observations[0].organisation
    points: dict[str, list[Point]] = {}
    for each in observations:
        point = Point(each.reporting_year, float(each.value), each.number_as_published, each.dataset.slug)
        points.setdefault(group_in_words(indicator, each), []).append(point)
    parity = indicator.parity if measure.kind == indicator.kind else None
    return indicator_chart(
        [Series(name, tuple(of_group)) for name, of_group in points.items()],
        title=f"{measure.name}, {organisation.name}",
        unit=measure.unit,
        parity=None if parity is None else float(parity),
    )


def indicator_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One indicator with its published values."""
    indicator = INDICATOR.first(int(number))
    if indicator is None:
        raise Http404
    context = indicator_page(indicator)
    data = structured_data.indicator_data(context, request.build_absolute_uri)
    return render(request, "workforce/indicator.jinja", context | {"structured_data": data})
