"""How large the windows are in which pages are seen."""

from playwright.sync_api import ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 375, "height": 812}
#: A wide window at 400%: WCAG 2.2, success criterion 1.4.10.
ZOOMED: ViewportSize = {"width": 320, "height": 256}
#: The width of a sheet of A4 between its margins.
PAPER: ViewportSize = {"width": 680, "height": 1000}
