"""Writes entries to an Excel workbook and reads it back.

Cells are text, or numbers in number columns, never formulas. A hidden column holds each row's primary key, and the
digests of its snapshot and cells at export, which tell edits in the workbook from changes in the database.
"""

import datetime
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import openpyxl
from django.db import models
from django.utils.text import capfirst
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from rapidfuzz import process

from curation.entry_words import value_in_words
from curation.models import Entry
from curation.snapshots import Snapshot, digest, part_relation

KEY_HEADER = "Key: leave as it is"
ABOUT = "About the columns"
LISTS = "Lists"
YES, NO = "Yes", "No"

MAX_BYTES = 5 * 1024 * 1024
MAX_BYTES_UNPACKED = 100 * 1024 * 1024
MAX_FILES = 500
MAX_ROWS = 10_000
MAX_COLUMNS = 100
#: Excel's limit.
MAX_CELL_LENGTH = 32_767
TOO_LONG = "(Too long for a cell of Excel: it is changed on the entry’s form.)"
NOT_EXCEL = "This is not an Excel workbook{}. Save it in Excel as “Excel workbook (.xlsx)”."
UNPACKS_TO_TOO_MUCH = "The file unpacks to far more than a workbook of entries holds, so it was not opened."
#: The lowest score of rapidfuzz for a “Did you mean”.
MIN_SIMILARITY = 60

# Characters that XML, and so a workbook, cannot hold.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Text such as “_x0041_”, which Excel would read as an escaped character.
ESCAPE_SEQUENCE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([^\"]{1,40})\"")


class InvalidWorkbook(Exception):
    """A file that cannot be read as a workbook of entries; the message tells the curator why."""


class InvalidCell(Exception):
    """A cell whose text is not valid for its column; the message says why."""


@dataclass(frozen=True)
class Column:
    """A column of the workbook."""

    name: str  # of the field, or of the relation to parts
    label: str
    type: str  # text, choice, yes-no, number, date, row, rows, or shown for one that is read-only
    help: str = ""
    field: Any = None  # the model's; None for a read-only column

    @property
    def is_list(self) -> bool:
        return self.type == "rows"


FIELD_TYPES = (
    (models.ManyToManyField, "rows", "Several are joined by “; ”."),
    (models.ForeignKey, "row", ""),
    (models.BooleanField, "yes-no", "Yes or No."),
    (models.DateField, "date", "As 2026-12-31."),
    (models.IntegerField, "number", ""),
)


def columns_of(model: type[Entry], names: Iterable[str]) -> list[Column]:
    """The columns of the named fields, then read-only ones of the status and parts."""
    columns = [_column(model, name) for name in names]
    columns.append(Column("status", "Status", "shown", "Where the entry stands. Only the steps on its form change it."))
    for name in model.part_relations:
        label = capfirst(str(part_relation(model, name).related_model._meta.verbose_name_plural))
        columns.append(Column(name, label, "shown", "To be read. They are linked at the foot of the entry’s form."))
    return columns


def _column(model: type[Entry], name: str) -> Column:
    of: Any = model._meta.get_field(name)
    known = ((kind, hint) for field_class, kind, hint in FIELD_TYPES if isinstance(of, field_class))
    kind, hint = next(known, ("choice" if of.choices else "text", ""))
    text = f"{of.help_text} {hint}" if hint else str(of.help_text)
    return Column(name, capfirst(str(of.verbose_name)), kind, text.strip() if kind == "rows" else text, of)


# Cell texts


def normalised(text: str) -> str:
    """A text without the differences in whitespace and escapes that spreadsheets make, to compare."""
    # openpyxl drops the “x005F_” of Excel's escapes when reading.
    text = _for_xml(text).replace("\u00a0", " ").replace("\u202f", " ").replace("x005F_", "")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _for_xml(text: str) -> str:
    return NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _escape_sequences(text: str) -> str:
    return ESCAPE_SEQUENCE.sub("_x005F_", text)


def cell_digest(text: str) -> str:
    """A short hash of a cell's text."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:8]


def _folded(text: str) -> str:
    return " ".join(normalised(text).split()).casefold()


class RowNames:
    """The names of related rows in cells: unique, and without semicolons."""

    def __init__(self, rows: Iterable[Any], own_key: bool) -> None:
        names = {row.pk: _cell_name(str(row.natural_key()[0] if own_key else row)) for row in rows}
        keys = {row.pk: "/".join(str(value) for value in row.natural_key()) for row in rows}
        often = Counter(_folded(name) for name in names.values())
        self.by_pk = {pk: name if often[_folded(name)] == 1 else f"{name} [{keys[pk]}]" for pk, name in names.items()}
        self._by_name = {_folded(key): pk for pk, key in keys.items()}
        self._by_name |= {_folded(name): pk for pk, name in self.by_pk.items()}

    def find(self, noun: str, text: str) -> Any:
        """The primary key of a name; raises InvalidCell with a suggestion if no row has it."""
        pk = self._by_name.get(_folded(text))
        if pk is None:
            raise InvalidCell(f"There is no {noun} “{shortened(text)}”.{did_you_mean(text, self.by_pk.values())}")
        return pk


def _cell_name(name: str) -> str:
    return " ".join(normalised(name).replace(";", ",").split())


def shortened(text: str) -> str:
    """The text, cut to 80 characters."""
    return text if len(text) <= 80 else f"{text[:79]}…"


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """“Did you mean …?” with the most similar name; empty if none is similar enough."""
    known = {_folded(name): name for name in names}
    best = process.extractOne(_folded(text)[:200], list(known), score_cutoff=MIN_SIMILARITY)
    return f" Did you mean “{known[best[0]]}”?" if best else ""


class CellFormat:
    """Converts entries of a model to cells and back: the columns, and the names of related rows."""

    def __init__(self, model: type[Entry], field_names: Iterable[str]) -> None:
        self.model = model
        self.columns = columns_of(model, field_names)
        self.editable = [column for column in self.columns if column.type != "shown"]
        related = {each.name: each.field.related_model for each in self.editable if each.type in ("row", "rows")}
        by_model = {each: RowNames(each._base_manager.all(), own_key=each is model) for each in {*related.values()}}
        self._names = {name: by_model[each] for name, each in related.items()}

    def names(self, column: Column) -> list[str]:
        """The values that a column's cells may have; empty if any text may stand there."""
        if column.name in self._names:
            return sorted(self._names[column.name].by_pk.values(), key=str.casefold)
        if column.type == "choice":
            return [str(label) for _, label in column.field.flatchoices]
        return [YES, NO] if column.type == "yes-no" else []

    def cells(self, snapshot: Snapshot) -> dict[str, str]:
        """The cells of the editable columns, by column."""
        texts = {column.name: self._full_text(column, snapshot) for column in self.editable}
        return {
            name: text if len(_escape_sequences(text)) <= MAX_CELL_LENGTH else TOO_LONG for name, text in texts.items()
        }

    def _full_text(self, column: Column, snapshot: Snapshot) -> str:
        if column.type == "rows":
            named = self._names[column.name].by_pk
            return "; ".join(sorted(named[pk] for pk in snapshot["links"].get(column.name, []) if pk in named))
        value = snapshot["fields"].get(column.field.attname)
        if column.type not in ("row", "yes-no", "choice"):
            # A form reads these as they are, so dates stay in ISO format.
            return "" if value is None else str(value)
        return value_in_words(column.field, value, lambda _, key: self._names[column.name].by_pk.get(key, ""))

    def value(self, column: Column, text: str) -> Any:
        """The form data for a cell; raises InvalidCell if its text is not valid for the column."""
        noun = column.label[0].lower() + column.label[1:]
        match column.type:
            case "row" | "rows":
                names, noun = self._names[column.name], str(column.field.related_model._meta.verbose_name)
                if column.type == "row":
                    return names.find(noun, text) if text else None
                return list(dict.fromkeys(names.find(noun, each) for each in text.split(";") if each.strip()))
            case "choice":
                for value, label in column.field.flatchoices:
                    if text and _folded(text) in (_folded(str(label)), _folded(str(value))):
                        return value
                known = self.names(column)
                meant = did_you_mean(text, known)
                raise InvalidCell(f"“{shortened(text)}” is no {noun}.{meant} Choose from: {', '.join(known)}.")
            case "yes-no":
                if _folded(text) in ("yes", "true", "1"):
                    return True
                if _folded(text) in ("no", "false", "0", ""):
                    return False
                raise InvalidCell(f"“{shortened(text)}” is neither Yes nor No.")
            case _:
                return text

    def row_key(self, pk: Any, snapshot: Snapshot) -> str:
        """The hidden column's text for an entry."""
        marks = " ".join(f"{name}={cell_digest(text)}" for name, text in self.cells(snapshot).items())
        return f"{pk} {digest(snapshot)} {marks}"


# Writing

HEADER_FONT = Font(bold=True, color="FFFFFF")
HEADER_FILL, READ_ONLY_FILL = PatternFill("solid", fgColor="005EB8"), PatternFill("solid", fgColor="4C6272")
READ_ONLY_FONT = Font(color="4C6272")
TOP = Alignment(wrap_text=True, vertical="top")
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
    sheet = book.create_sheet(_sheet_title(cell_format.model))
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


def _sheet_title(model: type[Entry]) -> str:
    return capfirst(str(model._meta.verbose_name_plural))[:31]


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
        if column.type not in ("choice", "yes-no", "row"):
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
    cell._value, cell.data_type = _escape_sequences(_for_xml(text))[:MAX_CELL_LENGTH], "s"
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


# Reading


@dataclass(frozen=True)
class SheetRow:
    """A row of an uploaded workbook."""

    number: int  # in the sheet
    key: str  # the hidden column's text
    cells: dict[str, str]  # by column
    problems: dict[str, str] = field(default_factory=dict)  # error messages by column

    @cached_property
    def parsed_key(self) -> tuple[int | None, str, dict[str, str]]:
        """The key's primary key, digest and cell digests; the primary key is None if it is not valid."""
        match self.key.split():
            case [pk, exported, *cells] if pk.isdecimal() and len(pk) < 19:
                return int(pk), exported, dict(each.split("=", 1) for each in cells if "=" in each)
            case _:
                return None, "", {}


@dataclass(frozen=True)
class Sheet:
    """An uploaded workbook."""

    rows: list[SheetRow]  # without empty ones
    letters: dict[str, str]  # Excel's, by column
    notes: list[str]  # on missing and unknown columns


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
    title = _sheet_title(cell_format.model)
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
    by_label = {_folded(column.label): column for column in cell_format.columns}
    places: dict[int, Column | None] = {}
    notes = []
    for place, cell in enumerate(head):
        text = _cell_string(cell)
        if not text:
            continue
        column = by_label.get(_folded(text))
        if column is None and _folded(text) != _folded(KEY_HEADER):
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
