"""The way of an entry from draft to published, step by step, and who may take which step."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from curation import workflow
from curation.admin_base.pages import admin_address
from curation.editing.versions import restore, review_steps_of, versions_of
from curation.models import Draft, DraftState, Entry, PublishedVersion, Status
from curation.snapshots import digest, snapshot_of
from evidence.models import CaseStudy, Study
from recommendations.models import Recommendation
from tests.factories import AudienceFactory, CaseStudyFactory, RecommendationFactory, StudyFactory
from tests.support.admin_forms import filled_in, opened, save
from tests.support.pages_seen import text
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db


def ready(**fields: Any) -> Recommendation:
    """A recommendation with all that a reader needs."""
    fields = {"certainty_reason": "The guide grades nothing.", "evidence_note": "It cites no study."} | fields
    return RecommendationFactory(audiences=[AudienceFactory()], **fields)


def retitle(row: Entry, title: str, by: User) -> None:
    with workflow.editing(row, by=by) as edited:
        edited.title = title  # type: ignore[attr-defined]
        edited.save()


def seen(row: Entry) -> str:
    draft = workflow.open_draft(row)
    with workflow.shown_as_drafted(row, draft):
        return digest(snapshot_of(type(row)._base_manager.get(pk=row.pk)))


def titles() -> list[str]:
    return list(Recommendation.objects.published().values_list("title", flat=True))


def test_the_public_sees_the_old_text_until_the_new_one_is_published(cara: User, rhea: User) -> None:
    row = ready(title="Old")
    workflow.keep_version(row)
    retitle(row, "New", cara)
    assert titles() == ["Old"]
    workflow.send_to_review(row, by=cara, note="Says it better")
    assert titles() == ["Old"]
    version = workflow.publish(row, by=rhea, seen=seen(row))
    assert titles() == ["New"]
    assert (version.number, version.note, version.published_by) == (2, "Says it better", rhea)
    row.refresh_from_db()
    assert row.reviewed_on == timezone.localdate()
    assert row.review_due_on == timezone.localdate() + workflow.REVIEW_AFTER
    assert workflow.open_draft(row) is None


def test_a_new_entry_is_public_only_once_it_is_reviewed(cara: User, rhea: User) -> None:
    row = ready(draft=True, title="New")
    workflow.note_new(row, cara)
    workflow.send_to_review(row, by=cara)
    row.refresh_from_db()
    assert row.status == Status.IN_REVIEW
    assert titles() == []
    workflow.publish(row, by=rhea, seen=seen(row))
    row.refresh_from_db()
    assert (row.status, row.published_on) == (Status.PUBLISHED, timezone.localdate())


def test_nobody_publishes_their_own_work(cara: User, rhea: User) -> None:
    row = ready(title="Old")
    retitle(row, "New", rhea)
    workflow.send_to_review(row, by=cara)
    for who, why in ((rhea, "somebody else has to review"), (cara, "You may not publish")):
        with pytest.raises(workflow.NotPossible, match=why):
            workflow.publish(row, by=who, seen=seen(row))
    with pytest.raises(workflow.NotPossible, match="somebody else"):
        workflow.send_back(row, by=rhea, reason="No")
    assert titles() == ["Old"]


def test_what_waits_for_review_cannot_be_changed_but_taken_back(cara: User, rhea: User) -> None:
    row = ready(title="Old")
    retitle(row, "New", cara)
    workflow.send_to_review(row, by=cara)
    with pytest.raises(workflow.NotPossible, match="waits for review"):
        retitle(row, "Newer", rhea)
    with pytest.raises(workflow.NotPossible, match="Only who worked on it"):
        workflow.take_back(row, by=rhea)
    workflow.take_back(row, by=cara)
    retitle(row, "Newer", cara)
    with pytest.raises(workflow.NotPossible, match="does not wait"):
        workflow.publish(row, by=rhea, seen=seen(row))


def test_sending_back_needs_a_reason_and_keeps_it(cara: User, rhea: User) -> None:
    row = ready(draft=True)
    workflow.note_new(row, cara)
    workflow.send_to_review(row, by=cara)
    with pytest.raises(workflow.NotPossible, match="Say why"):
        workflow.send_back(row, by=rhea, reason=" ")
    draft = workflow.send_back(row, by=rhea, reason="The figure is not in the source.")
    row.refresh_from_db()
    assert draft.was_sent_back
    assert row.status == Status.DRAFT


def test_only_what_was_read_is_published(cara: User, rhea: User) -> None:
    row = ready(title="Old")
    retitle(row, "New", cara)
    workflow.send_to_review(row, by=cara)
    read = seen(row)
    workflow.take_back(row, by=cara)
    retitle(row, "Newer", cara)
    workflow.send_to_review(row, by=cara)
    with pytest.raises(workflow.NotPossible, match="changed since you opened it"):
        workflow.publish(row, by=rhea, seen=read)
    assert titles() == ["Old"]


def test_publishing_says_what_a_reader_would_miss(cara: User, rhea: User) -> None:
    row = RecommendationFactory(draft=True, evidence_note="", certainty_reason="", statement="Do it.")
    workflow.send_to_review(row, by=cara)
    with pytest.raises(workflow.NotReady) as raised:
        workflow.publish(row, by=rhea, seen=seen(row))
    assert {each.field for each in raised.value.lacking} == {"audiences", "certainty_reason", "evidence_note"}
    row.refresh_from_db()
    assert row.status == Status.IN_REVIEW


def test_an_audience_may_be_left_out_on_purpose() -> None:
    row = RecommendationFactory(audience_not_stated=True, evidence_note="None.", certainty_reason="None.")
    assert row.lacking() == []
    row.audiences.add(AudienceFactory())
    assert [each.field for each in row.lacking()] == ["audience_not_stated"]


def test_withdrawing_needs_a_reason_which_the_public_reads(client: Client, rhea: User) -> None:
    row = ready(title="Old", statement="Do what is wrong.")
    with pytest.raises(workflow.NotPossible, match="Say why"):
        workflow.withdraw(row, by=rhea, reason="")
    workflow.withdraw(row, by=rhea, reason="Its source was retracted.")
    answer = client.get(row.get_absolute_url())
    assert answer.status_code == 410
    page = answer.content.decode()
    assert "Its source was retracted." in page
    assert "Do what is wrong." not in page
    assert 'href="/recommendations/"' in page.partition("<main")[2].partition("</main>")[0]


def test_a_withdrawn_entry_is_published_again_after_review(cara: User, rhea: User) -> None:
    row = ready(title="Old")
    workflow.withdraw(row, by=rhea, reason="Doubts")
    workflow.send_to_review(row, by=cara, note="The doubts are gone")
    workflow.publish(row, by=rhea, seen=seen(row))
    row.refresh_from_db()
    assert (row.status, row.withdrawn_because) == (Status.PUBLISHED, "")


def test_what_was_never_public_has_no_page_even_when_withdrawn(client: Client) -> None:
    row = ready(status=Status.WITHDRAWN, withdrawn_because="Never mind", published_on=None)
    assert client.get(row.get_absolute_url()).status_code == 404


def test_discarded_changes_stay_in_the_versions(cara: User) -> None:
    row = ready(title="Old")
    retitle(row, "New", cara)
    workflow.discard(row, by=cara)
    assert workflow.open_draft(row) is None
    (version,) = versions_of(row)
    assert version.name == "Draft, discarded"
    workflow.restore(row, version.snapshot, by=cara, note="After all")
    draft = workflow.open_draft(row)
    assert draft is not None
    assert draft.snapshot["fields"]["title"] == "New"


def test_changes_that_are_taken_back_leave_no_draft(cara: User) -> None:
    row = ready(title="Old")
    retitle(row, "New", cara)
    retitle(row, "Old", cara)
    assert workflow.open_draft(row) is None
    assert Draft.objects.get().state == DraftState.DISCARDED


def test_nothing_is_kept_where_nothing_changed_or_something_failed(cara: User) -> None:
    row = ready(title="Old")
    with workflow.editing(row, by=cara):
        pass

    def fail() -> None:
        with workflow.editing(row, by=cara) as edited:
            edited.title = "New"
            edited.save()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Draft.objects.exists()
    assert titles() == ["Old"]


def test_parts_of_a_draft_keep_their_keys(cara: User, rhea: User) -> None:
    row, study = ready(), StudyFactory()
    with workflow.editing(row, by=cara) as edited:
        link = edited.study_links.create(study=study, bearing="supports", note="One")
    with workflow.editing(row, by=cara) as edited:
        edited.study_links.filter(pk=link.pk).update(note="Two")
    assert not row.study_links.exists()
    workflow.send_to_review(row, by=cara)
    workflow.publish(row, by=rhea, seen=seen(row))
    assert list(row.study_links.values_list("pk", "note")) == [(link.pk, "Two")]


def test_a_draft_that_clashes_with_what_is_there_by_now_is_not_published(cara: User, rhea: User) -> None:
    study = StudyFactory(doi="")
    with workflow.editing(study, by=cara) as edited:
        edited.doi = "10.1000/same"
        edited.save()
    workflow.send_to_review(study, by=cara)
    read = seen(study)
    StudyFactory(doi="10.1000/same")
    with pytest.raises(workflow.NotPossible, match="Another study has this DOI"):
        workflow.publish(study, by=rhea, seen=read)
    assert Study.objects.get(pk=study.pk).doi == ""


def test_a_check_without_changes_sets_the_next_one(rhea: User) -> None:
    row, due = ready(), timezone.localdate() + datetime.timedelta(days=90)
    workflow.confirm(row, by=rhea, review_due_on=due)
    row.refresh_from_db()
    assert (row.reviewed_on, row.review_due_on) == (timezone.localdate(), due)
    with pytest.raises(workflow.NotPossible, match="a day to come"):
        workflow.confirm(row, by=rhea, review_due_on=timezone.localdate())


def test_each_published_version_has_its_address(client: Client, cara: User, rhea: User) -> None:
    hidden = StudyFactory(label="Hidden study", draft=True)
    row = ready(title="Old", studies=[hidden])
    workflow.keep_version(row)
    row.study_links.all().delete()
    retitle(row, "New", cara)
    workflow.send_to_review(row, by=cara, note="Better")
    workflow.publish(row, by=rhea, seen=seen(row))
    first, second = (client.get(f"{row.get_absolute_url()}versions/{n}/").content.decode() for n in (1, 2))
    assert "Old" in first
    assert "This is an earlier version" in first
    assert "New" in second
    assert "Hidden study" not in first + second
    assert "Where in the source" in first
    assert "Audience not stated" not in first
    assert client.get(f"{row.get_absolute_url()}versions/3/").status_code == 404
    assert f"{row.get_absolute_url()}versions/1/" in client.get(row.get_absolute_url()).content.decode()


def test_the_address_of_a_version_says_that_the_entry_was_withdrawn(client: Client, rhea: User) -> None:
    row = ready(title="Old")
    workflow.keep_version(row)
    workflow.withdraw(row, by=rhea, reason="The trial was retracted.")

    page = client.get(f"{row.get_absolute_url()}versions/1/")

    assert page.status_code == 410
    assert "The trial was retracted." in page.content.decode()


def test_a_recommendation_waits_for_the_studies_that_it_rests_on(cara: User, rhea: User) -> None:
    row = ready(title="Train staff", draft=True, studies=[StudyFactory(label="Hidden study", draft=True)])
    workflow.send_to_review(row, by=cara)

    with pytest.raises(workflow.NotReady, match="The public does not see “Hidden study”"):
        workflow.publish(row, by=rhea, seen=seen(row))


def test_the_history_tells_how_it_went_between_curators_and_reviewers(cara: User, rhea: User) -> None:
    row = ready(title="Old", draft=True)
    workflow.send_to_review(row, by=cara, note="New")
    workflow.take_back(row, by=cara)
    workflow.send_to_review(row, by=cara)
    workflow.send_back(row, by=rhea, reason="Name the page.")
    retitle(row, "New", cara)
    workflow.send_to_review(row, by=cara)
    workflow.publish(row, by=rhea, seen=seen(row))

    steps = [(step.what, step.who, step.why) for step in review_steps_of(row)]

    assert steps == [
        ("Published", "rhea", ""),
        ("Sent to review", "cara", "New"),
        ("Sent back", "rhea", "Name the page."),
        ("Sent to review", "cara", "New"),
        ("Taken back from review", "", ""),
        ("Sent to review", "cara", "New"),
    ]


def test_what_links_to_an_entry_is_named_before_it_is_withdrawn(client: Client, rhea: User) -> None:
    study = StudyFactory()
    resting = [ready(title="Rests on it", studies=[study]), ready(title="Draft", draft=True, studies=[study])]
    client.force_login(rhea)

    page = text(client.get(f"/admin/evidence/study/{study.pk}/step/withdraw/"))

    assert "The public will no longer see it on 1 recommendation:" in page
    assert str(resting[0]) in page
    assert str(resting[1]) not in page


def test_a_note_is_not_lost_where_the_form_has_a_fault(client: Client, cara: User) -> None:
    row = ready(title="Old", draft=True)
    workflow.note_new(row, cara, "As it was")
    client.force_login(cara)
    url = f"/admin/recommendations/recommendation/{row.pk}/change/"
    data = filled_in(opened(client, url)) | {"title": "", "_note": "Why I changed it"}

    page = client.post(url, data)

    assert page.status_code == 200
    assert "Why I changed it</textarea>" in page.content.decode()


def test_versions_are_kept_of_what_is_loaded_once_each(cara: User) -> None:
    row = CaseStudyFactory()
    CaseStudyFactory(draft=True)
    assert workflow.keep_versions_of_loaded([CaseStudy.objects.all()]) == 1
    assert workflow.keep_versions_of_loaded([CaseStudy.objects.all()]) == 0
    row.summary = "Another"
    row.save()
    assert workflow.keep_versions_of_loaded([CaseStudy.objects.all()]) == 1
    assert list(PublishedVersion.objects.of(row).values_list("number", flat=True)) == [1, 2]


def test_who_wrote_a_discarded_draft_does_not_review_it_when_another_restores_it(cara: User, rhea: User) -> None:
    row = ready(title="Old")
    workflow.keep_version(row)
    retitle(row, "By Rhea", rhea)
    workflow.discard(row, by=rhea)
    draft = next(version for version in versions_of(row) if version.snapshot["fields"]["title"] == "By Rhea")

    restore(row, draft, by=cara)
    workflow.send_to_review(row, by=cara)

    with pytest.raises(workflow.NotPossible, match="somebody else has to review it"):
        workflow.publish(row, by=rhea, seen=seen(row))


# What curators read about it


def step(client: Client, row: Entry, name: str, **values: Any) -> str:
    """The page after a step."""
    address = admin_address(row, "review") if name == "publish" else admin_address(row, "step", name)
    values["step"] = name
    form = client.get(address).context["form"]
    filled = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    return text(client.post(address, {**filled, **values}, follow=True))


def test_messages_name_an_entry_as_it_is_now_called(cara: User, rhea: User) -> None:
    row = ready(title="Old")
    workflow.keep_version(row)
    retitle(row, "New", cara)
    assert f"“{row.reference} New” is waiting for review." in step(signed_in(cara), row, "send-to-review")
    assert f"“{row.reference} New” is published." in step(signed_in(rhea), row, "publish")
    retitle(row, "Newest", cara)
    assert f"The changes to “{row.reference} New” were discarded." in step(signed_in(cara), row, "discard")


def test_saving_and_sending_to_review_at_once_names_the_new_title(cara: User) -> None:
    row = ready(title="Old")
    workflow.keep_version(row)
    client = signed_in(cara)
    page = save(client, admin_address(row), title="New", _review="1")
    assert f"“{row.reference} New” is waiting for review." in text(client.get(page.url))


def test_the_form_says_on_which_day_an_entry_was_withdrawn(rhea: User) -> None:
    row = ready(published_on=datetime.date(2024, 1, 5))
    workflow.keep_version(row)
    workflow.withdraw(row, by=rhea, reason="Its source was retracted.")
    on = datetime.datetime(2025, 6, 30, 12, tzinfo=datetime.UTC)
    PublishedVersion.objects.of(row).update(withdrawn_at=on)
    page = text(signed_in(rhea).get(admin_address(row)))
    assert "Withdrawn since 30 June 2025. Reason: Its source was retracted." in page
    assert "5 January 2024" not in page


def test_the_note_of_a_second_editor_joins_the_firsts(cara: User, rhea: User) -> None:
    row, carl = ready(), person("carl", "Curator")
    for who, title, note in ((cara, "One", "New figures"), (carl, "Two", "Shorter"), (cara, "Three", "Newer figures")):
        with workflow.editing(row, by=who, note=note) as edited:
            edited.title = title
            edited.save()
    draft = workflow.send_to_review(row, by=carl, note="Shorter")
    assert draft.note == "Newer figures\nShorter"
    client, form = signed_in(rhea), admin_address(row)
    page = client.get(form).content.decode()
    assert "(cara):</strong> Newer figures" in page
    assert "(carl):</strong> Shorter" in page
    assert page.count("Newer figures") == 1
    workflow.take_back(row, by=cara)
    assert opened(signed_in(carl), form).context_data["note"] == "Shorter"
    assert opened(signed_in(cara), form).context_data["note"] == "Newer figures"
