"""The page of a resource, and what it may help with."""

import re

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from evidence.models import CaseStudy, Framework, Resource
from pages.resources import in_sections, narrowest, sections_of
from tests.factories import CaseStudyFactory, RecommendationFactory, ResourceFactory, SourceFactory, ThemeFactory
from tests.support.pages_seen import text

pytestmark = pytest.mark.django_db


def under(client: Client, resource: Resource, anchor: str) -> dict[str, str]:
    """The links below a heading of a resource's page, up to the next, by their text."""
    page = html.fromstring(client.get(resource.get_absolute_url()).content)
    headings = page.xpath(f"//h2[@id='{anchor}']")
    found: dict[str, str] = {}
    for element in headings[0].itersiblings() if headings else ():
        if element.tag == "h2" or element.tag == "section":
            break
        found |= {each.text_content(): each.get("href") for each in element.iter("a")}
    return found


def test_what_stands_in_the_same_section_is_told_from_what_shares_a_theme(client: Client) -> None:
    source = SourceFactory()
    skills = ThemeFactory(slug="skills", name="Skills", framework__source=source, locator="Section 1")
    training = ThemeFactory(
        slug="training", name="Training", framework=skills.framework, parent=skills, locator="Section 1, Training"
    )
    resource = ResourceFactory(source=source, locator="Section 1, Training, Key sources", themes=[skills, training])
    both = [skills, training]
    RecommendationFactory(title="Train all", source=source, locator="Section 1, Training, first", themes=both)
    RecommendationFactory(title="Train more", source=source, locator="Summary; Section 1, Training", themes=both)
    RecommendationFactory(title="Not this", source=source, locator="Section 1, Training days", themes=[skills])
    RecommendationFactory(title="Train some", locator="Section 1, Training, first", themes=[training])
    CaseStudyFactory(title="They trained", source=source, locator="Section 1, Training", draft=True, themes=both)
    CaseStudyFactory(title="A case", locator="Elsewhere", themes=[training])

    assert set(under(client, resource, "same-section")) == {"Train all", "Train more"}
    assert under(client, resource, "same-themes") == {
        "Train some": "/recommendations/" + resource_reference("Train some") + "/",
        "See all 3 recommendations about training": "/recommendations/?theme=training",
        "A case": CaseStudy.objects.get(title="A case").get_absolute_url(),
    }


def resource_reference(title: str) -> str:
    from recommendations.models import Recommendation

    return Recommendation.objects.get(title=title).reference


def test_nothing_is_said_of_a_resource_that_shares_nothing(client: Client) -> None:
    RecommendationFactory()

    page = text(client.get(ResourceFactory(url="", publisher="").get_absolute_url()))

    assert "About the same theme" not in page
    assert "In the same section" not in page
    assert "Its source gives no web address." in page
    assert "Publisher Not stated" in page


def test_entries_of_the_same_title_lead_to_each_other(client: Client) -> None:
    here, there = ResourceFactory(title="A toolkit"), ResourceFactory(title="a Toolkit")
    ResourceFactory(title="A toolkit", draft=True)

    for one, other in ((here, there), (there, here)):
        links = under(client, one, "source")
        assert links["What we say of it there"] == other.get_absolute_url()
        assert len(links) == 3


locators = st.lists(
    st.text(st.sampled_from("ab.(*\\[^$|)?+ ,1é’\n"), min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=3
).map("; ".join)


def is_within(place: str, section: str) -> bool:
    return place == section or (place.startswith(section) and place[len(section) :].lstrip().startswith(","))


@settings(max_examples=60)
@given(of_resource=locators, of_theme=locators, of_case=locators)
def test_sections_are_what_locators_say(of_resource: str, of_theme: str, of_case: str) -> None:
    with transaction.atomic():
        theme = ThemeFactory(locator=of_theme)
        source = theme.framework.source
        resource = ResourceFactory(source=source, locator=of_resource, themes=[theme])
        case = CaseStudyFactory(source=source, locator=of_case)

        sections = sections_of(resource, [theme])
        found = in_sections(CaseStudy.objects.filter(pk=case.pk), sections)

        by_hand = any(is_within(place.strip(), section) for place in re.split(";", of_case) for section in sections)
        assert found.exists() == by_hand
        assert [each.strip() for each in of_resource.split(";")] == sections[: len(of_resource.split(";"))]
        assert found.model is CaseStudy
        transaction.set_rollback(True)


def test_a_theme_that_another_is_part_of_says_nothing_more() -> None:
    top = ThemeFactory()
    part, other = ThemeFactory(framework=top.framework, parent=top), ThemeFactory()

    assert narrowest([top, part, other]) == [part, other]
    assert narrowest([top, other]) == [top, other]
    assert Framework.objects.count() == 2


def test_a_resource_is_found_by_search_sitemap_and_feed(client: Client) -> None:
    resource = ResourceFactory(title="Zeppelin toolkit")
    page = resource.get_absolute_url()

    for address in (
        "/search/?q=zeppelin",
        "/sitemap-resources.xml",
        "/resources.atom",
        "/resources/?q=zeppelin",
        "/new/",
    ):
        assert page in client.get(address).getvalue().decode(), address
    for suffix in ("ris", "txt"):
        assert "Zeppelin toolkit" in client.get(f"{page.rstrip('/')}.{suffix}").content.decode()
