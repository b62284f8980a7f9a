"""Forgotten passwords: a link by e-mail or by hand, which tells nobody who has an account."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from config.request_limits import POINTS
from curation.people import forgotten, password_links
from curation.people.mail import later
from tests.support.mailbox import SITE, link_shown, links_sent
from tests.support.one_time_codes import with_app, with_password
from tests.support.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db

ASK, PAGE, LOGIN = "/admin/forgotten-password/", "/admin/set-password/", "/admin/login/"
NEW = "kettle-harbour-violin"
TYPED = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def cara() -> User:
    user = person("cara", "Curator")
    user.email = "Cara@nhs.net"
    user.save()
    return user


@pytest.fixture
def asked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], Any]]:
    """What is done after an answer was sent, which a test does when it likes."""
    settings.SENDS_EMAIL, settings.SITE_ADDRESS = True, SITE
    tasks: list[Callable[[], Any]] = []
    monkeypatch.setattr("curation.people.mail.later", lambda task, *of: tasks.append(lambda: task(*of)))
    return tasks


def ask(email: str, tasks: list[Any]) -> Any:
    answer = Client().post(ASK, {"email": email})
    for task in tasks:
        task()
    tasks.clear()
    return answer


def sign_in(password: str, address: str = "203.0.113.9") -> int:
    given = {"username": "cara", "password": password}
    return Client(REMOTE_ADDR=address).post(LOGIN, given).status_code


def test_a_link_by_e_mail_lets_somebody_choose_a_password_and_ends_their_sessions(cara: User, asked: list[Any]) -> None:
    there = with_password(cara)
    ask("cara@NHS.net", asked)
    [link] = links_sent("Cara@nhs.net")
    client = Client()
    client.get(link)
    done = client.post(PAGE, TYPED, follow=True)
    assert done.redirect_chain[-1][0] == LOGIN
    assert "Your new password is saved." in done.content.decode()
    assert (sign_in(PASSWORD), sign_in(NEW)) == (200, 302)
    assert there.get("/admin/").status_code == 302
    assert Client().get(link).status_code == 410


def test_known_and_unknown_addresses_are_answered_alike_before_anything_is_done(cara: User, asked: list[Any]) -> None:
    User.objects.create_user("reader", "reader@nhs.net", PASSWORD)
    person("gone", "Curator")
    User.objects.filter(username="gone").update(email="gone@nhs.net", is_active=False)
    texts = set()
    for email in ("cara@nhs.net", "nobody@nhs.net", "reader@nhs.net", "gone@nhs.net"):
        answer = Client().post(ASK, {"email": email})
        texts.add((answer.status_code, answer.content.decode().replace(str(answer.context["csrf_token"]), "")))
        assert not mail.outbox
    assert len(texts) == 1
    for task in asked:
        task()
    assert [each.to for each in mail.outbox] == [["Cara@nhs.net"]]


def test_whoever_asks_again_at_once_is_sent_nothing(cara: User, asked: list[Any], time_machine: Any) -> None:
    time_machine.move_to(datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC), tick=False)
    for _ in range(3):
        ask("cara@nhs.net", asked)
    assert len(links_sent("Cara@nhs.net")) == 1
    time_machine.shift(forgotten.ONE_WITHIN)
    ask("cara@nhs.net", asked)
    assert len(links_sent("Cara@nhs.net")) == 2


def test_an_address_asks_for_so_many_and_no_more(settings: Any, asked: list[Any]) -> None:
    settings.REQUEST_LIMITS = True
    client = Client()
    answers = [client.post(ASK, {"email": "a@nhs.net"}).status_code for _ in range(int(POINTS / forgotten.COST) + 1)]
    assert answers == [200] * (len(answers) - 1) + [429]


def test_a_link_ends_after_four_hours_and_whenever_the_password_changes(
    cara: User, asked: list[Any], time_machine: Any
) -> None:
    time_machine.move_to(datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC), tick=False)
    ask("cara@nhs.net", asked)
    [first] = links_sent("Cara@nhs.net")
    time_machine.shift(4 * 3600 - 1)
    assert Client().get(first).status_code == 302
    time_machine.shift(2)
    assert Client().get(first).status_code == 410
    ask("cara@nhs.net", asked)
    second = links_sent("Cara@nhs.net")[-1]
    cara.set_password("another-one-of-hers")
    cara.save()
    assert Client().get(second).status_code == 410


def test_a_new_link_ends_the_others(cara: User) -> None:
    first, second = password_links.make(cara), password_links.make(cara, by=cara)
    assert password_links.opened(first) is None
    assert password_links.opened(second) is not None


def test_somebody_who_was_locked_out_gets_in_with_the_new_password(cara: User, asked: list[Any]) -> None:
    assert [sign_in("wrong") for _ in range(5)][-1] == 429
    ask("cara@nhs.net", asked)
    client = Client()
    client.get(links_sent("Cara@nhs.net")[0])
    client.post(PAGE, TYPED)
    assert sign_in(NEW) == 302


def test_a_new_password_does_not_stand_for_the_code(settings: Any, asked: list[Any]) -> None:
    settings.ONE_TIME_CODES = True
    rita = person("rita", "Reviewer")
    with_app(rita)
    client = signed_in(person("root", "Administrator"))
    settings.ONE_TIME_CODES = False
    link = link_shown(client.post(reverse("admin:auth_user_access", args=[rita.pk, "make-link"])))
    settings.ONE_TIME_CODES = True
    chooses = Client()
    chooses.get(link)
    chooses.post(PAGE, TYPED)
    assert chooses.get("/admin/").status_code == 302
    assert chooses.post(LOGIN, {"username": "rita", "password": NEW}).status_code == 302
    assert chooses.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/admin/one-time-code/")


def test_whoever_was_invited_and_never_came_is_sent_nothing(asked: list[Any]) -> None:
    invited = person("ivy", "Curator")
    invited.email = "ivy@nhs.net"
    invited.set_unusable_password()
    invited.save()
    ask("ivy@nhs.net", asked)
    assert not mail.outbox
    client = signed_in(person("adam", "Administrator"))
    answer = client.post(reverse("admin:auth_user_access", args=[invited.pk, "make-link"]), follow=True)
    assert "Invite them again." in answer.content.decode()


def test_without_e_mail_the_page_says_whom_to_ask(cara: User) -> None:
    for answer in (Client().get(ASK), Client().post(ASK, {"email": "cara@nhs.net"})):
        assert "Ask an administrator for a link" in answer.content.decode()
        assert "Send me a link" not in answer.content.decode()
    assert "/admin/forgotten-password/" in Client().get(LOGIN).content.decode()


@pytest.mark.parametrize("email", ["", "nobody", "a@b\nBcc: c@nhs.net", "\x00@nhs.net", f"{'a' * 300}@nhs.net"])
def test_what_is_no_address_is_refused(asked: list[Any], email: str) -> None:
    answer = Client().post(ASK, {"email": email})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not asked


def test_what_fails_after_the_answer_is_logged_and_holds_up_nothing(caplog: pytest.LogCaptureFixture) -> None:
    import threading

    done = threading.Event()

    def fail() -> None:
        raise OSError

    later(fail)
    later(done.set)
    assert done.wait(30)
    assert "could not be" in caplog.text
