"""An administrator invites a reviewer, who chooses a password, sets up one-time codes and is at their desk."""

from base64 import b32decode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.faults import overflow_faults
from tests.support.browser.people import sign_in
from tests.support.browser.windows import NARROW, WIDE, resize
from tests.support.one_time_codes import code_of
from tests.support.people import person

pytestmark = pytest.mark.changes_the_base


def test_somebody_is_invited_and_comes_to_their_desk(
    page: Page, new_context: Callable[..., Any], assert_accessible: Callable[[Page], None], settings: Any
) -> None:
    def looked_at(shown: Page) -> None:
        assert_accessible(shown)
        resize(shown, NARROW)
        assert not overflow_faults(shown)
        resize(shown, WIDE)

    sign_in(page, person("adam", "Administrator"))
    page.goto("/admin/auth/user/")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("First name").fill("Rita")
    page.get_by_label("Last name").fill("Okafor")
    page.get_by_label("E-mail address").fill("rita@nhs.net")
    page.get_by_role("button", name="Invite and show the link").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looked_at(page)
    page.get_by_label("Reviewer").check()
    page.get_by_role("button", name="Invite and show the link").click()
    link = page.get_by_label("Link").input_value()
    looked_at(page)
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("heading", name="Signing in")).to_be_visible()

    settings.ONE_TIME_CODES = True
    invited: Page = new_context().new_page()
    invited.goto(link)
    invited.get_by_label("New password").fill("kettle-harbour-violin")
    invited.get_by_label("The same password again").fill("kettle-harbour-piano")
    invited.get_by_label("The same password again").press("Enter")
    expect(invited.get_by_role("alert")).to_be_visible()
    looked_at(invited)
    invited.get_by_label("New password").fill("kettle-harbour-violin")
    invited.get_by_label("The same password again").fill("kettle-harbour-violin")
    invited.get_by_label("The same password again").press("Enter")
    expect(invited.get_by_role("heading", level=1)).to_have_text("Set up one-time codes")
    secret = b32decode((invited.locator(".curation-codes__secret").text_content() or "").replace(" ", ""))
    invited.get_by_label("Code").fill(code_of(secret))
    invited.get_by_role("button", name="Set up").click()
    invited.get_by_role("link", name="I have kept them").click()
    expect(invited.get_by_role("heading", level=1)).to_have_text("The evidence base")

    settings.ONE_TIME_CODES = False
    page.goto("/admin/activity/?about=rita@nhs.net")
    expect(page.get_by_role("cell", name="Accepted the invitation.")).to_be_visible()
    looked_at(page)
    page.goto("/admin/locks/")
    looked_at(page)
    invited.goto(link)
    expect(invited.get_by_role("heading", level=1)).to_have_text("This link no longer works")
    looked_at(invited)
