"""Excel workbooks of lists, sent while they are written.

openpyxl makes a workbook of everything but the rows: its styles, widths, frozen headers, filters and properties. Its
parts go out as they are, with the rows put into the sheets as they come. So a hundred thousand rows take no more memory
than a thousand. See docs/decisions/exports.md.
"""

import datetime
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from files.about_exports import AboutExport
from files.office_texts import MAX_CELL_LENGTH, escape_sequences, for_xml
from files.zip_streams import zip_parts
from lists.web_addresses import is_web_address

ABOUT = "About this export"

#: Excel's limits: rows in a sheet below its header, hyperlinks in a sheet, points of a row, characters in an address.
MAX_ROWS = 1_048_575
MAX_LINKS = 65_530
MAX_HEIGHT = 409
MAX_ADDRESS_LENGTH = 2_079
NO_MORE_ROWS = "There are more rows than a sheet of Excel holds. Take the list away in another format."
CUT = "… (Cut, because a cell of Excel holds no more. See the page of this entry.)"

LINE_HEIGHT = 15  # in points
BLUE, BLACK, WHITE = "005EB8", "212B32", "FFFFFF"
FONT = "Arial"
TOP = Alignment(wrap_text=True, vertical="top")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DATE = "d mmm yyyy"
FIRST_DAY = datetime.date(1899, 12, 30)

FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Most texts have none of what needs a closer look.
PLAIN = re.compile(r"[^&<>\"'_\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]*")


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes:
        heading: What stands above it.
        width: In characters of the font.
        address_in: The place among the row's values of the web address that its cells lead to; None for none.
        dates: Whether its texts are dates where they are whole: 2024-12-18, not 2024-12.
    """

    heading: str
    width: int
    address_in: int | None = None
    dates: bool = False


@dataclass
class Sheet:
    """A sheet with a row for each row of a list.

    Attributes:
        title: On its tab.
        columns: From left to right.
        batches: The values of its rows, some at a time; there may be more values than columns.
        printed: How many of its columns are printed, from the left: two or more, or 0 for all.
    """

    title: str
    columns: Sequence[Column]
    batches: Iterable[Sequence[Sequence[Any]]]
    printed: int = 0
    rows: int = field(default=0, init=False)  # how many were written so far, the header left out
    links: list[tuple[str, str]] = field(default_factory=list, init=False)  # cells and where they lead

    @property
    def last_column(self) -> str:
        """The letters of the last column."""
        return get_column_letter(len(self.columns))

    @property
    def last_printed(self) -> str:
        """The letters of the last column that is printed."""
        return get_column_letter(self.printed) if self.printed else self.last_column


@dataclass(frozen=True)
class _Styles:
    """The numbers of the styles of cells in the workbook."""

    text: int
    number: int
    date: int
    link: int


def workbook_of(sheets: Sequence[Sheet], about: AboutExport) -> Iterator[bytes]:
    """A workbook of the sheets and a last one that says what it is, in parts."""
    book, styles = _template(sheets, about)
    return zip_parts(_files(book, sheets, styles), about.made_on)


def _template(sheets: Sequence[Sheet], about: AboutExport) -> tuple[zipfile.ZipFile, _Styles]:
    """The workbook without rows, and its styles."""
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        write_header(page, sheet.columns)
        page.freeze_panes = "B2"
        page.auto_filter.ref = f"A1:{sheet.last_column}1"
        set_up_printing(page, about)
        if sheet.printed:
            page.print_area = f"A1:{sheet.last_printed}1"
    write_about(book, about)
    page = book.worksheets[0]
    places = itertools.count(1)

    def style(**attributes: Any) -> int:
        # A cell for each, since the workbook shares the style with its cell.
        cell = page.cell(2, next(places))
        cell.font, cell.alignment = font(BLACK), TOP
        for name, value in attributes.items():
            setattr(cell, name, value)
        number: int = cell.style_id
        return number

    # With the prefix, text that could be a number, a date or a formula stays text when somebody edits the cell.
    styles = _Styles(
        number=style(),
        date=style(number_format=DATE, alignment=Alignment(horizontal="left", vertical="top")),
        text=style(quotePrefix=True),
        link=style(font=font(BLUE, underline="single")),
    )
    page.delete_rows(2)
    file = io.BytesIO()
    book.save(file)
    return zipfile.ZipFile(file), styles


def font(colour: str, *, bold: bool = False, underline: str | None = None, size: int = 11) -> Font:
    """The font of a workbook."""
    return Font(name=FONT, size=size, color=colour, bold=bold, underline=underline)


def write_header(page: Any, columns: Sequence[Column], row: int = 1) -> None:
    """Write the headings of a sheet's columns, which are repeated on each page of paper."""
    for place, column in enumerate(columns, start=1):
        cell = page.cell(row, place, column.heading)
        cell.font, cell.fill, cell.alignment = font(WHITE, bold=True), PatternFill("solid", fgColor=BLUE), TOP
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.print_title_rows = f"{row}:{row}"


def write_text(cell: Any, text: str) -> None:
    """Write a text into a cell, as text also where it could be a formula, a number or a date."""
    cell._value, cell.data_type = _cut(escape_sequences(for_xml(text))), "s"


def add_link(cell: Any, address: str) -> None:
    """Let a cell lead to an address, if Excel can."""
    if is_web_address(address) and len(address) <= MAX_ADDRESS_LENGTH:
        cell.hyperlink = address
        cell.font = font(BLUE, underline="single")


def set_up_printing(page: Any, about: AboutExport) -> None:
    """Print a sheet as wide as a page, with a footer."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    # So that texts stay large enough to read.
    page.page_margins.left = page.page_margins.right = 0.4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.oddFooter.left.text = about.service.replace("&", "&&")
    page.oddFooter.right.text = "Page &P of &N"


def write_about(book: Any, about: AboutExport) -> None:
    """Write what a workbook says of itself: a sheet, and its properties."""
    properties = book.properties
    properties.title, properties.creator, properties.language = for_xml(about.title), about.service, "en-GB"
    properties.created = properties.modified = datetime.datetime.combine(about.made_on, datetime.time())
    page = book.create_sheet(ABOUT)
    columns = [Column("", 30), Column("", 100)]
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = (each.width for each in columns)
    page.sheet_view.showGridLines = False
    page["A1"] = ABOUT
    page["A1"].font = font(BLUE, bold=True, size=16)
    for row, (name, text) in enumerate(about.lines(), start=3):
        page.cell(row, 1, name).font = font(BLACK, bold=True)
        cell = page.cell(row, 2)
        write_text(cell, text)
        cell.font = font(BLACK)
        if text == about.address:
            add_link(cell, text)
        for each in (page.cell(row, 1), cell):
            each.alignment = TOP
        page.row_dimensions[row].height = height((name, cell.value), columns)
    set_up_printing(page, about)


def _files(book: zipfile.ZipFile, sheets: Sequence[Sheet], styles: _Styles) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of the workbook; the one that names what is filtered and printed last, since it says how many rows."""
    with_rows = {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, start=1)}
    last = "xl/workbook.xml"
    for name in book.namelist():
        if name not in with_rows and name != last:
            yield name, [book.read(name)]
    for name, sheet in with_rows.items():
        yield name, _sheet_parts(book.read(name).decode(), sheet, styles)
        if sheet.links:
            yield name.replace("worksheets/", "worksheets/_rels/") + ".rels", [_relations(sheet)]
            # They take more memory than everything else.
            sheet.links.clear()
    workbook = book.read(last).decode()
    for sheet in sheets:
        for column in {sheet.last_column, sheet.last_printed}:
            workbook = workbook.replace(
                f"'{sheet.title}'!$A$1:${column}$1<", f"'{sheet.title}'!$A$1:${column}${sheet.rows + 1}<"
            )
    yield last, [workbook.encode()]


def _sheet_parts(template: str, sheet: Sheet, styles: _Styles) -> Iterator[bytes]:
    head, end, tail = template.partition("</sheetData>")
    # Programs that read row by row would believe that there is only the header.
    yield re.sub(r"<dimension [^>]*>", "", head).encode()
    letters = [get_column_letter(place) for place in range(1, len(sheet.columns) + 1)]
    for batch in sheet.batches:
        yield "".join(_row(row, sheet, letters, styles) for row in batch[: MAX_ROWS - 1 - sheet.rows]).encode()
        if sheet.rows + 1 == MAX_ROWS:
            # Padded, since columns may lead to an address that is among the values of their row.
            last = [NO_MORE_ROWS, *[None] * max([0, *(column.address_in or 0 for column in sheet.columns)])]
            yield _row(last, sheet, letters, styles).encode()
            break
    tail = re.sub(r'(<autoFilter ref="A1:[A-Z]+)1"', rf'\g<1>{sheet.rows + 1}"', tail, count=1)
    links = "".join(f'<hyperlink ref="{cell}" r:id="rId{n}"/>' for n, (cell, _) in enumerate(sheet.links, start=1))
    if links:
        before, margins, after = tail.partition("<pageMargins")
        tail = f'{before}<hyperlinks xmlns:r="{RELATIONS}">{links}</hyperlinks>{margins}{after}'
    yield (end + tail).encode()


def _row(row: Sequence[Any], sheet: Sheet, letters: Sequence[str], styles: _Styles) -> str:
    """A row as the sheet has it, whose number is the next."""
    sheet.rows += 1
    number = sheet.rows + 1
    cells = "".join(_cells(row, sheet, letters, number, styles))
    return f'<row r="{number}" ht="{height(row, sheet.columns)}">{cells}</row>'


def height(row: Sequence[Any], columns: Sequence[Column]) -> int:
    """The height in points that shows the wrapped texts of a row.

    Excel would find it by itself, but other programs and the previews of phones leave all rows at one line.
    """
    most = 1
    for value, column in zip(row, columns, strict=False):
        if isinstance(value, str) and len(value) > column.width * most - column.width // 2:
            breaks = value.count("\n")
            most = max(most, breaks + len(value) // column.width + 1)
    return min(LINE_HEIGHT * most + 2, MAX_HEIGHT)


def _cells(row: Sequence[Any], sheet: Sheet, letters: Sequence[str], number: int, styles: _Styles) -> Iterator[str]:
    for letter, column, value in zip(letters, sheet.columns, row, strict=False):
        if value is None or value == "":
            continue
        at = f"{letter}{number}"
        if column.dates and isinstance(value, str) and FULL_DATE.fullmatch(value):
            value = _as_date(value)
        if isinstance(value, str):
            style = styles.text
            if column.address_in is not None and _add_link(sheet, at, row[column.address_in]):
                style = styles.link
            yield f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_cell_text(value)}</t></is></c>'
        elif isinstance(value, datetime.date):
            yield f'<c r="{at}" s="{styles.date}"><v>{(value - FIRST_DAY).days}</v></c>'
        else:
            yield f'<c r="{at}" s="{styles.number}"><v>{value}</v></c>'


def _as_date(text: str) -> datetime.date | str:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


def _add_link(sheet: Sheet, cell: str, address: str | None) -> bool:
    """Let a cell lead to an address; False if Excel could not."""
    if not address or not is_web_address(address) or len(address) > MAX_ADDRESS_LENGTH:
        return False
    if len(sheet.links) == MAX_LINKS:
        return False
    sheet.links.append((cell, address))
    return True


def _relations(sheet: Sheet) -> bytes:
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/hyperlink" Target="{escape(for_xml(address))}" '
        'TargetMode="External"/>'
        for n, (_, address) in enumerate(sheet.links, start=1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{package}">{targets}</Relationships>'.encode()


def _cell_text(text: str) -> str:
    """A text as the XML of a cell."""
    if len(text) < MAX_CELL_LENGTH // 2 and PLAIN.fullmatch(text):
        return text
    return escape(_cut(escape_sequences(for_xml(text))), quote=False)


def _cut(text: str) -> str:
    """The text, cut with a word about it where a cell cannot hold it."""
    if len(text) <= MAX_CELL_LENGTH // 2 or len(text.encode("utf-16-le")) // 2 <= MAX_CELL_LENGTH:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MAX_CELL_LENGTH - len(CUT))]
    return kept.decode("utf-16-le", errors="ignore") + CUT
