"""Which charts show where organisations stand, and what each is made of. Nothing here reads a database or draws."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.proportions import Estimate, Interval, log_relative_likelihood, percentage
from pages.wres.charts.data import Funnel, FunnelPoint, Glance, GlanceRow, Point, Series, Spread, SpreadRow, Trend
from workforce.figures import Better, Figure, Figures, Part, Subject
from workforce.models import DataSource, Indicator, Organisation
from workforce.standing import Chance, Contrast, Movement, Standing
from workforce.standing_words import SHORT_NAMES, name_in_sentence, sentence

#: The longest name that a chart has room for, and what stands for a longer one.
LONGEST_NAME = 24
THIS_ORGANISATION, COMPARED_WITH = "This organisation", "Compared with"
#: The fewest organisations whose values are spread.
FEWEST = 5
MINORITY, WHITE = "Ethnic minority staff", "White staff"
#: Whose share a figure compares with that of the whole workforce.
PARTS = {
    Subject.SENIOR_DIFFERENCE: "Band 8a and above",
    Subject.BOARD_DIFFERENCE: "Board",
    Subject.VOTING_DIFFERENCE: "Voting board members",
    Subject.EXECUTIVE_DIFFERENCE: "Executive board members",
}


def unit_of(subject: Subject) -> str:
    """The unit of a figure's value."""
    if subject == Subject.RATIO:
        return ""
    return " percentage points" if subject.is_difference else "%"


def parity_of(subject: Subject) -> float | None:
    """The value at which there is no gap; None if that depends on another value."""
    if subject == Subject.RATIO:
        return 1.0
    return 0.0 if subject.is_difference else None


def name_of(indicator: Indicator, subject: Subject | None) -> str:
    """“3. Formal disciplinary process”; where there is but the share of the workforce, that."""
    short = "Share of the workforce" if subject == Subject.WORKFORCE_SHARE else SHORT_NAMES[indicator.number]
    return f"{indicator.number}. {short}"


def short_name(organisation: Organisation) -> str:
    """The name of an organisation for a chart, or what stands for it if it is long."""
    name = sentence(name_in_sentence(organisation))
    return name if len(name) <= LONGEST_NAME else THIS_ORGANISATION


# Over the years


def trend_chart(
    organisation: Organisation, indicator: Indicator, own: Figures, beside: str = "", others: Sequence[Figure] = ()
) -> Trend | None:
    """An organisation's figures over the years; None if it has none.

    The two sides of percentages and of shares each have a line. Where those of shares are not known, the difference
    between them has one. ``others`` are the figures of what it is compared with, whose name is ``beside``.
    """
    figures = own.of(own.headline)
    if not figures:
        return None
    subject = figures[0].subject
    sides = _sides(figures)
    return Trend(
        title=f"{name_of(indicator, subject)}, {name_in_sentence(organisation)}",
        series=(
            *(Series(side.name or short_name(organisation), side.points(figures)) for side in sides),
            Series(_name_beside(beside, sides[0]), sides[0].points(others), is_beside=True),
        ),
        unit="%" if sides[0].name else unit_of(subject),
        parity=None if sides[0].name else parity_of(subject),
        new_series_from=indicator.new_series_from,
        is_of_survey=indicator.data_source == DataSource.STAFF_SURVEY,
        is_made_up=organisation.is_made_up,
    )


@dataclass(frozen=True)
class _Side:
    """What a line shows of figures: one of their parts, which has a name, or the figures themselves."""

    name: str
    part: Callable[[Figure], Part | None] | None = None
    # A workforce is counted in full, so its share has no interval.
    has_interval: bool = True

    def points(self, figures: Iterable[Figure]) -> tuple[Point, ...]:
        """The points of the figures that have it, with those of publications that disagree."""
        return tuple(point for figure in figures for each in (figure, *figure.also) for point in self._point(each))

    def _point(self, figure: Figure) -> Iterator[Point]:
        part = self.part(figure) if self.part else None
        is_elsewhere = part is not None and part is figure.other and figure.other_dataset is not None
        datasets = (figure.other_dataset,) if is_elsewhere else figure.datasets
        published_in = frozenset("own figures" if each.is_return else each.slug for each in datasets if each)
        if self.part is None:
            yield _point(figure.year, figure.value, figure.text, published_in, figure.interval)
        elif part:
            interval = _interval(part) if self.has_interval else None
            yield _point(figure.year, part.value, part.text.removesuffix("%"), published_in, interval)


def _sides(figures: Sequence[Figure]) -> tuple[_Side, ...]:
    subject = figures[0].subject
    if subject == Subject.PERCENTAGE:
        return _Side(MINORITY, lambda figure: figure.one), _Side(WHITE, lambda figure: figure.other)
    if subject.is_difference and all(figure.one and figure.other for figure in figures):
        return (
            _Side(PARTS[subject], lambda figure: figure.one),
            _Side("Whole workforce", lambda figure: figure.other, has_interval=False),
        )
    return (_Side(""),)


def _name_beside(beside: str, side: _Side) -> str:
    """“England: ethnic minority staff”, or “England” alone if there is but one line."""
    name = sentence(beside) if len(beside) <= LONGEST_NAME else COMPARED_WITH
    return f"{name}: {side.name[:1].lower()}{side.name[1:]}" if side.name else name


def _interval(part: Part) -> Interval | None:
    found = percentage(part.proportion) if part.proportion else None
    return found.interval if isinstance(found, Estimate) else None


def _point(year: int, value: float, label: str, published_in: frozenset[str], interval: Interval | None) -> Point:
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Point(year, value, label, published_in, low, high)


# Among others


def funnel_chart(
    organisation: Organisation, indicator: Indicator, own: Figure, others: Iterable[Figure], england: Figure | None
) -> Funnel | None:
    """An organisation among all others by size, around England's value; all figures are of one subject and year.

    None without England's value, or if the organisation or all others have no counts.
    """
    ours, target = _compared(own), _compared(england) if england else None
    point = _funnel_point(own)
    points = tuple(found for each in others if (found := _funnel_point(each)))
    if point is None or ours is None or target is None or not points:
        return None
    unit = "%" if own.subject == Subject.PERCENTAGE else ""
    return Funnel(
        title=f"{name_of(indicator, own.subject)}, {name_in_sentence(organisation)} among others, WRES {own.year}",
        target=target[0],
        target_label=f"England {target[1]}{unit}",
        own=FunnelPoint(point.size, ours[0]),
        own_label=f"{short_name(organisation)} {ours[1]}{unit}",
        others=points,
        size_title=SIZES[own.subject],
        is_ratio=own.subject != Subject.PERCENTAGE,
        unit=unit,
        is_made_up=organisation.is_made_up,
    )


#: The figures that a funnel plot compares, each with what its size is.
SIZES = {
    Subject.PERCENTAGE: "Ethnic minority staff who answered",
    Subject.RATIO: "Few people affected → many",
    Subject.SENIOR_DIFFERENCE: "Few senior staff → many",
}


def _compared(figure: Figure) -> tuple[float, str] | None:
    """What a funnel plot compares, with its number as it is printed.

    It is a percentage or a ratio. Of senior staff it is the ratio of their share to that of the workforce, since the
    share itself is high where many of the workforce are from ethnic minorities.
    """
    if figure.subject == Subject.SENIOR_DIFFERENCE:
        if figure.one is None or figure.other is None or not figure.other.value:
            return None
        ratio = figure.one.value / figure.other.value
        return ratio, f"{ratio:.2f}"
    return figure.value, figure.text


def _funnel_point(figure: Figure) -> FunnelPoint | None:
    """Where a figure stands; None without counts, or where nothing can be calculated from them."""
    one, other = (part.proportion if part else None for part in (figure.one, figure.other))
    compared = _compared(figure) if figure.subject in SIZES else None
    if compared is None or one is None or not one.people:
        return None
    if figure.subject == Subject.PERCENTAGE:
        return FunnelPoint(one.people, 100 * one.share)
    if figure.subject == Subject.RATIO:
        found = log_relative_likelihood(one, other) if other else None
        error = found[1] if isinstance(found, tuple) else 0
    else:
        # A workforce is counted in full and adds no error.
        error = math.sqrt((1 - one.share) / one.events) if one.events else 0
    return FunnelPoint(1 / error**2, compared[0]) if error else None


def spread_chart(
    indicator: Indicator, figures: Sequence[Figure], england: Figure | None, *, is_made_up: bool = False
) -> Spread | None:
    """The figures of all organisations, without names; all are of one subject and year. None if they are too few."""
    if len(figures) < FEWEST:
        return None
    subject = figures[0].subject
    unit = unit_of(subject)
    sides = _sides(figures) if subject == Subject.PERCENTAGE else (_Side(""),)
    return Spread(
        title=f"{name_of(indicator, subject)}, all organisations, WRES {figures[0].year}",
        rows=tuple(_spread_row(side, figures, england, "" if unit.startswith(" ") else unit) for side in sides),
        is_ratio=subject == Subject.RATIO,
        parity=parity_of(subject),
        unit=unit,
        is_made_up=is_made_up,
    )


def _spread_row(side: _Side, figures: Iterable[Figure], england: Figure | None, unit: str) -> SpreadRow:
    values = tuple(points[0].value for each in figures if (points := side.points([each])))
    target = next(iter(side.points([england])), None) if england else None
    if target is None:
        return SpreadRow(side.name, values)
    return SpreadRow(side.name, values, target.value, f"England {target.label}{unit}")


# At a glance


def glance_chart(
    organisation: Organisation, standings: Iterable[Standing], held: Mapping[int, int] | None = None
) -> Glance:
    """Where an organisation stands on each indicator; ``held`` says how many have values of it."""
    return Glance(
        title=f"{sentence(name_in_sentence(organisation))} at a glance",
        rows=tuple(_glance_row(each, _held(each.indicator, held)) for each in standings),
        is_made_up=organisation.is_made_up,
    )


def _held(indicator: Indicator, held: Mapping[int, int] | None) -> str:
    if held is None:
        return ""
    number = held.get(indicator.number, 0)
    return f"{number:,} organisation{'' if number == 1 else 's'}"


def _glance_row(standing: Standing, held: str) -> GlanceRow:
    figure = standing.figure
    parity, label = _parity(figure) if figure else (None, "")
    return GlanceRow(
        name=name_of(standing.indicator, figure.subject if figure else None),
        words=_movement(standing),
        latest=_of_figure(figure) if figure else None,
        first=_of_figure(standing.trend.beside) if standing.trend else None,
        parity=parity,
        parity_label=label,
        held=held,
        is_ratio=figure is not None and figure.subject == Subject.RATIO,
        unit=unit_of(figure.subject) if figure else "",
    )


def _of_figure(figure: Figure) -> Point:
    return Point(figure.year, figure.value, figure.text)


def _parity(figure: Figure) -> tuple[float | None, str]:
    """The value at which there would be no gap, with what it is."""
    if figure.subject == Subject.RATIO:
        return 1.0, "Equally likely"
    if figure.subject.is_difference:
        return 0.0, "As in the workforce"
    if figure.other is None:
        return None, ""
    return figure.other.value, f"{WHITE} {figure.other.text}"


#: How a figure has moved since a year, by what is better: to the better, and to the worse.
MOVES = {
    Better.PARITY: ("Closer to parity since {}", "Further from parity since {}"),
    Better.LOWER: ("Lower since {}, which is better", "Higher since {}, which is worse"),
    Better.HIGHER: ("Higher since {}, which is better", "Lower since {}, which is worse"),
}


def _movement(standing: Standing) -> str:
    """“Closer to parity since 2016”, or why that cannot be said."""
    if standing.figure is None:
        return sentence(standing.lacking)
    if standing.trend is None:
        return f"No trend: {standing.no_trend}"
    return _moved(standing.trend).format(standing.trend.beside.year)


def _moved(trend: Contrast) -> str:
    if trend.chance == Chance.WITHIN:
        return "No clear change since {}"
    if trend.figure.value == trend.beside.value:
        return "The same since {}"
    if trend.movement == Movement.OTHER_WAY:
        return "The gap runs the other way since {}"
    if trend.movement == Movement.NEITHER:
        return "Higher since {}" if trend.figure.value > trend.beside.value else "Lower since {}"
    better, worse = MOVES[trend.figure.better]
    return better if trend.movement == Movement.BETTER else worse
