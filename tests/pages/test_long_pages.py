"""Pages of themes and sources that hold much, and contents lists of long pages."""

import re

import pytest
from django.test import Client

from pages.sources import contents as source_contents
from tests.factories.evidence import PassageFactory, SourceFactory, StudyFactory, ThemeFactory
from tests.factories.recommendations import RecommendationFactory
from tests.support.pages_seen import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


def test_a_theme_shows_the_first_of_many_and_leads_to_the_rest(client: Client) -> None:
    theme = ThemeFactory(slug="busy")
    child = ThemeFactory(parent=theme)
    for _ in range(12):
        RecommendationFactory(themes=[theme, child], certainty="low")
        RecommendationFactory(themes=[child])
    StudyFactory(themes=[theme, child])

    page = client.get("/themes/busy/")
    shown = text(page)

    assert page.content.decode().count('href="/recommendations/TEST-') == 20
    assert "The first 20 are shown. Filter, sort and download all 24" in shown
    assert "Recommendations (24)" in shown
    assert "Studies (1)" in shown
    assert "Low certainty of evidence 12 " in shown
    assert "Not graded 12 " in shown
    assert f"{child.name} 24 recommendations, 1 study" in shown


def test_links_alone_lead_to_every_entry_of_a_long_source_in_its_order(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_contents, "ENTRIES_A_PAGE", 2)
    source = SourceFactory(slug="long")
    for number in (3, 1, 5, 2, 4):
        PassageFactory(source=source, title=f"Passage {number}", position=number)
    PassageFactory(source=source, title="Passage 9", draft=True)

    pages = [client.get(address) for address in ("/sources/long/", "/sources/long/page/2/", "/sources/long/page/3/")]

    found = [re.findall(r"<strong>(Passage \d)</strong>", page.content.decode()) for page in pages]
    assert found == [["Passage 1", "Passage 2"], ["Passage 3", "Passage 4"], ["Passage 5"]]
    assert '"/sources/long/page/2/"' in pages[0].content.decode()
    assert "Page 2 of 3: entries 3 to 4 of 5." in text(pages[1])
    assert client.get("/sources/long/page/4/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/recommendations/HEEC-ES-1/",
        "/recommendations/RHO-RE-14/",
        "/recommendations/RCP-BG-1/",
        "/studies/chae-cultural-competency/",
        "/case-studies/london-talent-management-support-network/",
        "/themes/skills/",
        "/themes/roles/",
        "/audiences/pcns/",
        "/audiences/nhs-leaders/",
        "/sources/rho-race-equality/",
        "/sources/heec-empowering-staff/",
        "/glossary/",
        "/resources/",
        "/wres/indicators/9/",
    ],
)
def test_every_link_within_a_page_has_a_place_to_lead_to(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    places = re.findall(r'\sid="([^"]+)"', page)

    assert [link for link in re.findall(r'href="#([^"]+)"', page) if link not in places] == []
    assert len(places) == len(set(places)), "two places have one name"
