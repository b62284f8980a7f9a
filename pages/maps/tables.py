"""A map as a table: its rows, its columns, what each cell counts and the list that each cell opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple
from urllib.parse import urlencode

from lists.facets import Value
from lists.links import address
from pages.maps.counting import ALL, Tally, tallies
from pages.maps.dimensions import Dimension
from pages.maps.filters import MapFilterSet, MapPage
from pages.maps.kinds import Split

NOTHING = Tally()


class Part(NamedTuple):
    """How many entries of a cell are in one part of a split."""

    value: str
    label: str
    number: int


@dataclass(frozen=True)
class Cell:
    """The entries that a row and a column have in common; those of all rows or all columns for a total."""

    table: "MapTable"  # the map
    row: Value | None  # the row, or None for all
    column: Value | None  # the column, or None for all
    tally: Tally  # what was counted
    of_columns: tuple[str, ...]  # the columns that the list is asked for; for a group, all of its columns

    @property
    def href(self) -> str:
        return self.table.href(self.row, self.of_columns)

    def piece_href(self, piece: str) -> str:
        """The list of those that are in one piece of its ring."""
        return self.table.href(self.row, self.of_columns, **self.table.kind.piece_filter(piece))

    @property
    def number(self) -> int:
        return self.tally.number

    @property
    def place(self) -> str:
        """Where the cell is: “Skills, Staff knowledge”."""
        named = ", ".join(each.label for each in (self.row, self.column) if each)
        return named or f"All {self.table.kind.plural}"

    def parts(self, split: Split) -> list[Part]:
        """Its parts by a split, of those that it has; an entry may be in several."""
        numbers = self.tally.parts.get(split.name, {})
        return [Part(value, label, numbers[value]) for value, label in split.labels.items() if value in numbers]

    @property
    def pieces(self) -> list[Part]:
        """The pieces of its ring."""
        return self.parts(self.table.kind.ring)


class MapTable:
    """The map that a reader asked for.

    Rows and columns are the values of their dimensions. A filter that takes the same values chooses among them, so that
    a cell and the list that it opens are alike: the list takes one value of each filter. Where rows or columns are
    themes and the filter names a theme of another framework, all stay, and the list is asked for what has both.
    """

    def __init__(self, listing: MapPage) -> None:
        self.listing = listing
        self.filterset: MapFilterSet = listing.filterset
        self.kind = self.filterset.map_kind
        self.by_row: Dimension = self.filterset.row_dimension
        self.by_column: Dimension = self.filterset.column_dimension

    @cached_property
    def tallies(self) -> dict[tuple[str, str], Tally]:
        return tallies(self.filterset.sets())

    @cached_property
    def rows(self) -> list[Value]:
        """The rows, without that of entries which have no value where there are no such entries."""
        chosen = self._chosen(self.by_row)
        return [each for each in chosen if self.states_something(each) or (each.value, ALL) in self.tallies]

    @cached_property
    def columns(self) -> list[Value]:
        """The columns, in the same way."""
        chosen = self._chosen(self.by_column)
        return [each for each in chosen if self.states_something(column=each) or (ALL, each.value) in self.tallies]

    def _chosen(self, dimension: Dimension) -> list[Value]:
        """The values of a dimension that its own filter leaves: those chosen and, of a theme, the subthemes."""
        values = self.filterset.values(dimension)
        chosen = set(self.filterset.chosen[dimension.filter_name])
        if not chosen or not chosen <= {each.value for each in values}:
            return values
        return [each for each in values if each.value in chosen or each.parent in chosen]

    def states_something(self, row: Value | None = None, column: Value | None = None) -> bool:
        """Whether a row or column is a value, rather than that there is none; a gap can only be where one is."""
        ways = (row, self.by_row), (column, self.by_column)
        return not any(value and value.value == dimension.without_value for value, dimension in ways)

    def cell(self, row: Value | None, column: Value | None) -> Cell:
        """The cell of a row and a column, either of which may be all."""
        tally = self.tallies.get((row.value if row else ALL, column.value if column else ALL), NOTHING)
        return Cell(self, row, column, tally, (column.value,) if column else ())

    def cells(self) -> Iterator[Cell]:
        """Every cell, row by row, totals last: of each row at its end, of each column below all."""
        for row, column in product((*self.rows, None), (*self.columns, None)):
            yield self.cell(row, column)

    @cached_property
    def most(self) -> int:
        """How many entries the fullest cell has that is no total."""
        rows, columns = ({each.value for each in of_way} for of_way in (self.rows, self.columns))
        within = (tally for (row, column), tally in self.tallies.items() if row in rows and column in columns)
        return max((tally.number for tally in within), default=0)

    def column_groups(self) -> list[tuple[str, list[Value]]]:
        """The columns under the headings that they have; one empty heading where they have none."""
        groups: dict[str, list[Value]] = {}
        for column in self.columns:
            groups.setdefault(column.group, []).append(column)
        return list(groups.items())

    def group_total(self, heading: str) -> Cell | None:
        """The entries of any column under a heading, each counted once; None where columns are in no such groups."""
        key = self.filterset.column_groups.get(heading)
        if key is None:
            return None
        columns = tuple(each.value for each in self.columns if each.group == heading)
        return Cell(self, None, Value(key, heading), self.tallies.get((ALL, key), NOTHING), columns)

    def href(self, row: Value | None, columns: Sequence[str], **changes: str) -> str:
        """The list of the entries in a row and in any of ``columns``, with other filters changed."""
        pairs = [
            *self._kept[bool(row), bool(columns)],
            *([(self.by_row.filter_name, row.value)] if row else []),
            *((self.by_column.filter_name, column) for column in columns),
        ]
        if changes:
            pairs = [*(pair for pair in pairs if pair[0] not in changes), *changes.items()]
        return f"{self._list_address}?{urlencode(pairs)}"

    @cached_property
    def _list_address(self) -> str:
        return address(self.kind.list_name)

    @cached_property
    def _kept(self) -> dict[tuple[bool, bool], list[tuple[str, str]]]:
        """What a link keeps of the reader's query, for a cell in a row or not, and in a column or not."""
        kept = {}
        for in_a_row, in_a_column in product((True, False), repeat=2):
            query = self.listing.filter_query.copy()
            for is_in, dimension in ((in_a_row, self.by_row), (in_a_column, self.by_column)):
                chosen = query.pop(dimension.filter_name, []) if is_in else []
                if not set(chosen) <= {each.value for each in self.filterset.values(dimension)}:
                    query.setlist("also_theme", chosen)
            kept[in_a_row, in_a_column] = [(name, value) for name, values in query.lists() for value in values]
        return kept
