"""The rows of a workbook that somebody sends, read in a process of its own."""

import datetime
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from files.child_processes import Busy, ChildProgram, NotDone
from files.excel_reading import UNPACKS_TO_TOO_MUCH, InvalidWorkbook, opened
from files.turns import BUSY, FORMS, UPLOADS

#: Of a form that is filled in here.
MEGABYTES, MEGABYTES_UNPACKED = 2, 20
MAX_ROWS, MAX_COLUMNS, MAX_CHARACTERS = 5_000, 100, 10_000_000
#: Excel's own last row.
LAST_ROW = 1_048_576
NOT_READ = (
    "This file is too complicated to read: it took too much time or memory. Save it anew in Excel, with no more in it "
    "than you need."
)


@dataclass(frozen=True)
class Limits:
    """What is read of a file; one with more is refused, so that nothing is left out in silence.

    Attributes:
        megabytes: The size of the file.
        megabytes_unpacked: Its size unpacked.
        rows: In a sheet.
        columns: In a sheet; what stands right of them is left out. None for all.
        cells: In all rows that hold something, empty ones too.
        characters: In all of its cells together, since many can share one long text.
        sheet: The title of the one sheet that is read, or else the first; empty for all.
        shows_percent: Whether numbers that a sheet shows with “%” come as text with it: 0.217 as “21.7%”.
    """

    megabytes: int = MEGABYTES
    megabytes_unpacked: int = MEGABYTES_UNPACKED
    rows: int = MAX_ROWS
    columns: int | None = MAX_COLUMNS
    cells: int = MAX_ROWS * MAX_COLUMNS
    characters: int = MAX_CHARACTERS
    sheet: str = ""
    shows_percent: bool = False


FORM = Limits()
#: Of data: the Staff Survey's results have a sheet for each benchmark group, and thousands of columns.
DATA = Limits(
    megabytes=25,
    megabytes_unpacked=250,
    rows=20_000,
    columns=None,
    cells=2_000_000,
    characters=20_000_000,
    shows_percent=True,
)

_reader = ChildProgram(__name__, seconds=15, megabytes=1_000, turns=FORMS)
_workbook_reader = ChildProgram(__name__, seconds=20, megabytes=1_000, turns=UPLOADS)
_data_reader = ChildProgram(__name__, seconds=60, megabytes=2_000, turns=UPLOADS)


class Cell(NamedTuple):
    """What a cell holds, under openpyxl's names."""

    value: Any
    data_type: str


#: The rows of a sheet that hold something, each with its number.
Rows = list[tuple[int, list[Cell]]]


def rows_of(file: Any, limits: Limits = FORM) -> dict[str, Rows]:
    """The rows of each sheet of an uploaded workbook, by its title. Raises InvalidWorkbook."""
    content = file.read(limits.megabytes * 1024 * 1024 + 1)
    reader = {FORM: _reader, DATA: _data_reader}.get(limits, _workbook_reader)
    try:
        found = json.loads(reader(json.dumps(asdict(limits)).encode() + b"\n" + content))
    except Busy:
        raise InvalidWorkbook(BUSY) from None
    except NotDone:
        raise InvalidWorkbook(NOT_READ) from None
    if problem := found.get("problem"):
        raise InvalidWorkbook(problem)
    return {
        title: [(number, [_decoded(*cell) for cell in cells]) for number, cells in rows]
        for title, rows in found["sheets"].items()
    }


def run(given: bytes) -> bytes:
    """The same as JSON, of limits on the first line and the workbook after it: in the process of its own."""
    header, _, content = given.partition(b"\n")
    limits = Limits(**json.loads(header))
    try:
        with opened(
            io.BytesIO(content),
            len(content),
            megabytes=limits.megabytes,
            megabytes_unpacked=limits.megabytes_unpacked,
        ) as book:
            found: dict[str, Any] = {"sheets": _sheets(book.worksheets, limits)}
    except InvalidWorkbook as error:
        found = {"problem": str(error)}
    return json.dumps(found, ensure_ascii=False).encode(errors="replace")


def _sheets(sheets: list[Any], limits: Limits) -> dict[str, Any]:
    if limits.sheet:
        sheets = [next((sheet for sheet in sheets if sheet.title == limits.sheet), sheets[0])]
    found: dict[str, Any] = {}
    cells = characters = 0
    for sheet in sheets:
        rows: list[Any] = []
        found[sheet.title] = rows
        for row in _rows(sheet, limits):
            cells += len(row[1])
            if cells > limits.cells:
                raise InvalidWorkbook(f"The file has more than {limits.cells:,} cells. Cut it into several.")
            characters += sum(len(value) for _, value in row[1] if isinstance(value, str))
            if characters > limits.characters:
                raise InvalidWorkbook(UNPACKS_TO_TOO_MUCH)
            rows.append(row)
    return found


def _rows(sheet: Any, limits: Limits) -> Iterator[tuple[int, list[tuple[str, Any]]]]:
    held = 0
    if limits.columns is None:
        # The sheet may claim to be as wide and long as Excel allows.
        sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=limits.columns, max_row=LAST_ROW), start=1):
        if all(cell.value is None for cell in cells):
            continue
        held += 1
        if held > limits.rows:
            raise InvalidWorkbook(f"The sheet “{sheet.title}” has more than {limits.rows:,} rows. Cut it into several.")
        yield number, [_encoded(cell, limits) for cell in cells]


def _encoded(cell: Any, limits: Limits) -> tuple[str, Any]:
    value = cell.value
    if isinstance(value, datetime.datetime):
        return "datetime", value.isoformat()
    if isinstance(value, datetime.date):
        return "date", value.isoformat()
    if isinstance(value, datetime.time | datetime.timedelta):
        return "d", str(value)
    if limits.shows_percent and isinstance(value, int | float) and cell.data_type == "n" and "%" in cell.number_format:
        return "s", f"{value * 100:.10g}%"
    return cell.data_type, value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _decoded(kind: str, value: Any) -> Cell:
    match kind:
        case "datetime":
            return Cell(datetime.datetime.fromisoformat(value), "d")
        case "date":
            return Cell(datetime.date.fromisoformat(value), "d")
    return Cell(value, kind)
