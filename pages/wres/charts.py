"""Charts of published WRES values, described in Vega-Lite and drawn to SVG here, so that a page needs no script."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert

NHS_BLUE = "#005eb8"
NHS_DARK_BLUE = "#003087"
TEXT = "#212b32"
GREY = "#425563"
PALE_GREY = "#aeb7bd"
FONT = "Arial, sans-serif"

# Sizes in the drawing's own units. At 375 pixels the drawing shrinks to a little over half, and must still be read.
WIDTH = 600
HEIGHT = 280
FONT_SIZE = 22
# With more years than this, numbers stand too close together to carry a unit as well.
MOST_YEARS_WITH_UNIT = 8

# A series has a shape of its own beside its colour, since not everyone can tell the colours apart.
COLOURS = (NHS_BLUE, TEXT, NHS_DARK_BLUE, GREY)
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Point:
    """One published value.

    Attributes:
        year: The reporting year.
        value: Where it stands on the axis.
        label: The number with as many decimals as were published.
        published_in: What it was read in; no line joins values of two publications.
    """

    year: int
    value: float
    label: str
    published_in: str = ""


@dataclass(frozen=True)
class Series:
    """The values of one group.

    Attributes:
        name: The group, written at its last value where a chart has several series.
        points: Its values in any order.
    """

    name: str
    points: tuple[Point, ...]


def indicator_chart(series: Iterable[Series], *, title: str, unit: str = "", parity: float | None = None) -> str | None:
    """Draw the published values of one measure over the years.

    Every value is a point with its label. A line joins only values of consecutive years, so that a year without a value
    stays a gap. Nothing is to be told from colour alone: each series has a shape and a name at its last value.

    Args:
        series: The groups to draw; those without values are left out.
        title: What the chart shows, for those who do not see it.
        unit: What follows a number, for example ``%``. Words after a space have no room in the drawing; the
            description says them.
        parity: The value at which the groups fare the same; a dashed line is drawn there.

    Returns:
        An ``<svg>`` element to put into a page, or None where no values are held.
    """
    drawn = tuple(one for one in series if one.points)
    return _chart(drawn, title, unit, parity) if drawn else None


@lru_cache(maxsize=256)
def _chart(drawn: tuple[Series, ...], title: str, unit: str, parity: float | None) -> str:
    """Describe, draw and tell of the values."""
    spec = _spec(drawn, "" if unit.startswith(" ") else unit, parity)
    return _draw(spec, title, _description(drawn, unit, parity))


def _spec(series: Sequence[Series], unit: str, parity: float | None) -> dict[str, Any]:
    """Describe the chart in Vega-Lite."""
    names = [one.name for one in series]
    values = [point.value for one in series for point in one.points]
    years = [point.year for one in series for point in one.points]
    domain = list(range(min(years), max(years) + 1))

    x = alt.X(
        "year:O",
        scale=alt.Scale(domain=domain, padding=0.5),
        axis=alt.Axis(title=None, labelAngle=0, ticks=False, labelPadding=10, domainColor=GREY, labelOverlap="greedy"),
    )
    y = alt.Y(
        "value:Q",
        scale=_scale(values, parity),
        axis=alt.Axis(
            title=None,
            tickCount=4,
            ticks=False,
            domain=False,
            gridColor=PALE_GREY,
            labelPadding=8,
            labelExpr=f"format(datum.value, '{_number_format(values, parity)}') + '{unit}'",
        ),
    )
    colour = alt.Color("series:N", scale=alt.Scale(domain=names, range=list(COLOURS)), legend=None)
    shape = alt.Shape("series:N", scale=alt.Scale(domain=names, range=list(SHAPES)), legend=None)

    labels = list(_labels(series, unit if len(domain) <= MOST_YEARS_WITH_UNIT else ""))
    lines = alt.Chart(alt.InlineData(values=list(_runs(series)))).mark_line(strokeWidth=3)
    points = alt.Chart(alt.InlineData(values=labels)).mark_point(size=140, filled=True, opacity=1)
    layers = [
        *([] if parity is None else _parity(parity)),
        lines.encode(x, y, colour, detail="run:N"),
        points.encode(x, y, colour, shape),
    ]
    for above in (True, False):
        placed = [label for label in labels if label["above"] is above]
        last = [label for label in placed if label["last"] and len(series) > 1]
        # A name keeps clear of its value and, where two series end close together, of the other name.
        layers += [
            *_texts(placed, x, y, "label:N", dy=-24 if above else 38),
            *_texts(last, x, y, "series:N", dx=14, dy=-4 if above else 4, align="left", baseline="middle"),
        ]
    chart = (
        alt.layer(*layers)
        .properties(width=WIDTH, height=HEIGHT, autosize=alt.AutoSizeParams(type="fit", contains="padding"))
        .configure(font=FONT, padding=6, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=FONT_SIZE, labelColor=GREY)
    )
    spec: dict[str, Any] = chart.to_dict()
    return spec


def _texts(labels: list[dict[str, Any]], x: alt.X, y: alt.Y, field: str, **place: Any) -> list[alt.Chart]:
    """A layer that writes ``field`` of each label; no layer where there are none."""
    if not labels:
        return []
    chart = alt.Chart(alt.InlineData(values=labels)).mark_text(fontSize=FONT_SIZE, fontWeight="bold", **place)
    return [chart.encode(x, y, text=field, color=alt.value(TEXT))]


def _parity(parity: float) -> list[alt.Chart]:
    """A dashed line across the chart where the groups fare the same, with its name beside it."""
    data = alt.InlineData(values=[{"value": parity, "label": "Parity"}])
    rule = alt.Chart(data).mark_rule(color=GREY, strokeDash=[8, 6], strokeWidth=2).encode(y="value:Q")
    name = alt.Chart(data).mark_text(align="left", baseline="middle", dx=8, fontSize=FONT_SIZE, color=GREY)
    return [rule, name.encode(x=alt.value("width"), y="value:Q", text="label:N")]


def _scale(values: Sequence[float], parity: float | None) -> alt.Scale:
    """Shares start at nothing; likelihoods and differences stand around parity, with room for the labels."""
    if parity is None:
        return alt.Scale(domain=[0, max([*values, 1]) * 1.25], nice=4)
    lowest, highest = min([*values, parity]), max([*values, parity])
    room = max((highest - lowest) * 0.25, 0.1)
    return alt.Scale(domain=[lowest - room, highest + room], zero=False, nice=4)


def _number_format(values: Sequence[float], parity: float | None) -> str:
    """The axis writes whole numbers, or tenths where its values lie within a few units of each other."""
    spread = [*values, 0.0 if parity is None else parity]
    return ".1f" if max(spread) - min(spread) < 4 else ".0f"


def _runs(series: Sequence[Series]) -> Iterator[dict[str, Any]]:
    """The points of each series with the run of years, consecutive and of one publication, that they belong to.

    Yields::

        {"series": "BME", "run": "0-2021", "year": 2022, "value": 24.2}
    """
    for number, one in enumerate(series):
        start = 0
        previous: Point | None = None
        for point in sorted(one.points, key=lambda point: point.year):
            follows = previous is not None and (point.year, point.published_in) == (
                previous.year + 1,
                previous.published_in,
            )
            if not follows:
                start = point.year
            previous = point
            yield {"series": one.name, "run": f"{number}-{start}", "year": point.year, "value": point.value}


def _labels(series: Sequence[Series], unit: str) -> Iterator[dict[str, Any]]:
    """The points with what is written beside them.

    Labels stand above their points, but below where another series has a higher value in that year.

    Yields::

        {"series": "BME", "year": 2023, "value": 16.6, "label": "16.6%", "above": True, "last": True}
    """
    highest: dict[int, float] = {}
    for one in series:
        for point in one.points:
            highest[point.year] = max(point.value, highest.get(point.year, point.value))
    for one in series:
        last = max(point.year for point in one.points)
        for point in one.points:
            yield {
                "series": one.name,
                "year": point.year,
                "value": point.value,
                "label": f"{point.label}{unit}",
                "above": point.value >= highest[point.year],
                "last": point.year == last,
            }


def _description(series: Sequence[Series], unit: str, parity: float | None) -> str:
    """What the chart shows in words: ``BME: 17.7% in 2016, 22.4% in 2021. A dashed line marks parity at 0.``"""
    sentences = []
    for one in series:
        points = sorted(one.points, key=lambda point: point.year)
        values = ", ".join(f"{point.label}{unit} in {point.year}" for point in points)
        sentences.append(f"{one.name}: {values}.")
    if parity is not None:
        sentences.append(f"A dashed line marks parity at {parity:g}.")
    return " ".join(sentences)


def _draw(spec: dict[str, Any], title: str, description: str) -> str:
    """Draw a specification, and make of the drawing an element that can stand in any page.

    A page may hold several drawings, and forbids inline styles: names become unique, ``style`` attributes go. The parts
    of the drawing are of no use to a screen reader, which is given the title and the description instead.
    """
    # The drawing is our own and comes from no reader.
    root = ET.fromstring(vl_convert.vegalite_to_svg(spec))  # noqa: S314
    unique = "chart-" + hashlib.sha256(f"{json.dumps(spec, sort_keys=True)}{title}".encode()).hexdigest()[:12]
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
        for name, value in list(element.attrib.items()):
            if name in ("class", "style", "role", "pointer-events") or name.startswith("aria-"):
                del element.attrib[name]
            elif name == "id":
                element.set(name, f"{unique}-{value}")
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{unique}-"))
    # Without a size of its own the drawing takes the width that the page has for it.
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {
        "class": "app-chart",
        "role": "img",
        "aria-labelledby": f"{unique}-title",
        "aria-describedby": f"{unique}-description",
    }
    for position, (tag, name, text) in enumerate(
        (("title", f"{unique}-title", title), ("desc", f"{unique}-description", description))
    ):
        element = ET.Element(tag, {"id": name})
        element.text = text
        root.insert(position, element)
    return ET.tostring(root, encoding="unicode")
