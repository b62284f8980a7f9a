"""The rows of a workbook that anybody may send, read in a process of its own.

openpyxl takes seconds and gigabytes for some files of a few kilobytes.
"""

import datetime
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from files.child_processes import ChildProgram, NotDone
from files.excel_reading import InvalidWorkbook, opened

#: In a file, and in each sheet; a longer one is refused, so that nothing is left out in silence.
MEGABYTES, MEGABYTES_UNPACKED = 2, 20
MAX_ROWS, MAX_COLUMNS = 5_000, 100
#: Excel's own last row.
LAST_ROW = 1_048_576
NOT_READ = "The file could not be read in time. Try again in a minute, or save it anew in Excel without other sheets."

_reader = ChildProgram(__name__, seconds=15, megabytes=1_000)


class Cell(NamedTuple):
    """What a cell holds, under openpyxl's names."""

    value: Any
    data_type: str


#: The rows of a sheet that hold something, each with its number.
Rows = list[tuple[int, list[Cell]]]


def rows_of(file: Any) -> dict[str, Rows]:
    """The rows of each sheet of an uploaded workbook, by its title. Raises InvalidWorkbook."""
    try:
        found = json.loads(_reader(file.read(MEGABYTES * 1024 * 1024 + 1)))
    except NotDone:
        raise InvalidWorkbook(NOT_READ) from None
    if problem := found.get("problem"):
        raise InvalidWorkbook(problem)
    return {
        title: [(number, [_decoded(*cell) for cell in cells]) for number, cells in rows]
        for title, rows in found["sheets"].items()
    }


def run(content: bytes) -> bytes:
    """The same as JSON: in the process of its own."""
    try:
        with opened(
            io.BytesIO(content), len(content), megabytes=MEGABYTES, megabytes_unpacked=MEGABYTES_UNPACKED
        ) as book:
            found: dict[str, Any] = {"sheets": {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}}
    except InvalidWorkbook as error:
        found = {"problem": str(error)}
    return json.dumps(found).encode()


def _rows(sheet: Any) -> Iterator[tuple[int, list[tuple[str, Any]]]]:
    held = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, max_row=LAST_ROW), start=1):
        if all(cell.value is None for cell in cells):
            continue
        held += 1
        if held > MAX_ROWS:
            raise InvalidWorkbook(f"The sheet “{sheet.title}” has more than {MAX_ROWS:,} rows.")
        yield number, [_encoded(cell) for cell in cells]


def _encoded(cell: Any) -> tuple[str, Any]:
    value = cell.value
    if isinstance(value, datetime.datetime):
        return "datetime", value.isoformat()
    if isinstance(value, datetime.date):
        return "date", value.isoformat()
    if isinstance(value, datetime.time | datetime.timedelta):
        return "d", str(value)
    return cell.data_type, value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _decoded(kind: str, value: Any) -> Cell:
    match kind:
        case "datetime":
            return Cell(datetime.datetime.fromisoformat(value), "d")
        case "date":
            return Cell(datetime.date.fromisoformat(value), "d")
    return Cell(value, kind)
