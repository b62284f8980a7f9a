"""Cells that are safe to open in a spreadsheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.csv_files import NUMBER, escape_formula

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@given(st.text() | st.tuples(st.sampled_from([*STARTS, " ", "\xa0", "＝"]), st.text()).map("".join))
def test_no_text_starts_as_a_formula_does_and_none_is_lost(value: str) -> None:
    cell = escape_formula(value)

    assert cell in (value, f"'{value}")
    if not NUMBER.fullmatch(value):
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))
        assert not cell.startswith(STARTS)


@pytest.mark.parametrize("value", ["-4.3", "12", 7, None, 1.5])
def test_numbers_stay_numbers(value: object) -> None:
    assert escape_formula(value) == value
