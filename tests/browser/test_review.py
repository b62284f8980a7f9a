"""A draft goes to and fro between its writer and a reviewer, with comments, until it is published."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from curation.admin_base.pages import admin_address
from curation.workflow import editing, send_to_review
from recommendations.models import Recommendation
from tests.support.browser.people import sign_in
from tests.support.people import person


@pytest.mark.changes_the_base
def test_a_comment_is_answered_before_the_draft_is_published(
    page: Page, new_context: Callable[..., Any], assert_accessible: Callable[[Page], None]
) -> None:
    writer, reviewer = person("curator", "Curator"), person("reviewer", "Reviewer")
    row = Recommendation.objects.get(reference="HEEC-ES-1")
    with editing(row, by=writer, note="Who is meant.") as drafted:
        drafted.title = f"{drafted.title} on every ward"
        drafted.save()
    send_to_review(row, by=writer)

    # The reviewer comments on what changed, and sends it back.
    sign_in(page, reviewer)
    page.get_by_role("region", name="Waiting for my review").get_by_role("link", name="on every ward").click()
    expect(page.locator("#field-title ins")).to_contain_text("on every ward")
    assert_accessible(page)
    page.get_by_text("Comment on title", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Comment on title").fill("In clinics too?")
    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".messagelist .success")).to_contain_text("was sent back")

    # The writer reads it beside the field, answers and sends it again.
    other = sign_in(new_context().new_page(), writer)
    other.set_viewport_size({"width": 375, "height": 800})
    other.goto(admin_address(row))
    expect(other.locator(".field-title .help")).to_contain_text("reviewer: In clinics too?")
    other.locator(".field-title").get_by_role("link", name="Answer").click()
    other.get_by_label("Answer to reviewer on title").fill("Only on wards.")
    other.get_by_label("Settled: reviewer on title").check()
    assert_accessible(other)
    other.get_by_role("button", name="Save and send to review").first.click()
    expect(other.locator(".messagelist .success").last).to_contain_text("is waiting for review")
    other.goto(admin_address(row, "review"))
    expect(other.get_by_text("Only on wards.")).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "It fits a phone."
    assert_accessible(other)

    # The reviewer finds it in the queue, and publishes it.
    page.goto("/admin/desk/to-review/")
    assert_accessible(page)
    page.get_by_role("link", name="on every ward").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("is published")
    assert Recommendation.objects.get(pk=row.pk).title.endswith("on every ward")
