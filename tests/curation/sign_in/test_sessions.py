"""A session ends after a working day, and whenever the password changes."""

import time

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.support.one_time_codes import with_password
from tests.support.people import PASSWORD, person

pytestmark = pytest.mark.django_db

NEW = "correct horse battery staple"


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_a_session_ends_after_a_working_day_whatever_was_done_meanwhile(monkeypatch):
    client = with_password(person("cara", "Curator"))
    signed_in_at = time.time()
    monkeypatch.setattr("curation.sign_in.sessions.time.time", lambda: signed_in_at + settings.SESSION_COOKIE_AGE - 60)
    assert is_in(client)
    # Saving the session lengthens nothing.
    session = client.session
    session["something"] = 1
    session.save()
    monkeypatch.setattr("curation.sign_in.sessions.time.time", lambda: signed_in_at + settings.SESSION_COOKIE_AGE + 60)
    assert not is_in(client)
    monkeypatch.undo()
    assert not is_in(client)


def test_closing_the_browser_ends_a_session():
    cookie = with_password(person("cara", "Curator")).cookies[settings.SESSION_COOKIE_NAME]
    assert not cookie["max-age"]
    assert not cookie["expires"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_in_takes_a_new_session():
    client = Client()
    session = client.session
    session["kept"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = str(session.session_key)
    client.post(reverse("admin:login"), {"username": person("cara").username, "password": PASSWORD})
    assert client.session.session_key != before


def test_a_new_password_ends_all_other_sessions():
    user = person("cara", "Curator")
    here, there = with_password(user), with_password(user)
    changed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post(reverse("admin:password_change"), changed).status_code == 302
    assert is_in(here)
    assert not is_in(there)


def test_a_password_that_an_administrator_sets_ends_all_sessions():
    user = person("cara", "Curator")
    client, root = with_password(user), Client()
    root.force_login(User.objects.create_superuser("root"))
    given = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert root.post(reverse("admin:auth_user_password_change", args=[user.pk]), given).status_code == 302
    assert not is_in(client)
