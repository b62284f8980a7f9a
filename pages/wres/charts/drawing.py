"""Draws charts: as SVG within a page, and as pictures to take away.

A chart is drawn once for as long as it is among the last few hundred, since it is made from nothing but what it shows.
"""

import hashlib
import textwrap
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert

from files.office_texts import for_xml
from pages.wres.charts import funnel, glance, spread, trend
from pages.wres.charts.data import MADE_UP, Chart, Funnel, Glance, Spread, Trend
from pages.wres.charts.style import FONT_SIZE, TEXT, with_style

SVG = "{http://www.w3.org/2000/svg}"
#: How much finer a picture in points is than its units: 1,600 points across are sharp over the width of a page.
SCALE = 2.5
#: How many characters a line of a picture's title and notes has room for.
TITLE_LINE, NOTES_LINE = 46, 80

#: What describes each kind of chart.
KINDS: dict[type[Chart], ModuleType] = {Trend: trend, Funnel: funnel, Spread: spread, Glance: glance}


@dataclass(frozen=True)
class Caption:
    """What a picture says of itself, for those who meet it in a paper: its title, and where it is from."""

    title: str
    notes: tuple[str, ...]


@lru_cache(maxsize=512)
def svg_of(chart: Chart) -> str | None:
    """A chart as an ``<svg>`` element for any page; None if it has nothing to draw.

    Ids are unique and there are no ``style`` attributes: a page may hold several charts, and its CSP forbids inline
    styles. Screen readers get the title and the description.
    """
    kind = KINDS[type(chart)]
    if kind.is_empty(chart):
        return None
    root = drawn(_titled(kind.spec(chart), chart))
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
    unique = f"chart-{hashlib.sha256(repr(chart).encode()).hexdigest()[:12]}"
    _make_ids_unique(root, unique)
    # Without these the SVG is as wide as the page allows.
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("class", "app-chart")
    return _with_words(root, chart, unique)


@lru_cache(maxsize=64)
def picture_of(chart: Chart, caption: Caption | None) -> str | None:
    """A chart as an SVG file, with a caption if it is taken away; None if it has nothing to draw."""
    kind = KINDS[type(chart)]
    if kind.is_empty(chart):
        return None
    root = drawn(_titled(kind.spec(chart), chart, caption))
    return _with_words(root, chart, "chart", SVG)


def png_of(picture: str, scale: float = SCALE) -> bytes:
    """A picture in points, so many times as fine as its units; without a number, fine enough to be printed."""
    return vl_convert.svg_to_png(picture, scale=scale)


def _titled(chart: alt.TopLevelMixin, of: Chart, caption: Caption | None = None) -> alt.TopLevelMixin:
    """A chart that says above it whether it is made up and, as a picture, what it shows and where that is from."""
    heading = [MADE_UP] if of.is_made_up else []
    if caption is None:
        title = alt.TitleParams(heading, fontSize=FONT_SIZE, color=TEXT, anchor="start") if heading else None
        return with_style(chart if title is None else chart.properties(title=title))
    title = alt.TitleParams(
        [*heading, *textwrap.wrap(caption.title, TITLE_LINE)],
        subtitle=[line for note in caption.notes for line in textwrap.wrap(note, NOTES_LINE)],
        fontSize=FONT_SIZE,
        color=TEXT,
        subtitleFontSize=15,
        subtitleColor=TEXT,
        subtitlePadding=8,
        subtitleLineHeight=20,
        anchor="start",
        frame="bounds",
        offset=16,
    )
    return with_style(chart.properties(title=title), padding=20, background="white")


def drawn(chart: alt.TopLevelMixin) -> ET.Element:
    """A chart as SVG, as :func:`plain` has it."""
    return plain(vl_convert.vegalite_to_svg(chart.to_dict()))


def plain(svg: str) -> ET.Element:
    """A drawing of ours without what describes it to screen readers mark by mark, and without styles."""
    ET.register_namespace("", SVG.strip("{}"))
    root = ET.fromstring(for_xml(svg))  # noqa: S314 - it is our own
    for element in root.iter():
        for name in list(element.attrib):
            if name in ("class", "style", "role", "pointer-events") or name.startswith("aria-"):
                del element.attrib[name]
    return root


def _make_ids_unique(root: ET.Element, unique: str) -> None:
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                element.set(name, f"{unique}-{value}")
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{unique}-"))


def _with_words(root: ET.Element, chart: Chart, unique: str, namespace: str = "") -> str:
    title, description = f"{unique}-title", f"{unique}-description"
    root.attrib |= {"role": "img", "aria-labelledby": title, "aria-describedby": description}
    return with_words(
        root,
        (f"{namespace}title", title, chart.title),
        (f"{namespace}desc", description, f"{f'{MADE_UP}. ' if chart.is_made_up else ''}{words_of(chart)}"),
    )


def words_of(chart: Chart) -> str:
    """A chart in words, for those who do not see it."""
    words: str = KINDS[type(chart)].description(chart)
    return words


def with_words(root: ET.Element, *words: tuple[str, str, str]) -> str:
    """A drawing whose first elements are texts for screen readers, each given as its tag, id and text."""
    for position, (tag, name, text) in enumerate(words):
        element = ET.Element(tag, {"id": name})
        element.text = for_xml(text)
        root.insert(position, element)
    return ET.tostring(root, encoding="unicode")
