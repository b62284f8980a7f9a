"""Recommendations side by side."""

import pytest
from django.test import Client
from lxml import html

from evidence.models import Direction
from pages.my_list.selection import key_of
from tests.factories import CitationFactory, FindingFactory, RecommendationFactory, StudyFactory
from tests.factories.evidence import OutcomeFactory
from tests.factories.recommendations import RecommendationStudyFactory
from tests.support.pages_seen import text

pytestmark = pytest.mark.django_db


def test_each_aspect_stands_beside_that_of_the_others(client: Client) -> None:
    study = StudyFactory(cited_as="Lee (2020)")
    source = CitationFactory(study=study).source
    outcome = OutcomeFactory(name="Staff knowledge")
    FindingFactory(study=study, source=source, outcome=outcome, direction=Direction.IMPROVED)
    RecommendationFactory(reference="ABC-1", title="Train staff", studies=[study], source=source)
    RecommendationFactory(reference="ABC-2", title="Give time", source=source)
    page = client.get("/compare/?entry=abc-1&entry=ABC-2&entry=ABC-1").content.decode()
    assert page.index("Train staff") < page.index("Give time")
    row = page[page.index("Found on staff knowledge") :]
    assert row.index("Improved: 1 study") < row.index("No finding")
    assert "Lee (2020)" in page


@pytest.mark.parametrize(
    ("bearings", "said"),
    [
        (["supports"], "Improved: 1 study"),
        (["partly-supports"], "Improved: 1 study (supports in part)"),
        (["partly-supports", "context"], "Improved: 2 studies (each supports in part or gives context)"),
        (["partly-supports", "supports"], "Improved: 2 studies"),
    ],
)
def test_what_no_study_fully_supports_is_said_beside_what_was_found(
    client: Client, bearings: list[str], said: str
) -> None:
    entry, other = RecommendationFactory(reference="ABC-1"), RecommendationFactory(reference="ABC-2")
    outcome = OutcomeFactory(name="Staff knowledge")
    for bearing in bearings:
        study = RecommendationStudyFactory(recommendation=entry, bearing=bearing).study
        FindingFactory(study=study, outcome=outcome, direction=Direction.IMPROVED)

    page = text(client.get("/compare/", {"entry": [entry.reference, other.reference]}))

    assert f"{said} ABC-2 No finding" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("entry=ABC-1", "Choose 2 to 4 recommendations to compare."),
        ("entry=ABC-1&entry=NONE-1", "There is no recommendation “NONE-1”."),
        ("entry=ABC-1&entry=SECRET-1", "There is no recommendation “SECRET-1”."),
        ("entry=A&entry=B&entry=C&entry=D&entry=E", "You chose 5."),
        ("entry=%00&entry=ABC-1", "There is no recommendation"),
        ("entry=", "Choose 2 to 4"),
    ],
)
def test_what_cannot_be_compared_is_said(client: Client, query: str, words: str) -> None:
    RecommendationFactory(reference="ABC-1")
    RecommendationFactory(reference="SECRET-1", title="A secret", draft=True)
    response = client.get(f"/compare/?{query}")
    assert response.status_code == 400
    assert words in response.content.decode()
    assert "A secret" not in response.content.decode()


def test_a_choice_of_too_many_is_kept_to_be_narrowed(client: Client) -> None:
    references = [f"ABC-{number}" for number in range(1, 6)]
    for reference in references:
        RecommendationFactory(reference=reference, title=f"Title of {reference}")
    page = html.fromstring(client.get("/compare/", {"entry": ["", *references, "NONE-1"]}).content)

    boxes = page.xpath("//input[@type='checkbox'][@name='entry'][@checked]")
    assert [each.get("value") for each in boxes] == references
    assert "ABC-5: Title of ABC-5" in page.text_content()
    mistakes = page.xpath("//*[contains(@class, 'nhsuk-error-summary')]//a")
    assert [each.text.strip() for each in mistakes] == [
        "Choose 2 to 4 recommendations. You chose 6.",
        "There is no recommendation “NONE-1”.",
    ]
    for each in mistakes:
        assert page.xpath(f"//*[@id='{each.get('href')[1:]}']")


def test_a_list_with_nothing_ticked_is_told_to_choose(client: Client) -> None:
    for entry in (RecommendationFactory(), RecommendationFactory()):
        client.post("/my-list/", {"add": key_of(entry)})
    page = html.fromstring(client.get("/my-list/").content)
    hidden = {each.get("name"): each.get("value") for each in page.xpath("//form[@id='compare']//input")}
    response = client.get("/compare/", hidden)

    assert response.status_code == 400
    assert "Choose 2 to 4 recommendations to compare." in response.content.decode()


def test_without_a_query_it_asks_which(client: Client) -> None:
    response = client.get("/compare/")
    assert response.status_code == 200
    assert response.content.decode().count('name="entry"') == 4
