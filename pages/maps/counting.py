"""Counts the entries of every cell, from the same sets of keys as the facets of their list.

An entry may have several values of a dimension and of a split, and is to be counted once in a cell. So the entries of
each row, of each column and of each part are sets, and a cell counts what these have in common.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from pyroaring import BitMap

from database.key_sets import KeysByValue

#: The row or column of all entries.
ALL = ""


@dataclass
class Tally:
    """The entries of one cell: how many there are, and how many of each part of each split."""

    number: int = 0
    parts: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sets:
    """What a map counts: sets of keys, all of them of entries that its filters leave."""

    rows: Mapping[str, BitMap]
    columns: Mapping[str, BitMap]
    # For each split the entries of its parts, whatever the column.
    splits: Mapping[str, Mapping[str, BitMap]]
    # For a split whose parts are others in each column, the entries of each column and part, ALL included.
    splits_by_column: Mapping[str, Mapping[tuple[str, str], BitMap]] = field(default_factory=dict)


def tallies(sets: Sets) -> dict[tuple[str, str], Tally]:
    """The tally of each row and column that have entries in common."""
    counted: dict[tuple[str, str], Tally] = {}
    for (row, in_row), (column, in_column) in product(sets.rows.items(), sets.columns.items()):
        if in_both := in_row & in_column:
            parts = {
                name: {part: n for part, having in of_split.items() if (n := in_both.intersection_cardinality(having))}
                for name, of_split in sets.splits.items()
            }
            counted[row, column] = Tally(len(in_both), parts)
    for name, of_split in sets.splits_by_column.items():
        for (row, in_row), ((column, part), having) in product(sets.rows.items(), of_split.items()):
            if number := in_row.intersection_cardinality(having):
                counted[row, column].parts.setdefault(name, {})[part] = number
    return counted


def among(entries: BitMap, keys: KeysByValue) -> dict[Any, BitMap]:
    """Those of the entries that have each value."""
    return {value: having & entries for value, having in keys.items()}


def united(sets: Iterable[tuple[str, BitMap]]) -> dict[str, BitMap]:
    """The union of the sets under each key."""
    result: defaultdict[str, BitMap] = defaultdict(BitMap)
    for key, having in sets:
        result[key] |= having
    return dict(result)
