"""On paper, a page is its content."""

import pytest
from playwright.sync_api import Page, expect

from recommendations.models import Recommendation
from tests.support.browser.faults import overflow_faults
from tests.support.browser.windows import PAPER

#: What the styles write after an element.
AFTER = "element => getComputedStyle(element, '::after').content"


def test_recommendation(page: Page) -> None:
    recommendation = Recommendation.objects.get(reference="HEEC-ES-6")
    page.goto(recommendation.get_absolute_url())
    page.emulate_media(media="print")
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_be_visible()
    expect(main.get_by_text(recommendation.statement)).to_be_visible()
    expect(main.get_by_text(recommendation.level.symbols).first).to_be_visible()
    # What a click unfolds on a screen.
    expect(main.locator("details p").first).to_be_visible()
    expect(main.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator("footer")).to_be_hidden()


@pytest.mark.parametrize(
    "address",
    [
        "/recommendations/HEEC-ES-1/",
        "/themes/skills/",
        "/audiences/pcns/",
        "/studies/chae-cultural-competency/",
        "/case-studies/london-talent-management-support-network/",
        "/wres/indicators/9/",
    ],
)
def test_a_handout_is_the_content_and_says_where_it_is_from(page: Page, address: str) -> None:
    page.set_viewport_size(PAPER)
    page.goto(address)
    page.emulate_media(media="print")
    end = page.locator(".app-printed")
    expect(end).to_contain_text(f"Equity Evidence: {page.url}")
    expect(end).to_contain_text("Printed on")
    # Of what leads round the site, the header alone stays, and of that the service's name.
    assert page.get_by_role("banner").inner_text().strip() == "Equity Evidence"
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("link", name="Report an error")).to_have_count(0)
    expect(page.locator("summary:visible")).to_have_count(0)
    assert page.locator("details > *:not(summary)").evaluate_all(
        "parts => parts.every(part => part.checkVisibility({contentVisibilityAuto: true}))"
    )
    assert not overflow_faults(page)


def test_tables_stay_tables_and_no_finding_is_cut_in_two(page: Page) -> None:
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    page.goto("/wres/indicators/9/")
    cell = page.locator(".nhsuk-table__body .nhsuk-table__cell").first
    assert cell.evaluate("element => getComputedStyle(element).display") == "table-cell"
    assert cell.locator("..").evaluate("element => getComputedStyle(element).breakInside") == "avoid"
    page.goto("/recommendations/HEEC-ES-1/")
    finding = page.locator(".app-findings li").first
    assert finding.evaluate("element => getComputedStyle(element).breakInside") == "avoid"


def test_links_say_where_they_lead_only_if_they_lead_elsewhere(page: Page) -> None:
    page.goto("/studies/chae-cultural-competency/")
    page.emulate_media(media="print")
    within = page.get_by_role("link", name="HEEC-ES-1 Train staff in health equity")
    elsewhere = page.get_by_role("link", name="10.1111/jjns.12326")
    assert within.evaluate(AFTER) == "none"
    assert "https://doi.org/10.1111/jjns.12326" in elsewhere.evaluate(AFTER)


def test_list(page: Page) -> None:
    page.goto("/recommendations/?audience=pcns")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="5 recommendations")).to_be_visible()
    expect(page.get_by_role("link", name="Train staff in health equity")).to_be_visible()
    # Paper says which list it is, but offers no way to change it.
    expect(page.get_by_text("Audience: PCNs")).to_be_visible()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_label("Sort by")).to_be_hidden()
    expect(page.get_by_role("link", name="Download")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_evidence_map(page: Page) -> None:
    page.goto("/evidence-map/")
    page.emulate_media(media="print")
    expect(page.get_by_role("table").get_by_role("link", name="9 studies: Skills, Staff knowledge")).to_be_visible()
    # Paper cannot be scrolled.
    assert page.locator(".app-map").evaluate("map => getComputedStyle(map).overflow") == "visible"
    expect(page.get_by_label("Rows")).to_be_hidden()
