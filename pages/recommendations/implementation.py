"""How to start on a recommendation: the implementation steps that its data tie it to."""

from typing import Any

from lists.links import link
from recommendations.models import Kind, Recommendation


def how_to_start(recommendation: Recommendation) -> dict[str, list[dict[str, Any]]]:
    """The steps linked to a recommendation, and the others that the same chapter of its source gives.

    A chapter is a theme of the source's own framework: the core themes, which all sources share, are no chapters. A
    step has none of its own. It must come from ``with_links``.

    Returns::

        {"linked": [{"text": "…", "href": "…", "reference": "RHO-RE-42", "statement": "…", "source": "…"}, …],
         "same_chapter": [{…}, …]}
    """
    if recommendation.kind == Kind.IMPLEMENTATION_STEP:
        return {"linked": [], "same_chapter": []}
    steps = Recommendation.objects.published().filter(kind=Kind.IMPLEMENTATION_STEP).select_related("source")
    linked = list(steps.filter(related=recommendation).in_document_order())
    chapter = steps.filter(
        source=recommendation.source,
        themes__in=recommendation.public_themes,
        themes__framework__source=recommendation.source,
    )
    known = {step.pk for step in linked}
    return {
        "linked": [_step(each) for each in linked],
        "same_chapter": [_step(each) for each in chapter.distinct().in_document_order() if each.pk not in known],
    }


def _step(step: Recommendation) -> dict[str, Any]:
    return {
        **link(step, step.title),
        "reference": step.reference,
        "statement": step.statement,
        "source": step.source.short_title,
    }
