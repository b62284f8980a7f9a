"""The workspace of a document in a browser: from its text to what was taken from it, and back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from recommendations.models import Recommendation
from tests.factories.workspaces import DocumentTextFactory
from tests.support.browser.faults import Complaints, overflow_faults
from tests.support.browser.people import sign_in
from tests.support.people import person
from workspaces.adding import add_text, read_pasted
from workspaces.marking import mark

pytestmark = pytest.mark.changes_the_base

TEXT = "Section 1\n\nChoice of shifts kept nurses in their posts.\n\nSection 2\n\nMentoring helped midwives to lead."


def test_a_document_is_read_beside_what_was_taken(
    page_at_each_width: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_at_each_width
    complaints = Complaints(page)
    entry = Recommendation.objects.select_related("source").first()
    assert entry is not None
    text = DocumentTextFactory(source=entry.source, text=TEXT)
    mark(text, entry, TEXT.index("Choice"), TEXT.index(" in their"), by=None)

    def check() -> None:
        assert not complaints.taken()
        assert not overflow_faults(page)
        assert_accessible(page)
        complaints.taken()

    sign_in(page, person("rota", "Curator"))
    page.get_by_role("link", name=str(entry.source)).first.click()
    expect(page.locator(".workspace-words mark")).to_have_text("Choice of shifts kept nurses")
    page.get_by_role("region", name="The text").get_by_role("link").click()
    expect(page.locator("li:target")).to_contain_text(str(entry)[:40])
    page.locator("li:target").get_by_role("link", name="Section 1").click()
    expect(page.locator(".workspace-words mark")).to_be_in_viewport()
    # A link under the pointer or with the focus is told apart by other means than its line.
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    check()

    add_text(entry.source, read_pasted(TEXT.replace("nurses", "midwives")), by=None)
    page.reload()
    page.get_by_role("link", name="What the new text changes").click()
    expect(page.get_by_role("heading", name="To settle")).to_be_visible()
    check()
    page.get_by_role("button", name="Keep it at its new place").click()
    expect(page.get_by_text("Nothing is left to settle.")).to_be_visible()

    page.goto("/admin/workspaces/")
    check()
    page.get_by_role("link", name="Add a document").click()
    expect(page.get_by_role("heading", name="Add a document")).to_be_visible()
    check()
