"""Counts the studies of every cell, from the same sets of keys as the facets of the list of studies.

A study may have several themes and several findings, and is to be counted once in a cell whatever its findings. So the
studies of each row, of each column and of each direction are sets, and a cell counts what these have in common.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from pyroaring import BitMap

from database.key_sets import KeysByValue
from evidence.models import OutcomeGroup
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
    """The studies of one cell: how many there are of each design, and how many have a finding in each direction
    or a notice.

    The designs add up to the number of studies; the directions may not, since a study can point several ways.
    """

    designs: dict[str, int] = field(default_factory=dict)
    directions: dict[str, int] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)

    @property
    def studies(self) -> int:
        return sum(self.designs.values())


def tallies(filterset: EvidenceMapFilterSet) -> dict[tuple[str, str], Tally]:
    """The tally of each row and column that have studies in common, :data:`ALL` of either included.

    Studies without a value are in the row or column that the dimension names for them. Where columns are outcomes,
    those of a group are tallied together as well, by :func:`group_key`.
    """
    studies, by_column = filterset.keys, filterset.column_dimension
    designs = _among(studies, _keys_of(filterset, DESIGN))
    notices = filterset.notices
    findings = _among(studies, _findings(filterset))
    directions = _united((direction, having) for (_, direction), having in findings.items())
    without_finding = studies.difference(*directions.values())
    directions[NO_FINDING] = without_finding
    rows = _among(studies, _keys_of(filterset, filterset.row_dimension)) | {ALL: studies}
    if by_column == OUTCOME:
        groups = _groups_of_outcomes(filterset)
        columns = _united((outcome, having) for (outcome, _), having in findings.items())
        columns |= _united((groups[outcome], having) for outcome, having in columns.items())
        columns[by_column.without_value] = without_finding
        # A study may point another way in each of these columns…
        ways = findings | {(by_column.without_value, NO_FINDING): without_finding}
    else:
        columns = _among(studies, _keys_of(filterset, by_column))
        # … and otherwise points the same way in all of its columns.
        ways = {(column, way): columns[column] & directions[way] for column, way in product(columns, directions)}
    columns[ALL] = studies
    ways |= {(ALL, way): having for way, having in directions.items()}
    counted: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
    for (row, in_row), (column, in_column) in product(rows.items(), columns.items()):
        if in_both := in_row & in_column:
            numbers = ((design, in_both.intersection_cardinality(having)) for design, having in designs.items())
            counted[row, column].designs = {design: number for design, number in numbers if number}
            having_notices = ((notice, in_both.intersection_cardinality(having)) for notice, having in notices.items())
            counted[row, column].notices = {notice: number for notice, number in having_notices if number}
    for (row, in_row), ((column, way), having) in product(rows.items(), ways.items()):
        if number := in_row.intersection_cardinality(having):
            counted[row, column].directions[way] = number
    return dict(counted)


def _among(studies: BitMap, keys: KeysByValue) -> dict[Any, BitMap]:
    return {value: having & studies for value, having in keys.items()}


def _united(sets: Iterable[tuple[str, BitMap]]) -> dict[str, BitMap]:
    united: defaultdict[str, BitMap] = defaultdict(BitMap)
    for key, having in sets:
        united[key] |= having
    return dict(united)


def _keys_of(filterset: EvidenceMapFilterSet, dimension: Dimension) -> KeysByValue:
    """The studies that have each value of a dimension other than outcomes."""
    keys = filterset.facet_keys(dimension.noun)
    return {each.value: keys.get(each.value, BitMap()) for each in filterset.values(dimension)}


def _findings(filterset: EvidenceMapFilterSet) -> KeysByValue:
    """The studies that have each outcome and direction together, of the findings that the filters leave."""
    finding_filter: Any = filterset.facet_filters[OUTCOME.noun]
    return finding_filter.matching_findings(filterset.facet_keys(OUTCOME.noun), filterset.chosen)


def _groups_of_outcomes(filterset: EvidenceMapFilterSet) -> dict[str, str]:
    """The column of its group for each outcome."""
    keys = {group.label: group_key(group) for group in OutcomeGroup}
    return {each.value: keys[each.group] for each in filterset.values(OUTCOME) if each.group in keys}
