"""A page is passed on, and answers a reader with a minute on one screen of a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

ENTRIES = (
    "/recommendations/HEEC-ES-2/",
    "/studies/chae-cultural-competency/",
    "/case-studies/nelft-inclusive-recruitment/",
)
#: Those that say most before the facts, and most in them.
LONGEST = ("HEEC-ES-1", "HEEC-ES-2", "HEEC-EP-71", "RHO-RE-26", "RCP-BG-10")


@pytest.mark.parametrize("address", ENTRIES)
def test_link_and_citation_are_copied(context: BrowserContext, page: Page, base_url: str, address: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}?utm_source=mail")
    for name, done, copied in (
        ("Copy link", "Link copied", f"{base_url}{address}"),
        ("Copy citation", "Citation copied", page.locator("#citation").inner_text().strip()),
    ):
        page.get_by_role("button", name=name).click()
        expect(page.locator(".app-share [role=status]")).to_have_text(done)
        assert page.evaluate("navigator.clipboard.readText()") == copied


def test_a_device_shares_in_its_own_way(page: Page) -> None:
    page.add_init_script("navigator.share = async shared => { window.shared = shared }")
    page.goto(ENTRIES[0])
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared.url").endswith(ENTRIES[0])
    expect(page.get_by_role("link", name="Email it")).to_have_count(0)


@pytest.mark.parametrize("address", ENTRIES)
def test_without_javascript_it_is_mailed_and_its_citation_is_text(
    new_context: Callable[..., BrowserContext], address: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address)
    mail = page.get_by_role("link", name="Email it").get_attribute("href") or ""
    assert mail.startswith("mailto:?subject=")
    assert address.replace("/", "%2F") in mail or address in mail
    page.get_by_role("link", name="Cite it", exact=True).click()
    expect(page.locator("#citation")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)


@pytest.mark.parametrize("reference", LONGEST)
def test_a_minute_fits_on_a_phone(page: Page, reference: str) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(f"/recommendations/{reference}/")
    ends = page.locator(".app-minute").evaluate("each => each.getBoundingClientRect().bottom")
    begins = page.locator("header").first.evaluate("each => each.getBoundingClientRect().bottom")
    assert ends - begins <= 667
