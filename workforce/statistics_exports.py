"""Statistics as CSV files to take away."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet, Value
from django.urls import reverse

from evidence.models import Theme
from files import csv_files
from files.csv_columns import Column, Linked, in_a_row, number
from workforce.models import Indicator, Statistic


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
