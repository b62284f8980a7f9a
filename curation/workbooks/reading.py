"""Reads a workbook of entries back."""

import datetime
import re
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter

from curation.workbooks.files import (
    KEY_HEADER,
    MAX_COLUMNS,
    MAX_ROWS,
    NO,
    YES,
    CellFormat,
    Column,
    InvalidCell,
    InvalidWorkbook,
    Sheet,
    SheetRow,
    did_you_mean,
    folded,
    normalised,
    sheet_title,
    shortened,
)

MAX_BYTES = 5 * 1024 * 1024
MAX_BYTES_UNPACKED = 100 * 1024 * 1024
MAX_FILES = 500
NOT_EXCEL = "This is not an Excel workbook{}. Save it in Excel as “Excel workbook (.xlsx)”."
UNPACKS_TO_TOO_MUCH = "The file unpacks to far more than a workbook of entries holds, so it was not opened."
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([^\"]{1,40})\"")


def read(file: Any, size: int, cell_format: CellFormat) -> Sheet:
    """Reads an uploaded workbook; raises :class:`InvalidWorkbook` if it cannot."""
    if size > MAX_BYTES:
        most = MAX_BYTES // 1024 // 1024
        raise InvalidWorkbook(f"The file has {size / 1024 / 1024:.1f} MB. At most {most} MB are read.")
    _check_archive(file)
    try:
        with closing(openpyxl.load_workbook(file, read_only=True, keep_links=False)) as book:
            return _read(_sheet_of(book, cell_format), cell_format)
    except InvalidWorkbook:
        raise
    # openpyxl raises all sorts of errors for damaged files.
    except Exception as error:
        raise InvalidWorkbook("The file is damaged: it cannot be read as an Excel workbook.") from error


def _check_archive(file: Any) -> None:
    """Raises InvalidWorkbook for a file that is no workbook, too large unpacked, or has merged cells."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            # zipfile never unpacks more than the stated size.
            if len(members) > MAX_FILES or sum(each.file_size for each in members) > MAX_BYTES_UNPACKED:
                raise InvalidWorkbook(UNPACKS_TO_TOO_MUCH)
            names = {each.filename for each in members}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise InvalidWorkbook(NOT_EXCEL.format(""))
            for name in sorted(names):
                if name.startswith("xl/worksheets/") and (merged := MERGED.search(archive.read(name))):
                    raise InvalidWorkbook(
                        f"The cells {merged[1].decode(errors='replace')} are merged, so it is unclear which row they "
                        "belong to. Unmerge them in Excel and import the file again."
                    )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InvalidWorkbook(NOT_EXCEL.format(", or it has a password")) from error
    file.seek(0)


def _sheet_of(book: Any, cell_format: CellFormat) -> Any:
    if not book.worksheets:
        raise InvalidWorkbook("The workbook has no sheet.")
    title = sheet_title(cell_format.model)
    return next((sheet for sheet in book.worksheets if sheet.title == title), book.worksheets[0])


def _read(sheet: Any, cell_format: CellFormat) -> Sheet:
    lines = enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1)
    _, head = next(lines, (0, ()))
    places, notes = _match_columns(head, cell_format)
    filled = (row for number, cells in lines if (row := _row(number, cells, places)))
    rows = list(islice(filled, MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        raise InvalidWorkbook(f"The sheet has more than {MAX_ROWS:,} rows. Import it in parts.")
    letters = {column.name: get_column_letter(place + 1) for place, column in places.items() if column}
    return Sheet(rows, letters, notes)


def _match_columns(head: Sequence[Any], cell_format: CellFormat) -> tuple[dict[int, Column | None], list[str]]:
    """The column at each index, with None for the key, and notes on missing and unknown columns."""
    by_label = {folded(column.label): column for column in cell_format.columns}
    places: dict[int, Column | None] = {}
    notes = []
    for place, cell in enumerate(head):
        text = _cell_string(cell)
        if not text:
            continue
        column = by_label.get(folded(text))
        if column is None and folded(text) != folded(KEY_HEADER):
            meant = did_you_mean(text, (each.label for each in cell_format.columns))
            letter = get_column_letter(place + 1)
            notes.append(f"Column {letter} is called “{shortened(text)}”, which is not known: it was left out.{meant}")
            continue
        if column in places.values():
            raise InvalidWorkbook(f"Two columns are called “{shortened(text)}”. Rename or delete one of them.")
        places[place] = column
    if not any(places.values()):
        raise InvalidWorkbook(
            "The first row of the sheet names none of the columns. Export a workbook and work in that."
        )
    if None not in places.values():
        notes.append("The hidden column A is missing, so no row can be told to be one that is here already.")
    if missing := [each.label for each in cell_format.editable if each not in places.values()]:
        notes.append(f"Left as they are, since the sheet has no such column: {', '.join(missing)}.")
    return places, notes


def _cell_string(cell: Any) -> str:
    return normalised(str(cell.value)) if cell.value is not None else ""


def _row(number: int, cells: Sequence[Any], places: Mapping[int, Column | None]) -> SheetRow | None:
    key, texts, problems = "", {}, {}
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else EMPTY_CELL
        if column is None:
            key = _cell_string(cell)
            continue
        try:
            texts[column.name] = _cell_text(cell, column)
        except InvalidCell as error:
            texts[column.name], problems[column.name] = str(cell.value), str(error)
    return SheetRow(number, key, texts, problems) if any(texts.values()) else None


def _cell_text(cell: Any, column: Column) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise InvalidCell("It holds a formula, which is not worked out here. Type what it should say.")
    if cell.data_type == "e":
        raise InvalidCell(f"It holds Excel’s error {value}.")
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime.datetime | datetime.date) and column.type == "date":
        return (value.date() if isinstance(value, datetime.datetime) else value).isoformat()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        raise InvalidCell(f"Excel made a date or time of it ({value}). Format the cell as text, then type it again.")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return normalised(str(value))
