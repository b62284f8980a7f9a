"""Each template once, on a desk's screen and on a phone's, and in a window as narrow as 400% zoom makes it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.faults import described, open_all, overflow_faults
from tests.browser.templates import ADDRESSES, Address, page_templates
from tests.browser.windows import NARROW, WIDE, ZOOMED

pytestmark = pytest.mark.urls("tests.browser.error_urls")

each_address = pytest.mark.parametrize(
    "address", [pytest.param(each, id=each.path) for addresses in ADDRESSES.values() for each in addresses]
)


# What only a phone shows, the menu's button and the folded filters, is on these.
PARTS_OF_A_PHONE = ("/", "/recommendations/")


@each_address
def test_page_has_no_faults(page: Page, address: Address, assert_faultless: Callable[..., None]) -> None:
    page.set_viewport_size(WIDE)
    assert_faultless(page, address.path, address.status)
    page.set_viewport_size(NARROW)
    # Colours are the same at every width, and to compare them takes longer than everything else.
    same = () if address.path in PARTS_OF_A_PHONE else ("color-contrast",)
    assert_faultless(page, address.path, address.status, same)
    page.set_viewport_size(ZOOMED)
    page.goto(address.path)
    faults = overflow_faults(page)
    open_all(page)
    faults += overflow_faults(page)
    assert not faults, described(address.path, faults)


def test_every_template_is_seen() -> None:
    assert page_templates() - set(ADDRESSES) == set()
