"""Lists update in place: the address stays true, the focus where the reader is, and a screen reader is told."""

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

LIST = "/recommendations/"


@pytest.fixture
def in_place(page_at_each_width: Page) -> Page:
    """The list, with its filters unfolded, in a window that would forget a mark if it loaded another page."""
    return marked(page_at_each_width, LIST)


def marked(page: Page, address: str) -> Page:
    page.goto(address)
    page.evaluate("window.isTheSame = true")
    page.locator(".app-filters").evaluate("each => { each.open = true }")
    return page


def box(page: Page, name: str, value: str) -> Locator:
    """The box of a value of a filter."""
    return page.locator(f"input[name={name}][value={value}]")


def edges(element: Locator) -> list[float]:
    """Where an element begins and ends in the window, from the top."""
    found: list[float] = element.evaluate(
        "each => [each.getBoundingClientRect().top, each.getBoundingClientRect().bottom]"
    )
    return found


def is_the_same(page: Page) -> bool:
    return page.evaluate("window.isTheSame === true")


def test_choice_back_and_forward(in_place: Page, assert_accessible: Callable[[Page], None]) -> None:
    page = in_place
    state, told = page.locator("#state"), page.locator("#announcement")
    moderate, pcns = box(page, "certainty", "moderate"), box(page, "audience", "pcns")
    expect(state).to_have_text(re.compile(r"^\d+ recommendations$"))
    moderate.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/recommendations/\?certainty=moderate$"))
    words = "4 recommendations with moderate certainty"
    expect(state).to_have_text(words)
    expect(told).to_have_text(words)
    expect(page).to_have_title(f"{words} – Equity Evidence")
    expect(page.locator("#results")).to_have_attribute("data-total", "4")
    expect(moderate).to_be_focused()
    expect(page.locator("#audience")).to_have_attribute("open", "")
    pcns.check()
    expect(page).to_have_url(re.compile(r"/recommendations/\?audience=pcns&certainty=moderate$"))
    expect(told).to_have_text(re.compile("for PCNs with moderate certainty"))
    # On a phone the buttons stay at the window's foot, before whatever is scrolled there.
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert_accessible(page)

    page.go_back()
    expect(told).to_have_text(words)
    expect(pcns).not_to_be_checked()
    expect(moderate).to_be_checked()
    page.go_back()
    expect(moderate).not_to_be_checked()
    page.go_forward()
    expect(state).to_have_text(words)
    expect(moderate).to_be_checked()
    assert is_the_same(page)


def test_what_was_ticked_stays_where_it_is_and_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    marked(page, LIST)
    page.locator("#theme").evaluate("each => { each.open = true }")
    options, bar = page.locator("#theme .app-facet__options"), page.locator(".app-filters__actions")
    chosen = options.locator("label").nth(12)
    chosen.scroll_into_view_if_needed()
    options.evaluate("each => { each.scrollTop += 40 }")
    # Partly behind the bar.
    page.evaluate("by => scrollBy(0, by)", edges(chosen)[0] - edges(bar)[0] + 45)
    scrolled = options.evaluate("each => each.scrollTop")
    chosen.click()
    expect(page).to_have_url(re.compile(r"\?theme="))
    expect(page.locator("#tags")).to_be_visible()
    assert options.evaluate("each => each.scrollTop") == scrolled > 0
    assert edges(chosen)[1] <= edges(bar)[0]
    assert is_the_same(page)


def test_tags_pages_and_search_move_the_focus(page: Page) -> None:
    marked(page, f"{LIST}?audience=icbs&audience=trusts&certainty=moderate")
    tags = page.get_by_role("list", name="Filters in use").get_by_role("link", name="Remove the filter")
    tags.nth(1).click()
    expect(page).to_have_url(re.compile(r"\?audience=icbs&certainty=moderate$"))
    expect(tags.nth(1)).to_be_focused()
    expect(tags.nth(1)).to_have_text(re.compile("Moderate"))
    tags.nth(1).click()
    expect(tags.first).to_be_focused()
    tags.first.click()
    expect(page.locator("#state")).to_be_focused()
    expect(tags).to_have_count(0)

    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"\?page=2$"))
    expect(page.locator("#range")).to_have_text(re.compile("^Results 21 to 40 of"))
    expect(page.locator("#range")).to_be_focused()
    page.get_by_role("searchbox", name="Search recommendations").fill("mentoring")
    page.keyboard.press("Enter")
    # Neither the page nor what is empty is carried on.
    expect(page).to_have_url(re.compile(r"/recommendations/\?q=mentoring$"))
    expect(page.locator("#range")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text(re.compile("matching “mentoring”$"))
    page.get_by_label("Sort by").select_option("Title")
    expect(page).to_have_url(re.compile(r"\?q=mentoring&sort=title$"))
    assert is_the_same(page)


def test_only_the_newest_choice_counts(page: Page) -> None:
    marked(page, LIST)
    held: list[Route] = []
    page.route(re.compile(r"\?certainty=moderate$"), lambda route: held.append(route))
    box(page, "certainty", "moderate").check()
    box(page, "certainty", "low").check()
    words = re.compile("^6 recommendations with moderate or low certainty$")
    expect(page.locator("#announcement")).to_have_text(words)
    (route,) = held
    with contextlib.suppress(Error):
        # The browser took this request back.
        route.continue_()
    expect(page.locator("#state")).to_have_text(words)
    assert is_the_same(page)


def test_error_is_shown_in_place(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    marked(page, "/studies/")
    field, summary = page.get_by_label("Published from"), page.locator(".nhsuk-error-summary")
    field.fill("soon")
    page.keyboard.press("Enter")
    expect(summary).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?year_from=soon$"))
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)
    summary.get_by_role("link").click()
    expect(field).to_be_focused()
    field.fill("2010")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"\?year_from=2010$"))
    expect(summary).to_have_count(0)
    assert is_the_same(page)


def test_what_fails_becomes_a_page_load(page: Page) -> None:
    marked(page, LIST)
    requests: list[str] = []

    def fail_once(route: Route) -> None:
        requests.append(route.request.resource_type)
        route.abort() if len(requests) == 1 else route.continue_()

    page.route(re.compile("certainty=moderate"), fail_once)
    box(page, "certainty", "moderate").check()
    expect(page.locator("#state")).to_have_text("4 recommendations with moderate certainty")
    assert requests == ["fetch", "document"]
    assert not is_the_same(page)
