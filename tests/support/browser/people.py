"""People who curate the base, and what they do in the forms of the admin."""

import re

from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from tests.support.people import PASSWORD


def sign_in(page: Page, user: User) -> Page:
    """The first page of the admin, as somebody reaches it."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The evidence base")
    return page


def field(page: Page, name: str) -> Locator:
    """A field of a form of the admin, with its label and help; not those of the rows below the form."""
    return page.locator(f"fieldset:not(.inline-related *) .field-{name}").first


def choose(page: Page, name: str, option: str, within: Locator | None = None) -> None:
    """Look an option up in a field that offers what one types, and take it; in a part where one is given."""
    place = within.locator(f".field-{name}") if within else field(page, name)
    place.locator(".select2-selection").first.click()
    page.locator(".select2-container--open .select2-search__field").fill(option)
    page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).click()


def save(page: Page) -> None:
    """Save the form in the window."""
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("successfully")
