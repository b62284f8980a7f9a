"""The public cannot tell the address of a draft from one that never was."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

NEVER = "never-was"


def texts(client: Client, address: str, key: str) -> tuple[int, str]:
    answer = client.get(address.replace(NEVER, key))
    return answer.status_code, answer.content.decode().lower().replace(key.lower(), NEVER)


@pytest.mark.parametrize(
    ("factory", "kind", "folder"),
    [
        ("SourceFactory", "source", "sources"),
        ("StudyFactory", "study", "studies"),
        ("CaseStudyFactory", "case-study", "case-studies"),
        ("ResourceFactory", "resource", "resources"),
        ("RecommendationFactory", "recommendation", "recommendations"),
    ],
)
def test_every_address_of_a_draft_answers_as_if_there_were_nothing(client, factory, kind, folder):
    draft = getattr(factories, factory)(draft=True)
    key = draft.reference if kind == "recommendation" else draft.slug
    addresses = [f"/{folder}/{NEVER}/", f"/{folder}/{NEVER}/versions/1/", f"/{folder}/{NEVER}", f"/{folder}/{NEVER}/x/"]
    if kind != "source":
        addresses += [f"/{folder}/{NEVER}.ris", f"/{folder}/{NEVER}.txt"]
    else:
        addresses += [f"/sources/{NEVER}/page/1/", f"/recommendations/?source={NEVER}", f"/studies.csv?source={NEVER}"]
    if kind == "recommendation":
        addresses += [f"{reverse('compare')}?entry={NEVER}&entry=HEEC-ES-1"]
    for address in addresses:
        assert texts(client, address, key) == texts(client, address, NEVER), address
