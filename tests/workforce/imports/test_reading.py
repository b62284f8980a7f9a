"""What files of each layout state, spelled and arranged in the ways that real ones are."""

import datetime
import io
from contextlib import suppress
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.wres_files import LONG_HEADINGS, SHARE, candidates_of, csv_file, excel_file, known
from workforce.imports.checks import check
from workforce.imports.reading.candidates import Candidate
from workforce.imports.reading.measure_names import measure_of
from workforce.imports.reading.spelling import Unreadable
from workforce.imports.reading.tables import Refused
from workforce.models import RowKind

ROW = ("RXA", 2024, 6, SHARE, "BME", "27.1")


def only(content: bytes) -> dict[str, Any]:
    """What the only row of a file states."""
    (candidate,) = candidates_of(content)
    assert not candidate.problems
    return candidate.content


def said(content: bytes) -> list[str]:
    """What is wrong with each row of a file."""
    return [f"{problem.column}: {problem.text}" for each in candidates_of(content) for problem in each.problems]


# Values a row each


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_programs_write_it(encoding: str, delimiter: str) -> None:
    content = only(csv_file([(*LONG_HEADINGS, "note"), (*ROW, "The trust’s paper")], delimiter, encoding))
    assert (content["organisation"], content["measure"], content["group"]) == ("RXA", "wres-6-percentage", "bme")
    assert (content["year"], content["value"], content["decimals"]) == (2024, "27.1", 1)
    assert content["note"] == "The trust’s paper"


def test_columns_stand_in_any_order_under_many_headings() -> None:
    rows = [
        ("Value", "Ethnic group", "WRES year", "Measure", "Indicator", "ODS code"),
        ("27.1", "BME", 2024, SHARE, 6, "rxa"),
    ]
    assert only(csv_file(rows))["organisation"] == "RXA"


def test_notes_around_the_table_and_repeated_headings_are_left_out() -> None:
    rows = [
        ["Workforce Race Equality Standard"],
        [],
        LONG_HEADINGS,
        ROW,
        LONG_HEADINGS,
        ("RXB", *ROW[1:]),
        [],
        ["Note: figures are of 31 March."],
    ]
    found = candidates_of(csv_file(rows))
    assert [(each.line, each.content["organisation"]) for each in found] == [(4, "RXA"), (6, "RXB")]


def test_lines_are_those_of_the_file_even_after_a_cell_of_several_lines() -> None:
    rows = [(*LONG_HEADINGS, "note"), (*ROW, "one\ntwo\nthree"), ("RXB", *ROW[1:], "")]
    assert [each.line for each in candidates_of(csv_file(rows))] == [2, 5]


def test_a_workbook_is_read_with_its_sheet_and_row() -> None:
    (found,) = candidates_of(
        excel_file({"Notes": [["About"]], "Values": [LONG_HEADINGS, ("RXA", 2024, 6, SHARE, "BME", 27.1)]})
    )
    assert (found.sheet, found.line, found.content["value"]) == ("Values", 2, "27.1")


def test_a_percentage_that_excel_shows_as_one_is_not_read_as_a_fraction() -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(LONG_HEADINGS)
    page.append(("RXA", 2024, 6, SHARE, "BME", 0.271))
    page["F2"].number_format = "0.0%"
    file = io.BytesIO()
    book.save(file)
    assert only(file.getvalue())["value"] == "27.1"


def test_a_date_that_excel_made_of_a_number_is_refused() -> None:
    rows = [LONG_HEADINGS, (*ROW[:5], datetime.date(2026, 2, 1))]
    assert "Excel made a date or time of it" in said(excel_file({"Values": rows}))[0]


def test_a_formula_is_refused() -> None:
    assert "holds a formula" in said(excel_file({"Values": [LONG_HEADINGS, (*ROW[:5], "=1+1")]}))[0]


def test_merged_cells_are_refused_with_the_reason() -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(LONG_HEADINGS)
    page.append(ROW)
    page.merge_cells("A2:A3")
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(Refused, match="A2:A3 are merged"):
        candidates_of(file.getvalue())


def test_counts_without_a_value_make_one() -> None:
    rows = [
        (*LONG_HEADINGS, "numerator", "denominator"),
        ("RXA", 2024, 1, "percentage of workforce", "BME", "", "480", "3,029"),
    ]
    content = only(csv_file(rows))
    assert (content["value"], content["decimals"]) == ("15.847", 1)
    assert (content["numerator"], content["denominator"]) == (480, 3029)


@pytest.mark.parametrize(("value", "reason"), [("*", "suppresses"), ("n/a", "gives no number"), ("", "has no value")])
def test_what_states_no_number_is_nothing_to_store(value: str, reason: str) -> None:
    (found,) = candidates_of(csv_file([LONG_HEADINGS, (*ROW[:5], value)]))
    assert reason in found.reason
    assert not found.problems


@pytest.mark.parametrize(
    ("place", "cell", "reason"),
    [
        (0, "R?", "organisation_ods: “R?” is no ODS code."),
        (1, "20245", "year: “20245” is no year."),
        (2, "10", "indicator: “10” is no WRES indicator. They have the numbers 1 to 9."),
        (3, "height in metres", "measure: “height in metres” is no measure of indicator 6."),
        (4, "", "group: It names no group: White, BME or unknown."),
        (5, "1,5", "value: “1,5” has a decimal comma. Write a point: 1.5."),
    ],
)
def test_each_cell_that_cannot_be_read_is_named_with_its_column(place: int, cell: str, reason: str) -> None:
    row = [*ROW]
    row[place] = cell
    (found,) = said(csv_file([LONG_HEADINGS, row]))
    assert found.startswith(reason)


def test_a_ratio_stands_between_groups_whatever_the_row_says() -> None:
    row = ("RXA", 2024, 2, "relative likelihood (white to BME)", "", "1.54")
    content = only(csv_file([LONG_HEADINGS, row]))
    assert (content["measure"], content["group"]) == ("wres-2-relative-likelihood", "between-groups")


def test_an_organisation_without_a_code_is_found_by_its_name() -> None:
    rows = [("organisation_ods", "organisation_name", *LONG_HEADINGS[1:]), ("", "England (all NHS trusts)", *ROW[1:])]
    assert only(csv_file(rows))["organisation"] == "ENG"


def test_each_row_may_name_its_source() -> None:
    rows = [
        (*LONG_HEADINGS, "source", "address"),
        (*ROW, "A report", "https://example.org/"),
        (*ROW, "Another", "a shelf"),
    ]
    contents = [each.content for each in candidates_of(csv_file(rows))]
    assert [(each["source"], each["url"]) for each in contents] == [
        ("A report", "https://example.org/"),
        ("Another", ""),
    ]


@pytest.mark.parametrize(
    ("indicator", "text", "measure", "covers"),
    [
        (1, "wres-1-headcount", "wres-1-headcount", ""),
        (1, "Share of the workforce", "wres-1-workforce-share", ""),
        (1, "percentage of workforce", "wres-1-workforce-share", ""),
        (1, "percentage of clinical band 5", "wres-1-band-share", "Clinical, band 5"),
        (1, "percentage, clinical band 7 and above", "wres-1-band-percentage", "Clinical staff in band 7 and above"),
        (1, "percentage of staff in bands 8 to 9 and VSM", "wres-1-band-share",
         "Bands 8 to 9 and very senior managers"),
        (1, "number of very senior managers", "wres-1-headcount", "Very senior managers"),
        (2, "percentage of trusts where white applicants were more likely to be appointed", "wres-2-share-of-trusts",
         "Trusts where White applicants were more likely to be appointed"),
        (3, "trusts with relative likelihood above 1.25", "wres-3-number-of-trusts",
         "Trusts with a relative likelihood above 1.25"),
        (4, "relative likelihood of accessing training (white to BME)", "wres-4-relative-likelihood", ""),
        (7, "percentage believing in equal opportunities for career progression", "wres-7-percentage", ""),
        (9, "percentage of voting board members", "wres-9-voting-board-share", ""),
        (9, "difference between BME board membership and BME workforce", "wres-9-difference", ""),
    ],
)  # fmt: skip
def test_measures_are_known_in_the_words_of_publications(indicator: int, text: str, measure: str, covers: str) -> None:
    assert measure_of(indicator, text, known()) == (measure, covers)


def test_a_measure_of_another_indicator_is_refused_with_those_there_are() -> None:
    with pytest.raises(Unreadable, match="It has: Staff harassed, bullied or abused by patients"):
        measure_of(5, "Share of the workforce", known())


# Returns

RETURN = ("organisation_ods", "year", "indicator", "part", "white", "BME", "unknown", "stated")


def values(*rows: tuple[Any, ...]) -> dict[tuple[str, str, str], Candidate]:
    found = candidates_of(csv_file([RETURN, *(("RXA", 2024, *row) for row in rows)]))
    return {(each.content["measure"], each.content["coverage"], each.content["group"]): each for each in found}


def test_a_return_counts_bands_with_the_unknown_in_the_whole() -> None:
    found = values((1, "Clinical, band 5", 70, 25, 5, ""), (1, "Whole workforce", 700, 250, 50, ""))
    bme = found["wres-1-band-share", "Clinical, band 5", "bme"].content
    assert (bme["value"], bme["numerator"], bme["denominator"]) == ("25.000", 25, 100)
    assert found["wres-1-workforce-share", "", "unknown"].content["value"] == "5.000"


def test_a_return_makes_likelihoods_without_the_unknown() -> None:
    found = values(
        (2, "Applicants shortlisted", 317, 200, 10, ""),
        (2, "Applicants appointed from shortlisting", 50, 20, 1, "1.58"),
    )
    white = found["wres-2-appointed-share", "", "white"].content
    assert (white["numerator"], white["denominator"]) == (50, 317)
    assert found["wres-2-relative-likelihood", "", "between-groups"].content["value"] == "1.58"
    assert len(found) == 3


def test_a_group_without_anybody_has_no_likelihood() -> None:
    found = values(
        (3, "Staff in the workforce", 100, 0, 0, ""),
        (3, "Staff who entered the formal disciplinary process", 1, 0, 0, ""),
    )
    assert (
        found["wres-3-entered-share", "", "bme"].reason == "There is nobody in the group, so there is no share of it."
    )


def test_a_likelihood_needs_both_rows() -> None:
    found = values((4, "Staff who accessed non-mandatory training and CPD", 10, 20, "", ""))
    assert "It needs both rows" in found["wres-4-accessed-share", "", "bme"].reason


def test_a_return_has_the_survey_of_the_year_before() -> None:
    found = values((5, "Percentage", "21.7%", "25.6", "", ""), (5, "Number of responses", 900, 300, "", ""))
    bme = found["wres-5-percentage", "", "bme"].content
    assert (bme["value"], bme["denominator"], bme["data_period"]) == ("25.6", 300, "NHS Staff Survey 2023")


def test_a_return_counts_boards() -> None:
    found = values((9, "Board members", 11, 2, 0, "-7.7"), (9, "Whole workforce", 740, 231, 29, ""))
    assert found["wres-9-board-share", "", "bme"].content["denominator"] == 13
    assert found["wres-9-difference", "", "bme"].content["value"] == "-7.7"


def test_responses_that_are_not_given_are_said_beside_the_percentage() -> None:
    found = values((5, "Percentage", "21.7", "25.6", "", ""), (5, "Number of responses", "<5", "*", "", ""))
    notes = [problem.text for each in found.values() for problem in each.problems]
    assert len(notes) == 2
    assert all(note.startswith("Number of responses of ") for note in notes)
    assert not any(each.is_rejected or each.has_warning for each in found.values())


def test_more_affected_than_there_are_is_left_to_the_checks() -> None:
    found = values(
        (2, "Applicants shortlisted", 210, 100, "", ""),
        (2, "Applicants appointed from shortlisting", 820, 10, "", ""),
    )
    check(list(found.values()), known(), {}, {})
    problems = [problem.text for problem in found["wres-2-appointed-share", "", "white"].problems]
    assert problems == ["820 of 210 is more than there are."]


def test_suppressed_counts_of_a_return_are_nothing_to_store() -> None:
    found = values((1, "Clinical, band 9", 20, "*", 0, ""))
    assert {each.reason for each in found.values()} == {"The file suppresses the number (“*”)."}


def test_suppressed_unknown_staff_leave_no_whole_to_take_shares_of() -> None:
    found = values((1, "Whole workforce", 500, 100, "*", ""), (9, "Board members", 10, 2, "*", ""))
    assert {each.content["value"] for each in found.values()} == {None}
    assert {each.reason for each in found.values()} == {"The file suppresses the number (“*”)."}
    assert values((1, "Whole workforce", 500, 100, "", ""))["wres-1-workforce-share", "", "bme"].content["value"]


def test_rows_of_the_template_that_stay_empty_are_left_out() -> None:
    assert not values((1, "Clinical, band 9", "", "", "", ""))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((1, "Clinical, band 10", 1, 1, 1, ""), "part: “Clinical, band 10” is no part of indicator 1."),
        ((0, "Percentage", 1, 1, 1, ""), "indicator: “0” is no WRES indicator."),
        ((5, "Percentage", "1-2", 1, 1, ""), "white: “1-2” is a date"),
        ((2, "Applicants appointed from shortlisting", 1, 1, 1, "158%"), "stated: “158%” is a percentage."),
    ],
)
def test_cells_of_a_return_that_cannot_be_read_are_named(row: tuple[Any, ...], reason: str) -> None:
    assert any(each.startswith(reason) for each in said(csv_file([RETURN, ("RXA", 2024, *row)])))


def test_a_part_that_stands_twice_is_refused() -> None:
    row = ("RXA", 2024, 1, "Clinical, band 5", 1, 1, 1, "")
    assert said(csv_file([RETURN, row, row])) == ["part: Line 2 has the same part already."]


# The Staff Survey

SURVEY = (
    "organisation_code",
    "organisation_name",
    "har_from_staff_eth_summary_1_2024",
    "har_from_staff_eth_summary_2_2024",
)


def test_survey_results_are_of_the_wres_after_it() -> None:
    found = candidates_of(csv_file([SURVEY, ("RXA", "Alpha", "0.19516", "0.2313967861557478")]))
    white, bme = (each.content for each in found)
    assert (bme["measure"], bme["group"], bme["year"]) == ("wres-6-percentage", "bme", 2025)
    assert (bme["value"], bme["decimals"], bme["data_period"]) == ("23.140", 1, "NHS Staff Survey 2024")
    assert (white["group"], white["value"]) == ("white", "19.516")


def test_survey_results_have_the_counts_that_the_file_gives() -> None:
    headings = (*SURVEY, "har_from_staff_eth_summary_1_n_2024", "har_from_staff_eth_summary_2_n_2024")
    found = candidates_of(csv_file([headings, ("RXA", "Alpha", "0.25", "0.2341", "200", "300")]))
    assert [(each.content["numerator"], each.content["denominator"]) for each in found] == [(50, 200), (None, 300)]


def test_survey_units_stay_apart_in_their_trust() -> None:
    rows = [SURVEY, ("RXA1", "Alpha NHS Trust (acute sector)", "0.1", "0.2"), ("RXA2", "Alpha NHS Trust", "0.3", "0.4")]
    found = candidates_of(csv_file(rows))
    assert {(each.content["organisation"], each.content["coverage"]) for each in found} == {
        ("RXA", "Acute sector"),
        ("RXA", "Survey unit RXA2"),
    }


def test_a_survey_unit_whose_part_is_too_long_is_refused() -> None:
    rows = [SURVEY, ("RXA1", f"Alpha ({'a' * 151})", "0.1", "0.2")]
    assert said(csv_file(rows)) == ["organisation_code: The name of its part has 151 characters. At most 150 fit."]


def test_surveys_before_the_first_wres_are_nothing_to_store() -> None:
    headings = ("organisation_code", "equal_eth_summary_1_2013", "equal_eth_summary_1_2014")
    old, first = candidates_of(csv_file([headings, ("RXA", "0.8", "0.8")]))
    assert (old.content["value"], old.reason) == (
        None,
        "The survey of 2013 is older than the WRES, which began in 2015.",
    )
    assert (first.content["value"], first.content["year"], first.reason) == ("80.000", 2015, "")


def test_the_survey_s_workbook_has_a_sheet_for_each_benchmark_group() -> None:
    wide = [f"q{number}_2024" for number in range(300)]
    sheets: Any = {
        "Notes": [["Benchmark report data"]],
        "Acute Specialist Trusts": [[*SURVEY, *wide], ["RXA", "Alpha", 0.1, 0.2, *([0.5] * 300)]],
        "Ambulance Trusts": [[*wide, *SURVEY], [*([0.5] * 300), "RXB", "Beta", 0.3, None]],
    }
    found = candidates_of(excel_file(sheets))
    types = {
        each.content["ods_code"]: each.content["trust_type"] for each in found if each.kind == RowKind.ORGANISATION
    }
    assert types == {"RXA": "acute-specialist", "RXB": "ambulance"}
    assert [each.content["value"] for each in found if each.kind == RowKind.VALUE] == [
        "10.000",
        "20.000",
        "30.000",
        None,
    ]
    assert "results of few responses are left out" in next(each.reason for each in found if each.reason)


def test_percentages_in_columns_of_shares_are_refused() -> None:
    assert "hold shares: 0.217 for 21.7%" in said(csv_file([SURVEY, ("RXA", "Alpha", "1.95", "0.2")]))[0]
    assert "is no share from 0 to 1" in said(csv_file([SURVEY, ("RXA", "Alpha", "19.5", "0.2")]))[0]


# Organisations

ETR_ROW = ["RXZ", "ZETA'S HOSPITALS NHS TRUST", "Y56", "QMJ", *[""] * 5, "N1 1AA", "20110401", *[""] * 16]


def test_the_file_of_trusts_is_read_with_no_headings() -> None:
    (found,) = candidates_of(csv_file([ETR_ROW]))
    assert (found.content["ods_code"], found.content["name"]) == ("RXZ", "Zeta's Hospitals NHS Trust")
    assert [problem.text for problem in found.problems] == [
        "The region Y56 is not here, so it is left out.",
        "The integrated care board QMJ is not here, so it is left out.",
    ]
    assert not found.is_rejected


def test_trusts_that_closed_before_the_standard_or_are_outside_england_are_left_out() -> None:
    closed, open_still, welsh = [*ETR_ROW], [*ETR_ROW], [*ETR_ROW]
    closed[11], open_still[11], welsh[2] = "20130331", "20240930", "W00"
    assert [each.reason for each in candidates_of(csv_file([closed, open_still, welsh]))] == [
        "It closed on 31 March 2013, before the WRES began.",
        "",
        "It is outside England, where the WRES does not apply.",
    ]


@pytest.mark.parametrize(
    ("benchmark_group", "kind"),
    [
        ("Acute and Acute & Community Trusts", "acute"),
        ("Acute&Acute Community Trusts", "acute"),
        ("Acute Specialist Trusts", "acute-specialist"),
        ("MH&LD, MH, LD&Community Trusts", "mental-health"),
        (
            "Mental Health & Learning Disability and Mental Health, Learning Disability & Community Trusts",
            "mental-health",
        ),
        ("Community Trusts", "community"),
        ("Ambulance Trusts", "ambulance"),
    ],
)
def test_a_trust_s_type_is_its_benchmark_group(benchmark_group: str, kind: str) -> None:
    rows = [("organisation_code", "name_nss24", "type_nss24"), ("RXZ", "Zeta NHS Trust", benchmark_group)]
    assert candidates_of(csv_file(rows))[0].content["trust_type"] == kind


def test_integrated_care_boards_are_read() -> None:
    rows = [
        ("ods_code", "ons_code", "name", "region_ods_code"),
        ("QE1", "E54000048", "NHS Somewhere Integrated Care Board", ""),
    ]
    assert candidates_of(csv_file(rows))[0].content["kind"] == "icb"


def test_what_followed_what_is_read_and_a_division_keeps_the_first() -> None:
    rows = [
        ("old_code", "new_code", "date"),
        ("RXA", "RXB", "2024-10-01"),
        ("RXA", "ENG", "2024-10-01"),
        ("RXA", "RQQ", ""),
    ]
    found = candidates_of(csv_file(rows))
    assert found[0].content == {"ods_code": "RXA", "succeeded_by": "RXB", "succeeded_on": "2024-10-01"}
    assert found[1].reason == "RXA was divided: its first successor, RXB, is kept."
    assert found[2].reason == "There is no organisation RQQ here."


# What is no file of ours


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"  \n\n", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"one\ntwo\nthree\n", "No table that can be read"),
        (b"\x00\x01\x02binary", "neither a CSV file nor an Excel workbook"),
        (b"PK\x03\x04 no archive", "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind, or has a password"),
        (b'organisation_ods,year,indicator,value\n"RXA,2024,6,1\n', "headings, and no rows"),
        (b"organisation_ods,year,indicator,value\n", "headings, and no rows"),
        (b"organisation_ods,ods_code,year,indicator,value\nRXA,RXB,2024,6,1\n", "Two columns could be the same"),
        (b"a" * 200_000 + b",year\n", "cannot be read as CSV"),
        (b"," * 20_000 + b"\n", "more than 16,384 columns"),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        candidates_of(content)


def test_a_row_at_the_end_of_excel_is_read() -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(LONG_HEADINGS)
    for place, cell in enumerate(ROW, start=1):
        page.cell(1_048_576, place, cell)
    file = io.BytesIO()
    book.save(file)
    assert [each.line for each in candidates_of(file.getvalue())] == [1_048_576]


def test_what_a_database_cannot_hold_is_replaced() -> None:
    rows = [(*LONG_HEADINGS, "note"), ("RXA", 2024, 6, SHARE, "BME", 27.1, "_x0000_ and _xD800_")]
    assert only(excel_file({"Values": rows}))["note"] == "\ufffd and \ufffd"


def test_texts_that_are_too_long_are_refused() -> None:
    rows = [(*LONG_HEADINGS, "note"), (*ROW[:4], f"BME {'staff ' * 60}", 27.1, "so " * 200)]
    assert [each.partition(". ")[2] for each in said(csv_file(rows))] == ["At most 150 fit.", "At most 250 fit."]


@pytest.mark.parametrize("content", [b"a" * 20_000_000, b"a\n" * 10_000_000, b'"' * 20_000_000, b"a,b;" * 5_000_000])
def test_twenty_megabytes_of_nothing_are_refused_soon(content: bytes) -> None:
    with pytest.raises(Refused):
        candidates_of(content)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    with suppress(Refused):
        candidates_of(content)


CELLS = st.sampled_from(
    ["", "RXA", "2024", "6", "BME", "27.1", "*", "%", "1,5", "-", "=1+1", "\t", "white", "\ufeff", "9" * 40]
)


@given(
    st.lists(st.lists(CELLS | st.text(max_size=8), max_size=10), max_size=6),
    st.sampled_from([LONG_HEADINGS, RETURN, SURVEY]),
)
def test_any_cells_under_known_headings_are_read_or_named(rows: list[list[str]], headings: tuple[str, ...]) -> None:
    with suppress(Refused):
        for candidate in candidates_of(csv_file([headings, *rows])):
            assert candidate.problems or candidate.reason or candidate.content["value"] is not None
