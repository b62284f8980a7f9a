import datetime
import io
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from curation import workflow
from curation.admin_base.pages import admin_address
from curation.editing.versions import versions_of
from curation.entry_admin import EntryAdmin
from curation.models import Draft, LinkCheck, LinkState
from curation.snapshots import digest, snapshot_of
from evidence.imports.confirming import confirm
from evidence.imports.reading import read_all, receive
from evidence.models import CaseStudy, Study
from lists.wording import day_in_words
from recommendations.models import Recommendation
from tests.factories import (
    CaseStudyFactory,
    FindingFactory,
    PassageFactory,
    RecommendationFactory,
    ResourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.admin_forms import address
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return person("carla", "Curator")


@pytest.fixture
def reviewer() -> User:
    return person("rashid", "Reviewer")


def desk(user: User) -> Any:
    return signed_in(user).get(reverse("admin:index")).context["desk"]


def names(user: User, section: str) -> list[str]:
    found = next(each for each in desk(user)["sections"] if each["name"] == section)
    return [item["name"] for item in found["items"]]


def drafted(entry: Any, by: User, **changes: Any) -> Any:
    """The entry with a draft that somebody saved."""
    with workflow.editing(entry, by=by) as row:
        for name, value in (changes or {"curator_note": "A note."}).items():
            setattr(row, name, value)
        row.save()
    return entry


def test_drafts_move_over_the_desks_as_they_are_reviewed(curator: User, reviewer: User):
    case = drafted(CaseStudyFactory(title="Rotas"), curator)
    assert (names(curator, "drafts"), names(reviewer, "drafts")) == (["Rotas"], [])

    workflow.send_to_review(case, by=curator)
    assert names(curator, "drafts") == names(curator, "to-review") == names(reviewer, "in-review") == []
    assert names(curator, "in-review") == names(reviewer, "to-review") == ["Rotas"]

    workflow.send_back(case, by=reviewer, reason="Give the page.")
    page = signed_in(curator).get(reverse("admin:index")).content.decode()
    assert "Give the page." in page
    assert "sent back by rashid" in page

    draft = workflow.send_to_review(case, by=curator)
    with workflow.shown_as_drafted(case, draft):
        seen = digest(snapshot_of(CaseStudy.objects.get()))
    workflow.publish(case, by=reviewer, seen=seen)
    assert names(curator, "drafts") == names(reviewer, "to-review") == []
    assert names(curator, "published") == ["Rotas"]


def test_what_was_sent_back_comes_first_and_what_waits_longest_is_reviewed_first(curator: User, reviewer: User):
    first, second, third = (drafted(CaseStudyFactory(title=f"Case {n}"), curator) for n in (1, 2, 3))
    for case in (second, first):
        workflow.send_to_review(case, by=curator)
    assert names(reviewer, "to-review") == ["Case 2", "Case 1"]
    workflow.send_back(first, by=reviewer, reason="Give the page.")
    drafted(third, curator, curator_note="Newer.")
    assert names(curator, "drafts") == ["Case 1", "Case 3"]


def test_reviewers_are_not_shown_their_own_work_to_review(reviewer: User):
    workflow.send_to_review(drafted(StudyFactory(), reviewer), by=reviewer)
    assert names(reviewer, "to-review") == []
    assert len(names(reviewer, "in-review")) == 1


def test_a_section_of_many_leads_to_all_of_them(curator: User):
    for number in range(8):
        drafted(StudyFactory(draft=True, label=f"Study {number}"), curator)
    section = desk(curator)["sections"][0]
    assert (section["total"], len(section["items"])) == (8, 6)
    page = signed_in(curator).get(section["all"])
    assert len(page.context["items"]) == 8
    assert signed_in(curator).get(section["all"], {"page": "none"}).status_code == 200
    assert signed_in(curator).get(reverse("admin:desk", args=["none"])).status_code == 404


def test_the_draft_of_a_deleted_entry_is_gone_from_the_desk(curator: User):
    study = drafted(StudyFactory(draft=True), curator)
    study.delete()
    assert not Draft.objects.exists()
    assert names(curator, "drafts") == []


@pytest.mark.parametrize("user", ["nobody", "reader"])
def test_who_may_change_no_entries_has_no_desk(user: str):
    somebody = person(user)
    drafted(CaseStudyFactory(title="Secret rotas"), person("carla", "Curator"))
    client = signed_in(somebody)
    page = client.get(reverse("admin:index"))
    assert page.context["desk"] is None
    assert "Secret rotas" not in page.content.decode()
    assert client.get(reverse("admin:desk", args=["drafts"])).status_code == 403
    assert client.get(reverse("admin:desk", args=["links"])).status_code == 403


def test_an_empty_desk_says_so_in_words(curator: User):
    page = signed_in(curator).get(reverse("admin:index")).content.decode()
    for said in (
        "You have no open drafts.",
        "There is nothing for you to review.",
        "Nothing is overdue.",
        "not been checked yet",
    ):
        assert said in page
    assert "Recent actions" not in page


def test_imported_studies_wait_on_the_desk_until_somebody_opens_them(curator: User):
    made = receive(io.BytesIO(b"TY  - JOUR\nTI  - Mentoring nurses\nER  - \n"), "export.ris", by=curator)
    read_all(made)
    confirm(made, by=curator)
    waiting = next(each for each in desk(curator)["waiting"] if each["heading"].startswith("Imported"))
    [shown] = waiting["items_waiting"]
    assert (shown["name"], shown["kind"]) == ("export.ris", "1 study")

    study = Study.objects.get()
    with workflow.editing(study, by=curator) as row:
        row.label = "Mentoring"
        row.save()
    assert desk(curator)["waiting"][0]["items_waiting"] == []


def test_what_is_due_leads_to_lists_of_exactly_these(curator: User):
    today = timezone.localdate()
    late = StudyFactory(label="Long overdue", review_due_on=today - datetime.timedelta(days=9))
    StudyFactory(review_due_on=today - datetime.timedelta(days=1))
    StudyFactory(review_due_on=today + datetime.timedelta(days=90))
    StudyFactory(review_due_on=today + datetime.timedelta(days=91))
    StudyFactory(withdrawn=True, review_due_on=today - datetime.timedelta(days=3))
    CaseStudyFactory(review_due_on=today)
    due = desk(curator)["due"]
    assert [each["text"] for each in due["overdue"]] == ["2 studies"]
    assert [each["text"] for each in due["soon"]] == ["1 study", "1 case study"]
    assert due["items"][0]["name"] == str(late)
    for each, count in ((due["overdue"][0], 2), (due["soon"][0], 1), (due["soon"][1], 1)):
        assert signed_in(curator).get(each["href"]).context["cl"].result_count == count


def test_every_gap_counts_what_its_list_shows(curator: User):
    theme = ThemeFactory()
    study = FindingFactory().study
    study.themes.add(theme)
    StudyFactory(themes=[theme])
    StudyFactory(draft=True)
    RecommendationFactory(studies=[study], themes=[theme])
    RecommendationFactory.create_batch(2)
    RecommendationFactory(certainty="low", withdrawn=True)
    for factory in (CaseStudyFactory, PassageFactory, ResourceFactory):
        factory(themes=[theme, ThemeFactory()])
        factory()
    client = signed_in(curator)
    gaps = desk(curator)["gaps"]
    counts = {gap["text"]: gap["count"] for gap in gaps}
    assert counts["Studies without findings"] == 1
    assert counts["Recommendations without a study that they rest on"] == 2
    assert counts["Recommendations that are not graded"] == 3
    assert {gap["text"]: client.get(gap["href"]).context["cl"].result_count for gap in gaps} == counts


def test_lists_are_filtered_by_work_as_the_desk_sorts_it(curator: User, reviewer: User):
    cases = dict(zip(("draft", "sent-back", "in-review", "none"), CaseStudyFactory.create_batch(4), strict=True))
    for name in ("draft", "sent-back", "in-review"):
        drafted(cases[name], curator)
    for name in ("sent-back", "in-review"):
        workflow.send_to_review(cases[name], by=curator)
    workflow.send_back(cases["sent-back"], by=reviewer, reason="Why?")
    for name, case in cases.items():
        listed = signed_in(curator).get(address(CaseStudy, "changelist"), {"work": name}).context["cl"].result_list
        assert list(listed) == [case]


def test_broken_links_name_the_entries_that_point_there(curator: User):
    now = timezone.now()
    study = StudyFactory(label="Gone study", doi="10.1000/gone")
    StudyFactory(label="Withdrawn study", withdrawn=True, url="https://example.org/withdrawn")
    found = {"https://doi.org/10.1000/gone": LinkState.BROKEN, "https://example.org/unused": LinkState.BROKEN}
    found |= {"https://example.org/withdrawn": LinkState.BROKEN}
    for where, state in found.items():
        LinkCheck.objects.create(
            address=where, state=state, checked_at=now, next_at=now, failing_since=now, problem="Nothing is there."
        )
    resource = ResourceFactory(title="Moved toolkit", url="http://example.org/old")
    moved = "https://example.org/new"
    LinkCheck.objects.create(address=resource.url, state=LinkState.MOVED, checked_at=now, next_at=now, moved_to=moved)
    links = desk(curator)["links"]
    assert (links["broken"], links["moved"]) == (1, 1)
    assert links["items"][0]["entries"][0]["name"] == str(study)
    assert links["items"][0]["says"] == f"Nothing is there, since {day_in_words(timezone.localdate(now))}"
    page = signed_in(curator).get(reverse("admin:desk", args=["links"])).content.decode()
    assert "Moved toolkit" in page
    assert moved in page


def test_the_desk_takes_the_same_queries_whatever_lies_on_it(curator: User, reviewer: User):
    client = signed_in(reviewer)

    def grow() -> None:
        for factory in (CaseStudyFactory, StudyFactory, RecommendationFactory):
            workflow.send_to_review(drafted(factory(), curator), by=curator)
            drafted(factory(), reviewer)
            workflow.keep_version(factory(review_due_on=datetime.date(2020, 1, 1)))
        for study in (StudyFactory(doi=f"10.1000/{Study.objects.count()}"),):
            now = timezone.now()
            LinkCheck.objects.create(
                address=study.doi_address, state=LinkState.BROKEN, checked_at=now, next_at=now, failing_since=now
            )

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("admin:index")).status_code == 200
        return len(captured)

    grow()
    queries()
    few = queries()
    for _ in range(3):
        grow()
    # The rest of a section is counted once it is longer than the desk shows.
    assert queries() <= few + 4
    many = queries()
    grow()
    assert queries() == many
    assert many <= 60


def test_every_gap_can_be_told_from_a_filter_of_its_list():
    for model_admin in admin.site._registry.values():
        if isinstance(model_admin, EntryAdmin):
            names = {getattr(each, "parameter_name", each) for each in model_admin.list_filter}
            for gap in model_admin.gaps:
                assert {name.removesuffix("__exact") for name in gap.query} <= names


def test_the_lists_stay_below_the_desk_with_only_what_the_person_may_do(curator: User):
    page = signed_in(curator).get(reverse("admin:index")).content.decode()
    assert page.index("All lists") < page.index(address(Recommendation, "add"))
    assert reverse("admin:auth_user_changelist") not in page


def test_rights_that_somebody_is_given_or_loses_show_in_the_lists_at_once(curator: User):
    index, add = reverse("admin:index"), reverse("admin:evidence_study_add")
    client = signed_in(curator)
    assert add in client.get(index).content.decode()
    curator.groups.clear()
    assert add not in client.get(index).content.decode()
    curator.user_permissions.add(Permission.objects.get(codename="add_study"))
    assert add in client.get(index).content.decode()


def test_no_one_signed_out_sees_a_desk(client: Client):
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("admin:desk", args=["drafts"])).status_code == 302


def test_a_draft_has_the_name_that_the_form_shows_with_the_public_one(curator: User, reviewer: User):
    case = drafted(CaseStudyFactory(title="Rotas"), curator, title="Fair rotas")
    assert names(curator, "drafts") == ["Fair rotas"]
    assert "Published as “Rotas”" in signed_in(curator).get(reverse("admin:index")).content.decode()

    workflow.send_to_review(case, by=curator)
    assert names(curator, "in-review") == names(reviewer, "to-review") == ["Fair rotas"]
    page = signed_in(reviewer).get(reverse("admin:desk", args=["to-review"])).content.decode()
    assert "Fair rotas" in page
    assert "Published as “Rotas”" in page


def test_a_new_entry_and_an_unchanged_name_have_one_name(curator: User):
    drafted(CaseStudyFactory(title="Rotas"), curator)
    drafted(CaseStudyFactory(title="Breaks", draft=True), curator, title="Fair breaks")
    assert sorted(names(curator, "drafts")) == ["Fair breaks", "Rotas"]
    assert "Published as" not in signed_in(curator).get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize(
    ("step", "title"), [("send-to-review", "Fair rotas"), ("discard", "Fair rotas"), ("withdraw", "Rotas")]
)
def test_the_page_of_a_step_has_the_name_of_what_the_step_is_about(
    curator: User, reviewer: User, step: str, title: str
):
    case = drafted(CaseStudyFactory(title="Rotas"), curator, title="Fair rotas")
    response = signed_in(reviewer).get(admin_address(case, "step", step))
    assert response.context["title"].partition(": ")[2] == title
    page = response.content.decode()
    # The way to the form has the form's name.
    assert f'<a href="{admin_address(case)}">Fair rotas</a>' in page
    assert ("It is published as “Rotas”." in page) == (title != "Rotas")


def test_a_step_about_what_is_published_does_not_name_the_draft(curator: User, reviewer: User):
    case = drafted(CaseStudyFactory(title="Rotas"), curator, title="Fair rotas")
    address = admin_address(case, "step", "withdraw")
    response = signed_in(reviewer).post(address, {"reason": "Gone."}, follow=True)
    assert "“Rotas” is withdrawn." in response.content.decode()


def test_restoring_names_the_draft_that_the_form_then_shows(curator: User):
    case = drafted(CaseStudyFactory(title="Rotas"), curator, title="Fair rotas")
    (version,) = [each for each in versions_of(case) if each.name == "Draft, saved"]
    workflow.discard(case, by=curator)

    address = admin_address(case, "restore")
    response = signed_in(curator).post(address, {"version": version.key}, follow=True)

    assert "is now the newest draft of “Fair rotas”." in response.content.decode()
    for page in ("history", "compare"):
        query = {"old": version.key, "new": version.key}
        assert ": Fair rotas" in signed_in(curator).get(admin_address(case, page), query).context["title"]
