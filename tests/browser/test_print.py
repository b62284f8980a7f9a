"""On paper, a page is its content."""

from playwright.sync_api import Page, expect

from recommendations.models import Recommendation

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
