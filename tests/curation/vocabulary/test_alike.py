"""What may be there already is named before it is added, and pickers find it by whatever name it goes."""

from typing import Any

import pytest
from django.test import Client

from curation.admin_base.look_alikes import NONE_OF_THEM, TAKE
from curation.vocabulary.alike import Described, alike
from evidence.models import Design, Outcome, Study, Theme
from recommendations.models import Recommendation
from tests import factories
from tests.support.admin_forms import address, filled_in, opened, save
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db

USE = "How much people use services, such as the uptake of screening, or unplanned visits to a GP."
KNOWN = [
    Described(1, "Use of services", USE),
    Described(2, "Staff knowledge", "What staff know and understand after training or other support."),
    Described(3, "Staff skills", "What staff can do."),
    Described(4, "Retention", "Whether staff stay in their jobs, or students on their courses."),
    Described(5, "Emergency department", ""),
    Described(6, "Wave 1", ""),
]


@pytest.mark.parametrize(
    ("name", "description", "expected"),
    [
        ("Screening uptake", "", [1]),
        ("Knowledge of staff", "", [2]),
        ("Staff retention", "", [4]),
        ("Staf skils", "", [3]),
        ("A&E", "", [5]),
        ("Turnover", "Whether people leave or stay: the retention of nurses.", [4]),
        ("Trust in the NHS", "", []),
        ("Wave 2", "", []),
        ("– ?", "", []),
    ],
)
def test_what_may_mean_the_same_is_found_by_words_spelling_synonyms_and_description(
    name: str, description: str, expected: list[int]
):
    factories.SynonymsFactory(terms="A&E\nemergency department")
    assert alike(Described(None, name, description), KNOWN) == expected


def test_the_synonyms_are_read_once_however_long_the_list_is(monkeypatch: pytest.MonkeyPatch):
    reads: list[None] = []

    def groups() -> list[list[str]]:
        reads.append(None)
        return [["A&E", "emergency department"]]

    monkeypatch.setattr("lists.text_search._synonym_source", groups)
    assert alike(Described(None, "A&E"), KNOWN) == [5]
    assert len(reads) == 1


@pytest.fixture
def curator() -> Client:
    return signed_in(person("cara", "Curator"))


def posted(client: Client, model: Any, **values: Any) -> Any:
    url = address(model, "add")
    return client.post(url, filled_in(opened(client, url)) | values)


def test_an_outcome_like_one_that_is_there_is_added_only_if_it_is_said_to_be_another(curator: Client):
    there = factories.OutcomeFactory(name="Use of services", description=USE)
    new = {"name": "Screening uptake", "slug": "screening-uptake", "group": "patients"}
    page = posted(curator, Outcome, **new).content.decode()
    assert "May be the same" in page
    assert f'name="_take" value="{there.pk}"> Use of services' in page
    assert not Outcome.objects.filter(name="Screening uptake").exists()

    taken = posted(curator, Outcome, **new, **{TAKE: there.pk})
    assert taken["Location"] == address(Outcome, "change", there.pk)
    popup = posted(curator, Outcome, **new, **{TAKE: there.pk, "_popup": "1"})
    assert f"&quot;value&quot;: &quot;{there.pk}&quot;" in popup.content.decode()
    assert posted(curator, Outcome, **new, **{TAKE: "x" * 99}).status_code == 200
    assert Outcome.objects.count() == 1

    assert posted(curator, Outcome, **new, **{TAKE: NONE_OF_THEM}).status_code == 302
    assert Outcome.objects.get(name="Screening uptake").is_draft


def test_themes_are_alike_within_a_framework_alone(curator: Client):
    there = factories.ThemeFactory(name="Access to care")
    other = factories.FrameworkFactory()
    new = {"name": "Access to care", "slug": "access", "locator": "p 1"}
    assert posted(curator, Theme, **new, framework=other.pk).status_code == 302
    new |= {"name": "Care access", "slug": "care-access"}
    assert posted(curator, Theme, **new, framework=there.framework_id).status_code == 200


@pytest.mark.parametrize("values", [{"label": "Households in Westminster visited"}, {"doi": "10.1000/west"}])
def test_a_study_that_may_be_there_is_named_with_what_tells_it_apart(curator: Client, values: dict[str, str]):
    factories.StudyFactory(
        label="Households visited in Westminster",
        doi="10.1000/west",
        cited_as="",
        authors="Junghans, Cornelia\nOther, An",
        year=2023,
        design=Design.EVALUATION,
    )
    page = posted(curator, Study, **{"label": "Another", "slug": "new", "what_was_done": "Visits."} | values)
    assert "Households visited in Westminster (Junghans and others (2023), evaluation)" in page.content.decode()
    assert Study.objects.count() == 1


def choices(client: Client, field: str, term: str, model: Any = Recommendation) -> list[dict[str, str]]:
    asked = {"term": term, "app_label": model._meta.app_label, "model_name": model._meta.model_name}
    found: list[dict[str, str]] = client.get("/admin/autocomplete/", asked | {"field_name": field}).json()["results"]
    return found


def test_pickers_find_by_synonyms_and_descriptions_and_show_what_helps_to_choose(curator: Client):
    factories.SynonymsFactory(terms="PCN\nprimary care network")
    factories.AudienceFactory(name="PCNs", description="Groups of practices.")
    for term in ("primary care network", "practices"):
        (found,) = choices(curator, "audiences", term)
        assert (found["text"], found["detail"]) == ("PCNs", "Groups of practices.")
    draft = save(curator, address(Outcome, "add"), name="Zebra health", slug="z", group="staff")
    assert draft.status_code == 302


def test_two_studies_of_one_label_are_told_apart_in_pickers_and_lists(curator: Client):
    for year, design in ((2019, Design.COHORT), (2021, Design.NOT_STATED)):
        factories.StudyFactory(label="Visits in Westminster", cited_as="", authors="Li, A", year=year, design=design)
    found = choices(curator, "study", "Westminster", Recommendation.studies.through)
    assert {each["text"] for each in found} == {
        "Visits in Westminster (Li (2019), cohort study)",
        "Visits in Westminster (Li (2021))",
    }
    page = curator.get(address(Study, "changelist")).content.decode()
    assert "Li (2019)" in page
    assert "Li (2021)" in page
