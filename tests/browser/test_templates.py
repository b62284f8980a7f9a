"""Each template once, on a desk's screen and on a phone's, and in a window as narrow as 400% zoom makes it."""

import pytest
from playwright.sync_api import Page

from tests.support.browser.faults import Complaints, described, faults_at, faults_seen, overflow_faults, unfold
from tests.support.browser.templates import ADDRESSES, Address, page_templates
from tests.support.browser.windows import NARROW, WIDE, ZOOMED, resize

pytestmark = pytest.mark.urls("tests.support.browser.error_urls")

each_address = pytest.mark.parametrize(
    "address", [pytest.param(each, id=each.path) for addresses in ADDRESSES.values() for each in addresses]
)


@each_address
def test_page_has_no_faults(page: Page, address: Address) -> None:
    complaints = Complaints(page)
    page.set_viewport_size(WIDE)
    faults = faults_at(page, address.path, address.status, complaints)
    # A window that is turned or zoomed leaves the page loaded, and takes away room.
    for window in (NARROW, ZOOMED):
        unfold(page, False)
        resize(page, window)
        # axe has no rule that tells the one narrow window from the other.
        faults += faults_seen(page) if window is NARROW else overflow_faults(page)
    faults += complaints.taken()
    assert not faults, described(address.path, faults)


def test_every_template_is_seen() -> None:
    assert page_templates() - set(ADDRESSES) == set()
