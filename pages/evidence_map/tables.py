"""The map as a table: its rows, its columns, what each cell counts and the list of studies that each cell opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple
from urllib.parse import urlencode

from evidence.models import Design, Direction, OutcomeGroup, Retraction
from lists.facets import NOT_STATED, Value
from lists.links import address
from pages.evidence_map.counting import ALL, NO_FINDING, Tally, group_key, tallies
from pages.evidence_map.dimensions import OUTCOME, Dimension
from pages.evidence_map.filters import EvidenceMapFilterSet, MapPage

NOTHING = Tally()
DESIGNS: dict[str, str] = dict(Design.choices)
NOTICES: dict[str, str] = dict(Retraction.choices)
DIRECTIONS: dict[str, str] = {**dict(Direction.choices), NO_FINDING: "No finding reported"}


class Part(NamedTuple):
    """How many studies of a cell are of one design, or point in one direction."""

    value: str
    label: str
    number: int


@dataclass(frozen=True)
class Cell:
    """The studies that a row and a column have in common; those of all rows or all columns for a total."""

    table: "MapTable"  # the map
    row: Value | None  # the row, or None for all
    column: Value | None  # the column, or None for all
    tally: Tally  # what was counted
    of_columns: tuple[str, ...]  # the columns that the list is asked for; for a group, all of its columns

    @property
    def href(self) -> str:
        return self.table.href(self.row, self.of_columns)

    def direction_href(self, direction: str) -> str:
        """The list of those that point in one direction, or have no finding."""
        if direction == NO_FINDING:
            return self.table.href(self.row, self.of_columns, outcome=NOT_STATED)
        return self.table.href(self.row, self.of_columns, direction=direction)

    @property
    def studies(self) -> int:
        return self.tally.studies

    @property
    def place(self) -> str:
        """Where the cell is: “Skills, Staff knowledge”."""
        return ", ".join(each.label for each in (self.row, self.column) if each) or "All studies"

    @property
    def designs(self) -> list[Part]:
        """The designs of its studies; the numbers add up to the number of studies."""
        return _parts(DESIGNS, self.tally.designs)

    @property
    def directions(self) -> list[Part]:
        """Which way they point; a study that points several ways is in each, one that points nowhere in the last."""
        return _parts(DIRECTIONS, self.tally.directions)

    @property
    def notices(self) -> list[Part]:
        """How many of its studies were retracted, questioned or corrected; most have no notice."""
        return _parts(NOTICES, self.tally.notices)


def _parts(labels: dict[str, str], numbers: dict[str, int]) -> list[Part]:
    return [Part(value, label, numbers[value]) for value, label in labels.items() if value in numbers]


class MapTable:
    """The map that a reader asked for.

    Rows and columns are the values of their dimensions. A filter that takes the same values chooses among them, so that
    a cell and the list that it opens are alike: the list takes one value of each filter. Where rows are themes and the
    filter names a theme of another framework, all rows stay, and the list is asked for studies that have both.
    """

    def __init__(self, listing: MapPage) -> None:
        self.listing = listing
        self.filterset: EvidenceMapFilterSet = listing.filterset
        self.by_row: Dimension = self.filterset.row_dimension
        self.by_column: Dimension = self.filterset.column_dimension

    @cached_property
    def tallies(self) -> dict[tuple[str, str], Tally]:
        return tallies(self.filterset)

    @cached_property
    def rows(self) -> list[Value]:
        """The rows, without that of studies which have no value where there are no such studies."""
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
        chosen = set(self.filterset.chosen[dimension.noun])
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
        """How many studies the fullest cell has that is no total."""
        rows, columns = ({each.value for each in of_way} for of_way in (self.rows, self.columns))
        within = (tally for (row, column), tally in self.tallies.items() if row in rows and column in columns)
        return max((tally.studies for tally in within), default=0)

    def column_groups(self) -> list[tuple[str, list[Value]]]:
        """The columns under the headings that they have; one empty heading where they have none."""
        groups: dict[str, list[Value]] = {}
        for column in self.columns:
            groups.setdefault(column.group, []).append(column)
        return list(groups.items())

    def group_total(self, heading: str) -> Cell | None:
        """The studies of any column under a heading, each counted once; None where columns have no headings."""
        group = next((each for each in OutcomeGroup if each.label == heading), None)
        if self.by_column != OUTCOME or group is None:
            return None
        columns = tuple(each.value for each in self.columns if each.group == heading)
        tally = self.tallies.get((ALL, group_key(group)), NOTHING)
        return Cell(self, None, Value(group_key(group), heading), tally, columns)

    def href(self, row: Value | None, columns: Sequence[str], **changes: str) -> str:
        """The list of the studies in a row and in any of ``columns``, with other filters changed."""
        pairs = [
            *self._kept[bool(row), bool(columns)],
            *([(self.by_row.noun, row.value)] if row else []),
            *((self.by_column.noun, column) for column in columns),
        ]
        if changes:
            pairs = [*(pair for pair in pairs if pair[0] not in changes), *changes.items()]
        return f"{self._list_address}?{urlencode(pairs)}"

    @cached_property
    def _list_address(self) -> str:
        return address("studies")

    @cached_property
    def _kept(self) -> dict[tuple[bool, bool], list[tuple[str, str]]]:
        """What a link keeps of the reader's query, for a cell in a row or not, and in a column or not."""
        kept = {}
        for in_a_row, in_a_column in product((True, False), repeat=2):
            query = self.listing.filter_query.copy()
            if in_a_row:
                chosen = query.pop(self.by_row.noun, [])
                if not set(chosen) <= {row.value for row in self.filterset.values(self.by_row)}:
                    query.setlist("also_theme", chosen)
            if in_a_column:
                query.pop(self.by_column.noun, None)
            kept[in_a_row, in_a_column] = [(name, value) for name, values in query.lists() for value in values]
        return kept
