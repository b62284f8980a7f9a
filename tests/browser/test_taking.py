"""A curator marks words of a document and makes them an entry: with the keyboard alone, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from evidence.models import Passage, Source
from recommendations.models import Recommendation
from tests.factories.workspaces import DocumentTextFactory
from tests.support.browser.people import sign_in
from tests.support.people import person
from workspaces.models import Excerpt

pytestmark = pytest.mark.changes_the_base

ADVISED = "Ward managers should plan rotas 🗓 six weeks ahead."
ALSO = "They should ask staff first."
TEXT = f"Section 1: Rotas\n\nRotas matter. {ADVISED} {ALSO}\n\nSection 2: Rest\n\nNobody rests enough."


def workspace(page: Page) -> None:
    """The text of a document, as a curator opens it."""
    source = Source.objects.get(slug="heec-empowering-staff")
    DocumentTextFactory(source=source, text=TEXT)
    sign_in(page, person("curator", "Curator"))
    page.goto(f"/admin/workspaces/{source.slug}/")


def test_from_marked_words_to_a_recommendation_by_keyboard(
    page: Page, assert_accessible: Callable[[Page], None]
) -> None:
    workspace(page)
    assert_accessible(page)
    page.locator("#text").focus()
    # The heading, then the first sentence, then the one that advises, and the one after it.
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("[data-marked]")).to_have_text(f"Marked: “{ADVISED} {ALSO}”")
    page.keyboard.press("r")
    expect(page.get_by_label("Title:")).to_be_focused()
    page.keyboard.type("Plan rotas early")
    page.keyboard.press("Tab")
    page.keyboard.type("Plan rotas for 55% of the wards.")
    expect(page.locator("#id_statement_measure")).to_contain_text("Not in the marked words: 55%.")
    assert_accessible(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("Plan rotas early” was saved as a draft.")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text mark")).to_have_text(f"{ADVISED} {ALSO}")
    assert_accessible(page)
    made = Recommendation.objects.get(title="Plan rotas early")
    assert Excerpt.objects.get(entry_id=made.pk).words == f"{ADVISED} {ALSO}"


def test_from_described_words_to_a_passage_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    workspace(page)
    page.get_by_text("Say which words they are").click()
    page.get_by_label("Section", exact=True).select_option("Section 2: Rest")
    page.get_by_label("First words").fill("nobody rests")
    page.get_by_role("button", name="Passage").click()
    expect(page.locator("blockquote")).to_have_text("Nobody rests enough.")
    page.get_by_label("Kind:").select_option("Context")
    page.get_by_label("Title:").fill("Rest is short")
    page.get_by_label("Text:").fill("Few have 2 days of rest.")
    page.get_by_label("Themes:").select_option(index=0)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("Text: Not in the marked words: 2.")
    expect(page.locator("#text mark")).to_have_text("Nobody rests enough.")
    assert Passage.objects.get(title="Rest is short").themes.count() == 1
