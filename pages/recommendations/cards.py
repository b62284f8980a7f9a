"""A recommendation as lists show it."""

from typing import Any

from lists.links import link, links
from recommendations.models import Recommendation


def recommendation_card(recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation as a list shows it; it must come from ``with_card_links``.

    Returns::

        {
            "reference": "HEEC-ES-1", "href": "/recommendations/HEEC-ES-1/", "title": "Train staff …",
            "statement": "…", "kind": "Recommendation", "certainty": Certainty.MODERATE,
            "audiences": [{"text": "ICBs", "href": "/audiences/icbs/"}, …],
            "source": {"text": "Evidence brief", "href": "/sources/heec-empowering-staff/"}, "studies": 9,
            "retracted": 0,
        }
    """
    return {
        "reference": recommendation.reference,
        "href": recommendation.get_absolute_url(),
        "title": recommendation.title,
        "statement": recommendation.statement,
        "kind": recommendation.get_kind_display(),
        "certainty": recommendation.level,
        "audiences": links(recommendation.audiences.all()),
        "source": link(recommendation.source, recommendation.source.short_title),
        "studies": len(recommendation.public_study_links),
        "retracted": sum(each.is_retracted for each in recommendation.public_study_links),
        "may_be_out_of_date": recommendation.may_be_out_of_date,
    }
