"""Curators' first page, and one thing done to many entries, in a browser."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import Page, expect

from curation import workflow
from curation.models import LinkCheck, LinkState
from evidence.models import CaseStudy, Resource
from tests.support.browser.faults import Complaints, overflow_faults
from tests.support.browser.people import sign_in
from tests.support.people import person

pytestmark = pytest.mark.changes_the_base


def test_the_desk_and_a_bulk_action_with_its_undo(
    page_at_each_width: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_at_each_width
    complaints = Complaints(page)
    author = User.objects.create_user("author")
    author.groups.add(Group.objects.get(name="Curator"))
    waiting, second, third = CaseStudy.objects.all()[:3]
    for case in (waiting, second, third):
        with workflow.editing(case, by=author, note="Says where it was.") as row:
            row.place = "Somewhere else"
            row.save()
    workflow.send_to_review(waiting, by=author)
    broken = Resource.objects.exclude(url="").first()
    assert broken is not None
    now = timezone.now()
    LinkCheck.objects.create(
        address=broken.url,
        state=LinkState.BROKEN,
        status=404,
        problem="There is nothing any more (404).",
        checked_at=now,
        next_at=now,
        failing_since=now,
    )

    def check() -> None:
        assert not complaints.taken()
        assert not overflow_faults(page)
        assert_accessible(page)
        # Axe reads the admin's styles in a way that the policy forbids.
        complaints.taken()

    sign_in(page, person("rashid", "Reviewer"))
    to_review = page.get_by_role("region", name="Waiting for my review")
    expect(to_review.get_by_role("link", name=waiting.title)).to_be_visible()
    expect(page.get_by_role("region", name="Broken links")).to_contain_text(broken.title)
    expect(page.get_by_text("Recent actions")).to_have_count(0)
    check()

    page.goto("/admin/evidence/casestudy/?work=draft")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("send-to-review")
    page.get_by_role("button", name="Go", exact=False).click()
    expect(page.get_by_role("heading", name="Will be done (2)")).to_be_visible()
    check()
    page.get_by_role("button", name="Send to review: 2").click()
    expect(page.get_by_role("heading", name="Done (2)")).to_be_visible()
    check()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Undone (2)")).to_be_visible()

    # A text says how long and how hard it is, as it is typed.
    page.goto(f"/admin/evidence/casestudy/{second.pk}/change/")
    field = page.get_by_label("Summary:")
    field.fill("Organisational interdisciplinarity necessitates institutionalised epistemological reconceptualisation.")
    measure = page.locator("#id_summary_measure")
    expect(measure).to_contain_text("6 words.")
    expect(measure).to_contain_text("Use shorter sentences")
    expect(page.get_by_role("status").filter(has_text="Use shorter sentences")).to_have_count(1)
    assert not complaints.taken()
