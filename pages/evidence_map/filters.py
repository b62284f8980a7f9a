"""What is on the map: the filters of the list of studies, and how the map is laid out."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import QueryDict

from lists.facets import Value
from lists.filter_sets import ChoiceFilter, ListForm
from lists.list_pages import ListPage
from lists.wording import value_in_words
from pages.evidence_map.dimensions import COLUMNS, Dimension, row_dimensions
from pages.studies.filters import StudyFilterSet

CELLS = (("bubbles", "Bubbles"), ("numbers", "Numbers"))
LAYOUT = ("rows", "columns", "cells")


class LayoutFilter(ChoiceFilter):
    """A way to lay out the map."""

    invalid_choice = "“%(value)s” is not something that %(label)s can show"


class EvidenceMapFilterSet(StudyFilterSet):
    """What is on the map and how it is laid out."""

    # The map itself makes use of it where rows are themes; see MapTable.
    also_theme = None  # type: ignore[assignment]  # how a FilterSet is told to leave one out
    rows = LayoutFilter(label="Rows")
    columns = LayoutFilter(label="Columns")
    cells = LayoutFilter(label="Cells")

    @cached_property
    def row_dimensions(self) -> list[Dimension]:
        return self._cache.get(row_dimensions, row_dimensions)

    @cached_property
    def form(self) -> ListForm:
        form = super().form
        fields: dict[str, Any] = form.fields
        fields["rows"].choices = [(each.name, each.label) for each in self.row_dimensions]
        fields["columns"].choices = [(each.name, each.label) for each in COLUMNS]
        fields["cells"].choices = CELLS
        return form

    def layout(self, name: str) -> str:
        """The reader's choice of rows, columns or cells; empty where there is none."""
        return self.cleaned.get(name) or ""

    @cached_property
    def row_dimension(self) -> Dimension:
        return self._chosen(self.row_dimensions, self.layout("rows"))

    @cached_property
    def column_dimension(self) -> Dimension:
        return self._chosen(COLUMNS, self.layout("columns"))

    @property
    def has_bubbles(self) -> bool:
        return self.layout("cells") != "numbers"

    @staticmethod
    def _chosen(dimensions: Sequence[Dimension], name: str) -> Dimension:
        return next((each for each in dimensions if each.name == name), dimensions[0])

    def values(self, dimension: Dimension) -> list[Value]:
        """The values that a dimension has, in the order of its filter."""
        values = self.facet_values(dimension.noun)
        if not dimension.framework:
            return values
        heading = next(each.group for each in values if each.value == dimension.without_value)
        return [each for each in values if each.group == heading]

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
    """The map's page: that of a list, with a layout in place of pages and an order."""

    filterset: EvidenceMapFilterSet

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
        layouts = []
        for name in LAYOUT:
            field: Any = self.filterset.form.fields[name]
            chosen = self.filterset.layout(name)
            options = (
                (value if place else "", text, value == chosen or not (place or chosen))
                for place, (value, text) in enumerate(field.choices)
            )
            layouts.append((name, str(field.label), tuple(options)))
        return layouts

    @cached_property
    def filter_query(self) -> QueryDict:
        """The valid query without layout, order and page: that of the list of studies with the same filters."""
        query = self.valid_query.copy()
        for name in (*LAYOUT, "sort", "page"):
            query.pop(name, None)
        return query
