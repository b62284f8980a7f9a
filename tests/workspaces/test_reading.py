"""Documents are read as they stand, or refused with what to do instead; none stops the service."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typst
from docx import Document as WordDocument
from pypdf import PdfReader, PdfWriter

from files.child_processes import NotDone
from workspaces import adding
from workspaces.adding import read_file, read_pasted
from workspaces.models import DocumentText
from workspaces.reading import pdf, plain_text, word
from workspaces.reading.document import Refused
from workspaces.reading.program import _read as read_here

FAIR_ROTAS = """
#set page(paper: "a5", columns: 2, numbering: "1", header: [Brief 7 #h(1fr) Fair rotas])
#set text(size: 9pt, hyphenate: true, lang: "en")
#set heading(numbering: "1.1")
#set document(title: "Fair rotas in practice", author: ("A. Okafor", "B. Lin"))
= Introduction
Rotas are well-being. #lorem(260)
== Why it matters
Staff who choose their shifts stay longer. #lorem(260)
= What works
#lorem(420)
"""


def read(given: bytes) -> dict[str, Any]:
    """In this process, as the program that reads files does it in one of its own."""
    return read_here(given).as_json()


def headings(read: dict[str, Any]) -> list[tuple[int, str]]:
    return [(each["level"], each["heading"]) for each in read["sections"]]


@pytest.fixture(scope="module")
def rotas(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("pdf") / "rotas.typ"
    path.write_text(FAIR_ROTAS)
    made: Any = typst.compile(str(path))
    return bytes(made)


def test_a_pdf_of_columns_gives_its_text_sections_pages_and_details(rotas: bytes):
    found = read(rotas)

    assert (found["kind"], found["title"], found["authors"]) == ("pdf", "Fair rotas in practice", "A. Okafor\nB. Lin")
    assert headings(found) == [(1, "1 Introduction"), (2, "1.1 Why it matters"), (1, "2 What works")]
    assert [each["label"] for each in found["pages"]] == [
        str(n) for n in range(1, len(PdfReader(io.BytesIO(rotas)).pages) + 1)
    ]
    # Neither running heads nor page numbers, and the words that line ends divide are whole.
    assert "Fair rotas" not in found["text"]
    assert "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt" in found["text"]
    document = DocumentText(text=found["text"], outline={"sections": found["sections"], "pages": found["pages"]})
    at = found["text"].index("Staff who choose")
    assert document.locator_of(at, at + 5).startswith("1 Introduction, 1.1 Why it matters, page ")


def test_a_hyphen_at_a_lines_end_stays_where_the_word_has_one_elsewhere():
    lines = [["Staff well-being matters.", "We asked about well-", "being and about recruit-", "ment."]]
    joined = pdf._joined(lines[0], pdf._hyphenated(lines))
    assert joined == "Staff well-being matters. We asked about well-being and about recruitment."


def test_a_dash_alone_on_a_line_is_no_divided_word():
    assert pdf._joined(["-", "choice of shifts"], set()) == "- choice of shifts"


def test_a_word_document_gives_its_headings_and_tables():
    made = WordDocument()
    made.add_heading("Fair rotas", 0)
    made.add_heading("What works", 1)
    made.add_paragraph("Choice of shifts.")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Ward A", "12%"
    made.core_properties.author = "A. Okafor; B. Lin"
    buffer = io.BytesIO()
    made.save(buffer)

    found = read_file(buffer.getvalue())

    assert (found["kind"], found["title"], found["authors"]) == ("word", "Fair rotas", "A. Okafor\nB. Lin")
    # The day on which it was saved is no date of publication.
    assert found["date"] == ""
    assert headings(found) == [(1, "Fair rotas"), (2, "What works")]
    assert found["text"] == "Fair rotas\n\nWhat works\n\nChoice of shifts.\n\nWard A | 12%"


def test_a_saved_web_page_gives_what_it_shows_without_its_navigation():
    page = """<!doctype html><html><head><title>Fair rotas</title><meta name="author" content="A. Okafor">
    <meta property="article:published_time" content="2024-12-18T09:00"><script>track("words")</script></head><body>
    <nav><p>Menu</p></nav><main><h1>Fair <em>rotas</em></h1><p>Choice&nbsp;of <b>shifts</b> &amp; time.<br>More.</p>
    <!-- hidden --><ul><li>One</li><li>Two <p>inside</p> after</li></ul><h2>Results</h2>tail</main>
    <footer>Cookies</footer></body></html>"""

    found = read_file(page.encode())

    assert (found["kind"], found["title"], found["authors"], found["date"]) == (
        *("web-page", "Fair rotas", "A. Okafor", "2024-12-18"),
    )
    assert headings(found) == [(1, "Fair rotas"), (2, "Results")]
    paragraphs = found["text"].split("\n\n")
    assert paragraphs == [
        *("Fair rotas", "Choice of shifts & time. More.", "One", "Two", "inside", "after", "Results", "tail")
    ]


def test_what_a_file_says_of_itself_is_plain_and_of_the_calendar():
    page = """<html><head><title>Fair&shy; rotas &#xfeff;</title><meta name="author" content="A. Oka&shy;for">
    <meta name="date" content="2024-02-31"></head><body><p>Words.</p></body></html>"""
    found = read(page.encode())
    assert (found["title"], found["authors"], found["date"]) == ("Fair rotas", "A. Okafor", "")
    assert read(page.replace("02-31", "02").encode())["date"] == "2024-02"


def test_pasted_text_has_the_headings_that_stand_alone():
    found = read_pasted(
        "Section 1: Skills\r\n\r\n1.1 Why it matters\n\nStaff\x00 learn.\n\nWhat works\n\nTime.\n\nReferences\n\nA."
    )
    assert headings(found) == [
        *((1, "Section 1: Skills"), (2, "1.1 Why it matters"), (3, "What works"), (1, "References"))
    ]
    assert "\x00" not in found["text"]
    assert "\r" not in found["text"]


def encrypted(given: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(given))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def blank_pages(number: int) -> bytes:
    writer = PdfWriter()
    for _ in range(number):
        writer.add_blank_page(100, 100)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def test_what_cannot_be_read_is_refused_with_what_to_do(rotas: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "MOST_PAGES", 3)
    monkeypatch.setattr(word, "MOST_BYTES", 1000)
    for given, said in (
        (encrypted(rotas), "password"),
        (blank_pages(2), "OCR"),
        (blank_pages(4), "3 is the most"),
        (zipped("word/document.xml", b"x" * 5000), "unpacks to more"),
        (zipped("xl/workbook.xml", b"x"), "neither a PDF nor"),
        (b"\xd0\xcf\x11\xe0old", "old Word file"),
        (b"\x89PNG\r\n", "neither a PDF nor"),
        (b"a\x00b", "neither a PDF nor"),
        (b" \n ", "no text"),
        (b"<html><body></body></html>", "no text"),
        (b"words " * 600_000, "characters"),
    ):
        with pytest.raises(Refused, match=said):
            read(given)


@pytest.mark.parametrize("given", [b"", b"%PDF-1.7\n%broken", b"PK\x03\x04broken", b"<html>" + b"<div>" * 50_000])
def test_what_is_damaged_or_hostile_ends_in_a_process_of_its_own(given: bytes):
    with pytest.raises(Refused):
        read_file(given)


def test_a_program_that_is_ended_is_told_as_too_complicated(monkeypatch: pytest.MonkeyPatch):
    def ended(given: bytes) -> bytes:
        raise NotDone

    monkeypatch.setattr(adding, "_reader", ended)
    with pytest.raises(Refused, match="too much time or memory"):
        read_file(b"words")


def test_sections_lie_as_deep_as_there_are_headings_above_them():
    found = plain_text.read("Who\n\nA.\n\nSummary\n\nWhy\n\nB.\n\n1.2.1 Where\n\nC.\n\nWhen\n\nD.").sections
    assert [(each["heading"], each["level"]) for each in found] == [
        *(("Who", 1), ("Summary", 1), ("Why", 2), ("1.2.1 Where", 2), ("When", 3))
    ]
