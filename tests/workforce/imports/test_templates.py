"""The templates to fill in: what they hold, and that what is filled in is read back."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.wres_files import LONG_HEADINGS, candidates_of, csv_file, known, make_measures
from workforce.bands import BANDS
from workforce.imports.reading.candidates import Candidate
from workforce.imports.reading.returns import PARTS
from workforce.imports.reading.template_files import VALUES as VALUES_TEMPLATE
from workforce.imports.reading.template_files import as_csv, as_excel, return_template, values_template
from workforce.models import MeasureKind

COUNTS = st.tuples(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 500))
MEASURES = [
    each for each in known().measures.values() if each.kind == MeasureKind.PERCENTAGE and "trusts" not in each.slug
]


def rows_of_csv(template: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(as_csv(template)).removeprefix("\ufeff"))))


def test_a_return_has_every_part_of_every_indicator_for_each_year() -> None:
    headings, *rows = rows_of_csv(return_template("RXA", [2025, 2024]))
    assert headings == ["organisation_ods", "year", "indicator", "part", "white", "bme", "unknown", "stated"]
    assert len(rows) == 2 * sum(map(len, PARTS.values()))
    assert {row[3] for row in rows if row[2] == "1"} == {"Whole workforce", *(band.label for band in BANDS)}
    assert {row[0] for row in rows} == {"RXA"}


def test_an_empty_template_holds_nothing() -> None:
    template = return_template("", [2025])
    assert not candidates_of("".join(as_csv(template)).encode())
    assert not candidates_of(as_excel(template))


@pytest.mark.django_db
def test_the_workbook_explains_itself_and_offers_what_may_be_chosen() -> None:
    make_measures()
    book = openpyxl.load_workbook(io.BytesIO(as_excel(values_template())))
    assert book.sheetnames == ["Values", "How to fill it in", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    assert "Staff Survey of autumn 2024 is of WRES 2025" in str([cell.value for cell in book["How to fill it in"]["A"]])
    offered = [rule.sqref for rule in book["Values"].data_validations.dataValidation]
    assert [str(each) for each in offered] == ["C2:C20000", "D2:D20000", "F2:F20000"]
    measures = [cell.value for cell in book["Lists"]["B"]]
    assert "Share of staff who accessed non-mandatory training and CPD" in measures


def filled_in(content: bytes, counts: list[tuple[int, int, int]]) -> bytes:
    """The workbook of a return with counts in its rows, as somebody types them in."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["Return"]
    for number, three in enumerate(counts, start=2):
        for place, count in enumerate(three, start=5):
            page.cell(number, place, count)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def numbers(found: list[Candidate]) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (each.content["coverage"], each.content["group"]): (each.content["numerator"], each.content["denominator"])
        for each in found
        if each.content["value"] is not None
    }


def test_a_workbook_that_is_filled_in_is_read_back() -> None:
    counts = [(700, 250, 50), (70, 25, 5), (1, 0, 0), (0, 0, 0)]
    found = candidates_of(filled_in(as_excel(return_template("RXA", [2025])), counts))
    assert not [problem for each in found for problem in each.problems]
    read = numbers(found)
    assert read["", "bme"] == (250, 1000)
    assert read["Non-clinical, under band 1", "white"] == (70, 100)
    assert read["Non-clinical, band 1", "bme"] == (0, 1)
    assert {each.reason for each in found if each.content["coverage"] == "Non-clinical, band 2"} == {
        "There is nobody in it."
    }


@given(st.dictionaries(st.sampled_from(BANDS), COUNTS, min_size=1, max_size=8))
def test_any_counts_of_a_return_are_read_back(counts: dict[Any, tuple[int, int, int]]) -> None:
    headings, *rows = rows_of_csv(return_template("RXA", [2025]))
    labels = {band.label: three for band, three in counts.items()}
    filled = [[*row[:4], *map(str, labels[row[3]])] if row[3] in labels else row for row in rows]
    read = numbers(candidates_of(csv_file([headings, *filled])))
    for label, three in labels.items():
        for group, count in zip(("white", "bme", "unknown"), three, strict=True):
            assert read.get((label, group)) == ((count, sum(three)) if sum(three) else None)


@given(
    st.sampled_from(MEASURES),
    st.sampled_from(["", *(band.label for band in BANDS), "Trusts and CCGs"]),
    st.integers(2015, 2026),
    st.integers(1, 100_000),
    st.data(),
)
def test_any_value_of_the_template_for_many_is_read_back(
    measure: Any, coverage: str, year: int, people: int, data: Any
) -> None:
    events = data.draw(st.integers(0, people))
    headings = [column.heading for column in VALUES_TEMPLATE.columns]
    assert set(LONG_HEADINGS) <= set(headings)
    row = ("RXA", year, measure.indicator, measure.name, coverage, "White", "", events, people, "", "")
    (found,) = candidates_of(csv_file([headings, row]))
    content = found.content
    assert not found.problems
    assert (content["measure"], content["coverage"], content["year"]) == (measure.slug, coverage, year)
    assert (content["numerator"], content["denominator"]) == (events, people)
    assert float(content["value"]) == pytest.approx(100 * events / people, abs=0.001)
