"""What charts of WRES values show, as plain data.

Each chart has a title for screen readers and for the files that it is taken away as, and says whether what it shows is
made up. Its drawing then says “Example data”. Numbers are in the measure's own unit: 16.6 for a percentage, 1.14 for a
relative likelihood. A ``label`` is a number as it is to be read, without its unit.
"""

from collections.abc import Hashable
from dataclasses import dataclass

#: What everything that shows made-up values says.
MADE_UP = "Example data"


@dataclass(frozen=True)
class Point:
    """A value of one year, with its 95% confidence interval where the counts behind it are known."""

    year: int
    value: float
    label: str
    # A line joins values of consecutive years only if they have one of these in common.
    published_in: frozenset[Hashable] = frozenset({""})
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Series:
    """The values of one group, in any order; the name stands at the last value if a chart has several series.

    ``is_beside`` says that it is what the others are compared with, such as England: it is drawn paler, and without
    numbers or intervals.
    """

    name: str
    points: tuple[Point, ...]
    is_beside: bool = False


@dataclass(frozen=True)
class Trend:
    """Values over the years.

    A line joins only values of consecutive years of one publication. A unit that starts with a space is too long for
    labels and stands in the description alone. A dashed line marks parity, where the groups fare the same. Where values
    are counted in another way from a year on, an upright line before it tells them apart.
    """

    title: str
    series: tuple[Series, ...]
    unit: str = ""
    parity: float | None = None
    new_series_from: int | None = None
    # Whether a WRES year has the survey of the autumn before, which the axis then says.
    is_of_survey: bool = False
    is_made_up: bool = False


@dataclass(frozen=True)
class FunnelPoint:
    """An organisation on a funnel plot.

    ``size`` is how many people a percentage is of; for a ratio, it is 1 divided by the square of its logarithm's
    standard error, which grows with the number of people affected.
    """

    size: float
    value: float


@dataclass(frozen=True)
class Funnel:
    """Organisations by their size, between the limits of what chance alone would do around England's value.

    Attributes:
        target: England's value.
        target_label: The same as it is to be read: “England 15.6%”.
        own: The organisation that the plot is about.
        own_label: Its name and value: “RQM 17.2%”.
        others: All others, which have no names.
        size_title: What the size is: “Ethnic minority staff who answered”; for ratios, which side has more people.
    """

    title: str
    target: float
    target_label: str
    own: FunnelPoint
    own_label: str
    others: tuple[FunnelPoint, ...]
    size_title: str
    is_ratio: bool = False
    unit: str = ""
    is_made_up: bool = False


@dataclass(frozen=True)
class SpreadRow:
    """The values of one group: one for each organisation, in any order. ``target`` is England's, where held."""

    name: str
    values: tuple[float, ...]
    target: float | None = None
    target_label: str = ""


@dataclass(frozen=True)
class Spread:
    """How the values of organisations are spread, without names: a dot for each, stacked where they are alike."""

    title: str
    rows: tuple[SpreadRow, ...]
    is_ratio: bool = False
    parity: float | None = None
    unit: str = ""
    is_made_up: bool = False


@dataclass(frozen=True)
class GlanceRow:
    """One indicator at a glance: where it is, where it came from, and where it would be at parity.

    Attributes:
        name: “3. Formal disciplinary process”.
        words: What the row shows, in a few words: “Closer to parity since 2016”.
        latest: The latest value; None if none is held.
        first: The earliest that can be compared with it; None if there is none.
        parity: The value at parity: 1 for a likelihood, the figure of White staff, or that of the whole workforce.
        parity_label: What that is: “White staff 6.7%”, “Equally likely”.
        held: How many organisations have values: “18 organisations”; empty if that is not said.
    """

    name: str
    words: str
    latest: Point | None
    first: Point | None
    parity: float | None
    parity_label: str
    held: str
    is_ratio: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Glance:
    """The nine indicators at a glance: for each, whether it is moving to parity."""

    title: str
    rows: tuple[GlanceRow, ...]
    is_made_up: bool = False


Chart = Trend | Funnel | Spread | Glance
