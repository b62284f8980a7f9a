"""The review of a draft: what its screen shows, comments, whose it is, and what is said before it is sent."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml.html import fromstring

from curation import workflow
from curation.admin_base.pages import admin_address
from curation.entry_words import in_one_text
from curation.models import Draft, Entry, ReviewComment, Status
from curation.review import panels
from curation.review.comments import CommentsForm
from curation.review.queue import next_after, waiting_for
from curation.snapshots import digest
from evidence.models import CaseStudy
from tests.factories import CaseStudyFactory, CitationFactory, SourceFactory, StudyFactory
from tests.support.admin_forms import save
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db


def waiting(by: User, title: str = "Rotas", **fields: Any) -> CaseStudy:
    """A new case study that waits for review."""
    case: CaseStudy = CaseStudyFactory(title=title, draft=True, **fields)
    workflow.note_new(case, by)
    workflow.send_to_review(case, by=by)
    return case


def reworded(by: User, **changes: str) -> CaseStudy:
    """A published case study with changes that wait for review."""
    case: CaseStudy = CaseStudyFactory(title="Rotas for nurses")
    workflow.keep_version(case)
    with workflow.editing(case, by=by) as row:
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()
    workflow.send_to_review(case, by=by)
    return case


def draft_of(entry: Entry) -> Draft:
    draft = workflow.open_draft(entry)
    assert draft is not None
    return draft


def comment(entry: Entry, by: User, text: str, field: str = "title") -> ReviewComment:
    form = CommentsForm(draft_of(entry), {f"comment-{field}": text}, on=[field])
    assert form.is_valid()
    form.save(by=by)
    found: ReviewComment = ReviewComment.objects.latest("pk")
    return found


def screen(client: Client, entry: Entry) -> Any:
    return client.get(admin_address(entry, "review"))


def send(client: Client, entry: Entry, step: str, **entered: Any) -> str:
    """The text of the page after something was sent from the screen as it was opened."""
    form = screen(client, entry).context["form"]
    filled = {field.html_name: value for field in form if (value := field.value()) not in (None, False)}
    return text(client.post(admin_address(entry, "review"), {**filled, "step": step, **entered}, follow=True))


def text(response: Any) -> str:
    return " ".join(fromstring(response.content.decode()).text_content().split())


def is_published(entry: Entry) -> bool:
    return workflow.refetched(entry).status == Status.PUBLISHED


# What it shows


def test_the_screen_marks_what_changed_in_words_that_are_read_out(cara: User, rhea: User):
    case = reworded(cara, title="Rotas for all nurses")
    page = fromstring(screen(signed_in(rhea), case).content.decode())
    title = page.get_element_by_id("field-title")
    [added] = title.iter("ins")
    assert added.text_content().split() == ["[added:", "all", "]"]
    assert "Rotas for" in title.text_content()
    folded = page.get_element_by_id("field-place").iterancestors("details")
    assert list(folded), "What stays as it is is folded away."


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("Train staff", "Train staff", [("Train staff", "same")]),
        ("", "Train", [("Train", "added")]),
        ("Train staff", "Train all staff", [("Train ", "same"), ("all ", "added"), ("staff", "same")]),
        ("one old way", "one new path", [("one ", "same"), ("old way", "removed"), ("new path", "added")]),
    ],
)
def test_two_texts_are_shown_as_one(old: str, new: str, marked: list[tuple[str, str]]):
    assert in_one_text(old, new) == marked


def test_very_long_texts_are_shown_one_after_the_other():
    old, new = "a b " * 4_000, "b a " * 4_000
    assert in_one_text(old, new) == [(old, "removed"), (new, "added")]


def test_the_screen_says_what_is_missing_and_what_other_apps_know(
    cara: User, rhea: User, monkeypatch: pytest.MonkeyPatch
):
    study = StudyFactory(draft=True, what_was_done="")
    workflow.note_new(study, cara)
    workflow.send_to_review(study, by=cara)
    known = panels.Panel(
        "Its words", lambda entry, draft: {"items": [{"name": f"Of {entry}", "href": "/", "kind": "x"}]}
    )
    monkeypatch.setattr(panels, "PANELS", [known, panels.Panel("Nothing", lambda entry, draft: {})])
    page = text(screen(signed_in(rhea), study))
    assert "add a citation" in page
    assert f"Its words Of {study}" in page
    assert "Nothing" not in page
    assert "Some things are missing" in send(signed_in(rhea), study, "publish")


def test_who_wrote_it_reads_the_screen_but_does_not_decide(cara: User):
    case = waiting(cara)
    page = text(screen(signed_in(cara), case))
    assert "Save comments" in page
    assert "Your decision" not in page
    assert "may not publish" in send(signed_in(cara), case, "publish", review_due_on="2100-01-01")
    assert not is_published(case)


def test_a_draft_that_is_not_in_review_has_no_screen(cara: User, rhea: User):
    case = waiting(cara)
    workflow.take_back(case, by=cara)
    page = signed_in(rhea).get(admin_address(case, "review"), follow=True)
    assert "does not wait for review any more" in text(page)


# Deciding


def test_publishing_leads_to_the_next_draft_of_the_same_document(cara: User, rhea: User):
    source = SourceFactory()
    first, other, same = waiting(cara, "A", source=source), waiting(cara, "B"), waiting(cara, "C", source=source)
    page = send(signed_in(rhea), first, "publish")
    assert is_published(first)
    assert "Review: C" in page
    page = send(signed_in(rhea), same, "publish", show_next="")
    assert "Review: B" not in page
    assert next_after(draft_of(other), rhea) is None


def test_a_study_is_reviewed_with_the_document_that_cites_it(cara: User, rhea: User):
    case, _, study = waiting(cara, "A"), waiting(cara, "B"), StudyFactory(draft=True)
    CitationFactory(source=case.source, study=study)
    workflow.note_new(study, cara)
    workflow.send_to_review(study, by=cara)
    assert next_after(draft_of(case), rhea) == study


def test_what_was_changed_since_the_screen_was_opened_is_not_published(cara: User, rhea: User):
    case = waiting(cara)
    case.place = "Leeds"
    case.save()
    draft = draft_of(case)
    client, address = signed_in(rhea), admin_address(case, "review")
    filled = {"step": "publish", "seen": digest(draft.snapshot), "review_due_on": "2100-01-01"}
    refused = client.post(address, filled)
    assert "changed since you opened it" in text(refused)
    assert not is_published(case)
    # Having read it again, they publish it from the page that they were shown.
    client.post(address, {**filled, "seen": refused.context["form"]["seen"].value()})
    assert is_published(case)


def test_comments_are_reason_enough_to_send_back_and_stay_if_it_fails(cara: User, rhea: User):
    case = waiting(cara)
    assert "Say why you send it back" in send(signed_in(rhea), case, "send-back")
    page = send(signed_in(rhea), case, "publish", seen="", **{"comment-title": "Which nurses?"})
    assert "Which nurses?" in page, "What was written is still in the form."
    assert not ReviewComment.objects.exists()
    send(signed_in(rhea), case, "send-back", **{"comment-title": "Which nurses?"})
    draft = draft_of(case)
    assert draft.was_sent_back
    assert draft.reason == "See the 1 comment."


# Comments


def test_a_comment_is_answered_and_settled_on_the_form_and_kept_with_the_version(cara: User, rhea: User):
    case = reworded(cara, title="Rotas for all nurses")
    send(signed_in(rhea), case, "send-back", reason="See.", **{"comment-title": "All <b>nurses</b>?"})
    said: ReviewComment = ReviewComment.objects.get()
    form = signed_in(cara).get(admin_address(case))
    assert "rhea: All <b>nurses</b>? Answer" in text(form).replace("&lt;", "<")
    assert b"All <b>nurses" not in form.content

    entered = {"title": "Rotas for ward nurses", f"answer-{said.pk}": "On wards.", f"settle-{said.pk}": "on"}
    save(signed_in(cara), admin_address(case), **entered, _review="1")
    said.refresh_from_db()
    assert said.settled_by == cara
    assert [each.text for each in said.answers.all()] == ["On wards."]

    send(signed_in(rhea), case, "publish")
    history = text(signed_in(cara).get(admin_address(case, "history")))
    assert "rhea on title" in history
    assert "cara answered" in history
    assert "Settled by cara" in history
    compared = signed_in(cara).get(admin_address(case, "compare"), {"old": "version-1", "new": "version-2"})
    assert "On wards." in text(compared)


def test_answers_alone_can_be_saved_without_a_change_to_the_entry(cara: User, rhea: User):
    case = waiting(cara)
    said = comment(case, rhea, "Where?")
    workflow.take_back(case, by=cara)
    before = draft_of(case).snapshot
    save(signed_in(cara), admin_address(case), **{f"answer-{said.pk}": "In Leeds."})
    assert said.answers.get().text == "In Leeds."
    assert draft_of(case).snapshot == before


def test_whoever_settles_a_comment_first_did(cara: User, rhea: User):
    said = comment(waiting(cara), rhea, "Where?")
    opened = [CommentsForm(said.draft, {f"settle-{said.pk}": "on"}) for _ in range(2)]
    for form, person_settling in zip(opened, (cara, rhea), strict=True):
        assert form.is_valid()
        form.save(by=person_settling)
    said.refresh_from_db()
    assert said.settled_by == cara


def test_comments_outlive_who_wrote_them_but_not_a_published_draft(cara: User, rhea: User):
    case = waiting(cara)
    said = comment(case, rhea, "Where?")
    late = CommentsForm(said.draft, {"comment-title": "Late"}, on=["title"])
    send(signed_in(person("ravi", "Reviewer")), case, "publish")
    assert late.is_valid()
    with pytest.raises(workflow.NotPossible, match="any more"):
        late.save(by=rhea)
    rhea.delete()
    assert "Somebody on title" in text(signed_in(cara).get(admin_address(case, "history")))


@pytest.mark.parametrize(
    "entered",
    [
        {"comment-title": "x" * 2001},
        {"comment-title": "a\x00b"},
        {"review_due_on": "yesterday"},
        {"review_due_on": "2001-01-01"},
        {"answer-99999999999999999999": "x", "settle-none": "on", "comment-secret": "x", "step": "publish"},
    ],
)
def test_hostile_input_is_answered_and_decides_nothing(cara: User, rhea: User, entered: dict[str, str]):
    case = waiting(cara)
    answer = signed_in(rhea).post(admin_address(case, "review"), {"step": "publish", **entered})
    assert answer.status_code == 200
    assert not is_published(case)
    assert not ReviewComment.objects.exists()


# Whose it is, and by when


def test_who_was_asked_finds_it_first_and_others_do_not(cara: User, rhea: User):
    ravi, tomorrow = person("ravi", "Reviewer"), timezone.localdate() + datetime.timedelta(days=1)
    waiting(cara, "First sent")
    asked = waiting(cara, "Asked")
    workflow.assign(asked, by=cara, reviewer=ravi, due_on=tomorrow)

    def to_review(user: User) -> list[str]:
        sections = signed_in(user).get(reverse("admin:index")).context["desk"]["sections"]
        return [item["name"] for item in next(each for each in sections if each["name"] == "to-review")["items"]]

    assert to_review(ravi) == ["Asked", "First sent"]
    assert to_review(rhea) == ["First sent"]
    send(signed_in(rhea), asked, "publish")
    assert is_published(asked), "Any other reviewer can still publish it."


@pytest.mark.parametrize("leaves", [True, False])
def test_what_was_asked_of_somebody_who_can_no_longer_review_waits_for_everybody(cara: User, rhea: User, leaves: bool):
    case, ravi = waiting(cara), person("ravi", "Reviewer")
    workflow.assign(case, by=cara, reviewer=ravi)
    assert not waiting_for(rhea).exists()
    if leaves:
        User.objects.filter(pk=ravi.pk).update(is_active=False)
    else:
        ravi.groups.clear()
    assert waiting_for(rhea).get() == draft_of(case)


def test_a_note_that_is_emptied_is_taken_back(cara: User):
    case = CaseStudyFactory(draft=True)
    workflow.note_new(case, cara, "Nonsense.")
    workflow.note_new(case, person("carl", "Curator"), "Corrected.")
    client, address = signed_in(cara), admin_address(case, "step", "send-to-review")
    assert client.get(address).context["form"]["note"].value() == "Nonsense."
    client.post(address, {"note": ""})
    assert draft_of(case).note == "Corrected."


def test_a_note_is_taken_back_by_saving_the_form_without_other_changes(cara: User):
    case = CaseStudyFactory(draft=True)
    workflow.note_new(case, cara, "Nonsense.")
    save(signed_in(cara), admin_address(case), _note="")
    assert draft_of(case).note == ""


def test_nobody_is_asked_to_review_their_own_work(cara: User, rhea: User):
    case = waiting(cara)
    for who in (cara, person("carl", "Curator")):
        with pytest.raises(workflow.NotPossible, match="cannot review"):
            workflow.assign(case, by=rhea, reviewer=who)
    with pytest.raises(workflow.NotPossible, match="Only who worked on it"):
        workflow.assign(case, by=User.objects.get(username="carl"), reviewer=rhea)
    workflow.assign(case, by=cara, reviewer=rhea)
    workflow.send_back(case, by=rhea, reason="No page.")
    with workflow.editing(case, by=rhea) as row:
        row.place = "Leeds"
        row.save()
    assert draft_of(case).reviewer is None


def test_the_page_of_the_step_asks_for_a_reviewer_and_a_day(cara: User, rhea: User):
    case = CaseStudyFactory(draft=True)
    workflow.note_new(case, cara)
    address = admin_address(case, "step", "send-to-review")
    answer = signed_in(cara).post(address, {"reviewer": cara.pk, "due_on": "2001-01-01"})
    assert set(answer.context["form"].errors) == {"reviewer", "due_on"}
    signed_in(cara).post(address, {"reviewer": rhea.pk, "due_on": "2100-01-01"})
    draft = draft_of(case)
    assert (draft.reviewer, draft.due_on) == (rhea, datetime.date(2100, 1, 1))


QUEUE = "/admin/desk/to-review/"


def test_the_queue_is_by_document_and_assigned_in_bulk(cara: User, rhea: User):
    source, client = SourceFactory(title="A brief"), signed_in(rhea)
    drafts = [draft_of(waiting(cara, name, source=source)) for name in ("A", "B")]
    waiting(cara, "C")
    own = waiting(rhea, "Own")
    page = client.get(QUEUE)
    first = page.context["groups"][0]
    assert (first["name"], len(first["items_shown"])) == (str(source), 2)
    assert "Own" not in text(page)
    assert "Own" in text(client.get(QUEUE, {"show": "all"}))
    of_one = client.get(QUEUE, {"document": str(source.pk)})
    assert [group["document"] for group in of_one.context["groups"]] == [source]

    sent = {"draft": [each.pk for each in [*drafts, draft_of(own)]], "reviewer": rhea.pk, "due_on": "2100-01-01"}
    page = client.post(QUEUE, sent, follow=True)
    assert "set for 2 drafts" in text(page)
    assert "cannot review “" in text(page)
    assert {draft.reviewer for draft in Draft.objects.filter(pk__in=[each.pk for each in drafts])} == {rhea}
    client.post(QUEUE, {"draft": drafts[0].pk, "reviewer": "nobody"})
    drafts[0].refresh_from_db()
    assert (drafts[0].reviewer, drafts[0].due_on) == (None, datetime.date(2100, 1, 1))


def test_the_queue_shows_what_is_overdue(cara: User, rhea: User):
    late, _ = waiting(cara, "Late"), waiting(cara, "Not due")
    Draft.objects.of(late).update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    page = signed_in(rhea).get(QUEUE, {"show": "overdue"})
    assert [item["name"] for group in page.context["groups"] for item in group["items_shown"]] == ["Late"]
    assert "was due on" in text(page)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"draft": ["x", "9" * 40, "-1"]},
        {"draft": "1", "reviewer": "9" * 30},
        {"draft": "1", "due_on": "2001-01-01"},
    ],
)
def test_hostile_input_to_the_queue_is_answered(rhea: User, sent: dict[str, Any]):
    client = signed_in(rhea)
    assert client.post(QUEUE, sent, follow=True).status_code == 200
    asked = {"show": "x", "document": "\x00", "page": "9" * 30}
    assert client.get(QUEUE, asked).status_code == 200


# Before it is sent


def test_what_cannot_be_published_is_said_before_it_is_sent(cara: User, rhea: User):
    study = StudyFactory(draft=True, what_was_done="")
    workflow.note_new(study, cara)
    answer = save(signed_in(cara), admin_address(study), _review="1")
    assert not draft_of(study).is_in_review
    assert answer.url == admin_address(study, "step", "send-to-review")
    assert "add a citation" in text(signed_in(cara).get(answer.url))
    signed_in(cara).post(answer.url)
    assert draft_of(study).is_in_review


def test_a_source_that_nobody_sent_and_a_missing_reviewer_are_said(rhea: User):
    source = SourceFactory(draft=True, title="A brief")
    case = CaseStudyFactory(draft=True, source=source)
    workflow.note_new(case, rhea)
    address = admin_address(case, "step", "send-to-review")
    page = text(signed_in(rhea).get(address))
    assert f"The source “{source}” has to be published too, and is draft." in page
    assert "Nobody but you may publish case studies" in page
    person("ravi", "Reviewer")
    source.status = Status.IN_REVIEW
    source.save()
    assert "What stands against" not in text(signed_in(rhea).get(address))
