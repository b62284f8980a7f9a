import pytest
from django.apps import apps

from curation.models import BulkAction, BulkActionEntry, Draft, Entry, LinkCheck, PublishedVersion, ReleasedRow, Status
from recommendations.models import Bearing
from recommendations.models.certainty_assessments import AssessedEvidence
from tests import factories
from tests.factories.base import ModelFactory

ALL = [getattr(factories, name) for name in factories.__all__]
OF_ENTRIES = [factory for factory in ALL if "draft" in factory._meta.parameters]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", ALL, ids=factories.__all__)
def test_every_factory_makes_valid_rows(factory: type[ModelFactory]):
    for row in factory.create_batch(3):
        row.full_clean()


@pytest.mark.parametrize("factory", OF_ENTRIES)
@pytest.mark.parametrize("trait", ["draft", "in_review", "withdrawn"])
def test_every_trait_makes_valid_entries(factory: type[ModelFactory], trait: str):
    entry = factory(**{trait: True})
    entry.full_clean()
    assert not entry.is_public


def test_every_kind_of_entry_has_the_traits():
    assert {factory._meta.model for factory in OF_ENTRIES} == {
        factory._meta.model for factory in ALL if issubclass(factory._meta.model, Entry)
    }


def test_every_main_model_has_a_factory():
    made = {factory._meta.model for factory in ALL}
    ours = {
        model
        for name in ("evidence", "workforce", "recommendations")
        for model in apps.get_app_config(name).get_models()
        if not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    }
    # What is kept of work on entries, and of checks, comes of these alone.
    records = {AssessedEvidence, BulkAction, BulkActionEntry, Draft, LinkCheck, PublishedVersion, ReleasedRow}
    assert ours - records == made


def test_rows_are_linked_as_told():
    theme, study, case_study = factories.ThemeFactory(), factories.StudyFactory(), factories.CaseStudyFactory()
    indicator, audience = factories.IndicatorFactory(number=7), factories.AudienceFactory()
    recommendation = factories.RecommendationFactory(
        themes=[theme], studies=[study], case_studies=[case_study], indicators=[indicator], audiences=[audience]
    )
    assert list(recommendation.themes.all()) == [theme]
    assert list(recommendation.audiences.all()) == [audience]
    assert list(recommendation.case_studies.all()) == [case_study]
    assert [(link.study, link.bearing) for link in recommendation.study_links.all()] == [(study, Bearing.SUPPORTS)]
    assert [link.indicator for link in recommendation.indicator_links.all()] == [indicator]


def test_a_subtheme_is_in_its_parents_framework():
    parent = factories.ThemeFactory()
    assert factories.ThemeFactory(parent=parent).framework == parent.framework


def test_a_recommendation_takes_the_prefix_of_its_source():
    source = factories.SourceFactory(reference_prefix="HEEC-ES")
    recommendation = factories.RecommendationFactory(source=source)
    assert recommendation.reference.startswith("HEEC-ES-")
    assert recommendation.status == Status.PUBLISHED
