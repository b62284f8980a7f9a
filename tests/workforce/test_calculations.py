"""What is calculated from counts agrees with worked and published cases, and with SciPy."""

import math

import numpy as np
import pytest
from scipy.stats import binomtest
from scipy.stats.contingency import odds_ratio, relative_risk

from evidence.proportions import (
    Estimate,
    Interval,
    NotCalculated,
    Proportion,
    Reason,
    difference,
    log_relative_likelihood,
    percentage,
    relative_likelihood,
)
from workforce.calculations import (
    FourFifths,
    board_difference,
    disparity_ratio,
    four_fifths,
    funnel_limits,
    ratio_funnel_limits,
    ratios_differ,
)

TABLES = 10_000


def estimate(of: Estimate | NotCalculated) -> tuple[float, float, float]:
    assert isinstance(of, Estimate)
    return of.value, of.interval.low, of.interval.high


def random_tables(*, seed: int) -> list[tuple[int, int, int, int]]:
    """Tables of two groups, ``(events, people, events, people)``, from nobody to a large trust, many with few."""
    random = np.random.default_rng(seed)
    people = np.concatenate([random.integers(0, 12, (TABLES // 2, 2)), random.integers(0, 20_000, (TABLES // 2, 2))])
    chance = random.choice([0.0, 0.002, 0.05, 0.3, 0.9, 1.0], size=people.shape)
    events = random.binomial(people, chance)
    return [(int(a), int(n), int(b), int(m)) for (a, b), (n, m) in zip(events, people, strict=True)]


@pytest.mark.parametrize(
    ("events", "people", "low", "high"),
    # Newcombe RG. Two-sided confidence intervals for the single proportion. Stat Med 1998;17:857–872, table I,
    # method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_percentage_has_the_published_interval(events: int, people: int, low: float, high: float):
    value, *interval = estimate(percentage(Proportion(events, people)))
    assert value == pytest.approx(100 * events / people)
    assert [round(each / 100, 4) for each in interval] == [low, high]


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe RG. Interval estimation for the difference between independent proportions. Stat Med 1998;17:873–890,
    # table II, method 10.
    [
        (Proportion(56, 70), Proportion(48, 80), 0.0524, 0.3339),
        (Proportion(9, 10), Proportion(3, 10), 0.1705, 0.8090),
        (Proportion(6, 7), Proportion(2, 7), 0.0582, 0.8062),
        (Proportion(5, 56), Proportion(0, 29), -0.0381, 0.1926),
    ],
)
def test_a_difference_has_the_published_interval(one: Proportion, other: Proportion, low: float, high: float):
    _, *interval = estimate(difference(one, other))
    assert [round(each / 100, 4) for each in interval] == [low, high]


def test_percentages_agree_with_scipy():
    for events, people, *_ in random_tables(seed=1):
        calculated = percentage(Proportion(events, people))
        if not people:
            assert calculated == NotCalculated(Reason.NOBODY)
            continue
        wanted = binomtest(events, people).proportion_ci(method="wilson")
        assert estimate(calculated) == pytest.approx(
            (100 * events / people, 100 * wanted.low, 100 * wanted.high), rel=1e-9, abs=1e-9
        )


def test_relative_likelihoods_agree_with_scipy():
    calculable = 0
    for events, people, other_events, other_people in random_tables(seed=2):
        calculated = relative_likelihood(Proportion(events, people), Proportion(other_events, other_people))
        if not (people and other_people):
            assert calculated == NotCalculated(Reason.NOBODY)
        elif not (events and other_events):
            nobody_at_all = not (events or other_events)
            assert calculated == NotCalculated(Reason.NO_EVENTS if nobody_at_all else Reason.NO_EVENTS_IN_ONE)
        else:
            wanted = relative_risk(events, people, other_events, other_people)
            low, high = wanted.confidence_interval()
            assert estimate(calculated) == pytest.approx((wanted.relative_risk, low, high), rel=1e-9)
            calculable += 1
    assert calculable > TABLES / 4


def test_disparity_ratios_agree_with_scipy():
    random = np.random.default_rng(3)
    for counts in random.integers(0, 3_000, (TABLES, 4)).tolist():
        white_lower, white_upper, bme_lower, bme_upper = counts
        calculated = disparity_ratio(white_lower, white_upper, bme_lower, bme_upper)
        if not all(counts):
            assert isinstance(calculated, NotCalculated)
            continue
        wanted = odds_ratio([[white_upper, white_lower], [bme_upper, bme_lower]], kind="sample")
        low, high = wanted.confidence_interval()
        assert estimate(calculated) == pytest.approx((wanted.statistic, low, high), rel=1e-9)


def test_a_relative_likelihood_of_posts_that_one_group_never_got_cannot_be_calculated():
    # BMJ 2021, Kingston's medical posts: 50 of 317 White applicants were appointed, and none of 418 Black applicants.
    white, black = Proportion(50, 317), Proportion(0, 418)
    for one, other in ((white, black), (black, white)):
        assert relative_likelihood(one, other) == NotCalculated(Reason.NO_EVENTS_IN_ONE)
        assert log_relative_likelihood(one, other) == NotCalculated(Reason.NO_EVENTS_IN_ONE)


def test_nobody_in_the_disciplinary_process_gives_no_ratio():
    assert relative_likelihood(Proportion(0, 23), Proportion(0, 338)) == NotCalculated(Reason.NO_EVENTS)


def test_a_relative_likelihood_is_worked_by_hand():
    # (20/100) / (10/100) = 2; its logarithm's error is √(1/20 − 1/100 + 1/10 − 1/100) = √0.13.
    value, low, high = estimate(relative_likelihood(Proportion(20, 100), Proportion(10, 100)))
    assert value == 2
    assert (low, high) == pytest.approx((2 * math.exp(-1.959964 * 0.13**0.5), 2 * math.exp(1.959964 * 0.13**0.5)))


def test_a_disparity_ratio_is_worked_by_hand():
    # For each White member of staff in the lower bands 0.5 are in the upper ones, for each BME member 0.1.
    assert estimate(disparity_ratio(200, 100, 100, 10))[0] == pytest.approx(5)
    assert disparity_ratio(0, 0, 100, 10) == NotCalculated(Reason.NOBODY)
    assert disparity_ratio(200, 100, 100, 0) == NotCalculated(Reason.NO_EVENTS_IN_ONE)


def test_a_board_is_compared_with_its_workforce():
    value, low, high = estimate(board_difference(Proportion(2, 13), Proportion(990, 7422)))
    assert value == pytest.approx(100 * (2 / 13 - 990 / 7422))
    assert low < 0 < high
    assert board_difference(Proportion(0, 0), Proportion(990, 7422)) == NotCalculated(Reason.NOBODY)


@pytest.mark.parametrize(
    ("ratio", "where"),
    [
        (0.79, FourFifths.BELOW),
        (0.80, FourFifths.WITHIN),
        (1, FourFifths.WITHIN),
        (1.25, FourFifths.WITHIN),
        (1.26, FourFifths.ABOVE),
    ],
)
def test_the_four_fifths_rule_holds_its_ends(ratio: float, where: FourFifths):
    assert four_fifths(ratio) == where


def test_a_funnel_is_wide_for_few_people_and_narrow_for_many():
    few, many = funnel_limits(20, 50), funnel_limits(20, 5_000)
    assert isinstance(few, Interval)
    assert isinstance(many, Interval)
    assert few.low < many.low < 20 < many.high < few.high
    assert few.low == pytest.approx(20 - 100 * 1.959964 * (0.2 * 0.8 / 50) ** 0.5)
    smallest = funnel_limits(1, 4)
    assert isinstance(smallest, Interval)
    assert [smallest.low, smallest.high] == pytest.approx([0, 1 + 100 * 1.959964 * (0.01 * 0.99 / 4) ** 0.5])
    assert funnel_limits(20, 0) == NotCalculated(Reason.NOBODY)
    assert ratio_funnel_limits(1.5, 0.1).holds(1.5)
    assert ratio_funnel_limits(1.5, 0.1).high == pytest.approx(1.5 * math.exp(0.1959964))


def test_two_ratios_differ_only_beyond_chance():
    assert ratios_differ((math.log(2), 0.1), (math.log(1), 0.1))
    assert not ratios_differ((math.log(2), 0.4), (math.log(1), 0.4))


@pytest.mark.parametrize(("events", "people"), [(-1, 5), (6, 5), (1, -1)])
def test_counts_that_no_group_can_have_are_refused(events: int, people: int):
    with pytest.raises(ValueError, match="is not a proportion"):
        Proportion(events, people)


def test_negative_counts_have_no_disparity_ratio():
    with pytest.raises(ValueError, match="is not a count"):
        disparity_ratio(1, 1, -1, 1)
