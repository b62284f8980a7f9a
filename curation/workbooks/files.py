"""Entries as a workbook of Excel that a curator works in and brings back: its columns, writing it and reading it.

Every cell is text (but for places in an order), never a formula. A hidden column holds each row's key, a digest of what
the entry said when it was exported, and a short digest of each cell, by which edits and clashes are told apart.
"""

import datetime
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.db import models
from django.utils.text import capfirst
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from rapidfuzz import process

from curation.models import Entry
from curation.snapshots import Snapshot, digest, part_relation

KEY_HEADER = "Key: leave as it is"
ABOUT = "About the columns"
LISTS = "Lists"
YES, NO = "Yes", "No"

MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_UNPACKED = 100 * 1024 * 1024
MOST_FILES = 500
MOST_ROWS = 10_000
MOST_COLUMNS = 100
#: What Excel takes in a cell.
LONGEST_CELL = 32_767
TOO_LONG = "(Too long for a cell of Excel: it is changed on the entry’s form.)"
#: From this likeness on, a name is suggested for an unknown one.
LIKE_ENOUGH = 60

# What XML, and so a workbook, cannot hold.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What Excel would take for a character written by its number, as in “_x0041_”.
BY_NUMBER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([^\"]{1,40})\"")


class NotAWorkbook(Exception):
    """A file that cannot be read as a workbook of entries; the message says why, to who uploaded it."""


class Unreadable(Exception):
    """A cell that says nothing that its column takes; the message says why."""


@dataclass(frozen=True)
class Column:
    """A column of the workbook.

    Attributes:
        name: The field, relation or kind of part that it shows.
        label: Its header.
        kind: ``text``, ``choice``, ``yes-no``, ``number``, ``date``, ``row``, ``rows`` or, only to be read, ``shown``.
        help: What it holds, for the sheet that explains the columns.
        field: The model's field; None for what is only shown.
    """

    name: str
    label: str
    kind: str
    help: str = ""
    field: Any = None

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several, joined by semicolons."""
        return self.kind == "rows"


def columns_of(model: type[Entry], names: Iterable[str]) -> list[Column]:
    """The columns for the named fields of a model, then those of its state and parts, which are only shown."""
    columns = [_column(model, name) for name in names]
    status = Column("status", "Status", "shown", "Where the entry stands. Only the steps on its form change it.")
    parts = []
    for name in model.part_relations:
        label = capfirst(str(part_relation(model, name).related_model._meta.verbose_name_plural))
        parts.append(Column(name, label, "shown", "To be read. They are linked at the foot of the entry’s form."))
    return [*columns, status, *parts]


def _column(model: type[Entry], name: str) -> Column:
    form_field: Any = model._meta.get_field(name)
    label = capfirst(str(form_field.verbose_name))
    text = str(form_field.help_text)
    match form_field:
        case models.ManyToManyField():
            return Column(name, label, "rows", f"{text} Several are joined by “; ”.".strip(), form_field)
        case models.ForeignKey():
            return Column(name, label, "row", text, form_field)
        case models.BooleanField():
            return Column(name, label, "yes-no", f"{text} Yes or No.", form_field)
        case models.DateField():
            return Column(name, label, "date", f"{text} As 2026-12-31.", form_field)
        case models.IntegerField():
            return Column(name, label, "number", text, form_field)
        case _ if form_field.choices:
            return Column(name, label, "choice", text, form_field)
        case _:
            return Column(name, label, "text", text, form_field)


# Words


def plain(text: str) -> str:
    """A text as it is compared: what spreadsheets and typing change without anybody's meaning to is made alike."""
    text = NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    # The reader of workbooks drops what Excel puts before characters written by their number.
    text = text.replace("x005F_", "")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _by_number(text: str) -> str:
    return BY_NUMBER.sub("_x005F_", text)


def mark_of(text: str) -> str:
    """A short name for what a cell says."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:8]


def _alike(text: str) -> str:
    return " ".join(plain(text).split()).casefold()


class Names:
    """What the rows that a relation may lead to are called in cells: no two alike, and none with a semicolon."""

    def __init__(self, rows: Iterable[Any], own_key: bool) -> None:
        called = {row.pk: _alike_case(str(row.natural_key()[0] if own_key else row)) for row in rows}
        keys = {row.pk: "/".join(str(value) for value in row.natural_key()) for row in rows}
        often = Counter(_alike(name) for name in called.values())
        self.by_pk = {pk: name if often[_alike(name)] == 1 else f"{name} [{keys[pk]}]" for pk, name in called.items()}
        self._by_name = {_alike(key): pk for pk, key in keys.items()}
        self._by_name |= {_alike(name): pk for pk, name in self.by_pk.items()}

    def found(self, noun: str, text: str) -> Any:
        """The row of a name.

        Raises:
            Unreadable: none has it; names those most like it.
        """
        pk = self._by_name.get(_alike(text))
        if pk is None:
            raise Unreadable(f"There is no {noun} “{shortened(text)}”.{did_you_mean(text, self.by_pk.values())}")
        return pk


def _alike_case(name: str) -> str:
    return " ".join(plain(name).replace(";", ",").split())


def shortened(text: str) -> str:
    """The text, cut where it is too long to quote."""
    return text if len(text) <= 80 else f"{text[:79]}…"


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """The name most like a text, as a question; empty where none is."""
    known = {_alike(name): name for name in names}
    best = process.extractOne(_alike(text)[:200], list(known), score_cutoff=LIKE_ENOUGH)
    return f" Did you mean “{known[best[0]]}”?" if best else ""


class Language:
    """How the entries of a model are said in cells, and cells read: the columns, and the names of all they refer to."""

    def __init__(self, model: type[Entry], names: Iterable[str]) -> None:
        self.model = model
        self.columns = columns_of(model, names)
        self.editable = [column for column in self.columns if column.kind != "shown"]
        self._names: dict[str, Names] = {}
        related = {column.field.related_model for column in self.editable if column.kind in ("row", "rows")}
        by_model = {each: Names(list(each._base_manager.all()), own_key=each is model) for each in related}
        for column in self.editable:
            if column.kind in ("row", "rows"):
                self._names[column.name] = by_model[column.field.related_model]

    def names(self, column: Column) -> list[str]:
        """What a column's cells may name, or choose from."""
        if column.name in self._names:
            return sorted(self._names[column.name].by_pk.values(), key=str.casefold)
        if column.kind == "choice":
            return [str(label) for _, label in column.field.flatchoices]
        return [YES, NO] if column.kind == "yes-no" else []

    def cells(self, snapshot: Snapshot) -> dict[str, str]:
        """What the cells of each column that can be changed say of an entry."""
        return {column.name: self._cell(column, snapshot) for column in self.editable}

    def _cell(self, column: Column, snapshot: Snapshot) -> str:
        text = self._whole_cell(column, snapshot)
        return text if len(_by_number(text)) <= LONGEST_CELL else TOO_LONG

    def _whole_cell(self, column: Column, snapshot: Snapshot) -> str:
        if column.kind == "rows":
            named = self._names[column.name].by_pk
            return "; ".join(sorted(named[pk] for pk in snapshot["links"].get(column.name, []) if pk in named))
        value = snapshot["fields"].get(column.field.attname)
        if value in (None, ""):
            return ""
        match column.kind:
            case "row":
                return self._names[column.name].by_pk.get(value, "")
            case "yes-no":
                return YES if value else NO
            case "choice":
                return str(dict(column.field.flatchoices).get(value, value))
            case _:
                return str(value)

    def value(self, column: Column, text: str) -> Any:
        """What a form takes for what a cell says.

        Raises:
            Unreadable: it says nothing that the column takes.
        """
        noun = column.label[0].lower() + column.label[1:]
        match column.kind:
            case "rows":
                names = self._names[column.name]
                noun = str(column.field.related_model._meta.verbose_name)
                return list(dict.fromkeys(names.found(noun, each) for each in text.split(";") if each.strip()))
            case "row":
                return (
                    self._names[column.name].found(str(column.field.related_model._meta.verbose_name), text)
                    if text
                    else None
                )
            case "choice":
                for value, label in column.field.flatchoices:
                    if text and _alike(text) in (_alike(str(label)), _alike(str(value))):
                        return value
                known = self.names(column)
                raise Unreadable(
                    f"“{shortened(text)}” is no {noun}.{did_you_mean(text, known)} Choose from: {', '.join(known)}."
                )
            case "yes-no":
                if _alike(text) in ("yes", "true", "1"):
                    return True
                if _alike(text) in ("no", "false", "0", ""):
                    return False
                raise Unreadable(f"“{shortened(text)}” is neither Yes nor No.")
            case _:
                return text

    def key_of(self, pk: Any, snapshot: Snapshot) -> str:
        """What the hidden column says of a row."""
        marks = " ".join(f"{name}={mark_of(text)}" for name, text in self.cells(snapshot).items())
        return f"{pk} {digest(snapshot)} {marks}"


# Writing

HEAD = Font(bold=True, color="FFFFFF")
HEAD_FILL, SHOWN_FILL = PatternFill("solid", fgColor="005EB8"), PatternFill("solid", fgColor="4C6272")
SHOWN = Font(color="4C6272")
TOP = Alignment(wrap_text=True, vertical="top")
WIDTHS = {"choice": 18, "yes-no": 12, "number": 10, "date": 14, "row": 28, "rows": 32, "shown": 32}
WIDE = 60


def workbook_of(language: Language, rows: Iterable[tuple[Any, Snapshot, Mapping[str, str]]], *, exported: str) -> bytes:
    """The entries as a workbook.

    Args:
        language: How the entries are said.
        rows: Each entry's number, its content, and what is only shown of it, by column.
        exported: When and from where it was exported, in words.
    """
    book = openpyxl.Workbook(write_only=True)
    title = _sheet_title(language.model)
    sheet = book.create_sheet(title)
    lists = {column.name: language.names(column) for column in language.columns if language.names(column)}
    _lay_out(sheet, language, list(lists))
    sheet.append([_head(sheet, KEY_HEADER), *(_head(sheet, each.label, each.kind) for each in language.columns)])
    last = 1
    for pk, snapshot, shown in rows:
        cells = {**shown, **language.cells(snapshot)}
        sheet.append(
            [
                _text(sheet, language.key_of(pk, snapshot)),
                *(_cell(sheet, column, cells.get(column.name, "")) for column in language.columns),
            ]
        )
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(language.columns) + 1)}{last}"
    _add_choices(sheet, language, lists)
    _explain(book.create_sheet(ABOUT), language, exported)
    _list(book.create_sheet(LISTS), language, lists)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_title(model: type[Entry]) -> str:
    return capfirst(str(model._meta.verbose_name_plural))[:31]


def _lay_out(sheet: Any, language: Language, lists: Sequence[str]) -> None:
    sheet.freeze_panes = "D2"
    sheet.column_dimensions["A"].hidden = True
    for place, column in enumerate(language.columns, start=2):
        width = WIDTHS.get(column.kind) or (WIDE if isinstance(column.field, models.TextField) else 30)
        sheet.column_dimensions[get_column_letter(place)].width = width


def _add_choices(sheet: Any, language: Language, lists: Mapping[str, Sequence[str]]) -> None:
    """Lets Excel offer what a cell may say, where it says one thing."""
    places = {name: get_column_letter(place) for place, name in enumerate(lists, start=1)}
    for place, column in enumerate(language.columns, start=2):
        if column.kind not in ("choice", "yes-no", "row"):
            continue
        letter = places[column.name]
        choices = DataValidation(
            type="list", formula1=f"'{LISTS}'!${letter}$2:${letter}${len(lists[column.name]) + 1}", allow_blank=True
        )
        choices.error, choices.errorTitle = "Choose from the list.", column.label[:32]
        choices.showErrorMessage = True
        own = get_column_letter(place)
        choices.add(f"{own}2:{own}{MOST_ROWS + 1}")
        sheet.data_validations.append(choices)


def _head(sheet: Any, text: str, kind: str = "") -> Any:
    cell = _text(sheet, text)
    cell.font, cell.fill, cell.alignment = HEAD, SHOWN_FILL if kind == "shown" else HEAD_FILL, TOP
    return cell


def _cell(sheet: Any, column: Column, text: str) -> Any:
    if column.kind == "number" and text.isdecimal():
        cell = WriteOnlyCell(sheet, int(text))
        cell.alignment = TOP
        return cell
    cell = _text(sheet, text)
    if column.kind == "shown":
        cell.font = SHOWN
    return cell


def _text(sheet: Any, text: str) -> Any:
    """A cell that is text whatever it starts with, and stays text when it is edited."""
    text = NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    cell = WriteOnlyCell(sheet, "")
    cell._value, cell.data_type = _by_number(text)[:LONGEST_CELL], "s"
    cell.number_format, cell.alignment, cell.quotePrefix = "@", TOP, True
    return cell


def _explain(sheet: Any, language: Language, exported: str) -> None:
    for letter, width in zip("ABC", (30, 14, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_text(sheet, exported)])
    for line in (
        "Change cells, or add rows below the last: leave their first, hidden column empty. Then import the file.",
        "A column may be left out, and its cells then stay as they are. Columns and rows may be in any order.",
        "An empty cell means “not stated”. Nothing is saved before you have seen each change and confirmed it.",
    ):
        sheet.append([_text(sheet, line)])
    sheet.append([])
    sheet.append([_head(sheet, "Column"), _head(sheet, "Change it?"), _head(sheet, "What it holds")])
    for column in language.columns:
        may = "no" if column.kind == "shown" else "yes"
        sheet.append([_text(sheet, column.label), _text(sheet, may), _text(sheet, column.help)])


def _list(sheet: Any, language: Language, lists: Mapping[str, Sequence[str]]) -> None:
    """What cells may name, a column for each column that names anything."""
    labels = {column.name: column.label for column in language.columns}
    for place in range(1, len(lists) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 36
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, labels[name]) for name in lists])
    for number in range(max(map(len, lists.values()), default=0)):
        sheet.append([_text(sheet, names[number]) if number < len(names) else None for names in lists.values()])


# Reading


@dataclass(frozen=True)
class SheetRow:
    """A row of an uploaded workbook.

    Attributes:
        number: Its number in the sheet.
        key: What its hidden column says.
        cells: What the cells of each known column say.
        problems: What is wrong with a cell, by column.
    """

    number: int
    key: str
    cells: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """An uploaded workbook.

    Attributes:
        rows: Its rows, without empty ones.
        letters: The letter of each known column.
        notes: What was noticed of its columns, in sentences.
    """

    rows: list[SheetRow]
    letters: dict[str, str]
    notes: list[str]


def read(file: Any, size: int, language: Language) -> Sheet:
    """An uploaded workbook.

    Raises:
        NotAWorkbook: it is none of ours.
    """
    if size > MOST_BYTES:
        raise NotAWorkbook(
            f"The file has {size / 1024 / 1024:.1f} MB. At most {MOST_BYTES // 1024 // 1024} MB are read."
        )
    _look_inside(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        try:
            return _read(_sheet_of(book, language), language)
        finally:
            book.close()
    except NotAWorkbook:
        raise
    # What a damaged file makes the library fail with is not foreseeable.
    except Exception as error:
        raise NotAWorkbook("The file is damaged: it cannot be read as an Excel workbook.") from error


def _look_inside(file: Any) -> None:
    """Refuses what is no workbook, or would take too much to unpack."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            # What a member says of its size holds: no more of it is ever unpacked.
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > MOST_BYTES_UNPACKED:
                raise NotAWorkbook(
                    "The file unpacks to far more than a workbook of entries holds, so it was not opened."
                )
            names = {each.filename for each in members}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise NotAWorkbook("This is not an Excel workbook. Save it in Excel as “Excel workbook (.xlsx)”.")
            for name in sorted(names):
                if name.startswith("xl/worksheets/") and (merged := MERGED.search(archive.read(name))):
                    raise NotAWorkbook(
                        f"The cells {merged[1].decode(errors='replace')} are merged, so it is unclear which row they "
                        "belong to. Unmerge them in Excel and import the file again."
                    )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotAWorkbook(
            "This is not an Excel workbook, or it has a password. Save it in Excel as “Excel workbook (.xlsx)”."
        ) from error
    file.seek(0)


def _sheet_of(book: Any, language: Language) -> Any:
    title = _sheet_title(language.model)
    sheets = [sheet for sheet in book.worksheets if sheet.title == title] or book.worksheets
    if not sheets:
        raise NotAWorkbook("The workbook has no sheet.")
    return sheets[0]


def _read(sheet: Any, language: Language) -> Sheet:
    lines = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1)
    _, head = next(lines, (0, ()))
    places, notes = _places(head, language)
    rows: list[SheetRow] = []
    for number, cells in lines:
        row = _row(number, cells, places)
        if row is None:
            continue
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise NotAWorkbook(f"The sheet has more than {MOST_ROWS:,} rows. Import it in parts.")
    letters = {column.name: get_column_letter(place + 1) for place, column in places.items() if column}
    return Sheet(rows, letters, notes)


def _places(head: Sequence[Any], language: Language) -> tuple[dict[int, Column | None], list[str]]:
    """The column that stands at each place, None for the key; and what was noticed."""
    by_label = {_alike(column.label): column for column in language.columns}
    places: dict[int, Column | None] = {}
    notes = []
    for place, cell in enumerate(head):
        text = _said(cell)
        if not text:
            continue
        column = by_label.get(_alike(text))
        if column is None and _alike(text) != _alike(KEY_HEADER):
            meant = did_you_mean(text, (each.label for each in language.columns))
            letter = get_column_letter(place + 1)
            notes.append(f"Column {letter} is called “{shortened(text)}”, which is not known: it was left out.{meant}")
            continue
        if column in places.values():
            raise NotAWorkbook(f"Two columns are called “{shortened(text)}”. Rename or delete one of them.")
        places[place] = column
    if not any(places.values()):
        raise NotAWorkbook("The first row of the sheet names none of the columns. Export a workbook and work in that.")
    if None not in places.values():
        notes.append("The hidden column A is missing, so no row can be told to be one that is here already.")
    if missing := [each.label for each in language.editable if each not in places.values()]:
        notes.append(f"Left as they are, since the sheet has no such column: {', '.join(missing)}.")
    return places, notes


def _said(cell: Any) -> str:
    return plain(str(cell.value)) if cell.value is not None else ""


def _row(number: int, cells: Sequence[Any], places: Mapping[int, Column | None]) -> SheetRow | None:
    key, said, problems = "", {}, {}
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else None
        text = ""
        if cell is not None and cell.value is not None:
            if column is None:
                key = _said(cell)
                continue
            try:
                text = _cell_text(cell, column)
            except Unreadable as error:
                text, problems[column.name] = str(cell.value), str(error)
        if column is not None:
            said[column.name] = text
    if not any(said.values()):
        return None
    return SheetRow(number, key, said, problems)


def _cell_text(cell: Any, column: Column) -> str:
    value = cell.value
    if cell.data_type == "f":
        raise Unreadable("It holds a formula, which is not worked out here. Type what it should say.")
    if cell.data_type == "e":
        raise Unreadable(f"It holds Excel’s error {value}.")
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime.datetime | datetime.date) and column.kind == "date":
        return (value.date() if isinstance(value, datetime.datetime) else value).isoformat()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        raise Unreadable(f"Excel made a date or time of it ({value}). Format the cell as text, then type it again.")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return plain(str(value))


def keys_in(text: str) -> tuple[int | None, str, dict[str, str]]:
    """What the hidden column says: the entry's number, its digest and that of each cell; no number if it is unclear."""
    match text.split():
        case [pk, seen, *marks] if pk.isdecimal() and len(pk) < 19:
            return int(pk), seen, dict(each.split("=", 1) for each in marks if "=" in each)
        case _:
            return None, "", {}
