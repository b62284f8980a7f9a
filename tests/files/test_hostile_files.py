"""Files that take far more time or memory to read than they are long stop nobody, and are told from damaged ones."""

import io

import pytest

from files import excel_rows
from files.child_processes import ChildProgram
from files.excel_reading import InvalidWorkbook
from files.excel_rows import Limits, rows_of
from files.turns import Turns
from tests.support.hostile_files import TABLES, WORKBOOKS
from workforce.imports.reading.tables import Refused, sheets_of


@pytest.fixture(autouse=True)
def _short_time(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ChildProgram(excel_rows.__name__, seconds=3, megabytes=500, turns=Turns())
    monkeypatch.setattr(excel_rows, "_reader", reader)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("a row 2,000,000,000", "too complicated"),
        ("many shared texts", "unpacks to far more"),
        ("unclosed mergeCell tags", "damaged"),
        ("a cell in column ZZZZ", "damaged"),
        ("billion laughs", "damaged"),
        ("a text that many cells share", "unpacks to far more"),
    ],
)
def test_a_workbook_that_takes_too_much_is_refused_with_the_reason(wrong: str, said: str) -> None:
    with pytest.raises(InvalidWorkbook, match=said):
        rows_of(io.BytesIO(WORKBOOKS[wrong]()))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("CSV of 16,384 columns", "more than 5,000,000 cells"),
        ("CSV of one cell of 50 MB", "a quotation mark is not closed"),
        ("CSV of NUL bytes", "neither a CSV file nor an Excel workbook"),
    ],
)
def test_a_table_that_takes_too_much_is_refused_with_the_reason(wrong: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        sheets_of(TABLES[wrong]())


def test_a_wide_workbook_has_a_limit_of_cells() -> None:
    wide = WORKBOOKS["a cell in the last column of many rows"]()
    with pytest.raises(InvalidWorkbook, match="more than 50,000 cells"):
        rows_of(io.BytesIO(wide), Limits(columns=None, cells=50_000))


def test_no_file_of_the_server_is_read() -> None:
    with pytest.raises(InvalidWorkbook, match="damaged"):
        rows_of(io.BytesIO(WORKBOOKS["a file of the server"]()))
