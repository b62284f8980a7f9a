"""All that the public does works in a browser that runs no scripts."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from pages.context_processors import NAVIGATION
from tests.support.browser.windows import NARROW


def test_search_filter_sort_and_remove(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/recommendations/")
    page.get_by_role("searchbox", name="Search recommendations").fill("training")
    page.get_by_role("button", name="Search recommendations").click()
    expect(page).to_have_url(re.compile(r"/recommendations/\?q=training"))
    tags = page.get_by_role("list", name="Filters in use").get_by_role("link")
    expect(tags).to_have_text([re.compile("Search: training")])

    page.goto("/recommendations/?source=heec-empowering-staff")
    theme = page.locator("#theme")
    structures = page.get_by_role("checkbox", name="Workforce structures")
    expect(structures).to_be_hidden()
    theme.locator("summary").click()
    structures.check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", name="2 recommendations")).to_be_visible()

    page.get_by_label("Sort by").select_option("Title")
    page.get_by_role("button", name="Sort", exact=True).click()
    expect(page).to_have_url(re.compile("sort=title"))
    expect(page.get_by_role("heading", name="2 recommendations")).to_be_visible()

    tags.filter(has_text="Theme: Workforce structures").click()
    expect(page).not_to_have_url(re.compile("theme="))
    expect(page).to_have_url(re.compile("sort=title"))
    expect(page.get_by_role("heading", name="7 recommendations")).to_be_visible()


def test_pages(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/studies/")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2"))
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ studies$"))).to_be_visible()


def test_download(page_without_javascript: Page, tmp_path: Path) -> None:
    page = page_without_javascript
    page.goto("/recommendations/?audience=pcns")
    with page.expect_download() as started:
        page.get_by_text("Download this list").click()
        page.get_by_role("link", name="CSV", exact=True).click()
    path = tmp_path / "downloaded.csv"
    started.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 5


def test_from_a_recommendation_to_its_study(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/recommendations/HEEC-ES-1/")
    caution = page.get_by_role("group").filter(has_text="How to read this level")
    caution.locator("summary").click()
    expect(caution.get_by_role("paragraph").first).to_be_visible()
    page.get_by_role("link", name="Cultural competency training: review of 11 studies").click()
    expect(page.get_by_role("table", name="Findings by outcome")).to_be_visible()


def test_chart_and_table(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/wres/indicators/9/")
    expect(page.get_by_role("img", name="Share of board members, England")).to_be_visible()
    expect(page.get_by_role("table", name="Share of board members, England")).to_be_visible()


def test_whole_menu_and_the_filters_on_a_phone(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.set_viewport_size(NARROW)
    page.goto("/recommendations/")
    menu = page.get_by_role("navigation", name="Menu").get_by_role("link")
    expect(menu).to_have_count(len(NAVIGATION))
    for link in menu.all():
        expect(link).to_be_visible()
        box = link.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW["width"]

    low = page.get_by_role("checkbox", name=re.compile("^Low"))
    expect(low).to_be_hidden()
    page.locator(".app-filters > summary").click()
    low.check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", name="2 recommendations")).to_be_visible()
    menu.filter(has_text="Glossary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")
