"""The state of a list in words: above it, and in the title of the window."""

import re

import pytest
from django.test import Client

from lists.wording import join_with_or, midsentence
from tests.support.pages_seen import total

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


def heading(client: Client, address: str) -> str:
    """The heading above the list; the window's title starts the same."""
    page = client.get(address)
    content = page.content.decode()
    (words,) = re.findall(r'id="state"[^>]*>([^<]*)</h2>', content)
    (title,) = re.findall(r"<title>\s*([^<]*?)\s*</title>", content)
    assert title.removeprefix("Error: ").startswith(words)
    number = words.split(" ")[0].replace(",", "")
    assert total(page) == (0 if number == "No" else int(number))
    return re.sub(r"^[\d,]+ ", "", words)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "recommendations"),
        ("audience=pcns&certainty=moderate", "recommendations for PCNs with moderate certainty"),
        (
            "q=staff+time&theme=adequate-time&audience=trusts&audience=icbs",
            "recommendation for ICBs or trusts about adequate time, matching “staff time”",
        ),
        ("certainty=very-low", "recommendation with very low certainty"),
        ("certainty=high", "No recommendations with high certainty"),
        ("certainty=not-graded&certainty=low", "recommendations with low certainty or that are not graded"),
        ("audience=not-stated&audience=boards", "recommendations for boards or with no stated audience"),
        ("indicator=1&indicator=7", "recommendations on WRES indicator 1 or 7"),
        ("source=heec-empowering-staff&kind=recommendation", "recommendations from “Evidence brief”"),
        ("kind=statutory-duty&kind=next-step", "next steps or statutory duties"),
        (
            "audience=pcns&audience=icbs&audience=not-stated",
            "recommendations for ICBs or PCNs, or with no stated audience",
        ),
        ("q=zzzz", "No recommendations matching “zzzz”"),
        ("indicator=not-stated&indicator=9", "recommendations on WRES indicator 9 or linked to no WRES indicator"),
        ("theme=not-in.core&theme=skills", "recommendations about skills or no theme of “Ways to empower staff”"),
        (
            "certainty=moderate&changed_since=2026-01-02",
            "recommendations with moderate certainty new or changed since 2 January 2026",
        ),
        ("audience=pcns&foo=1&page=9", "recommendations for PCNs"),
    ],
)
def test_recommendations(client: Client, query: str, words: str) -> None:
    assert heading(client, f"/recommendations/?{query}") == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("outcome=staff-knowledge", "studies with a finding on staff knowledge"),
        (
            "direction=improved&direction=mixed&outcome=staff-knowledge",
            "studies that found an improvement or mixed results in staff knowledge",
        ),
        ("direction=worsened&outcome=staff-knowledge", "No studies that found a worsening in staff knowledge"),
        ("direction=not-measured", "studies that left an outcome unmeasured"),
        (
            "direction=improved&direction=not-measured",
            "studies that found an improvement or left an outcome unmeasured",
        ),
        ("outcome=not-stated", "studies with no finding reported"),
        ("year_from=2010&year_to=2020", "studies published from 2010 to 2020"),
        ("year_from=2018&year_to=2018", "studies published in 2018"),
        ("year_to=2018", "studies published in 2018 or earlier"),
        ("design=systematic-review&design=scoping-review", "systematic reviews or scoping reviews"),
        ("design=not-stated", "studies with no stated design"),
        ("theme=not-in.core", "studies about no theme of “Ways to empower staff”"),
        ("audience=pcns", "studies that recommendations for PCNs rest on"),
        (
            "design=not-stated&design=cohort&country=GB&country=not-stated",
            "cohort studies or studies with no stated design done in the United Kingdom or with no stated country",
        ),
        ("population=lgbtq-people&setting=general-practice", "No studies in general practice concerning LGBTQ+ people"),
    ],
)
def test_studies(client: Client, query: str, words: str) -> None:
    assert heading(client, f"/studies/?{query}") == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=toolkit&web_address=stated", "toolkits with a web address"),
        (
            "kind=guidance&kind=brief&theme=skills",
            "pieces of guidance or evidence briefs about skills",
        ),
        (
            "web_address=not-stated&source=heec-empowering-staff",
            "resources from “Evidence brief” with no stated web address",
        ),
    ],
)
def test_resources(client: Client, query: str, words: str) -> None:
    assert heading(client, f"/resources/?{query}") == words


def test_the_title_says_which_page_it_is(client: Client) -> None:
    assert "case studies (page 2 of 4) – " in client.get("/case-studies/?page=2").content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [("Staff knowledge", "staff knowledge"), ("LGBTQ+ people",) * 2, ("Indigenous peoples",) * 2],
)
def test_a_name_within_a_sentence(name: str, words: str) -> None:
    assert midsentence(name) == words


@pytest.mark.parametrize(("words", "joined"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
def test_any_of_several(words: list[str], joined: str) -> None:
    assert join_with_or(words) == joined
