"""What all charts of WRES values have in common: their colours, their sizes and small parts of drawings."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import altair as alt

NHS_BLUE = "#005eb8"
NHS_DARK_BLUE = "#003087"
TEXT = "#212b32"
GREY = "#425563"
PALE_GREY = "#aeb7bd"
FONT = "Arial, sans-serif"

# In SVG units: on a phone a chart shrinks to little more than half, and must still be legible.
WIDTH = 600
FONT_SIZE = 22
LINE_HEIGHT = 26

DASHES = [8, 6]
#: What a text is drawn with first that may stand on other marks.
HALO: dict[str, Any] = {"stroke": "white", "strokeWidth": 6, "strokeOpacity": 0.85, "strokeJoin": "round"}

MOST_STEPS = 5
# What arithmetic leaves over.
TINY = 1e-9


def layer_of(values: Iterable[dict[str, Any]]) -> alt.Chart:
    """A layer that draws these values."""
    return alt.Chart(alt.InlineData(values=list(values)))


def texts(labels: list[dict[str, Any]], field: str, *where: Any, colour: str = TEXT, **place: Any) -> list[alt.Chart]:
    """A layer that writes ``field`` of each label; none without labels. ``where`` are its channels."""
    if not labels:
        return []
    marks = layer_of(labels).mark_text(**{"fontSize": FONT_SIZE, "fontWeight": "bold", **place})
    return [marks.encode(*where, text=field, color=alt.value(colour))]


@dataclass(frozen=True)
class ValueScale:
    """A scale of values whose ends are round numbers, so that it is known where on it a value stands."""

    low: float
    high: float
    step: float

    @classmethod
    def around(cls, lowest: float, highest: float) -> "ValueScale":
        """The scale with the fewest steps, at most five, that takes in two values."""
        least = (highest - lowest) / MOST_STEPS
        power = 10 ** math.floor(math.log10(least))
        for times in (1, 2, 2.5, 5, 10, 20):
            step = times * power
            low, high = step * math.floor(lowest / step + TINY), step * math.ceil(highest / step - TINY)
            if (high - low) / step <= MOST_STEPS + TINY:
                break
        return cls(low, high, step)

    def share(self, value: float) -> float:
        """How far up the scale a value stands, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    def at(self, share: float) -> float:
        """The value that stands so far up the scale."""
        return self.low + share * (self.high - self.low)

    def scale(self) -> alt.Scale:
        """The same for Vega-Lite."""
        return alt.Scale(domain=[self.low, self.high], zero=False, nice=False)

    def axis(self, unit: str, **options: Any) -> alt.Axis:
        """An axis with its round numbers, each with its unit."""
        steps = round((self.high - self.low) / self.step)
        values = [round(self.low + self.step * number, 6) for number in range(steps + 1)]
        return _plain_axis(values, unit, **options)


@dataclass(frozen=True)
class RatioScale:
    """A scale of ratios, on which twice and half are as far from parity."""

    low: float
    high: float

    @classmethod
    def around(cls, lowest: float, highest: float) -> "RatioScale":
        """The scale from one power of two to another that takes in two ratios, and parity."""
        return cls(
            2.0 ** min(-1, math.floor(math.log2(lowest) + TINY)), 2.0 ** max(1, math.ceil(math.log2(highest) - TINY))
        )

    def share(self, value: float) -> float:
        """How far up the scale a ratio stands, from 0 to 1."""
        return math.log(value / self.low) / math.log(self.high / self.low)

    def at(self, share: float) -> float:
        """The ratio that stands so far up the scale."""
        return self.low * (self.high / self.low) ** share

    def scale(self) -> alt.Scale:
        """The same for Vega-Lite."""
        return alt.Scale(type="log", domain=[self.low, self.high], nice=False)

    def axis(self, unit: str, **options: Any) -> alt.Axis:
        """An axis with the powers of two."""
        powers = range(round(math.log2(self.low)), round(math.log2(self.high)) + 1)
        return _plain_axis([2.0**power for power in powers], unit, **options)


def _plain_axis(values: list[float], unit: str, **options: Any) -> alt.Axis:
    """An axis with a line at each of some values."""
    return alt.Axis(
        values=values,
        title=None,
        ticks=False,
        domain=False,
        gridColor=PALE_GREY,
        labelPadding=8,
        labelExpr=f"format(datum.value, ',.3~f') + '{short(unit)}'",
        **options,
    )


def years_axis(years: list[int], is_of_survey: bool) -> alt.Axis:
    """An axis of WRES years, which says where they have the survey of the autumn before."""
    return alt.Axis(
        title="WRES year (survey of the autumn before)" if is_of_survey else "WRES year",
        values=years,
        format="d",
        grid=False,
        ticks=False,
        labelPadding=10,
        domainColor=GREY,
        labelOverlap="greedy",
        labelSeparation=8,
    )


def short(unit: str) -> str:
    """A unit as labels have it; one that starts with a space is too long for them."""
    return "" if unit.startswith(" ") else unit


def with_style(chart: alt.TopLevelMixin, **options: Any) -> alt.TopLevelMixin:
    """A chart with the look of all."""
    return (
        chart.configure(**{"font": FONT, "padding": 6, "background": "transparent", **options})
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=FONT_SIZE,
            labelColor=GREY,
            titleFontSize=FONT_SIZE,
            titleColor=GREY,
            titleFontWeight="normal",
        )
    )
