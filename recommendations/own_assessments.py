"""Our own assessments of certainty in words, beside the level that the source states."""

from collections.abc import Iterable, Iterator
from typing import Any

from evidence.models import Finding
from evidence.summary_of_findings import summary_of_findings
from recommendations import grade
from recommendations.grade import Certainty, Concern, Importance
from recommendations.models import CertaintyAssessment, Recommendation


def levels_in_words(stated: Certainty, own: Certainty | None) -> str:
    """Both levels: “The source states: moderate. Our own assessment: low.”."""
    source = "The source states no level." if stated == Certainty.NOT_GRADED else f"The source states: {_word(stated)}."
    ours = "no overall level, since no outcome is critical" if own is None else _word(own)
    return f"{source} Our own assessment: {ours}."


def _word(level: Certainty) -> str:
    return str(level.label).lower()


def reasons_in_words(assessment: CertaintyAssessment) -> list[str]:
    """The reasons for the level, a sentence each: the start, then each rating or concern."""
    return [_start(assessment), *(_concerns(assessment) if assessment.working.is_qualitative else _ratings(assessment))]


def _start(assessment: CertaintyAssessment) -> str:
    start = assessment.working.starts_from
    return _with_why(f"Starts at {_word(start.level)}: {start.studies.lower()}", assessment.starts_from_because)


def _ratings(assessment: CertaintyAssessment) -> Iterator[str]:
    for way, reasons in (("down", grade.RATES_DOWN), ("up", grade.RATES_UP)):
        for reason, words in reasons.items():
            by, why = getattr(assessment, reason), getattr(assessment, grade.explanation_field(reason))
            if by:
                yield _with_why(f"Rated {way} by {by} for {words}", why)
            elif why:
                yield _with_why(f"Not rated {way} for {words}", why)


def _concerns(assessment: CertaintyAssessment) -> Iterator[str]:
    for component, words in grade.COMPONENTS.items():
        concern = Concern(getattr(assessment, component))
        yield _with_why(f"{concern.label} about {words}", getattr(assessment, grade.explanation_field(component)))
    by = assessment.confidence_down
    yield _with_why(f"Rated down by {by} in all" if by else "Not rated down", assessment.confidence_down_because)


def _with_why(what: str, why: str) -> str:
    return f"{what}. {why}" if why else f"{what}."


def graded_summary(findings: Iterable[Finding], assessments: Iterable[CertaintyAssessment]) -> dict[str, Any]:
    """The summary of findings with our own assessments; assessed outcomes come first, by importance.

    Returns the context of :func:`evidence.summary_of_findings.summary_of_findings`, and beside it::

        {"rows": [{…, "assessment": {"level": Certainty.LOW, "importance": "Critical, 8 of 9",
                                     "is_qualitative": False, "notes": [1, 2]}}, …],
         "notes": ["Starts at low: studies that are not randomised.", …]}

    ``assessment`` is None for outcomes that were not assessed; its ``notes`` are numbers of the ``notes`` below.
    """
    summary = summary_of_findings(findings)
    found = {row["slug"]: row for row in summary["rows"]}
    notes: list[str] = []
    rows = []
    for each in assessments:
        slug, name = each.outcome.slug, each.outcome.name
        without_finding = {"slug": slug, "outcome": name, "studies": 0, "notices": "", "designs": [], "directions": []}
        row = found.pop(slug, without_finding)
        reasons = reasons_in_words(each)
        notes += [reason for reason in reasons if reason not in notes]
        assessment = {
            "level": each.level,
            "importance": f"{each.importance_kind.label}, {each.importance} of 9",
            "is_qualitative": each.working.is_qualitative,
            "notes": [notes.index(reason) + 1 for reason in reasons],
        }
        rows.append({**row, "assessment": assessment})
    rows += [{**row, "assessment": None} for row in found.values()]
    return {**summary, "rows": rows, "notes": notes}


def own_assessment(recommendation: Recommendation, assessments: list[CertaintyAssessment]) -> dict[str, Any] | None:
    """The context for our own assessment; None if there are no assessments.

    Returns::

        {"level": Certainty.LOW, "levels": "The source states: moderate. Our own assessment: low.", "differs": True,
         "note": "The review pools …", "critical": ["Staff knowledge"], "outcomes": 3}

    ``level`` is None if no outcome is critical.
    """
    if not assessments:
        return None
    level = grade.overall_level((each.importance_kind, each.level) for each in assessments)
    return {
        "level": level,
        "levels": levels_in_words(recommendation.level, level),
        "differs": grade.differs(recommendation.level, level),
        "note": recommendation.assessment_note,
        "critical": [each.outcome.name for each in assessments if each.importance_kind is Importance.CRITICAL],
        "outcomes": len(assessments),
    }


def public_assessments(recommendation: Recommendation) -> list[CertaintyAssessment]:
    """The assessments that the public may see: all once they are finished, otherwise none."""
    if not recommendation.assessment_finished:
        return []
    return list(recommendation.certainty_assessments.select_related("outcome"))
