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


def held(organisation: str, measure: str, group: str, coverage: str = "") -> dict[int, set[float]]:
    """The values by year; several where publications disagree."""
    values: dict[int, set[float]] = {}
    for row in rows("observations"):
        place = (*row["organisation"], *row["measure"], row["group"], row.get("coverage", ""))
        if place == (organisation, measure, group, coverage):
            values.setdefault(row["reporting_year"], set()).add(float(row["value"]))
    return values


def test_each_of_the_nine_indicators_has_a_measure():
    assert [row["number"] for row in rows("indicators")] == list(range(1, 10))
    assert {row["indicator"][0] for row in rows("measures")} == set(range(1, 10))


def test_no_value_was_added_or_lost():
    by_organisation = Counter(row["organisation"][0] for row in rows("observations"))
    regions = {"Y56": 8, "Y58": 3, "Y59": 3, "Y60": 3, "Y61": 3, "Y62": 8, "Y63": 3}
    trusts = {"R1H": 9, "RBV": 16, "RDR": 6, "RF4": 5, "RGD": 9, "RGM": 2, "RNN": 6, "RNZ": 1, "RQM": 3, "RXE": 11}
    trusts |= {"RXQ": 3, "RXX": 1, "RXY": 51, "RY3": 1, "RY6": 4, "RYJ": 2}
    assert by_organisation == {"ENG": 129, "11M": 11, "CQC": 7} | regions | trusts


@pytest.mark.parametrize(
    ("measure", "group", "values"),
    [
        (
            *("wres-1-workforce-share", "bme"),
            {2016: {17.7}, 2017: {18}, 2018: {19.1}, 2021: {22.4}, 2022: {24.2}, 2023: {26.4}, 2024: {28.6}},
        ),
        (
            *("wres-2-relative-likelihood", "between-groups"),
            {2016: {1.57}, 2017: {1.6}, 2018: {1.45}, 2019: {1.46}, 2020: {1.61}, 2021: {1.61}, 2022: {1.54}}
            | {2023: {1.59}},
        ),
        (
            *("wres-3-relative-likelihood", "between-groups"),
            {2016: {1.56}, 2017: {1.37, 1.4}, 2018: {1.24}, 2019: {1.22}, 2022: {1.14}, 2023: {1.03}},
        ),
        ("wres-4-relative-likelihood", "between-groups", {2016: {1.11}, 2017: {1.22}, 2018: {1.15}, 2019: {1.15}}),
        ("wres-7-percentage", "bme", {2018: {71.5}, 2024: {48.8}}),
        ("wres-7-percentage", "black", {2022: {35}, 2023: {39.3}}),
        ("wres-8-percentage", "bme", {2016: {14}, 2017: {13.8, 14}, 2018: {15}, 2021: {16.7}, 2023: {16.6}}),
        ("wres-9-board-share", "bme", {2016: {7.1}, 2017: {7}, 2019: {8.4}, 2021: {12.6}, 2022: {14}, 2023: {15.6}}),
    ],
)
def test_englands_values_are_those_published(measure: str, group: str, values: dict[int, set[float]]):
    assert held("ENG", measure, group) == values


def test_values_of_other_organisations_are_those_published():
    assert held("RXY", "wres-9-voting-board-share", "bme") == {2020: {17}}
    assert held("RXY", "wres-9-workforce-share", "bme") == {2020: {21}}
    assert held("Y62", "wres-2-relative-likelihood", "between-groups") == {2022: {1.62}, 2023: {1.58}, 2024: {2.01}}
    assert held("RBV", "wres-9-difference", "bme") == {2021: {-7.5}, 2022: {-0.64}}


def test_values_of_a_part_of_the_staff_stand_apart():
    assert held("ENG", "wres-6-percentage", "bme") == {2016: {27}, 2019: {29}}
    assert held("ENG", "wres-6-percentage", "bme", "Nurses") == {2019: {31.2}}


def test_counts_are_those_published():
    counted = {
        (*row["organisation"], row["reporting_year"], row["group"]): (row["numerator"], row["denominator"])
        for row in rows("observations")
        if row["measure"] == ["wres-1-workforce-share"] and {"numerator", "denominator"} <= row.keys()
    }
    assert counted == {
        ("CQC", 2016, "bme"): (421, 3406),
        ("CQC", 2024, "bme"): (480, 3029),
        ("RNN", 2025, "bme"): (990, 7422),
        ("RNN", 2025, "white"): (6307, 7422),
        ("RNN", 2025, "not-declared"): (125, 7422),
    }


def test_what_is_noted_as_printed_without_a_decimal_is_shown_so():
    noted = [row for row in rows("observations") if "Printed without a decimal." in row.get("note", "")]
    assert len(noted) >= 30
    assert {row["decimals_published"] for row in noted} == {0}


def test_survey_values_of_a_year_are_of_the_survey_before():
    surveys = [row for row in rows("observations") if "Survey" in row.get("data_period", "")]
    assert {row["reporting_year"] for row in surveys} == {2015, 2016, 2018, 2019, 2021, 2023}
    assert all(row["data_period"] == f"NHS Staff Survey {row['reporting_year'] - 1}" for row in surveys)
