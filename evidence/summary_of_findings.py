"""What studies found, gathered by outcome: the table of a recommendation's page and of a study's."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from evidence import effect_sizes
from evidence.models import Design, Direction, Finding, OutcomeGroup, Study, notices_in_words
from lists.links import link

#: Where there are more findings than this, only their numbers are shown, and the words on request.
READ_AT_A_GLANCE = 10


def for_summary(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """The findings with what :func:`summary_of_findings` tells of them alone."""
    return findings.select_related("outcome", "study", "source").only(
        *("direction", "statement", "studies_reporting", "studies_in_this_direction", "locator"),
        *effect_sizes.FIELDS,
        *("outcome__slug", "outcome__name", "outcome__position", "outcome__group", "source__short_title"),
        *("study__slug", "study__label", "study__cited_as", "study__design", "study__position"),
        "study__retraction",
    )


def summary_of_findings(findings: Iterable[Finding]) -> dict[str, Any]:
    """The findings by outcome, then by the way they point; each needs its outcome, study and source.

    A study counts once for each outcome that it measured. A gap (“not measured”) stands beside the counts.

    Returns::

        {"is_long": False, "rows": [
            {"slug": "staff-knowledge", "outcome": "Staff knowledge", "is_of_patients": False, "studies": 6,
             "notices": "1 of them retracted", "designs": [{"label": "Systematic review", "studies": 4}, …],
             "directions": [
                {"label": "Improved", "studies": 6, "notices": "1 of them retracted",
                 "links": [{"text": "Jongen and colleagues (2018)", "href": "…", "retraction": "retracted"}, …],
                 "findings": [{"study": {…}, "study_key": 7, "statement": "…",
                               "stated": "7 of 8 studies that report it", "effect": [see effect_facts],
                               "locator": "Evidence brief, Section 1"}, …]}, …]}, …]}
    """
    found = sorted(findings, key=lambda each: (each.outcome.position, each.outcome.name, each.study.position))
    study_links = {study.pk: _study_link(study) for study in {each.study_id: each.study for each in found}.values()}
    return {
        "is_long": len(found) > READ_AT_A_GLANCE,
        "rows": [
            _row(list(of_outcome), study_links) for _, of_outcome in groupby(found, key=lambda each: each.outcome_id)
        ],
    }


def _row(findings: list[Finding], study_links: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    by_direction = {way: [each for each in findings if each.direction == way] for way in Direction}
    measured = {each.study_id: each.study for each in findings if each.direction != Direction.NOT_MEASURED}
    designs = Counter(study.design for study in measured.values())
    return {
        "slug": findings[0].outcome.slug,
        "outcome": findings[0].outcome.name,
        "is_of_patients": findings[0].outcome.group == OutcomeGroup.PATIENTS,
        "studies": len(measured),
        "notices": notices_in_words(study.retraction for study in measured.values()),
        "designs": [{"label": each.label, "studies": designs[each]} for each in Design if designs[each]],
        "directions": [
            {
                "label": way.label,
                "studies": len({each.study_id for each in of_direction}),
                "notices": notices_in_words({each.study_id: each.study.retraction for each in of_direction}.values()),
                "studies_by_key": {each.study_id for each in of_direction},
                "links": [study_links[key] for key in dict.fromkeys(each.study_id for each in of_direction)],
                "findings": [_in_words(each, study_links[each.study_id]) for each in of_direction],
            }
            for way, of_direction in by_direction.items()
            if of_direction
        ],
    }


def _study_link(study: Study) -> dict[str, Any]:
    return {**link(study, study.cited_as or study.label), "retraction": study.retraction_word}


def _in_words(finding: Finding, study_link: dict[str, Any]) -> dict[str, Any]:
    return {
        "study": study_link,
        "study_key": finding.study_id,
        "statement": finding.statement,
        "stated": counts_in_words(finding),
        "effect": effect_sizes.effect_facts(finding),
        "locator": f"{finding.source.short_title}, {finding.locator}",
    }


def counts_in_words(finding: Finding) -> str:
    """How many studies of a review a finding rests on: “7 of 8 studies that report it”; empty if not stated."""
    pointing, reporting = finding.studies_in_this_direction, finding.studies_reporting
    if reporting is None:
        return "" if pointing is None else f"Found in {pointing:,} of its studies"
    if pointing is None:
        return f"Reported by {reporting:,} of its studies"
    return f"{pointing:,} of {reporting:,} studies that report it"
