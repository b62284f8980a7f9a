"""The size of an effect as a study states it: its measure, its numbers, and what cannot be or looks wrong with them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from evidence.proportions import Estimate, Proportion, relative_likelihood

#: A stated ratio this many times as large as that of the counts, or larger, is worth a second look.
FAR_FROM_COUNTS = 1.1


class EffectMeasure(models.TextChoices):
    """What the number of an effect size measures."""

    RISK_RATIO = "risk-ratio", "Risk ratio"
    ODDS_RATIO = "odds-ratio", "Odds ratio"
    RATE_RATIO = "rate-ratio", "Rate ratio"
    HAZARD_RATIO = "hazard-ratio", "Hazard ratio"
    RISK_DIFFERENCE = "risk-difference", "Risk difference"
    PERCENTAGE_POINTS = "percentage-points", "Percentage-point change"
    MEAN_DIFFERENCE = "mean-difference", "Mean difference"
    STANDARDISED_MEAN_DIFFERENCE = "standardised-mean-difference", "Standardised mean difference"
    OTHER = "other", "Other measure"


RATIOS = frozenset(each for each in EffectMeasure if each.value.endswith("-ratio"))


class StatedNumberFormField(forms.DecimalField):
    """A decimal number as printed: 0.80 is not 0.8; a minus sign or a raised point pasted from a journal is read."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "vIntegerField"})
    printed = str.maketrans({"−": "-", "–": "-", "·": ".", "\N{NO-BREAK SPACE}": " "})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(self.printed) if isinstance(value, str) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Also where only the number of decimals differs."""
        shown = "" if initial is None else str(initial)
        return super().has_changed(initial, data) or shown != str(data or "").translate(self.printed).strip()


class StatedNumberField(models.DecimalField):
    """A decimal number that keeps the decimals that it was printed with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 12, "decimal_places": 6, "null": True, "blank": True, **kwargs})

    def db_type(self, connection: Any) -> str:
        # With a precision, the column would fill the decimals up with noughts.
        return "numeric"

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{"form_class": StatedNumberFormField, "widget": StatedNumberFormField.widget, **kwargs}
        )


#: A p value as it is printed, without the letter.
p_value = RegexValidator(
    r"^[<>=≤≥]?\s?(?:0?[.·]\d{1,10}|[01](?:[.·]0{1,10})?)$", "Enter the p value as printed, such as 0.03 or <0.001."
)

NO_EFFECT = Q(effect_estimate=None, effect_lower=None, effect_upper=None, effect_interval=None)
INTERVAL = Q(effect_lower__isnull=True, effect_upper__isnull=True, effect_interval__isnull=True) | Q(
    Q(effect_interval__isnull=True) | Q(effect_interval__gt=0, effect_interval__lt=100),
    effect_lower__isnull=False,
    effect_upper__isnull=False,
    effect_lower__lte=F("effect_estimate"),
    effect_upper__gte=F("effect_estimate"),
)


def _within(group: str) -> Q:
    events, total = f"{group}_events", f"{group}_total"
    return Q(**{f"{events}__isnull": True}) | Q(**{f"{total}__isnull": True}) | Q(**{f"{events}__lte": F(total)})


#: What :func:`effect_faults` says in words, for the database.
EFFECT_IS_CONSISTENT = (
    (Q(effect_measure="") & NO_EFFECT)
    | (
        Q(effect_measure__in=EffectMeasure.values, effect_estimate__isnull=False)
        & INTERVAL
        & (~Q(effect_measure__in=sorted(RATIOS)) | Q(effect_estimate__gt=0))
    )
) & Q(_within("intervention"), _within("comparison"))


def effect_faults(finding: Any) -> Iterator[tuple[str, str]]:
    """What cannot be, as the name of a field and a message."""
    estimate, lower, upper = finding.effect_estimate, finding.effect_lower, finding.effect_upper
    if estimate is None:
        stated = [finding.effect_measure, lower is not None, upper is not None, finding.effect_interval is not None]
        if any(stated):
            yield "effect_estimate", "Enter the estimate, or leave its measure and interval empty."
    elif not finding.effect_measure:
        yield "effect_measure", "Say what the estimate measures."
    elif finding.effect_measure in RATIOS and min(each for each in (estimate, lower) if each is not None) < 0:
        yield "effect_estimate", "A ratio and its interval cannot be below 0."
    elif finding.effect_measure in RATIOS and estimate == 0:
        yield "effect_estimate", "A ratio of 0 cannot be estimated: enter the events instead."
    elif (lower is None) != (upper is None):
        yield "effect_upper" if upper is None else "effect_lower", "Enter both ends of the interval."
    elif lower is not None and upper is not None and lower > upper:
        yield "effect_upper", f"The interval ends before it begins: {lower} to {upper}."
    elif lower is not None and upper is not None and not lower <= estimate <= upper:
        yield "effect_estimate", f"The interval from {lower} to {upper} does not hold the estimate."
    elif lower is None and finding.effect_interval is not None:
        yield "effect_lower", "Enter the interval, or leave its level empty."
    if finding.effect_interval is not None and not 0 < finding.effect_interval < 100:
        yield "effect_interval", "Enter a level between 0 and 100, such as 95."
    for group in ("intervention", "comparison"):
        events, total = getattr(finding, f"{group}_events"), getattr(finding, f"{group}_total")
        if events is not None and total is not None and events > total:
            yield f"{group}_events", f"There cannot be more events than people: {events:,} of {total:,}."


def effect_cautions(finding: Any) -> Iterator[str]:
    """What looks wrong but may be right, a sentence each."""
    if finding.effect_lower is not None and finding.effect_interval is None:
        yield "It does not say which level its interval has, such as 95."
    ratio = _ratio_of_counts(finding)
    if ratio and not 1 / FAR_FROM_COUNTS < float(finding.effect_estimate) / ratio < FAR_FROM_COUNTS:
        yield (
            f"Its events give a {finding.get_effect_measure_display().lower()} of {ratio:.2f}, but "
            f"{finding.effect_estimate} is stated. The study may have adjusted it."
        )
    if finding.participants is not None:
        people = (finding.intervention_total or 0) + (finding.comparison_total or 0)
        if people > finding.participants:
            yield f"Its groups have {people:,} people, but it states {finding.participants:,} participants."
    yield from _against_the_interval(finding)


def _ratio_of_counts(finding: Any) -> float | None:
    """The risk or odds ratio of the events, where the finding states one that can be compared with it."""
    if finding.effect_measure not in (EffectMeasure.RISK_RATIO, EffectMeasure.ODDS_RATIO):
        return None
    groups = groups_of(finding)
    found = relative_likelihood(*groups) if groups else None
    if not groups or not isinstance(found, Estimate):
        return None
    if finding.effect_measure == EffectMeasure.RISK_RATIO:
        return found.value
    without = [1 - group.share for group in groups]
    return found.value * without[1] / without[0] if all(without) else None


def _against_the_interval(finding: Any) -> Iterator[str]:
    """Whether the direction and the p value agree with where the interval lies; only an interval of 95% tells."""
    if finding.effect_interval != 95 or finding.effect_measure in ("", EffectMeasure.OTHER):
        return
    none = 1 if finding.effect_measure in RATIOS else 0
    holds_none = finding.effect_lower <= none <= finding.effect_upper
    p = finding.effect_p.replace("·", ".").replace(" ", "")
    is_below = p.startswith("<") and float(p[1:]) <= 0.05
    if holds_none and (is_below or (p[:1] in "01." and p and float(p) < 0.05)):
        yield f"Its interval includes no effect ({none}), but its p value is below 0.05."
    if holds_none and finding.direction in ("improved", "worsened"):
        yield f"It is said to have {finding.direction}, but its interval includes no effect ({none})."
    if not holds_none and finding.direction == "no-difference":
        yield f"It is said to make no difference, but its interval does not include no effect ({none})."


def groups_of(finding: Any) -> tuple[Proportion, Proportion] | None:
    """The events of the intervention and the comparison group; None unless all four numbers are stated."""
    counts = [
        getattr(finding, f"{group}_{what}") for group in ("intervention", "comparison") for what in ("events", "total")
    ]
    if any(each is None for each in counts):
        return None
    return Proportion(*counts[:2]), Proportion(*counts[2:])
