"""The maps: what counts, what a filter does to them, and what is said of a wrong query."""

import re
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from evidence.models import Design, Direction
from tests.factories.evidence import (
    CountryFactory,
    FindingFactory,
    FrameworkFactory,
    OutcomeFactory,
    PopulationFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory
from tests.factories.workforce import IndicatorFactory
from tests.support.map_seen import cells, csv_rows
from tests.support.pages_seen import text, total

pytestmark = pytest.mark.django_db


def test_a_theme_of_another_framework_than_the_rows_is_asked_for_beside_them(client: Client) -> None:
    core, other = ThemeFactory(slug="skills"), ThemeFactory(slug="bias")
    both = StudyFactory(themes=[core, other])
    StudyFactory(themes=[core])
    StudyFactory(themes=[other])
    query = f"rows={core.framework.slug}&theme=bias&columns=design"

    assert cells(client, query)["skills", both.design] == 1
    (url,) = {row["url"] for row in csv_rows(client, query) if row["part"] == "row total" and row["row"] == core.name}
    response = client.get(url)
    assert total(response) == 1
    assert "Also on theme: Theme" in text(response)
    assert "Also on theme" not in text(client.get("/studies/"))


@pytest.fixture
def theme() -> Any:
    return ThemeFactory(slug="skills", name="Skills", framework=FrameworkFactory(slug="core", is_core=True))


@pytest.fixture
def outcome() -> Any:
    return OutcomeFactory(slug="knowledge", name="Staff knowledge")


def test_a_study_counts_once_whatever_its_subthemes_and_findings(client: Client, theme: Any, outcome: Any) -> None:
    first, second = (ThemeFactory(slug=slug, parent=theme) for slug in ("first", "second"))
    study = StudyFactory(themes=[theme, first, second], studies_included=40)
    for direction in (Direction.IMPROVED, Direction.IMPROVED, Direction.WORSENED):
        FindingFactory(study=study, outcome=outcome, direction=direction)

    counts = cells(client)
    assert counts["skills", "knowledge"] == counts["first", "knowledge"] == counts["", ""] == 1
    (row,) = (row for row in csv_rows(client) if (row["row_value"], row["column_value"]) == ("skills", "knowledge"))
    assert (row["direction_improved"], row["direction_worsened"]) == ("1", "1")
    assert row["design_systematic-review"] == "1"


def test_what_was_not_measured_is_a_gap(client: Client, theme: Any, outcome: Any) -> None:
    FindingFactory(study=StudyFactory(themes=[theme]), outcome=outcome, direction=Direction.NOT_MEASURED)

    counts = cells(client)
    assert counts["skills", "knowledge"] == 0
    assert counts["skills", "not-stated"] == 1
    page = text(client.get("/evidence-map/"))
    assert "Outcomes with no study: Staff knowledge" in page
    assert "1 of the 1 combinations of theme and outcome have no study." in page


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_what_is_not_published_never_counts(client: Client, theme: Any, outcome: Any, state: str) -> None:
    audience = AudienceFactory(slug="trusts")
    hidden = StudyFactory(themes=[theme], **{state: True})
    FindingFactory(study=hidden, outcome=outcome)
    shown = StudyFactory(themes=[theme])
    FindingFactory(study=shown, outcome=outcome, source=SourceFactory(**{state: True}))
    RecommendationFactory(studies=[shown], audiences=[audience], **{state: True})
    RecommendationFactory(studies=[shown], audiences=[audience], source=SourceFactory(**{state: True}))
    RecommendationFactory(studies=[hidden], audiences=[audience])
    secret = FrameworkFactory(slug="secret", source=SourceFactory(**{state: True}))
    ThemeFactory(framework=secret, name="Secret theme")

    assert cells(client)["skills", "knowledge"] == 0
    assert cells(client)["skills", ""] == 1
    by_audience = cells(client, "rows=audience")
    assert by_audience["trusts", ""] == 0
    assert by_audience["not-stated", ""] == 1
    assert client.get("/evidence-map/?rows=secret").status_code == 400


def test_a_recommendation_that_rests_on_a_study_brings_it_to_its_audiences(client: Client, outcome: Any) -> None:
    trusts, pcns = AudienceFactory(slug="trusts"), AudienceFactory(slug="pcns")
    study = StudyFactory()
    FindingFactory(study=study, outcome=outcome)
    for _ in range(2):
        RecommendationFactory(studies=[study], audiences=[trusts])
    RecommendationFactory(audiences=[pcns])

    counts = cells(client, "rows=audience")
    assert counts["trusts", "knowledge"] == 1
    assert counts["pcns", "knowledge"] == 0
    assert ("not-stated", "") not in counts


def test_a_filter_on_rows_chooses_among_them(client: Client, theme: Any) -> None:
    sub, other = ThemeFactory(slug="sub", parent=theme), ThemeFactory(slug="other", framework=theme.framework)
    StudyFactory(themes=[sub, other])

    assert {row for row, _ in cells(client, "theme=skills")} == {"", "skills", "sub"}
    assert {row for row, _ in cells(client, "theme=sub&theme=other")} == {"", "sub", "other"}


def test_the_core_framework_comes_first(client: Client, theme: Any) -> None:
    ThemeFactory(framework__position=0, slug="earlier")
    theme.framework.position = 99
    theme.framework.save()

    assert ("skills", "") in cells(client)


def test_a_name_that_would_run_as_a_formula_or_as_markup_is_made_harmless(client: Client) -> None:
    country = CountryFactory(code="ZZ", name="<b>Zed</b>'\\")
    StudyFactory(countries=[country], populations=[PopulationFactory(name='=HYPERLINK("a")')])
    query = "rows=population&columns=country"

    assert '\'=HYPERLINK("a")' in {row["row"] for row in csv_rows(client, query)}
    svg = ET.fromstring(client.get(f"/evidence-map.svg?{query}").content)  # noqa: S314
    assert "<b>Zed</b>'\\ (1)" in {each.text for each in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert "<b>Zed" not in client.get(f"/evidence-map/?{query}").content.decode()


NAMES = {"evidence-map": "studies", "recommendation-map": "recommendations"}


SAME = "Columns must show something else than rows do"


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """The name of a map."""
    return str(request.param)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("rows=nothing", "“nothing” is not something that rows can show"),
        ("columns=themes", "“themes” is not something that columns can show"),
        ("cells=pies", "“pies” is not something that cells can show"),
        ("cells=numbers&cells=bubbles", "Give “cells” one value, not 2"),
        ("theme=nothing", "“nothing” is not a theme that we hold"),
        ("foo=1", "There is no filter called “foo”"),
        ("changed_since=soon", "Changed since must be a real date, like 1 June 2026 or 2026-06-01"),
        ("also_theme=skills", "There is no filter called “also_theme”"),
    ],
)
def test_what_is_wrong_is_named_on_the_page_and_in_every_file(
    client: Client, theme: Any, name: str, query: str, message: str
) -> None:
    assert_named(client, theme, name, query, message)


@pytest.mark.parametrize(
    ("name", "query", "message"),
    [
        ("evidence-map", "year_from=soon", "Published from must be a year, like 2024"),
        ("recommendation-map", "rows=audience&columns=audience", SAME),
        ("recommendation-map", "rows=skills-framework&columns=skills-framework", SAME),
    ],
    indirect=["name"],
)
def test_what_is_wrong_on_one_map_is_named_there(
    client: Client, theme: Any, name: str, query: str, message: str
) -> None:
    assert_named(client, theme, name, query, message)


def assert_named(client: Client, theme: Any, name: str, query: str, message: str) -> None:
    """A map filtered by a population, asked for with a mistake, names the mistake and shows the rest."""
    FrameworkFactory(slug="skills-framework")
    people = PopulationFactory(slug="carers")
    StudyFactory(themes=[theme], populations=[people], design=Design.COHORT)
    RecommendationFactory(themes=[theme], populations=[people])
    page = client.get(f"/{name}/?population=carers&{query}")

    assert page.status_code == 400
    assert message in text(page)
    assert "There is a problem with this address" in text(page)
    assert total(page) == 1
    for place in re.findall(r'href="#([^"]+)"', page.content.decode()):
        assert f'id="{place}"' in page.content.decode()
    for href in {unescape(each) for each in re.findall(r'href="([^"]*\?[^"]*)"', page.content.decode())}:
        address = href if href.startswith("/") else f"/{name}/{href}"
        assert client.get(address).status_code == 200, href
    for suffix in ("csv", "svg", "png"):
        response = client.get(f"/{name}.{suffix}?population=carers&{query}")
        assert response.status_code == 400
        assert message in response.content.decode()


def test_a_map_without_entries_is_a_page_that_leads_on(client: Client, name: str) -> None:
    page = client.get(f"/{name}/?q=nowhere&rows=population")

    assert page.status_code == 200
    assert total(page) == 0
    assert f"See all {NAMES[name]}" in text(page)
    for suffix in ("csv", "svg", "png"):
        assert client.get(f"/{name}.{suffix}?q=nowhere").status_code == 200


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("evidence-map", ("audience", "country", "numbers")),
        ("recommendation-map", ("audience", "kind", "numbers")),
        ("recommendation-map", ("indicator", "core", "numbers")),
    ],
    indirect=["name"],
)
def test_the_reader_s_layout_is_kept_by_the_form(
    client: Client, theme: Any, name: str, layout: tuple[str, str, str]
) -> None:
    StudyFactory()
    RecommendationFactory()
    page = client.get("/{}/?rows={}&columns={}&cells={}".format(name, *layout)).content.decode()

    for value in layout:
        assert f'<option value="{value}" selected>' in page


def test_columns_that_rows_take_give_way(client: Client, theme: Any) -> None:
    RecommendationFactory(themes=[theme])

    page = client.get("/recommendation-map/?rows=audience")
    assert page.status_code == 200
    assert "by audience and theme" in text(page)
    assert '<option value="core" selected>' in page.content.decode()


def test_the_certainty_of_recommendations_is_said_in_every_form(client: Client, theme: Any) -> None:
    audience = AudienceFactory(slug="pcns", name="PCNs")
    for certainty in ("moderate", "moderate", "not-graded"):
        RecommendationFactory(themes=[theme], audiences=[audience], certainty=certainty)
    place = {"row_value": "skills", "column_value": "pcns"}

    (row,) = (row for row in csv_rows(client, "", "recommendation-map") if place.items() <= row.items())
    assert (row["recommendations"], row["certainty_moderate"], row["certainty_not-graded"]) == ("3", "2", "1")
    assert "3 recommendations: Skills, PCNs. Moderate: 2, Not graded: 1." in text(client.get("/recommendation-map/"))
    numbers = text(client.get("/recommendation-map/?cells=numbers"))
    assert "2 M moderate: Skills, PCNs" in numbers
    svg = client.get("/recommendation-map.svg").content.decode()
    assert "M2 NG1" in svg
    assert "PCNs 3 (moderate 2, not graded 1)" in svg


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_no_recommendation_counts_that_is_not_published(client: Client, theme: Any, state: str) -> None:
    audience = AudienceFactory(slug="trusts")
    shared = {"themes": [theme], "audiences": [audience]}
    RecommendationFactory(**shared, **{state: True})
    RecommendationFactory(**shared, source=SourceFactory(short_title="Secret", **{state: True}))
    hidden = IndicatorFactory(number=3, name="Secret", source=SourceFactory(**{state: True}))
    shown = RecommendationFactory(**shared)
    shown.indicator_links.create(indicator=hidden, reason="Both are about boards.")

    assert cells(client, "", "recommendation-map")["skills", "trusts"] == 1
    by_indicator = cells(client, "rows=indicator&columns=source", "recommendation-map")
    assert ("3", "") not in by_indicator
    assert by_indicator["not-stated", ""] == 1
    assert "Secret" not in client.get("/recommendation-map/?rows=source&columns=indicator").content.decode()


def test_a_theme_of_another_framework_than_the_columns_is_asked_for_beside_them(client: Client) -> None:
    core, other = ThemeFactory(slug="skills"), ThemeFactory(slug="bias")
    audience = AudienceFactory(slug="pcns")
    RecommendationFactory(themes=[core, other], audiences=[audience])
    RecommendationFactory(themes=[core], audiences=[audience])
    query = f"rows=audience&columns={core.framework.slug}&theme=bias"

    assert cells(client, query, "recommendation-map")["pcns", "skills"] == 1
    (url,) = {
        row["url"]
        for row in csv_rows(client, query, "recommendation-map")
        if (row["row_value"], row["column_value"]) == ("pcns", "skills")
    }
    assert total(client.get(url)) == 1
