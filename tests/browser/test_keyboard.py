"""Everything that a reader does can be done, and followed, by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.windows import NARROW, settle

LIST = "/studies/"
#: More steps of the Tab key than any page of the list has.
MOST_STEPS = 400

#: What a reader sees of the focused element: its markup for a report, whether it has the yellow by which the design
#: system marks the focus, on itself or on the label that stands for it, and whether it is in the window at all.
SEEN = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const yellow = "rgb(255, 235, 59)";
    const label = element.labels?.[0];
    // A box is drawn by what follows it: its label, or the words of the label that holds it.
    const drawn = label && element.nextElementSibling;
    const looks = [getComputedStyle(element), ...(drawn ? [getComputedStyle(drawn, "::before")] : [])];
    const isMarked = looks.some(look =>
        look.backgroundColor === yellow
        || look.boxShadow.includes(yellow)
        || (look.outlineColor === yellow && look.outlineStyle !== "none")
    );
    // A link over several lines has a box for each.
    const isInSight = [...element.getClientRects()].some(box => {
        const onTop = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return element.contains(onTop) || Boolean(label?.contains(onTop));
    });
    return [element.outerHTML.slice(0, 120), isMarked, isInSight];
}"""

#: How far an element is scrolled sideways, once it is, or after two seconds' frames.
SCROLLED = """async selector => {
    const element = document.querySelector(selector);
    for (let frame = 0; frame < 120 && !element.scrollLeft; frame++) await new Promise(requestAnimationFrame);
    return element.scrollLeft;
}"""


def visit(page: Page, address: str) -> None:
    """Open an address and wait until the page has settled."""
    page.goto(address)
    settle(page)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until an element has the focus, which must come before the page ends."""
    element = target.element_handle()
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if element.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by {MOST_STEPS} steps of Tab")


def test_skip_link_leads_past_the_navigation(page: Page) -> None:
    visit(page, LIST)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox", name="Search studies")).to_be_focused()


def test_tab_follows_the_page_from_top_to_bottom(page_at_each_width: Page) -> None:
    page = page_at_each_width
    visit(page, f"{LIST}?design=systematic-review&design=review")
    for stop in [
        page.get_by_role("link", name="Equity Evidence", exact=True),
        page.get_by_role("navigation", name="Menu").get_by_role("link", name="Recommendations"),
        page.get_by_role("link", name="Remove the filter Design: Systematic review"),
        page.get_by_role("link", name="Clear all filters"),
        page.get_by_role("searchbox", name="Search studies"),
        page.get_by_role("button", name="Search studies"),
    ]:
        tab_to(page, stop)
    # On a phone, the filters are folded away until they are asked for.
    filters = page.locator(".app-filters > summary")
    if filters.is_visible():
        tab_to(page, filters)
        page.keyboard.press("Enter")
    for stop in [
        page.locator("#design > summary"),
        page.get_by_role("checkbox", name="Systematic review"),
        page.get_by_label("Published to"),
        page.get_by_role("button", name="Apply filters"),
        page.get_by_label("Sort by"),
        page.get_by_role("button", name="Sort", exact=True),
        page.locator("#results").get_by_role("heading", level=3).first.get_by_role("link"),
        page.get_by_role("contentinfo").get_by_role("link", name="Cookies"),
    ]:
        tab_to(page, stop)


@pytest.mark.parametrize("address", ["/", LIST, "/recommendations/?audience=pcns&q=training", "/wres/indicators/9/"])
def test_focus_is_always_seen(page_at_each_width: Page, address: str) -> None:
    page = page_at_each_width
    visit(page, address)
    # On a phone, the filters are folded away.
    page.locator(".app-filters").evaluate_all("all => all.forEach(each => { each.open = true })")
    unmarked, out_of_sight, steps = [], [], 0
    page.keyboard.press("Tab")
    while (seen := page.evaluate(SEEN)) is not None:
        markup, is_marked, is_in_sight = seen
        if not is_marked:
            unmarked.append(markup)
        if not is_in_sight:
            out_of_sight.append(markup)
        steps += 1
        page.keyboard.press("Tab")
    assert steps > 20
    assert unmarked == []
    assert out_of_sight == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_filter_is_opened_chosen_and_applied(page_at_each_width: Page, key: str) -> None:
    page = page_at_each_width
    visit(page, LIST)
    filters, outcome = page.locator(".app-filters > summary"), page.locator("#outcome > summary")
    knowledge = page.get_by_role("checkbox", name="Staff knowledge")
    if filters.is_visible():
        tab_to(page, filters)
        page.keyboard.press(key)
    tab_to(page, outcome)
    expect(knowledge).to_be_hidden()
    page.keyboard.press(key)
    expect(knowledge).to_be_visible()
    tab_to(page, knowledge)
    page.keyboard.press("Space")
    expect(knowledge).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Apply filters"))
    page.keyboard.press(key)
    expect(page).to_have_url(re.compile("outcome=staff-knowledge"))
    settle(page)

    # It stands before the results, which get the focus when the list is there.
    expect(page.locator("#range:focus, #state:focus")).to_have_count(1)
    page.get_by_role("link", name="Remove the filter Outcome: Staff knowledge").focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("outcome="))


def test_search_sort_and_pages(page: Page) -> None:
    visit(page, LIST)
    tab_to(page, page.get_by_label("Sort by"))
    # Typing chooses the order whose name starts so.
    page.keyboard.type("Newest")
    tab_to(page, page.get_by_role("button", name="Sort", exact=True))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sort="))
    settle(page)
    tab_to(page, page.get_by_role("link", name="Next"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("page=2"))
    settle(page)
    tab_to(page, page.get_by_role("searchbox", name="Search studies"))
    page.keyboard.type("mentoring")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=mentoring"))
    expect(page.get_by_role("link", name="Remove the filter Search: mentoring")).to_be_visible()


def test_error_leads_to_the_filter_that_it_is_about(page: Page) -> None:
    visit(page, "/studies/?year_from=soon")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Published from must be a year")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Published from")).to_be_focused()

    visit(page, "/studies/?outcome=happiness")
    tab_to(page, page.get_by_role("link", name="“happiness”"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#outcome > summary")).to_be_focused()


def test_menu_opens_on_a_phone(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page.set_viewport_size(NARROW)
    visit(page, "/")
    menu = page.get_by_role("button", name="Browse More")
    glossary = page.get_by_role("banner").get_by_role("link", name="Glossary")
    expect(glossary).to_be_hidden()
    tab_to(page, menu)
    page.keyboard.press("Enter")
    expect(glossary).to_be_visible()
    assert_accessible(page)
    tab_to(page, glossary)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")


def test_the_evidence_map_can_be_scrolled_or_skipped(page: Page) -> None:
    page.goto("/evidence-map/")
    region = page.get_by_role("region", name="How many studies there are by theme and outcome")
    page.get_by_role("link", name="Skip past the map").focus()
    page.keyboard.press("Tab")
    expect(region).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SCROLLED, ".app-map") > 0
    # What it is about stays in view, and what is focused is not hidden behind that.
    link = region.get_by_role("link", name="4 studies: Skills, Patient outcomes")
    link.focus()
    heading = region.get_by_role("rowheader", name="Skills", exact=True)
    assert edge(heading, "left") >= edge(region, "left")
    assert edge(link, "left") >= edge(heading, "right")
    page.get_by_role("link", name="Skip past the map").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#after-map")).to_be_focused()


def edge(locator: Locator, name: str) -> float:
    """Where an edge of an element is in the window."""
    place: float = locator.evaluate("(element, name) => element.getBoundingClientRect()[name]", name)
    return place
