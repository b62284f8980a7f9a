"""What takes the server long to make is made a little at a time."""

import pytest
from django.test import Client

from files.child_processes import NotDone
from files.content_types import PDF
from files.turns import DOCUMENTS, PICTURES
from pages.downloads.papers import PAPERS
from pages.downloads.turns import NOT_DRAWN
from pages.maps import pictures
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/evidence-map.svg",
        "/recommendation-map.png",
        "/wres/organisations/RXX/at-a-glance.png",
        "/wres/organisations/RXX.docx",
    ],
)
def test_a_picture_that_has_no_turn_can_be_asked_for_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(PICTURES, "seconds", 0.01)
    OrganisationFactory(ods_code="RXX")
    with PICTURES.taken():
        answer = client.get(path)
        assert client.get("/evidence-map.csv").status_code == 200
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "in a few seconds" in answer.content.decode()
    assert client.get(path).status_code != 503


def test_a_picture_that_cannot_be_drawn_is_not_said_to_wait_for_others(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise NotDone

    monkeypatch.setattr(pictures, "picture", fails)
    answer = client.get("/evidence-map.svg")
    assert (answer.status_code, answer.content.decode()) == (503, NOT_DRAWN)


def test_a_paper_that_waits_to_be_typeset_keeps_no_picture_from_being_drawn(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pdf_of(*_: object) -> bytes:
        with PICTURES.taken():
            return b"paper"

    monkeypatch.setitem(PAPERS, "pdf", (pdf_of, PDF))
    monkeypatch.setattr(PICTURES, "seconds", 0.01)
    OrganisationFactory(ods_code="RXX")
    assert client.get("/wres/organisations/RXX.pdf").content == b"paper"
    monkeypatch.undo()
    monkeypatch.setattr(DOCUMENTS, "seconds", 0.01)
    with DOCUMENTS.taken():
        answer = client.get("/wres/organisations/RXX.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
