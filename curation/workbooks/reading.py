"""Reads a workbook of entries back."""

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from curation.workbooks.files import (
    KEY_HEADER,
    MAX_COLUMNS,
    MAX_ROWS,
    CellFormat,
    Column,
    Sheet,
    SheetRow,
    did_you_mean,
    folded,
    normalised,
    sheet_title,
    shortened,
)
from files.excel_reading import (
    MAX_MEGABYTES,
    MAX_MEGABYTES_UNPACKED,
    InvalidCell,
    InvalidWorkbook,
    cell_text,
    plain_text,
)
from files.excel_rows import Cell, Limits, rows_of

EMPTY = Cell(None, "n")


def read(file: Any, cell_format: CellFormat) -> Sheet:
    """Reads an uploaded workbook; raises InvalidWorkbook if it cannot."""
    limits = Limits(
        megabytes=MAX_MEGABYTES,
        megabytes_unpacked=MAX_MEGABYTES_UNPACKED,
        # And the headings.
        rows=MAX_ROWS + 1,
        columns=MAX_COLUMNS,
        cells=(MAX_ROWS + 1) * MAX_COLUMNS,
        characters=20_000_000,
        sheet=sheet_title(cell_format.model),
    )
    (lines,) = rows_of(file, limits).values()
    head = lines.pop(0)[1] if lines and lines[0][0] == 1 else []
    places, notes = _match_columns(head, cell_format)
    rows = [row for number, cells in lines if (row := _row(number, cells, places))]
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
    return normalised(plain_text(cell))


def _row(number: int, cells: Sequence[Any], places: Mapping[int, Column | None]) -> SheetRow | None:
    key, texts, problems = "", {}, {}
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else EMPTY
        if column is None:
            key = _cell_string(cell)
            continue
        try:
            texts[column.name] = normalised(cell_text(cell, dates=column.type == "date"))
        except InvalidCell as error:
            texts[column.name], problems[column.name] = str(cell.value), str(error)
    return SheetRow(number, key, texts, problems) if any(texts.values()) else None
