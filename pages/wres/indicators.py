"""The page of one WRES indicator."""

from collections.abc import Iterable, Mapping, Sequence
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
from pages.wres.charts.charted import held_by_indicator, spread_with_held
from pages.wres.charts.data import Point, Series, Trend
from pages.wres.standings import SUMS
from pages.wres.values import is_of_new_series, latest_values, value_tables, without_rounded
from recommendations.models import Recommendation
from workforce.figures import Subject, figures_by_indicator
from workforce.models import (
    DataSource,
    Group,
    Indicator,
    MeasureKind,
    Observation,
    Organisation,
    OrganisationKind,
    Statistic,
)
from workforce.standing_words import figure_in_brief, figure_in_words
from workforce.suppression import ShownValue, shown

#: With more organisations than this, those beside England and its regions have their values on their own pages alone.
MOST_IN_FULL = 40

#: Reads an indicator that the public may see by its number.
INDICATOR = CompiledQuery[Indicator](
    lambda number: Indicator.objects.published().select_related("source").filter(number=number)
)


@cached_until_change
def indicator_page(indicator: Indicator) -> dict[str, Any]:
    """The context of an indicator's page.

    Returns::

        {"indicator": Indicator, "latest": see latest_values, or None,
         "in_words": "White applicants were 1.59 times as likely …", or nothing, "parity": "1.0",
         "facts": [("Domain", "Leadership diversity"), ("Parity", "0 percentage points"), …],
         "england": see organisation_values, with the chart of each measure, or None,
         "others": [{"heading": "NHS regions", "organisations": [see organisation_values, …]}, …],
         "not_held": ["Difference between board and workforce", …], "datasets": [Dataset, …],
         "measures": ["Share of board members", …], "organisations": ["England (all NHS trusts)", …],
         "years": (2016, 2023) or None, "number_of_others": 18, "spread": see spread, or None,
         "recommendations": [see recommendation_entry, each with its "reason"],
         "statistics": [{"text": "…", "href": "/statistics/#…", "detail": "16%"}, …], "contents": see contents_list}
    """
    number_of_others = held_by_indicator(False).get(indicator.number, 0)
    rows = Observation.objects.published().for_indicator(indicator.number)
    if number_of_others > MOST_IN_FULL:
        rows = rows.filter(organisation__kind__in=SUMS)
    observations = shown(rows.with_links())
    datasets = sorted({each.dataset for each in observations}, key=attrgetter("title", "slug"))
    numbers = {dataset.pk: number for number, dataset in enumerate(datasets, start=1)}
    by_organisation = [
        (organisation, list(values)) for organisation, values in groupby(observations, key=attrgetter("organisation"))
    ]
    of_england = [each for each in observations if each.organisation.is_england]
    held = {each.measure.pk: each.measure.name for each in observations}
    years = [each.reporting_year for each in observations]
    recommendations = indicator_recommendations(indicator)
    statistics = [
        {**link(each, each.label), "detail": each.value_as_stated}
        for each in Statistic.objects.published().filter(indicators=indicator).select_related("source")
    ]
    contents = (
        ("spread", "Organisations", number_of_others > 1),
        ("values", "Published values", True),
        ("recommendations", f"Related recommendations ({len(recommendations):,})", True),
        ("how-to-read", "What it compares and how to read it", True),
        ("statistics", f"Figures from our sources ({len(statistics):,})", statistics),
        ("datasets", f"Where the values were published ({len(datasets):,})", datasets),
    )
    return {
        "indicator": indicator,
        "latest": latest_values(of_england).get(indicator.number),
        "in_words": in_words(indicator, of_england),
        "parity": parity_in_words(indicator),
        "facts": indicator_facts(indicator),
        "england": organisation_values(of_england, numbers) | charts(indicator, of_england) if of_england else None,
        "others": [
            {"heading": heading, "organisations": [organisation_values(values, numbers) for _, values in of_part]}
            for heading, of_part in groupby(by_organisation, key=lambda each: part_of_page(each[0]))
            if heading
        ],
        "measures": list(held.values()),
        "organisations": sorted({each.organisation.name for each in observations}),
        "years": (min(years), max(years)) if years else None,
        "not_held": [measure.name for measure in indicator.measures.all() if measure.pk not in held],
        "number_of_others": number_of_others,
        "spread": spread(indicator),
        "datasets": datasets,
        "recommendations": recommendations,
        "statistics": statistics,
        "contents": contents_list(contents),
    }


def in_words(indicator: Indicator, of_england: Sequence[ShownValue]) -> str:
    """England’s latest ratio as a sentence; nothing of percentages, which need none."""
    ratios = figures_by_indicator([indicator], of_england)[indicator.number].of(Subject.RATIO)
    return figure_in_words(indicator.number, ratios[-1]) if ratios else ""


def spread(indicator: Indicator) -> dict[str, Any] | None:
    """The figures of organisations in the latest year that many have; None where fewer than two have any.

    Returns::

        {"year": 2024, "rows": [{"text": "Barts Health NHS Trust", "href": …, "brief": see figure_in_brief}, …]}
    """
    found = spread_with_held(indicator, False)
    if found is None:
        return None
    _, held = found
    return {
        "year": held[0].figure.year,
        "rows": [
            {**link(organisation), "brief": figure_in_brief(indicator.number, figure)}
            for organisation, figure in sorted(held, key=lambda each: each.organisation.name)
        ],
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


def part_of_page(organisation: Organisation) -> str:
    """The heading that an organisation other than England stands under; nothing for England."""
    if organisation.is_england:
        return ""
    return "NHS regions" if organisation.kind == OrganisationKind.REGION else "Trusts and other organisations"


def organisation_values(observations: list[ShownValue], numbers: Mapping[int, int]) -> dict[str, Any]:
    """The values of one organisation, in tables for each measure.

    Returns::

        {"name": "England (all NHS trusts)", "count": 12, "years": "2016 to 2023",
         "measures": [{"slug": "wres-9-board-share", "name": "Share of board members", "tables": see value_tables}, …]}
    """
    first, last = (choose(each.reporting_year for each in observations) for choose in (min, max))
    return {
        "name": observations[0].organisation.name,
        "count": len(observations),
        "years": str(first) if first == last else f"{first} to {last}",
        "measures": [
            {"slug": measure.slug, "name": measure.name, "tables": value_tables(of_measure, numbers)}
            for measure, of_measure in groupby(observations, key=attrgetter("measure"))
        ],
    }


def charts(indicator: Indicator, observations: Iterable[ShownValue]) -> dict[str, Any]:
    """The charts of one organisation's measures, by the measure's slug: ``{"charts": {"wres-9-board-share": {…}}}``.

    A chart has the values of all staff, or of the first part of them with values of several years. It is
    ``{"covers": "Very senior managers", "svg": "<svg …>"}``. A measure without values of several years has none.
    """
    found: dict[str, dict[str, str | None]] = {}
    for (measure, coverage), values in groupby(observations, key=attrgetter("measure", "coverage")):
        of_chart = [each for each in values if not each.is_hidden]
        if len({each.reporting_year for each in of_chart}) > 1 and measure.slug not in found:
            found[measure.slug] = {"covers": coverage, "svg": observation_chart(indicator, of_chart)}
    return {"charts": found}


def observation_chart(indicator: Indicator, observations: list[ShownValue]) -> str | None:
    """The chart of one organisation's values of one measure, a series for each group.

    Parity is drawn only for the kind of measure that the indicator states it for.
    """
    # Altair takes most of a second to load, and few processes ever draw.
    from pages.wres.charts.drawing import svg_of

    first = observations[0]
    points: dict[tuple[str, int, str], Point] = {}
    for each in without_rounded(observations):
        if each.value is None:
            continue
        place = (group_in_words(indicator, each), each.reporting_year, each.number_as_published)
        known = points[place].published_in if place in points else frozenset()
        published_in = known | {(each.dataset.slug, is_of_new_series(each))}
        points[place] = Point(each.reporting_year, float(each.value), each.number_as_published, published_in)
    series: dict[str, list[Point]] = {}
    for (name, *_), point in points.items():
        series.setdefault(name, []).append(point)
    parity = indicator.parity if first.measure.kind == indicator.kind else None
    title = (first.measure.name, first.coverage, first.organisation.name)
    chart = Trend(
        title=", ".join(part for part in title if part),
        series=tuple(Series(name, tuple(of_group)) for name, of_group in series.items()),
        unit=first.measure.unit,
        parity=None if parity is None else float(parity),
        new_series_from=indicator.new_series_from,
        is_of_survey=indicator.data_source == DataSource.STAFF_SURVEY,
    )
    return svg_of(chart)


def group_in_words(indicator: Indicator, observation: ShownValue) -> str:
    """The group of a value; for the indicator's own value between groups, what is compared."""
    if observation.group == Group.BETWEEN and observation.measure.kind == indicator.kind:
        return indicator.get_comparison_display()
    return observation.group_name


def indicator_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One indicator with its published values."""
    indicator = INDICATOR.first(int(number))
    if indicator is None:
        raise Http404
    context = indicator_page(indicator)
    data = structured_data.indicator_data(context, request.build_absolute_uri)
    return render(request, "workforce/indicator.jinja", context | {"structured_data": data})
