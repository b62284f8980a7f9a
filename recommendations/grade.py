"""GRADE's rules: how the level of certainty on an outcome follows from a curator's judgements.

They follow the GRADE Working Group's publications:

- Balshem and others (2011), GRADE guidelines 3, doi:10.1016/j.jclinepi.2010.07.015. Randomised trials start high,
  others low; five reasons rate down by one or two levels.
- Guyatt and others (2011), GRADE guidelines 9, doi:10.1016/j.jclinepi.2011.06.004. Three reasons rate up, a large
  effect by one or two levels; they are for studies that are not randomised, where nothing rates down.
- Guyatt and others (2013), GRADE guidelines 11, doi:10.1016/j.jclinepi.2012.01.006, and 2,
  doi:10.1016/j.jclinepi.2010.09.012. The overall level is the lowest among the critical outcomes: those of importance 7
  to 9 of 9.
- Lewin and others (2018), Applying GRADE-CERQual, papers 1 and 2, doi:10.1186/s13012-017-0688-3 and
  doi:10.1186/s13012-017-0689-2. Qualitative findings start high; the concerns in four components are weighed together,
  not added up.

docs/decisions/grade-assessments.md says what we chose where the guidance leaves a choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models


class Certainty(models.TextChoices):
    """GRADE's certainty of evidence, which is neither a priority nor the strength of a recommendation."""

    HIGH = "high", "High"
    MODERATE = "moderate", "Moderate"
    LOW = "low", "Low"
    VERY_LOW = "very-low", "Very low"
    NOT_GRADED = "not-graded", "Not graded"

    @property
    def symbols(self) -> str:
        """GRADE's four circles; empty for not graded."""
        return {"high": "⊕⊕⊕⊕", "moderate": "⊕⊕⊕◯", "low": "⊕⊕◯◯", "very-low": "⊕◯◯◯"}.get(self.value, "")

    @property
    def meaning(self) -> str:
        """What the level says about the true effect, after Balshem and others, GRADE guidelines 3 (2011)."""
        return {
            "high": "We can be very confident that the true effect is close to what the studies found.",
            "moderate": "The true effect is probably close to what was found, but may possibly be very different.",
            "low": "Confidence is limited: the true effect may be very different from what the studies found.",
            "very-low": "Very little confidence: the true effect is likely to be very different from what was found.",
            "not-graded": "The source does not state how certain its evidence is. That does not mean it is weak.",
        }[self.value]


#: The levels that evidence can have, lowest first.
LEVELS = (Certainty.VERY_LOW, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH)


class StartingPoint(models.TextChoices):
    """The designs of the studies on an outcome. For a review, those of the studies that it includes."""

    RANDOMISED = "randomised", "Randomised trials: starts high"
    NON_RANDOMISED = "non-randomised", "Studies that are not randomised: starts low"
    QUALITATIVE = "qualitative", "Qualitative findings, by GRADE-CERQual: starts high"

    @property
    def level(self) -> Certainty:
        """The level before rating up or down."""
        return Certainty.LOW if self is StartingPoint.NON_RANDOMISED else Certainty.HIGH

    @property
    def studies(self) -> str:
        return str(self.label).partition(":")[0].partition(",")[0]


class RatedDown(models.IntegerChoices):
    """The number of levels that a reason rates down by."""

    NO = 0, "Not serious: no change"
    SERIOUS = 1, "Serious: down by 1"
    VERY_SERIOUS = 2, "Very serious: down by 2"


class LargeEffect(models.IntegerChoices):
    """The number of levels that a large effect rates up by."""

    NO = 0, "Not large: no change"
    LARGE = 1, "Large, at least twofold: up by 1"
    VERY_LARGE = 2, "Very large, at least fivefold: up by 2"


class RatedUp(models.IntegerChoices):
    """The number of levels that another reason rates up by."""

    NO = 0, "No: no change"
    YES = 1, "Yes: up by 1"


class Concern(models.TextChoices):
    """The concern about a component of GRADE-CERQual."""

    NONE = "none", "No or very minor concerns"
    MINOR = "minor", "Minor concerns"
    MODERATE = "moderate", "Moderate concerns"
    SERIOUS = "serious", "Serious concerns"


class Importance(models.TextChoices):
    """The importance of an outcome for a decision, from GRADE's ratings of 1 to 9."""

    CRITICAL = "critical", "Critical"
    IMPORTANT = "important", "Important"
    NOT_IMPORTANT = "not-important", "Not important"

    @classmethod
    def of(cls, rating: int) -> "Importance":
        """The importance of a rating: critical from 7, important from 4."""
        return cls.CRITICAL if rating >= 7 else cls.IMPORTANT if rating >= 4 else cls.NOT_IMPORTANT


#: The reasons for rating, by the name of the field with the number of levels.
RATES_DOWN = {
    "risk_of_bias": "risk of bias",
    "inconsistency": "inconsistency",
    "indirectness": "indirectness",
    "imprecision": "imprecision",
    "publication_bias": "publication bias",
}
RATES_UP = {
    "large_effect": "a large effect",
    "dose_response": "a dose-response gradient",
    "plausible_confounding": "plausible confounding that would reduce the effect",
}
COMPONENTS = {
    "methodological_limitations": "methodological limitations",
    "coherence": "coherence",
    "adequacy": "adequacy of data",
    "relevance": "relevance",
}


def explanation_field(reason: str) -> str:
    """The name of the field with the explanation of a reason."""
    return f"{reason}_because"


class NotByGrade(ValueError):
    """The judgements break GRADE's rules, so no level follows."""


@dataclass(frozen=True)
class Working:
    """A curator's judgements of the evidence on one outcome."""

    starts_from: StartingPoint
    down: Mapping[str, int] = field(default_factory=dict)  # levels by the keys of RATES_DOWN; 0 if missing
    up: Mapping[str, int] = field(default_factory=dict)  # levels by the keys of RATES_UP; 0 if missing
    concerns: Mapping[str, Concern] = field(default_factory=dict)  # by the keys of COMPONENTS, if qualitative
    confidence_down: int = 0  # levels for all concerns together, if qualitative

    @property
    def is_qualitative(self) -> bool:
        return self.starts_from is StartingPoint.QUALITATIVE

    @property
    def faults(self) -> dict[str, str]:
        """The rules that the judgements break: messages by field; empty if a level follows."""
        return dict(self._faults_of_qualitative() if self.is_qualitative else self._faults_of_others())

    def _faults_of_qualitative(self) -> Iterable[tuple[str, str]]:
        for reason, words in {**RATES_DOWN, **RATES_UP}.items():
            if self.down.get(reason) or self.up.get(reason):
                yield reason, f"Qualitative findings are not rated for {words}: they go by the four components."
        for component, words in COMPONENTS.items():
            if component not in self.concerns:
                yield component, f"Say how far {words} gives cause for concern."
        if self.confidence_down and all(concern is Concern.NONE for concern in self.concerns.values()):
            yield "confidence_down", "No component gives cause for concern, so nothing rates it down."

    def _faults_of_others(self) -> Iterable[tuple[str, str]]:
        for component in self.concerns:
            yield component, "Leave this empty: it is for qualitative findings only."
        if self.confidence_down:
            yield "confidence_down", "Leave this at 0: it is for qualitative findings only."
        for reason in (each for each, by in self.up.items() if by):
            if self.starts_from is StartingPoint.RANDOMISED:
                yield reason, "Randomised trials start high, and are not rated up."
            elif any(self.down.values()):
                yield reason, "Only what nothing rates down can be rated up."

    @property
    def level(self) -> Certainty:
        """The starting level less what rates down, plus what rates up, but never beyond very low and high.

        Raises:
            NotByGrade: the judgements have faults.
        """
        if self.faults:
            raise NotByGrade(" ".join(self.faults.values()))
        steps = sum(self.up.values()) - sum(self.down.values()) - self.confidence_down
        place = LEVELS.index(self.starts_from.level) + steps
        return LEVELS[min(max(place, 0), len(LEVELS) - 1)]


def overall_level(levels: Iterable[tuple[Importance, Certainty]]) -> Certainty | None:
    """The lowest level of the critical outcomes; None if no outcome is critical."""
    critical = [level for importance, level in levels if importance is Importance.CRITICAL]
    return min(critical, key=LEVELS.index, default=None)


def differs(stated: Certainty, own: Certainty | None) -> bool:
    """Whether our own overall level differs from the source's; False if either has none."""
    return own is not None and stated != Certainty.NOT_GRADED and own != stated
