"""What follows from how many people of two groups are affected: shares, ratios, differences, and their intervals.

Nothing here reads a database. All intervals are 95% confidence intervals, two-sided. Sources of the formulas:

- Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 1927;22:209–212.
- Katz D, Baptista J, Azen SP, Pike MC. Obtaining confidence intervals for the risk ratio in cohort studies. Biometrics
  1978;34:469–474 (the log method).
- Newcombe RG. Interval estimation for the difference between independent proportions. Stat Med 1998;17:873–890
  (method 10, from two Wilson intervals).
- Zou GY, Donner A. Construction of confidence limits about effect measures: a general approach. Stat Med
  2008;27:1693–1702 (the same for any two estimates that have intervals).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

#: How many standard errors a 95% interval reaches to each side.
Z_95 = NormalDist().inv_cdf(0.975)


class Reason(StrEnum):
    """Why something cannot be calculated."""

    NOBODY = "there is nobody in one of the groups"
    NO_EVENTS = "nobody in either group was affected"
    NO_EVENTS_IN_ONE = "nobody in one of the groups was affected"


@dataclass(frozen=True)
class NotCalculated:
    """That a figure cannot be calculated, and why."""

    reason: Reason


@dataclass(frozen=True)
class Interval:
    """A confidence interval, in the unit of what it belongs to."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the value is within, ends included."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Estimate:
    """A figure calculated from counts, with its interval."""

    value: float
    interval: Interval


@dataclass(frozen=True)
class Proportion:
    """How many people of a group are affected: ``Proportion(50, 317)`` for 50 appointed of 317 shortlisted.

    Raises ValueError for negative counts, and for more people affected than there are.
    """

    events: int
    people: int

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.people:
            raise ValueError(f"{self.events} of {self.people} is not a proportion")

    @property
    def share(self) -> float:
        """The share of the group, from 0 to 1. Raises ZeroDivisionError if there is nobody in it."""
        return self.events / self.people


def percentage(proportion: Proportion) -> Estimate | NotCalculated:
    """A proportion in per cent, with its Wilson interval."""
    if not proportion.people:
        return NotCalculated(Reason.NOBODY)
    low, high = wilson(proportion)
    return Estimate(100 * proportion.share, Interval(100 * low, 100 * high))


def relative_likelihood(one: Proportion, other: Proportion) -> Estimate | NotCalculated:
    """How many times as likely the people of one group are to be affected as those of the other, by the log method."""
    failure = _no_ratio(one, other)
    if failure is not None:
        return failure
    return ratio_estimate(one.share / other.share, _log_error(one, other))


def log_relative_likelihood(one: Proportion, other: Proportion) -> tuple[float, float] | NotCalculated:
    """The natural logarithm of a relative likelihood and its standard error, for comparing two of them."""
    failure = _no_ratio(one, other)
    if failure is not None:
        return failure
    return math.log(one.share / other.share), _log_error(one, other)


def difference(one: Proportion, other: Proportion) -> Estimate | NotCalculated:
    """One proportion less another, independent of it, in percentage points, with Newcombe's interval."""
    if not (one.people and other.people):
        return NotCalculated(Reason.NOBODY)
    shares = [Estimate(each.share, Interval(*wilson(each))) for each in (one, other)]
    found = difference_of_estimates(*shares)
    return Estimate(100 * found.value, Interval(100 * found.interval.low, 100 * found.interval.high))


def difference_of_estimates(one: Estimate, other: Estimate) -> Estimate:
    """One estimate less another, independent of it, with Zou and Donner's interval; neither is a ratio."""
    value = one.value - other.value
    below = math.hypot(one.value - one.interval.low, other.interval.high - other.value)
    above = math.hypot(one.interval.high - one.value, other.value - other.interval.low)
    return Estimate(value, Interval(value - below, value + above))


def wilson(proportion: Proportion) -> tuple[float, float]:
    """The ends of a proportion's Wilson interval, from 0 to 1."""
    share, people = proportion.share, proportion.people
    middle = (share + Z_95**2 / (2 * people)) / (1 + Z_95**2 / people)
    reach = Z_95 / (1 + Z_95**2 / people) * math.sqrt(share * (1 - share) / people + Z_95**2 / (4 * people**2))
    # By arithmetic alone an end that is 0 or 1 misses it by the last digit.
    low = 0.0 if proportion.events == 0 else middle - reach
    high = 1.0 if proportion.events == people else middle + reach
    return low, high


def _no_ratio(one: Proportion, other: Proportion) -> NotCalculated | None:
    if not (one.people and other.people):
        return NotCalculated(Reason.NOBODY)
    if not (one.events or other.events):
        return NotCalculated(Reason.NO_EVENTS)
    if not (one.events and other.events):
        return NotCalculated(Reason.NO_EVENTS_IN_ONE)
    return None


def _log_error(one: Proportion, other: Proportion) -> float:
    """The standard error of a relative likelihood's logarithm."""
    return math.sqrt(sum(1 / each.events - 1 / each.people for each in (one, other)))


def ratio_estimate(ratio: float, log_error: float) -> Estimate:
    """A ratio with its interval, from the standard error of its logarithm."""
    return Estimate(ratio, Interval(ratio * math.exp(-Z_95 * log_error), ratio * math.exp(Z_95 * log_error)))
