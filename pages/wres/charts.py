"""Charts of published WRES values, described in Vega-Lite and drawn to SVG on the server."""

import hashlib
import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
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

# In SVG units: on a phone the chart shrinks to little more than half, and must still be legible.
WIDTH = 600
HEIGHT = 280
FONT_SIZE = 22
# With more years than this, labels have no room for a unit.
MAX_YEARS_WITH_UNIT = 8

# Each series has its own shape too, for readers who cannot tell the colours apart.
COLOURS = (NHS_BLUE, TEXT, NHS_DARK_BLUE, GREY)
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Point:
    """A published value."""

    year: int
    value: float
    label: str  # the number with the published decimals
    # A line joins values of consecutive years only if they have one of these in common.
    published_in: frozenset[Hashable] = frozenset({""})


@dataclass(frozen=True)
class Series:
    """The values of one group, in any order; the name stands at the last value if a chart has several series."""

    name: str
    points: tuple[Point, ...]


def indicator_chart(
    series: Iterable[Series],
    *,
    title: str,
    unit: str = "",
    parity: float | None = None,
    new_series_from: int | None = None,
) -> str | None:
    """The published values of a measure over the years as an ``<svg>`` element; None without values.

    A line joins only values of consecutive years of one publication. Series differ in shape and name as well as colour.
    The title is for screen readers. A unit that starts with a space is too long for labels and stands in the
    description alone. A dashed line marks parity, where the groups fare the same. Where values are counted in another
    way from a year on, an upright line before it tells them apart.
    """
    drawn = tuple(one for one in series if one.points)
    years = {point.year for one in drawn for point in one.points}
    if new_series_from is None or not min(years, default=0) < new_series_from <= max(years, default=0):
        new_series_from = None
    return _chart(drawn, title, unit, parity, new_series_from) if drawn else None


@lru_cache(maxsize=256)
def _chart(drawn: tuple[Series, ...], title: str, unit: str, parity: float | None, new_series_from: int | None) -> str:
    spec = _spec(drawn, "" if unit.startswith(" ") else unit, parity, new_series_from)
    return _draw(spec, title, _description(drawn, unit, parity, new_series_from))


def _spec(series: Sequence[Series], unit: str, parity: float | None, new_series_from: int | None) -> dict[str, Any]:
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

    labels = list(_labels(series, unit if len(domain) <= MAX_YEARS_WITH_UNIT else ""))
    lines = alt.Chart(alt.InlineData(values=list(_runs(series)))).mark_line(strokeWidth=3)
    points = alt.Chart(alt.InlineData(values=labels)).mark_point(size=140, filled=True, opacity=1)
    layers = [
        *([] if parity is None else _parity(parity)),
        *([] if new_series_from is None else _break_before(new_series_from)),
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
    return chart.to_dict()


def _texts(labels: list[dict[str, Any]], x: alt.X, y: alt.Y, field: str, **place: Any) -> list[alt.Chart]:
    """A layer that writes ``field`` of each label; none without labels."""
    if not labels:
        return []
    chart = alt.Chart(alt.InlineData(values=labels)).mark_text(fontSize=FONT_SIZE, fontWeight="bold", **place)
    return [chart.encode(x, y, text=field, color=alt.value(TEXT))]


def _parity(parity: float) -> list[alt.Chart]:
    data = alt.InlineData(values=[{"value": parity, "label": "Parity"}])
    rule = alt.Chart(data).mark_rule(color=GREY, strokeDash=[8, 6], strokeWidth=2).encode(y="value:Q")
    name = alt.Chart(data).mark_text(align="left", baseline="middle", dx=8, fontSize=FONT_SIZE, color=GREY)
    return [rule, name.encode(x=alt.value("width"), y="value:Q", text="label:N")]


def _break_before(year: int) -> list[alt.Chart]:
    """An upright line between a year and the one before it."""
    between = alt.value(alt.expr(f"(scale('x', {year - 1}) + scale('x', {year})) / 2"))
    data = alt.InlineData(values=[{"label": "New series"}])
    rule = alt.Chart(data).mark_rule(color=GREY, strokeDash=[8, 6], strokeWidth=2)
    name = alt.Chart(data).mark_text(align="left", baseline="top", dx=8, fontSize=FONT_SIZE, color=GREY)
    return [rule.encode(x=between), name.encode(x=between, y=alt.value(0), text="label:N")]


def _scale(values: Sequence[float], parity: float | None) -> alt.Scale:
    """The y scale: from 0 for shares, around parity for likelihoods and differences."""
    if parity is None:
        return alt.Scale(domain=[0, max([*values, 1]) * 1.25], nice=4)
    lowest, highest = min([*values, parity]), max([*values, parity])
    room = max((highest - lowest) * 0.25, 0.1)
    return alt.Scale(domain=[lowest - room, highest + room], zero=False, nice=4)


def _number_format(values: Sequence[float], parity: float | None) -> str:
    """The axis labels' format: one decimal if the values are close together."""
    spread = [*values, 0.0 if parity is None else parity]
    return ",.1f" if max(spread) - min(spread) < 4 else ",.0f"


def _runs(series: Sequence[Series]) -> Iterator[dict[str, Any]]:
    """The points, each with the run of consecutive years that it belongs to: “0-1”."""
    for number, one in enumerate(series):
        ends: list[Point] = []  # of each run
        for point in sorted(one.points, key=lambda point: point.year):
            run = next((run for run, end in enumerate(ends) if _are_joined(end, point)), len(ends))
            ends[run : run + 1] = [point]
            yield {"series": one.name, "run": f"{number}-{run}", "year": point.year, "value": point.value}


def _are_joined(earlier: Point, later: Point) -> bool:
    return earlier.year == later.year - 1 and not earlier.published_in.isdisjoint(later.published_in)


def _labels(series: Sequence[Series], unit: str) -> Iterator[dict[str, Any]]:
    """The points with their labels, which stand below where another series has a higher value in that year."""
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


def _description(series: Sequence[Series], unit: str, parity: float | None, new_series_from: int | None) -> str:
    """The chart's description: ``BME: 17.7% in 2016, 22.4% in 2021. A dashed line marks parity at 0.``"""
    sentences = []
    for one in series:
        points = sorted(one.points, key=lambda point: point.year)
        values = ", ".join(f"{point.label}{unit} in {point.year}" for point in points)
        sentences.append(f"{one.name}: {values}.")
    if parity is not None:
        sentences.append(f"A dashed line marks parity at {parity:g}.")
    if new_series_from is not None:
        sentences.append(f"A new series begins in {new_series_from}.")
    return " ".join(sentences)


def _draw(spec: dict[str, Any], title: str, description: str) -> str:
    """Draws a specification as an ``<svg>`` element for any page.

    Ids become unique and ``style`` attributes are removed, since a page may hold several charts and its CSP forbids
    inline styles. Screen readers get the title and the description.
    """
    # The SVG is our own.
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
    # Without these the SVG is as wide as the page allows.
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {
        "class": "app-chart",
        "role": "img",
        "aria-labelledby": f"{unique}-title",
        "aria-describedby": f"{unique}-description",
    }
    return with_words(root, ("title", f"{unique}-title", title), ("desc", f"{unique}-description", description))


def with_words(root: ET.Element, *words: tuple[str, str, str]) -> str:
    """A drawing whose first elements are texts for screen readers, each given as its tag, id and text."""
    for position, (tag, name, text) in enumerate(words):
        element = ET.Element(tag, {"id": name})
        element.text = text
        root.insert(position, element)
    return ET.tostring(root, encoding="unicode")
