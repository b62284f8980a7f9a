"""The list of studies: what each filter means."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.models import Design, Direction
from tests.factories.evidence import (
    CitationFactory,
    CountryFactory,
    FindingFactory,
    OutcomeFactory,
    PopulationFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory
from tests.support.pages_seen import counts, text, total

pytestmark = pytest.mark.django_db

Values = list[tuple[str, str]]


@pytest.fixture
def outcomes() -> dict[str, Any]:
    return {slug: OutcomeFactory(slug=slug, name=slug.capitalize()) for slug in ("knowledge", "safety")}


@pytest.fixture
def values(client: Client, outcomes: dict[str, Any]) -> Values:
    """What can be chosen among studies that differ in themes, designs, sources and findings."""
    skills, sources = ThemeFactory(slug="skills"), SourceFactory.create_batch(2)
    themes = [skills, ThemeFactory(parent=skills, framework=skills.framework), ThemeFactory()]
    for n in range(24):
        study = StudyFactory(design=list(Design)[n % 3], themes=themes[: n % 4], year=2000 + n)
        CitationFactory(study=study, source=sources[n % 2])
        for k in range(n % 3):
            outcome = outcomes["knowledge" if (n + k) % 2 else "safety"]
            FindingFactory(study=study, outcome=outcome, direction=list(Direction)[(n + k * 2) % 6])
    return sorted(counts(client.get("/studies/")))


def found(client: Client, query: str) -> int:
    return total(client.get(f"/studies/?{query}"))


def test_outcome_and_direction_mean_one_finding_that_has_both(client: Client, outcomes: dict[str, Any]) -> None:
    study = StudyFactory()
    FindingFactory(study=study, outcome=outcomes["knowledge"], direction=Direction.IMPROVED)
    FindingFactory(study=study, outcome=outcomes["safety"], direction=Direction.WORSENED)

    assert found(client, "outcome=knowledge&direction=improved") == 1
    assert found(client, "outcome=safety&direction=worsened") == 1
    assert found(client, "outcome=knowledge&direction=worsened") == 0
    shown = counts(client.get("/studies/?direction=worsened"))
    assert shown["outcome", "safety"] == 1
    assert shown["outcome", "knowledge"] == 0


def test_a_gap_counts_only_for_a_reader_who_asks_for_gaps(client: Client, outcomes: dict[str, Any]) -> None:
    study = StudyFactory()
    FindingFactory(study=study, outcome=outcomes["safety"], direction=Direction.NOT_MEASURED)

    assert found(client, "outcome=safety") == 0
    assert found(client, "outcome=safety&direction=not-measured") == 1
    shown = counts(client.get("/studies/"))
    assert shown["outcome", "safety"] == 0
    assert shown["direction", "not-measured"] == 1


def test_a_theme_takes_in_its_subthemes_and_counts_each_study_once(client: Client) -> None:
    skills = ThemeFactory(slug="skills")
    training = ThemeFactory(slug="training", parent=skills, framework=skills.framework)
    StudyFactory(themes=[training])
    StudyFactory(themes=[training, skills])
    StudyFactory()

    assert found(client, "theme=skills") == 2
    assert found(client, "theme=training") == 2
    shown = counts(client.get("/studies/"))
    assert shown["theme", "skills"] == 2
    assert shown["theme", "training"] == 2


def test_years_are_bounds_that_a_study_without_a_year_meets_none_of(client: Client) -> None:
    for year in (2005, 2015, None):
        StudyFactory(year=year)

    assert found(client, "year_from=2005") == 2
    assert found(client, "year_from=2006") == 1
    assert found(client, "year_from=2000&year_to=2010") == 1
    assert found(client, "") == 3


@pytest.mark.parametrize(("query", "label"), [("year_from=soon", "Published from"), ("year_to=99999", "Published to")])
def test_a_year_that_is_none_is_named(client: Client, query: str, label: str) -> None:
    response = client.get(f"/studies/?{query}")

    assert response.status_code == 400
    assert f"{label} must be a year, like 2024" in text(response)


def test_source_means_that_it_cites_the_study(client: Client) -> None:
    source = SourceFactory(slug="brief")
    CitationFactory(source=source, study=StudyFactory())
    StudyFactory()

    assert found(client, "source=brief") == 1


def test_search_finds_stems_in_any_of_its_fields_best_match_first(client: Client) -> None:
    StudyFactory(label="Staff time", what_was_done="Mentoring nurses")
    StudyFactory(label="Mentors for nurses", what_was_done="")
    StudyFactory(label="Something else", what_was_done="", authors="Someone", cited_as="")

    page = text(client.get("/studies/?q=mentor"))

    assert found(client, "q=mentor") == 2
    assert page.index("Mentors for nurses") < page.index("Staff time")
    assert found(client, 'q="mentoring nurses"') == 1
    assert found(client, "q=mentor -time") == 1
    assert found(client, "q=the") == 0


def test_a_design_that_is_not_stated_is_a_value_like_any_other(client: Client) -> None:
    StudyFactory(design=Design.NOT_STATED)
    StudyFactory(design=Design.COHORT)

    assert counts(client.get("/studies/"))["design", "not-stated"] == 1
    assert found(client, "design=not-stated") == 1
    assert found(client, "design=not-stated&design=cohort") == 2


def test_the_newest_come_first_and_those_without_a_year_last(client: Client) -> None:
    StudyFactory(label="Undated", year=None)
    StudyFactory(label="Older", year=2019)
    StudyFactory(label="Newer", year=2024)

    shown = text(client.get("/studies/?sort=newest"))

    assert shown.index("Newer") < shown.index("Older") < shown.index("Undated")


def test_each_study_stands_on_one_page_though_their_labels_are_the_same(client: Client) -> None:
    studies = [StudyFactory(label="Same label", position=1) for _ in range(25)]
    pages = [client.get(f"/studies/?sort=title&page={page}").content.decode() for page in (1, 2)]

    for study in studies:
        assert sum(f'href="{study.get_absolute_url()}"' in page for page in pages) == 1


def test_audience_means_that_a_published_recommendation_rests_on_the_study(client: Client) -> None:
    trusts, pcns = AudienceFactory(slug="trusts"), AudienceFactory(slug="pcns")
    both, one, none = StudyFactory(), StudyFactory(), StudyFactory()
    RecommendationFactory(studies=[both, one], audiences=[trusts])
    RecommendationFactory(studies=[both], audiences=[trusts, pcns])
    RecommendationFactory(studies=[none])
    RecommendationFactory(studies=[none], audiences=[pcns], draft=True)

    assert found(client, "audience=trusts") == 2
    assert found(client, "audience=pcns") == 1
    assert found(client, "audience=pcns&audience=trusts") == 2
    assert found(client, "audience=not-stated") == 1
    assert found(client, "audience=not-stated&audience=pcns") == 2
    shown = counts(client.get("/studies/"))
    assert [shown["audience", value] for value in ("trusts", "pcns", "not-stated")] == [2, 1, 1]


def test_what_a_study_does_not_state_can_be_asked_for(client: Client, outcomes: dict[str, Any]) -> None:
    theme = ThemeFactory(slug="skills", framework__slug="core")
    stated = StudyFactory(themes=[theme], countries=[CountryFactory(code="GB")], populations=[PopulationFactory()])
    FindingFactory(study=stated, outcome=outcomes["knowledge"])
    silent = StudyFactory(themes=[ThemeFactory()])
    FindingFactory(study=silent, outcome=outcomes["knowledge"], direction=Direction.NOT_MEASURED)

    shown = counts(client.get("/studies/"))
    for name, value in (("country", "not-stated"), ("population", "not-stated"), ("theme", "not-in.core")):
        assert found(client, f"{name}={value}") == shown[name, value] == 1
    assert found(client, "country=not-stated&country=GB") == 2
    assert found(client, "theme=not-in.core&theme=skills") == 2
    assert found(client, "outcome=not-stated") == shown["outcome", "not-stated"] == 1
    assert found(client, "outcome=not-stated&outcome=knowledge") == 2


def test_no_finding_has_a_direction_and_no_outcome(client: Client, outcomes: dict[str, Any]) -> None:
    FindingFactory(study=StudyFactory(), outcome=outcomes["knowledge"], direction=Direction.IMPROVED)
    StudyFactory()

    assert found(client, "outcome=not-stated&direction=improved") == 0
    assert found(client, "outcome=not-stated&outcome=knowledge&direction=improved") == 1
    assert counts(client.get("/studies/?direction=improved"))["outcome", "not-stated"] == 0
    assert counts(client.get("/studies/?outcome=not-stated"))["direction", "improved"] == 0


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_count_is_what_choosing_its_value_gives(client: Client, values: Values, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(values), max_size=4, unique=True))
    shown = counts(client.get(f"/studies/?{urlencode(chosen)}"))
    name, value = data.draw(st.sampled_from(sorted(shown)))
    others = [(each, other) for each, other in chosen if each != name]

    assert found(client, urlencode([*others, (name, value)])) == shown[name, value]
