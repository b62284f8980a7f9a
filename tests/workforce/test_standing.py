"""Where an organisation stands, on cases made by hand, and the words for it."""

from dataclasses import replace

import pytest

from evidence.proportions import Interval, Proportion, Reason, percentage, relative_likelihood
from workforce.figures import Basis, Better, Figure, Figures, Lacking, Missing, Part, Subject
from workforce.models import Indicator, Organisation, OrganisationKind
from workforce.standing import Chance, Movement, Standing, Trend, Verdict, contrast, gap_of, standing, widest_gaps
from workforce.standing_words import (
    comparison_in_words,
    figure_in_brief,
    figure_in_words,
    four_fifths_in_words,
    gap_in_words,
    interval_in_words,
    missing_in_words,
    name_in_sentence,
    trend_in_words,
    verdict_in_brief,
    years_in_words,
)

TWO, FIVE, SEVEN, NINE = (Indicator(pk=n, number=n, name=f"Indicator {n}") for n in (2, 5, 7, 9))


def part(events: int, people: int) -> Part:
    return Part(100 * events / people, f"{100 * events / people:.1f}%", Proportion(events, people))


def ratio(one: tuple[int, int], other: tuple[int, int], year: int = 2024) -> Figure:
    """White and ethnic minority applicants, appointed of shortlisted."""
    sides = part(*one), part(*other)
    found = relative_likelihood(*(Proportion(*each) for each in (one, other)))
    interval, value = found.interval, found.value  # type: ignore[union-attr]
    return Figure(
        Subject.RATIO, Better.PARITY, year, "", value, f"{value:.2f}", Basis.COUNTS, interval, sides[0], sides[1]
    )


def published(
    said: str, year: int = 2024, *, better: Better = Better.PARITY, subject: Subject = Subject.RATIO
) -> Figure:
    return Figure(subject, better, year, "", float(said.replace("−", "-")), said, Basis.PUBLISHED)


def share(
    bme: tuple[int, int],
    white: tuple[int, int],
    year: int = 2024,
    better: Better = Better.LOWER,
    *,
    is_new: bool = False,
) -> Figure:
    sides = part(*bme), part(*white)
    interval = percentage(Proportion(*bme)).interval  # type: ignore[union-attr]
    return Figure(
        Subject.PERCENTAGE,
        better,
        year,
        "",
        sides[0].value,
        f"{sides[0].value:.1f}",
        Basis.PUBLISHED,
        interval,
        *sides,
        is_new_series=is_new,
    )


def series(*figures: Figure, missing: tuple[Missing, ...] = ()) -> Figures:
    return Figures({figures[0].subject: figures} if figures else {}, missing, bool(figures))


FAIR, UNFAIR = ratio((1000, 5000), (1000, 5000)), ratio((2000, 5000), (1000, 5000))
LITTLE_UNFAIR = ratio((4, 10), (2, 10))
OTHER_WAY = ratio((1000, 5000), (2000, 5000))


@pytest.mark.parametrize(
    ("figure", "beside", "verdict"),
    [
        (FAIR, UNFAIR, Verdict.BETTER),
        (UNFAIR, FAIR, Verdict.WORSE),
        (LITTLE_UNFAIR, FAIR, Verdict.SIMILAR),
        (UNFAIR, UNFAIR, Verdict.SIMILAR),
        (OTHER_WAY, UNFAIR, Verdict.CANNOT_BE_TOLD),
        (UNFAIR, published("1.1"), Verdict.CANNOT_BE_TOLD),
        (published("2.0"), UNFAIR, Verdict.CANNOT_BE_TOLD),
        (share((300, 1000), (100, 1000)), share((200, 1000), (100, 1000)), Verdict.WORSE),
        (share((20, 100), (10, 100)), share((21, 100), (10, 100)), Verdict.SIMILAR),
        (
            share((600, 1000), (700, 1000), better=Better.HIGHER),
            share((400, 1000), (700, 1000), better=Better.HIGHER),
            Verdict.BETTER,
        ),
    ],
)
def test_a_verdict_stands_only_where_the_counts_bear_it(figure: Figure, beside: Figure, verdict: Verdict):
    assert contrast(figure, beside).verdict == verdict


def test_what_england_publishes_without_counts_is_taken_as_exact():
    assert contrast(UNFAIR, published("1.1"), is_exact=True).verdict == Verdict.WORSE
    assert contrast(LITTLE_UNFAIR, published("1.1"), is_exact=True).verdict == Verdict.SIMILAR
    assert contrast(published("2.0"), published("1.1"), is_exact=True).chance == Chance.NOT_JUDGED


def test_without_counts_it_is_said_which_is_closer_to_parity_and_no_more():
    compared = contrast(published("1.2"), published("1.54"))
    assert (compared.movement, compared.chance) == (Movement.BETTER, Chance.NOT_JUDGED)
    assert verdict_in_brief(compared) == "Closer to parity"
    assert contrast(published("0.8"), published("1.54")).movement == Movement.OTHER_WAY


@pytest.mark.parametrize(
    ("first", "latest", "trend"),
    [(UNFAIR, FAIR, Trend.IMPROVING), (FAIR, UNFAIR, Trend.WORSENING), (FAIR, LITTLE_UNFAIR, Trend.NO_CLEAR_CHANGE)],
)
def test_a_trend_compares_the_latest_year_with_the_first(first: Figure, latest: Figure, trend: Trend):
    middle = ratio((1500, 5000), (1000, 5000), 2022)
    found = standing(TWO, series(replace(first, year=2020), middle, latest)).trend
    assert found
    assert found.trend == trend


def test_no_trend_goes_over_a_break_in_the_series():
    before = share((800, 1000), (900, 1000), 2021, Better.HIGHER)
    after = share((445, 1000), (613, 1000), 2022, Better.HIGHER, is_new=True)
    found = standing(SEVEN, series(before, after))
    assert (found.trend, found.no_trend) == (None, Lacking.ONE_YEAR)
    assert standing(SEVEN, series(before, after, replace(after, year=2023))).trend


def test_a_trend_that_hangs_on_which_publication_is_right_is_none():
    first = replace(published("1.3", 2020), also=(published("1.6", 2020),))
    found = standing(TWO, series(first, published("1.4")))
    assert (found.trend, found.no_trend) == (None, Lacking.DISAGREEMENT)
    agreeing = replace(first, also=(published("1.25", 2020),))
    assert standing(TWO, series(agreeing, published("1.4"))).trend


def test_a_figure_that_only_has_more_decimals_has_not_moved():
    first = published("29", 2017, better=Better.LOWER, subject=Subject.PERCENTAGE)
    for said, movement in (("29.2", Movement.SAME), ("29.6", Movement.WORSE), ("28.4", Movement.BETTER)):
        latest = published(said, 2022, better=Better.LOWER, subject=Subject.PERCENTAGE)
        assert contrast(latest, first).movement == movement


def test_two_organisations_are_compared_in_the_latest_year_that_both_have():
    own = series(ratio((2000, 5000), (1000, 5000), 2022), ratio((1900, 5000), (1000, 5000), 2024))
    found = standing(TWO, own, series(replace(FAIR, year=2022), replace(FAIR, year=2023)))
    assert found.beside
    assert found.beside.figure.year == 2022
    none = standing(TWO, own, series(replace(FAIR, year=2021)))
    assert (none.beside, none.not_beside) == (None, Lacking.NO_COMMON_YEAR)


def test_an_organisation_without_values_says_so():
    found = standing(TWO, Figures({}))
    assert (found.figure, found.lacking, found.trend, found.beside) == (None, Lacking.NO_VALUES, None, None)


def test_a_later_year_that_cannot_be_calculated_is_not_passed_over():
    missing = Missing(Subject.RATIO, 2025, Reason.NO_EVENTS)
    found = standing(TWO, series(FAIR, missing=(missing,)))
    assert found.figure == FAIR
    assert found.missing == missing
    assert missing_in_words(missing) == (
        "For WRES 2025, the figure cannot be calculated: nobody in either group was affected."
    )
    assert standing(TWO, series(FAIR, missing=(replace(missing, year=2023),))).missing is None


@pytest.mark.parametrize(
    ("figure", "is_adverse", "chance"),
    [
        (UNFAIR, True, Chance.BEYOND),
        (OTHER_WAY, False, Chance.BEYOND),
        (LITTLE_UNFAIR, True, Chance.WITHIN),
        (published("1.54"), True, Chance.NOT_JUDGED),
        (share((300, 1000), (100, 1000)), True, Chance.BEYOND),
        (share((300, 1000), (500, 1000), better=Better.HIGHER), True, Chance.BEYOND),
        (share((100, 1000), (300, 1000)), False, Chance.BEYOND),
        (published("−10.8", subject=Subject.BOARD_DIFFERENCE), True, Chance.NOT_JUDGED),
        (published("+2.0", subject=Subject.BOARD_DIFFERENCE), False, Chance.NOT_JUDGED),
    ],
)
def test_a_gap_says_who_fares_worse_and_whether_it_is_beyond_chance(figure: Figure, is_adverse: bool, chance: Chance):
    gap = gap_of(figure)
    assert gap
    assert (gap.is_adverse, gap.chance) == (is_adverse, chance)


def test_a_share_alone_is_no_gap():
    assert gap_of(published("28.6", better=Better.NOT_SAID, subject=Subject.WORKFORCE_SHARE)) is None
    assert gap_of(replace(share((3, 10), (1, 10)), other=None)) is None


def test_the_page_starts_with_the_widest_gaps_beyond_chance():
    def stands(indicator: Indicator, figure: Figure) -> Standing:
        return standing(indicator, series(figure))

    wide = stands(FIVE, share((400, 1000), (100, 1000)))
    narrow = stands(TWO, UNFAIR)
    not_judged = stands(NINE, published("4.0"))
    others = (stands(SEVEN, LITTLE_UNFAIR), stands(SEVEN, OTHER_WAY), standing(SEVEN, Figures({})))
    assert widest_gaps([not_judged, *others, narrow, wide]) == [wide, narrow, not_judged]


# In words


@pytest.mark.parametrize(
    ("number", "figure", "said"),
    [
        (
            2,
            published("1.54"),
            "White applicants were 1.54 times as likely to be appointed from shortlisting as ethnic minority "
            "applicants.",
        ),
        (
            2,
            published("0.80"),
            "Ethnic minority applicants were 1.25 times as likely to be appointed from shortlisting as White "
            "applicants.",
        ),
        (
            3,
            published("1.56"),
            "Ethnic minority staff were 1.56 times as likely to enter the formal disciplinary process as White staff.",
        ),
        (
            4,
            published("1.0"),
            "White staff and ethnic minority staff were equally likely to access non-mandatory training and "
            "development.",
        ),
        (
            2,
            published("10.0"),
            "White applicants were 10.0 times as likely to be appointed from shortlisting as ethnic minority "
            "applicants.",
        ),
        (
            9,
            published("−7.5", subject=Subject.BOARD_DIFFERENCE),
            "The share of board members who were from ethnic minorities was 7.5 percentage points below that of the "
            "workforce.",
        ),
        (
            9,
            replace(
                published("−10.8", subject=Subject.BOARD_DIFFERENCE), one=Part(15.6, "15.6%"), other=Part(26.4, "26.4%")
            ),
            "15.6% of board members were from ethnic minorities, 10.8 percentage points below their share of the whole "
            "workforce (26.4%).",
        ),
        (
            1,
            published("28.6", better=Better.NOT_SAID, subject=Subject.WORKFORCE_SHARE),
            "28.6% of the workforce were from ethnic minorities. That alone does not show whether they are held back "
            "from senior posts.",
        ),
    ],
)
def test_a_figure_is_said_in_a_sentence_and_never_as_a_bare_ratio(number: int, figure: Figure, said: str):
    assert figure_in_words(number, figure) == said


def test_a_percentage_has_both_groups_in_its_sentence():
    said = figure_in_words(5, share((300, 1000), (280, 1000)))
    assert said.startswith("30.0% of ethnic minority staff were harassed")
    assert said.endswith("and 28.0% of White staff.")
    assert "is not held" in figure_in_words(5, replace(share((3, 10), (1, 10)), other=None))


def test_an_interval_of_a_ratio_below_1_is_turned_as_its_sentence_is():
    figure = replace(published("0.50"), interval=Interval(0.25, 0.8))
    assert "between 1.25 and 4.00 times" in interval_in_words(figure, figure.interval)
    assert interval_in_words(figure, None) == ""


def test_a_gap_is_said_with_what_the_counts_allow():
    for figure, said in (
        (UNFAIR, "The gap is wider than chance alone would make it."),
        (LITTLE_UNFAIR, "The gap could be chance."),
        (published("1.54"), "Without the counts we cannot say whether the gap is more than chance."),
    ):
        assert gap_in_words(figure, gap_of(figure)) == said
    assert "not to the disadvantage" in gap_in_words(OTHER_WAY, gap_of(OTHER_WAY))
    assert gap_in_words(FAIR, gap_of(FAIR)) == "There is no gap between the groups."


def test_the_four_fifths_rule_stands_beside_the_interval():
    assert "outside that range" in four_fifths_in_words(published("1.54"))
    assert "within that range" in four_fifths_in_words(published("1.25"))
    assert "as 1.25, which is within" in four_fifths_in_words(replace(published("1.25"), value=1.254))
    assert four_fifths_in_words(share((3, 10), (1, 10))) == ""


def test_a_comparison_names_the_other_and_what_to_make_of_it():
    worse = contrast(UNFAIR, FAIR)
    assert comparison_in_words(2, "England", worse) == (
        "England: Equally likely. Further from parity here, by more than chance alone would make."
    )
    similar = contrast(LITTLE_UNFAIR, FAIR)
    assert comparison_in_words(2, "England", similar).endswith("Similar: the difference could be chance.")
    earlier = comparison_in_words(2, "the London region", worse, is_latest=False)
    assert earlier.startswith(
        "The latest year that both have is WRES 2024. Here: White applicants 2.00 times as likely. The London region:"
    )


def test_a_trend_and_two_years_are_said_in_words():
    first, latest = replace(share((300, 1000), (200, 1000)), year=2019), share((200, 1000), (200, 1000))
    change = contrast(latest, first)
    assert trend_in_words(5, change, "") == (
        "WRES 2019: 30.0% of ethnic minority staff, 20.0% of White staff. Lower since, which is better, by more than "
        "chance alone would make."
    )
    assert trend_in_words(5, None, Lacking.ONE_YEAR) == "No trend: there is only one year to go by."
    said = years_in_words(5, change)
    assert said.startswith("WRES 2019: 30.0% of ethnic minority staff")
    assert "WRES 2024: 20.0% of ethnic minority staff" in said


def test_figures_in_brief_say_who_they_are_about():
    assert figure_in_brief(2, published("1.54")) == "White applicants 1.54 times as likely"
    assert figure_in_brief(3, published("0.5")) == "White staff 2.0 times as likely"
    assert figure_in_brief(2, FAIR) == "Equally likely"
    assert figure_in_brief(9, published("−7.5", subject=Subject.BOARD_DIFFERENCE)) == (
        "7.5 percentage points below the workforce"
    )


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("England (all NHS trusts)", OrganisationKind.NATION, "England"),
        ("London region", OrganisationKind.REGION, "the London region"),
        ("Barts Health NHS Trust", OrganisationKind.TRUST, "Barts Health NHS Trust"),
    ],
)
def test_an_organisation_is_named_as_sentences_have_it(name: str, kind: OrganisationKind, said: str):
    assert name_in_sentence(Organisation(name=name, kind=kind)) == said
