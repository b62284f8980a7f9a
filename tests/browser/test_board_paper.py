"""A reader makes a board paper of what they collected."""

import re
from collections.abc import Callable
from pathlib import Path

import docx
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.support.browser.faults import Complaints, faults_seen

ADDRESS = "/my-list/board-paper/"


def collect(page: Page, *paths: str) -> None:
    for path in paths:
        page.goto(path)
        page.get_by_role("button", name="Add to my list").click()
        # With scripts on the same page, without them on the list's.
        expect(page.get_by_text(re.compile("In your list|Added to your list")).first).to_be_visible()
    page.goto("/my-list/")


def downloaded(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("button", name=button).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_a_paper_in_word_and_pdf_with_what_was_typed(page_at_each_width: Page, tmp_path: Path) -> None:
    page = page_at_each_width
    complaints = Complaints(page)
    collect(page, "/recommendations/HEEC-ES-1/", "/case-studies/london-talent-management-support-network/")
    page.get_by_role("link", name="Make a board paper").click()
    page.get_by_label("Title of the paper").fill("Training <b>our</b> staff")
    page.get_by_label("What is asked of the board").fill("Agree to #1\nand fund it")

    word = docx.Document(str(downloaded(page, "Download Word", tmp_path)))
    pdf = PdfReader(downloaded(page, "Download PDF", tmp_path))
    assert word.core_properties.title == "Training <b>our</b> staff"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Training <b>our</b> staff"
    assert "Agree to #1" in pdf.pages[0].extract_text()
    assert len(pdf.pages) == 1

    page.get_by_role("button", name="Show it below").click()
    expect(page.get_by_role("heading", name="Training <b>our</b> staff")).to_be_visible()
    expect(page).to_have_url(re.compile(f"{ADDRESS}#preview$"))
    assert faults_seen(page) == []
    assert complaints.taken() == []

    page.goto(ADDRESS)
    expect(page.get_by_label("What is asked of the board")).to_have_value("Agree to #1\nand fund it")


def test_what_is_too_long_is_told_of(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    collect(page, "/recommendations/HEEC-ES-1/")
    page.goto(ADDRESS)
    page.get_by_label("The question").fill("q" * 401)
    page.get_by_role("button", name="Download PDF").click()
    page.get_by_role("link", name="The question must be 400 characters or fewer. You typed 401.").click()
    expect(page.get_by_label("The question")).to_be_focused()
    expect(page).to_have_title("Error: Make a board paper – Equity Evidence")
    assert_accessible(page)


def test_without_javascript(page_without_javascript: Page, tmp_path: Path) -> None:
    page = page_without_javascript
    collect(page, "/recommendations/HEEC-ES-1/")
    page.get_by_role("link", name="Make a board paper").click()
    page.get_by_label("The question").fill("Shall we?")
    assert "Shall we?" in PdfReader(downloaded(page, "Download PDF", tmp_path)).pages[0].extract_text()
