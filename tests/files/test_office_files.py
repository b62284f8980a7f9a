"""Excel, Word and JSON files, opened as other programs open them, whatever their texts."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st

from files import excel_files
from files.about_exports import AboutExport
from files.documents import Run
from files.excel_files import Column, Sheet, workbook_of
from files.office_texts import for_xml
from files.word_files import WordFile
from files.zip_streams import zip_parts

ABOUT = AboutExport(
    service="Equity Evidence",
    title="2 recommendations matching “=1+1”",
    address="https://example.org/recommendations/?q=%3D1%2B1",
    made_on=datetime.date(2026, 1, 31),
    version="412",
    citation="Equity Evidence (2026) 2 recommendations.",
    caution="Certainty is not priority.",
)
HOSTILE = [
    *("=1+1", "@SUM(A1)", "+44 20", "-1", "3-10", "007", "1e5", "TRUE", "2024-12", "_x0041_", "<b>&amp;\"'"),
    *(
        "\x00\x08\x1b\x7f\x85",
        "\ud800",
        "\ufffe",
        "مرحبا \u202eabc",
        "e\u0301\u0327",
        "😀",
        " two  spaces ",
        "a\r\nb\nc",
    ),
]


def workbook(*rows: tuple[Any, ...], columns: tuple[Column, ...] = (Column("A", 10),)) -> Any:
    sheet = Sheet("Rows", columns, [rows[:1], rows[1:]], printed=2 if len(columns) > 1 else 0)
    return openpyxl.load_workbook(io.BytesIO(b"".join(workbook_of([sheet], ABOUT))))


@settings(max_examples=40)
@given(st.text() | st.sampled_from(HOSTILE))
@example("x" * 32_767)
@example("😀" * 20_000)
def test_a_text_stays_that_text_in_excel(text: str) -> None:
    cell = workbook((text,))["Rows"]["A2"]

    expected = for_xml(text)
    if not expected:
        assert cell.value is None
        return
    assert cell.data_type == "s"
    assert cell.quotePrefix
    if len(expected.encode("utf-16-le")) // 2 <= 32_767:
        # openpyxl leaves it to its reader to undo what keeps Excel from reading an escaped character.
        assert cell.value.replace("_x005F_", "_") == expected
    else:
        assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
        assert cell.value.endswith(excel_files.CUT)


def test_dates_numbers_and_links_are_what_they_are() -> None:
    columns = (Column("Day", 10), Column("Stated", 10, dates=True), Column("Number", 10), Column("Page", 10, 3))
    day = datetime.date(2026, 1, 31)
    book = workbook(
        (day, "2024-12-18", 7, "https://example.org/?a=1&b=2"),
        (None, "2024-12", None, "javascript:alert(1)"),
        (None, "2024-02-30", None, ""),
        columns=columns,
    )
    sheet = book["Rows"]

    assert [sheet["A2"].value.date(), sheet["B2"].value.date(), sheet["C2"].value] == [
        day,
        datetime.date(2024, 12, 18),
        7,
    ]
    assert sheet["A2"].number_format == "d mmm yyyy"
    assert sheet["D2"].hyperlink.target == "https://example.org/?a=1&b=2"
    assert sheet["D3"].hyperlink is None
    assert [sheet["B3"].value, sheet["B4"].value] == ["2024-12", "2024-02-30"]
    assert sheet.auto_filter.ref == "A1:D4"
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'Rows'!$A$1:$B$4"


def test_a_workbook_says_what_it_is() -> None:
    book = workbook(("a",))
    said = dict(book["About this export"].iter_rows(min_row=3, values_only=True))

    assert said["What is in this file"] == ABOUT.title
    assert said["The same list, as it is now"] == ABOUT.address
    assert said["Made on"] == "31 January 2026"
    assert said["Version of the evidence base"] == "412"
    assert "CC BY 4.0" in said["Licence"]
    assert said["How to cite it"] == ABOUT.citation
    assert (book.properties.title, book.properties.creator) == (ABOUT.title, "Equity Evidence")


def test_a_sheet_without_rows_has_its_header() -> None:
    assert [cell.value for (cell,) in workbook()["Rows"].iter_rows()] == ["A"]


def test_a_sheet_that_is_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_files, "MAX_ROWS", 3)
    sheet = workbook(*[(f"{n}",) for n in range(5)])["Rows"]
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)] == ["0", "1", excel_files.NO_MORE_ROWS]
    columns = (Column("Title", 10, address_in=2), Column("Kind", 10))
    sheet = workbook(*[("title", "kind", "https://example.org/")] * 5, columns=columns)["Rows"]
    assert [cell.hyperlink is None for cell in sheet["A"]] == [True, False, False, True]
    assert [sheet["A4"].value, sheet["B4"].value] == [excel_files.NO_MORE_ROWS, None]


def test_a_row_is_as_high_as_its_text() -> None:
    sheet = workbook(("short",), ("word " * 30,), ("word " * 9_000,))["Rows"]
    heights = [sheet.row_dimensions[n].height for n in (2, 3, 4)]
    assert heights[0] < heights[1] < heights[2] <= 409


def test_the_first_rows_are_sent_before_the_last_are_read() -> None:
    read = []

    def batches() -> Iterator[list[tuple[str]]]:
        for n in range(100):
            read.append(n)
            yield [(f"{n}-{m}" * 20,) for m in range(200)]

    parts = iter(workbook_of([Sheet("Rows", (Column("A", 10),), batches())], ABOUT))
    begun = b"".join(next(parts) for _ in range(3))

    assert begun.startswith(b"PK")
    assert len(read) < 3
    largest = max(len(part) for part in parts)
    assert largest < 200_000


def test_a_zip_is_whole_and_the_same_each_time() -> None:
    def made() -> bytes:
        return b"".join(zip_parts([("a.txt", [b"one ", b"two"]), ("b.txt", [])], datetime.date(2026, 1, 31)))

    archive = zipfile.ZipFile(io.BytesIO(made()))
    assert archive.testzip() is None
    assert archive.read("a.txt") == b"one two"
    assert made() == made()


def document(title: str = "Briefing") -> WordFile:
    return WordFile(ABOUT, title)


def opened(file: WordFile) -> Any:
    return docx.Document(io.BytesIO(b"".join(file.parts())))


@settings(max_examples=25)
@given(st.text() | st.sampled_from(HOSTILE))
def test_a_text_stays_that_text_in_word(text: str) -> None:
    file = document(text)
    file.heading(text, 1)
    file.paragraph([Run(text, bold=True)])
    file.bullets([text])
    file.table(text, [text], [[text]], [5])

    word = opened(file)

    expected = for_xml(text)
    assert {each.text for each in word.paragraphs} == {expected}
    assert {cell.text for cell in word.tables[0]._cells} == {expected}


def test_a_document_passes_the_rules_of_accessibility() -> None:
    file = document("Briefing on training")
    file.title("Briefing", "5 recommendations")
    file.heading("Contents", 1, listed=False)
    file.contents()
    file.heading("First", 1)
    file.heading("Below it", 2)
    file.table("What was found", ["Outcome", "Found"], [["Knowledge", "Improved"]], [5, 12])
    file.paragraph(["See ", Run("the page", address="https://example.org/")])
    file.about(ABOUT)
    word = opened(file)
    properties = word.core_properties

    assert (properties.title, properties.author, properties.language) == (
        "Briefing on training",
        "Equity Evidence",
        "en-GB",
    )
    assert word.styles.element.find(".//" + qn("w:lang")).get(qn("w:val")) == "en-GB"
    (table,) = word.tables
    assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == "What was found"
    header, row = (each._tr.trPr for each in table.rows)
    assert header.find(qn("w:tblHeader")) is not None
    assert row.find(qn("w:tblHeader")) is None
    # No row or column is merged, and no paragraph is empty to make room.
    assert not list(word.element.iter(qn("w:gridSpan"), qn("w:vMerge")))
    assert all(each.text.strip() for each in word.paragraphs)
    levels = [int(each.style.name[-1]) for each in word.paragraphs if each.style.name.startswith("Heading")]
    assert all(below <= above + 1 for above, below in zip([0, *levels], levels, strict=False))
    # Each link within the document leads somewhere.
    names = {each.get(qn("w:name")) for each in word.element.iter(qn("w:bookmarkStart"))}
    anchors = [each.get(qn("w:anchor")) for each in word.element.iter(qn("w:hyperlink")) if each.get(qn("w:anchor"))]
    assert anchors
    assert set(anchors) <= names
    assert "PAGE" in word.sections[0].footer._element.xml
    assert {style.font.name for name in ("Normal", "Heading 1", "Title") for style in [word.styles[name]]} == {"Arial"}
