"""One-time codes: who owes one, and that without it a right password opens nothing."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from curation.sign_in import codes
from tests import factories
from tests.support.one_time_codes import code_of, secret_on, with_app, with_password
from tests.support.people import PASSWORD, person

pytestmark = pytest.mark.django_db

INDEX, CODE, SET_UP = "/admin/", "/admin/one-time-code/", "/admin/one-time-codes/"


@pytest.fixture(autouse=True)
def _codes_are_asked_for(settings):
    settings.ONE_TIME_CODES = True


@pytest.fixture
def reviewer() -> User:
    return person("rita", "Reviewer")


def is_in(client: Client) -> bool:
    return client.get(INDEX).status_code == 200


def give(client: Client, code: str, **more):
    return client.post(CODE, {"code": code, **more})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.mark.parametrize("group", ["Reviewer", "Administrator", "WRES lead", "a group made later"])
def test_whoever_may_do_more_than_a_curator_sets_codes_up_at_the_first_sign_in(group):
    Group.objects.get_or_create(name=group)
    client = with_password(person("somebody", group))
    asked = client.get(INDEX, follow=True)
    assert asked.redirect_chain[-1][0].startswith(SET_UP)
    page = client.get(SET_UP)
    assert b"data:image/svg+xml" in page.content
    assert "no-store" in page["Cache-Control"]
    secret = secret_on(page)
    before = client.session.session_key
    refused = client.post(SET_UP, {"code": wrong(code_of(secret))})
    assert "is wrong" in refused.content.decode()
    assert secret_on(refused) == secret
    shown = client.post(SET_UP, {"code": code_of(secret)})
    recovery = shown.context["codes"]
    assert len(set(recovery)) == codes.RECOVERY_CODES
    assert all(each in shown.content.decode() for each in recovery)
    assert client.session.session_key != before
    assert is_in(client)
    # They are shown once, and the next sign-in asks for a code.
    assert all(each not in client.get(SET_UP).content.decode() for each in recovery)


def test_a_superuser_and_who_has_a_right_of_their_own_owe_a_code_and_a_curator_may_have_one():
    superuser, own_right = User.objects.create_superuser("root"), person("olive", "Curator")
    own_right.user_permissions.add(Permission.objects.get(codename="publish_study"))
    curator = person("cara", "Curator")
    assert codes.must_give_code(superuser)
    assert codes.must_give_code(own_right)
    assert not codes.must_give_code(curator)
    client = with_password(curator)
    assert is_in(client)
    client.post(SET_UP, {"password": PASSWORD})
    client.post(SET_UP, {"code": code_of(secret_on(client.get(SET_UP)))})
    assert codes.must_give_code(curator)
    assert is_in(client)
    assert not is_in(with_password(curator))


def test_a_code_is_asked_for_at_each_sign_in_and_leads_on(reviewer):
    device = with_app(reviewer)
    client = with_password(reviewer)
    wanted = reverse("admin:evidence_study_changelist")
    asked = client.get(wanted, follow=True)
    assert asked.redirect_chain[-1][0].startswith(CODE)
    assert asked.context["next"] == wanted
    before = client.session.session_key
    went = give(client, code_of(device.bin_key), next=wanted)
    assert went.headers["Location"] == wanted
    assert client.session.session_key != before
    assert client.get(wanted).status_code == 200
    assert not is_in(with_password(reviewer))


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_a_code_leads_nowhere_else(reviewer, elsewhere):
    device = with_app(reviewer)
    assert give(with_password(reviewer), code_of(device.bin_key), next=elsewhere).headers["Location"] == INDEX


@pytest.mark.parametrize("has_app", [True, False])
def test_a_password_alone_opens_nothing(reviewer, has_app):
    if has_app:
        with_app(reviewer)
    client, stranger = with_password(reviewer), Client()
    draft = factories.StudyFactory(draft=True)
    addresses = [
        *(reverse(f"admin:evidence_study_{page}", args=[draft.pk]) for page in ("change", "history", "preview")),
        *(reverse(f"admin:{page}") for page in ("index", "jsi18n", "password_change", "evidence_studyimport_add")),
        reverse("admin:autocomplete"),
        draft.get_absolute_url(),
        factories.StudyFactory().get_absolute_url(),
    ]
    for address in addresses:
        with_password_alone, unknown = client.get(address), stranger.get(address)
        assert with_password_alone.status_code == unknown.status_code, address
        assert with_password_alone.headers.get("Location") == unknown.headers.get("Location")
    sent = client.post(reverse("admin:evidence_study_review", args=[draft.pk]), {"step": "publish", "seen": ""})
    assert sent.headers["Location"].startswith(reverse("admin:login"))


def test_whoever_knows_the_password_alone_cannot_replace_the_app(reviewer):
    with_app(reviewer)
    client = with_password(reviewer)
    assert client.get(SET_UP).headers["Location"].startswith(CODE)
    assert client.post(SET_UP, {"code": "123456"}).headers["Location"].startswith(CODE)
    assert TOTPDevice.objects.count() == 1


def shows_a_secret(client: Client) -> bool:
    return "curation-codes__secret" in client.get(SET_UP).content.decode()


def test_whoever_finds_somebody_signed_in_cannot_replace_the_app(reviewer, time_machine):
    time_machine.move_to(datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC), tick=False)
    device = with_app(reviewer)
    client = with_password(reviewer)
    give(client, code_of(device.bin_key))
    assert not shows_a_secret(client)
    client.post(SET_UP, {"present-code": wrong(code_of(device.bin_key))})
    assert not shows_a_secret(client)
    time_machine.shift(60)
    client.post(SET_UP, {"present-code": code_of(device.bin_key)})
    secret = secret_on(client.get(SET_UP))
    # The page was left open, and its form sent by somebody else.
    time_machine.shift(3600)
    client.post(SET_UP, {"code": code_of(secret)})
    assert TOTPDevice.objects.get() == device
    client.post(SET_UP, {"present-code": code_of(device.bin_key)})
    assert client.post(SET_UP, {"code": code_of(secret)}).context["codes"]
    assert TOTPDevice.objects.get() != device
    # Once for each app.
    assert is_in(client)
    assert not shows_a_secret(client)


def test_nor_set_up_a_first_one(time_machine):
    time_machine.move_to(datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC), tick=False)
    curator = person("cara", "Curator")
    client = with_password(curator)
    assert "Enter your password" in client.get(SET_UP).content.decode()
    refused = client.post(SET_UP, {"password": "not the one"})
    assert "This password is wrong." in refused.content.decode()
    assert not shows_a_secret(client)
    # Nor where they come to owe codes in an old session.
    curator.groups.add(Group.objects.get(name="Reviewer"))
    time_machine.shift(3600)
    assert not shows_a_secret(client)
    client.post(SET_UP, {"password": PASSWORD})
    assert shows_a_secret(client)


def test_wrong_passwords_before_an_app_is_set_up_meet_the_limit_of_signing_in():
    client = with_password(person("cara", "Curator"))
    answers = [client.post(SET_UP, {"password": "not the one"}).status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]
    client.post(SET_UP, {"password": PASSWORD})
    assert not shows_a_secret(client)


def test_two_sign_ins_at_once_set_up_different_secrets(reviewer):
    pages = [with_password(reviewer).get(SET_UP) for _ in range(2)]
    assert secret_on(pages[0]) != secret_on(pages[1])


def test_a_code_works_once(reviewer):
    device = with_app(reviewer)
    code = code_of(device.bin_key)
    assert give(with_password(reviewer), code).status_code == 302
    again = with_password(reviewer)
    assert "was used already" in give(again, code).content.decode()
    assert not is_in(again)


def test_the_code_of_setting_up_does_not_sign_in_again(reviewer):
    client = with_password(reviewer)
    code = code_of(secret_on(client.get(SET_UP)))
    client.post(SET_UP, {"code": code})
    again = with_password(reviewer)
    give(again, code)
    assert not is_in(again)


def test_a_recovery_code_works_once(reviewer):
    with_app(reviewer)
    device = StaticDevice.objects.create(user=reviewer, name="recovery codes")
    device.token_set.create(token="abcd2345")
    client = with_password(reviewer)
    # As somebody may type it.
    assert give(client, " ABCD-2345 ").status_code == 302
    assert is_in(client)
    again = with_password(reviewer)
    assert give(again, "abcd2345").status_code == 200
    assert not is_in(again)


def test_wrong_codes_make_the_next_one_wait(reviewer, time_machine):
    time_machine.move_to(datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC), tick=False)
    device = with_app(reviewer)
    client = with_password(reviewer)
    code = code_of(device.bin_key)
    give(client, wrong(code))
    waits = give(client, code)
    assert "Too many wrong codes. Try again after 12:00:01." in waits.content.decode()
    assert not is_in(client)
    time_machine.shift(1)
    give(client, wrong(code))
    assert "Try again after 12:00:03." in give(client, code).content.decode()
    time_machine.shift(2)
    give(client, code)
    assert is_in(client)


@pytest.mark.parametrize("code", ["", "12345", "１２３４５６", "12_3456", "\x00", "a" * 5000, "' OR 1=1 --", "-12345"])
def test_what_is_no_code_is_refused(reviewer, code):
    with_app(reviewer)
    client = with_password(reviewer)
    assert give(client, code).status_code == 200
    assert not is_in(client)


def test_nobody_gives_the_code_of_somebody_else(reviewer):
    with_app(reviewer)
    other = with_app(person("adam", "Administrator"))
    client = with_password(reviewer)
    give(client, code_of(other.bin_key))
    assert not is_in(client)


def test_an_administrator_resets_the_codes_of_others_and_ends_their_sessions(reviewer):
    device = with_app(reviewer)
    lost, root = with_password(reviewer), User.objects.create_superuser("root")
    with_app(root)
    give(lost, code_of(device.bin_key))
    assert is_in(lost)
    administrator = person("adam", "Administrator")
    own = with_app(administrator)
    client = with_password(administrator)
    give(client, code_of(own.bin_key))
    asked = {"action": "reset_codes", "_selected_action": [reviewer.pk, root.pk]}
    client.post(reverse("admin:auth_user_changelist"), asked)
    assert not codes.has_codes(reviewer)
    # Or else they could become a superuser.
    assert codes.has_codes(root)
    assert not is_in(lost)
    history = client.get(reverse("admin:auth_user_history", args=[reviewer.pk])).content.decode()
    assert "Reset the one-time codes." in history


def test_whoever_resets_codes_ends_the_sessions_of_a_curator_too():
    curator, other = person("cara", "Curator"), person("carl", "Curator")
    device = with_app(curator)
    lost, elsewhere = with_password(curator), with_password(other)
    give(lost, code_of(device.bin_key))
    assert is_in(lost)
    assert codes.remove(curator)
    assert not is_in(lost)
    assert is_in(elsewhere)
    # Without codes there is nothing to reset.
    again = with_password(curator)
    assert not codes.remove(curator)
    assert is_in(again)


def test_a_new_app_ends_the_other_sessions(reviewer):
    device = with_app(reviewer)
    there = with_password(reviewer)
    give(there, code_of(device.bin_key))
    assert is_in(there)
    codes.set_up(codes.new_app(reviewer, "00" * 20), code_of(bytes(20)))
    assert not is_in(there)


def test_somebody_who_comes_to_publish_owes_a_code_from_then_on():
    curator = person("cara", "Curator")
    client = with_password(curator)
    assert is_in(client)
    curator.groups.add(Group.objects.get(name="Reviewer"))
    assert not is_in(client)


def test_a_sign_in_can_be_left(reviewer):
    client = with_password(reviewer)
    assert client.post("/admin/leave/").headers["Location"] == "/admin/login/"
    assert client.get("/admin/login/").status_code == 200


def test_the_pages_of_codes_are_not_there_for_strangers():
    client = Client()
    assert client.get(CODE).headers["Location"] == INDEX
    assert client.get(SET_UP).headers["Location"].startswith("/admin/login/")


def test_the_command_resets_the_last_administrator(capsys):
    root = User.objects.create_superuser("root")
    with_app(root)
    call_command("reset_one_time_codes", "root")
    assert not codes.has_codes(root)
    assert "The one-time codes of root were removed." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody is named “nobody”"):
        call_command("reset_one_time_codes", "nobody")


def test_where_codes_are_not_asked_for_a_password_is_enough(settings, reviewer):
    settings.ONE_TIME_CODES = False
    assert is_in(with_password(reviewer))
