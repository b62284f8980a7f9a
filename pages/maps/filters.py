"""What is on a map: the filters of a list, and how the map is laid out."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.http import QueryDict
from pyroaring import BitMap

from lists.facets import Value
from lists.filter_sets import ChoiceFilter, ListFilterSet, ListForm
from lists.list_pages import ListPage
from lists.wording import value_in_words
from pages.maps.counting import ALL, Sets, among
from pages.maps.dimensions import Dimension
from pages.maps.kinds import MapKind

CELLS = (("bubbles", "Bubbles"), ("numbers", "Numbers"))
LAYOUT = ("rows", "columns", "cells")


class LayoutFilter(ChoiceFilter):
    """A way to lay out the map."""

    invalid_choice = "“%(value)s” is not something that %(label)s can show"


class MapFilterSet(ListFilterSet):
    """What is on a map and how it is laid out; a subclass also is the FilterSet of the list that the cells open."""

    map_kind: ClassVar[MapKind]

    rows = LayoutFilter(label="Rows")
    columns = LayoutFilter(label="Columns")
    cells = LayoutFilter(label="Cells")

    @property
    def row_dimensions(self) -> Sequence[Dimension]:
        """What rows can be, the default first."""
        raise NotImplementedError

    @property
    def column_dimensions(self) -> Sequence[Dimension]:
        """What columns can be, the default first."""
        raise NotImplementedError

    @cached_property
    def form(self) -> ListForm:
        form = super().form
        fields: dict[str, Any] = form.fields
        fields["rows"].choices = [(each.name, each.label) for each in self.row_dimensions]
        fields["columns"].choices = [(each.name, each.label) for each in self.column_dimensions]
        fields["cells"].choices = CELLS
        chosen = [
            next((each.filter_name for each in dimensions if each.name == form.cleaned.get(name)), None)
            for name, dimensions in (("rows", self.row_dimensions), ("columns", self.column_dimensions))
        ]
        # The list takes one value of each filter for a cell.
        if chosen[0] and chosen[0] == chosen[1]:
            form.add_error("columns", "Columns must show something else than rows do")
        return form

    def layout(self, name: str) -> str:
        """The reader's choice of rows, columns or cells; empty where there is none."""
        return self.cleaned.get(name) or ""

    @cached_property
    def row_dimension(self) -> Dimension:
        """The reader's choice, else the first that columns do not show."""
        chosen = self._chosen(self.row_dimensions, "rows")
        columns = self._chosen(self.column_dimensions, "columns")
        taken = columns.filter_name if columns else ""
        return chosen or next(each for each in self.row_dimensions if each.filter_name != taken)

    @cached_property
    def column_dimension(self) -> Dimension:
        """The reader's choice, else the first that rows do not show."""
        taken = self.row_dimension.filter_name
        chosen = self._chosen(self.column_dimensions, "columns")
        return chosen or next(each for each in self.column_dimensions if each.filter_name != taken)

    @property
    def has_bubbles(self) -> bool:
        return self.layout("cells") != "numbers"

    def _chosen(self, dimensions: Sequence[Dimension], name: str) -> Dimension | None:
        return next((each for each in dimensions if each.name == self.layout(name)), None)

    def values(self, dimension: Dimension) -> list[Value]:
        """The values that a dimension has, in the order of its filter."""
        values = self.facet_values(dimension.filter_name)
        if not dimension.framework:
            return values
        heading = next(each.group for each in values if each.value == dimension.without_value)
        return [each for each in values if each.group == heading]

    def sets_of(self, dimension: Dimension) -> dict[str, BitMap]:
        """The entries in the list that have each value of a dimension, and under ALL all of them."""
        keys = self.facet_keys(dimension.filter_name)
        by_value = {each.value: keys.get(each.value, BitMap()) for each in self.values(dimension)}
        return among(self.keys, by_value) | {ALL: self.keys}

    def sets(self) -> Sets:
        """What the map counts."""
        raise NotImplementedError

    @property
    def column_groups(self) -> dict[str, str]:
        """The key of the column that holds all columns below a heading, by the heading, where there are such."""
        return {}

    @property
    def pieces_shown(self) -> list[str]:
        """The pieces that the map can have."""
        return list(self.map_kind.marks)

    @property
    def summary_note(self) -> str:
        """What a picture says of all its entries after their number; empty if nothing."""
        return ""

    def filters_in_words(self) -> list[str]:
        """The filters in use: ``["Theme: Skills or Resources", "Published from: 2015"]``."""
        words = []
        for name, each in self.filters.items():
            if name in self.facet_filters:
                labels = {one.value: one.label for one in self.facet_values(name)}
                value: Any = " or ".join(labels[one] for one in self.chosen[name])
            elif name in self.sql_filters:
                given = self.cleaned.get(name)
                value = "" if given is None else value_in_words(given)
            else:
                continue
            if value not in (None, ""):
                words.append(f"{each.label}: {value}")
        return words


class MapPage(ListPage):
    """A map's page: that of a list, with a layout in place of pages and an order."""

    filterset: MapFilterSet

    @cached_property
    def requested_page(self) -> int:
        return 1

    @property
    def range(self) -> str:
        return f"Map of {self.number}"

    @property
    def layouts(self) -> list[tuple[str, str, tuple[tuple[str, str, bool], ...]]]:
        """The choices of rows, columns and cells; the default has no value, so that the address stays short.

        Returns name, label and options of each, of an option its value, text and whether it is selected::

            [("rows", "Rows", (("", "Themes: …", True), ("population", "Population", False), …)), …]
        """
        filterset = self.filterset
        shown = {
            "rows": filterset.row_dimension.name,
            "columns": filterset.column_dimension.name,
            "cells": filterset.layout("cells") or CELLS[0][0],
        }
        layouts = []
        for name in LAYOUT:
            field: Any = filterset.form.fields[name]
            options = (
                (value if place else "", text, value == shown[name])
                for place, (value, text) in enumerate(field.choices)
            )
            layouts.append((name, str(field.label), tuple(options)))
        return layouts

    @cached_property
    def filter_query(self) -> QueryDict:
        """The valid query without layout, order and page: that of the list with the same filters."""
        query = self.valid_query.copy()
        for name in (*LAYOUT, "sort", "page"):
            query.pop(name, None)
        return query
