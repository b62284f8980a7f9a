"""The sheet on which a curator assesses certainty, and what the public reads of it, in a browser."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page, expect

from recommendations.admin.certainty_sheet import sheet_address
from recommendations.grade import StartingPoint, Working
from recommendations.models import Recommendation
from tests.support.browser.faults import Complaints, overflow_faults, unfold
from tests.support.browser.windows import NARROW, WIDE


def signed_in(page: Page, base_url: str) -> None:
    """Sign in without the form, which has tests of its own."""
    client = Client()
    client.force_login(
        get_user_model().objects.create_superuser("curator", password=None),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": base_url}])


@pytest.mark.changes_the_base
@pytest.mark.long
def test_a_level_is_worked_out_while_the_curator_judges(
    page: Page, base_url: str, assert_accessible: Callable[[Page], None]
) -> None:
    complaints = Complaints(page)
    recommendation = Recommendation.objects.get(reference="HEEC-ES-1")
    signed_in(page, base_url)
    page.goto(sheet_address(recommendation))
    first = page.locator(".grade-outcome").first
    shown, overall = first.locator("output"), page.locator("#overall-level")
    expect(shown).to_have_text("Staff knowledge: not assessed; open “Judgements” and give its importance to begin")

    first.locator("summary").first.click()
    first.get_by_label("Importance").select_option("9")
    first.get_by_label("Starts from").select_option("randomised")
    first.get_by_label("Imprecision:", exact=True).select_option("2")
    working = Working(StartingPoint.RANDOMISED, {"imprecision": 2})
    expect(shown).to_have_text(f"Staff knowledge: {working.level.label.lower()} certainty {working.level.symbols}")
    expect(overall).to_have_text(
        re.compile(r"states: moderate\. Our own assessment: low\. They differ: say why below\.$")
    )
    first.get_by_text("Help on imprecision").click()
    expect(first.get_by_text("For example: A risk ratio of 0.80")).to_be_visible()
    second = page.locator(".grade-outcome").nth(1)
    second.locator("summary").first.click()
    second.get_by_label("Copy the judgements of").select_option(label="Staff knowledge")
    second.get_by_role("button", name="Copy now").click()
    expect(second.get_by_label("Imprecision:", exact=True)).to_have_value("2")
    second.get_by_label("Imprecision:", exact=True).select_option("0")
    second.get_by_label("Importance").select_option("5")
    second.get_by_label("Why it starts there").fill("We rest on the trials here too.")
    assert complaints.taken() == []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert overflow_faults(page) == []
        assert_accessible(page)

    first.get_by_label("Why it starts there").fill("We rest on the trials alone.")
    first.get_by_label("Why: imprecision").fill("Few staff took part.")
    page.get_by_label("What differs from the source").fill("The source does not rate imprecision down.")
    page.get_by_label("Our own assessment is finished").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Preview as the public").first.click()
    expect(page.get_by_text("The source states: moderate. Our own assessment: low.")).to_be_visible()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        unfold(page)
        assert overflow_faults(page) == []
        assert_accessible(page)
