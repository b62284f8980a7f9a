"""What looks wrong with the values of a file. The kinds are all from real trusts' papers."""

from typing import Any

import pytest

from tests.support.wres_files import known
from workforce.imports.checks import Series, check
from workforce.imports.reading.candidates import Candidate, Severity
from workforce.models import RowKind

BANDS = "wres-1-band-share"


def value(measure: str, group: str, number: float | str, **more: Any) -> Candidate:
    content = {
        "organisation": "RXA",
        "name": "",
        "measure": measure,
        "coverage": "",
        "year": 2024,
        "group": group,
        "value": str(number),
        "decimals": len(str(number).partition(".")[2]),
        **dict.fromkeys(("numerator", "denominator")),
        **dict.fromkeys(("data_period", "source", "note", "url", "locator"), ""),
    }
    return Candidate("", 2, RowKind.VALUE, content | more)


def problems(*values: Candidate, here: Series | None = None, breaks: dict[int, int] | None = None) -> list[str]:
    """What the checks say, each with how bad it is."""
    check(values, known(), here or {}, breaks or {})
    return [f"{problem.severity}: {problem.text}" for each in values for problem in each.problems]


def errors(*values: Candidate) -> list[str]:
    return [each for each in problems(*values) if each.startswith(Severity.ERROR)]


def before(measure: str, **numbers: float) -> Series:
    """What groups had the year before."""
    return {("RXA", measure, "", group): {2023: [number]} for group, number in numbers.items()}


RATIO = "wres-2-relative-likelihood"


def test_what_is_right_says_nothing() -> None:
    assert not problems(
        value("wres-2-appointed-share", "white", 20.0, numerator=20, denominator=100),
        value("wres-2-appointed-share", "bme", 10.0, numerator=10, denominator=100),
        value(RATIO, "between-groups", "2.00"),
        value("wres-6-percentage", "bme", 27.1),
        here=before("wres-6-percentage", bme=26.0),
    )


@pytest.mark.parametrize("number", [100.1, -1])
def test_a_percentage_is_from_0_to_100(number: float) -> None:
    assert errors(value("wres-6-percentage", "bme", number))


def test_a_relative_likelihood_that_looks_like_a_percentage() -> None:
    assert "looks like a percentage" in problems(value(RATIO, "between-groups", "46.99"))[0]
    assert not problems(value(RATIO, "between-groups", "9.5"))


def test_a_ratio_of_0_is_nothing_to_store() -> None:
    found = value(RATIO, "between-groups", "0.00")
    shares = (value("wres-2-appointed-share", "white", "0"), value("wres-2-appointed-share", "bme", "5"))
    assert not problems(found, *shares)
    assert "nobody was affected" in found.reason
    assert errors(value(RATIO, "between-groups", "-1.2"))


@pytest.mark.parametrize(
    ("measure", "group", "number", "is_warned"),
    [
        ("wres-6-percentage", "bme", 0.217, True),
        ("wres-7-percentage", "white", 0, False),
        ("wres-8-percentage", "white", 1, False),
        ("wres-1-workforce-share", "bme", 0.31, True),
        ("wres-1-workforce-share", "unknown", 0.4, False),
        ("wres-3-entered-share", "bme", 0.5, False),
    ],
)
def test_a_share_of_1_where_a_percentage_belongs(measure: str, group: str, number: float, is_warned: bool) -> None:
    assert any("If it is a share of 1" in each for each in problems(value(measure, group, number))) is is_warned


def test_parts_over_their_whole() -> None:
    assert (
        "11 of 10 is more than there are"
        in errors(value("wres-9-board-share", "bme", 100, numerator=11, denominator=10))[0]
    )


def test_counts_that_contradict_a_percentage() -> None:
    said = problems(value("wres-1-workforce-share", "bme", 24.0, numerator=480, denominator=3029))
    assert said == ["warning: The counts contradict it: 480 of 3,029 is 15.8%, not 24%."]
    # Gloucestershire CCG cut 6.925 off; others round.
    assert not problems(value("wres-1-workforce-share", "bme", "6.92", numerator=25, denominator=361))


def test_counts_that_contradict_a_ratio() -> None:
    shares = (
        value("wres-2-appointed-share", "white", "46.99"),
        value("wres-2-appointed-share", "bme", "14.65"),
    )
    assert not problems(*shares, value(RATIO, "between-groups", "3.2"))
    assert "contradict it: they make 3.2" in problems(*shares, value(RATIO, "between-groups", "32.1"))[1]


def test_sides_that_are_swapped_against_the_stated_ratio() -> None:
    said = problems(
        value("wres-3-entered-share", "white", 2.0, numerator=20, denominator=1000),
        value("wres-3-entered-share", "bme", 1.0, numerator=10, denominator=1000),
        value("wres-3-relative-likelihood", "between-groups", "2.00"),
    )
    assert said == [
        "warning: The counts beside it make 0.50: the two groups are swapped, or the ratio is turned upside down."
    ]


def test_a_ratio_of_nobody() -> None:
    said = problems(
        value("wres-3-entered-share", "white", 0, numerator=0, denominator=1000),
        value("wres-3-entered-share", "bme", 0, numerator=0, denominator=200),
        value("wres-3-relative-likelihood", "between-groups", "1.00"),
    )
    assert said == ["warning: The counts give no ratio, since nobody was affected in one of the groups."]


def test_sides_that_are_swapped_against_the_year_before() -> None:
    said = problems(
        value("wres-1-workforce-share", "white", 24.2),
        value("wres-1-workforce-share", "bme", 72.1),
        here=before("wres-1-workforce-share", white=72.5, bme=23.5),
    )
    assert said == ["warning: White and BME are swapped, perhaps: the year before has them the other way round."]


def test_a_sudden_jump() -> None:
    here = before("wres-6-percentage", bme=26.0)
    assert "A sudden jump: 37.1% after 26%" in problems(value("wres-6-percentage", "bme", 37.1), here=here)[0]
    few = value("wres-6-percentage", "bme", 37.1, denominator=60)
    assert not problems(few, here=here)


def test_a_jump_within_the_file() -> None:
    said = problems(value("wres-6-percentage", "bme", 26.0, year=2023), value("wres-6-percentage", "bme", 37.1))
    assert len(said) == 1


def test_nothing_is_compared_across_a_break() -> None:
    here = before("wres-7-percentage", bme=80.0)
    assert problems(value("wres-7-percentage", "bme", 44.5), here=here)
    assert not problems(value("wres-7-percentage", "bme", 44.5), here=here, breaks={7: 2024})


def test_one_of_several_publications_that_is_near_is_enough() -> None:
    here: Series = {("RXA", "wres-6-percentage", "", "bme"): {2023: [26.0, 36.0]}}
    assert not problems(value("wres-6-percentage", "bme", 37.1), here=here)


def test_a_ratio_that_is_turned_upside_down() -> None:
    here: Series = {("RXA", RATIO, "", "between-groups"): {2023: [1.6]}}
    assert "turned upside down, perhaps" in problems(value(RATIO, "between-groups", "0.63"), here=here)[0]
    assert "A sudden jump" in problems(value(RATIO, "between-groups", "3.4"), here=here)[0]
    assert not problems(value(RATIO, "between-groups", "1.4"), here=here)


def test_a_difference_without_its_sign() -> None:
    said = problems(
        value("wres-9-board-share", "bme", 15.4),
        value("wres-1-workforce-share", "bme", 23.1),
        value("wres-9-difference", "bme", 7.7),
    )
    assert said == ["warning: The board’s share less the workforce’s is -7.7: the sign is missing or wrong."]
    here = before("wres-9-difference", bme=-8.0)
    assert "The sign is missing, perhaps" in problems(value("wres-9-difference", "bme", 7.7), here=here)[0]


def test_a_difference_of_other_shares() -> None:
    said = problems(
        value("wres-9-board-share", "bme", 15.4),
        value("wres-9-workforce-share", "bme", 23.1),
        value("wres-9-difference", "bme", "-2.0"),
    )
    assert said == ["warning: The board’s share less the workforce’s is -7.7, not -2."]


def test_groups_that_are_not_all_people() -> None:
    white, bme = value(BANDS, "white", 70.0), value(BANDS, "bme", 20.0)
    assert not problems(white, bme)
    assert "are 92.0% together" in problems(white, bme, value(BANDS, "unknown", 2.0))[0]


def test_groups_that_are_more_than_all_people() -> None:
    assert "are 105.0% together" in problems(value(BANDS, "white", 75.0), value(BANDS, "bme", 30.0))[0]


def test_bands_with_more_staff_than_the_workforce() -> None:
    said = problems(
        value("wres-1-workforce-share", "bme", "20.0", numerator=20, denominator=100),
        value(BANDS, "bme", "20.0", coverage="Clinical, band 5", numerator=20, denominator=100),
        value(BANDS, "bme", "20.0", coverage="Clinical, band 6", numerator=20, denominator=100),
    )
    assert said == ["warning: The bands have 200 staff together, more than the workforce of 100."]


@pytest.mark.parametrize(
    ("white", "bme", "said"),
    [
        (1573, 708, ""),
        (1540, 720, ""),
        (708, 1573, "White and BME staff are swapped, perhaps: indicator 1 has 1,573 White and 708 BME staff."),
        (900, 300, "It is of 900 White and 300 BME staff, but indicator 1 has 1,573 White and 708 BME staff."),
    ],
)
def test_indicators_3_and_4_count_the_staff_of_indicator_1(white: int, bme: int, said: str) -> None:
    found = problems(
        value("wres-1-workforce-share", "white", 69.0, numerator=1573, denominator=2281),
        value("wres-1-workforce-share", "bme", 31.0, numerator=708, denominator=2281),
        value("wres-3-entered-share", "white", round(100 * 40 / white, 1), numerator=40, denominator=white),
        value("wres-3-entered-share", "bme", round(100 * 20 / bme, 1), numerator=20, denominator=bme),
    )
    assert found == ([f"warning: {said}"] if said else [])


def test_more_voting_members_than_members() -> None:
    assert errors(
        value("wres-9-board-share", "bme", "10.0", numerator=1, denominator=10),
        value("wres-9-voting-board-share", "bme", "8.3", numerator=1, denominator=12),
    ) == ["error: There are 12 voting members, and 10 members in all."]


def test_the_year_of_the_survey_given_as_that_of_the_wres() -> None:
    said = problems(value("wres-6-percentage", "bme", 26.0, data_period="NHS Staff Survey 2024"))
    assert said == ["warning: 2024 is the year of the survey, perhaps: that of autumn 2024 is of WRES 2025."]
    assert not problems(value("wres-6-percentage", "bme", 26.0, data_period="NHS Staff Survey 2023"))
