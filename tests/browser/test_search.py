"""The search box and its suggestions, as somebody with a keyboard uses them."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_suggestions_are_chosen_by_keyboard(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page.goto("/themes/")
    box = page.get_by_role("combobox", name="Search everything")
    box.press_sequentially("menti")
    box.press("Backspace")
    box.press_sequentially("oring")
    first = page.get_by_role("option").first
    expect(first).to_contain_text(re.compile("mentoring", re.IGNORECASE))
    assert_accessible(page)

    title = first.inner_text().split("\n")[0].strip()
    box.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_enter_searches_where_nothing_is_chosen(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("mentoring")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Enter")

    expect(page).to_have_url(re.compile(r"/search/\?q=mentoring"))
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ results for “mentoring”$"))).to_be_visible()
    page.get_by_role("navigation", name="Show").get_by_role("link", name=re.compile("^Studies")).click()
    expect(page).to_have_url(re.compile("type=studies"))


def test_search_needs_no_script(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/glossary/")
    page.get_by_role("searchbox", name="Search everything").fill("trauma informed care")
    page.get_by_role("search").get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", name=re.compile("results for “trauma informed care”"))).to_be_visible()
    page.get_by_role("link", name="Promote trauma-informed care").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Promote trauma-informed care")
