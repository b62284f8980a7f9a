"""GRADE's rules, for every working that there can be."""

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recommendations.grade import (
    COMPONENTS,
    LEVELS,
    RATES_DOWN,
    RATES_UP,
    Certainty,
    Concern,
    Importance,
    NotByGrade,
    StartingPoint,
    Working,
    overall_level,
)

MOST_UP = {"large_effect": 2, "dose_response": 1, "plausible_confounding": 1}

downs = st.fixed_dictionaries({}, optional={reason: st.integers(0, 2) for reason in RATES_DOWN})
ups = st.fixed_dictionaries({}, optional={reason: st.integers(0, most) for reason, most in MOST_UP.items()})
concerns = st.fixed_dictionaries({component: st.sampled_from(Concern) for component in COMPONENTS})
levels = st.sampled_from(LEVELS)


@st.composite
def workings(draw: st.DrawFn) -> Working:
    """Workings that hold to the rules."""
    start = draw(st.sampled_from(StartingPoint))
    if start is StartingPoint.QUALITATIVE:
        judged = draw(concerns)
        most = 0 if set(judged.values()) == {Concern.NONE} else 3
        return Working(start, concerns=judged, confidence_down=draw(st.integers(0, most)))
    down = draw(downs)
    may_go_up = start is StartingPoint.NON_RANDOMISED and not any(down.values())
    return Working(start, down, draw(ups) if may_go_up else {})


@given(workings())
def test_every_working_by_the_rules_has_a_level(working: Working):
    assert working.faults == {}
    assert working.level in LEVELS


@given(workings())
def test_the_level_is_as_many_steps_from_the_start_as_were_taken(working: Working):
    steps = sum(working.up.values()) - sum(working.down.values()) - working.confidence_down
    place = {"randomised": 4, "non-randomised": 2, "qualitative": 4}[working.starts_from] + steps
    assert 4 - LEVELS.index(working.level) - 1 == 4 - min(4, max(1, place))


@given(workings(), st.sampled_from(sorted(RATES_DOWN)))
def test_rating_down_further_never_raises_the_level(working: Working, reason: str):
    assume(not working.is_qualitative and not any(working.up.values()) and working.down.get(reason, 0) < 2)
    lower = Working(working.starts_from, {**working.down, reason: working.down.get(reason, 0) + 1})
    assert LEVELS.index(lower.level) == max(LEVELS.index(working.level) - 1, 0)


@given(ups, st.sampled_from(sorted(MOST_UP)))
def test_rating_up_further_never_lowers_the_level(up: dict[str, int], reason: str):
    assume(up.get(reason, 0) < MOST_UP[reason])
    before = Working(StartingPoint.NON_RANDOMISED, up=up).level
    after = Working(StartingPoint.NON_RANDOMISED, up={**up, reason: up.get(reason, 0) + 1}).level
    assert LEVELS.index(after) >= LEVELS.index(before)


@given(workings(), st.randoms(use_true_random=False))
def test_the_order_of_reasons_makes_no_difference(working: Working, random):
    def shuffled(reasons):
        items = list(reasons.items())
        random.shuffle(items)
        return dict(items)

    again = Working(
        working.starts_from,
        shuffled(working.down),
        shuffled(working.up),
        shuffled(working.concerns),
        working.confidence_down,
    )
    assert again.level == working.level


@pytest.mark.parametrize(
    ("start", "down", "up", "level"),
    [
        ("randomised", {}, {}, "high"),
        ("randomised", {"imprecision": 1}, {}, "moderate"),
        ("randomised", {"risk_of_bias": 1, "imprecision": 1}, {}, "low"),
        ("randomised", {"risk_of_bias": 2, "imprecision": 2}, {}, "very-low"),
        ("non-randomised", {}, {}, "low"),
        ("non-randomised", {"publication_bias": 1}, {}, "very-low"),
        ("non-randomised", {}, {"large_effect": 1}, "moderate"),
        ("non-randomised", {}, {"large_effect": 2}, "high"),
        ("non-randomised", {}, {"large_effect": 2, "dose_response": 1}, "high"),
    ],
)
def test_levels_as_grade_publishes_them(start: str, down: dict[str, int], up: dict[str, int], level: str):
    assert Working(StartingPoint(start), down, up).level == level


@given(downs, ups, st.sampled_from([StartingPoint.RANDOMISED, StartingPoint.NON_RANDOMISED]))
def test_only_what_is_not_randomised_and_not_rated_down_goes_up(down, up, start: StartingPoint):
    working = Working(start, down, up)
    refused = any(up.values()) and (start is StartingPoint.RANDOMISED or any(down.values()))
    assert set(working.faults) == ({reason for reason, by in up.items() if by} if refused else set())
    if refused:
        with pytest.raises(NotByGrade):
            _ = working.level


def test_qualitative_findings_need_all_components_and_a_concern_to_be_rated_down():
    assert set(Working(StartingPoint.QUALITATIVE).faults) == set(COMPONENTS)
    without_concern = Working(
        StartingPoint.QUALITATIVE, concerns=dict.fromkeys(COMPONENTS, Concern.NONE), confidence_down=1
    )
    assert set(without_concern.faults) == {"confidence_down"}


def test_the_two_ways_of_judging_do_not_mix():
    none = dict.fromkeys(COMPONENTS, Concern.NONE)
    qualitative = Working(StartingPoint.QUALITATIVE, {"imprecision": 1}, {"large_effect": 1}, none)
    assert set(qualitative.faults) == {"imprecision", "large_effect"}
    other = Working(StartingPoint.RANDOMISED, concerns=none, confidence_down=1)
    assert set(other.faults) == {*COMPONENTS, "confidence_down"}


def test_importance_goes_by_thirds():
    kinds = [Importance.of(rating) for rating in range(1, 10)]
    assert [kind for kind, _ in itertools.groupby(kinds)] == ["not-important", "important", "critical"]
    assert [kinds.count(kind) for kind in Importance] == [3, 3, 3]


@given(st.lists(st.tuples(st.sampled_from(Importance), levels)), st.randoms(use_true_random=False))
def test_the_overall_level_is_the_lowest_among_the_critical(assessed, random):
    overall = overall_level(assessed)
    critical = [level for importance, level in assessed if importance == Importance.CRITICAL]
    if not critical:
        assert overall is None
        return
    assert overall in critical
    assert all(LEVELS.index(overall) <= LEVELS.index(level) for level in critical)
    random.shuffle(assessed)
    assert overall_level(assessed) == overall


def test_reasons_and_levels_are_those_of_grade():
    assert (len(RATES_DOWN), len(RATES_UP), len(COMPONENTS)) == (5, 3, 4)
    assert set(LEVELS) == set(Certainty) - {Certainty.NOT_GRADED}
