"""What the desk and the review screen show of our own assessments of certainty."""

from typing import Any

from curation import workflow
from curation.desk import MAX_SHOWN, WAITING, Item, Waiting
from curation.models import Draft
from curation.review.panels import PANELS, Panel
from evidence.models import Finding
from recommendations.admin.certainty_sheet import sheet_address
from recommendations.assessed_evidence import changes_since_finished
from recommendations.models import Recommendation
from recommendations.own_assessments import graded_summary, levels_in_words


def changed_evidence(user: Any) -> list[Item]:
    """The finished assessments whose evidence changed since, for who may assess it again."""
    if not workflow.has_right(user, "change", Recommendation):
        return []
    rows = {row.pk: row for row in Recommendation.objects.filter(assessment_finished=True)}
    changes = changes_since_finished(rows.values())
    return [
        {"name": str(rows[key]), "href": sheet_address(rows[key]), "kind": "certainty assessment", "says": says}
        for key, says in list(changes.items())[:MAX_SHOWN]
    ]


def assessment(entry: Any, draft: Draft | None) -> dict[str, Any]:
    """The findings and our own assessment of a recommendation, for who reviews it."""
    if not isinstance(entry, Recommendation):
        return {}
    assessments = list(entry.certainty_assessments.select_related("outcome"))
    findings = Finding.objects.filter(study__recommendation_links__recommendation=entry)
    summary = graded_summary(findings.select_related("outcome", "study", "source"), assessments)
    if not summary["rows"]:
        return {}
    return {
        "summary": summary,
        "levels": levels_in_words(entry.level, entry.own_level) if assessments else "No outcome is assessed.",
        "evidence_changes": changes_since_finished([entry]).get(entry.pk, ""),
        "sheet": sheet_address(entry),
    }


WAITING.append(Waiting("Assessments whose evidence changed", changed_evidence))
PANELS.append(Panel("Findings and certainty", assessment, "admin/review_assessment.html"))
