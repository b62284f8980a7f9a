"""What is typed into a form survives a closed window and a session that ended, until it is saved."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Locator, Page, expect

from recommendations.models import Recommendation
from tests.support.admin_forms import address, save
from tests.support.browser.faults import overflow_faults
from tests.support.browser.people import choose, field, sign_in
from tests.support.browser.windows import NARROW, WIDE
from tests.support.people import PASSWORD, person, signed_in

KEPT = "() => Object.keys(localStorage).filter(key => key.startsWith('unsaved:')).length"


def offer(page: Page) -> Locator:
    return page.get_by_role("region", name="that was not saved")


def text(page: Page, name: str) -> Locator:
    return field(page, name).get_by_role("textbox")


@pytest.mark.changes_the_base
def test_unsaved_text_is_offered_again(
    page: Page, context: BrowserContext, assert_accessible: Callable[[Page], None]
) -> None:
    entry = Recommendation.objects.get(reference="HEEC-ES-2")
    form = address(Recommendation, "change", entry.pk)
    cara = person("cara", "Curator")
    sign_in(page, cara)
    page.goto(form)
    text(page, "title").fill("Give staff the time that they need")
    choose(page, "themes", "Staff roles")
    rows = page.locator("#study_links-group .has_original").count()
    page.locator("#study_links-group .add-row a").click()
    page.locator(f"#study_links-{rows}").get_by_label("Note").fill("Its second table")
    page.wait_for_function(KEPT)
    page.close()

    # The window is opened anew, in the same browser.
    page = context.new_page()
    page.goto(form)
    expect(text(page, "title")).to_have_value(entry.title)
    for window in (WIDE, NARROW):
        page.set_viewport_size(window)
        expect(offer(page)).to_contain_text("You have text that was not saved, from")
        assert not overflow_faults(page)
        assert_accessible(page)
    page.set_viewport_size(WIDE)
    offer(page).get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("Your text is back in the form.")).to_be_focused()
    expect(text(page, "title")).to_have_value("Give staff the time that they need")
    expect(field(page, "themes")).to_contain_text("Staff roles")
    expect(page.locator(f"#study_links-{rows}").get_by_label("Note")).to_have_value("Its second table")
    page.locator(f"#study_links-{rows} .inline-deletelink").click()

    # The session ends, and somebody else saves, before the text is sent.
    Session.objects.all().delete()
    assert save(signed_in(person("carl", "Curator")), form, title="Pay for time").status_code == 302
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_label("Username").fill("cara")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{form}")
    expect(offer(page)).to_contain_text("saved since")
    offer(page).get_by_role("button", name="Bring it back").click()
    page.get_by_role("button", name="Save", exact=True).first.click()

    # A save that failed keeps it, and so the form that was left.
    told = page.get_by_role("region", name="What is saved, and what you entered")
    for title in ("Pay for time", "Give staff the time that they need"):
        expect(told).to_contain_text(title)
    expect(offer(page)).to_have_count(0)
    page.goto(form)
    expect(offer(page)).not_to_contain_text("saved since")
    offer(page).get_by_role("button", name="Bring it back").click()
    text(page, "title").fill("Pay for the time that staff need")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(text(page, "title")).to_have_value("Pay for the time that staff need")
    expect(offer(page)).to_have_count(0)
    assert page.evaluate(KEPT) == 0

    # Signing out on purpose leaves nothing to whoever uses the browser next.
    text(page, "title").fill("Half a thought")
    page.wait_for_function(KEPT)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed out")
    assert page.evaluate(KEPT) == 0
