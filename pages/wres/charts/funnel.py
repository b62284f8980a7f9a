"""Organisations by size, between the limits of what chance alone would do: so that small trusts are not shamed for it.

The place of a percentage is by the number of people that it is of. That of a ratio is by its precision: chance depends
on four counts there, and no single number of people would put the limits in the right place for every organisation.
Precision has no unit that a board knows, so its axis says only which side has more people.
"""

import math
import textwrap
from collections.abc import Iterator
from typing import Any

import altair as alt

from evidence.proportions import Z_95, Interval, NotCalculated
from pages.wres.charts.data import Funnel
from pages.wres.charts.style import (
    DASHES,
    FONT_SIZE,
    GREY,
    HALO,
    LINE_HEIGHT,
    NHS_BLUE,
    TEXT,
    WIDTH,
    RatioScale,
    ValueScale,
    layer_of,
    texts,
)
from workforce.calculations import Z_998, funnel_limits, ratio_funnel_limits

HEIGHT = 340
#: How many places a limit is drawn through.
PLACES = 80
#: The numbers that an axis of people may have.
NUMBERS = [times * 10**power for power in range(7) for times in (1, 2, 5)]
#: How many characters a line of the organisation's name has room for.
NAME_LINE = 24
LIMITS = {"95% limits": Z_95, "99.8% limits": Z_998}


def is_empty(funnel: Funnel) -> bool:
    """Whether there is nothing to draw: one organisation alone is no funnel."""
    return not funnel.others


def spec(funnel: Funnel) -> alt.TopLevelMixin:
    """The chart in Vega-Lite."""
    return _Drawing(funnel).chart()


def description(funnel: Funnel) -> str:
    """The chart in words: ``RQM 17.2%, of 1,024 people. England 15.6%. It lies above the 95% limits, …``"""
    size = "" if funnel.is_ratio else f", of {funnel.own.size:,.0f} people"
    inner, outer = (_limits(funnel, funnel.own.size, z) for z in LIMITS.values())
    where = _where(funnel.own.value, inner, outer)
    within = sum(_limits(funnel, each.size, Z_95).holds(each.value) for each in funnel.others)
    others = len(funnel.others)
    said = f"{within:,} {'lies' if within == 1 else 'lie'} within {'its' if within == 1 else 'their'} 95% limits"
    return (
        f"{funnel.own_label}{size}. {funnel.target_label}. {where} "
        f"For an organisation of this size, the 95% limits are {_range(funnel, inner)}, "
        f"and the 99.8% limits {_range(funnel, outer)}. "
        f"Of {others:,} other organisation{'' if others == 1 else 's'}, {said}."
    )


def _where(value: float, inner: Interval, outer: Interval) -> str:
    if inner.holds(value):
        return "It lies within the limits of what chance alone would do."
    side = "above" if value > inner.high else "below"
    if outer.holds(value):
        return f"It lies {side} the 95% limits, but within the 99.8% limits."
    return f"It lies {side} both limits of what chance alone would do."


def _range(funnel: Funnel, limits: Interval) -> str:
    decimals = 2 if funnel.is_ratio else 1
    return f"{limits.low:.{decimals}f}{funnel.unit} to {limits.high:.{decimals}f}{funnel.unit}"


def _limits(funnel: Funnel, size: float, z: float) -> Interval:
    if funnel.is_ratio:
        return ratio_funnel_limits(funnel.target, 1 / math.sqrt(size), z)
    limits = funnel_limits(funnel.target, round(size), z)
    # An organisation without anybody has no percentage, so none is drawn.
    assert not isinstance(limits, NotCalculated)  # noqa: S101
    return limits


class _Drawing:
    """One chart that is being described."""

    def __init__(self, funnel: Funnel) -> None:
        self._funnel = funnel
        self._all = (*funnel.others, funnel.own)
        sizes = [each.size for each in self._all]
        self._least, self._most = min(sizes) * 0.8, max(sizes) * 1.1
        if not funnel.is_ratio:
            self._least = max(1, self._least)
        self._values = self._scale()
        self._x = alt.X(
            "size:Q",
            scale=alt.Scale(type="sqrt", domain=[self._least, self._most], nice=False),
            axis=self._axis(),
        )
        self._y = alt.Y("value:Q", scale=self._values.scale(), axis=self._values.axis(funnel.unit))

    def chart(self) -> alt.TopLevelMixin:
        fit = alt.AutoSizeParams(type="fit-x", contains="padding")
        return alt.layer(*self._layers()).properties(width=WIDTH, height=HEIGHT, autosize=fit)

    def _axis(self) -> alt.Axis:
        options: dict[str, Any] = {
            "grid": False,
            "ticks": False,
            "domainColor": GREY,
            "labelPadding": 10,
            "titlePadding": 8,
        }
        if self._funnel.is_ratio:
            return alt.Axis(title=self._funnel.size_title, labels=False, **options)
        return alt.Axis(title=self._funnel.size_title, values=NUMBERS, format=",d", labelOverlap="greedy", **options)

    def _scale(self) -> ValueScale | RatioScale:
        """A scale of all values, and of the limits where the organisation itself stands."""
        funnel = self._funnel
        values = [funnel.target, *(each.value for each in self._all)]
        limits = _limits(funnel, funnel.own.size, Z_998)
        lowest, highest = min([*values, limits.low]), max([*values, limits.high])
        if funnel.is_ratio:
            return RatioScale.around(lowest, highest)
        room = (highest - lowest) * 0.1
        return ValueScale.around(max(0, lowest - room), highest + room)

    def _layers(self) -> Iterator[alt.Chart]:
        yield self._lines()
        yield from self._target()
        marks: dict[str, Any] = {"filled": True, "opacity": 0.55, "size": 60, "color": GREY}
        yield self._points(self._funnel.others).mark_point(**marks).encode(self._x, self._y)
        own = self._points([self._funnel.own])
        yield own.mark_point(filled=True, opacity=1, size=420, color=NHS_BLUE, shape="diamond").encode(self._x, self._y)
        yield from self._name()

    @staticmethod
    def _points(points: Any) -> alt.Chart:
        return layer_of({"size": each.size, "value": each.value} for each in points)

    def _lines(self) -> alt.Chart:
        """The limits, as far as they are on the scale."""
        dash = alt.StrokeDash(
            "limits:N",
            scale=alt.Scale(domain=list(LIMITS), range=[DASHES, [1, 0]]),
            legend=alt.Legend(
                title=None, orient="top", labelFontSize=FONT_SIZE, labelColor=TEXT, symbolSize=900, symbolStrokeWidth=2
            ),
        )
        lines = layer_of(self._places()).mark_line(color=GREY, strokeWidth=2, interpolate="monotone")
        return lines.encode(self._x, self._y, dash, detail="line:N")

    def _places(self) -> Iterator[dict[str, Any]]:
        # Even steps on the scale of the axis.
        first, last = math.sqrt(self._least), math.sqrt(self._most)
        for number in range(PLACES + 1):
            size = (first + (last - first) * number / PLACES) ** 2
            for name, z in LIMITS.items():
                limits = _limits(self._funnel, size, z)
                for side, value in (("low", limits.low), ("high", limits.high)):
                    if self._values.low <= value <= self._values.high:
                        yield {"size": size, "value": value, "limits": name, "line": f"{name} {side}"}

    def _target(self) -> Iterator[alt.Chart]:
        label = self._funnel.target_label.replace(" ", "\n")
        data = layer_of([{"value": self._funnel.target, "label": label}])
        yield data.mark_rule(color=TEXT, strokeWidth=2).encode(y="value:Q")
        name = data.mark_text(align="left", baseline="middle", dx=8, fontSize=FONT_SIZE, color=TEXT, lineBreak="\n")
        yield name.encode(x=alt.value("width"), y="value:Q", text="label:N")

    def _name(self) -> Iterator[alt.Chart]:
        """The name of the organisation, above or below its place, and clear of the edges."""
        own = self._funnel.own
        across = (math.sqrt(own.size) - math.sqrt(self._least)) / (math.sqrt(self._most) - math.sqrt(self._least))
        align = "left" if across < 0.25 else "right" if across > 0.75 else "center"
        lines = textwrap.wrap(self._funnel.own_label, NAME_LINE)
        dy = -24 - LINE_HEIGHT * (len(lines) - 1) if self._values.share(own.value) < 0.5 + 0.4 / len(lines) else 40
        label = [{"size": own.size, "value": own.value, "label": "\n".join(lines)}]
        place: dict[str, Any] = {"align": align, "dy": dy, "lineBreak": "\n", "lineHeight": LINE_HEIGHT}
        # So that the name can be read where points and lines are.
        yield from texts(label, "label:N", self._x, self._y, **HALO, **place)
        yield from texts(label, "label:N", self._x, self._y, **place)
