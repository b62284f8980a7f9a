"""The published values that the service holds, as its files have them."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

FOLDER = Path(settings.FIXTURE_DIRS[0]) / "wres"


def rows(name: str) -> list[dict[str, Any]]:
    return [row["fields"] for row in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))]


def held(organisation: str, measure: str) -> dict[tuple[int, str], float]:
    return {
        (row["reporting_year"], row["group"]): float(row["value"])
        for row in rows("observations")
        if row["organisation"] == [organisation] and row["measure"] == [measure]
    }


def test_each_of_the_nine_indicators_has_a_measure():
    assert [row["number"] for row in rows("indicators")] == list(range(1, 10))
    assert {row["indicator"][0] for row in rows("measures")} == set(range(1, 10))


def test_no_value_was_added_or_lost():
    assert Counter(row["organisation"][0] for row in rows("observations")) == {"ENG": 19, "RXY": 2}


@pytest.mark.parametrize(
    ("measure", "values"),
    [
        ("wres-1-workforce-share", {2016: 17.7, 2021: 22.4, 2022: 24.2, 2023: 26.4}),
        ("wres-2-relative-likelihood", {2016: 1.57, 2018: 1.45, 2020: 1.61, 2022: 1.54, 2023: 1.59}),
        ("wres-3-relative-likelihood", {2016: 1.56, 2022: 1.14, 2023: 1.03}),
        ("wres-9-board-share", {2016: 7.1, 2022: 14, 2023: 15.6}),
    ],
)
def test_englands_values_are_those_published(measure: str, values: dict[int, float]):
    assert {year: value for (year, _), value in held("ENG", measure).items()} == values


def test_values_of_groups_are_those_published():
    assert held("ENG", "wres-7-percentage") == {(2022, "black"): 35, (2023, "black"): 39.3}
    assert held("ENG", "wres-8-percentage") == {(2023, "bme"): 16.6, (2023, "white"): 6.7}
    assert held("RXY", "wres-9-voting-board-share") == {(2020, "bme"): 17}
    assert held("RXY", "wres-9-workforce-share") == {(2020, "bme"): 21}


def test_what_was_printed_without_a_decimal_is_shown_so():
    whole = {float(row["value"]) for row in rows("observations") if row.get("decimals_published") == 0}
    assert whole == {14, 17, 21, 35}


def test_survey_values_of_a_year_are_of_the_survey_before():
    periods = {(row["reporting_year"], row["data_period"]) for row in rows("observations") if "data_period" in row}
    assert periods == {(2023, "NHS Staff Survey 2022")}
