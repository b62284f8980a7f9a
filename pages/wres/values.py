"""Published WRES values as tables and sentences show them."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from workforce.models import Dataset, Group, Indicator, Observation


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
