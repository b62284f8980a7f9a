"""What the templates of the Workforce Race Equality Standard and of statistics show."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from evidence.links import link, links
from evidence.models import Passage, PassageKind
from evidence.presenters import contents_list
from evidence.wording import midsentence
from workforce.charts import Point, Series, indicator_chart
from workforce.models import Dataset, Domain, Group, Indicator, MeasureKind, Observation, Statistic
from workforce.models.organisations import ENGLAND


def wres_page() -> dict[str, Any]:
    """The standard and its indicators by domain, each with England's latest values.

    Returns::

        {
            "passages": [Passage, …],
            "total": 9,
            "domains": [{"heading": "Leadership diversity", "indicators": [
                {"number": 9, "text": "Board membership …", "href": "/wres/indicators/9/",
                 "latest": see latest_values}, …]}, …],
        }

    ``latest`` is None where no value is held for England.
    """
    indicators = list(Indicator.objects.published())
    latest = latest_for_england()
    return {
        "passages": Passage.objects.published()
        .filter(kind=PassageKind.INSET_BOX, locator__in={indicator.locator for indicator in indicators})
        .filter(source__in={indicator.source_id for indicator in indicators})
        .select_related("source"),
        "total": len(indicators),
        "domains": [
            {
                "heading": domain.label,
                "indicators": [
                    {
                        "number": indicator.number,
                        **link(indicator, indicator.name),
                        "latest": latest.get(indicator.number),
                    }
                    for indicator in indicators
                    if indicator.domain == domain
                ],
            }
            for domain in Domain
        ],
    }


def latest_for_england() -> dict[int, dict[str, Any]]:
    """England's latest values of each indicator, by its number; see :func:`latest_values`."""
    return latest_values(Observation.objects.published().for_england().with_links())


def latest_values(observations: Iterable[Observation]) -> dict[int, dict[str, Any]]:
    """The latest values of each indicator's first measure that has any, by the indicator's number.

    Returns::

        {9: {"measure": "BME share of board members", "year": 2023, "values": ["15.6%"], "is_main": False,
             "datasets": [Dataset, …]}, …}

    ``is_main`` says whether the measure is of the kind that the indicator states parity for.
    """
    latest: dict[int, dict[str, Any]] = {}
    for measure, held in groupby(observations, key=lambda observation: observation.measure):
        of_measure = list(held)
        year = max(observation.reporting_year for observation in of_measure)
        of_year = [observation for observation in of_measure if observation.reporting_year == year]
        latest.setdefault(
            measure.indicator.number,
            {
                "measure": measure.name,
                "year": year,
                "values": [_value_with_group(observation) for observation in of_year],
                "is_main": measure.kind == measure.indicator.kind,
                "datasets": list({observation.dataset_id: observation.dataset for observation in of_year}.values()),
            },
        )
    return latest


def _value_with_group(observation: Observation) -> str:
    """A value with its group, “White: 6.7%”, unless the measure's own name says it."""
    group = observation.get_group_display()
    if observation.group == Group.BETWEEN or group in observation.measure.name:
        return observation.value_as_published
    return f"{group}: {observation.value_as_published}"


def indicator_page(indicator: Indicator) -> dict[str, Any]:
    """One indicator: what it is, its published values, and what speaks to it.

    Returns::

        {
            "indicator": Indicator,
            "facts": [("Domain", "Leadership diversity"), ("Parity", "0 percentage points"), …],
            "sections": [{"id": "wres-9-board-share", "heading": "BME share of board members", "series": [
                {"organisation": "England (all NHS trusts)", "chart": "<svg …>", "table": see value_table,
                 "notes": [("2022, BME", "Printed without a decimal."), …]}, …]}, …],
            "latest": see latest_values, or None, "parity": "1.0",
            "not_held": ["Difference between board and workforce", …],
            "organisations": ["England (all NHS trusts)", …],
            "years": (2016, 2023),
            "datasets": [Dataset, …],
            "recommendations": [{"text": "…", "href": "…", "reason": "…", "reference": "HEEC-ES-6",
                                 "certainty": Certainty.LOW}, …],
            "statistics": [{"text": "…", "href": "/statistics/#…", "detail": "16%"}, …], "contents": [{…}],
        }
    """
    observations = list(Observation.objects.published().for_indicator(indicator.number).with_links())
    held = {observation.measure_id for observation in observations}
    of_england = [observation for observation in observations if observation.organisation.ods_code == ENGLAND]
    recommendations = indicator_recommendations(indicator)
    statistics = [
        {**link(each, each.label), "detail": each.value_as_stated}
        for each in Statistic.objects.published().filter(indicators=indicator).select_related("source")
    ]
    contents = (
        ("values", "Published values", True),
        ("recommendations", f"Recommendations that speak to it ({len(recommendations):,})", True),
        ("how-to-read", "What it compares and how to read it", True),
        ("statistics", f"Figures that sources quote ({len(statistics):,})", statistics),
    )
    return {
        "indicator": indicator,
        "latest": latest_values(of_england).get(indicator.number),
        "parity": parity_in_words(indicator),
        "facts": indicator_facts(indicator),
        "sections": [
            {"id": measure.slug, "heading": measure.name, "series": _by_organisation(indicator, of_measure)}
            for measure, of_measure in groupby(observations, key=lambda observation: observation.measure)
        ],
        "organisations": sorted({observation.organisation.name for observation in observations}),
        "years": _first_and_last(observation.reporting_year for observation in observations),
        "not_held": [measure.name for measure in indicator.measures.all() if measure.pk not in held],
        "datasets": sorted({observation.dataset for observation in observations}, key=lambda dataset: dataset.title),
        "recommendations": recommendations,
        "statistics": statistics,
        "contents": contents_list(contents),
    }


def _first_and_last(years: Iterable[int]) -> tuple[int, int] | None:
    held = sorted(years)
    return (held[0], held[-1]) if held else None


def indicator_facts(indicator: Indicator) -> list[tuple[str, str]]:
    """What defines an indicator, by name: ``[("Domain", "Leadership diversity"), …]``."""
    return [
        ("Domain", indicator.get_domain_display()),
        ("Kind of measure", indicator.get_kind_display()),
        ("What it compares", indicator.get_comparison_display()),
        ("Parity", parity_in_words(indicator)),
        ("Where the data come from", indicator.get_data_source_display()),
        ("Defined by", indicator.definition_basis),
    ]


def parity_in_words(indicator: Indicator) -> str:
    """The value at which the groups fare the same: “1.0”, “0 percentage points” or “No gap”."""
    if indicator.parity is None:
        return "No gap"
    if indicator.kind == MeasureKind.DIFFERENCE:
        return f"{float(indicator.parity):g} percentage points"
    return f"{indicator.parity:.1f}"


def indicator_recommendations(indicator: Indicator) -> list[dict[str, Any]]:
    """The published recommendations that speak to an indicator, with the reason and the certainty of each."""
    # The app above adds this relation; it is reached through the indicator, never imported.
    related: Any = indicator
    recommendations = related.recommendations.published().select_related("source").prefetch_related("indicator_links")
    return [
        {
            **link(each, each.title),
            "reference": each.reference,
            "certainty": each.level,
            "reason": next(one.reason for one in each.indicator_links.all() if one.indicator_id == indicator.pk),
        }
        for each in recommendations
    ]


def _by_organisation(indicator: Indicator, observations: Iterable[Observation]) -> list[dict[str, Any]]:
    """The values of one measure, a chart and a table for each organisation; see :func:`indicator_page`."""
    groups = groupby(observations, key=lambda observation: observation.organisation)
    return [observation_series(indicator, list(of_organisation)) for _, of_organisation in groups]


def observation_series(indicator: Indicator, observations: list[Observation]) -> dict[str, Any]:
    """The values of one organisation on one measure, at least one of them; see :func:`indicator_page`."""
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

    Parity is drawn only where the measure is of the kind that the indicator states it for: a board share has none.
    """
    measure, organisation = observations[0].measure, observations[0].organisation
    points: dict[str, list[Point]] = {}
    for each in observations:
        name = group_in_words(indicator, each)
        points.setdefault(name, []).append(
            Point(each.reporting_year, float(each.value), each.number_as_published, each.dataset.slug)
        )
    parity = indicator.parity if measure.kind == indicator.kind else None
    return indicator_chart(
        [Series(name, tuple(of_group)) for name, of_group in points.items()],
        title=f"{measure.name}, {organisation.name}",
        unit=measure.unit,
        parity=None if parity is None else float(parity),
    )


#: The columns of a table of values; those that may say the same in every row are then said once, so that it is narrow.
COLUMNS = ("Year", "Group", "Value", "Data period", "Published in")
MAY_BE_SAID_ONCE = ("Group", "Data period", "Published in")
NOT_STATED = "Not stated"


def value_table(rows: list[list[dict[str, str]]]) -> dict[str, Any]:
    """The values as a table, without the columns that state nothing or the same in every row, which are said once.

    Returns::

        {"head": [{"text": "Year"}, …], "rows": [[{"text": "2023"}, …], …],
         "said_once": [{"column": "Data period", "text": "Not stated"}, …]}
    """
    once = [
        place
        for place, column in enumerate(COLUMNS)
        if column in MAY_BE_SAID_ONCE and all(row[place] == rows[0][place] for row in rows)
    ]
    kept = [place for place in range(len(COLUMNS)) if place not in once]
    return {
        "head": [{"text": COLUMNS[place]} for place in kept],
        "rows": [[row[place] for place in kept] for row in rows],
        "said_once": [{"column": COLUMNS[place], **rows[0][place]} for place in once],
    }


def observation_row(indicator: Indicator, observation: Observation) -> list[dict[str, str]]:
    """One value as the cells of a table row: year, group, value, data period and where it was published."""
    return [
        {"text": str(observation.reporting_year)},
        {"text": group_in_words(indicator, observation)},
        {"text": observation.value_as_published},
        {"text": observation.data_period or NOT_STATED},
        {"text": published_by(observation.dataset), "href": f"#{dataset_anchor(observation.dataset)}"},
    ]


def published_by(dataset: Dataset) -> str:
    """A dataset in a few words, “NHS England, 2023”; its title where no publisher is stated."""
    return ", ".join(part for part in (dataset.publisher or dataset.title, dataset.publication_date[:4]) if part)


def dataset_anchor(dataset: Dataset) -> str:
    """The name of a dataset's place on a page."""
    return f"dataset-{dataset.slug}"


def group_in_words(indicator: Indicator, observation: Observation) -> str:
    """The group that a value is about; for a value between groups, which is compared with which."""
    if observation.group == Group.BETWEEN:
        return indicator.get_comparison_display()
    return observation.get_group_display()


def counts_in_words(observation: Observation) -> str:
    """The counts behind a value: “166 of 1,000”; empty where they were not published."""
    if observation.numerator is None or observation.denominator is None:
        return ""
    return f"{observation.numerator:,} of {observation.denominator:,}"


def statistics_page() -> dict[str, Any]:
    """The published statistics in document order, by source.

    Returns::

        {"total": 21, "sources": [{"source": Source, "statistics": [
            {"statistic": Statistic, "facts": [("Period", "2023/24"), …], "lacking": ["whose figure it is"],
             "themes": [{…}], "indicators": [{…}]}, …
        ]}, …], "contents": [{…}]}
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
    """One statistic, which must come from ``with_links``, with its facts by name; see :func:`statistics_page`."""
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
