"""The windows in which pages are seen: how large they are, and when a page has taken its place in one."""

from playwright.sync_api import Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 375, "height": 812}
#: A wide window at 400%: WCAG 2.2, success criterion 1.4.10.
ZOOMED: ViewportSize = {"width": 320, "height": 256}
#: The width of a sheet of A4 between its margins.
PAPER: ViewportSize = {"width": 680, "height": 1000}


def resize(page: Page, window: ViewportSize) -> None:
    """Give the page a window of another size, and wait until it has settled in it."""
    page.set_viewport_size(window)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the header, some frames after it is first drawn or given other room, has measured its links.

    It takes them out of the page for that, and the focus from whichever has it.
    """
    page.wait_for_load_state()
    page.evaluate("async () => { for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame) }")
