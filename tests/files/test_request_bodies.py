"""How large a body each may send, and where."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Study
from recommendations.models import Recommendation
from tests.support.admin_forms import address
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db

KILOBYTE = 1024
WORKSHEET = "/my-list/action-plan/"
FOR_FILES = [
    (reverse("admin:evidence_studyimport_add"), 250_000),
    (reverse("admin:workforce_wresimport_add"), 48_000),
    (address(Recommendation, "workbook_import"), 5 * KILOBYTE),
]


def sent(client: Client, path: str, kilobytes: float) -> Any:
    """The answer to a form that is said to be so long, and of which nothing comes."""
    content_type = "application/x-www-form-urlencoded"
    return client.generic("POST", path, b"", content_type, CONTENT_LENGTH=str(int(kilobytes * KILOBYTE)))


@pytest.mark.parametrize("path", ["/", "/my-list/", "/nothing/here/", "/admin/login/", *dict(FOR_FILES)])
def test_nobody_sends_much_without_signing_in(client: Client, path: str) -> None:
    page = sent(client, path, 65)
    assert page.status_code == 413
    assert "too much to send at once" in page.content.decode()
    assert sent(client, path, 63).status_code != 413


def test_a_reader_sends_a_file_where_the_page_takes_one(client: Client) -> None:
    assert sent(client, WORKSHEET, 4 * KILOBYTE).status_code != 413
    assert sent(client, WORKSHEET, 9 * KILOBYTE).status_code == 413


@pytest.mark.parametrize(("path", "most"), FOR_FILES)
def test_who_is_signed_in_sends_the_largest_file_where_one_is_taken(path: str, most: int) -> None:
    client = signed_in(person("rhea", "Administrator"))
    assert sent(client, path, most - 1).status_code != 413
    assert sent(client, path, most + 2 * KILOBYTE).status_code == 413


def test_who_is_signed_in_sends_large_forms_anywhere_in_the_admin() -> None:
    client = signed_in(person("rhea", "Administrator"))
    assert sent(client, address(Study, "add"), 4 * KILOBYTE).status_code != 413
    assert sent(client, address(Study, "add"), 6 * KILOBYTE).status_code == 413


def test_an_account_without_the_right_to_the_admin_is_anybody(django_user_model: Any, client: Client) -> None:
    client.force_login(django_user_model.objects.create_user("somebody"))
    assert sent(client, FOR_FILES[0][0], 65).status_code == 413
