"""PDF documents, opened as other programs open them, whatever their texts."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from files import pdf_files
from files.about_exports import AboutExport
from files.child_processes import NotDone
from files.documents import Bullets, Document, Heading, Paragraph, Run, Table
from files.office_texts import runs_right_to_left
from files.pdf_files import as_data, pdf_of
from files.typesetting.typesetter import typeset
from tests.files.test_office_files import HOSTILE

ABOUT = AboutExport(
    service="Equity Evidence",
    title="A paper",
    address="https://example.org/",
    made_on=datetime.date(2026, 1, 31),
    version="412",
    citation="",
)
MARKUP = (
    '#panic("x") $a/b$ *b* _i_ `c` @ref <label> = h\n- item\n+ item\n/ term: x // gone /* gone */ \\ ~ -- \\u{41} "q"'
)
WORDS = Document(
    "Train staff",
    [
        Heading("What is asked"),
        Paragraph(["Agree to ", Run("all", bold=True), Run(" of it", address="https://example.org/?a=1&b=2")]),
        Bullets(["First", "Second"]),
        Table("What is recommended", ["What", "Why"], [["Train", "It works"]], [1, 2]),
    ],
)


def opened(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(typeset(as_data(document, ABOUT))))


def text_in(reader: PdfReader) -> str:
    """The text without spaces, which PDF has none of, and without the places where a long word may break."""
    return "".join("".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def kinds_of_elements(element: Any) -> Iterator[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        for each in element:
            yield from kinds_of_elements(each)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"]
        yield from kinds_of_elements(element.get("/K", []))


def test_screen_readers_are_told_what_everything_is() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(WORDS, ABOUT)))
    root: Any = reader.trailer["/Root"]

    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("en-GB", True)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Train staff", "Equity Evidence")
    outline: list[Any] = list(reader.outline)
    assert [each.title for each in outline] == ["What is asked"]
    kinds = set(kinds_of_elements(root["/StructTreeRoot"]["/K"]))
    assert kinds >= {"/Title", "/H1", "/P", "/L", "/LI", "/Table", "/THead", "/TH", "/TD", "/Link", "/Strong"}
    page: Any = reader.pages[0]
    links = [each.get_object()["/A"]["/URI"] for each in page["/Annots"]]
    assert links == ["https://example.org/?a=1&b=2"]
    assert "Page1of1" in text_in(reader)


def test_signs_of_markup_stay_signs() -> None:
    shown = text_in(opened(Document(MARKUP.partition("\n")[0], [Paragraph(MARKUP), Bullets([MARKUP])])))
    assert shown.count("".join(MARKUP.split())) == 2


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200) | st.sampled_from(HOSTILE))
@example("漢字 \U0010ffff")
@example("👩‍👩‍👧 🇬🇧 \u202eabc\u200d")
@example("x" * 4_000)
@example("\ufffd\u0953\u05af")
def test_any_text_can_be_typeset(text: str) -> None:
    runs: list[str | Run] = [text, Run(text, bold=True, italic=True)]
    document = Document(text, [Heading(text), Paragraph(runs), Bullets([text]), Table(text, [text], [[text]], [1])])
    assert len(opened(document).pages) >= 1


def test_a_character_without_a_shape_is_told_of_and_the_rest_stays() -> None:
    reader = opened(Document("Paper", [Paragraph("Before 漢 after")]))
    assert "Boxesstandforcharacters" in text_in(reader)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "Boxesstandforcharacters" not in text_in(opened(Document("Paper", [Paragraph("⊕⊕⊕◯ é ж γ مرحبا 😀")])))


def test_a_long_word_stays_on_the_page() -> None:
    shown = text_in(opened(Document("Paper", [Paragraph("x" * 1_000)])))
    assert "x" * 1_000 in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", False), ("12.", False), ("abc مرحبا", False), ("مرحبا abc", True), ("(שלום)", True), ("1. שלום", True)],
)
def test_the_first_letter_says_which_way_a_text_runs(text: str, expected: bool) -> None:
    assert runs_right_to_left(text) is expected


def test_what_the_typesetter_says_of_a_text_is_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pdf_files, "as_data", lambda *_: {"title": "a secret"})
    with pytest.raises(NotDone):
        pdf_of(WORDS, ABOUT)
    assert "ended with 1" in caplog.text
    assert "secret" not in caplog.text
