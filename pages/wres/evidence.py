"""What speaks to WRES indicators: recommendations, the strongest evidence first, and their case studies."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from database.compiled_queries import CompiledQuery, array_of
from evidence.models import CaseStudy
from lists.links import link
from pages.entries.parts import recommendation_entry
from recommendations.models import Certainty, Recommendation
from workforce.models import Indicator

#: Reads the recommendations that speak to indicators, with their case studies.
RECOMMENDATIONS = CompiledQuery[Recommendation](
    lambda keys: (
        Recommendation.objects.published()
        .filter(indicators__pk__in_keys=keys)
        .distinct()
        .for_short_lists()
        .prefetch_related(
            "indicator_links",
            Prefetch("case_studies", CaseStudy.objects.published().defer("search"), to_attr="public_cases"),
        )
    )
)


def evidence_on(indicators: Iterable[Indicator]) -> dict[int, dict[str, Any]]:
    """What speaks to each indicator, by its number.

    Returns::

        {2: {"recommendations": [see recommendation_entry, each with its "reason" and "entry"], "cases": [Link, …]}, …}
    """
    numbers = {each.pk: each.number for each in indicators}
    found: dict[int, dict[str, Any]] = {number: {"recommendations": [], "cases": {}} for number in numbers.values()}
    for each in sorted(RECOMMENDATIONS(array_of(numbers)), key=_strength) if numbers else ():
        for linked in each.indicator_links.all():
            if linked.indicator_id in numbers:
                of_indicator = found[numbers[linked.indicator_id]]
                of_indicator["recommendations"].append(
                    recommendation_entry(each) | {"reason": linked.reason, "entry": each}
                )
                of_indicator["cases"] |= {case.pk: link(case) for case in each.public_cases}
    return {number: {**of, "cases": list(of["cases"].values())} for number, of in found.items()}


def _strength(recommendation: Recommendation) -> int:
    return list(Certainty).index(recommendation.level)
