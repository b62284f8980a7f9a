"""From a reference in a file to a published recommendation, as the page for curators tells it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.people import choose, field, sign_in
from tests.support.people import person

RECORDS = """TY  - JOUR
AU  - Okafor, Ada
AU  - Lind, Per
TI  - Champions for inclusion on hospital wards: a cohort study
T2  - Journal of Ward Leadership
PY  - 2021
DO  - 10.5555/champions.2021
ER  -
TY  - JOUR
AU  - Marsh, Una
TI  - What inclusion champions say of their role: interviews
PY  - 2022
ER  -
"""
STUDIES = {
    "Champions for inclusion on hospital wards: a cohort study": ("Champions on wards: 12 hospitals", "Cohort study"),
    "What inclusion champions say of their role: interviews": ("Champions on their role", "Qualitative study"),
}
TITLE = "Name an inclusion champion on every ward"


def part(page: Page, prefix: str, number: int = 0) -> Locator:
    """A new part below a form."""
    page.locator(f"#{prefix}-group .add-row a").click()
    return page.locator(f"#{prefix}-{number}")


def send_to_review(page: Page) -> None:
    page.get_by_role("button", name="Save and send to review").first.click()
    expect(page.locator(".messagelist .success").last).to_contain_text("is waiting for review")


@pytest.mark.changes_the_base
@pytest.mark.long
def test_from_a_reference_to_a_published_recommendation(
    page: Page, new_context: Callable[..., Any], assert_accessible: Callable[[Page], None]
) -> None:
    public = new_context().new_page()
    sign_in(page, person("curator", "Curator"))

    # The references come in as drafts.
    page.locator(".model-study").get_by_role("link", name="Studies").click()
    page.get_by_role("link", name="Import studies").click()
    page.get_by_label("File").set_input_files(
        {"name": "found.ris", "mimeType": "text/plain", "buffer": RECORDS.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("navigation", name="Records by what they are")).to_contain_text("New (2)")
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_text("The studies are drafts.")).to_be_visible()

    # Each is completed: what it is about, what was found and which source cites it.
    for title, (label, design) in STUDIES.items():
        page.goto("/admin/evidence/study/")
        page.locator("#searchbar").fill(title)
        page.get_by_role("button", name="Search").click()
        page.locator("#result_list").get_by_role("link", name=title).click()
        field(page, "label").get_by_role("textbox").fill(label)
        page.get_by_label("Design:").select_option(design)
        field(page, "what_was_done").get_by_role("textbox").fill("Wards with a champion were followed for a year.")
        choose(page, "themes", "Staff roles")
        finding = part(page, "findings")
        choose(page, "outcome", "Staff attitudes", finding)
        finding.get_by_label(re.compile("^Direction")).select_option("Improved")
        finding.get_by_label("Statement").fill("Attitudes improved on 9 of 12 wards.")
        choose(page, "source", "Evidence brief", finding)
        finding.get_by_label("Locator").fill("Section 2")
        citation = part(page, "citations")
        choose(page, "source", "Evidence brief", citation)
        citation.locator(".field-locator input").fill("References")
        send_to_review(page)

    # A recommendation that rests on both.
    page.goto("/admin/recommendations/recommendation/add/")
    field(page, "title").get_by_role("textbox").fill(TITLE)
    field(page, "statement").get_by_role("textbox").fill("Networks should name an inclusion champion on every ward.")
    choose(page, "audiences", "PCNs")
    choose(page, "themes", "Staff roles")
    choose(page, "source", "Evidence brief")
    field(page, "locator").get_by_role("textbox").fill("What works: key recommendations, row 8")
    field(page, "certainty_reason").get_by_role("textbox").fill("The brief does not grade it.")
    for number, (label, _) in enumerate(STUDIES.values()):
        link = part(page, "study_links", number)
        choose(page, "study", label, link)
        link.locator(".field-bearing select").select_option("Supports")
    send_to_review(page)
    assert public.request.get("/recommendations/HEEC-ES-8/").status == 404
    assert TITLE not in public.request.get("/recommendations/").text()

    # Somebody else finds the three on the desk, and publishes them.
    other = sign_in(new_context().new_page(), person("reviewer", "Reviewer"))
    waiting = other.get_by_role("region", name="Waiting for my review")
    expect(waiting.get_by_role("listitem")).to_have_count(3)
    assert_accessible(other)
    for name in (*(label for label, _ in STUDIES.values()), TITLE):
        other.goto("/admin/")
        waiting.get_by_role("link", name=name).click()
        assert_accessible(other)
        other.get_by_role("button", name="Publish", exact=True).click()
        expect(other.locator(".messagelist .success")).to_contain_text("is published")

    # The public reads it with what it rests on.
    public.goto("/recommendations/HEEC-ES-8/")
    expect(public.get_by_role("heading", level=1)).to_have_text(TITLE)
    main = public.get_by_role("main")
    for label, _ in STUDIES.values():
        expect(main.get_by_role("link", name=label).first).to_be_visible()
    assert_accessible(public)
    main.get_by_role("link", name="Champions on wards: 12 hospitals").first.click()
    expect(public.get_by_role("main")).to_contain_text("Attitudes improved on 9 of 12 wards.")
    expect(public.get_by_role("main")).to_contain_text("Journal of Ward Leadership")
