"""The figure that an organisation has on a WRES indicator for each year, made of the values that are shown of it.

Nothing here reads a database. A figure is what one organisation has on one indicator for one WRES year:

- Indicator 1: the BME share of bands 8a and above with very senior managers, less that of the whole workforce. Where
  the bands are not held, the share of the workforce alone, which shows no gap.
- Indicators 2 to 4: the relative likelihood, calculated from the counts if they are held, else as published.
- Indicators 5 to 8: the percentage of BME staff, with that of White staff beside it.
- Indicator 9: the BME share of the board less that of the workforce; so for its voting and its executive members.

The values of one publication make a figure. Where publications disagree, the one with counts, else the newest, is shown
first and the others are beside it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from evidence.proportions import Estimate, Interval, NotCalculated, Proportion, Reason, percentage, relative_likelihood
from workforce.bands import BANDS, BY_LABEL, DisparityPart
from workforce.calculations import board_difference, disparity_ratio
from workforce.models import Dataset, Group, Indicator
from workforce.suppression import ShownValue

#: The share of the whole workforce, which indicator 9 takes from indicator 1 if it has none of its own.
WORKFORCE_SHARE = "wres-1-workforce-share"
#: The bands of the upper part, and the part as one, as publications have it.
UPPER_BANDS = tuple(band.label for band in BANDS if band.part == DisparityPart.UPPER)
UPPER_PART = "Bands 8a to 9 and very senior managers"


class Better(StrEnum):
    """Which way a figure is better, by the definition of its indicator."""

    LOWER = "lower"
    HIGHER = "higher"
    PARITY = "closer to parity"
    NOT_SAID = "not said"  # a share of the workforce says how many there are, not how they fare


class Subject(StrEnum):
    """What a figure is; of an indicator's, the first that an organisation has heads its page."""

    SENIOR_DIFFERENCE = "senior-difference"  # percentage points
    WORKFORCE_SHARE = "workforce-share"  # per cent
    RATIO = "ratio"
    PERCENTAGE = "percentage"  # of BME staff
    BOARD_DIFFERENCE = "board-difference"  # percentage points
    VOTING_DIFFERENCE = "voting-difference"
    EXECUTIVE_DIFFERENCE = "executive-difference"
    BOARD_SHARE = "board-share"  # per cent

    @property
    def is_difference(self) -> bool:
        """Whether its figures are in percentage points."""
        return self.endswith("-difference")


class Basis(StrEnum):
    """How a figure came about."""

    PUBLISHED = "as published"
    COUNTS = "calculated from the counts"
    PERCENTAGES = "calculated from published percentages"
    MIDDLE = "the middle value of several organisations"


class Lacking(StrEnum):
    """Why there is no figure, or nothing to compare it with."""

    NO_VALUES = "no values are held"
    NOT_COMPARED = "no value is about all staff and compares the groups"
    HIDDEN = "small numbers are not shown"
    SOME_BANDS = "some of the bands are not held"
    NO_COMMON_YEAR = "there is no year that both have"
    ONE_YEAR = "there is only one year to go by"
    DISAGREEMENT = "publications disagree"


@dataclass(frozen=True)
class Part:
    """What a figure is made of: the percentage of a group, a board or a workforce, as ``text`` prints it."""

    value: float
    text: str
    proportion: Proportion | None = None
    is_count_calculated: bool = False  # how many said so follows from the percentage and the responses


@dataclass(frozen=True)
class Figure:
    """What an organisation has on an indicator for a WRES year.

    Attributes:
        period: When the data are from, if stated: ``NHS Staff Survey 2024``.
        value: A ratio, a percentage or percentage points.
        text: The value as it is printed, without a unit.
        one: Who stand first: BME staff; of indicators 2 and 4 White ones; of 1 the upper bands; of 9 the board.
        other: Who they are compared with: White staff; of 2 and 4 BME ones; of 1 and 9 the whole workforce.
        stated: The value that the source states, where another is calculated.
        datasets: Where it was published; of several, they agree.
        other_dataset: Where the other side was published, if elsewhere.
        also: What others publish for the same year, if they disagree.
        is_new_series: Whether it is counted in another way than earlier years.
    """

    subject: Subject
    better: Better
    year: int
    period: str
    value: float
    text: str
    basis: Basis
    interval: Interval | None = None
    one: Part | None = None
    other: Part | None = None
    stated: str = ""
    datasets: tuple[Dataset, ...] = ()
    other_dataset: Dataset | None = None
    also: tuple["Figure", ...] = ()
    is_new_series: bool = False

    @property
    def publications(self) -> tuple[Dataset, ...]:
        """Where all that it is made of was published."""
        return (*self.datasets, self.other_dataset) if self.other_dataset else self.datasets


@dataclass(frozen=True)
class Missing:
    """That a year has values but no figure, and why; with what is known of the two sides."""

    subject: Subject
    year: int
    reason: Reason | Lacking
    one: Part | None = None
    other: Part | None = None


@dataclass(frozen=True)
class Figures:
    """The figures of one organisation on one indicator, by subject and year."""

    by_subject: Mapping[Subject, tuple[Figure, ...]]
    missing: tuple[Missing, ...] = ()
    has_values: bool = False

    @property
    def headline(self) -> Subject | None:
        """The subject that the organisation's page is headed by."""
        return next((subject for subject in Subject if subject in self.by_subject), None)

    def of(self, subject: Subject | None) -> tuple[Figure, ...]:
        """The figures of a subject, by year."""
        return self.by_subject.get(subject, ()) if subject else ()


Made = Figure | Missing


def figures_by_indicator(indicators: Iterable[Indicator], values: Iterable[ShownValue]) -> dict[int, Figures]:
    """The figures that the values of one organisation make, by the number of the indicator."""
    by_indicator: dict[int, list[ShownValue]] = {}
    workforce: list[ShownValue] = []
    for value in sorted(values, key=_preference, reverse=True):
        by_indicator.setdefault(value.measure.indicator_id, []).append(value)
        if value.measure.slug == WORKFORCE_SHARE:
            workforce.append(value)
    return {each.number: _figures(each, by_indicator.get(each.pk, []), workforce) for each in indicators}


def _figures(indicator: Indicator, values: Sequence[ShownValue], workforce: Sequence[ShownValue]) -> Figures:
    by_subject: dict[Subject, list[Figure]] = {}
    missing: list[Missing] = []
    for year in sorted({value.reporting_year for value in values}):
        of_year, beside = ([each for each in found if each.reporting_year == year] for found in (values, workforce))
        for subject, made in _made_in(indicator, of_year, beside).items():
            figures = [each for each in made if isinstance(each, Figure)]
            if figures:
                by_subject.setdefault(subject, []).append(_first_of(figures))
            else:
                missing += [each for each in made[:1] if isinstance(each, Missing)]
    return Figures({subject: tuple(figures) for subject, figures in by_subject.items()}, tuple(missing), bool(values))


def _preference(value: ShownValue) -> tuple[Any, ...]:
    return value.observation.denominator is not None, value.dataset.publication_date, value.dataset.slug


def _made_in(
    indicator: Indicator, values: Sequence[ShownValue], workforce: Sequence[ShownValue]
) -> dict[Subject, list[Made]]:
    """What each publication of a year makes, by subject; ``workforce`` has what all say of the whole workforce."""
    make = _MAKERS[indicator.number]
    everything = [*values, *workforce]
    of_all = _places(everything)
    found: dict[Subject, list[Made]] = {}
    for dataset in dict.fromkeys(value.dataset.pk for value in values):
        own = _places(value for value in everything if value.dataset.pk == dataset)
        for made in make(_Year(indicator, own, of_all)):
            found.setdefault(made.subject, []).append(made)
    return found


def _first_of(figures: Sequence[Figure]) -> Figure:
    """The figure that stands for a year, with those of others that disagree; what only rounds another does not."""
    first, *rest = sorted(figures, key=lambda each: list(Basis).index(each.basis) if each.interval is None else -1)
    agreeing = [each for each in rest if _agree(first, each)]
    also: list[Figure] = []
    for each in rest:
        if each not in agreeing and not any(_agree(each, other) for other in also):
            also.append(each)
    datasets = {dataset.pk: dataset for each in (first, *agreeing) for dataset in each.datasets}
    return replace(first, datasets=tuple(datasets.values()), also=tuple(also))


def _agree(one: Figure, other: Figure) -> bool:
    """Whether two figures print the same value, as far as the one with fewer decimals goes."""
    values = [Decimal(each.text.replace("−", "-").replace("+", "")) for each in (one, other)]
    coarser = max((value.as_tuple().exponent for value in values), key=int)
    return len({value.quantize(Decimal(1).scaleb(int(coarser)), ROUND_HALF_UP) for value in values}) == 1


Place = tuple[str, str, str]  # measure, coverage, group


def _places(values: Iterable[ShownValue]) -> dict[Place, ShownValue]:
    """The values by what they are about; of several, the first."""
    places: dict[Place, ShownValue] = {}
    for value in values:
        places.setdefault((value.measure.slug, value.coverage, value.group), value)
    return places


@dataclass(frozen=True)
class _Year:
    """What one publication has for a year, and what all have."""

    indicator: Indicator
    own: Mapping[Place, ShownValue]
    of_all: Mapping[Place, ShownValue]

    def value(self, measure: str, group: str, coverage: str = "") -> ShownValue | None:
        """The publication's own value."""
        return self.own.get((self._slug(measure), coverage, group))

    def any_value(self, measure: str, group: str, coverage: str = "") -> ShownValue | None:
        """The publication's own value, or else that of another."""
        return self.value(measure, group, coverage) or self.of_all.get((self._slug(measure), coverage, group))

    def _slug(self, measure: str) -> str:
        return measure if measure == WORKFORCE_SHARE else f"wres-{self.indicator.number}-{measure}"

    def figure(
        self,
        subject: Subject,
        better: Better,
        main: ShownValue,
        value: float,
        text: str,
        *,
        beside: ShownValue | None = None,
        **more: Any,
    ) -> Figure:
        """A figure of this year, read in the publication of ``main``; ``beside`` is its other side."""
        first = self.indicator.new_series_from
        year = main.reporting_year
        return Figure(
            subject,
            better,
            year,
            main.data_period,
            value,
            text,
            datasets=(main.dataset,),
            other_dataset=beside.dataset if beside and beside.dataset != main.dataset else None,
            is_new_series=first is not None and year >= first,
            **more,
        )


def _part(value: ShownValue | None) -> Part | None:
    """A value as part of a figure; None if there is none, or it is hidden."""
    if value is None or value.value is None:
        return None
    return Part(float(value.value), f"{value.number_as_published}%", _proportion(value))


def _proportion(value: ShownValue) -> Proportion | None:
    """The counts of a value that is shown; of a publication also small ones, which only are not printed here."""
    numerator, denominator = value.observation.numerator, value.observation.denominator
    if value.is_hidden or numerator is None or denominator is None or numerator > denominator:
        return None
    return Proportion(numerator, denominator)


def _interval(estimate: Estimate | NotCalculated | None) -> Interval | None:
    return estimate.interval if isinstance(estimate, Estimate) else None


# Indicators 5 to 8


def _percentage(year: _Year) -> Iterator[Made]:
    main = year.value("percentage", Group.BME)
    if main is None:
        return
    better = Better.HIGHER if year.indicator.number == HIGHER_IS_BETTER else Better.LOWER
    white = year.any_value("percentage", Group.WHITE)
    one, other = _answers(main), _answers(white)
    if one is None:
        yield Missing(Subject.PERCENTAGE, main.reporting_year, Lacking.HIDDEN, None, other)
        return
    interval = _interval(percentage(one.proportion)) if one.proportion else None
    yield year.figure(
        Subject.PERCENTAGE,
        better,
        main,
        one.value,
        str(main.number_as_published),
        beside=white if other else None,
        basis=Basis.PUBLISHED,
        interval=interval,
        one=one,
        other=other,
    )


def _answers(value: ShownValue | None) -> Part | None:
    """A percentage of those who answered a survey; how many said so is calculated if only the responses are known."""
    part = _part(value)
    people = value.observation.denominator if value else None
    if part is None or part.proportion or not people or not 0 <= part.value <= 100:
        return part
    said = Proportion(round(part.value * people / 100), people)
    return replace(part, proportion=said, is_count_calculated=True)


HIGHER_IS_BETTER = 7


# Indicators 2 to 4

#: The measure that has the counts of each, and the group that stands first.
RATIOS = {
    2: ("appointed-share", Group.WHITE, Group.BME),
    3: ("entered-share", Group.BME, Group.WHITE),
    4: ("accessed-share", Group.WHITE, Group.BME),
}


def _ratio(year: _Year) -> Iterator[Made]:
    measure, *groups = RATIOS[year.indicator.number]
    stated = year.value("relative-likelihood", Group.BETWEEN)
    sides = [year.value(measure, group) for group in groups]
    main = stated or next((side for side in sides if side), None)
    if main is None:
        return
    one, other = map(_part, sides)
    said = str(stated.number_as_published) if stated and stated.value is not None else ""
    proportions = _proportions(one, other)
    of_counts = relative_likelihood(*proportions) if proportions else None
    parts: dict[str, Any] = {"one": one, "other": other}
    if isinstance(of_counts, Estimate):
        yield year.figure(
            Subject.RATIO,
            Better.PARITY,
            main,
            of_counts.value,
            f"{of_counts.value:.2f}",
            basis=Basis.COUNTS,
            interval=of_counts.interval,
            stated=said,
            **parts,
        )
    elif stated is not None and stated.value:
        yield year.figure(
            Subject.RATIO, Better.PARITY, stated, float(stated.value), said, basis=Basis.PUBLISHED, **parts
        )
    elif of_counts is not None:
        yield Missing(Subject.RATIO, main.reporting_year, of_counts.reason, one, other)
    elif one and other and one.value and other.value:
        ratio = one.value / other.value
        yield year.figure(Subject.RATIO, Better.PARITY, main, ratio, f"{ratio:.1f}", basis=Basis.PERCENTAGES, **parts)
    elif (one and other) or (stated is not None and stated.value is not None):
        yield Missing(Subject.RATIO, main.reporting_year, _no_events(one, other), one, other)
    elif any(each is not None and each.value is None for each in (stated, *sides)):
        yield Missing(Subject.RATIO, main.reporting_year, Lacking.HIDDEN, one, other)


def _no_events(one: Part | None, other: Part | None) -> Reason:
    """Why two published percentages, or a ratio of 0, are no figure."""
    return Reason.NO_EVENTS if one and other and not (one.value or other.value) else Reason.NO_EVENTS_IN_ONE


def _proportions(one: Part | None, other: Part | None) -> tuple[Proportion, Proportion] | None:
    """The counts of two parts, if both have any."""
    if one and other and one.proportion and other.proportion:
        return one.proportion, other.proportion
    return None


# Indicators 1 and 9


def _representation(year: _Year) -> Iterator[Made]:
    workforce = year.any_value("workforce-share", Group.BME)
    yield from _difference(year, Subject.SENIOR_DIFFERENCE, _upper_bands(year), workforce)
    yield from _share(year, Subject.WORKFORCE_SHARE, year.value("workforce-share", Group.BME))


def _share(year: _Year, subject: Subject, value: ShownValue | None) -> Iterator[Made]:
    """A share of the workforce or of a board, which is counted in full and has no interval."""
    part = _part(value)
    if value is not None and part is not None:
        yield year.figure(
            subject,
            Better.NOT_SAID,
            value,
            part.value,
            str(value.number_as_published),
            basis=Basis.PUBLISHED,
            one=part,
        )


def _upper_bands(year: _Year) -> tuple[ShownValue, Part | Lacking] | None:
    """The upper bands as one part, with a value that says when and where it was published."""
    as_one = year.value("band-share", Group.BME, UPPER_PART)
    if as_one is not None:
        return as_one, _part(as_one) or Lacking.HIDDEN
    held = [value for label in UPPER_BANDS if (value := year.value("band-share", Group.BME, label))]
    if not held or any(value.value is not None and _proportion(value) is None for value in held):
        return None
    if any(value.value is None for value in held):
        return held[0], Lacking.HIDDEN
    if len(held) < len(UPPER_BANDS) and not _has_all_bands(year):
        return held[0], Lacking.SOME_BANDS
    counts = [proportion for value in held if (proportion := _proportion(value))]
    events, people = (sum(getattr(each, name) for each in counts) for name in ("events", "people"))
    if not people:
        return None
    share = Proportion(events, people)
    return held[0], Part(100 * share.share, f"{100 * share.share:.1f}%", share)


def _has_all_bands(year: _Year) -> bool:
    """Whether the staff of the bands that are held are the whole workforce, so that nobody is in the others."""
    whole = year.any_value("workforce-share", Group.BME)
    labels = (band.label for band in BANDS)
    held = [value for label in labels if (value := year.value("band-share", Group.BME, label))]
    return whole is not None and whole.observation.denominator == sum(
        value.observation.denominator or 0 for value in held
    )


#: Of indicator 9: the measure of each share and of the difference.
BOARDS = {
    Subject.BOARD_DIFFERENCE: ("board-share", "difference"),
    Subject.VOTING_DIFFERENCE: ("voting-board-share", "voting-difference"),
    Subject.EXECUTIVE_DIFFERENCE: ("executive-board-share", "executive-difference"),
}


def _board(year: _Year) -> Iterator[Made]:
    workforce = year.any_value("workforce-share", Group.BME) or year.any_value(WORKFORCE_SHARE, Group.BME)
    for subject, (measure, difference) in BOARDS.items():
        share = year.value(measure, Group.BME)
        board = (share, _part(share) or Lacking.HIDDEN) if share else None
        yield from _difference(year, subject, board, workforce, year.value(difference, Group.BME))
    yield from _share(year, Subject.BOARD_SHARE, year.value("board-share", Group.BME))


def _difference(
    year: _Year,
    subject: Subject,
    part: tuple[ShownValue, Part | Lacking] | None,
    whole: ShownValue | None,
    stated: ShownValue | None = None,
) -> Iterator[Made]:
    """A part less the workforce; the difference as published only where there are not both."""
    main = stated or (part[0] if part else None)
    if main is None:
        return
    one, other = part[1] if part else None, _part(whole)
    said = _signed_as_published(stated)
    parts = {"one": one if isinstance(one, Part) else None, "other": other}
    if isinstance(one, Part) and other:
        of_counts = board_difference(one.proportion, other.proportion or other.value) if one.proportion else None
        value = of_counts.value if isinstance(of_counts, Estimate) else one.value - other.value
        yield year.figure(
            subject,
            Better.PARITY,
            main,
            value,
            signed(value, 1),
            basis=Basis.COUNTS if _proportions(one, other) else Basis.PERCENTAGES,
            interval=_interval(of_counts),
            stated=said,
            beside=whole,
            **parts,
        )
    elif stated is not None and stated.value is not None:
        beside = whole if other else None
        value = float(stated.value)
        yield year.figure(subject, Better.PARITY, stated, value, said, beside=beside, basis=Basis.PUBLISHED, **parts)
    elif isinstance(one, Lacking):
        yield Missing(subject, main.reporting_year, one, None, other)


def _signed_as_published(stated: ShownValue | None) -> str:
    if stated is None or stated.value is None:
        return ""
    return signed(float(stated.value), len(str(stated.number_as_published).partition(".")[2]))


def signed(value: float, decimals: int) -> str:
    """“+2.1”, “−7.5” or “0.0”."""
    digits = f"{abs(value):.{decimals}f}"
    return digits if not float(digits) else f"{'−' if value < 0 else '+'}{digits}"


_MAKERS: dict[int, Callable[[_Year], Iterator[Made]]] = {
    1: _representation,
    **dict.fromkeys(RATIOS, _ratio),
    **dict.fromkeys((5, 6, 7, 8), _percentage),
    9: _board,
}


# The race disparity ratio

#: From which part of the bands to which.
STEPS = (
    (DisparityPart.LOWER, DisparityPart.MIDDLE),
    (DisparityPart.MIDDLE, DisparityPart.UPPER),
    (DisparityPart.LOWER, DisparityPart.UPPER),
)


def disparity_ratios(
    values: Iterable[ShownValue], staff: int | None = None
) -> dict[tuple[DisparityPart, DisparityPart], Estimate | NotCalculated]:
    """The race disparity ratio of each step, from one publication's values of indicator 1 by band for one year.

    Nothing where a band is hidden or not held, unless the bands that are held have all ``staff`` of the workforce.
    """
    places = {(value.coverage, value.group): _proportion(value) for value in values if value.coverage in BY_LABEL}
    people = sum(each.people for (_, group), each in places.items() if group == Group.BME and each)
    wanted = [(band.label, group) for band in BANDS if band.part for group in (Group.WHITE, Group.BME)]
    absent = [place for place in wanted if place not in places]
    if not all(places.values()) or (absent and people != staff):
        return {}
    sums: Counter[tuple[DisparityPart | None, str]] = Counter()
    for (label, group), proportion in places.items():
        sums[BY_LABEL[label].part, group] += proportion.events if proportion else 0
    return {
        (low, high): disparity_ratio(
            sums[low, Group.WHITE], sums[high, Group.WHITE], sums[low, Group.BME], sums[high, Group.BME]
        )
        for low, high in STEPS
    }
