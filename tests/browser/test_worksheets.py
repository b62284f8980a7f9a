"""Baseline assessments and action plans, filled in by a reader."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.my_list.selection import Selection, key_of
from recommendations.models import Recommendation

KEPT = "What you type is kept in this browser alone."


def list_of(*references: str) -> str:
    found = {each.reference: each for each in Recommendation.objects.filter(reference__in=references)}
    return Selection(tuple(key_of(found[reference]) for reference in references)).signed()


@pytest.fixture
def plan() -> str:
    return f"/my-list/action-plan/?list={list_of('HEEC-ES-1', 'HEEC-ES-4')}"


def field(page: Page, label: str, title: str = "Train staff in health equity") -> Locator:
    return page.get_by_role("group", name=title).get_by_label(label)


def status_numbers(page: Page) -> list[str]:
    return page.locator("[data-counts]").all_inner_texts()


def test_what_is_typed_stays_in_the_browser_until_it_is_cleared(page: Page, plan: str) -> None:
    page.goto(plan)
    expect(page.get_by_role("status").filter(has_text=KEPT)).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    field(page, "Owner").fill("Matron")
    field(page, "Due date").fill("2027-03-31")
    field(page, "Status").select_option("Done")
    field(page, "Notes").fill("One\nTwo")
    assert status_numbers(page) == ["1", "0", "1", "0"]

    page.reload()

    expect(field(page, "Owner")).to_have_value("Matron")
    expect(field(page, "Due date")).to_have_value("2027-03-31")
    expect(field(page, "Status")).to_have_value("done")
    expect(field(page, "Notes")).to_have_value("One\nTwo")
    assert status_numbers(page) == ["1", "0", "1", "0"]

    page.get_by_text("Clear what I typed").first.click()
    page.get_by_role("button", name="Clear what I typed").click()
    expect(page.get_by_text("What you typed is cleared.")).to_be_focused()
    expect(field(page, "Owner")).to_have_value("")
    assert status_numbers(page) == ["2", "0", "0", "0"]
    page.reload()
    expect(field(page, "Owner")).to_have_value("")


def test_a_plan_goes_out_and_comes_back(
    page_at_each_width: Page, plan: str, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_at_each_width
    page.goto(plan)
    field(page, "Owner").fill("=1+1")
    field(page, "Due date").fill("2027-03-31")
    assert_accessible(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download Excel").click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    assert re.fullmatch(r"action-plan-\d{4}-\d\d-\d\d\.xlsx", path.name)
    field(page, "Owner").fill("Somebody else")

    page.goto("/my-list/action-plan/")
    page.get_by_label("Excel file of an action plan").set_input_files(path)
    page.get_by_role("button", name="Fill in from the file").click()

    expect(page.get_by_text("These recommendations have not changed since.")).to_be_visible()
    expect(field(page, "Owner")).to_have_value("=1+1")
    assert_accessible(page)
    # What the file says takes the place of what was typed here.
    page.goto(plan)
    expect(field(page, "Owner")).to_have_value("=1+1")


def test_a_mistake_is_named_beside_its_field(page: Page, plan: str, assert_accessible: Callable[[Page], None]) -> None:
    page.goto(plan)
    field(page, "Owner").fill("x" * 201)
    page.get_by_role("button", name="Download Word").click()
    page.get_by_role("link", name="HEEC-ES-1: Owner must be 200 characters or fewer. You typed 201.").click()
    expect(field(page, "Owner")).to_be_focused()
    expect(field(page, "Owner")).to_have_value("x" * 201)
    assert_accessible(page)


def test_where_the_browser_keeps_nothing_the_form_says_nothing_of_it(page: Page, plan: str) -> None:
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }")
    page.goto(plan)
    field(page, "Status").select_option("Done")
    assert status_numbers(page) == ["1", "0", "1", "0"]
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_an_assessment_works_without_scripts(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto(f"/my-list/baseline/?list={list_of('HEEC-ES-1', 'HEEC-ES-4')}")
    field(page, "Is it in place?").select_option("Partly")
    field(page, "Our evidence").fill("Audit of 2026")
    page.get_by_role("button", name="Update the numbers").click()
    assert status_numbers(page) == ["0", "1", "0", "0", "1", "0", "0", "0", "2"]
    expect(field(page, "Our evidence")).to_have_value("Audit of 2026")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download Excel").click()
    assert started.value.suggested_filename.startswith("baseline-")
