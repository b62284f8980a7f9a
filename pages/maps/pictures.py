"""A map as a picture to take away: described in Vega-Lite, drawn here, with what a reader needs who has only it."""

import json
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

import altair as alt
from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst

from evidence.models import Source
from files.vega_lite import png_of, svg_of
from lists.links import address
from pages.maps.presenters import bubble, marks_shown
from pages.maps.tables import Cell, MapTable
from pages.wres.charts.drawing import SVG, plain, with_words
from pages.wres.charts.style import FONT, GREY, PALE_GREY, TEXT

# In the drawing's own units.
CELL_WIDTH, CELL_HEIGHT = 72, 76
HEIGHT_OF_NUMBERS = 48
RING = 6
FEWEST_COLUMNS = 9
# The longest label, and what the notes take of the room that labels have.
LABEL, NOTES_BESIDE = 600, 210
WIDTH_OF_A_LETTER = 7
EMPTY = "#e8edee"
# How much finer the picture in points is.
SCALE = 1.5


def picture(table: MapTable, host: str) -> str:
    """The map as SVG. ``host`` is where the reader found the service, for the picture to say where it is from.

    Raises :class:`files.child_processes.NotDone`, as :func:`as_png` does.
    """
    # A narrow map is widened, so that the notes have room.
    width = CELL_WIDTH * max(1, round(FEWEST_COLUMNS / max(len(table.columns), 1)))
    has_bubbles = table.filterset.has_bubbles
    drawing = {
        "title": f"{table.kind.title}: {table.kind.plural} by {table.by_row.noun} and {table.by_column.noun}",
        "notes": list(_notes(table, host, (width * len(table.columns) + NOTES_BESIDE) // WIDTH_OF_A_LETTER)),
        "description": _description(table),
        "columns": [f"{capfirst(each.label)} ({table.cell(None, each).number})" for each in table.columns],
        "rows": [
            f"{'– ' if each.parent else ''}{capfirst(each.label)} ({table.cell(each, None).number})"
            for each in table.rows
        ],
        "groups": list(_groups(table)),
        "cells": list(_cells(table)),
        "pieces": list(_pieces(table)) if has_bubbles else [],
        "width": width,
        "height": CELL_HEIGHT if has_bubbles else HEIGHT_OF_NUMBERS,
    }
    return _draw(json.dumps(drawing))


def _notes(table: MapTable, host: str, line: int) -> Iterator[str]:
    """What stands below the title: what was counted, how to read it, where it is from and when it was drawn."""
    kind, listing = table.kind, table.listing
    labels = kind.ring.labels
    signs = ", ".join(f"{mark.sign} {labels[piece].lower()}" for piece, mark in marks_shown(table).items())
    sources = ", ".join(Source.objects.published().values_list("short_title", flat=True))
    date = format_date(timezone.localdate(), "j F Y")
    query = listing.export_query.rstrip("?")
    summary = table.filterset.summary_note
    for note in (
        f"{listing.total:,} {kind.noun if listing.total == 1 else kind.plural}{f', {summary}' if summary else ''}. "
        f"Filters: {'; '.join(table.filterset.filters_in_words()) or 'none'}.",
        f"{kind.picture_note}: {signs}.",
        f"Source: {settings.SERVICE_NAME}, {host}{address(kind.name)}{query}, {date}. "
        f"{kind.picture_sources}: {sources}.",
    ):
        yield from textwrap.wrap(note, line)


def _spec(drawing: dict[str, Any]) -> alt.TopLevelMixin:
    # What heads groups of columns is a row of its own, above the first.
    x = _axis(alt.X, "column:O", drawing["columns"], first=0, orient="top", labelAngle=-60)
    y = _axis(alt.Y, "row:O", drawing["rows"], first=-1 if drawing["groups"] else 0, orient="left", labelAngle=0)
    filled = [cell for cell in drawing["cells"] if cell["number"]]
    middle = -10 if drawing["pieces"] else -8
    layers = [
        _layer(drawing["cells"])
        .mark_rect(stroke=PALE_GREY, strokeWidth=0.5)
        .encode(x, y, color=alt.Color("fill:N", scale=None)),
    ]
    if drawing["groups"]:
        heading = {"align": "left", "fontSize": 16, "fontWeight": "bold", "color": TEXT, "dx": 6 - drawing["width"] / 2}
        layers.append(_layer(drawing["groups"]).mark_text(**heading).encode(x, y, text="heading:N"))
    if drawing["pieces"]:
        layers.append(
            _layer(drawing["pieces"])
            .mark_arc(yOffset=middle)
            .encode(
                x,
                y,
                theta=alt.Theta("start:Q", scale=None, stack=None),
                theta2="end:Q",
                radius=alt.Radius("outer:Q", scale=None, stack=None),
                radius2="inner:Q",
                color=alt.Color("colour:N", scale=None),
            )
        )
    if filled:
        number = _layer(filled).mark_text(fontSize=15, fontWeight="bold", color=TEXT, dy=middle)
        pieces = _layer(filled).mark_text(fontSize=13, color=TEXT, dy=28 if drawing["pieces"] else 12)
        layers += [number.encode(x, y, text="number:Q"), pieces.encode(x, y, text="signs:N")]
    return (
        alt.layer(*layers)
        .resolve_scale(color="independent", theta="independent", radius="independent")
        .properties(
            width=alt.Step(drawing["width"]),
            height=alt.Step(drawing["height"]),
            title=alt.TitleParams(
                drawing["title"],
                subtitle=drawing["notes"],
                anchor="start",
                frame="bounds",
                fontSize=24,
                subtitleFontSize=14,
                subtitleColor=TEXT,
                subtitlePadding=8,
                subtitleLineHeight=20,
                offset=20,
            ),
        )
        .configure(font=FONT, padding=20, background="white")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=15, labelColor=TEXT, titleColor=GREY)
    )


def _layer(values: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=values))


def _axis(channel: Any, field: str, labels: list[str], *, first: int, **options: Any) -> Any:
    """An axis of places called by number, since two may have the same name; from ``first``, which may be -1."""
    axis = alt.Axis(
        title=None,
        ticks=False,
        domain=False,
        labelLimit=LABEL,
        labelOverlap=False,
        labelExpr=f"datum.value < 0 ? '' : {json.dumps(labels)}[datum.value]",
        **options,
    )
    scale = alt.Scale(domain=list(range(first, len(labels))), paddingInner=0, paddingOuter=0)
    return channel(field, sort=None, scale=scale, axis=axis)


def _groups(table: MapTable) -> Iterator[dict[str, Any]]:
    """What heads groups of columns, each above its first: ``{"row": -1, "column": 9, "heading": "Patients"}``."""
    groups = table.column_groups()
    column = 0
    for heading, columns in groups if len(groups) > 1 else []:
        yield {"row": -1, "column": column, "heading": heading}
        column += len(columns)


def _places(table: MapTable) -> Iterator[tuple[dict[str, int], Cell]]:
    """Each cell that is no total, with where it is."""
    for (row, of_row), (column, of_column) in product(enumerate(table.rows), enumerate(table.columns)):
        yield {"row": row, "column": column}, table.cell(of_row, of_column)


def _cells(table: MapTable) -> Iterator[dict[str, Any]]:
    """Each cell: ``{"row": 0, "column": 2, "number": 3, "fill": "white", "signs": "↑2 ↕1"}``."""
    for place, cell in _places(table):
        signs = " ".join(f"{table.kind.marks[part.value].sign}{part.number}" for part in cell.pieces)
        yield place | {"number": cell.number, "fill": "white" if cell.number else EMPTY, "signs": signs}


def _pieces(table: MapTable) -> Iterator[dict[str, Any]]:
    """The pieces of each ring: ``{"row": 0, "column": 2, "start": 0.0, "end": 4.2, "outer": 20, …}``."""
    colours = {mark.name: mark.colour for mark in table.kind.marks.values()}
    filled = [(place, bubble(cell, table.most)) for place, cell in _places(table) if cell.number]
    for place, ring in filled:
        for name, length, began in ring["pieces"]:
            yield place | {
                "start": began * 2 * 3.14159265 / 100,
                "end": (began + length) * 2 * 3.14159265 / 100,
                "outer": ring["size"] / 2,
                "inner": ring["size"] / 2 - RING,
                "colour": colours[name],
            }


def _description(table: MapTable) -> str:
    """The map in words: ``Skills: Staff knowledge 5 (improved 4, mixed 1), Staff skills 2 (improved 2). …``."""
    sentences = []
    for row in table.rows:
        cells = [
            f"{column.label} {cell.number} ({_pieces_in_words(cell)})"
            for column in table.columns
            if (cell := table.cell(row, column)).number
        ]
        sentences.append(f"{row.label}: {', '.join(cells) or f'no {table.kind.plural}'}.")
    return " ".join(sentences)


def _pieces_in_words(cell: Cell) -> str:
    """The pieces of a cell: “improved 4, mixed 1”."""
    return ", ".join(f"{part.label.lower()} {part.number}" for part in cell.pieces)


@lru_cache(maxsize=64)
def _draw(drawing: str) -> str:
    """Draw a map, and say in the drawing what it shows to those who do not see it."""
    described = json.loads(drawing)
    root = plain(svg_of(_spec(described).to_dict()))
    root.attrib |= {"role": "img", "aria-labelledby": "title", "aria-describedby": "desc"}
    title, description = described["title"], described["description"]
    return with_words(root, (f"{SVG}title", "title", title), (f"{SVG}desc", "desc", description))


@lru_cache(maxsize=32)
def as_png(svg: str) -> bytes:
    """A drawing in points."""
    return png_of(svg, SCALE)
