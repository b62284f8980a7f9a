"""The page of all activity: who did what and when, for administrators, whatever table keeps it."""

import csv
import datetime
import io
from typing import Any

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from curation import workflow
from curation.activity import pages
from curation.activity.events import Asked, Place, events_of, in_batches
from curation.activity.sources import SOURCES, Kind
from curation.bulk import actions as bulk_actions
from curation.bulk.steps import AddLink
from curation.models import Draft
from curation.snapshots import digest, snapshot_of
from evidence.models import CaseStudy, Study, StudyImport
from evidence.study_merging import merge, undo_merge
from tests import factories
from tests.support.admin_forms import filled_in, opened
from tests.support.people import PASSWORD, person, signed_in
from workforce.models import WresImport

pytestmark = pytest.mark.django_db

PAGE = "/admin/activity/"


@pytest.fixture
def adam() -> User:
    return person("adam", "Administrator")


@pytest.fixture
def rita() -> User:
    return person("rita", "Reviewer")


def said(**asked: Any) -> list[tuple[str, str, str]]:
    """Who did what with what, the oldest first."""
    return [(each.user_name, each.what, each.about) for each in reversed(events_of(Asked(**asked), None, 1000))]


def about(row: Any) -> tuple[tuple[int, int], ...]:
    return ((ContentType.objects.get_for_model(row).pk, row.pk),)


def seen(row: Any) -> str:
    return digest(snapshot_of(type(row)._base_manager.get(pk=row.pk)))


def taken(client: Client, address: str, **query: Any) -> bytes:
    """A file that is sent in parts."""
    answer: Any = client.get(address, query)
    return b"".join(answer.streaming_content)


def on_the_way(cara: User, rita: User) -> CaseStudy:
    """A case study that went back and forth, and was published, confirmed and withdrawn."""
    row: CaseStudy = factories.CaseStudyFactory(draft=True, title="A scheme")
    workflow.note_new(row, cara, "The first words")
    workflow.send_to_review(row, by=cara)
    workflow.take_back(row, by=cara)
    workflow.send_to_review(row, by=cara, note="Ready")
    workflow.send_back(row, by=rita, reason="No source")
    with workflow.editing(row, by=cara) as edited:
        edited.title = "A better scheme"
        edited.save()
    workflow.send_to_review(row, by=cara)
    workflow.publish(row, by=rita, seen=seen(row))
    workflow.confirm(row, by=rita, review_due_on=datetime.date(2100, 1, 1))
    workflow.withdraw(row, by=rita, reason="It closed")
    return row


def test_the_way_of_an_entry_is_told_step_by_step_and_once(cara: User, rita: User) -> None:
    row = on_the_way(cara, rita)
    # What changes a draft without a step is no step.
    for draft in Draft.objects.all():
        draft.note = "Something else"
        draft.save()
    assert [(who, what) for who, what, _ in said(about=about(row))] == [
        ("cara", "Saved a draft: The first words"),
        ("cara", "Sent to review: The first words"),
        ("cara", "Took it back from review."),
        ("cara", "Sent to review: Ready"),
        ("rita", "Sent back: No source"),
        ("cara", "Saved a draft: Ready"),
        ("cara", "Sent to review: Ready"),
        ("rita", "Published version 1: Ready"),
        ("rita", "Confirmed that it is right; to be checked again by 1 January 2100."),
        ("rita", "Withdrew it: It closed"),
    ]
    assert {name for _, _, name in said(about=about(row))} == {"A scheme", "A better scheme"}


def test_changes_to_a_published_entry_are_told_until_they_are_discarded(cara: User) -> None:
    row = factories.CaseStudyFactory()
    with workflow.editing(row, by=cara) as edited:
        edited.title = "Another"
        edited.save()
    workflow.discard(row, by=cara, reason="A mistake")
    assert [what for _, what, _ in said(about=about(row))] == ["Saved a draft.", "Discarded the draft: A mistake"]


def test_an_entry_that_its_form_saves_is_told_of_once(cara: User) -> None:
    client, row = signed_in(cara), factories.CaseStudyFactory()
    address = reverse("admin:evidence_casestudy_change", args=[row.pk])
    assert client.post(address, filled_in(opened(client, address)) | {"title": "Other"}).status_code == 302
    assert [what for _, what, _ in said() if "Signed" not in what] == ["Saved a draft."]


def test_sign_ins_and_failures_are_told_without_what_strangers_typed(cara: User) -> None:
    for name, password in (("cara", "wrong"), ("cara", PASSWORD), ("my password", "wrong")):
        Client(REMOTE_ADDR="203.0.113.9").post("/admin/login/", {"username": name, "password": password})
    failures = said(kind=Kind.FAILURES)
    assert failures == [("cara", "Failed to sign in from 203.0.113.9.", ""), ("", *failures[0][1:])]
    assert said(kind=Kind.SIGN_INS) == [("cara", "Signed in from 203.0.113.9.", "")]
    assert said(person=cara, kind=Kind.FAILURES) == failures[:1]


def test_accounts_and_rights_are_told_from_what_to_what(adam: User, cara: User) -> None:
    client = signed_in(adam)
    address = reverse("admin:auth_user_change", args=[cara.pk])
    form = filled_in(opened(client, address)) | {
        "groups": [Group.objects.get(name="Reviewer").pk],
        "email": "cara@nhs.net",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00",
    }
    assert client.post(address, form).status_code == 302
    changed = {
        "old_password": PASSWORD,
        "new_password1": "kettle-harbour-violin",
        "new_password2": "kettle-harbour-violin",
    }
    assert signed_in(cara).post("/admin/password_change/", changed).status_code == 302
    assert said(kind=Kind.ACCOUNTS) == [
        ("adam", "Email address: none → cara@nhs.net. Groups: Curator → Reviewer.", "cara"),
        ("cara", "Changed their own password.", "cara"),
    ]


def test_lists_deletions_and_exports_are_told(adam: User) -> None:
    factories.RecommendationFactory()
    client, theme = signed_in(adam), factories.AudienceFactory(name="Trusts")
    address = reverse("admin:recommendations_audience_change", args=[theme.pk])
    client.post(address, filled_in(opened(client, address)) | {"name": "Trusts and boards"})
    client.post(reverse("admin:recommendations_audience_delete", args=[theme.pk]), {"post": "yes"})
    assert taken(client, reverse("admin:evidence_study_export"))
    assert client.get(reverse("admin:recommendations_recommendation_workbook_export")).status_code == 200
    assert said(kind=Kind.LISTS) == [("adam", "Changed Name.", "Trusts and boards")]
    assert said(kind=Kind.DELETIONS) == [("adam", "Deleted.", "Trusts and boards")]
    exported = [("adam", "Exported the list.", each) for each in ("studies", "recommendations")]
    assert said(kind=Kind.EXPORTS) == exported


def test_actions_on_many_merges_and_imports_are_told(cara: User, rita: User) -> None:
    kept, other = factories.StudyFactory(draft=True, label="Kept"), factories.StudyFactory(draft=True, label="Other")
    step, choices = AddLink("themes", "theme"), {"row": factories.ThemeFactory(name="Skills")}
    looked = bulk_actions.preview(step, Study, [kept.pk], by=cara, choices=choices)
    took = bulk_actions.take(step, Study, {row.entry_id: at for row, at in looked}, by=cara, choices=choices)
    bulk_actions.undo(took, by=cara)
    assert [what for _, what, _ in said(kind=Kind.MANY)] == [
        "Did with many entries: Theme “Skills” added",
        "Undid with many entries: Theme “Skills” added",
    ]
    undo_merge(merge(kept, other, by=rita), by=rita)
    steps = {(who, what) for who, what, _ in said(kind=Kind.REVIEW)}
    assert {("rita", "Merged “Other” into it."), ("rita", "Parted it again from “Other”.")} <= steps
    now = timezone.now()
    StudyImport.objects.create(file_name="a.ris", size=1, uploaded_by=cara, confirmed_by=rita, confirmed_at=now)
    WresImport.objects.create(file_name="b.csv", layout="long", size=1, uploaded_by=cara, undone_by=rita, undone_at=now)
    assert sorted(said(kind=Kind.IMPORTS)) == [
        ("cara", "Uploaded a file of WRES values.", "b.csv"),
        ("cara", "Uploaded a file of studies.", "a.ris"),
        ("rita", "Imported a file of studies.", "a.ris"),
        ("rita", "Undid an import of WRES values.", "b.csv"),
    ]


def test_what_loads_the_base_is_the_system(cara: User) -> None:
    workflow.keep_version(factories.CaseStudyFactory())
    [event] = events_of(Asked(), None, 10)
    assert (event.who, event.user_name) == ("the system", "")


# Filters, pages and files


def fill(cara: User, rita: User) -> None:
    """Rows of several tables, many of them at the same moment."""
    on_the_way(cara, rita)
    now = timezone.now()
    for number in range(12):
        at = now - datetime.timedelta(days=number // 4)
        for model in (AccessLog, AccessFailureLog):
            made = model.objects.create(username=("cara", "rita", "nobody")[number % 3], ip_address="203.0.113.9")
            model.objects.filter(pk=made.pk).update(attempt_time=at)
        entry = LogEntry.objects.create(user=rita, object_repr="Address 203.0.113.9", action_flag=2)
        LogEntry.objects.filter(pk=entry.pk).update(action_time=at)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_pages_hold_all_rows_once_and_in_order(cara: User, rita: User, size: int) -> None:
    fill(cara, rita)
    everything = [each for batch in in_batches(Asked(), 1000, size) for each in batch]
    assert len(everything) == 36 + 10
    assert everything == events_of(Asked(), None, 1000)
    times = [each.at for each in everything]
    assert times == sorted(times, reverse=True)
    assert [each for batch in in_batches(Asked(), 5, size) for each in batch] == everything[:5]


def test_each_filter_leaves_exactly_what_fits(cara: User, rita: User) -> None:
    fill(cara, rita)
    everything = events_of(Asked(), None, 1000)
    by_cara = [each for each in everything if each.user_name == "cara"]
    assert events_of(Asked(person=cara), None, 1000) == by_cara
    assert by_cara
    parts = [each for kind in Kind for each in events_of(Asked(kind=kind), None, 1000)]
    assert sorted(map(str, parts)) == sorted(map(str, everything))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    then = events_of(Asked(since=yesterday, until=yesterday), None, 1000)
    assert then == [each for each in everything if timezone.localdate(each.at) == yesterday]
    assert len(then) == 12


def test_only_administrators_see_it(adam: User, cara: User, rita: User) -> None:
    for address in (PAGE, "/admin/activity.csv", "/admin/activity.xlsx"):
        assert signed_in(adam).get(address).status_code == 200
        for user in (cara, rita):
            assert signed_in(user).get(address).status_code == 403
        assert Client().get(address)["Location"].startswith("/admin/login/")


def test_the_page_leads_on_and_keeps_its_filters(adam: User, cara: User, rita: User, monkeypatch: Any) -> None:
    fill(cara, rita)
    monkeypatch.setattr(pages, "PAGE_SIZE", 5)
    client, address, shown = signed_in(adam), f"{PAGE}?person={cara.pk}&kind=", 0
    while address:
        page = client.get(address)
        rows = page.context["rows"]
        assert {row["event"].user_name for row in rows} == {"cara"}
        shown += len(rows)
        further = page.context["further"]
        address = f"{PAGE}?person={cara.pk}&kind=&before={further.replace('+', '%2B')}" if further else ""
        assert not further or f"before={further.replace('+', '%2B')}" in page.content.decode().replace("%3A", ":")
    assert shown == len(events_of(Asked(person=cara), None, 1000))


def test_an_entry_is_found_by_reference_slug_or_address_and_an_account_by_its_name(
    adam: User, cara: User, rita: User
) -> None:
    row, client = on_the_way(cara, rita), signed_in(adam)
    for text in (
        row.slug,
        f"https://e.example/case-studies/{row.slug}/",
        reverse("admin:evidence_casestudy_change", args=[row.pk]),
    ):
        assert len(client.get(PAGE, {"about": text}).context["rows"]) == 10
    client.post(reverse("admin:auth_user_access", args=[cara.pk, "make-link"]))
    [found] = client.get(PAGE, {"about": "cara"}).context["rows"]
    assert found["address"] == reverse("admin:auth_user_change", args=[cara.pk])
    recommendation = factories.RecommendationFactory(reference="ABC-1")
    workflow.keep_version(recommendation)
    assert len(client.get(PAGE, {"about": "abc-1"}).context["rows"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        *({"person": "x"}, {"person": "999999"}, {"kind": "x"}, {"since": "soon"}, {"about": "nobody"}),
        *({"since": "2026-02-01", "until": "2026-01-01"}, {"about": "\x00"}, {"person": "9" * 30}),
    ],
)
def test_what_cannot_be_asked_for_is_said(adam: User, query: dict[str, str]) -> None:
    client = signed_in(adam)
    page = client.get(PAGE, query)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not page.context["rows"]
    assert client.get("/admin/activity.csv", query).status_code == 302


@pytest.mark.parametrize(
    "place",
    [
        "",
        "x",
        "~~",
        "2026-01-01~1~1",
        "2026-13-01T00:00:00Z~1~1",
        "2026-01-01T00:00:00Z~１~1",
        "\x00",
        "9999-12-31T23:59:59-23:59~1~1",
    ],
)
def test_a_place_that_is_none_is_the_beginning(adam: User, place: str) -> None:
    assert Place.read(place) is None
    assert signed_in(adam).get(PAGE, {"before": place, "since": "0001-01-01", "until": "9999-12-31"}).status_code == 200


def test_files_hold_what_the_page_does_and_run_no_formula(adam: User, cara: User, rita: User) -> None:
    fill(cara, rita)
    row = factories.CaseStudyFactory(draft=True, title="=1+1")
    workflow.note_new(row, cara, "-1+1")
    client = signed_in(adam)
    text = taken(client, "/admin/activity.csv", person=cara.pk).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    shown = events_of(Asked(person=cara), None, 1000)
    assert [line["What"] for line in lines] == [each.what for each in shown]
    assert lines[0]["About"] == "'=1+1"
    file = taken(client, "/admin/activity.xlsx", person=cara.pk)
    sheet = load_workbook(io.BytesIO(file))["Activity"]
    assert [each.value for each in sheet["D"]][1:] == [each.what for each in shown]
    assert {cell.data_type for cell in sheet["F"]} <= {"s", "n"}
    assert [what for _, what, _ in said(kind=Kind.EXPORTS)] == ["Exported the list."] * 2


def test_a_page_takes_as_few_queries_however_many_rows_it_shows(adam: User, cara: User, rita: User) -> None:
    client = signed_in(adam)
    on_the_way(cara, rita)
    client.get(PAGE)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(PAGE)
        counts.append(len(queries))
        fill(cara, rita)
    assert counts[0] == counts[1] < 20


def test_every_source_says_whose_and_of_which_kind_it_is() -> None:
    assert all(bool(each.by) != bool(each.by_name) and each.kinds for each in SOURCES)
