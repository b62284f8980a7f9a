"""Every kind of answer has the headers that keep browsers safe."""

from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.support.people import person

pytestmark = pytest.mark.django_db

EXPECTED = {
    "Content-Security-Policy": "default-src 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def signed_in() -> Client:
    client = Client()
    client.force_login(person("cara", "Curator"))
    return client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/", 200), ("/about/", 200), ("/studies.csv", 200), ("/feed.atom", 200), ("/robots.txt", 200)),
        *(("/studies/never-was/", 404), ("/studies/?year_from=soon", 400), ("/my-list/?list=broken", 400)),
        *(("/admin/", 302), ("/admin/login/", 200), ("/static/images/icon.svg", 200)),
        ("/static/never-was.css", 404),
    ],
)
def test_answers_of_every_kind_have_them(client, path, status):
    # The second comes from the cache, where there is one.
    for _ in range(2):
        assert_safe(client.get(path), status)


def test_so_have_pages_of_the_admin_and_answers_that_nothing_changed(client):
    assert_safe(signed_in().get("/admin/"), 200)
    picture = client.get("/static/images/icon.svg")
    close_files(picture)
    assert_safe(client.get("/static/images/icon.svg", headers={"If-Modified-Since": picture["Last-Modified"]}), 304)
    assert_safe(client.post("/about/"), 405)
    assert_safe(client.get("/about/", headers={"Host": "evil.example"}), 400)


def test_so_has_what_went_wrong(client, monkeypatch):
    def broken(*_: Any) -> None:
        raise RuntimeError

    client.raise_request_exception = False
    study = factories.StudyFactory()
    monkeypatch.setattr("pages.studies.pages.render", broken)
    assert_safe(client.get(study.get_absolute_url()), 500)


def close_files(answer: Any) -> None:
    """Close what an answer would have read; to close the whole answer would close the test's database, too."""
    for close in answer._resource_closers:
        close()


def assert_safe(answer: Any, status: int) -> None:
    close_files(answer)
    assert answer.status_code == status
    lacking = {name: answer.headers.get(name) for name, text in EXPECTED.items() if text not in answer.get(name, "")}
    assert not lacking
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy


def test_browsers_are_told_to_come_back_over_https_alone(client, settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_PRELOAD = 31_536_000, True
    answer = Client().get("/about/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; preload"


def test_security_txt_says_whom_to_tell(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "security@example.org"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[0] == "Contact: mailto:security@example.org"
    assert lines[1].startswith("Expires: 20")
    settings.SECURITY_CONTACT = "https://example.org/report"
    assert client.get("/.well-known/security.txt").content.startswith(b"Contact: https://example.org/report\n")
