"""The size of an effect in words: as its source states it, and what follows from the events in both groups.

The absolute effect is the difference between the risks in the two groups (Cochrane Handbook for Systematic Reviews of
Interventions, chapter 6, “risk difference”), for 1,000 people, as summaries of findings give it (GRADE Handbook,
chapter 5; Cochrane Handbook, chapter 14). Its interval is Newcombe's, see :mod:`evidence.proportions`. It is worked out
only where a source states the events and the people of both groups: a risk is never assumed.
"""

from typing import Any

from evidence.models import EffectMeasure, Finding
from evidence.models.effect_sizes import groups_of
from evidence.proportions import Estimate, difference

#: What summaries of findings give absolute effects for.
PEOPLE = 1_000
#: The columns of a finding that these functions read.
FIELDS = (
    *("effect_measure", "effect_estimate", "effect_unit", "effect_lower", "effect_upper", "effect_interval"),
    *("effect_p", "intervention_events", "intervention_total", "comparison_events", "comparison_total"),
    *("participants", "follow_up"),
)


def stated_effect(finding: Any) -> str:
    """The effect as stated: “Risk ratio 0.80 (95% confidence interval 0.71 to 0.92; p<0.001)”; empty if it is not."""
    words = []
    if finding.effect_estimate is not None:
        name, unit = finding.get_effect_measure_display(), finding.effect_unit
        is_named = finding.effect_measure == EffectMeasure.OTHER and unit
        words.append(f"{unit} {finding.effect_estimate}" if is_named else f"{name} {finding.effect_estimate} {unit}")
    details = list(filter(None, (_interval(finding), _p_value(finding.effect_p))))
    if words and details:
        return f"{words[0].strip()} ({'; '.join(details)})"
    return "; ".join([*words, *details]).strip()


def _interval(finding: Any) -> str:
    if finding.effect_lower is None:
        return ""
    level = f"{finding.effect_interval}% confidence interval" if finding.effect_interval is not None else "interval"
    return f"{level} {finding.effect_lower} to {finding.effect_upper}"


def _p_value(printed: str) -> str:
    if not printed:
        return ""
    return f"p{printed}" if printed[0] in "<>=≤≥" else f"p={printed}"


def stated_events(finding: Finding) -> str:
    """The events in the two groups: “48 of 210 in the intervention group, 61 of 208 in the comparison group”."""
    groups = []
    for group in ("intervention", "comparison"):
        events, total = getattr(finding, f"{group}_events"), getattr(finding, f"{group}_total")
        if events is not None and total is not None:
            counted = f"{events:,} of {total:,}"
        elif events is not None:
            counted = f"{events:,} events"
        elif total is not None:
            counted = f"{total:,} people"
        else:
            continue
        groups.append(f"{counted} in the {group} group")
    return ", ".join(groups)


def absolute_effect(finding: Finding) -> str:
    """The absolute effect for 1,000 people, from the events: “65 fewer in 1,000 (from 148 fewer to 20 more)”.

    Empty unless the events and the people of both groups are stated.
    """
    groups = groups_of(finding)
    found = difference(*groups) if groups else None
    if not isinstance(found, Estimate):
        return ""
    lower, upper = (_more_or_fewer(each) for each in (found.interval.low, found.interval.high))
    return f"{_more_or_fewer(found.value)} in {PEOPLE:,} (from {lower} to {upper})"


def _more_or_fewer(percentage_points: float) -> str:
    number = round(percentage_points * PEOPLE / 100)
    return f"{abs(number):,} {'fewer' if number < 0 else 'more'}"


def measured_in_words(finding: Finding) -> str:
    """In how many people and when it was measured: “418 participants, 6 months after the training”."""
    people = finding.participants
    counted = f"{people:,} participant{'' if people == 1 else 's'}" if people is not None else ""
    return ", ".join(filter(None, (counted, finding.follow_up)))


def effect_facts(finding: Finding) -> list[dict[str, Any]]:
    """What is stated of the size of an effect, and what follows from it, as a name and a text each.

    Returns::

        [{"name": "Effect", "text": "Risk ratio 0.80 (95% confidence interval 0.71 to 0.92)"},
         {"name": "Events", "text": "48 of 210 in the intervention group, 61 of 208 in the comparison group"},
         {"name": "Absolute effect, worked out from the events", "text": "65 fewer in 1,000 (from …)"},
         {"name": "Measured", "text": "418 participants, 6 months after the training"}]
    """
    facts = {
        "Effect": stated_effect(finding),
        "Events": stated_events(finding),
        "Absolute effect, worked out here from the events": absolute_effect(finding),
        "Measured": measured_in_words(finding),
    }
    return [{"name": name, "text": text} for name, text in facts.items() if text]
