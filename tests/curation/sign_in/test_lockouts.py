"""Whoever guesses passwords meets a limit, and nobody else does."""

import datetime
import threading
from ipaddress import ip_network
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from curation.sign_in import passwords
from tests.support.people import PASSWORD, person

pytestmark = pytest.mark.django_db

STRANGER, CURATOR, PROXY = "203.0.113.9", "198.51.100.1", "10.0.0.5"
WRONG = "not the one"


def attempt(name: str, password: str = WRONG, address: str = STRANGER, **more: Any):
    return Client(REMOTE_ADDR=address, **more).post(reverse("admin:login"), {"username": name, "password": password})


def test_a_name_is_locked_from_an_address_after_five_failures_and_says_until_when():
    person("cara")
    for _ in range(4):
        assert attempt("cara").status_code == 200
    locked = attempt("cara")
    assert locked.status_code == 429
    assert 3500 < int(locked["Retry-After"]) <= 3600
    at = timezone.localtime(AccessAttempt.objects.get().attempt_time + datetime.timedelta(hours=1))
    assert f"Try again after {at:%H:%M}." in locked.content.decode()
    # Not even with the right password; but from elsewhere, or as somebody else, people sign in.
    assert attempt("cara", PASSWORD).status_code == 429
    assert attempt("cara", PASSWORD, CURATOR).status_code == 302
    person("carl")
    assert attempt("carl", PASSWORD).status_code == 302


def test_attempts_while_locked_out_lengthen_nothing_and_are_not_kept():
    for _ in range(5):
        attempt("cara")
    kept = AccessAttempt.objects.values().get()
    for _ in range(3):
        attempt("cara", "x" * 500)
    assert AccessAttempt.objects.values().get() == kept


def test_an_address_that_tries_many_names_is_locked():
    answers = [attempt(f"name-{number}").status_code for number in range(12)]
    assert answers == [200] * 9 + [429] * 3
    person("cara")
    assert attempt("cara", PASSWORD).status_code == 429
    assert attempt("cara", PASSWORD, CURATOR).status_code == 302


def test_whoever_signed_in_from_an_address_lately_is_not_locked_out_with_it():
    for name in ("cara", "carl"):
        person(name)
    assert attempt("cara", PASSWORD).status_code == 302
    for number in range(12):
        last = attempt(f"name-{number}")
    assert last.status_code == 429
    assert attempt("carl", PASSWORD).status_code == 429
    assert attempt("cara", PASSWORD).status_code == 302
    # Their own name is guessed no more often for that.
    assert [attempt("cara").status_code for _ in range(5)] == [200] * 4 + [429]
    assert attempt("cara", PASSWORD).status_code == 429


def test_the_time_that_is_said_is_the_one_of_the_lock(time_machine):
    time_machine.move_to(datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC), tick=False)
    person("dora")
    for _ in range(5):
        attempt("cara")
    # Somebody else at the address mistypes half an hour later.
    time_machine.shift(1800)
    attempt("carl")
    locked = attempt("cara")
    assert "Try again after 13:00." in locked.content.decode()
    assert locked["Retry-After"] == "1801"
    for number in range(8):
        attempt(f"name-{number}")
    # Ten names, of which the first was tried at noon.
    assert "Try again after 13:00." in attempt("dora").content.decode()
    time_machine.shift(1801)
    assert attempt("dora", PASSWORD).status_code == 302


def test_what_a_client_claims_of_its_address_gets_around_no_limit(settings):
    for number in range(5):
        last = attempt("cara", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert last.status_code == 429
    settings.TRUSTED_PROXIES = [ip_network(PROXY)]
    for number in range(5):
        last = attempt("carl", address=PROXY, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, {STRANGER}")
    assert last.status_code == 429


def test_behind_a_proxy_a_stranger_locks_out_nobody_else(settings):
    settings.TRUSTED_PROXIES = [ip_network(PROXY)]
    person("cara")
    for _ in range(6):
        last = attempt("cara", address=PROXY, HTTP_X_FORWARDED_FOR=STRANGER)
    assert last.status_code == 429
    assert attempt("cara", PASSWORD, PROXY, HTTP_X_FORWARDED_FOR=CURATOR).status_code == 302


def plain(answer: Any, *names: str) -> str:
    text = answer.content.decode()
    for name in (*names, answer.context["csrf_token"] if answer.context else ""):
        text = text.replace(str(name), "")
    return text


def test_unknown_and_known_names_answer_alike_and_cost_alike(monkeypatch):
    person("known-name")
    person("other-name", is_staff=False)
    User.objects.create_user("inert-name", password=PASSWORD, is_staff=True, is_active=False)
    hashed: list[str] = []
    hasher = hashers.get_hasher()
    real = type(hasher).encode

    def encode(*args: Any) -> str:
        hashed.append("")
        return real(*args)

    monkeypatch.setattr(type(hasher), "encode", encode)
    texts, costs = set(), set()
    for name in ("known-name", "other-name", "inert-name", "never-heard"):
        hashed.clear()
        answer = attempt(name)
        texts.add(plain(answer, name))
        costs.add(len(hashed))
    assert len(texts) == len(costs) == 1
    # With the right password too, for who may not enter.
    for name in ("other-name", "inert-name"):
        assert plain(attempt(name, PASSWORD), name) in texts


@pytest.mark.parametrize("name", ["a" * 300, "a" * 50_000, "a\x00b", "\x00", "\ud7ff" * 200, "🦊" * 151])
def test_a_name_that_nobody_can_have_is_a_wrong_one(name):
    answer = attempt(name)
    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.parametrize("password", ["a" * 50_000, "a\x00b", "\ud7ff" * 5000])
def test_any_password_is_only_a_wrong_one(password):
    person("cara")
    assert attempt("cara", password).status_code == 200


def test_more_sign_ins_at_once_than_can_be_checked_are_asked_to_come_back(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["curation.sign_in.passwords.BoundedArgon2PasswordHasher"]
    person("cara")
    monkeypatch.setattr(passwords.HASHING, "seconds", 0.01)
    with passwords.HASHING.taken():
        busy = attempt("cara", PASSWORD)
    assert busy.status_code == 503
    assert busy["Retry-After"] == "5"
    assert attempt("cara", PASSWORD).status_code == 302


def test_one_password_is_hashed_at_a_time_and_some_wait(monkeypatch):
    refused, hashed = threading.Semaphore(0), list[int]()
    all_others_refused, hashing = threading.Event(), threading.Lock()

    def encode(*_: Any) -> str:
        # Another at the same time would not get the lock.
        assert hashing.acquire(blocking=False)
        assert all_others_refused.wait(60)
        hashed.append(1)
        hashing.release()
        return ""

    def hash_one() -> None:
        try:
            passwords.BoundedArgon2PasswordHasher().encode(PASSWORD, "12345678")
        except passwords.TooManyAtOnce:
            refused.release()

    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", encode)
    monkeypatch.setattr(passwords.HASHING, "seconds", 60)
    threads = [threading.Thread(target=hash_one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for _ in range(12 - passwords.HASHING.most):
        assert refused.acquire(timeout=60)
    all_others_refused.set()
    for thread in threads:
        thread.join()
    assert len(hashed) == passwords.HASHING.most
