"""A map as a table to take away: one row for each cell, so that it can be sorted, filtered and added up."""

from collections.abc import Callable, Iterable
from typing import Any

from files.csv_files import csv_parts
from pages.maps.kinds import MapKind
from pages.maps.tables import Cell, MapTable


def columns_of(kind: MapKind) -> tuple[str, ...]:
    """The columns of a map's file."""
    return (
        *("part", "row_dimension", "row", "row_within", "row_value"),
        *("column_dimension", "column_group", "column", "column_value", kind.plural),
        *(split.column(value) for split in kind.splits for value in split.labels),
        "url",
    )


def rows(table: MapTable, absolute: Callable[[str], str]) -> Iterable[dict[str, Any]]:
    """One row a cell, empty ones and totals included, keyed by :func:`columns_of`.

    Totals are there since they cannot be told from the cells: an entry that stands in several cells of a row counts
    once in its total. ``part`` tells them apart.
    """
    labels = {row.value: row.label for row in table.rows}
    for cell in table.cells():
        yield {
            "part": _part(cell),
            "row_dimension": table.by_row.label,
            "row": cell.row.label if cell.row else "All",
            "row_within": labels.get(cell.row.parent, "") if cell.row else "",
            "row_value": cell.row.value if cell.row else "",
            "column_dimension": table.by_column.label,
            "column_group": cell.column.group if cell.column else "",
            "column": cell.column.label if cell.column else "All",
            "column_value": cell.column.value if cell.column else "",
            table.kind.plural: cell.number,
            **{
                split.column(value): cell.tally.parts.get(split.name, {}).get(value, 0)
                for split in table.kind.splits
                for value in split.labels
            },
            "url": absolute(cell.href),
        }


def _part(cell: Cell) -> str:
    if cell.row and cell.column:
        return "cell"
    if cell.row:
        return "row total"
    return "column total" if cell.column else "total"


def as_csv(table: MapTable, absolute: Callable[[str], str]) -> str:
    """The rows as CSV."""
    return "".join(csv_parts(columns_of(table.kind), rows(table, absolute)))
