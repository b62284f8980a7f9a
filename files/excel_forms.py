"""Workbooks to be filled in: with drop-down lists, dates, colours for answers, and a sheet that counts the answers.

They are made whole in memory, so what asks for one says how many rows it may have.
"""

import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension

from files.about_exports import AboutExport
from files.excel_dates import EARLIEST, LATEST
from files.excel_files import (
    BLACK,
    BLUE,
    DATE,
    TOP,
    Column,
    add_link,
    font,
    height,
    set_up_printing,
    write_about,
    write_header,
    write_text,
)

SUMMARY, SUGGESTIONS, HIDDEN = "Summary", "Suggestions", "For reading back"
#: The last row that drop-down lists, colours and counts cover, so that people can add rows of their own.
LAST_ROW = 500
#: A cell holds 32,767 characters.
PART = 30_000
GIVEN = PatternFill("solid", fgColor="F0F4F5")
GRID = Border(*[Side(style="thin", color="AEB7BD")] * 4)


@dataclass(frozen=True)
class FormColumn(Column):
    """A column of a sheet to be filled in.

    Attributes:
        is_given: Whether it is filled in already, for nobody to change.
        is_hidden: Whether the reader does not see it.
        choices: What its cells may hold, besides nothing; empty for anything.
        colours: The colour of the cells with a text.
        suggestions_in: The place among the row's values of the texts that its cell offers.
        formula: What works its cells out, with the headings of other columns in braces.
    """

    is_given: bool = False
    is_hidden: bool = False
    choices: tuple[str, ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)
    suggestions_in: int | None = None
    formula: str = ""


@dataclass(frozen=True)
class Count:
    """What the summary counts: the answers in a column, and what it calls those that are not given."""

    heading: str
    answers: Sequence[str]
    unanswered: str = ""


class _FittedRow(RowDimension):
    """A row whose height is fitted again when its texts change."""

    customHeight = False  # noqa: N815


def form_workbook(
    title: str,
    columns: Sequence[FormColumn],
    rows: Sequence[Sequence[Any]],
    counts: Sequence[Count],
    about: AboutExport,
    hidden: str,
) -> bytes:
    """The bytes of a workbook; the first column holds each row's key, and ``hidden`` is a text to read back."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = title
    _write_form(page, columns, rows, about)
    _add_suggestions(book, page, columns, rows)
    _write_summary(book.create_sheet(SUMMARY, 1), title, columns, counts, about)
    write_about(book, about)
    kept = book.create_sheet(HIDDEN)
    kept.sheet_state = "hidden"
    for place in range(0, len(hidden), PART):
        write_text(kept.cell(place // PART + 1, 1), hidden[place : place + PART])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_form(page: Any, columns: Sequence[FormColumn], rows: Sequence[Sequence[Any]], about: AboutExport) -> None:
    write_header(page, columns)
    letters = [get_column_letter(place) for place in range(1, len(columns) + 1)]
    by_heading = {column.heading: letter for column, letter in zip(columns, letters, strict=True)}
    for number, row in enumerate(rows, start=2):
        page.row_dimensions[number] = _FittedRow(page, index=number, ht=height(row, columns))
        cells = {heading: f"{letter}{number}" for heading, letter in by_heading.items()}
        for place, column in enumerate(columns):
            _write_cell(page.cell(number, place + 1), column, row, cells)
    for column, letter in zip(columns, letters, strict=True):
        page.column_dimensions[letter].hidden = column.is_hidden
        _add_rules(page, column, f"{letter}2:{letter}{LAST_ROW}")
    first = next(place for place, column in enumerate(columns, start=1) if not column.is_given)
    page.freeze_panes = f"{get_column_letter(first)}2"
    # With the keys, which must go with their rows when somebody sorts them.
    page.auto_filter.ref = f"A1:{letters[-1]}{len(rows) + 1}"
    set_up_printing(page, about)


def _write_cell(cell: Any, column: FormColumn, row: Sequence[Any], cells: Mapping[str, str]) -> None:
    value = row[cell.column - 1]
    # With the prefix, text that could be a number, a date or a formula stays text when somebody edits the cell.
    cell.font, cell.alignment, cell.border, cell.quotePrefix = font(BLACK), TOP, GRID, not column.dates
    if column.is_given:
        cell.fill = GIVEN
    if column.dates:
        cell.number_format, cell.alignment = DATE, Alignment(horizontal="left", vertical="top")
    if column.formula:
        cell.value, cell.quotePrefix = f"={column.formula.format_map(cells)}", False
    elif isinstance(value, datetime.date):
        cell.value = value
    elif value:
        write_text(cell, value)
    if column.address_in is not None and row[column.address_in]:
        add_link(cell, row[column.address_in])


def _add_rules(page: Any, column: FormColumn, cells: str) -> None:
    """Add what a column's cells may hold, and the colours of answers."""
    for text, colour in column.colours.items():
        fill = PatternFill("solid", bgColor=colour)
        page.conditional_formatting.add(cells, CellIsRule(operator="equal", formula=[f'"{text}"'], fill=fill))
    if column.choices:
        rule = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
        rule.error = "Choose from the list."
    elif column.dates:
        bounds = (f"DATE({day.year},{day.month},{day.day})" for day in (EARLIEST, LATEST))
        first, last = bounds
        rule = DataValidation(type="date", operator="between", formula1=first, formula2=last, allow_blank=True)
        rule.error = "Type a date, such as 31/03/2027."
    else:
        return
    rule.showErrorMessage, rule.errorTitle = True, column.heading
    rule.add(cells)
    page.add_data_validation(rule)


def _add_suggestions(book: Any, page: Any, columns: Sequence[FormColumn], rows: Sequence[Sequence[Any]]) -> None:
    """Offer each row its own texts, found by its key, so that they are right in whatever order the rows stand."""
    for place, column in enumerate(columns, start=1):
        if column.suggestions_in is None:
            continue
        sheet = book.create_sheet(SUGGESTIONS)
        sheet.sheet_state = "hidden"
        for number, row in enumerate(rows, start=1):
            texts = row[column.suggestions_in]
            write_text(sheet.cell(number, 1), row[0])
            sheet.cell(number, 2, max(len(texts), 1))
            for at, text in enumerate(texts, start=3):
                write_text(sheet.cell(number, at), text)
        found = f"MATCH($A2,{SUGGESTIONS}!$A:$A,0)"
        texts_of_row = f"OFFSET({SUGGESTIONS}!$C$1,{found}-1,0,1,INDEX({SUGGESTIONS}!$B:$B,{found}))"
        rule = DataValidation(type="list", formula1=texts_of_row, allow_blank=True, showErrorMessage=False)
        rule.promptTitle, rule.prompt, rule.showInputMessage = column.heading, "Choose one, or type your own.", True
        letter = get_column_letter(place)
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        page.add_data_validation(rule)


def _write_summary(
    page: Any, title: str, columns: Sequence[FormColumn], counts: Sequence[Count], about: AboutExport
) -> None:
    """Write how often each answer was given, as formulas that follow what is filled in."""
    page.sheet_view.showGridLines = False
    letters = {column.heading: get_column_letter(place) for place, column in enumerate(columns, start=1)}
    name = quote_sheetname(title)
    page["A1"] = f"{title}: summary"
    page["A1"].font = font(BLUE, bold=True, size=16)
    # The third column says what a row is about, in rows that people add, too; the reference before it may be empty.
    total = f"COUNTA({name}!$C$2:$C${LAST_ROW})"
    number = 3
    for count in counts:
        write_header(page, (Column(count.heading, 34), Column("Recommendations", 18), Column("Share", 10)), number)
        letter = letters[count.heading]
        first = number = number + 1
        for answer in count.answers:
            formula = f'=COUNTIF({name}!${letter}$2:${letter}${LAST_ROW},"{answer}")'
            _write_count(page, number, answer, formula, total)
            number += 1
        if count.unanswered:
            _write_count(page, number, count.unanswered, f"={total}-SUM(B{first}:B{number - 1})", total)
            number += 1
        number += 1
    page.print_title_rows = None
    set_up_printing(page, about)


def _write_count(page: Any, number: int, name: str, formula: str, total: str) -> None:
    write_text(page.cell(number, 1), name)
    page.cell(number, 2, formula)
    page.cell(number, 3, f"=IF({total}=0,0,B{number}/{total})").number_format = "0%"
    for place in (1, 2, 3):
        cell = page.cell(number, place)
        cell.font, cell.border = font(BLACK), GRID
