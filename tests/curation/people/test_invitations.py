"""Invitations: an account without a password, and a link that lets the invited, and nobody else, choose one."""

import datetime
from smtplib import SMTPException
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from curation.people import invitations, password_links
from tests.support.mailbox import SITE, link_shown, links_sent
from tests.support.one_time_codes import code_of, secret_on
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db

ADD, PAGE = "/admin/auth/user/add/", "/admin/set-password/"
NEW = {"new_password1": "kettle-harbour-violin", "new_password2": "kettle-harbour-violin"}


@pytest.fixture
def adam() -> Client:
    return signed_in(person("adam", "Administrator"))


@pytest.fixture
def _with_mail(settings: Any) -> None:
    settings.SENDS_EMAIL, settings.SITE_ADDRESS = True, SITE


def invite(client: Client, *groups: str, **entered: str) -> Any:
    keys = [Group.objects.get(name=name).pk for name in groups or ("Curator",)]
    named = {"first_name": "Cara", "last_name": "Okafor", "email": "Cara.Okafor@nhs.net", "groups": keys}
    return client.post(ADD, named | entered)


def step(client: Client, name: str, **entered: str) -> Any:
    key = User.objects.get(first_name="Cara").pk
    return client.post(reverse("admin:auth_user_access", args=[key, name]), entered, follow=True)


def accept(link: str, client: Client | None = None) -> Any:
    client = client or Client()
    assert client.get(link).status_code == 302
    return client.post(PAGE, NEW)


def works(link: str) -> bool:
    return bool(Client().get(link).status_code == 302)


def test_a_link_to_hand_over_makes_a_curator(adam: Client) -> None:
    shown = invite(adam)
    link = link_shown(shown)
    assert "no-store" in shown["Cache-Control"]
    cara = User.objects.get(username="cara.okafor@nhs.net")
    assert (cara.is_staff, cara.is_superuser, cara.has_usable_password()) == (True, False, False)
    invited = Client()
    asked = invited.get(link, follow=True)
    assert asked.request["QUERY_STRING"] == ""
    assert "cara.okafor@nhs.net" in asked.content.decode()
    assert invited.post(PAGE, NEW)["Location"] == "/admin/"
    assert invited.get("/admin/").status_code == 200
    # It is shown to nobody again, and works once.
    assert link not in adam.get(reverse("admin:auth_user_change", args=[cara.pk])).content.decode()
    again = Client().get(link)
    assert again.status_code == 410
    assert "used already" in again.content.decode()


def test_whoever_may_publish_sets_codes_up_before_anything_else(adam: Client, settings: Any) -> None:
    link = link_shown(invite(adam, "Reviewer"))
    settings.ONE_TIME_CODES = True
    invited = Client()
    accept(link, invited)
    asked = invited.get("/admin/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/admin/one-time-codes/")
    invited.post("/admin/one-time-codes/", {"code": code_of(secret_on(asked))})
    assert invited.get("/admin/").status_code == 200


@pytest.mark.usefixtures("_with_mail")
def test_an_invitation_is_sent_by_e_mail_and_not_shown(adam: Client) -> None:
    shown = invite(adam, first_name="O’Neill & Söns")
    [link] = links_sent("Cara.Okafor@nhs.net")
    assert "readonly" not in shown.content.decode()
    assert "Hello O’Neill & Söns," in str(mail.outbox[0].body)
    assert accept(link)["Location"] == "/admin/"


@pytest.mark.usefixtures("_with_mail")
def test_where_the_mail_server_refuses_it_the_link_is_shown(adam: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise SMTPException

    monkeypatch.setattr("curation.people.mail.send_mail", refuse)
    shown = invite(adam)
    assert "could not be sent" in shown.content.decode()
    assert works(link_shown(shown))


def test_a_link_ends_after_a_week(time_machine: Any) -> None:
    time_machine.move_to(datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC), tick=False)
    link = link_shown(invite(signed_in(person("adam", "Administrator"))))
    opened = Client()
    opened.get(link)
    time_machine.shift(datetime.timedelta(days=6, hours=23))
    assert works(link)
    time_machine.shift(datetime.timedelta(hours=2))
    assert not works(link)
    assert opened.post(PAGE, NEW).status_code == 410
    assert not User.objects.get(first_name="Cara").has_usable_password()


def test_an_invitation_is_withdrawn_or_takes_the_place_of_another(adam: Client) -> None:
    first = link_shown(invite(adam))
    assert works(first)
    second = link_shown(step(adam, "invite"))
    assert (works(first), works(second)) == (False, True)
    assert "is withdrawn" in step(adam, "withdraw").content.decode()
    assert not works(second)
    assert "no open invitation" in step(adam, "withdraw").content.decode()
    # Whoever was invited once can be invited again.
    assert works(link_shown(step(adam, "invite")))


def test_open_invitations_are_listed(adam: Client) -> None:
    invite(adam)
    assert listed(adam) == {"invited", "never"}
    step(adam, "withdraw")
    assert listed(adam) == {"ended", "never"}
    accept(link_shown(step(adam, "invite")))
    assert listed(adam) == set()


def listed(client: Client) -> set[str]:
    pages = {each: client.get("/admin/auth/user/", {"access": each}) for each in ("invited", "ended", "never")}
    return {each for each, page in pages.items() if "Okafor" in page.content.decode()}


def test_a_link_ends_when_the_account_is_closed_or_its_address_changes(adam: Client) -> None:
    link = link_shown(invite(adam))
    cara = User.objects.filter(first_name="Cara")
    cara.update(is_active=False)
    assert not works(link)
    cara.update(is_active=True)
    assert works(link)
    cara.update(email="somebody.else@nhs.net")
    assert not works(link)


def test_of_two_who_open_a_link_one_chooses_the_password(adam: Client) -> None:
    link = link_shown(invite(adam))
    first, second = Client(), Client()
    for client in (first, second):
        client.get(link)
    accept(link, first)
    password = User.objects.get(first_name="Cara").password
    assert second.post(PAGE, NEW).status_code == 410
    assert User.objects.get(first_name="Cara").password == password


def test_a_link_that_is_used_between_reading_and_saving_is_not_used_twice(
    adam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_shown(invite(adam))
    client = Client()
    client.get(link)
    monkeypatch.setattr(password_links, "use", lambda *_: None)
    assert client.post(PAGE, NEW)["Location"] == PAGE
    assert not User.objects.get(first_name="Cara").has_usable_password()


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"email": "ADAM@nhs.net"}, "Somebody has an account with the e-mail address"),
        ({"username": "ADAM"}, "Somebody has the user name “ADAM”."),
        ({"email": "conor.o'neill@nhs.net"}, "cannot be a user name"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"first_name": ""}, "This field is required."),
        ({"last_name": "x" * 200}, "at most 150 characters"),
        ({"first_name": "\x00"}, "Null characters are not allowed."),
        ({"groups": "999999"}, "Select a valid choice."),
        ({"groups": ""}, "is not a valid value."),
    ],
)
def test_what_cannot_be_is_said_and_nobody_is_made(adam: Client, entered: dict[str, str], said: str) -> None:
    User.objects.filter(username="adam").update(email="adam@nhs.net")
    answer = invite(adam, **entered)
    assert answer.status_code == 200
    assert said in answer.content.decode().replace("&#x27;", "'")
    assert User.objects.count() == 1


@pytest.mark.parametrize("key", ["", "1", "1.x", "x.y", f"{'9' * 19}.x", f"{'9' * 18}.x", "１.x", "1.\x00", "a" * 5000])
def test_a_key_that_nobody_was_given_opens_nothing(adam: Client, key: str) -> None:
    invite(adam)
    client = Client()
    assert client.get(PAGE, {"key": key}).status_code == 410
    assert client.post(PAGE, NEW).status_code == 410
    # Nor does it make a session of every stranger.
    assert not client.cookies


def test_an_easy_password_is_refused_and_the_link_stays(adam: Client) -> None:
    link = link_shown(invite(adam))
    client = Client()
    client.get(link)
    easy = {"new_password1": "password1234", "new_password2": "password1234"}
    assert "too easy to guess" in client.post(PAGE, easy).content.decode()
    assert client.post(PAGE, NEW).status_code == 302


def test_two_forms_for_one_address_make_one_account(adam: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = invitations.invite

    def late(form: Any, **by: Any) -> Any:
        # Another form was sent while this one was read.
        entered = {"username": "cara", "email": "cara.okafor@NHS.net", "groups": form.data.getlist("groups")}
        other = invitations.InvitationForm({**form.data.dict(), **entered})
        assert other.is_valid()
        made(other, **by)
        return made(form, **by)

    monkeypatch.setattr(invitations, "invite", late)
    assert "at the same moment" in invite(adam).content.decode()
    assert User.objects.filter(first_name="Cara").count() == 1


def test_somebody_who_has_a_password_is_not_invited_again(adam: Client) -> None:
    accept(link_shown(invite(adam)))
    assert "They have a password already." in step(adam, "invite").content.decode()


def test_an_administrator_makes_no_link_for_a_superuser(adam: Client) -> None:
    root = User.objects.create_superuser("root", password="kettle-harbour-violin")
    for name in ("invite", "withdraw", "make-link", "reset-codes", "unlock"):
        assert adam.post(reverse("admin:auth_user_access", args=[root.pk, name])).status_code == 403
    assert adam.get(reverse("admin:auth_user_access", args=[root.pk, "unlock"])).status_code == 405
    assert step_of_nobody(adam) == 404


def step_of_nobody(client: Client) -> int:
    return client.post(reverse("admin:auth_user_access", args=[10**30, "unlock"])).status_code


def test_it_is_kept_who_invited_whom_and_who_came(adam: Client) -> None:
    link = link_shown(invite(adam, "Curator", "WRES lead"))
    step(adam, "withdraw")
    link = link_shown(step(adam, "invite"))
    accept(link)
    key = User.objects.get(first_name="Cara").pk
    history = adam.get(reverse("admin:auth_user_history", args=[key])).content.decode()
    for text in ("Invited as Curator, WRES lead.", "Withdrew the invitation.", "Invited again.", "Accepted the"):
        assert text in history
