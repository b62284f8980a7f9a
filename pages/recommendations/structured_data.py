"""Recommendations and audiences in the vocabulary of schema.org; see pages/entries/structured_data.py."""

from collections.abc import Iterable
from typing import Any

from lists.links import Link
from pages.entries.structured_data import Absolute, Node, node, source_document, study_article, web_page
from recommendations.models import Audience, Recommendation


def recommendation_page(page: dict[str, Any], absolute: Absolute) -> Node:
    """The page of a recommendation, from its context.

    A level of GRADE is none of schema.org's levels of evidence (A, B, C), so it is a keyword of the page instead. The
    strength of a recommendation is not stated by any source.
    """
    recommendation: Recommendation = page["recommendation"]
    source = recommendation.source
    main = node(
        "MedicalGuidelineRecommendation",
        name=recommendation.title,
        identifier=recommendation.reference,
        description="\n".join([recommendation.statement, *recommendation.points_list]),
        evidenceOrigin=f"{source.title}, {recommendation.locator}",
        guidelineDate=source.publication_date,
        guideline=node(
            "MedicalGuideline",
            name=source.title,
            url=absolute(source.get_absolute_url()),
            guidelineDate=source.publication_date,
            recognizingAuthority=node("Organization", name=source.publisher),
        ),
    )
    return web_page(
        main,
        absolute(recommendation.get_absolute_url()),
        name=recommendation.title,
        datePublished=recommendation.published_on and recommendation.published_on.isoformat(),
        dateModified=page["last_changed_on"].isoformat(),
        isBasedOn=source_document(source, absolute),
        citation=[study_article(study, absolute) for study in page["studies"]],
        audience=[audience_of_a_page(each) for each in page["audiences"]],
        keywords=_keywords(recommendation, page["themes"], absolute),
    )


def _keywords(recommendation: Recommendation, themes: Iterable[Link], absolute: Absolute) -> list[Node]:
    level = recommendation.level
    certainty = node("DefinedTerm", name=f"{level.label} certainty of evidence", description=level.meaning)
    named = [node("DefinedTerm", name=each["text"], url=absolute(each["href"])) for each in themes]
    return ([certainty] if level.symbols else []) + named


def audience_of_a_page(audience: Audience) -> Node:
    """Those whom a page is for."""
    return node("Audience", name=audience.full_name or audience.name, audienceType=audience.get_kind_display())


def audience_page(audience: Audience, absolute: Absolute) -> Node:
    """The page of an audience."""
    address = absolute(audience.get_absolute_url())
    return node("CollectionPage", name=f"For {audience}", url=address, audience=audience_of_a_page(audience))
