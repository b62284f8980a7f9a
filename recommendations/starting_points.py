"""Where an assessment of certainty starts, as far as the designs of the linked studies tell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from evidence.models import Design, Direction, Finding, Study
from recommendations.grade import StartingPoint
from recommendations.models import Recommendation

REVIEWS = (Design.SYSTEMATIC_REVIEW, Design.SCOPING_REVIEW, Design.REVIEW)
#: Designs that tell where to start. The others may be of any kind, which the curator must say.
STARTS_FROM = {
    Design.RANDOMISED_TRIAL: StartingPoint.RANDOMISED,
    Design.COHORT: StartingPoint.NON_RANDOMISED,
    Design.CROSS_SECTIONAL: StartingPoint.NON_RANDOMISED,
    Design.QUALITY_IMPROVEMENT: StartingPoint.NON_RANDOMISED,
    Design.QUALITATIVE: StartingPoint.QUALITATIVE,
}


@dataclass(frozen=True)
class Proposal:
    """What the designs of the studies with findings on an outcome propose.

    Attributes:
        starts_from: The starting point; None where the designs do not tell, or differ, so that the curator must say.
        designs: Each study with its design, in words.
    """

    starts_from: StartingPoint | None
    designs: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """The proposal and what it rests on, in a sentence or two."""
        if not self.designs:
            return "No linked study has a finding on this outcome: say where it starts, and why."
        listed = "; ".join(self.designs)
        if self.starts_from is None:
            return f"The designs do not say where it starts, so say it, and why. Linked: {listed}."
        return f"Proposed from the linked studies: {self.starts_from.label}. Linked: {listed}."


def starting_point(study: Study) -> StartingPoint | None:
    """Where one study starts; a review starts where what it includes does, if it says so of all of it."""
    if study.design in REVIEWS:
        included, trials = study.studies_included, study.trials_included
        return StartingPoint.RANDOMISED if included and trials == included else None
    return STARTS_FROM.get(Design(study.design))


def proposal(studies: Iterable[Study]) -> Proposal:
    """What the designs of studies of one outcome propose together."""
    studies = sorted(studies, key=lambda each: (each.position, each.pk))
    points = {starting_point(each) for each in studies}
    agreed = points.pop() if len(points) == 1 else None
    return Proposal(agreed, tuple(_in_words(each) for each in studies))


def proposals(recommendation: Recommendation) -> dict[int, Proposal]:
    """The proposal for each outcome on which a linked study has a finding, by the key of the outcome."""
    findings = (
        Finding.objects.filter(study__recommendation_links__recommendation=recommendation)
        .exclude(direction=Direction.NOT_MEASURED)
        .select_related("study", "outcome")
        .order_by("outcome__position", "outcome__name")
    )
    studies: dict[int, dict[int, Study]] = defaultdict(dict)
    for finding in findings:
        studies[finding.outcome_id][finding.study_id] = finding.study
    return {outcome: proposal(of_outcome.values()) for outcome, of_outcome in studies.items()}


def _in_words(study: Study) -> str:
    design = study.get_design_display().lower()
    if study.design in REVIEWS:
        trials = "number of trials not stated" if study.trials_included is None else f"{study.trials_included} trials"
        included = "number of" if study.studies_included is None else study.studies_included
        stated = "not stated" if study.studies_included is None else "included"
        design = f"{design}, {included} studies {stated}, {trials}"
    return f"{study.cited_as or study.label} ({design})"
