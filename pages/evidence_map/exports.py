"""The map as a table to take away: one row for each cell, so that it can be sorted, filtered and added up."""

from collections.abc import Callable, Iterable
from typing import Any

from evidence.models import Design, Direction, Retraction
from lists.csv_files import csv_parts
from pages.evidence_map.counting import NO_FINDING
from pages.evidence_map.tables import Cell, MapTable

BY_DESIGN = {design.value: f"design_{design.value}" for design in Design}
BY_DIRECTION = {direction.value: f"direction_{direction.value}" for direction in Direction} | {
    NO_FINDING: "no_finding_reported"
}
BY_NOTICE = {notice.value: f"notice_{notice.value}" for notice in Retraction}
COLUMNS = (
    *("part", "row_dimension", "row", "row_within", "row_value"),
    *("column_dimension", "column_group", "column", "column_value", "studies"),
    *BY_DESIGN.values(),
    *BY_DIRECTION.values(),
    *BY_NOTICE.values(),
    "url",
)


def rows(table: MapTable, absolute: Callable[[str], str]) -> Iterable[dict[str, Any]]:
    """One row a cell, empty ones and totals included, keyed by :data:`COLUMNS`.

    Totals are there since they cannot be told from the cells: a study that stands in several cells of a row counts once
    in its total. ``part`` tells them apart.
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
            "studies": cell.studies,
            **{name: cell.tally.designs.get(design, 0) for design, name in BY_DESIGN.items()},
            **{name: cell.tally.directions.get(direction, 0) for direction, name in BY_DIRECTION.items()},
            **{name: cell.tally.notices.get(notice, 0) for notice, name in BY_NOTICE.items()},
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
    return "".join(csv_parts(COLUMNS, rows(table, absolute)))
