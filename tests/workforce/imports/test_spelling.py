"""Cells as people and programs write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce.imports.reading import spelling
from workforce.imports.reading.spelling import Missing, Number, Unreadable
from workforce.models import Group, MeasureKind

PERCENTAGE, RATIO = MeasureKind.PERCENTAGE.value, MeasureKind.RELATIVE_LIKELIHOOD.value
DIFFERENCE, COUNT = MeasureKind.DIFFERENCE.value, MeasureKind.COUNT.value


@pytest.mark.parametrize(
    ("text", "kind", "value", "decimals"),
    [
        ("16.6", PERCENTAGE, "16.6", 1),
        ("16.60", PERCENTAGE, "16.60", 2),
        ("16.6%", PERCENTAGE, "16.6", 1),
        (" 16.6 % ", PERCENTAGE, "16.6", 1),
        ("35", PERCENTAGE, "35", 0),
        ("1.54", RATIO, "1.54", 2),
        ("1.54 times", RATIO, "1.54", 2),
        ("1. 54", RATIO, "1.54", 2),
        ("−0.64", DIFFERENCE, "-0.64", 2),
        ("-0.64 percentage points", DIFFERENCE, "-0.64", 2),
        ("1,234", COUNT, "1234", 0),
        ("1 234", COUNT, "1234", 0),
        ("1\u00a0234", COUNT, "1234", 0),
        ("1,234,567", COUNT, "1234567", 0),
        # More decimals than anybody prints: a program worked it out.
        ("21.738638", PERCENTAGE, "21.739", 1),
    ],
)
def test_numbers_are_read(text: str, kind: str, value: str, decimals: int) -> None:
    assert spelling.number(text, kind) == Number(Decimal(value), decimals)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("1.54%", RATIO, "A relative likelihood is a ratio"),
        ("16%", COUNT, "a number of people"),
        ("1,54", RATIO, "decimal comma. Write a point: 1.54"),
        ("1,540", RATIO, "decimal comma"),
        ("1-2", COUNT, "is a date, perhaps made by Excel"),
        ("02-Jan", COUNT, "is a date"),
        ("Jan-02", COUNT, "is a date"),
        ("2026-02-01 00:00:00", RATIO, "is a date"),
        ("=A1/B1", RATIO, "holds a formula"),
        ("12 34", COUNT, "is not a number"),
        ("about 5", COUNT, "is not a number"),
        ("1e400", PERCENTAGE, "is not a number"),
        ("9" * 400, PERCENTAGE, "is not a number"),
        ("9999999.9999", COUNT, "is more than a value can be"),
        ("nan", PERCENTAGE, "is not a number"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(text: str, kind: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        spelling.number(text, kind)


@pytest.mark.parametrize("text", ["n/a", "N/A", "-", "–", "..", "not stated", "#N/A"])
def test_what_is_not_stated_is_no_zero(text: str) -> None:
    assert spelling.number(text, PERCENTAGE) == Missing(f"The file gives no number (“{text}”).")


@pytest.mark.parametrize("text", ["*", "c", "[c]", "<5", "< 10", "suppressed"])
def test_what_is_suppressed_is_told_apart(text: str) -> None:
    assert spelling.count(text) == Missing(f"The file suppresses the number (“{text}”).")


def test_an_empty_cell_needs_no_reason() -> None:
    assert spelling.number("  ", PERCENTAGE) == Missing()


@pytest.mark.parametrize(
    ("text", "reason"), [("-3", "below 0"), ("2.5", "not a whole number"), ("999999999999", "more than a value can be")]
)
def test_counts_are_whole_numbers_of_people(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        spelling.count(text)


@pytest.mark.parametrize(
    ("text", "group", "covers"),
    [
        ("BME", Group.BME, ""),
        ("BAME", Group.BME, ""),
        ("BaME", Group.BME, ""),
        ("Ethnic minority", Group.BME, ""),
        ("global majority", Group.BME, ""),
        ("All other ethnic groups combined", Group.ALL_OTHER, ""),
        ("non-BME", Group.NON_BME, ""),
        ("White", Group.WHITE, ""),
        ("Unknown/null", Group.UNKNOWN, ""),
        ("not stated", Group.NOT_STATED, ""),
        ("BME nurses", Group.BME, "Nurses"),
    ],
)
def test_groups_are_known_by_many_names(text: str, group: Group, covers: str) -> None:
    assert spelling.group(text) == (group, covers)


def test_a_group_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Unreadable, match="no group that is known here"):
        spelling.group("Martians")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2014", "began in 2015"),
        ("2027", "no year of the WRES"),
        ("2023/24", "Write the WRES year alone, that of the 31 March of its data: 2024"),
        ("20205", "is no year"),
        ("", "It has no year"),
    ],
)
def test_impossible_years_are_refused(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        spelling.year(text, 2026)


def test_excel_writes_a_year_as_a_number() -> None:
    assert spelling.year("2024.0", 2026) == 2024


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        ("THE NEWCASTLE UPON TYNE HOSPITALS NHS TRUST", "The Newcastle upon Tyne Hospitals NHS Trust"),
        ("NHS STAFFORDSHIRE AND STOKE-ON-TRENT ICB", "NHS Staffordshire and Stoke-on-Trent ICB"),
        ("TEES, ESK AND WEAR VALLEYS NHS TRUST", "Tees, Esk and Wear Valleys NHS Trust"),
    ],
)
def test_names_in_capitals_are_written_as_names(capitals: str, name: str) -> None:
    assert spelling.title_case(capitals) == name
    assert spelling.same_name(capitals, name)


@given(st.decimals(min_value=0, max_value=100, places=3), st.sampled_from([PERCENTAGE, RATIO, DIFFERENCE]))
def test_any_number_is_read_as_it_is_written(value: Decimal, kind: str) -> None:
    assert spelling.number(str(value), kind) == Number(value, 3)


@given(st.text(max_size=40), st.sampled_from([PERCENTAGE, RATIO, DIFFERENCE, COUNT]))
def test_any_text_is_read_or_refused(text: str, kind: str) -> None:
    with suppress(Unreadable):
        assert isinstance(spelling.number(text, kind), Number | Missing)


@given(st.decimals(0, 100, places=9))
def test_what_is_shown_of_a_number_is_that_number_rounded_once(value: Decimal):
    kept = spelling.stored(value)
    assert f"{kept:.1f}" == f"{value:.1f}"
    assert abs(kept - value) < Decimal("0.001")
    assert kept == round(kept, 3)


@pytest.mark.parametrize(("value", "kept"), [("27.34982", "27.349"), ("27.35", "27.350"), ("27.4500004", "27.451")])
def test_a_number_near_a_half_is_kept_on_its_side(value: str, kept: str):
    assert str(spelling.stored(Decimal(value))) == kept
