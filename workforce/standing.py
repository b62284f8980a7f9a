"""Where an organisation stands on each WRES indicator: its gap, its trend, and how it compares with others.

Nothing here reads a database or writes sentences: figures are made in ``figures.py``, and put into words in
``standing_words.py``. Two figures are compared by a :class:`Contrast`, be they of two organisations or of two years. It
is beyond chance if the counts of both say so. A figure without counts has no interval, and chance cannot be judged. But
England’s, a region’s or a middle value is taken as exact when an organisation is compared with it, as a funnel plot
takes its target.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from evidence.proportions import Estimate, Interval, difference, difference_of_estimates, log_relative_likelihood
from workforce.calculations import ratios_differ
from workforce.figures import Better, Figure, Figures, Lacking, Missing, Subject
from workforce.models import Indicator


class Chance(StrEnum):
    """Whether a difference is beyond what chance alone would make."""

    BEYOND = "beyond chance"
    WITHIN = "could be chance"
    NOT_JUDGED = "chance cannot be judged"


class Movement(StrEnum):
    """How one figure lies beside another, chance or not."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    OTHER_WAY = "other way"  # the gaps run opposite ways, and neither is none
    NEITHER = "neither"  # higher or lower says nothing of how anybody fares


class Verdict(StrEnum):
    """How an organisation stands beside another."""

    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    CANNOT_BE_TOLD = "cannot be told"


class Trend(StrEnum):
    """How an organisation moves."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CLEAR_CHANGE = "no clear change"
    CANNOT_BE_TOLD = "cannot be told"


@dataclass(frozen=True)
class Gap:
    """The gap between the two sides of a figure.

    Attributes:
        value: A ratio, or percentage points.
        size: How wide it is, to put gaps of any kind in order: the absolute logarithm of one side divided by the other.
        is_adverse: Whether ethnic minority staff fare worse.
    """

    value: float
    interval: Interval | None
    chance: Chance
    size: float
    is_adverse: bool


@dataclass(frozen=True)
class Contrast:
    """A figure beside another of the same subject: another organisation’s, or that of an earlier year."""

    figure: Figure
    beside: Figure
    movement: Movement
    chance: Chance

    @property
    def verdict(self) -> Verdict:
        """How the organisation stands beside the other."""
        if self.chance == Chance.WITHIN:
            return Verdict.SIMILAR
        told = {Movement.BETTER: Verdict.BETTER, Movement.WORSE: Verdict.WORSE}
        return told.get(self.movement, Verdict.CANNOT_BE_TOLD) if self._is_told else Verdict.CANNOT_BE_TOLD

    @property
    def trend(self) -> Trend:
        """How the organisation has moved since the other figure."""
        if self.chance == Chance.WITHIN:
            return Trend.NO_CLEAR_CHANGE
        told = {Movement.BETTER: Trend.IMPROVING, Movement.WORSE: Trend.WORSENING}
        return told.get(self.movement, Trend.CANNOT_BE_TOLD) if self._is_told else Trend.CANNOT_BE_TOLD

    @property
    def _is_told(self) -> bool:
        return self.chance == Chance.BEYOND


@dataclass(frozen=True)
class Standing:
    """Where an organisation stands on an indicator.

    Attributes:
        figure: The latest of the headline subject; None with the reason in ``lacking``.
        figures: All figures, by subject and year.
        missing: Why a later year has none, or only one that says less.
        gap: The gap in the latest figure, if it compares groups.
        trend: The latest figure beside the first of its series; None with the reason in ``no_trend``.
        beside: The figure of the latest year that both have, beside that of the organisation compared with; None with
            the reason in ``not_beside``.
    """

    indicator: Indicator
    figures: Figures
    figure: Figure | None
    lacking: str
    missing: Missing | None
    gap: Gap | None
    trend: Contrast | None
    no_trend: str
    beside: Contrast | None
    not_beside: str

    @property
    def series(self) -> tuple[Figure, ...]:
        """The figures of the headline subject by year, breaks in the series included."""
        return self.figures.of(self.figures.headline)


def standing(indicator: Indicator, own: Figures, others: Figures | None = None, *, is_exact: bool = False) -> Standing:
    """Where an organisation stands, by its figures and those of what it is compared with.

    ``is_exact`` says that the figures compared with are taken as exact where they have no counts.
    """
    series = own.of(own.headline)
    figure = series[-1] if series else None
    missing = _later_missing(own, figure)
    beside, not_beside = _beside(series, others, is_exact) if others is not None else (None, "")
    trend, no_trend = _trend(series)
    return Standing(
        indicator,
        own,
        figure=figure,
        lacking="" if figure else str(missing.reason if missing else _why_none(own)),
        missing=missing,
        gap=gap_of(figure) if figure else None,
        trend=trend,
        no_trend=no_trend,
        beside=beside,
        not_beside=not_beside,
    )


def _later_missing(own: Figures, figure: Figure | None) -> Missing | None:
    """The latest year without a figure that would stand before the latest figure there is."""
    if figure is None:
        return own.missing[-1] if own.missing else None
    order = list(Subject)
    return next(
        (
            each
            for each in reversed(own.missing)
            if (each.year, -order.index(each.subject)) > (figure.year, -order.index(figure.subject))
            and order.index(each.subject) <= order.index(figure.subject)
        ),
        None,
    )


def _why_none(figures: Figures) -> Lacking:
    return Lacking.NOT_COMPARED if figures.has_values else Lacking.NO_VALUES


def _trend(series: tuple[Figure, ...]) -> tuple[Contrast | None, str]:
    """The latest figure beside the first that is comparable with it."""
    if not series:
        return None, Lacking.NO_VALUES
    comparable = [each for each in series if each.is_new_series == series[-1].is_new_series]
    if len(comparable) < 2:
        return None, Lacking.ONE_YEAR
    return of_publications(series[-1], comparable[0], is_exact=False)


def _beside(series: tuple[Figure, ...], others: Figures, is_exact: bool) -> tuple[Contrast | None, str]:
    """The figure of the latest common year, beside the other’s."""
    if not series:
        return None, Lacking.NO_VALUES
    theirs = {each.year: each for each in others.of(series[-1].subject)}
    common = next((each for each in reversed(series) if each.year in theirs), None)
    if common is None:
        return None, Lacking.NO_COMMON_YEAR
    return of_publications(common, theirs[common.year], is_exact=is_exact)


def of_publications(figure: Figure, beside: Figure, *, is_exact: bool) -> tuple[Contrast | None, str]:
    """One figure beside another; none where it depends on which of several publications is right."""
    found = [
        contrast(one, other, is_exact=is_exact) for one in (figure, *figure.also) for other in (beside, *beside.also)
    ]
    if len({(each.movement, each.chance) for each in found}) > 1:
        return None, Lacking.DISAGREEMENT
    return found[0], ""


def contrast(figure: Figure, beside: Figure, *, is_exact: bool = False) -> Contrast:
    """One figure beside another of the same subject; the other without counts is exact if ``is_exact`` says so."""
    chance = _chance_between(figure, beside, is_exact)
    return Contrast(figure, beside, _movement(figure, beside, chance), chance)


def _chance_between(figure: Figure, beside: Figure, is_exact: bool) -> Chance:
    if figure.interval is None:
        return Chance.NOT_JUDGED
    if beside.interval is None:
        return _chance(not figure.interval.holds(beside.value)) if is_exact else Chance.NOT_JUDGED
    if figure.subject == Subject.RATIO:
        logs = [_log(each) for each in (figure, beside)]
        return _chance(ratios_differ(*logs)) if None not in logs else Chance.NOT_JUDGED  # type: ignore[arg-type]
    estimates = [Estimate(each.value, each.interval) for each in (figure, beside) if each.interval]
    return _chance(not difference_of_estimates(*estimates).interval.holds(0))


def _chance(is_beyond: bool) -> Chance:
    return Chance.BEYOND if is_beyond else Chance.WITHIN


def _log(figure: Figure) -> tuple[float, float] | None:
    one, other = (part.proportion if part else None for part in (figure.one, figure.other))
    found = log_relative_likelihood(one, other) if one and other else None
    return found if isinstance(found, tuple) else None


def _movement(figure: Figure, beside: Figure, chance: Chance) -> Movement:
    if figure.better == Better.NOT_SAID:
        return Movement.NEITHER
    one, other = position(figure), position(beside)
    if one == other or (chance == Chance.NOT_JUDGED and _are_printed_alike(figure, beside)):
        return Movement.SAME
    if figure.better != Better.PARITY:
        return _better((one < other) == (figure.better == Better.LOWER))
    if one * other >= 0:
        return _better(abs(one) < abs(other))
    # On opposite sides of parity, the one that may be at parity is nearer to it.
    near = [each.interval is not None and each.interval.holds(_parity(each)) for each in (figure, beside)]
    if chance != Chance.BEYOND or near[0] == near[1]:
        return Movement.OTHER_WAY
    return _better(near[0])


def _are_printed_alike(figure: Figure, beside: Figure) -> bool:
    """Whether two figures are the same with the decimals that both are printed with: 29 and 29.2."""
    decimals = min(len(each.text.partition(".")[2]) for each in (figure, beside))
    return round(figure.value, decimals) == round(beside.value, decimals)


def _better(is_better: bool) -> Movement:
    return Movement.BETTER if is_better else Movement.WORSE


def _parity(figure: Figure) -> float:
    return 1.0 if figure.subject == Subject.RATIO else 0.0


def position(figure: Figure) -> float:
    """Where a figure lies on a scale with parity at 0: the logarithm of a ratio, else the value."""
    if figure.subject != Subject.RATIO:
        return figure.value
    return math.log(figure.value)


def gap_of(figure: Figure) -> Gap | None:
    """The gap in a figure; None if it does not compare two sides."""
    if figure.better == Better.NOT_SAID:
        return None
    if figure.subject == Subject.PERCENTAGE:
        return _gap_of_percentages(figure)
    interval = figure.interval
    chance = _chance(not interval.holds(_parity(figure))) if interval else Chance.NOT_JUDGED
    at = position(figure)
    if figure.subject == Subject.RATIO:
        return Gap(figure.value, interval, chance, abs(at), at > 0)
    return Gap(figure.value, interval, chance, _size(figure), at < 0)


def _gap_of_percentages(figure: Figure) -> Gap | None:
    one, other = figure.one, figure.other
    if one is None or other is None:
        return None
    found = difference(one.proportion, other.proportion) if one.proportion and other.proportion else None
    interval = found.interval if isinstance(found, Estimate) else None
    chance = _chance(not interval.holds(0)) if interval else Chance.NOT_JUDGED
    value = one.value - other.value
    return Gap(value, interval, chance, _size(figure), value > 0 if figure.better == Better.LOWER else value < 0)


def _size(figure: Figure) -> float:
    if figure.one is None or figure.other is None:
        # Of a published difference the two sides are not known; so it is taken as one of two large shares.
        return abs(figure.value) / 100
    shares = figure.one.value, figure.other.value
    if shares[0] == shares[1]:
        return 0.0
    return abs(math.log(shares[0] / shares[1])) if all(shares) else math.inf


def is_apart(gap: Gap | None) -> bool:
    """Whether ethnic minority staff fare worse, and chance is not known to explain it."""
    return gap is not None and gap.is_adverse and gap.chance != Chance.WITHIN


def widest_gaps(standings: Iterable[Standing]) -> list[Standing]:
    """Those whose gap is adverse: beyond chance first, then those where chance cannot be judged; the widest first."""
    found = [(each.gap, each) for each in standings if each.gap and is_apart(each.gap)]
    found.sort(key=lambda each: (each[0].chance != Chance.BEYOND, -each[0].size))
    return [each for _, each in found]
