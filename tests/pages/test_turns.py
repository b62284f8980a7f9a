"""What takes the server long to make is made a little at a time."""

import pytest
from django.test import Client

from files.turns import PICTURES
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
