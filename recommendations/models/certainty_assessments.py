"""A curator's own assessment of the certainty of evidence on one outcome of a recommendation."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from curation.history import track
from curation.models.entries import NaturalKeyManager, NaturalKeyModel
from evidence.models import Outcome
from recommendations import grade
from recommendations.grade import (
    Certainty,
    Concern,
    Importance,
    LargeEffect,
    RatedDown,
    RatedUp,
    StartingPoint,
    Working,
)
from recommendations.models.recommendations import Recommendation

IMPORTANCE_CHOICES = {
    kind.label: {
        rating: f"{rating}: {kind.label.lower()}" for rating in range(9, 0, -1) if Importance.of(rating) is kind
    }
    for kind in Importance
}
#: High is three levels above very low.
MAX_CONFIDENCE_DOWN = 3


def _constraint(name: str, condition: Q, message: str = "") -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=condition, name=f"recommendations_assessment_{name}", violation_error_message=message or None
    )


def _explained(reason: str, rates: Q) -> models.CheckConstraint:
    return _constraint(
        f"{reason}_explained", ~rates | ~Q(**{grade.explanation_field(reason): ""}), "Each reason that rates needs why."
    )


#: The choices of the fields that each assessment states.
CHOICES: dict[str, type[models.Choices]] = {
    "starts_from": StartingPoint,
    **dict.fromkeys(grade.RATES_DOWN, RatedDown),
    **dict.fromkeys(grade.RATES_UP, RatedUp),
    "large_effect": LargeEffect,
}
NOTHING_RATES_DOWN = Q(*((reason, 0) for reason in grade.RATES_DOWN))
NOTHING_RATES_UP = Q(*((reason, 0) for reason in grade.RATES_UP))
IS_QUALITATIVE = Q(starts_from=StartingPoint.QUALITATIVE)


@track()
class CertaintyAssessment(NaturalKeyModel):
    """A curator’s own GRADE assessment of one outcome, which may differ from the level that the source states.

    The database holds the judgements; ``recommendations.grade`` derives the level from them.
    """

    natural_key_fields = ("recommendation.reference", "outcome.slug")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="certainty_assessments")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="certainty_assessments")
    importance = models.PositiveSmallIntegerField(
        choices=IMPORTANCE_CHOICES,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text="How much the outcome matters to the decision. The overall level goes by the critical ones.",
    )
    starts_from = models.CharField(
        max_length=20,
        choices=StartingPoint,
        help_text="The designs of the studies. For a review: of those that it includes.",
    )
    starts_from_because = models.TextField(
        "why it starts there",
        blank=True,
        help_text="Which designs, and how you know. Needed if the designs of the linked studies suggest otherwise.",
    )
    risk_of_bias = models.PositiveSmallIntegerField(choices=RatedDown, default=RatedDown.NO)
    risk_of_bias_because = models.TextField("why: risk of bias", blank=True)
    inconsistency = models.PositiveSmallIntegerField(choices=RatedDown, default=RatedDown.NO)
    inconsistency_because = models.TextField("why: inconsistency", blank=True)
    indirectness = models.PositiveSmallIntegerField(choices=RatedDown, default=RatedDown.NO)
    indirectness_because = models.TextField("why: indirectness", blank=True)
    imprecision = models.PositiveSmallIntegerField(choices=RatedDown, default=RatedDown.NO)
    imprecision_because = models.TextField("why: imprecision", blank=True)
    publication_bias = models.PositiveSmallIntegerField(choices=RatedDown, default=RatedDown.NO)
    publication_bias_because = models.TextField("why: publication bias", blank=True)
    large_effect = models.PositiveSmallIntegerField(choices=LargeEffect, default=LargeEffect.NO)
    large_effect_because = models.TextField("why: large effect", blank=True)
    dose_response = models.PositiveSmallIntegerField("dose-response gradient", choices=RatedUp, default=RatedUp.NO)
    dose_response_because = models.TextField("why: dose-response gradient", blank=True)
    plausible_confounding = models.PositiveSmallIntegerField(
        "plausible confounding would reduce the effect", choices=RatedUp, default=RatedUp.NO
    )
    plausible_confounding_because = models.TextField("why: plausible confounding", blank=True)
    methodological_limitations = models.CharField(max_length=10, choices=Concern, blank=True)
    methodological_limitations_because = models.TextField("why: methodological limitations", blank=True)
    coherence = models.CharField(max_length=10, choices=Concern, blank=True)
    coherence_because = models.TextField("why: coherence", blank=True)
    adequacy = models.CharField("adequacy of data", max_length=10, choices=Concern, blank=True)
    adequacy_because = models.TextField("why: adequacy of data", blank=True)
    relevance = models.CharField(max_length=10, choices=Concern, blank=True)
    relevance_because = models.TextField("why: relevance", blank=True)
    confidence_down = models.PositiveSmallIntegerField(
        "rated down in all",
        choices=[(0, "By none"), (1, "By 1 level"), (2, "By 2 levels"), (3, "By 3 levels")],
        default=0,
        help_text="By how many levels the four together. As a rule, by one at least for each serious concern.",
    )
    confidence_down_because = models.TextField("why: rated down in all", blank=True)

    objects = NaturalKeyManager()

    class Meta:
        ordering = ["-importance", "outcome__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "outcome"],
                name="recommendations_assessment_once_an_outcome",
                violation_error_message="This outcome is assessed already.",
            ),
            _constraint("importance_known", Q(importance__range=(1, 9))),
            *(_constraint(f"{name}_known", Q(**{f"{name}__in": kinds.values})) for name, kinds in CHOICES.items()),
            *(_explained(reason, ~Q(**{reason: 0})) for reason in (*grade.RATES_DOWN, *grade.RATES_UP)),
            _constraint(
                "up_only_where_nothing_down",
                NOTHING_RATES_UP | (Q(starts_from=StartingPoint.NON_RANDOMISED) & NOTHING_RATES_DOWN),
                "Only studies that are not randomised, and that nothing rates down, can be rated up.",
            ),
            _constraint("cerqual_stands_alone", ~IS_QUALITATIVE | (NOTHING_RATES_DOWN & NOTHING_RATES_UP)),
            *(
                _constraint(
                    f"{component}_known",
                    (IS_QUALITATIVE & Q(**{f"{component}__in": Concern.values}))
                    | (~IS_QUALITATIVE & Q(**{component: ""})),
                    "Qualitative findings alone have concerns, and need all four.",
                )
                for component in grade.COMPONENTS
            ),
            *(_explained(component, ~Q(**{f"{component}__in": ["", Concern.NONE]})) for component in grade.COMPONENTS),
            _constraint(
                "confidence_down_known",
                Q(confidence_down=0)
                | (
                    IS_QUALITATIVE
                    & Q(confidence_down__lte=MAX_CONFIDENCE_DOWN)
                    & ~Q(*((component, Concern.NONE) for component in grade.COMPONENTS))
                ),
                "Only qualitative findings that give cause for concern are rated down in all.",
            ),
            _explained("confidence_down", ~Q(confidence_down=0)),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.reference}: {self.outcome}"

    def clean(self) -> None:
        super().clean()
        unexplained = {grade.explanation_field(reason): f"Say why: {words}." for reason, words in self._unexplained()}
        faults = self.working.faults if self.starts_from in StartingPoint.values else {}
        if unexplained or faults:
            raise ValidationError({**unexplained, **faults})

    def _unexplained(self) -> Iterator[tuple[str, str]]:
        reasons = {**grade.RATES_DOWN, **grade.RATES_UP, "confidence_down": "rated down in all", **grade.COMPONENTS}
        for reason, words in reasons.items():
            needs_one = getattr(self, reason) not in (None, 0, "", Concern.NONE)
            if needs_one and not getattr(self, grade.explanation_field(reason)).strip():
                yield reason, words

    @property
    def working(self) -> Working:
        return working_of({field.name: getattr(self, field.name) for field in self._meta.concrete_fields})

    @staticmethod
    def what_follows(values: dict[str, Any]) -> list[str]:
        """The level that follows from a row's column values, in words, for the history."""
        return [f"level: {working_of(values).level.label.lower()}"]

    @property
    def level(self) -> Certainty:
        return self.working.level

    @property
    def importance_kind(self) -> Importance:
        return Importance.of(self.importance)


class AssessedEvidence(models.Model):
    """What the studies and findings of a recommendation were when an assessment of them was saved as finished."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="assessed_evidence")
    digests = models.JSONField(help_text="A digest of each study and each finding, by kind and primary key.")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["noted_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.recommendation.reference}, {self.noted_at:%d.%m.%Y}"


def working_of(values: dict[str, Any]) -> Working:
    """The judgements in the column values of an assessment."""
    return Working(
        starts_from=StartingPoint(values["starts_from"]),
        down={reason: values.get(reason) or 0 for reason in grade.RATES_DOWN},
        up={reason: values.get(reason) or 0 for reason in grade.RATES_UP},
        concerns={each: Concern(values[each]) for each in grade.COMPONENTS if values.get(each)},
        confidence_down=values.get("confidence_down") or 0,
    )
