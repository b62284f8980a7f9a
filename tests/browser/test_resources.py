"""The addresses that resources had while they shared a page."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.windows import settle


@pytest.mark.parametrize(
    ("anchor", "leads_to"),
    [
        ("bma-toolkit-for-clinicians", "/resources/bma-toolkit-for-clinicians/"),
        ("kind-toolkit", "/resources/?kind=toolkit"),
        ("results", "/resources/#results"),
    ],
)
def test_an_old_anchor_leads_to_the_page(page: Page, anchor: str, leads_to: str) -> None:
    page.goto(f"/resources/#{anchor}")
    settle(page)

    expect(page).to_have_url(leads_to)
