"""Opens files that somebody uploads as tables: CSV in the ways that programs write it, and Excel."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from files.excel_reading import InvalidCell, InvalidWorkbook, cell_text
from files.excel_rows import DATA, Cell, rows_of
from files.office_texts import for_xml

#: Rows in which the delimiter shows.
LOOKED_AT = 20
MAX_COLUMNS = 16_384
#: Of a CSV file, empty ones too: the widest real one has a tenth of it.
MAX_CELLS = 5_000_000
#: The bytes with which every zip archive starts, and so every workbook.
ZIP = b"PK"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Refused(Exception):
    """A file that cannot be read at all; the message says why."""


@dataclass(frozen=True)
class Row:
    """A row of a file: where it stands, its texts, and what is wrong with cells that have none, by their place."""

    number: int
    cells: list[str]
    problems: dict[int, str]


@dataclass(frozen=True)
class Sheet:
    """A table of a file; a CSV file is one without a title."""

    title: str
    rows: list[Row]


def sheets_of(content: bytes) -> list[Sheet]:
    """The tables in a file. Raises Refused."""
    if not content.strip():
        raise Refused("The file is empty.")
    if content.startswith(OLD_EXCEL):
        raise Refused(
            "This is a workbook of an old kind, or has a password. Save it in Excel as “Excel workbook (.xlsx)”."
        )
    if content.startswith(ZIP):
        return _workbook(content)
    return [Sheet("", list(_csv_rows(_decoded(content))))]


def _workbook(content: bytes) -> list[Sheet]:
    try:
        sheets = rows_of(io.BytesIO(content), DATA)
    except InvalidWorkbook as error:
        raise Refused(str(error)) from error
    return [Sheet(title, [_excel_row(number, cells) for number, cells in rows]) for title, rows in sheets.items()]


def _excel_row(number: int, cells: list[Cell]) -> Row:
    texts, problems = [], {}
    for place, cell in enumerate(cells):
        try:
            texts.append(for_xml(cell_text(cell, dates=False)))
        except InvalidCell as error:
            texts.append("")
            problems[place] = str(error)
    return Row(number, texts, problems)


def _decoded(content: bytes) -> str:
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise Refused("The file is empty.")
        if "\0" not in text:
            return text
    raise Refused("This is neither a CSV file nor an Excel workbook (.xlsx).")


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    before = held = cells_read = 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            if len(cells) > MAX_COLUMNS:
                raise Refused(f"Line {number} has more than {MAX_COLUMNS:,} columns.")
            cells_read += len(cells)
            if cells_read > MAX_CELLS:
                raise Refused(f"The file has more than {MAX_CELLS:,} cells. Leave out columns, or cut it into several.")
            if not any(cell.strip() for cell in cells):
                continue
            held += 1
            if held > settings.WRES_IMPORT_MAX_ROWS:
                raise Refused(f"The file has more than {settings.WRES_IMPORT_MAX_ROWS:,} rows. Cut it into several.")
            yield Row(number, cells, {})
    except csv.Error as error:
        raise Refused(
            f"Line {reader.line_num} cannot be read as CSV: a quotation mark is not closed, perhaps."
        ) from error


def _delimiter(text: str) -> str:
    """The sign between cells: the one that cuts the first rows into most cells."""
    lines = [line for line in text[:200_000].splitlines()[: 3 * LOOKED_AT] if line.strip()][:LOOKED_AT]
    widths = {sign: sorted(line.count(sign) for line in lines) for sign in ",;\t"}
    # The middle one, since notes above and below the table have none.
    return max(widths, key=lambda sign: (widths[sign][len(lines) // 2], widths[sign][-1]))
