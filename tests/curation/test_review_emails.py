"""Who is told what by e-mail, how often, and how they turn it off."""

import datetime
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from curation import workflow
from curation.models import Draft, ReviewComment, ReviewEmails
from curation.review.emails import tell
from evidence.models import CaseStudy
from tests.factories import CaseStudyFactory
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cara() -> User:
    return with_address("cara", "Curator")


@pytest.fixture
def rhea() -> User:
    return with_address("rhea", "Reviewer")


@pytest.fixture(autouse=True)
def _with_mail(settings: Any) -> None:
    settings.SENDS_EMAIL = True


def with_address(name: str, group: str) -> User:
    user = person(name, group)
    user.email = f"{name}@example.org"
    user.save()
    return user


def waiting(by: User, title: str = "Rotas") -> CaseStudy:
    case: CaseStudy = CaseStudyFactory(title=title, draft=True, place="Somewhere in particular")
    workflow.note_new(case, by)
    workflow.send_to_review(case, by=by)
    return case


def send() -> dict[str, str]:
    """The texts that were sent, by whom they were sent to."""
    mail.outbox.clear()
    call_command("send_digest", stdout=io.StringIO())
    return {each.to[0].split("@")[0]: str(each.body) for each in mail.outbox}


def next_day() -> None:
    """Everything that was done and told so far was a day ago."""
    day = datetime.timedelta(days=1)
    ReviewEmails.objects.update(told_until=F("told_until") - day)
    for draft in Draft.objects.all():
        times = ("sent_at", "decided_at", "assigned_at", "due_on")
        changed = {name: at - day for name in times if (at := getattr(draft, name))}
        Draft.objects.filter(pk=draft.pk).update(**changed)
    ReviewComment.objects.update(written_at=F("written_at") - day)


def test_each_person_is_told_once_what_is_theirs(cara: User, rhea: User, settings: Any):
    settings.SITE_ADDRESS = "https://evidence.example.org"
    case = waiting(cara, "Rotas\nthat are fair")
    workflow.assign(case, by=cara, reviewer=rhea)
    told = send()
    assert set(told) == {"rhea"}
    assert "You were asked to review:\n\n- Rotas that are fair\n  https://evidence.example.org/admin/" in told["rhea"]
    assert "Somewhere in particular" not in told["rhea"]
    next_day()
    assert send() == {}

    next_day()
    draft = workflow.send_back(case, by=rhea, reason="Secret reason.")
    ReviewComment.objects.create(draft=draft, text="Secret words.", written_by=rhea, written_at=timezone.now())
    told = send()
    assert set(told) == {"cara"}
    assert "Sent back to you:" in told["cara"]
    assert "(1 new)" in told["cara"]
    assert "Secret" not in told["cara"]


def test_a_reviewer_is_told_when_it_is_sent_to_them_again(cara: User, rhea: User):
    case = waiting(cara)
    workflow.assign(case, by=cara, reviewer=rhea)
    workflow.send_back(case, by=rhea, reason="No page.")
    next_day()
    ReviewEmails.objects.create(user=rhea, told_until=timezone.now() - datetime.timedelta(hours=21))
    workflow.send_to_review(case, by=cara)
    assert "You were asked to review:" in send()["rhea"]


def test_nobody_is_written_to_twice_a_day(cara: User, rhea: User):
    workflow.assign(waiting(cara), by=cara, reviewer=rhea)
    assert set(send()) == {"rhea"}
    workflow.assign(waiting(cara), by=cara, reviewer=rhea)
    assert send() == {}
    ReviewEmails.objects.update(told_until=F("told_until") - datetime.timedelta(hours=21))
    assert set(send()) == {"rhea"}


def test_answers_reach_who_commented(cara: User, rhea: User):
    case = waiting(cara)
    draft = Draft.objects.of(case).get()
    said = ReviewComment.objects.create(draft=draft, text="Where?", written_by=rhea, written_at=timezone.now())
    assert set(send()) == {"cara"}
    next_day()
    ReviewComment.objects.create(draft=draft, answer_to=said, text="Leeds.", written_by=cara, written_at=timezone.now())
    assert set(send()) == {"rhea"}


def test_what_is_due_and_what_waits_long_is_told_once(cara: User, rhea: User, settings: Any):
    settings.REVIEW_WAITING_DAYS = 2
    case = waiting(cara)
    assert send() == {}
    next_day()
    assert send() == {}
    next_day()
    assert "Waiting for review for 2 days:" in send()["rhea"]
    next_day()
    workflow.assign(case, by=cara, reviewer=rhea)
    Draft.objects.update(assigned_at=None, due_on=timezone.localdate())
    assert "Your review is due:" in send()["rhea"]
    next_day()
    assert send() == {}


def test_they_are_turned_off_by_each_person_and_for_all(cara: User, rhea: User, settings: Any):
    workflow.assign(waiting(cara), by=cara, reviewer=rhea)
    settings.REVIEW_EMAILS = False
    assert send() == {}
    settings.REVIEW_EMAILS = True
    page = reverse("admin:review-emails")
    signed_in(rhea).post(page, {})
    assert not ReviewEmails.objects.get(user=rhea).wanted
    assert send() == {}
    signed_in(rhea).post(page, {"wanted": "on"})
    assert set(send()) == {"rhea"}
    assert signed_in(person("lea", "WRES lead")).get(page).status_code == 403


def test_a_choice_that_is_made_while_they_are_sent_stays(cara: User, rhea: User):
    workflow.assign(waiting(cara), by=cara, reviewer=rhea)
    chosen = ReviewEmails.of(rhea)
    ReviewEmails.objects.create(user=rhea, wanted=False)
    assert tell(rhea, chosen, timezone.now())
    assert not ReviewEmails.objects.get().wanted


def test_without_a_mail_server_nothing_is_sent_and_nobody_counts_as_told(cara: User, rhea: User, settings: Any):
    workflow.assign(waiting(cara), by=cara, reviewer=rhea)
    settings.SENDS_EMAIL = False
    assert send() == {}
    assert not ReviewEmails.objects.exists()


def test_whoever_left_or_lost_their_rights_is_told_nothing(cara: User, rhea: User):
    workflow.assign(waiting(cara), by=cara, reviewer=rhea)
    rhea.groups.clear()
    assert send() == {}
    rhea.is_active = False
    rhea.save()
    assert send() == {}


@pytest.mark.parametrize("error", [ConnectionRefusedError, ValueError])
def test_one_address_that_fails_keeps_nobody_else_from_being_told(
    cara: User, rhea: User, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
):
    ravi = with_address("ravi", "Reviewer")
    for reviewer in (rhea, ravi):
        workflow.assign(waiting(cara), by=cara, reviewer=reviewer)
    sends = EmailBackend.send_messages

    def failing(self: Any, messages: Any) -> Any:
        if messages[0].to == ["rhea@example.org"]:
            raise error
        return sends(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", failing)
    with pytest.raises(CommandError, match="1 could not be sent"):
        send()
    assert [each.to for each in mail.outbox] == [["ravi@example.org"]]
    monkeypatch.undo()
    assert set(send()) == {"rhea"}
