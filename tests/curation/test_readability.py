import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from curation.reading_age import READING_AGE, readability_of
from tests.factories import CaseStudyFactory
from tests.support.admin_forms import address
from tests.support.people import person, signed_in

HARD = "Organisational interdisciplinarity necessitates institutionalised epistemological reconceptualisation."


@given(st.text())
def test_every_text_has_a_length_and_an_age_or_none(text: str):
    measure = readability_of(text)
    assert measure.words <= len(text)
    assert measure.age is None or measure.age >= 5


def test_a_hard_text_is_told_from_an_easy_one():
    assert readability_of("Ask staff what they need. Then give it to them.").is_hard is False
    hard = readability_of(HARD)
    assert hard.is_hard
    assert str(READING_AGE) in hard.age_in_words


def test_a_few_words_have_no_reading_age():
    assert readability_of("Cultural competency").age_in_words == ""


@pytest.mark.django_db
def test_the_form_says_what_is_saved_without_a_script(admin_client: Client):
    case = CaseStudyFactory(summary="Ask staff what they need. Then give it to them.")
    page = admin_client.get(address(type(case), "change", case.pk)).content.decode()
    assert "10 words." in page
    assert "Reading age: " in page


@pytest.mark.django_db
def test_reading_ages_are_told_to_those_who_work_here(client: Client):
    url = reverse("admin:measure")
    answer = signed_in(person("carla", "Curator")).post(url, {"text": HARD}).json()
    assert answer == {"age": readability_of(HARD).age_in_words, "is_hard": True, "advice": []}
    assert signed_in(person("curt", "Curator")).get(url).status_code == 405
    assert client.post(url, {"text": HARD}).status_code == 302


def test_points_on_lines_of_their_own_are_no_single_sentence():
    points = ["Cultural competency, for staff who meet patients", "Mental health stigma and racism", "Health literacy"]
    assert (readability_of("\n".join(points)).age or 0) < (readability_of(", ".join(points)).age or 0)
