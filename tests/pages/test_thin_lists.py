"""Where a list that finds little, or nothing, leads its reader."""

import re
from html import unescape

import pytest
from django.test import Client

from evidence.models import Population, Setting
from tests.factories import (
    AudienceFactory,
    CaseStudyFactory,
    PopulationFactory,
    RecommendationFactory,
    SettingFactory,
    StudyFactory,
)
from tests.support.pages_seen import text, total

pytestmark = pytest.mark.django_db


@pytest.fixture
def homeless() -> Population:
    return PopulationFactory(slug="homeless", name="People who are homeless")


@pytest.fixture
def hospitals() -> Setting:
    return SettingFactory(slug="hospitals", name="Hospitals")


def offered(client: Client, address: str) -> dict[str, str]:
    """The links of “You could also look at”, by their text."""
    section = re.search(r'<section class="app-leads-on".*?</section>', client.get(address).content.decode(), re.DOTALL)
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', section[0]) if section else []
    return {unescape(words): unescape(href) for href, words in links}


def test_an_empty_list_leads_to_what_other_kinds_hold(client: Client, homeless: Population) -> None:
    RecommendationFactory()
    for _ in range(2):
        StudyFactory(populations=[homeless])
    StudyFactory(populations=[homeless], draft=True)
    CaseStudyFactory(populations=[homeless])

    links = offered(client, "/recommendations/?population=homeless")
    assert links == {
        "2 studies concerning people who are homeless": "/studies/?population=homeless",
        "1 case study concerning people who are homeless": "/case-studies/?population=homeless",
        "1 recommendation states no population": "?population=not-stated",
    }
    assert total(client.get("/studies/?population=homeless")) == 2
    assert total(client.get("/recommendations/?population=not-stated")) == 1


@pytest.mark.parametrize(("path", "noun"), [("studies", "studies"), ("case-studies", "case studies")])
def test_each_list_leads_to_what_states_nothing(client: Client, hospitals: Setting, path: str, noun: str) -> None:
    for factory in (RecommendationFactory, StudyFactory, CaseStudyFactory):
        factory(settings=[hospitals])
        factory.create_batch(3)
    assert offered(client, f"/{path}/?setting=hospitals")[f"3 {noun} state no setting"] == "?setting=not-stated"


def test_only_filters_that_another_list_has_are_taken_there(client: Client, homeless: Population) -> None:
    audience = AudienceFactory(slug="pcns")
    StudyFactory(populations=[homeless])
    RecommendationFactory(audiences=[audience])
    links = offered(client, f"/recommendations/?audience={audience.slug}&certainty=high&population=homeless")
    assert links == {"1 study concerning people who are homeless": "/studies/?population=homeless"}


def test_a_search_that_finds_nothing_leads_on_too(client: Client) -> None:
    StudyFactory(label="Mentoring of midwives")
    links = offered(client, "/recommendations/?q=midwives")
    assert links == {"1 study matching “midwives”": "/studies/?q=midwives"}


def test_a_list_that_is_long_enough_or_not_filtered_leads_nowhere(client: Client, hospitals: Setting) -> None:
    RecommendationFactory.create_batch(10, settings=[hospitals])
    StudyFactory(settings=[hospitals])
    assert not offered(client, "/recommendations/?setting=hospitals")
    assert not offered(client, "/studies/")


def test_nothing_is_offered_where_there_is_nothing(client: Client) -> None:
    audience = AudienceFactory(slug="pcns")
    RecommendationFactory(audiences=[audience])
    page = text(client.get("/recommendations/?audience=pcns"))
    assert "may be for you" not in page
