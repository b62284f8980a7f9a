"""How the values of organisations are spread: a dot for each, stacked where they are alike, without names."""

from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from statistics import median, quantiles
from typing import Any

import altair as alt

from pages.wres.charts.data import Spread, SpreadRow
from pages.wres.charts.style import (
    DASHES,
    FONT_SIZE,
    GREY,
    NHS_BLUE,
    TEXT,
    WIDTH,
    RatioScale,
    ValueScale,
    layer_of,
    texts,
)

#: The height of a row, of which its name takes a part.
HEIGHT, HEIGHT_OF_NAME = 170, 56
#: The numbers of stacks that may stand beside each other, and how wide a dot is at most, in units.
STACKS, WIDEST_DOT = range(45, 136, 15), 11
#: How much a scale takes in at least, so that small differences look small.
LEAST_WIDTH = 5
COLOURS = (NHS_BLUE, TEXT)


def is_empty(spread: Spread) -> bool:
    """Whether there is nothing to draw: a single dot is no spread."""
    return not any(len(row.values) > 1 for row in spread.rows)


def spec(spread: Spread) -> alt.TopLevelMixin:
    """The chart in Vega-Lite."""
    return _Drawing(spread).chart()


def description(spread: Spread) -> str:
    """The chart in words: ``BME: 159 organisations, from 8.1% to 31.0%. Half lie between 13.2% and 17.9%. …``"""
    decimals = 2 if spread.is_ratio else 1
    sentences = []
    for row in _rows(spread):
        least, lower, middle, upper, most = (f"{each:.{decimals}f}{spread.unit}" for each in _summary(row))
        number = len(row.values)
        name = f"{row.name}: " if row.name else ""
        said = f"{name}{number:,} organisation{'s' if number > 1 else ''}, from {least} to {most}"
        sentences.append(f"{said}, half of them between {lower} and {upper}. The middle one has {middle}.")
        if row.target is not None:
            sentences.append(f"{row.target_label}.")
    if spread.parity is not None:
        sentences.append(f"A dashed line marks parity at {spread.parity:g}.")
    return " ".join(sentences)


def _rows(spread: Spread) -> list[SpreadRow]:
    return [row for row in spread.rows if row.values]


def _summary(row: SpreadRow) -> tuple[float, float, float, float, float]:
    """The least, the quartiles and the most."""
    values = row.values
    lower, _, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    return min(values), lower, median(values), upper, max(values)


class _Drawing:
    """One chart that is being described; its rows stand below each other, on one scale."""

    def __init__(self, spread: Spread) -> None:
        self._spread = spread
        self._rows = _rows(spread)
        values = [value for row in self._rows for value in row.values]
        values += [row.target for row in self._rows if row.target is not None]
        if spread.parity is not None:
            values.append(spread.parity)
        self._values = self._scale(min(values), max(values))
        self._height = HEIGHT * len(self._rows)
        self._x = alt.X("value:Q", scale=self._values.scale(), axis=self._values.axis(spread.unit))
        self._y = alt.Y("y:Q", scale=alt.Scale(domain=[self._height, 0], nice=False), axis=None)

    def chart(self) -> alt.TopLevelMixin:
        fit = alt.AutoSizeParams(type="fit-x", contains="padding")
        return alt.layer(*self._layers()).properties(width=WIDTH, height=self._height, autosize=fit)

    def _scale(self, lowest: float, highest: float) -> ValueScale | RatioScale:
        if self._spread.is_ratio:
            return RatioScale.around(lowest, highest)
        # The outermost dots stay on the scale.
        room = max((highest - lowest) * 0.03, (LEAST_WIDTH - (highest - lowest)) / 2)
        return ValueScale.around(lowest - room if lowest < 0 else max(0, lowest - room), highest + room)

    def _layers(self) -> Iterator[alt.Chart]:
        if self._spread.parity is not None:
            yield from self._parity(self._spread.parity)
        for number, row in enumerate(self._rows):
            ground = HEIGHT * (number + 1) - 4
            dots, width = self._dots(row, ground)
            marks: dict[str, Any] = {"filled": True, "opacity": 1, "size": 0.7 * width**2, "color": COLOURS[number % 2]}
            shape = "circle" if number % 2 == 0 else "square"
            yield layer_of(dots).mark_point(shape=shape, **marks).encode(self._x, self._y)
            yield from self._england(row, ground)
            if row.name:
                name = [{"value": self._values.low, "y": HEIGHT * number, "text": row.name}]
                yield from texts(name, "text:N", self._x, self._y, align="left", baseline="top", dy=2)

    def _dots(self, row: SpreadRow, ground: float) -> tuple[list[dict[str, Any]], float]:
        """The dots, each in its stack, and how wide they are: as wide as they can be."""
        width, number_of_stacks, stacks = max((self._stacked(row, each) for each in STACKS), key=itemgetter(0))
        dots = [
            {"value": self._values.at(stack / number_of_stacks), "y": ground - width * (place + 0.5)}
            for stack, number in sorted(stacks.items())
            for place in range(number)
        ]
        return dots, width

    def _stacked(self, row: SpreadRow, number: int) -> tuple[float, int, dict[int, int]]:
        """How wide the dots may be with so many stacks, that number, and how many dots each stack has."""
        stacks = Counter(round(self._values.share(value) * number) for value in row.values)
        room = (HEIGHT - HEIGHT_OF_NAME) / max(stacks.values())
        return min(WIDEST_DOT, room, 0.95 * WIDTH / number), number, stacks

    def _england(self, row: SpreadRow, ground: float) -> Iterator[alt.Chart]:
        """England's line, with its name above it, on the side that has room."""
        if row.target is None:
            return
        top = ground - HEIGHT + HEIGHT_OF_NAME
        mark = {"value": row.target, "y": top, "ground": ground, "text": row.target_label}
        yield layer_of([mark]).mark_rule(color=TEXT, strokeWidth=3).encode(self._x, self._y, y2="ground:Q")
        align = "right" if self._values.share(row.target) > 0.5 else "left"
        yield from texts([mark], "text:N", self._x, self._y, align=align, baseline="bottom", dy=-2)

    @staticmethod
    def _parity(parity: float) -> Iterator[alt.Chart]:
        data = layer_of([{"value": parity, "text": "Parity"}])
        yield data.mark_rule(color=GREY, strokeDash=DASHES, strokeWidth=2).encode(x="value:Q")
        name = data.mark_text(align="center", baseline="bottom", dy=-4, fontSize=FONT_SIZE, color=GREY)
        yield name.encode(x="value:Q", y=alt.value(0), text="text:N")
