"""A reader collects entries wherever they are listed, without leaving the page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Locator, Page, Route, expect

from evidence.models import CaseStudy, Study
from pages.my_list.selection import MOST_ENTRIES, Selection, key_of
from recommendations.models import Recommendation
from tests.support.browser.faults import Complaints, faults_seen

#: Names as addresses take them, in the first to the last bit of what makes a key.
NAMES = st.lists(st.from_regex(r"[-a-zA-Z0-9_]{1,60}", fullmatch=True), min_size=1, max_size=30, unique=True)


def buttons(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("button", name="Add to my list")


def in_list(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("link", name="In your list")


def count(page: Page) -> Locator:
    return page.locator(".nhsuk-header__account-link")


def told(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="Added to your list")


def collected(page: Page) -> list[str]:
    page.goto("/my-list/")
    return page.locator(".app-card__title").all_inner_texts()


def test_rows_of_a_list_are_added_in_place(page_at_each_width: Page, assert_accessible: Callable[[Page], None]) -> None:
    page = page_at_each_width
    complaints = Complaints(page)
    page.goto("/recommendations/")
    page.evaluate("window.isTheSame = true")
    expect(buttons(page)).to_have_count(20)
    names = [page.locator(".app-card__title").nth(number).inner_text() for number in range(3)]
    buttons(page).filter(has_text=names[1]).press("Enter")
    expect(in_list(page).filter(has_text=names[1])).to_be_focused()
    expect(told(page)).to_have_text("Added to your list, which has 1 entry now.")
    expect(count(page)).to_have_text("My list (1)")

    # Whoever is quick loses none.
    page.evaluate("document.querySelectorAll('.app-add button').forEach((each, number) => number % 2 || each.click())")
    expect(told(page)).to_have_text("Added to your list, which has 11 entries now.")
    expect(buttons(page)).to_have_count(9)
    assert page.evaluate("window.isTheSame === true")
    assert_accessible(page)
    assert faults_seen(page) == []
    page.emulate_media(media="print")
    expect(buttons(page).first).to_be_hidden()
    expect(in_list(page).first).to_be_hidden()
    assert complaints.taken() == []
    shown = collected(page)
    assert shown[:2] == [names[1], names[0]]
    assert len(shown) == 11


def test_a_list_that_is_redrawn_has_its_buttons(page: Page) -> None:
    page.goto("/recommendations/")
    page.evaluate("window.isTheSame = true")
    buttons(page).first.click()
    expect(in_list(page)).to_have_count(1)
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#range")).to_be_focused()
    expect(buttons(page)).to_have_count(20)
    buttons(page).first.click()
    expect(count(page)).to_have_text("My list (2)")
    page.go_back()
    expect(buttons(page)).to_have_count(19)
    expect(in_list(page)).to_have_count(1)
    assert page.evaluate("window.isTheSame === true")


def test_a_reader_who_has_gone_on_keeps_the_focus(page: Page) -> None:
    page.goto("/studies/")
    answers: list[Route] = []
    page.route("**/my-list/", lambda route: answers.append(route))
    with page.expect_request("**/my-list/"):
        buttons(page).first.press("Enter")
    went_on_to = page.get_by_role("searchbox", name="Search studies")
    went_on_to.focus()
    answers[0].continue_()
    expect(told(page)).to_have_text("Added to your list, which has 1 entry now.")
    expect(went_on_to).to_be_focused()


def test_a_list_that_is_redrawn_as_it_was_has_each_button_once(page: Page) -> None:
    page.goto("/studies/")
    complaints = Complaints(page)
    expect(buttons(page)).to_have_count(20)
    page.locator("#list").evaluate(
        """list => {
          const title = '<p class="app-card__title"><a href="/studies/not-in-a-row/">One</a></p>'
          list.insertAdjacentHTML("beforeend", title)
          list.dispatchEvent(new Event("redrawn"))
          list.dispatchEvent(new Event("redrawn"))
        }"""
    )
    buttons(page).first.click()
    expect(told(page)).to_have_text("Added to your list, which has 1 entry now.")
    expect(buttons(page)).to_have_count(19)
    assert complaints.taken() == []


def test_a_page_that_comes_back_shows_the_list_as_it_is_now(page: Page) -> None:
    page.goto("/studies/")
    buttons(page).first.click()
    expect(buttons(page)).to_have_count(19)
    page.context.clear_cookies()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(buttons(page)).to_have_count(20)
    expect(count(page)).to_have_text("My list")


@pytest.mark.parametrize(
    "address",
    [
        "/studies/",
        "/case-studies/",
        "/search/?q=mentoring",
        "/new/",
        "/themes/skills/",
        "/audiences/pcns/",
        "/wres/indicators/9/",
        "/sources/rho-race-equality/",
    ],
)
def test_entries_are_collected_wherever_they_are_listed(
    page_at_each_width: Page, address: str, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_at_each_width
    page.goto(address)
    button = buttons(page).first
    (name,) = re.findall("Add to my list: (.+)", button.text_content() or "")
    button.click()
    expect(in_list(page).first).to_be_focused()
    assert_accessible(page)
    assert faults_seen(page) == []
    (title,) = collected(page)
    assert name.endswith(title)


def test_only_entries_that_a_list_may_hold_have_a_button(page: Page) -> None:
    page.goto("/search/?q=staff&type=resources&type=definitions")
    expect(page.locator(".app-card").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(buttons(page)).to_have_count(0)


def test_a_full_list_says_so(page: Page, base_url: str) -> None:
    full = Selection(tuple(f"r{number:08}" for number in range(MOST_ENTRIES))).signed()
    page.context.add_cookies([{"name": "my_list", "value": full, "url": base_url}])
    page.goto("/studies/")
    buttons(page).first.click()
    expect(page.get_by_role("heading", name="The list is full")).to_be_visible()


def test_what_fails_is_sent_by_a_form(page: Page) -> None:
    page.goto("/studies/?sort=newest")
    page.route("**/my-list/", fail_fetch)
    buttons(page).first.click()
    page.get_by_role("link", name="Go back to where you were").click()
    expect(page).to_have_url(re.compile(r"/studies/\?sort=newest$"))
    expect(in_list(page)).to_have_count(1)


def fail_fetch(route: Route) -> None:
    route.abort() if route.request.resource_type == "fetch" else route.continue_()


def test_without_a_secure_context_rows_have_no_button(page: Page) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    complaints = Complaints(page)
    page.goto("/studies/")
    page.wait_for_load_state("networkidle")
    expect(buttons(page)).to_have_count(0)
    assert complaints.taken() == []


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES)
@example(["-", "_", "HEEC-ES-1", "a" * 120, "0", "constructor"])
def test_browser_and_server_give_an_entry_the_same_key(page: Page, names: list[str]) -> None:
    entries: list[Any] = [
        made for name in names for made in (Recommendation(reference=name), Study(slug=name), CaseStudy(slug=name))
    ]
    rows = "".join(f'<li><a href="{each.get_absolute_url()}">{each}</a></li>' for each in entries)
    page.goto("/themes/skills/")
    list_of = page.locator(".app-entry-list").first
    list_of.evaluate("(list, rows) => { list.innerHTML = rows }", rows)
    script = page.locator("script[src*=my-list]").get_attribute("src")
    page.add_script_tag(url=f"{script}?again", type="module")
    places = list_of.locator(".app-add[data-key]")
    expect(places).to_have_count(len(entries))
    assert places.evaluate_all("all => all.map(each => each.dataset.key)") == [key_of(each) for each in entries]
