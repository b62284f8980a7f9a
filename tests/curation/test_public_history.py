"""How an entry changed, as far as the public could see it."""

import datetime
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from curation import workflow
from curation.models import Entry, Status
from curation.snapshots import digest
from evidence.models import Citation, Source, Theme
from evidence.study_merging import merge, undo_merge
from recommendations.models import Recommendation
from tests.factories.evidence import CaseStudyFactory, CitationFactory, SourceFactory, StudyFactory, ThemeFactory
from tests.factories.recommendations import AudienceFactory, RecommendationFactory
from tests.support.pages_seen import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation() -> Recommendation:
    """An entry that was published on 5 January 2026, in a source of that day."""
    recommendation: Recommendation = RecommendationFactory(
        title="Train staff", certainty="low", audiences=[AudienceFactory()], evidence_note="It cites no study."
    )
    published_on(5, recommendation)
    return recommendation


def january(day: int, hour: int = 12) -> datetime.datetime:
    return datetime.datetime(2026, 1, day, hour, tzinfo=datetime.UTC)


def published_on(day: int, entry: Entry, hour: int = 12) -> None:
    """Keeps the entry as a version that was published on a day of January 2026."""
    version = workflow.keep_version(entry)
    version.published_at = january(day, hour)
    version.save()


def changes_told(client: Client, address: str) -> str:
    """What stands under the heading, without the list of versions below it."""
    page = text(client.get(address)).rpartition("How this entry changed")[2]
    return re.split(r"Earlier versions|Version \d+ is the current|How to cite|About this", page)[0].strip()


def history(client: Client, recommendation: Recommendation) -> str:
    return changes_told(client, recommendation.get_absolute_url())


def change(recommendation: Recommendation, day: int, **fields: object) -> None:
    for name, value in fields.items():
        setattr(recommendation, name, value)
    recommendation.save()
    published_on(day, recommendation)


def test_what_was_published_twice_on_a_day_is_told_twice(client: Client, recommendation: Recommendation) -> None:
    for hour, certainty in ((13, "moderate"), (14, "low")):
        recommendation.certainty = certainty
        recommendation.save()
        published_on(5, recommendation, hour)

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


def test_what_a_draft_said_never_shows(client: Client, recommendation: Recommendation, rhea: User, cara: User) -> None:
    for title, certainty in (("Secret title", "high"), ("Train staff", "moderate")):
        with workflow.editing(recommendation, by=cara) as edited:
            edited.title, edited.certainty = title, certainty
            edited.save()
    assert history(client, recommendation) == "5 January 2026 Published here"

    publish(recommendation, cara, rhea)

    page = history(client, recommendation)
    assert "Certainty changed from low to moderate" in page
    assert "Title" not in page
    assert "high" not in page


def publish(entry: Entry, author: User, reviewer: User) -> None:
    draft = workflow.send_to_review(entry, by=author)
    workflow.publish(entry, by=reviewer, seen=digest(draft.snapshot))


@pytest.mark.parametrize("title", ["Train staff", "Train all staff"])
def test_what_was_withdrawn_and_published_again_says_so(
    client: Client, recommendation: Recommendation, rhea: User, cara: User, title: str
) -> None:
    workflow.withdraw(recommendation, by=rhea, reason="A mistake.")
    with workflow.editing(recommendation, by=cara) as edited:
        edited.title = title
        edited.save()
    publish(recommendation, cara, rhea)

    today = f"{timezone.localdate():%-d %B %Y}"
    reworded = "" if title == "Train staff" else "; Title reworded"
    assert history(client, recommendation).startswith(f"{today} Published here again{reworded} 5 January 2026")


def test_what_a_load_withdraws_and_publishes_again_says_so(client: Client, recommendation: Recommendation) -> None:
    loaded = Recommendation.objects.filter(pk=recommendation.pk)
    withdrawn, published = (Status.WITHDRAWN, "A mistake."), (Status.PUBLISHED, "")
    for (status, reason), versions in ((withdrawn, 0), (withdrawn, 0), (published, 1), (published, 0)):
        loaded.update(status=status, withdrawn_because=reason)
        assert workflow.keep_versions_of_loaded([loaded.all()]) == versions

    assert history(client, recommendation).count("Published here again") == 1


def test_studies_that_were_merged_and_parted_tell_so(client: Client, admin_user: User) -> None:
    kept, other = StudyFactory(year=2010), StudyFactory(year=2011)
    for study in (kept, other):
        published_on(5, study)
    made = merge(kept, other, by=admin_user, taken=["year"])
    assert "Year changed from 2010 to 2011" in changes_told(client, kept.get_absolute_url())

    undo_merge(made, by=admin_user)

    assert "Year changed from 2011 to 2010" in changes_told(client, kept.get_absolute_url())
    assert "Published here again" not in changes_told(client, kept.get_absolute_url())
    assert "Published here again" in changes_told(client, other.get_absolute_url())


def test_nothing_shows_of_when_its_source_was_not_public(client: Client) -> None:
    recommendation = RecommendationFactory(source=SourceFactory(draft=True), certainty="low")
    published_on(5, recommendation)
    change(recommendation, 6, certainty="high")
    publish_source(recommendation.source, 7)

    assert "Certainty changed" not in history(client, recommendation)


def publish_source(source: Source, day: int) -> None:
    source.status, source.published_on = Status.PUBLISHED, datetime.date(2026, 1, day)
    source.save()


def test_what_no_reader_notices_is_no_change(client: Client, recommendation: Recommendation) -> None:
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
    published_on(10, recommendation)
    recommendation.audiences.remove(audience)
    later.status, later.published_on = Status.PUBLISHED, datetime.date(2026, 1, 20)
    later.save()
    published_on(21, recommendation)
    recommendation.study_links.all().delete()
    published_on(22, recommendation)

    page = history(client, recommendation)

    assert f"10 January 2026 Audience “pharmacies” added; Case study “{case.title}” added" in page
    assert "21 January 2026 Audience “pharmacies” removed" in page
    assert hidden.title not in page
    assert "in the making" not in page
    assert "22 January" not in page


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
    published_on(5, recommendation)
    published_on(6, recommendation)

    assert "theme" not in history(client, recommendation).lower()


def test_a_study_tells_what_changed_in_it(client: Client) -> None:
    study = StudyFactory(year=2010, design="cohort")
    published_on(5, study)
    study.year, study.design, study.reservations = 2011, "evaluation", "A small sample."
    study.save()
    published_on(7, study)

    assert changes_told(client, study.get_absolute_url()).startswith(
        "7 January 2026 Year changed from 2010 to 2011; "
        "Design changed from cohort study to evaluation; Reservations added 5 January 2026 Published here"
    )


def test_a_study_tells_nothing_of_when_only_an_unpublished_source_cited_it(client: Client) -> None:
    study = StudyFactory(year=2010)
    Citation.objects.filter(study=study).delete()
    citation = CitationFactory(study=study, source=SourceFactory(draft=True))
    published_on(5, study)
    study.year = 2011
    study.save()
    published_on(6, study)
    publish_source(citation.source, 7)
    study.year = 2012
    study.save()
    published_on(8, study)

    told = changes_told(client, study.get_absolute_url())

    assert "8 January 2026 Year changed from 2011 to 2012" in told
    assert "6 January" not in told
    assert "2010" not in told


def test_a_case_study_tells_what_changed_in_it(client: Client) -> None:
    case = CaseStudyFactory(lessons="")
    published_on(5, case)
    case.lessons = "Start small."
    case.save()
    published_on(7, case)

    assert changes_told(client, case.get_absolute_url()).startswith(
        "7 January 2026 Lessons added 5 January 2026 Published here"
    )
