"""Worksheets as Excel, and read back from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curation.workbooks.files import KEY_HEADER, folded
from files.excel_forms import HIDDEN, Count, FormColumn, form_workbook
from files.excel_reading import InvalidCell, InvalidWorkbook, cell_text, plain_text
from files.excel_rows import Rows, rows_of
from pages.my_list.plan_states import NotAState, PlanState
from pages.my_list.selection import Selection
from pages.my_list.worksheets import (
    AnswerField,
    DueDateField,
    Filled,
    TypedField,
    Worksheet,
)

REFERENCE, RECOMMENDATION, CERTAINTY = "Reference", "Recommendation", "Certainty"
#: Where a row has its address and its suggestions: after its cells.
ADDRESS, SUGGESTED = -2, -1
NOT_OURS = (
    "This file was not made here, or what it needs to be read back was deleted. Choose an Excel file that you "
    "downloaded from this page."
)


def _columns(worksheet: Worksheet, more: Sequence[FormColumn], colours: Mapping[str, str]) -> list[FormColumn]:
    columns = [
        FormColumn(KEY_HEADER, 12, is_given=True, is_hidden=True),
        FormColumn(REFERENCE, 12, is_given=True, address_in=ADDRESS),
        FormColumn(RECOMMENDATION, 36, is_given=True),
        FormColumn(CERTAINTY, 12, is_given=True),
    ]
    for name, field in worksheet.fields.items():
        label = str(field.label)
        if isinstance(field, AnswerField):
            answers = tuple(words for value, words in field.answers.items() if value)
            own = {words: colours[value] for value, words in field.answers.items() if value in colours}
            columns.append(FormColumn(label, 14, choices=answers, colours=own))
        elif isinstance(field, DueDateField):
            columns.append(FormColumn(label, 13, dates=True))
        elif isinstance(field, TypedField):
            is_suggested = name == worksheet.suggested
            columns.append(FormColumn(label, field.width, suggestions_in=SUGGESTED if is_suggested else None))
    return [*columns, *more]


def workbook_of(filled: Filled, *, colours: Mapping[str, str], more: Sequence[FormColumn] = ()) -> bytes:
    """A worksheet with what was typed, as Excel.

    ``colours`` are those of answers by their values; ``more`` are columns that the workbook works out, whose results
    have colours, too.
    """
    worksheet = filled.worksheet
    columns = _columns(worksheet, more, colours)
    rows = []
    for row in filled.rows:
        what = "\n".join(filter(None, (row.title, row.statement, row.news)))
        certainty = row.certainty.label if row.certainty else ""
        fields = worksheet.fields.items()
        typed = [row.value(name) if isinstance(field, DueDateField) else row.words(name) for name, field in fields]
        address = filled.absolute(row.href) if row.href else ""
        rows.append([row.key, row.reference, what, certainty, *typed, *[""] * len(more), address, row.suggestions])
    counted = [worksheet.fields[name] for name in worksheet.counted]
    counts = [
        Count(str(field.label), [words for value, words in field.answers.items() if value], field.unanswered)
        for field in counted
        if isinstance(field, AnswerField)
    ]
    counts += [Count(column.heading, tuple(column.colours)) for column in more]
    names = {row.key: (row.reference, row.title) for row in filled.rows}
    state = PlanState.now(worksheet.name, names).signed()
    return form_workbook(worksheet.title, columns, rows, counts, filled.about, state)


@dataclass(frozen=True)
class ReadBack:
    """What a file holds.

    Attributes:
        state: Of the list when the file was made.
        selection: The recommendations in it, in the order of its rows.
        data: What was typed, as form data.
        notes: What could not be read, in words.
    """

    state: PlanState
    selection: Selection
    data: dict[str, str]
    notes: list[str]


def read_back(file: Any, worksheet: Worksheet) -> ReadBack:
    """Read a worksheet back from an uploaded workbook. Raises InvalidWorkbook."""
    sheets = rows_of(file)
    if HIDDEN not in sheets:
        raise InvalidWorkbook(NOT_OURS)
    try:
        state = PlanState.read("".join(plain_text(cells[0]) for _, cells in sheets[HIDDEN]))
    except NotAState:
        raise InvalidWorkbook(NOT_OURS) from None
    if state.worksheet != worksheet.name:
        raise InvalidWorkbook(f"This file is not {worksheet.with_article}. Open it on the page that it is from.")
    if worksheet.title not in sheets:
        raise InvalidWorkbook(f"The sheet “{worksheet.title}” was renamed or deleted. Name it so again.")
    return _read_rows(sheets[worksheet.title], worksheet, state)


def _read_rows(rows: Rows, worksheet: Worksheet, state: PlanState) -> ReadBack:
    head = rows[0][1] if rows and rows[0][0] == 1 else []
    places = {folded(plain_text(cell)): place for place, cell in reversed([*enumerate(head)])}
    if folded(KEY_HEADER) not in places:
        raise InvalidWorkbook("The hidden column A was deleted, so no row can be told from another.")
    notes = [
        f"The file has no column “{field.label}”. What stands in this form stays."
        for field in worksheet.fields.values()
        if folded(str(field.label)) not in places
    ]
    data: dict[str, str] = {}
    keys: dict[str, int] = {}
    for number, cells in rows[1:]:
        by_heading = {heading: cells[place] for heading, place in places.items() if place < len(cells)}
        key_cell = by_heading.get(folded(KEY_HEADER))
        key = plain_text(key_cell).strip() if key_cell else ""
        if key not in state.names:
            notes.append(f"Row {number} is not about a recommendation of your list. It stays in your file only.")
        elif key in keys:
            about = state.names[key][0] or state.names[key][1]
            notes.append(
                f"Row {number} is about {about}, as row {keys[key]} is. The page has room for one, and shows the first."
            )
        else:
            keys[key] = number
            data |= _typed(key, number, by_heading, worksheet, notes)
    notes += [
        f"The file has no row about {reference or title}, so it is not in this form."
        for key, (reference, title) in state.names.items()
        if key not in keys
    ]
    return ReadBack(state, Selection(tuple(keys)), data, notes)


def _typed(key: str, number: int, cells: Mapping[str, Any], worksheet: Worksheet, notes: list[str]) -> dict[str, str]:
    """What was typed into a row, as form data."""
    data = {}
    for name, field in worksheet.fields.items():
        cell = cells.get(folded(str(field.label)))
        if cell is None:
            continue
        try:
            data[f"{key}-{name}"] = cell_text(cell, dates=isinstance(field, DueDateField))
        except InvalidCell as error:
            notes.append(f"{field.label} in row {number} could not be read. {error}")
    return data
