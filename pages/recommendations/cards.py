"""A recommendation as lists show it."""

from typing import Any

from database.compiled_queries import RowsByKey
from lists.links import address
from recommendations.models import Kind, Recommendation, studies_in_words

#: Reads the published recommendations of a page.
CARD_ROWS = RowsByKey(lambda: Recommendation.objects.published().for_cards())


def recommendation_card(recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation as a list shows it; it must come from ``for_cards``.

    Returns::

        {
            "reference": "HEEC-ES-1", "href": "/recommendations/HEEC-ES-1/", "title": "Train staff …",
            "statement": "…", "kind": "Recommendation", "certainty": Certainty.MODERATE,
            "audiences": [{"text": "ICBs", "href": "/audiences/icbs/"}, …],
            "source": {"text": "Evidence brief", "href": "/sources/heec-empowering-staff/"},
            "studies": "9 studies, 1 of them retracted, and 2 give context",
        }
    """
    return {
        "reference": recommendation.reference,
        "href": recommendation.get_absolute_url(),
        "title": recommendation.title,
        "statement": recommendation.statement,
        "kind": Kind(recommendation.kind).label,
        "certainty": recommendation.level,
        "audiences": [
            {"text": name, "href": address("audience", slug)}
            for slug, name in zip(recommendation.audience_slugs, recommendation.audience_names, strict=True)
        ],
        "source": {"text": recommendation.source_title, "href": address("source", recommendation.source_slug)},
        "studies": studies_in_words(recommendation.study_states),
        "may_be_out_of_date": recommendation.may_be_out_of_date,
    }
