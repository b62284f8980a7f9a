"""Opens workbooks that somebody uploads, within the process that ``excel_rows`` starts for it, and reads their cells.

What it takes is bounded there: openpyxl takes seconds and gigabytes for some files of a few kilobytes.
"""

import datetime
import logging
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from files.office_texts import unescaped

logger = logging.getLogger(__name__)

MAX_MEGABYTES = 5
MAX_MEGABYTES_UNPACKED = 100
MEGABYTE = 1024 * 1024
MAX_FILES = 500
NOT_EXCEL = "This is not an Excel workbook{}. Save it in Excel as “Excel workbook (.xlsx)”."
UNPACKS_TO_TOO_MUCH = "The file unpacks to far more than a workbook holds that is filled in here, so it was not opened."
# No tag goes past another's start, or else a file of unclosed ones would take the square of its length.
MERGED = re.compile(rb"<(?:\w{1,40}:)?mergeCell\b[^<>]*?\bref=\"([^\"<>]{1,40})\"")


class InvalidWorkbook(Exception):
    """A file that cannot be read as one of our workbooks; the message says why."""


class InvalidCell(Exception):
    """A cell whose text is not valid for its column; the message says why."""


@contextmanager
def opened(
    file: Any, size: int, *, megabytes: int = MAX_MEGABYTES, megabytes_unpacked: int = MAX_MEGABYTES_UNPACKED
) -> Iterator[Any]:
    """The workbook in an uploaded file; raises InvalidWorkbook, also for what goes wrong while it is read."""
    if size > megabytes * MEGABYTE:
        raise InvalidWorkbook(f"The file has {size / MEGABYTE:.1f} MB. At most {megabytes} MB are read.")
    # It takes long to load, and few processes ever need it.
    from files.excel_strings import WorkbookReader

    _check_archive(file, megabytes_unpacked * MEGABYTE)
    try:
        reader = WorkbookReader(file, read_only=True, keep_links=False)
        reader.read()
        with closing(reader.wb) as book:
            if not book.worksheets:
                raise InvalidWorkbook("The workbook has no sheet.")
            yield book
    except InvalidWorkbook:
        raise
    # openpyxl raises all sorts of errors for damaged files.
    except Exception as error:
        # Or a fault of ours.
        logger.warning("A workbook could not be read: %s", type(error).__name__)
        raise InvalidWorkbook("The file is damaged: it cannot be read as an Excel workbook.") from error


def _check_archive(file: Any, most: int) -> None:
    """Raises InvalidWorkbook for a file that is no workbook, too large unpacked, or has merged cells."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            # zipfile never unpacks more than the stated size.
            if len(members) > MAX_FILES or sum(each.file_size for each in members) > most:
                raise InvalidWorkbook(UNPACKS_TO_TOO_MUCH)
            names = {each.filename for each in members}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise InvalidWorkbook(NOT_EXCEL.format(""))
            for name in sorted(names):
                if name.startswith("xl/worksheets/") and (merged := MERGED.search(archive.read(name))):
                    raise InvalidWorkbook(
                        f"The cells {merged[1].decode(errors='replace')} are merged, so it is unclear which row they "
                        "belong to. Unmerge them in Excel and choose the file again."
                    )
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:
        raise InvalidWorkbook(NOT_EXCEL.format(", or it has a password")) from error
    file.seek(0)


def plain_text(cell: Any) -> str:
    """What a cell holds as text, as it stands there."""
    return "" if cell.value is None else unescaped(str(cell.value))


def cell_text(cell: Any, *, dates: bool) -> str:
    """What somebody typed into a cell, as text; raises InvalidCell for what cannot be told.

    ``dates`` says whether the column holds dates, which then come as 2026-12-31.
    """
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise InvalidCell("It holds a formula, which is not worked out here. Type what it should say.")
    if cell.data_type == "e":
        raise InvalidCell(f"It holds Excel’s error {value}.")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.datetime | datetime.date) and dates:
        return (value.date() if isinstance(value, datetime.datetime) else value).isoformat()
    if cell.data_type == "d" or isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise InvalidCell(f"Excel made a date or time of it ({value}). Format the cell as text, then type it again.")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return plain_text(cell)
