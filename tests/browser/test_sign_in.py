"""Signing in with one-time codes, in a browser."""

from base64 import b32decode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.faults import overflow_faults
from tests.support.one_time_codes import code_of, with_app
from tests.support.people import PASSWORD, person

pytestmark = pytest.mark.changes_the_base


def test_an_app_is_set_up_and_then_asked_for(
    page_at_each_width: Page, assert_accessible: Callable[[Page], None], settings: Any
) -> None:
    settings.ONE_TIME_CODES = True
    page = page_at_each_width
    person("rita", "Reviewer")
    give_password(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up one-time codes")
    looked_at(page, assert_accessible)
    secret = b32decode((page.locator(".curation-codes__secret").text_content() or "").replace(" ", ""))
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    recovery = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(recovery).to_have_count(10)
    looked_at(page, assert_accessible)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The evidence base")
    page.get_by_role("button", name="Sign out").click()
    give_password(page)
    expect(page.get_by_label("Code")).to_be_focused()
    page.get_by_label("Code").fill("none")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looked_at(page, assert_accessible)
    # The one of setting up was used, and the next is taken a little before its time.
    page.get_by_label("Code").fill(code_of(secret, steps=1))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The evidence base")


@pytest.mark.parametrize("has_app", [True, False])
def test_whoever_sets_up_an_app_confirms_who_they_are(
    page: Page, assert_accessible: Callable[[Page], None], has_app: bool
) -> None:
    cara = person("cara", "Curator")
    give_password(page, "cara")
    if has_app:
        with_app(cara)
    page.goto("/admin/one-time-codes/")
    asked = "Enter your one-time code" if has_app else "Enter your password"
    expect(page.get_by_role("heading", level=1)).to_have_text(asked)
    expect(page.get_by_label("Code" if has_app else "Password")).to_be_focused()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looked_at(page, assert_accessible)


def give_password(page: Page, name: str = "rita") -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def looked_at(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    assert_accessible(page)
    assert not overflow_faults(page)
