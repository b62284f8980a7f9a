"""Counts the studies of every cell, from the keys that the filters of the list of studies remember.

A study may have several themes and several findings, and is to be counted once in a cell whatever its findings. So the
studies of each row, of each column and of each direction are sets, and a cell counts what these have in common.
"""

import operator
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from typing import Any

from evidence.models import OutcomeGroup
from lists.facets import RowsByValue
from pages.evidence_map.dimensions import DESIGN, OUTCOME, Dimension
from pages.evidence_map.filters import EvidenceMapFilterSet

#: The row or column of all studies.
ALL = ""
#: In place of a direction: no finding points anywhere.
NO_FINDING = ""


def group_key(group: str) -> str:
    """The column of all outcomes of a group; no outcome's own slug has a colon."""
    return f"group:{group}"


@dataclass
class Tally:
    """The studies of one cell: how many there are of each design, and how many have a finding in each direction.

    The designs add up to the number of studies; the directions may not, since a study can point several ways.
    """

    designs: dict[str, int] = field(default_factory=dict)
    directions: dict[str, int] = field(default_factory=dict)

    @property
    def studies(self) -> int:
        """How many studies there are."""
        return sum(self.designs.values())


def tallies(filterset: EvidenceMapFilterSet) -> dict[tuple[str, str], Tally]:
    """The tally of each row and column that have studies in common, :data:`ALL` of either included.

    Studies without a value are in the row or column that the dimension names for them. Where columns are outcomes,
    those of a group are tallied together as well, by :func:`group_key`.
    """
    studies, by_column = Bits(filterset.keys), filterset.column_dimension
    designs = studies.of_each(filterset.rows_by_value(DESIGN.filter_name))
    findings = studies.of_each(_findings(filterset))
    directions = _united((direction, having) for (_, direction), having in findings.items())
    without_finding = studies.all_but(directions.values())
    directions[NO_FINDING] = without_finding
    rows = studies.of_each(_rows_of(filterset, filterset.row_dimension)) | {ALL: studies.all}
    if by_column == OUTCOME:
        groups = _groups_of_outcomes(filterset)
        columns = _united((outcome, having) for (outcome, _), having in findings.items())
        columns |= _united((groups[outcome], having) for outcome, having in columns.items())
        columns[by_column.without_value] = without_finding
        # A study may point another way in each of these columns…
        ways = findings | {(by_column.without_value, NO_FINDING): without_finding}
    else:
        columns = studies.of_each(_rows_of(filterset, by_column))
        # … and otherwise points the same way in all of its columns.
        ways = {(column, way): columns[column] & directions[way] for column, way in product(columns, directions)}
    columns[ALL] = studies.all
    ways |= {(ALL, way): having for way, having in directions.items()}
    counted: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
    for (row, in_row), (column, in_column) in product(rows.items(), columns.items()):
        if in_both := in_row & in_column:
            numbers = ((design, (in_both & having).bit_count()) for design, having in designs.items())
            counted[row, column].designs = {design: number for design, number in numbers if number}
    for (row, in_row), ((column, way), having) in product(rows.items(), ways.items()):
        if number := (in_row & having).bit_count():
            counted[row, column].directions[way] = number
    return dict(counted)


class Bits:
    """Sets of studies as whole numbers, with a bit for each of ``studies``: what they share is then counted at once."""

    def __init__(self, studies: AbstractSet[int]) -> None:
        self._places = {study: place for place, study in enumerate(studies)}
        self.all = (1 << len(studies)) - 1

    def of_each(self, rows: RowsByValue) -> dict[Any, int]:
        """The studies that have each value."""
        return {value: self._of(having) for value, having in rows.items()}

    def all_but(self, those: Iterable[int]) -> int:
        """The studies that are in none of ``those``."""
        return self.all & ~reduce(operator.or_, those, 0)

    def _of(self, studies: AbstractSet[int]) -> int:
        bits = bytearray(len(self._places) // 8 + 1)
        for study in studies & self._places.keys():
            place = self._places[study]
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")


def _united(sets: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The sets under each key, put together."""
    united: dict[str, int] = {}
    for key, having in sets:
        united[key] = united.get(key, 0) | having
    return united


def _rows_of(filterset: EvidenceMapFilterSet, dimension: Dimension) -> RowsByValue:
    """The studies that have each value of a dimension other than outcomes."""
    rows = filterset.rows_by_value(dimension.filter_name)
    return {each.value: rows.get(each.value, frozenset()) for each in filterset.values(dimension)}


def _findings(filterset: EvidenceMapFilterSet) -> RowsByValue:
    """The studies that have each outcome and direction together, of the findings that the filters leave."""
    rows = filterset.rows_by_value(OUTCOME.filter_name)
    each: Any = filterset.facet_filters[OUTCOME.filter_name]
    directions, outcomes = each.directions(filterset.chosen), filterset.chosen[OUTCOME.filter_name]
    return {
        (outcome, direction): having
        for (outcome, direction), having in rows.items()
        if direction in directions and (not outcomes or outcome in outcomes)
    }


def _groups_of_outcomes(filterset: EvidenceMapFilterSet) -> dict[str, str]:
    """The column of its group for each outcome."""
    keys = {group.label: group_key(group) for group in OutcomeGroup}
    return {each.value: keys[each.group] for each in filterset.values(OUTCOME) if each.group in keys}
