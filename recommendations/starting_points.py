"""Proposes where an assessment of certainty starts, from the designs of the linked studies."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from evidence.models import Design, Direction, Finding, Study
from recommendations.grade import StartingPoint
from recommendations.models import Recommendation

REVIEWS = (Design.SYSTEMATIC_REVIEW, Design.SCOPING_REVIEW, Design.REVIEW)
#: Designs with a starting point; for others the curator must choose.
STARTS_FROM = {
    Design.RANDOMISED_TRIAL: StartingPoint.RANDOMISED,
    Design.COHORT: StartingPoint.NON_RANDOMISED,
    Design.CROSS_SECTIONAL: StartingPoint.NON_RANDOMISED,
    Design.QUALITY_IMPROVEMENT: StartingPoint.NON_RANDOMISED,
    Design.QUALITATIVE: StartingPoint.QUALITATIVE,
}


@dataclass(frozen=True)
class Proposal:
    """The starting point that the designs of the studies on an outcome propose."""

    starts_from: StartingPoint | None  # None if the designs do not tell or differ
    designs: tuple[str, ...]  # each study with its design and what became of it, in words

    @property
    def in_words(self) -> str:
        if not self.designs:
            return "No linked study has a finding on this outcome: say where it starts, and why."
        listed = "; ".join(self.designs)
        if self.starts_from is None:
            return f"The designs do not say where it starts, so say it, and why. Linked: {listed}."
        return f"Proposed from the linked studies: {self.starts_from.label}. Linked: {listed}."


def starting_point(study: Study) -> StartingPoint | None:
    """The starting point by the design of a study, or of all that a review includes; None if it is not known."""
    if study.design in REVIEWS:
        included, trials = study.studies_included, study.trials_included
        return StartingPoint.RANDOMISED if included and trials == included else None
    return STARTS_FROM.get(Design(study.design))


def proposal(studies: Iterable[Study]) -> Proposal:
    """The proposal for the studies with findings on one outcome."""
    studies = sorted(studies, key=lambda each: (each.position, each.pk))
    points = {starting_point(each) for each in studies}
    agreed = points.pop() if len(points) == 1 else None
    return Proposal(agreed, tuple(_in_words(each) for each in studies))


def proposals(recommendation: Recommendation) -> dict[int, Proposal]:
    """The proposals for each outcome that a linked study measured, by the outcome's primary key."""
    findings = Finding.objects.filter(study__recommendation_links__recommendation=recommendation)
    measured = findings.exclude(direction=Direction.NOT_MEASURED).select_related("study", "outcome")
    studies: dict[int, dict[int, Study]] = defaultdict(dict)
    for finding in measured.order_by("outcome__position", "outcome__name"):
        studies[finding.outcome_id][finding.study_id] = finding.study
    return {outcome: proposal(of_outcome.values()) for outcome, of_outcome in studies.items()}


def _in_words(study: Study) -> str:
    design = study.get_design_display().lower()
    if study.design in REVIEWS:
        trials = "number of trials not stated" if study.trials_included is None else f"{study.trials_included} trials"
        included = "number of" if study.studies_included is None else study.studies_included
        stated = "not stated" if study.studies_included is None else "included"
        design = f"{design}, {included} studies {stated}, {trials}"
    return f"{study.cited_as or study.label} ({', '.join(filter(None, (study.retraction_word, design)))})"
