"""On paper, a page is its content."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from recommendations.models import Recommendation
from tests.support.browser.faults import overflow_faults
from tests.support.browser.windows import PAPER

#: What the styles write after an element.
AFTER = "element => getComputedStyle(element, '::after').content"

#: A sheet of A4 in whole points.
PORTRAIT, LANDSCAPE = (594, 841), (841, 594)


def sheets(page: Page, address: str) -> list[tuple[int, int]]:
    """The width and height of each sheet that a page is printed on."""
    page.goto(address)
    printed = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 (\d+)[\d.]* (\d+)[\d.]*\]", printed)
    return [(int(width), int(height)) for width, height in sizes]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/recommendations/?audience=pcns", 1),
        ("/recommendations/", 4),
        ("/studies/", 4),
        ("/case-studies/", 3),
        # The one with the most studies, the one with the most besides, and one with neither.
        ("/recommendations/HEEC-ES-1/", 3),
        ("/recommendations/HEEC-ES-6/", 3),
        ("/recommendations/RHO-RE-1/", 2),
        ("/studies/chae-cultural-competency/", 2),
        ("/wres/indicators/1/", 7),
        ("/wres/indicators/9/", 3),
        ("/wres/organisations/RXY/", 4),
        ("/wres/organisations/RQM/", 1),
        ("/wres/compare/?organisation=RXY&organisation=RBV&organisation=R1H", 2),
        ("/compare/?entry=HEEC-ES-1&entry=HEEC-ES-4", 2),
    ],
)
def test_a_page_takes_few_sheets_and_all_upright(page: Page, address: str, most: int) -> None:
    printed = sheets(page, address)
    assert set(printed) == {PORTRAIT}
    assert len(printed) <= most


def test_the_map_alone_is_wider_than_high(page: Page) -> None:
    assert sheets(page, "/evidence-map/") == [LANDSCAPE] * 2


def test_the_heads_of_the_map_stand_with_its_rows(page: Page) -> None:
    page.goto("/evidence-map/")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    first, second = (" ".join(sheet.extract_text().split()) for sheet in printed.pages)
    caption = "How many studies there are by theme and outcome"
    assert caption not in first
    assert caption in second
    assert "Cultural competency" in second


def test_no_name_of_a_column_of_the_map_stands_in_its_cells(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto("/evidence-map/")
    room = page.locator(".app-map__column").evaluate_all(
        "names => names.map(name => name.clientHeight - name.firstElementChild.offsetHeight)"
    )
    assert room
    assert min(room) >= 0


def test_what_a_list_takes_from_the_width_of_a_screen_it_gives_back_on_paper(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto("/recommendations/?audience=pcns")
    list_of = page.locator("#list").evaluate("list => list.clientWidth")
    assert page.locator(".app-cards").evaluate("cards => cards.clientWidth") == list_of


def test_a_recommendation_names_the_studies_of_each_finding_once(page: Page) -> None:
    page.goto("/recommendations/HEEC-ES-6/")
    # On a screen, the words of a finding begin with the name of its study.
    finding = page.locator(".app-findings__direction").first
    names = finding.locator(".app-findings__names")
    words = finding.get_by_role("listitem").first
    expect(names).to_be_hidden()
    expect(words).to_be_visible()
    page.emulate_media(media="print")
    expect(names).to_be_visible()
    expect(words).to_be_hidden()


def test_recommendation(page: Page) -> None:
    recommendation = Recommendation.objects.get(reference="HEEC-ES-6")
    page.goto(recommendation.get_absolute_url())
    page.emulate_media(media="print")
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_be_visible()
    expect(main.get_by_text(recommendation.statement)).to_be_visible()
    expect(main.get_by_text(recommendation.level.symbols).first).to_be_visible()
    # What a click unfolds on a screen.
    expect(main.locator("details:not(.app-findings__words) p").first).to_be_visible()
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
    expect(page.locator(":not(.app-values-of) > summary:visible")).to_have_count(0)
    # The names of studies stand for what many of them found in words, and the reader chooses organisations.
    assert page.locator("details:not(.app-findings__words, .app-values-of) > *:not(summary)").evaluate_all(
        "parts => parts.every(part => part.checkVisibility({contentVisibilityAuto: true}))"
    )
    assert not overflow_faults(page)


def test_of_organisations_the_values_that_the_reader_unfolded_are_printed(page: Page) -> None:
    page.goto("/wres/indicators/9/")
    pointer = page.get_by_text("We print the values only of organisations that you open on this page.")
    expect(pointer).to_be_visible()
    organisations = page.locator(".app-values-of")
    chosen = organisations.filter(has_text="Leeds and York Partnership NHS Foundation Trust")
    chosen.locator("summary").click()
    page.emulate_media(media="print")
    expect(pointer).to_be_visible()
    for summary in organisations.locator("summary").all():
        expect(summary).to_be_visible()
    expect(chosen.get_by_text("15.4%")).to_be_visible()
    expect(organisations.locator("table:visible")).to_have_count(chosen.locator("table").count())


def test_tables_stay_tables_and_no_finding_is_cut_in_two(page: Page) -> None:
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    page.goto("/wres/indicators/9/")
    cell = page.locator(".nhsuk-table__body .nhsuk-table__cell").first
    assert cell.evaluate("element => getComputedStyle(element).display") == "table-cell"
    assert cell.locator("..").evaluate("element => getComputedStyle(element).breakInside") == "avoid"
    page.goto("/recommendations/HEEC-ES-1/")
    finding = page.locator(".app-findings .nhsuk-table__row").first
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
    expect(page.get_by_text("Download this list")).to_be_hidden()
    expect(page.locator(".app-printed")).to_contain_text(f"Equity Evidence: {page.url}")
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_evidence_map(page: Page) -> None:
    page.goto("/evidence-map/")
    page.emulate_media(media="print")
    expect(page.get_by_role("table").get_by_role("link", name="8 studies: Skills, Staff knowledge")).to_be_visible()
    # Paper cannot be scrolled.
    assert page.locator(".app-map").evaluate("map => getComputedStyle(map).overflow") == "visible"
    expect(page.get_by_label("Rows")).to_be_hidden()
