"""Published WRES values in tables and sentences."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery
from workforce.models import Dataset, Group, Indicator, Observation

#: Reads what is published for England.
OF_ENGLAND = CompiledQuery[Observation](lambda: Observation.objects.published().for_england().with_links())


@cached_until_change
def latest_for_england() -> dict[int, dict[str, Any]]:
    """England's latest values of each indicator; see :func:`latest_values`."""
    return latest_values(OF_ENGLAND())


def latest_values(observations: Iterable[Observation]) -> dict[int, dict[str, Any]]:
    """The latest values of the first measure of each indicator that has any, by the indicator's number.

    Returns::

        {9: {"measure": "BME share of board members", "year": 2023, "values": ["15.6%"], "is_main": False,
             "datasets": [Dataset, …]}, …}

    ``is_main`` says whether parity applies to the measure.
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
    """“White: 6.7%”, or the value alone if the name of the measure includes the group."""
    group = observation.get_group_display()
    if observation.group == Group.BETWEEN or group in observation.measure.name:
        return observation.value_as_published
    return f"{group}: {observation.value_as_published}"


#: The columns of a table of values.
COLUMNS = ("Year", "Group", "Value", "Data period", "Published in")
#: Shown once above the table if every row has the same text.
MAY_BE_SAID_ONCE = ("Group", "Data period", "Published in")


def value_table(rows: list[list[dict[str, str]]]) -> dict[str, Any]:
    """The values as a table; columns with the same text in every row are taken out.

    Returns::

        {"head": [{"text": "Year"}, …], "rows": [[{"text": "2023"}, …], …],
         "said_once": [{"column": "Data period", "text": "Not stated"}, …]}
    """
    places = range(len(COLUMNS))
    same = [place for place in places if all(row[place] == rows[0][place] for row in rows)]
    once = [place for place in same if COLUMNS[place] in MAY_BE_SAID_ONCE]
    kept = [place for place in places if place not in once]
    return {
        "head": [{"text": COLUMNS[place]} for place in kept],
        "rows": [[row[place] for place in kept] for row in rows],
        "said_once": [{"column": COLUMNS[place], **rows[0][place]} for place in once],
    }


def observation_row(indicator: Indicator, observation: Observation) -> list[dict[str, str]]:
    """The cells of a row of :func:`value_table`, in the order of :data:`COLUMNS`."""
    return [
        {"text": str(observation.reporting_year)},
        {"text": group_in_words(indicator, observation)},
        {"text": observation.value_as_published},
        {"text": observation.data_period or "Not stated"},
        {"text": published_by(observation.dataset), "href": f"#dataset-{observation.dataset.slug}"},
    ]


def published_by(dataset: Dataset) -> str:
    """“NHS England, 2023”, or the title and year if no publisher is stated."""
    return ", ".join(part for part in (dataset.publisher or dataset.title, dataset.publication_date[:4]) if part)


def group_in_words(indicator: Indicator, observation: Observation) -> str:
    """The group of a value; for a value between groups, what is compared."""
    if observation.group == Group.BETWEEN:
        return indicator.get_comparison_display()
    return observation.get_group_display()


def counts_in_words(observation: Observation) -> str:
    """“166 of 1,000”, or an empty string without counts."""
    if observation.numerator is None or observation.denominator is None:
        return ""
    return f"{observation.numerator:,} of {observation.denominator:,}"
