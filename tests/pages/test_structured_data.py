"""What pages tell programs in the vocabulary of schema.org."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from evidence.models import CaseStudy, Resource, Source, Study, Theme
from pages.entries import structured_data as of_evidence
from pages.recommendations import structured_data as of_recommendations
from pages.recommendations.detail import recommendation_page
from recommendations.models import Audience, Recommendation
from tests.factories.evidence import StudyFactory
from tests.factories.recommendations import RecommendationFactory
from tests.support import schema_org
from tests.support.real_base import real_base, real_database  # noqa: F401
from workforce.models import Indicator, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


def document(client: Client, address: str) -> dict[str, Any]:
    """The structured data in the head of a page, which must have one document of it."""
    page = client.get(address).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)


def absolute(path: str) -> str:
    return f"https://equity.example{path}"


def test_every_page_says_only_what_schema_org_knows(client: Client) -> None:
    models = (Source, Theme, CaseStudy, Resource, Audience, Indicator, Organisation)
    addresses = [row.get_absolute_url() for model in models for row in model.objects.all()[:9]]
    addresses += [
        "/",
        "/glossary/",
        "/statistics/",
        "/studies/chae-cultural-competency/",
        "/recommendations/HEEC-ES-1/",
    ]

    found = {address: schema_org.faults(document(client, address)) for address in addresses}

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_every_study_and_recommendation_says_only_what_schema_org_knows() -> None:
    nodes = {each.slug: of_evidence.study_article(each, absolute) for each in Study.objects.published()}
    for each in Recommendation.objects.published().with_links():
        nodes[each.reference] = of_recommendations.recommendation_page(recommendation_page(each, absolute), absolute)

    found = {name: schema_org.faults({"@context": "https://schema.org", **node}) for name, node in nodes.items()}

    assert len(found) > 300
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_recommendation_names_its_source_its_readers_and_its_evidence(client: Client) -> None:
    page = document(client, "/recommendations/HEEC-ES-2/")
    main = page["mainEntity"]

    assert main["@type"] == "MedicalGuidelineRecommendation"
    assert main["identifier"] == "HEEC-ES-2"
    assert main["evidenceOrigin"].endswith("What works: key recommendations, row 2")
    assert main["guidelineDate"] == "2024-12-18"
    assert "evidenceLevel" not in main  # GRADE's levels are not schema.org's
    assert "recommendationStrength" not in main  # which no source states
    assert {each["name"] for each in page["audience"]} >= {"Integrated care boards"}
    assert page["keywords"][0]["name"] == "Moderate certainty of evidence"
    assert len(page["citation"]) == 3


def test_a_study_says_what_is_known_of_it_and_nothing_else() -> None:
    study = StudyFactory.build(authors="Okafor, Ada\nCare Quality Commission\nSheaff", pmid="123", issue="", year=None)

    article = of_evidence.study_article(study, absolute)

    assert article["@type"] == "ScholarlyArticle"
    assert [(each["@type"], each["name"]) for each in article["author"]] == [
        ("Person", "Ada Okafor"),
        ("Organization", "Care Quality Commission"),
        ("Person", "Sheaff"),
    ]
    assert article["isPartOf"]["@type"] == "PublicationVolume"
    assert article["isPartOf"]["isPartOf"]["name"] == "Journal of Tests in Health"
    assert {each["propertyID"]: each["value"] for each in article["identifier"]} == {"DOI": study.doi, "PMID": "123"}
    assert "datePublished" not in article


def test_text_cannot_break_out_of_it(client: Client) -> None:
    title = "</script><script>alert(1)</script> & <!--"
    recommendation = RecommendationFactory(title=title)

    page = client.get(recommendation.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "<!--" not in page.replace("<!-- ", "")
    assert document(client, recommendation.get_absolute_url())["name"] == title


def test_the_check_finds_what_schema_org_does_not_know() -> None:
    study = {"@context": "https://schema.org", "@type": "ScholarlyArticle"}

    assert schema_org.faults(study | {"name": "A study", "datePublished": "2021"}) == []
    assert schema_org.faults(study | {"@type": "Trial"}) == ["there is no type Trial"]
    assert schema_org.faults(study | {"guidelineDate": "2021"}) == ["ScholarlyArticle has no guidelineDate"]
    assert schema_org.faults(study | {"name": ""}) == ["ScholarlyArticle.name is empty"]
    assert "may not be 'soon'" in schema_org.faults(study | {"datePublished": "soon"})[0]
    assert "may not be Periodical" in schema_org.faults(study | {"author": {"@type": "Periodical", "name": "J"}})[0]
