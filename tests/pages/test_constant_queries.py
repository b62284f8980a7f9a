"""Pages make the same number of queries, however much they list."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from caching import content_version
from curation import workflow
from pages.urls import urlpatterns
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
    "/": 9,
    "/recommendations/": 20,
    "/recommendations.csv": 9,
    "/recommendations.docx": 14,
    "/recommendations/ABC-1/": 20,
    "/compare/?entry=ABC-1&entry=ABC-2": 40,
    "/my-list/": 1,
    "/audiences/": 2,
    "/audiences/first/": 23,
    "/themes/": 4,
    "/themes/first-theme/": 17,
    "/studies/": 24,
    "/studies/first-study/": 12,
    "/evidence-map/": 23,
    "/evidence-map/?rows=audience&columns=country": 23,
    "/evidence-map.csv": 17,
    "/evidence-map.svg": 18,
    "/recommendation-map/": 23,
    "/recommendation-map/?rows=indicator&columns=source": 23,
    "/recommendation-map.csv": 18,
    "/case-studies/": 11,
    "/case-studies/first-case/": 10,
    "/sources/": 7,
    "/sources/first-source/": 12,
    "/glossary/": 1,
    "/resources/": 10,
    "/resources/first-resource/": 12,
    "/statistics/": 3,
    "/wres/": 6,
    "/new/?type=recommendations": 120,
    "/feed.atom?type=studies": 120,
    "/recommendations.atom": 30,
    "/sitemap-recommendations.xml": 14,
}


def queries_of(client: Client, address: str) -> list[str]:
    """What a page asks the database, but for the version of the content, which every answer is kept under."""
    with CaptureQueriesContext(connection) as queries:
        # A file is written while it is read.
        assert client.get(address).getvalue()
    return [query["sql"] for query in queries if query["sql"] != content_version.READ]


@pytest.fixture
def base() -> dict[str, Any]:
    source = SourceFactory(slug="first-source", reference_prefix="ABC")
    theme = ThemeFactory(slug="first-theme", framework__source=source)
    audience = AudienceFactory(slug="first")
    study = StudyFactory(slug="first-study", themes=[theme])
    case = CaseStudyFactory(slug="first-case", source=source, themes=[theme], studies=[study])
    ResourceFactory(slug="first-resource", source=source, themes=[theme])
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
        for factory in (DefinitionFactory, PassageFactory, StatisticFactory):
            factory(source=source)
        ResourceFactory(source=source, themes=[theme])
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
    few = queries_of(client, address)
    grow(base, range(4, 12))
    many = queries_of(client, address)

    assert len(many) == len(few), "\n".join(query[:150] for query in many)
    assert len(many) <= LIMITS[address]


#: The names of addresses that :data:`LIMITS` leaves out, by the reason.
NOT_LIMITED = {
    "It asks nothing of the content": "about accessibility cookies robots security-txt",
    "It is tested with the search": "search search-suggestions",
    "It is of a reader’s own list, and tested with it": "board-paper baseline action-plan my-list-ris",
    "It is tested with the pages of WRES": "wres-indicator wres-organisation wres-organisations wres-compare",
    "It is tested with the files of WRES": (
        "wres-csv wres-compare-csv wres-indicator-csv wres-organisation-csv "
        "wres-organisation-docx wres-organisation-pdf "
        "wres-organisation-glance-svg wres-organisation-trend-svg wres-organisation-funnel-svg "
        "wres-indicator-spread-svg wres-organisation-glance-png wres-organisation-trend-png "
        "wres-organisation-funnel-png wres-indicator-spread-png"
    ),
    "It shows what was saved with one version": (
        "recommendation-version study-version case-study-version resource-version source-version"
    ),
    "It is drawn by the code of the evidence map's picture": "recommendation-map-svg",
    "It is drawn from the picture in SVG": "evidence-map-png recommendation-map-png",
    "It is the page of a source, further on": "source-page",
    "It is read in batches, however long": (
        "recommendations-xlsx recommendations-json studies-csv studies-findings-csv studies-ris studies-bib "
        "studies-json case-studies-csv resources-csv statistics-csv evidence-base-zip studies-vancouver-txt "
        "studies-harvard-txt studies-vancouver-docx studies-harvard-docx"
    ),
    "It counts the pages of each source, one by one": "sitemap",
    "It shows one entry": (
        "recommendation-ris recommendation-txt study-ris study-txt case-study-ris case-study-txt "
        "resource-ris resource-txt"
    ),
    "It is the same feed of another kind": "studies-feed case-studies-feed resources-feed",
}


def test_every_page_has_a_limit_or_a_reason_to_have_none() -> None:
    limited = {resolve(address.partition("?")[0]).url_name for address in LIMITS}
    left_out = {name for names in NOT_LIMITED.values() for name in names.split()}
    names = {each.name for each in urlpatterns}
    assert names - limited - left_out == set()
    assert left_out - names == set()
