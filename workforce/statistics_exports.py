"""Statistics and published WRES values as CSV files to take away."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet, Value
from django.urls import reverse

from evidence.models import Theme
from files import csv_files
from files.csv_columns import Column, Linked, in_a_row, label, number
from workforce.models import Group, Indicator, Observation, Statistic
from workforce.suppression import shown_columns


def csv(statistics: QuerySet[Statistic], absolute: Callable[[str], str]) -> Iterator[bytes]:
    """The statistics as CSV, one a row, in parts; ``absolute`` makes a whole address of a path."""
    indicator = in_a_row(Value("Indicator "), "number", Value(": "), "name")
    columns: dict[str, Column] = {
        "label": "label",
        "value_as_stated": "value_as_stated",
        "value": number("value"),
        "value_upper": number("value_upper"),
        "unit": "unit",
        "period": "period",
        "counted": "counted",
        "origin": "origin",
        "themes": Linked(Theme.objects.published(), "statistics"),
        "wres_indicators": Linked(Indicator.objects.published(), "statistics", indicator),
        "source": "source__title",
        "source_locator": "locator",
        "source_reference": "reference_number",
        "url": in_a_row(Value(f"{absolute(reverse('statistics'))}#"), "slug"),
    }
    return csv_files.csv_of(statistics, columns)


def values_csv(observations: QuerySet[Observation], absolute: Callable[[str], str]) -> Iterator[bytes]:
    """The published WRES values as CSV, one a row, in parts; “not_shown” says what is left out of small numbers."""
    shown = shown_columns(observations)
    first = absolute(reverse("wres-indicator", args=["1"]))
    columns: dict[str, Column] = {
        "indicator": "measure__indicator__number",
        "indicator_name": "measure__indicator__name",
        "measure": "measure__name",
        "organisation": "organisation__name",
        "ods_code": "organisation__ods_code",
        "coverage": "coverage",
        "reporting_year": "reporting_year",
        "data_period": "data_period",
        "group": label("group", Group.choices),
        "value": number(shown["value"]),
        "numerator": shown["numerator"],
        "denominator": shown["denominator"],
        "not_shown": shown["not_shown"],
        "note": shown["note"],
        "comparability": "measure__indicator__comparability",
        "dataset": "dataset__title",
        "dataset_publisher": "dataset__publisher",
        "dataset_address": "dataset__url",
        "dataset_locator": "locator",
        # The address takes a number of one digit alone.
        "url": in_a_row(Value(first.removesuffix("1/")), "measure__indicator__number", Value("/")),
    }
    return csv_files.csv_of(observations, columns)
