"""How an entry changed, as far as the public could see it."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from curation.models import Status
from evidence.models import CaseStudy, Citation, Source, Study, Theme
from pages.public_history import _events_of
from recommendations.models import Recommendation
from tests.factories.evidence import CaseStudyFactory, CitationFactory, SourceFactory, StudyFactory, ThemeFactory
from tests.factories.recommendations import AudienceFactory, RecommendationFactory
from tests.support.pages_seen import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation() -> Recommendation:
    """An entry that was published on 5 January 2026, in a source of that day."""
    recommendation: Recommendation = RecommendationFactory(title="Train staff", certainty="low")
    happened_on(5)
    return recommendation


def happened_on(day: int, hour: int = 12) -> None:
    """Dates everything that happened since the last call to a day of January 2026.

    A test is one transaction, so the database gives all its events one time.
    """
    at = datetime.datetime(2026, 1, day, hour, tzinfo=datetime.UTC)
    just_now = timezone.now() - datetime.timedelta(hours=1)
    links: Any = [Recommendation._meta.get_field(name) for name in ("audiences", "case_studies", "studies")]
    for model in (Recommendation, Source, Study, Citation, CaseStudy, *(each.remote_field.through for each in links)):
        _events_of(model).filter(pgh_created_at__gte=just_now).update(pgh_created_at=at)


def history(client: Client, recommendation: Recommendation) -> str:
    page = text(client.get(recommendation.get_absolute_url()))
    return page.rpartition("How this entry changed")[2].partition("How to cite")[0].strip()


def change(recommendation: Recommendation, day: int, **fields: object) -> None:
    for name, value in fields.items():
        setattr(recommendation, name, value)
    recommendation.save()
    happened_on(day)


def test_what_was_published_twice_on_a_day_is_told_twice(client: Client, recommendation: Recommendation) -> None:
    for hour, certainty in ((13, "moderate"), (14, "low")):
        recommendation.certainty = certainty
        recommendation.save()
        happened_on(5, hour)

    assert history(client, recommendation) == (
        "5 January 2026 Certainty changed from moderate to low "
        "5 January 2026 Certainty changed from low to moderate "
        "5 January 2026 Published here"
    )


def test_a_change_is_told_with_its_day(client: Client, recommendation: Recommendation) -> None:
    change(recommendation, 7, certainty="moderate", statement="Everyone should train.", curator_note="A note.")

    assert history(client, recommendation) == (
        "7 January 2026 Statement reworded; Certainty changed from low to moderate; Curator’s note added "
        "5 January 2026 Published here"
    )


def test_what_a_draft_said_never_shows(client: Client, recommendation: Recommendation) -> None:
    change(recommendation, 8, status=Status.DRAFT, title="Secret title", certainty="high")
    change(recommendation, 9, status=Status.PUBLISHED, title="Train staff", certainty="low")

    page = history(client, recommendation)

    assert "9 January 2026 Published here again" in page
    assert "8 January" not in page
    assert "Secret" not in page
    assert "high" not in page


def test_nothing_shows_of_when_its_source_was_not_public(client: Client) -> None:
    recommendation = RecommendationFactory(source=SourceFactory(draft=True), certainty="low")
    happened_on(5)
    change(recommendation, 6, certainty="high")
    recommendation.source.status, recommendation.source.published_on = Status.PUBLISHED, datetime.date(2026, 1, 7)
    recommendation.source.save()
    happened_on(7)

    assert "Certainty changed" not in history(client, recommendation)


def test_what_was_changed_and_changed_back_on_one_day_is_no_change(
    client: Client, recommendation: Recommendation
) -> None:
    change(recommendation, 8, title="Trian staff")
    change(recommendation, 8, title="Train staff")
    change(recommendation, 9, position=99, review_due_on=datetime.date(2027, 1, 1))

    assert history(client, recommendation) == "5 January 2026 Published here"


def test_links_are_told_of_only_where_the_public_could_see_what_they_lead_to(
    client: Client, recommendation: Recommendation
) -> None:
    audience, case, hidden = AudienceFactory(name="pharmacies"), CaseStudyFactory(), CaseStudyFactory(draft=True)
    later = StudyFactory(draft=True, label="A study in the making")
    recommendation.audiences.add(audience)
    recommendation.case_studies.add(case, hidden)
    recommendation.study_links.create(study=later, bearing="supports")
    happened_on(10)
    recommendation.audiences.remove(audience)
    later.status, later.published_on = Status.PUBLISHED, datetime.date(2026, 1, 20)
    later.save()
    happened_on(21)

    page = history(client, recommendation)

    assert f"10 January 2026 Audience “pharmacies” added; Case study “{case.title}” added" in page
    assert "21 January 2026 Audience “pharmacies” removed" in page
    assert hidden.title not in page
    assert "in the making" not in page


def test_the_day_of_the_last_change_stands_beside_it_and_in_its_citation(
    client: Client, recommendation: Recommendation
) -> None:
    change(recommendation, 12, title="Train all staff")

    page = text(client.get(recommendation.get_absolute_url()))

    assert "Last changed 12 January 2026" in page
    assert "Version of 12 January 2026" in page


def test_the_themes_that_it_had_when_it_was_published_are_no_change(client: Client) -> None:
    theme: Theme = ThemeFactory()
    recommendation = RecommendationFactory(themes=[theme])

    assert "theme" not in history(client, recommendation).lower()


def changes_told(client: Client, address: str) -> str:
    page = text(client.get(address)).split("How this entry changed")[-1]
    return page.partition("How to cite")[0].partition("About this")[0].strip()


def test_a_study_tells_what_changed_in_it(client: Client) -> None:
    study = StudyFactory(year=2010, design="cohort")
    happened_on(5)
    study.year, study.design, study.reservations = 2011, "evaluation", "A small sample."
    study.save()
    happened_on(7)

    assert changes_told(client, study.get_absolute_url()).startswith(
        "7 January 2026 Year changed from 2010 to 2011; "
        "Design changed from cohort study to evaluation; Reservations added 5 January 2026 Published here"
    )


def test_a_study_tells_nothing_of_when_only_an_unpublished_source_cited_it(client: Client) -> None:
    study = StudyFactory(year=2010)
    Citation.objects.filter(study=study).delete()
    citation = CitationFactory(study=study, source=SourceFactory(draft=True))
    happened_on(5)
    study.year = 2011
    study.save()
    happened_on(6)
    citation.source.status, citation.source.published_on = Status.PUBLISHED, datetime.date(2026, 1, 7)
    citation.source.save()
    happened_on(7)
    study.year = 2012
    study.save()
    happened_on(8)

    told = changes_told(client, study.get_absolute_url())

    assert "8 January 2026 Year changed from 2011 to 2012" in told
    assert "6 January" not in told
    assert "2010" not in told


def test_a_case_study_tells_what_changed_in_it(client: Client) -> None:
    case = CaseStudyFactory(lessons="")
    happened_on(5)
    case.lessons = "Start small."
    case.save()
    happened_on(7)

    assert changes_told(client, case.get_absolute_url()).startswith(
        "7 January 2026 What it teaches added 5 January 2026 Published here"
    )
