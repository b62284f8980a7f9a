"""Pages make the same number of queries, however much they list."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curation import workflow
from tests.factories.evidence import (
    CaseStudyFactory,
    CitationFactory,
    DefinitionFactory,
    FindingFactory,
    PassageFactory,
    ResourceFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory
from tests.factories.workforce import IndicatorFactory, StatisticFactory

pytestmark = pytest.mark.django_db

#: The most queries that each page may make.
LIMITS = {
    "/": 10,
    "/recommendations/": 24,
    "/recommendations.csv": 14,
    "/recommendations/ABC-1/": 21,
    "/audiences/": 2,
    "/audiences/first/": 20,
    "/themes/": 6,
    "/themes/first-theme/": 20,
    "/studies/": 28,
    "/studies/first-study/": 12,
    "/evidence-map/": 26,
    "/evidence-map/?rows=audience&columns=country": 26,
    "/evidence-map.csv": 17,
    "/evidence-map.svg": 18,
    "/case-studies/": 13,
    "/case-studies/first-case/": 10,
    "/sources/": 8,
    "/sources/first-source/": 15,
    "/glossary/": 2,
    "/resources/": 3,
    "/statistics/": 4,
    "/wres/": 6,
}


@pytest.fixture
def base() -> dict[str, Any]:
    source = SourceFactory(slug="first-source", reference_prefix="ABC")
    theme = ThemeFactory(slug="first-theme", framework__source=source)
    audience = AudienceFactory(slug="first")
    study = StudyFactory(slug="first-study", themes=[theme])
    case = CaseStudyFactory(slug="first-case", source=source, themes=[theme], studies=[study])
    shared = {"source": source, "theme": theme, "audience": audience, "study": study, "case": case}
    shared["recommendation"] = RecommendationFactory(
        reference="ABC-1", source=source, themes=[theme], audiences=[audience], studies=[study], case_studies=[case]
    )
    return shared


def grow(base: dict[str, Any], numbers: range) -> None:
    """Adds to everything that a page lists, once for each number."""
    source, theme = base["source"], base["theme"]
    for number in numbers:
        child = ThemeFactory(framework=theme.framework, parent=theme)
        study = StudyFactory(themes=[theme, child])
        CitationFactory(source=source, study=study)
        CitationFactory(source=SourceFactory(), study=base["study"])
        FindingFactory(study=study, source=source)
        FindingFactory(study=base["study"], source=source, position=number)
        base["case"].studies.add(study)
        recommendation = RecommendationFactory(
            reference=f"ABC-{number}",
            source=source,
            themes=[theme, child],
            audiences=[base["audience"], AudienceFactory(umbrellas=[base["audience"]])],
            studies=[study, base["study"]],
            case_studies=[CaseStudyFactory(source=source, themes=[child], studies=[base["study"]]), base["case"]],
            related=[base["recommendation"]],
        )
        base["recommendation"].study_links.create(study=study, bearing="supports")
        base["recommendation"].case_studies.add(*recommendation.case_studies.all())
        for factory in (DefinitionFactory, PassageFactory, ResourceFactory, StatisticFactory):
            factory(source=source)
        for entry in (base["recommendation"], base["study"], base["case"]):
            workflow.keep_version(entry)
        if number <= 9:
            indicator = IndicatorFactory(number=number, source=source)
            base["recommendation"].indicator_links.create(indicator=indicator, reason="Both are about boards.")


@pytest.mark.parametrize("address", LIMITS)
def test_the_number_of_queries_does_not_grow(client: Client, base: dict[str, Any], address: str) -> None:
    # Which number a model has is looked up once for each process.
    ContentType.objects.get_for_models(*apps.get_models())
    grow(base, range(2, 4))
    with CaptureQueriesContext(connection) as few:
        # A file is written while it is read.
        assert client.get(address).getvalue()
    grow(base, range(4, 12))
    with CaptureQueriesContext(connection) as many:
        # A file is written while it is read.
        assert client.get(address).getvalue()

    assert len(many) == len(few), "\n".join(query["sql"][:150] for query in many)
    assert len(many) <= LIMITS[address]
