"""Lists and forms that curators work in, on a desk's screen and on a phone's."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from evidence.models import CaseStudy, Study
from recommendations.models import Recommendation
from tests.support.browser.faults import Complaints, accessibility_faults, described, overflow_faults
from tests.support.browser.people import sign_in
from tests.support.browser.windows import NARROW, WIDE
from tests.support.people import person

#: Pages that are about no row, by the names of their addresses.
PAGES = (
    *("index", "password_change", "recommendations_recommendation_workbook_import", "evidence_studyimport_add"),
    *("workforce_wresimport_add", "workforce_observation_changelist"),
    *("workspaces", "workspace-add", "review-queue", "review-emails"),
)


def addresses() -> Iterator[str]:
    """Pages of every kind that the admin has."""
    yield from (reverse(f"admin:{name}") for name in PAGES)
    yield reverse("admin:desk", args=["published"])
    for model in (Recommendation, Study, CaseStudy):
        options = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        key = model.objects.order_by("pk")[0].pk
        yield from (reverse(f"{options}_{page}") for page in ("changelist", "add"))
        yield from (reverse(f"{options}_{page}", args=[key]) for page in ("change", "history"))
    recommendation = Recommendation.objects.order_by("pk")[0]
    yield reverse("admin:recommendations_recommendation_certainty", args=[recommendation.pk])


@pytest.mark.changes_the_base
@pytest.mark.long
def test_forms_lists_and_histories_have_no_faults(page: Page) -> None:
    complaints = Complaints(page)
    sign_in(page, person("cara", "Curator"))
    found = []
    for address in addresses():
        page.set_viewport_size(WIDE)
        page.goto(address)
        # Select2 lays its fields out by styles that our policy keeps out and our own styles stand in for.
        heard = [each for each in complaints.taken() if "inline style" not in each]
        faults = heard + accessibility_faults(page)
        # What axe itself says of the styles that it looks at ahead.
        complaints.taken()
        page.set_viewport_size(NARROW)
        faults += overflow_faults(page)
        if faults:
            found.append(described(address, faults))
    assert not found, "\n".join(found)
