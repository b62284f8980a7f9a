"""The recommendations of the real evidence brief, found as their readers find them."""

import csv
import io

import pytest
from django.test import Client

from tests.support.pages_seen import counts, text, total

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]

BRIEF = "source=heec-empowering-staff"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("audience=nhs-england", 7),
        ("audience=icbs", 7),
        ("audience=trusts", 7),
        ("audience=gp-surgeries", 6),
        ("audience=pharmacies", 6),
        ("audience=pcns", 5),
        ("certainty=moderate", 4),
        ("certainty=low", 2),
        ("certainty=very-low", 1),
        ("certainty=high", 0),
        ("theme=skills", 2),
        ("theme=resources", 3),
        ("theme=structures", 2),
        ("theme=roles", 0),
        ("theme=staff-champions", 0),
        ("certainty=low&certainty=very-low", 3),
        ("audience=pcns&certainty=very-low", 0),
    ],
)
def test_the_list_holds_what_the_brief_says(client: Client, query: str, expected: int) -> None:
    page = client.get(f"/recommendations/?{BRIEF}&{query}")

    assert page.status_code == 200
    assert total(page) == expected
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/recommendations.csv?{BRIEF}&{query}").getvalue().decode("utf-8-sig")))
    )
    assert len(rows) == expected


@pytest.mark.long
def test_counts_beside_the_values_are_what_each_would_give(client: Client) -> None:
    shown = counts(client.get(f"/recommendations/?{BRIEF}"))

    for (name, value), count in shown.items():
        query = f"{name}={value}" if name == "source" else f"{BRIEF}&{name}={value}"
        assert total(client.get(f"/recommendations/?{query}")) == count, (name, value)


def test_a_level_that_nothing_has_is_met_kindly(client: Client) -> None:
    page = text(client.get("/recommendations/?certainty=high"))

    assert "No recommendation here is graded high" in page
    assert "does not mean that nothing works" in page


def test_certainty_stands_in_words_and_symbols_with_the_caution(client: Client) -> None:
    page = text(client.get("/recommendations/HEEC-ES-5/"))

    assert "⊕◯◯◯ Very low" in page
    assert "Certainty is not priority" in page


def test_a_recommendation_leads_to_the_studies_that_it_rests_on_and_they_lead_back(client: Client) -> None:
    assert "/studies/allan-2024-game-based-training/" in client.get("/recommendations/HEEC-ES-5/").content.decode()
    assert "/recommendations/HEEC-ES-5/" in client.get("/studies/allan-2024-game-based-training/").content.decode()
