"""Recommendations and audiences in the vocabulary of schema.org; see pages/structured_data.py."""

import datetime

from pages.structured_data import Absolute, Node, node, source_document, study_article, web_page
from recommendations.models import Audience, Recommendation


def recommendation_page(recommendation: Recommendation, version: datetime.date, absolute: Absolute) -> Node:
    """The page of a recommendation; it must come from ``with_links``.

    A level of GRADE is none of schema.org's levels of evidence (A, B, C), so it is a keyword of the page instead. The
    strength of a recommendation is not stated by any source.
    """
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
        dateModified=version.isoformat(),
        isBasedOn=source_document(source, absolute),
        citation=[study_article(each.study, absolute) for each in recommendation.public_study_links],
        audience=[audience_of_a_page(each) for each in recommendation.audiences.all()],
        keywords=_keywords(recommendation, absolute),
    )


def _keywords(recommendation: Recommendation, absolute: Absolute) -> list[Node]:
    level = recommendation.level
    certainty = node("DefinedTerm", name=f"{level.label} certainty of evidence", description=level.meaning)
    themes = [
        node("DefinedTerm", name=each.name, url=absolute(each.get_absolute_url()))
        for each in recommendation.public_themes
    ]
    return ([certainty] if level.symbols else []) + themes


def audience_of_a_page(audience: Audience) -> Node:
    """Those whom a page is for."""
    return node("Audience", name=audience.full_name or audience.name, audienceType=audience.get_kind_display())


def audience_page(audience: Audience, absolute: Absolute) -> Node:
    """The page of an audience."""
    address = absolute(audience.get_absolute_url())
    return node("CollectionPage", name=f"For {audience}", url=address, audience=audience_of_a_page(audience))
