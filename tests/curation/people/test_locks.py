"""Administrators see who is locked out, let them in again, and it is kept that they did."""

from typing import Any

import pytest
from axes.models import AccessFailureLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.support.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db

STRANGER, HOSPITAL, LOCKS = "203.0.113.9", "198.51.100.1", "/admin/locks/"


def attempt(name: str, typed: str = "wrong", address: str = HOSPITAL) -> int:
    given = {"username": name, "password": typed}
    return Client(REMOTE_ADDR=address).post(reverse("admin:login"), given).status_code


@pytest.fixture
def adam() -> Client:
    return signed_in(person("adam", "Administrator"))


def unlock(client: Client, user: User) -> Any:
    return client.post(reverse("admin:auth_user_access", args=[user.pk, "unlock"]), follow=True)


def test_a_person_is_unlocked(adam: Client) -> None:
    cara = person("cara", "Curator")
    for _ in range(5):
        attempt("cara")
    assert attempt("cara", PASSWORD) == 429
    page = adam.get(LOCKS).content.decode()
    assert "cara" in page
    assert HOSPITAL in page
    assert "Locked out from" in adam.get(reverse("admin:auth_user_change", args=[cara.pk])).content.decode()
    assert "can try to sign in again" in unlock(adam, cara).content.decode()
    assert attempt("cara", PASSWORD) == 302
    assert "Nobody is locked out." in adam.get(LOCKS).content.decode()
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr, entry.change_message) == ("adam", "cara", "Unlocked.")
    # What was tried is known still.
    assert AccessFailureLog.objects.filter(username="cara").count() == 5
    assert "was not locked out any more" in unlock(adam, cara).content.decode()


def test_an_address_is_unlocked(adam: Client) -> None:
    person("cara", "Curator")
    for number in range(10):
        attempt(f"name-{number}")
    assert attempt("cara", PASSWORD) == 429
    assert "Everybody new" in adam.get(LOCKS).content.decode()
    assert "is unlocked" in adam.post(LOCKS, {"address": HOSPITAL}, follow=True).content.decode()
    assert attempt("cara", PASSWORD) == 302
    assert LogEntry.objects.get().object_repr == f"Address {HOSPITAL}"
    assert "not locked any more" in adam.post(LOCKS, {"address": HOSPITAL}, follow=True).content.decode()


def test_what_strangers_typed_for_a_name_is_not_shown(adam: Client) -> None:
    for _ in range(5):
        attempt("my secret password")
    assert "my secret" not in adam.get(LOCKS).content.decode()


@pytest.mark.parametrize("address", ["", "nowhere", "\x00", "1" * 5000])
def test_what_is_no_address_unlocks_nothing(adam: Client, address: str) -> None:
    answer = adam.post(LOCKS, {"address": address}, follow=True)
    assert "Choose the address to unlock." in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_an_administrator_unlocks_no_superuser_by_name(adam: Client) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD)
    for _ in range(5):
        attempt("root", address=STRANGER)
    assert "Unlock root" not in adam.get(LOCKS).content.decode()
    assert unlock(adam, root).status_code == 403
    assert attempt("root", PASSWORD, STRANGER) == 429
