"""What WRES figures are calculated from counts, beyond what ``evidence.proportions`` has for any two groups.

Nothing here reads a database. All intervals are 95% confidence intervals, two-sided. Sources of the formulas:

- Woolf B. On estimating the relation between blood group and disease. Ann Hum Genet 1955;19:251–253.
- Spiegelhalter DJ. Funnel plots for comparing institutional performance. Stat Med 2005;24:1185–1202.
"""

import math
from enum import StrEnum
from statistics import NormalDist

from evidence.proportions import Z_95, Estimate, Interval, NotCalculated, Proportion, Reason, ratio_estimate, wilson

#: How many standard errors a 99.8% limit of a funnel plot reaches to each side.
Z_998 = NormalDist().inv_cdf(0.999)
#: The four-fifths rule: a relative likelihood within this band is not taken for adverse impact.
FOUR_FIFTHS = (0.80, 1.25)


def disparity_ratio(white_lower: int, white_upper: int, bme_lower: int, bme_upper: int) -> Estimate | NotCalculated:
    """The race disparity ratio between two groups of pay bands, with Woolf's interval.

    It is the number of White staff in the upper bands for each in the lower ones, divided by the same for BME staff.
    1 means that both are as likely to be found further up. Raises ValueError for negative counts.
    """
    counts = (white_lower, white_upper, bme_lower, bme_upper)
    if min(counts) < 0:
        raise ValueError(f"{min(counts)} is not a count")
    if not (white_lower + white_upper and bme_lower + bme_upper):
        return NotCalculated(Reason.NOBODY)
    if not all(counts):
        return NotCalculated(Reason.NO_EVENTS_IN_ONE)
    ratio = (white_upper / white_lower) / (bme_upper / bme_lower)
    return ratio_estimate(ratio, math.sqrt(sum(1 / count for count in counts)))


def board_difference(board: Proportion, workforce: Proportion | float) -> Estimate | NotCalculated:
    """The share of a board less that of the workforce, which may be given in per cent, in percentage points.

    The interval is the board's own, moved by the workforce's share: that is counted in full, so only the few members of
    a board leave room for chance.
    """
    if not board.people or (isinstance(workforce, Proportion) and not workforce.people):
        return NotCalculated(Reason.NOBODY)
    share = workforce.share if isinstance(workforce, Proportion) else workforce / 100
    low, high = wilson(board)
    return Estimate(100 * (board.share - share), Interval(100 * (low - share), 100 * (high - share)))


def ratios_differ(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two relative likelihoods differ beyond chance; each as its logarithm and standard error."""
    return abs(one[0] - other[0]) > Z_95 * math.hypot(one[1], other[1])


class FourFifths(StrEnum):
    """Where a relative likelihood lies by the four-fifths rule."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


def four_fifths(ratio: float) -> FourFifths:
    """Where a relative likelihood lies, its ends counted as within."""
    low, high = FOUR_FIFTHS
    if ratio < low:
        return FourFifths.BELOW
    return FourFifths.ABOVE if ratio > high else FourFifths.WITHIN


def funnel_limits(target: float, people: int, z: float = Z_95) -> Interval | NotCalculated:
    """The percentages between which chance alone would leave a group of so many people, around a target in per cent."""
    if not people:
        return NotCalculated(Reason.NOBODY)
    share = target / 100
    reach = z * math.sqrt(share * (1 - share) / people)
    return Interval(100 * max(0.0, share - reach), 100 * min(1.0, share + reach))


def ratio_funnel_limits(target: float, log_error: float, z: float = Z_95) -> Interval:
    """The relative likelihoods between which chance alone would leave one with this standard error of its logarithm."""
    return Interval(target * math.exp(-z * log_error), target * math.exp(z * log_error))
