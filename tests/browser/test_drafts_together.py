"""A document's drafts are ticked, previewed and sent to review as one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from curation import workflow
from curation.models import Draft
from evidence.models import Source
from tests.factories import CaseStudyFactory
from tests.support.admin_forms import address
from tests.support.browser.faults import overflow_faults
from tests.support.browser.people import sign_in
from tests.support.browser.windows import NARROW, WIDE
from tests.support.people import person


@pytest.mark.changes_the_base
def test_drafts_of_a_document_are_handled_as_one(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    source = Source.objects.get(slug="heec-empowering-staff")
    cara = person("cara", "Curator")
    for title in ("Fair rotas", "A mentor for each nurse"):
        workflow.note_new(CaseStudyFactory(draft=True, source=source, title=title), cara)

    def look() -> None:
        for window in (WIDE, NARROW):
            page.set_viewport_size(window)
            assert not overflow_faults(page)
            assert_accessible(page)
        page.set_viewport_size(WIDE)

    sign_in(page, cara)
    page.goto(address(Source, "change", source.pk))
    page.get_by_role("link", name="Drafts of this document").click()
    expect(page.get_by_role("checkbox")).to_have_count(2)
    look()
    page.get_by_role("button", name="Preview together").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("with the drafts that you ticked")
    page.goto(f"{page.url.partition('/preview/')[0]}/preview{source.get_absolute_url()}")
    page.get_by_role("link", name="A mentor for each nurse").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A mentor for each nurse")
    page.get_by_role("link", name="Back to the drafts").click()
    page.get_by_label("Fair rotas").uncheck()
    page.get_by_role("button", name="Send to review…").click()
    look()
    page.get_by_label("What changes, and why").fill("Both mentors of the brief")
    page.get_by_role("button", name="Send to review: 1").click()
    expect(page.get_by_role("region", name="Done (1)")).to_contain_text("A mentor for each nurse")
    look()
    assert [draft.entry.title for draft in Draft.objects.in_review()] == ["A mentor for each nurse"]
