"""Two curators edit one entry at the same time: the second is told, sees both texts and loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from recommendations.models import Recommendation
from tests.support.browser.faults import overflow_faults
from tests.support.browser.people import field, sign_in
from tests.support.browser.windows import NARROW, WIDE
from tests.support.people import person


@pytest.mark.changes_the_base
def test_the_second_to_save_sees_both_texts_and_loses_nothing(
    page: Page, new_context: Callable[..., Any], assert_accessible: Callable[[Page], None]
) -> None:
    entry = Recommendation.objects.get(reference="HEEC-ES-2")
    address = f"/admin/recommendations/recommendation/{entry.pk}/change/"
    first = sign_in(page, person("cara", "Curator"))
    second = sign_in(new_context().new_page(), person("carl", "Curator"))
    for each in (first, second):
        each.goto(address)

    field(first, "title").get_by_role("textbox").fill("Give staff the time that they need")
    field(first, "statement").get_by_role("textbox").fill("Boards should pay for the time that staff need.")
    first.get_by_role("button", name="Save", exact=True).first.click()
    expect(first.locator(".messagelist .success")).to_be_visible()
    title = field(second, "title").get_by_role("textbox")
    title.fill("Pay for time to care")
    field(second, "points").get_by_role("textbox").fill("Longer appointments")
    second.get_by_role("button", name="Save", exact=True).first.click()

    told = second.get_by_role("region", name="What is saved, and what you entered")
    for text in ("Give staff the time that they need", "Pay for time to care", "Longer appointments"):
        expect(told).to_contain_text(text)
    expect(title).to_have_value("Pay for time to care")
    # What only the other changed needs no bringing together.
    statement = field(second, "statement").get_by_role("textbox")
    expect(statement).to_have_value("Boards should pay for the time that staff need.")
    expect(told).not_to_contain_text("Boards should pay")
    for window in (WIDE, NARROW):
        second.set_viewport_size(window)
        assert not overflow_faults(second)
        assert_accessible(second)

    # Both texts are brought together, and both saves stay in the history.
    title.fill("Give staff the paid time that they need")
    second.get_by_role("button", name="Save", exact=True).first.click()
    expect(second.locator(".messagelist .success")).to_be_visible()
    second.goto(f"{address.removesuffix('change/')}history/")
    saved = second.get_by_role("region", name="Versions").get_by_role("row").filter(has_text="Draft, saved")
    expect(saved).to_have_count(2)
    expect(saved.filter(has_text="carl")).to_contain_text("Title, Points")
    assert_accessible(second)
    second.get_by_role("button", name="Compare and restore").click()
    for text in ("Give staff the time that they need", "Give staff the paid time that they need"):
        expect(second.locator("#content-main")).to_contain_text(text)
    assert Recommendation.objects.get(pk=entry.pk).title == entry.title
