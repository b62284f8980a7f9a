"""The three main jobs that readers and curators come with, from beginning to end, on the real evidence base."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browser.people import choose, field, save, sign_in
from tests.support.people import person

#: Where a further recommendation of the brief would show.
WITH_A_NEW_ONE = [
    "/recommendations/",
    "/recommendations/?q=champions&audience=pcns&theme=roles",
    "/recommendations.csv",
    "/recommendations/HEEC-ES-8/",
    "/audiences/pcns/",
    "/themes/roles/",
    "/sources/heec-empowering-staff/",
]


def results(page: Page) -> Locator:
    """The part of a list page that holds the results."""
    return page.locator("[data-total]")


def titles(page: Page) -> list[str]:
    """What the list in the window is a list of, in order."""
    page.wait_for_load_state()
    return results(page).get_by_role("heading", level=3).all_inner_texts()


def tag(page: Page, text: str) -> Locator:
    """The tag of a filter that is in use."""
    return page.get_by_role("list", name="Filters in use").get_by_role("link", name=f"Remove the filter {text}")


# 1. A manager of a primary care network


def test_manager_finds_what_is_for_pcns_how_certain_it_is_and_what_it_rests_on(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Primary care networks (PCNs)").click()
    expect(page).to_have_title(re.compile("primary care networks", re.IGNORECASE))
    expect(results(page)).to_have_attribute("data-total", "5")
    assert len(titles(page)) == 5

    page.get_by_role("link", name="Train staff in health equity").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Train staff in health equity")
    main = page.get_by_role("main")
    expect(main).to_contain_text("⊕⊕⊕◯ Moderate certainty of evidence")
    expect(main).to_contain_text("Certainty is not priority.")
    expect(main).to_contain_text("What works: key recommendations, row 1")

    study = "Cultural competency training: review of 11 studies"
    page.get_by_role("link", name=study).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(study)
    found = page.get_by_role("table", name="Findings by outcome").get_by_role("row")
    expect(found.filter(has_text="Staff knowledge")).to_contain_text("Improved")

    page.get_by_role("link", name="HEEC-ES-1 Train staff in health equity").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Train staff in health equity")


def test_manager_narrows_the_list_by_certainty_and_removes_a_filter(page: Page) -> None:
    page.goto("/audiences/pcns/")
    page.get_by_role("link", name="Filter, sort and download them").click()
    expect(page.get_by_role("heading", name="5 recommendations")).to_be_visible()
    expect(page.get_by_role("checkbox", name="PCNs")).to_be_checked()
    low = page.locator('[data-filter="certainty"][data-value="low"]')
    expect(low).to_have_attribute("data-count", "1")

    page.get_by_role("checkbox", name=re.compile("^Low")).check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", name="1 recommendation for PCNs with low certainty")).to_be_visible()
    assert titles(page) == ["Diversify the workforce, especially through mentoring"]

    tag(page, "Audience: PCNs").click()
    expect(page.get_by_role("heading", name="2 recommendations")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/recommendations/\?certainty=low$"))
    expect(tag(page, "Audience: PCNs")).to_have_count(0)
    expect(tag(page, "Certainty of evidence: Low")).to_be_visible()
    assert titles(page) == [
        "Diversify the workforce, especially through mentoring",
        "Use outreach to recruit from disadvantaged areas",
    ]


# 2. A curator


@pytest.fixture
def curator() -> User:
    """Someone who writes entries."""
    return person("curator", "Curator")


@pytest.fixture
def reviewer() -> User:
    """Someone who publishes what others wrote."""
    return person("reviewer", "Reviewer")


@pytest.fixture
def signed_in(page: Page, curator: User) -> Page:
    """The first page of the admin, as a curator reaches it."""
    return sign_in(page, curator)


@pytest.fixture
def where_the_public_sees(new_context: Callable[[], Any]) -> Callable[[str], list[str]]:
    """Tells at which of the addresses that might show it the public sees a text."""
    public = new_context().request

    def where(text: str) -> list[str]:
        return [address for address in ["/", *WITH_A_NEW_ONE] if text in public.get(address).text()]

    return where


@pytest.mark.changes_the_base
def test_curator_edits_a_study_and_a_finding(signed_in: Page) -> None:
    page = signed_in
    page.get_by_role("link", name="Studies", exact=True).click()
    page.locator("#searchbar").fill("review of 11 studies")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Cultural competency training: review of 11 studies").click()
    field(page, "reservations").get_by_role("textbox").fill("Written while a test looked on.")
    finding = page.locator("#findings-group .inline-related").first
    expect(finding).to_contain_text("Staff knowledge")
    finding.get_by_label(re.compile("^Direction")).select_option("Mixed")
    finding.get_by_label("Statement").fill("Knowledge rose in some, and in others it did not.")
    save(page)

    page.get_by_role("link", name="Cultural competency training: review of 11 studies").first.click()
    page.get_by_role("link", name="See the public page").click()
    expect(page.get_by_role("main")).not_to_contain_text("Written while a test looked on.")
    page.go_back()
    page.get_by_role("link", name="Preview as the public").first.click()
    expect(page.get_by_role("main")).to_contain_text("Written while a test looked on.")
    row = page.get_by_role("row").filter(has_text="Staff knowledge")
    expect(row).to_contain_text("Mixed")
    expect(row).to_contain_text("Knowledge rose in some, and in others it did not.")


@pytest.mark.changes_the_base
def test_draft_is_seen_nowhere_public_until_it_is_published(
    signed_in: Page,
    reviewer: User,
    new_context: Callable[[], BrowserContext],
    where_the_public_sees: Callable[[str], list[str]],
) -> None:
    page, title = signed_in, "Name champions in every team"
    page.locator(".model-recommendation").get_by_role("link", name="Add").click()
    field(page, "title").get_by_role("textbox").fill(title)
    field(page, "statement").get_by_role("textbox").fill("Networks should name a champion in every team.")
    choose(page, "audiences", "PCNs")
    choose(page, "themes", "Staff roles")
    choose(page, "source", "Evidence brief")
    field(page, "locator").get_by_role("textbox").fill("What works: key recommendations, row 8")
    save(page)
    assert where_the_public_sees(title) == []

    page.get_by_role("link", name="HEEC-ES-8").first.click()
    expect(page.get_by_role("link", name="See the public page")).to_have_count(0)
    field(page, "certainty_reason").get_by_role("textbox").fill("The brief does not grade it.")
    field(page, "evidence_note").get_by_role("textbox").fill("The brief names no study.")
    page.get_by_role("button", name="Save and send to review").first.click()
    expect(page.locator(".messagelist .success").last).to_contain_text("is waiting for review")
    assert where_the_public_sees(title) == []

    other = sign_in(new_context().new_page(), reviewer)
    other.locator(".model-recommendation").get_by_role("link", name="Recommendations").click()
    other.locator("#searchbar").fill(title)
    other.get_by_role("button", name="Search").click()
    other.get_by_role("link", name="HEEC-ES-8").first.click()
    other.get_by_role("link", name="Review", exact=True).click()
    other.get_by_role("button", name="Publish", exact=True).click()
    expect(other.locator(".messagelist .success")).to_contain_text("is published")
    # Whether the home page has it among its newest depends on the day.
    assert set(WITH_A_NEW_ONE) <= set(where_the_public_sees(title))


# 3. A lead at a trust


def test_lead_downloads_exactly_the_list_that_they_filtered(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Recommendations").click()
    page.get_by_role("checkbox", name="Trusts").check()
    page.get_by_role("checkbox", name="Moderate").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", name="4 recommendations")).to_be_visible()
    page.get_by_label("Sort by").select_option("Title")
    page.get_by_role("button", name="Sort", exact=True).click()
    expect(page).to_have_url(re.compile("sort=title"))
    listed = titles(page)
    assert listed == sorted(listed)

    # The day may change between the click and the check.
    days = [timezone.localdate()]
    with page.expect_download() as started:
        page.get_by_text("Download this list").click()
        page.get_by_role("link", name="CSV", exact=True).click()
    download = started.value
    days.append(timezone.localdate())
    name = "recommendations-audience-trusts-certainty-moderate-{:%Y-%m-%d}.csv"
    assert download.suggested_filename in {name.format(day) for day in days}
    path = tmp_path / "downloaded.csv"
    download.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == listed
    assert {row["certainty"] for row in rows} == {"Moderate"}
    assert all("trusts" in row["audiences"].split("; ") for row in rows)


def test_lead_looks_up_where_boards_stand(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="WRES").click()
    expect(results(page)).to_have_attribute("data-total", "9")
    page.get_by_role("link", name="9. Board membership compared with the workforce").click()

    shown = "Share of board members, England (all NHS trusts)"
    chart = page.get_by_role("img", name=shown)
    expect(chart).to_be_visible()
    expect(chart).to_have_accessible_description(re.compile("BME: 7.1% in 2016, 7% in 2017, .*, 15.6% in 2023."))
    rows = page.get_by_role("table", name=shown).get_by_role("row")
    told = ["WRES year.*BME", "2016.*7.1%", "2017.*7%", "2019.*8.4%", "2021.*12.6%", "2022.*14%", "2023.*15.6%"]
    expect(rows).to_have_text([re.compile(row, re.DOTALL) for row in told])

    trust = "Leeds and York Partnership NHS Foundation Trust"
    page.get_by_role("group").filter(has_text=trust).locator("summary").click()
    own = page.get_by_role("group").filter(has_text=trust).get_by_role("table", name="Share of board members")
    # Two members of a board are few, so the counts that tell of them are left out.
    expect(own.get_by_role("row").last).to_have_text(re.compile("2025.*15.4%.*84.6%", re.DOTALL))
    expect(own).not_to_contain_text("of 13")

    page.get_by_role("link", name="Diversify the workforce, especially through mentoring").click()
    expect(page.get_by_role("link", name="Indicator 9: Board membership compared with the workforce")).to_be_visible()
