"""The indicators at a glance: for each where it is, where it came from, and where it would be at parity.

Rows of the same kind of measure share a scale. Every mark has its number, so there are no axes.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import altair as alt

from pages.wres.charts.data import Glance, GlanceRow, Point
from pages.wres.charts.style import (
    FONT_SIZE,
    GREY,
    NHS_BLUE,
    PALE_GREY,
    TEXT,
    WIDTH,
    layer_of,
    texts,
)

SMALL = 20
KEY_HEIGHT, ROW_HEIGHT = 46, 144
#: Where the parts of a row stand below its top.
NAME, WORDS, PARITY_LABEL, STRIP, NUMBERS = 16, 42, 68, 92, 118
#: How wide a letter of a number is, at most.
LETTER = 10.5
#: Marks that are closer than this have no line between them.
CLOSE = 14
#: How far the numbers of a row keep from the middle of its marks.
BESIDE = 6
#: Units that have a short form.
UNITS = {" percentage points": " points"}


def is_empty(glance: Glance) -> bool:
    """Whether there is nothing to draw."""
    return not any(row.latest for row in glance.rows)


def spec(glance: Glance) -> alt.TopLevelMixin:
    """The chart in Vega-Lite."""
    height = KEY_HEIGHT + ROW_HEIGHT * len(glance.rows)
    return alt.layer(*_layers(glance, height)).properties(width=WIDTH, height=height)


def description(glance: Glance) -> str:
    """The chart in words, a sentence or two for each row."""
    return " ".join(_in_words(row) for row in glance.rows)


def _in_words(row: GlanceRow) -> str:
    held = f" {row.held}." if row.held else ""
    if row.latest is None:
        return f"{row.name}: {row.words}.{held}"
    first = f"{_value(row, row.first)} in {row.first.year}, " if row.first else ""
    parity = f" No gap would be: {row.parity_label}." if row.parity_label else ""
    return f"{row.name}: {first}{_value(row, row.latest)} in {row.latest.year}.{parity} {row.words}.{held}"


def _value(row: GlanceRow, point: Point) -> str:
    return f"{point.label}{row.unit}"


class _Scale:
    """Where the values of some rows of one kind stand across, with room for their numbers on both sides."""

    def __init__(self, rows: Iterable[GlanceRow]) -> None:
        rows = list(rows)
        self._is_ratio = rows[0].is_ratio
        points = [(row, point) for row in rows for point in (row.first, row.latest) if point]
        values = [point.value for _, point in points]
        values += [row.parity for row in rows if row.parity is not None]
        placed = [self._place(value) for value in values]
        self._low, self._high = min(placed, default=0), max(placed, default=0)
        self._margin = LETTER * max((len(_number(*each)) for each in points), default=0)

    def _place(self, value: float) -> float:
        return math.log(value) if self._is_ratio else value

    def __call__(self, value: float) -> float:
        if self._low == self._high:
            return WIDTH / 2
        share = (self._place(value) - self._low) / (self._high - self._low)
        return self._margin + (WIDTH - 2 * self._margin) * share


def _number(row: GlanceRow, point: Point) -> str:
    """“1.54 in 2023”, “−10.8 points in 2023”."""
    return f"{point.label}{UNITS.get(row.unit, row.unit)} in {point.year}"


def _layers(glance: Glance, height: int) -> Iterator[alt.Chart]:
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    scales = {key: _Scale(row for row in glance.rows if _kind(row) == key) for key in map(_kind, glance.rows)}
    drawn = [_Row(row, scales[_kind(row)], KEY_HEIGHT + ROW_HEIGHT * number) for number, row in enumerate(glance.rows)]
    lines = [line for each in drawn for line in each.lines()]
    width = alt.Size("width:Q", scale=None)
    colour = alt.Color("colour:N", scale=None)
    yield layer_of(lines).mark_rule().encode(x, y, x2="x2:Q", y2="y2:Q", size=width, color=colour)
    marks = [*_key_marks(), *(mark for each in drawn for mark in each.marks())]
    points = layer_of(marks).mark_point(opacity=1, strokeWidth=3)
    yield points.encode(x, y, width, colour, alt.Shape("shape:N", scale=None), alt.Fill("fill:N", scale=None))
    words = [*_key_words(), *(word for each in drawn for word in each.words())]
    for align in ("left", "center", "right"):
        for weight, size, shade in (("bold", FONT_SIZE, TEXT), ("bold", SMALL, TEXT), ("normal", SMALL, GREY)):
            found = [each for each in words if each["style"] == (align, weight, size)]
            style: dict[str, Any] = {"align": align, "fontWeight": weight, "fontSize": size, "baseline": "middle"}
            yield from texts(found, "text:N", x, y, colour=shade, **style)


def _kind(row: GlanceRow) -> tuple[bool, str]:
    return row.is_ratio, row.unit


def _word(x: float, y: float, text: str, align: str, weight: str = "normal", size: int = SMALL) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "style": (align, weight, size)}


FIRST = {"shape": "circle", "fill": "white", "colour": NHS_BLUE, "width": 130}
LATEST = {"fill": NHS_BLUE, "colour": NHS_BLUE, "width": 300}
PARITY = {"shape": "square", "fill": TEXT, "colour": TEXT, "width": 130}
#: The marks above the rows, each with its word.
KEY = ((10, FIRST, "First year held"), (220, {"shape": "circle", **LATEST}, "Latest year"), (380, PARITY, "No gap"))


def _key_marks() -> list[dict[str, Any]]:
    return [{"x": x, "y": NAME, **mark} for x, mark, _ in KEY]


def _key_words() -> list[dict[str, Any]]:
    return [_word(x + 18, NAME, word, "left") for x, _, word in KEY]


class _Row:
    """One row that is being drawn; ``top`` is where it begins."""

    def __init__(self, row: GlanceRow, scale: _Scale, top: float) -> None:
        self._row, self._scale, self._top = row, scale, top

    def lines(self) -> Iterator[dict[str, Any]]:
        row, y = self._row, self._top + STRIP
        if row.latest is None:
            return
        yield {"x": 0, "x2": WIDTH, "y": y, "y2": y, "width": 1, "colour": PALE_GREY}
        if row.first:
            start, end = self._scale(row.first.value), self._scale(row.latest.value)
            if abs(end - start) > CLOSE:
                yield {"x": start, "x2": end, "y": y, "y2": y, "width": 5, "colour": NHS_BLUE}

    def marks(self) -> Iterator[dict[str, Any]]:
        row, y = self._row, self._top + STRIP
        if row.latest is None:
            return
        if row.parity is not None:
            yield {"x": self._scale(row.parity), "y": y, **PARITY}
        at = self._scale(row.latest.value)
        shape = "circle"
        if row.first:
            came_from = self._scale(row.first.value)
            yield {"x": came_from, "y": y, **FIRST}
            if abs(at - came_from) > CLOSE:
                shape = "triangle-right" if at > came_from else "triangle-left"
        yield {"x": at, "y": y, "shape": shape, **LATEST}

    def words(self) -> Iterator[dict[str, Any]]:
        row, top = self._row, self._top
        yield _word(0, top + NAME, row.name, "left", "bold", FONT_SIZE)
        yield _word(0, top + WORDS, row.words, "left")
        if row.held:
            yield _word(WIDTH, top + WORDS, row.held, "right")
        if row.latest is None:
            return
        if row.parity is not None:
            yield _word(self._scale(row.parity), top + PARITY_LABEL, row.parity_label, "center")
        yield from self._numbers(row.latest, top + NUMBERS)

    def _numbers(self, latest: Point, y: float) -> Iterator[dict[str, Any]]:
        """The numbers below their marks, each on its own side."""
        first = self._row.first
        at = self._scale(latest.value)
        if first is None:
            yield _word(at, y, _number(self._row, latest), "center", "bold")
            return
        came_from = self._scale(first.value)
        is_left = at < came_from
        away = -BESIDE if is_left else BESIDE
        yield _word(at + away, y, _number(self._row, latest), "right" if is_left else "left", "bold")
        yield _word(came_from - away, y, _number(self._row, first), "left" if is_left else "right")
