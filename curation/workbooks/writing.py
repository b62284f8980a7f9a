"""Writes entries to an Excel workbook."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from django.db import models
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from curation.snapshots import Snapshot
from curation.workbooks.files import (
    ABOUT,
    KEY_HEADER,
    LISTS,
    MAX_ROWS,
    CellFormat,
    Column,
    sheet_title,
)
from files.excel_files import TOP, write_text

HEADER_FONT = Font(bold=True, color="FFFFFF")
HEADER_FILL, READ_ONLY_FILL = PatternFill("solid", fgColor="005EB8"), PatternFill("solid", fgColor="4C6272")
READ_ONLY_FONT = Font(color="4C6272")
WIDTHS = {"choice": 18, "yes-no": 12, "number": 10, "date": 14, "row": 28, "rows": 32, "shown": 32}
WIDE = 60


def workbook_of(
    cell_format: CellFormat, rows: Iterable[tuple[Any, Snapshot, Mapping[str, str]]], *, exported: str
) -> bytes:
    """The bytes of a workbook.

    ``rows`` holds each entry's primary key, its snapshot, and the read-only cells by column; ``exported`` says what was
    exported when.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(cell_format.model))
    lists = {column.name: names for column in cell_format.columns if (names := cell_format.names(column))}
    _set_layout(sheet, cell_format)
    labels = [_header_cell(sheet, column.label, column.type) for column in cell_format.columns]
    sheet.append([_header_cell(sheet, KEY_HEADER), *labels])
    last = 1
    for pk, snapshot, shown in rows:
        texts = {**shown, **cell_format.cells(snapshot)}
        cells = [_cell(sheet, column, texts.get(column.name, "")) for column in cell_format.columns]
        sheet.append([_text_cell(sheet, cell_format.row_key(pk, snapshot)), *cells])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(cell_format.columns) + 1)}{last}"
    _add_choices(sheet, cell_format, lists)
    _write_explanation(book.create_sheet(ABOUT), cell_format, exported)
    _write_lists(book.create_sheet(LISTS), cell_format, lists)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _set_layout(sheet: Any, cell_format: CellFormat) -> None:
    sheet.freeze_panes = "D2"
    sheet.column_dimensions["A"].hidden = True
    for place, column in enumerate(cell_format.columns, start=2):
        width = WIDTHS.get(column.type) or (WIDE if isinstance(column.field, models.TextField) else 30)
        sheet.column_dimensions[get_column_letter(place)].width = width


def _add_choices(sheet: Any, cell_format: CellFormat, lists: Mapping[str, Sequence[str]]) -> None:
    """Adds Excel's drop-down lists to columns with one of several values."""
    places = {name: get_column_letter(place) for place, name in enumerate(lists, start=1)}
    for place, column in enumerate(cell_format.columns, start=2):
        # A list of which there are no rows yet offers nothing.
        if column.type not in ("choice", "yes-no", "row") or column.name not in lists:
            continue
        letter = places[column.name]
        values = f"'{LISTS}'!${letter}$2:${letter}${len(lists[column.name]) + 1}"
        choices = DataValidation(type="list", formula1=values, allow_blank=True)
        choices.error, choices.errorTitle = "Choose from the list.", column.label[:32]
        choices.showErrorMessage = True
        own = get_column_letter(place)
        choices.add(f"{own}2:{own}{MAX_ROWS + 1}")
        sheet.data_validations.append(choices)


def _header_cell(sheet: Any, text: str, kind: str = "") -> Any:
    cell = _text_cell(sheet, text)
    cell.font, cell.fill, cell.alignment = HEADER_FONT, READ_ONLY_FILL if kind == "shown" else HEADER_FILL, TOP
    return cell


def _cell(sheet: Any, column: Column, text: str) -> Any:
    if column.type == "number" and text.isdecimal():
        cell = WriteOnlyCell(sheet, int(text))
        cell.alignment = TOP
    else:
        cell = _text_cell(sheet, text)
        if column.type == "shown":
            cell.font = READ_ONLY_FONT
    return cell


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell that is text even if it starts with “=”, and stays text when it is edited."""
    cell = WriteOnlyCell(sheet, "")
    write_text(cell, text)
    cell.number_format, cell.alignment, cell.quotePrefix = "@", TOP, True
    return cell


def _write_explanation(sheet: Any, cell_format: CellFormat, exported: str) -> None:
    for letter, width in zip("ABC", (30, 14, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    for line in (
        exported,
        "Change cells, or add rows below the last: leave their first, hidden column empty. Then import the file.",
        "A column may be left out, and its cells then stay as they are. Columns and rows may be in any order.",
        "An empty cell means “not stated”. Nothing is saved before you have seen each change and confirmed it.",
    ):
        sheet.append([_text_cell(sheet, line)])
    sheet.append([])
    sheet.append([_header_cell(sheet, text) for text in ("Column", "Change it?", "What it holds")])
    for column in cell_format.columns:
        texts = column.label, "no" if column.type == "shown" else "yes", column.help
        sheet.append([_text_cell(sheet, text) for text in texts])


def _write_lists(sheet: Any, cell_format: CellFormat, lists: Mapping[str, Sequence[str]]) -> None:
    """Writes the values of the drop-down lists, each as a column."""
    labels = {column.name: column.label for column in cell_format.columns}
    for place in range(1, len(lists) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 36
    sheet.freeze_panes = "A2"
    sheet.append([_header_cell(sheet, labels[name]) for name in lists])
    for number in range(max(map(len, lists.values()), default=0)):
        sheet.append([_text_cell(sheet, names[number]) if number < len(names) else None for names in lists.values()])
