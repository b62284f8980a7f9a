"""Values over the years."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pages.wres.charts.data import Point, Series, Trend
from pages.wres.charts.style import (
    DASHES,
    FONT_SIZE,
    GREY,
    HALO,
    NHS_BLUE,
    NHS_DARK_BLUE,
    TEXT,
    WIDTH,
    ValueScale,
    layer_of,
    short,
    texts,
    years_axis,
)

HEIGHT = 250
# With more years than this, labels have no room for a unit.
MAX_YEARS_WITH_UNIT = 7
# Up to so many series with names of so many characters are named at their last value, others above the chart.
MAX_NAMED_IN_PLACE = 2
MAX_NAME_IN_PLACE = 10
# An interval that reaches beyond so many times the highest value is cut off, or the values would all look alike.
MAX_TIMES_HIGHEST = 2.5
# How far two intervals of one year stand apart, in years.
APART = 0.16

# How far above a chart its legend is, and above the words that stand there.
LEGEND_ABOVE, LEGEND_ABOVE_BREAK = 12, 36
# About how much room a symbol, a letter of a name and the axis take.
SYMBOL, LETTER, LEFT = 34, 11, 60
# What a number needs below its mark.
ROOM_BELOW = 46

# Each series has its own shape too, for readers who cannot tell the colours apart.
COLOURS = (NHS_BLUE, TEXT, NHS_DARK_BLUE, "#330072")
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")


def is_empty(trend: Trend) -> bool:
    """Whether there is nothing to draw."""
    return not any(one.points for one in trend.series)


def spec(trend: Trend) -> alt.TopLevelMixin:
    """The chart in Vega-Lite."""
    return _Drawing(trend).chart()


def description(trend: Trend) -> str:
    """The chart in words: ``BME: 17.7% in 2016, 22.4% in 2021. A dashed line marks parity at 0.``"""
    sentences = []
    for one in _with_points(trend):
        points = sorted(one.points, key=lambda point: point.year)
        values = ", ".join(f"{point.label}{trend.unit}{_interval(point)} in {point.year}" for point in points)
        sentences.append(f"{one.name}: {values}.")
    if trend.parity is not None:
        sentences.append(f"A dashed line marks parity at {trend.parity:g}.")
    if (first := _new_series_from(trend)) is not None:
        sentences.append(f"A new series begins in {first}.")
    if trend.is_of_survey:
        sentences.append("Each WRES year has the results of the staff survey of the autumn before.")
    return " ".join(sentences)


def _interval(point: Point) -> str:
    """“ (95% confidence interval 15.2 to 20.1)”, with a decimal at least; empty if it is not known."""
    if point.low is None or point.high is None:
        return ""
    decimals = max(1, len(point.label.partition(".")[2]))
    return f" (95% confidence interval {point.low:.{decimals}f} to {point.high:.{decimals}f})"


def _with_points(trend: Trend) -> list[Series]:
    return [one for one in trend.series if one.points]


def _years(trend: Trend) -> list[int]:
    return [point.year for one in trend.series for point in one.points]


def _new_series_from(trend: Trend) -> int | None:
    """The year in which another series begins; None if all values are of one."""
    first, years = trend.new_series_from, _years(trend)
    return first if first is not None and min(years) < first <= max(years) else None


@dataclass(frozen=True)
class _Place:
    """Where a series stands: its colour, its shape, and how far from the middle of each year."""

    colour: str
    shape: str
    offset: float


class _Drawing:
    """One chart that is being described."""

    def __init__(self, trend: Trend) -> None:
        self._trend = trend
        self._series = _with_points(trend)
        self._own = [one for one in self._series if not one.is_beside]
        self._beside = [one for one in self._series if one.is_beside]
        self._is_named_in_place = len(self._series) <= MAX_NAMED_IN_PLACE and all(
            len(one.name) <= MAX_NAME_IN_PLACE for one in self._series
        )
        self._places = dict(zip([one.name for one in self._series], self._places_in_order(), strict=True))
        years = _years(trend)
        self._domain = list(range(min(years), max(years) + 1))
        self._x = alt.X(
            "x:Q",
            scale=alt.Scale(domain=[min(years) - 0.5, max(years) + 0.5], zero=False, nice=False),
            axis=years_axis(self._domain, trend.is_of_survey),
        )
        self._values = _scale(list(self._shown_values()), trend.parity, trend.unit)
        self._y = alt.Y("value:Q", scale=self._values.scale(), axis=self._values.axis(trend.unit))

    def chart(self) -> alt.TopLevelMixin:
        fit = alt.AutoSizeParams(type="fit-x", contains="padding")
        return alt.layer(*self._layers()).properties(width=WIDTH, height=HEIGHT, autosize=fit)

    def _layers(self) -> Iterator[alt.Chart]:
        trend = self._trend
        if trend.parity is not None:
            yield from _parity(trend.parity)
        if (first := _new_series_from(trend)) is not None:
            yield from _break_before(first)
        yield from self._intervals()
        colour, shape = self._colour_and_shape()
        lines = layer_of(self._runs())
        dash = alt.StrokeDash("beside:N", scale=alt.Scale(domain=[False, True], range=[[1, 0], DASHES]), legend=None)
        yield lines.mark_line(strokeWidth=3).encode(self._x, self._y, colour, dash, detail="run:N")
        points = [point for one in (*self._beside, *self._own) for point in self._marks(one)]
        yield layer_of(points).mark_point(size=140, filled=True, opacity=1).encode(self._x, self._y, colour, shape)
        yield from self._words()

    def _places_in_order(self) -> Iterator[_Place]:
        with_interval = [one for one in self._own if any(point.low is not None for point in one.points)]
        middle = (len(with_interval) - 1) / 2
        own = 0
        for number, one in enumerate(self._series):
            colour = GREY if one.is_beside else COLOURS[own % len(COLOURS)]
            own += not one.is_beside
            offset = (with_interval.index(one) - middle) * APART if one in with_interval else 0
            yield _Place(colour, SHAPES[number % len(SHAPES)], offset)

    def _colour_and_shape(self) -> tuple[alt.Color, alt.Shape]:
        """How the series are told apart, with their names above the chart if there are many."""
        names = list(self._places)
        legend = None
        if not self._is_named_in_place and len(self._series) > 1:
            legend = alt.Legend(
                title=None, orient="top", columns=_columns(self._places),
                labelFontSize=FONT_SIZE, labelColor=TEXT, symbolSize=200,
                offset=LEGEND_ABOVE_BREAK if _new_series_from(self._trend) else LEGEND_ABOVE,
                labelLimit=WIDTH, symbolOpacity=1, symbolStrokeWidth=0,
            )  # fmt: skip
        colours, shapes = ([getattr(each, of) for each in self._places.values()] for of in ("colour", "shape"))
        return (
            alt.Color("series:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
            alt.Shape("series:N", scale=alt.Scale(domain=names, range=shapes), legend=legend),
        )

    def _shown_values(self) -> Iterator[float]:
        """All that the scale has room for."""
        for one in self._series:
            for mark in self._marks(one):
                yield mark["value"]
                if mark["low"] is not None and not one.is_beside:
                    yield from (mark["low"], mark["high"])

    def _marks(self, one: Series) -> Iterator[dict[str, Any]]:
        most = max(point.value for each in self._series for point in each.points) * MAX_TIMES_HIGHEST
        for point in one.points:
            yield {
                "series": one.name,
                "year": point.year,
                "x": point.year + self._places[one.name].offset,
                "value": point.value,
                "low": point.low,
                "high": None if point.high is None else min(point.high, max(most, point.value)),
            }

    def _intervals(self) -> Iterator[alt.Chart]:
        for one in self._own:
            bars = [mark for mark in self._marks(one) if mark["low"] is not None]
            if bars:
                colour = self._places[one.name].colour
                rules = layer_of(bars).mark_rule(color=colour, strokeWidth=10, opacity=0.35)
                yield rules.encode(self._x, y="low:Q", y2="high:Q")

    def _runs(self) -> Iterator[dict[str, Any]]:
        """The points, each with the run of consecutive years that it belongs to: “0-1”."""
        for number, one in enumerate(self._series):
            ends: list[Point] = []  # of each run
            for point in sorted(one.points, key=lambda point: point.year):
                run = next((run for run, end in enumerate(ends) if self._are_joined(end, point)), len(ends))
                ends[run : run + 1] = [point]
                place: dict[str, Any] = {"run": f"{number}-{run}", "x": point.year + self._places[one.name].offset}
                yield {"series": one.name, "value": point.value, "beside": one.is_beside, **place}

    def _are_joined(self, earlier: Point, later: Point) -> bool:
        is_new = later.year == self._trend.new_series_from
        return earlier.year == later.year - 1 and not is_new and not earlier.published_in.isdisjoint(later.published_in)

    def _words(self) -> Iterator[alt.Chart]:
        """The numbers, and the names of the series."""
        labels = list(self._labels())
        for above in (True, False):
            numbers = [label for label in labels if label["above"] is above and label["label"]]
            place: dict[str, Any] = {"dy": -24 if above else 38}
            for halo in [HALO, {}] if self._beside else [{}]:
                yield from texts(numbers, "label:N", alt.X("year:Q"), alt.Y("end:Q"), **halo, **place)
        if self._is_named_in_place and len(self._series) > 1:
            # Publications may disagree on the last value; the name stands at one of them.
            ends = {label["series"]: label for label in labels if label["last"]}
            last = sorted(ends.values(), key=lambda label: -label["value"])
            for label, dy in zip(last, self._apart(last), strict=True):
                place = {"dx": 14, "dy": dy, "align": "left", "baseline": "middle"}
                yield from texts([label], "series:N", self._x, self._y, **place)

    def _apart(self, labels: list[dict[str, Any]]) -> list[float]:
        """How far each name is moved, in units, so that none stands on another; they come from the top."""
        middles = [HEIGHT * (1 - self._values.share(label["value"])) for label in labels]
        if len(labels) < 2 or labels[0]["x"] - labels[1]["x"] > 1:
            return [0] * len(labels)
        short_of = max(0, FONT_SIZE + 2 - (middles[1] - middles[0]))
        return [-short_of / 2, short_of / 2]

    def _labels(self) -> Iterator[dict[str, Any]]:
        """The points with their labels, and whether these stand above them."""
        unit = short(self._trend.unit) if len(self._domain) <= MAX_YEARS_WITH_UNIT else ""
        for one in self._series:
            last = max(point.year for point in one.points)
            for point, mark in zip(one.points, self._marks(one), strict=True):
                above = self._is_above(one, point)
                end = None if one.is_beside else mark["high" if above else "low"]
                yield mark | {
                    "label": "" if one.is_beside else f"{point.label}{unit}",
                    "above": above,
                    "last": point.year == last,
                    "end": point.value if end is None else end,
                }

    def _is_above(self, one: Series, point: Point) -> bool:
        """Whether a label stands above its point: away from the other series, or else from the line."""
        below = point.value if point.low is None else point.low
        if HEIGHT * self._values.share(below) < ROOM_BELOW:
            return True
        others = [
            other.value
            for each in (self._own or self._series)
            if each is not one
            for other in each.points
            if other.year == point.year
        ]
        if others:
            return point.value >= max(others)
        beside = [each.value for each in one.points if abs(each.year - point.year) == 1]
        return not beside or point.value >= sum(beside) / len(beside)


def _columns(names: Iterable[str]) -> int:
    """Into how many columns the names above a chart go: two, if they have room beside each other."""
    widths = [SYMBOL + LETTER * len(name) for name in names]
    return 2 if max(widths[::2]) + max(widths[1::2]) <= WIDTH - LEFT else 1


def _parity(parity: float) -> Iterator[alt.Chart]:
    data = layer_of([{"value": parity, "label": "Parity"}])
    yield data.mark_rule(color=GREY, strokeDash=DASHES, strokeWidth=2).encode(y="value:Q")
    name = data.mark_text(align="left", baseline="middle", dx=8, fontSize=FONT_SIZE, color=GREY)
    yield name.encode(x=alt.value("width"), y="value:Q", text="label:N")


def _break_before(year: int) -> Iterator[alt.Chart]:
    """An upright line between a year and the one before it."""
    data = layer_of([{"x": year - 0.5, "label": "New series"}])
    yield data.mark_rule(color=GREY, strokeDash=DASHES, strokeWidth=2).encode(x="x:Q")
    name = data.mark_text(align="left", baseline="top", dx=8, fontSize=FONT_SIZE, color=GREY)
    yield name.encode(x="x:Q", y=alt.value(-26), text="label:N")


def _scale(values: Sequence[float], parity: float | None, unit: str) -> ValueScale:
    """The scale: from 0 for shares, around parity for likelihoods and differences, with room for the numbers."""
    if parity is None:
        highest = max([*values, 1]) * 1.2
        return ValueScale.around(0, min(highest, 100) if unit == "%" else highest)
    lowest, highest = min([*values, parity]), max([*values, parity])
    room = max((highest - lowest) * 0.25, 0.1)
    # Without values below 0 the scale has none either.
    return ValueScale.around(lowest - room if lowest < 0 else max(0, lowest - room), highest + room)
