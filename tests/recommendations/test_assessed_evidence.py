"""That a finished assessment of certainty says when its evidence changed since."""

import pytest
from django.test import Client
from django.urls import reverse

from curation import workflow
from curation.admin_base.pages import admin_address
from curation.snapshots import digest, snapshot_of
from recommendations.admin.certainty_sheet import sheet_address
from recommendations.assessed_evidence import changes_since_finished
from recommendations.models import AssessedEvidence, Bearing, Recommendation
from tests.factories import (
    AudienceFactory,
    CertaintyAssessmentFactory,
    FindingFactory,
    RecommendationFactory,
    StudyFactory,
)
from tests.support.admin_forms import save
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessed() -> Recommendation:
    """A published recommendation with a finished assessment, whose evidence was not noted."""
    study = StudyFactory(label="Rotas")
    finding = FindingFactory(study=study)
    row: Recommendation = RecommendationFactory(
        studies=[study], audiences=[AudienceFactory()], assessment_finished=True, certainty_reason="Not graded."
    )
    CertaintyAssessmentFactory(recommendation=row, outcome=finding.outcome, starts_from_because="As linked.")
    workflow.keep_version(row)
    return row


def changes(row: Recommendation) -> str:
    return changes_since_finished([workflow.refetched(row)]).get(row.pk, "")


def finish(client: Client, row: Recommendation, note: str) -> None:
    """Saves the sheet as finished, which makes a draft beside what is published."""
    save(client, sheet_address(row), assessment_finished="on", assessment_note=note)
    assert AssessedEvidence.objects.filter(recommendation=row).exists()


def publish(row: Recommendation) -> None:
    workflow.send_to_review(row, by=person("sender", "Curator"))
    with workflow.shown_as_drafted(row, workflow.open_draft(row)):
        seen = digest(snapshot_of(workflow.refetched(row)))
    workflow.publish(row, by=person("publisher", "Reviewer"), seen=seen)


def test_each_change_of_the_evidence_is_said_until_it_is_assessed_again(assessed: Recommendation):
    client = signed_in(person("cara", "Curator"))
    assert changes(assessed) == "", "Nothing is known of what was finished before."
    finish(client, assessed, "First.")
    publish(assessed)
    assert changes(assessed) == ""

    study = assessed.studies.get()
    finding = study.findings.get()
    finding.statement = "It was the other way round."
    finding.save()
    new = FindingFactory(study=study)
    assert changes(assessed) == "1 finding added, 1 finding changed"
    for address in (sheet_address(assessed), reverse("admin:index")):
        assert "1 finding added, 1 finding changed" in client.get(address).content.decode()
    new.delete()
    link = assessed.study_links.create(study=StudyFactory(), bearing=Bearing.SUPPORTS)
    assert changes(assessed) == "1 study added, 1 finding changed"
    link.delete()

    finish(client, assessed, "Second.")
    assert changes(assessed) == ""
    assert "Assessments whose evidence changed" not in client.get(reverse("admin:index")).content.decode()
    workflow.discard(assessed, by=person("rhea", "Reviewer"))
    assert changes(assessed) == "1 finding changed", "What was discarded assessed nothing."


def test_a_sheet_that_is_not_finished_notes_nothing(assessed: Recommendation):
    save(
        signed_in(person("cara", "Curator")), sheet_address(assessed), assessment_finished="", assessment_note="Later."
    )
    assert workflow.open_draft(assessed) is not None
    assert not AssessedEvidence.objects.exists()


def test_the_reviewer_sees_the_findings_and_the_assessment(assessed: Recommendation):
    cara = person("cara", "Curator")
    finish(signed_in(cara), assessed, "First.")
    FindingFactory(study=assessed.studies.get(), statement="Half of the wards changed their rotas.")
    workflow.send_to_review(assessed, by=cara)
    page = signed_in(person("rhea", "Reviewer")).get(admin_address(assessed, "review")).content.decode()
    assert "Half of the wards changed their rotas." in page
    assert "1 finding added" in page
