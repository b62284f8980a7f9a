"""The bars of the pages of a theme and of an audience: they count what the lists behind them hold."""

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from lxml import html

from evidence.models import Direction
from pages.studies.filters import StudyFilterSet
from recommendations.filters import RecommendationFilterSet
from tests.factories import FindingFactory, OutcomeFactory, StudyFactory, ThemeFactory

pytestmark = pytest.mark.django_db

PAGES = ("/themes/skills/", "/themes/trauma-informed-care/", "/audiences/trusts/", "/audiences/clinicians/")


def total(address: str) -> int:
    """How many entries a list holds."""
    filterset = StudyFilterSet if address.startswith("/studies/") else RecommendationFilterSet
    return filterset(QueryDict(urlsplit(address).query)).total


@pytest.mark.usefixtures("real_base")
@pytest.mark.parametrize("address", PAGES)
def test_each_number_is_that_of_the_list_behind_it(client: Client, address: str) -> None:
    page = html.document_fromstring(client.get(address).content.decode())
    levels = [
        (link.get("href"), row.xpath("string(td[1])"))
        for row in page.xpath("//table[contains(@class, 'app-profile')]//tr")
        for link in row.xpath(".//a")
    ]
    outcomes = page.xpath("//table[contains(@class, 'app-outcomes')]//a")
    found = [(link.get("href"), link.text.rpartition(": ")[2].split()[0]) for link in outcomes]

    assert levels
    assert bool(found) == (address != "/audiences/clinicians/")
    for href, number in (*levels, *found):
        assert total(href) == int(number)


def test_a_bar_is_as_long_as_its_share_of_the_longest_and_gaps_have_none(client: Client) -> None:
    theme, outcome, other = ThemeFactory(slug="bars"), OutcomeFactory(name="Knowledge"), OutcomeFactory(name="Trust")
    for direction in (Direction.IMPROVED, Direction.IMPROVED, Direction.WORSENED, Direction.NOT_MEASURED):
        FindingFactory(study=StudyFactory(themes=[theme]), outcome=outcome, direction=direction)
    FindingFactory(study=StudyFactory(themes=[theme]), outcome=other, direction=Direction.MIXED)

    page = html.document_fromstring(client.get("/themes/bars/").content.decode())

    bars = [
        [(each.get("x"), each.get("width"), each.get("fill")) for each in bar.xpath("rect")]
        for bar in page.xpath("//table[contains(@class, 'app-outcomes')]//*[@class='app-bar']")
    ]
    assert bars == [
        [("0.0%", "66.7%", "url(#map-improved)"), ("66.7%", "33.3%", "url(#map-worsened)")],
        [("0.0%", "33.3%", "url(#map-mixed)")],
    ]
    patterns = {each.get("id") for each in page.xpath("//pattern")}
    assert patterns == {"map-improved", "map-worsened", "map-mixed"}
