"""What the pages of all kinds of entry show in the same way."""

from collections.abc import Collection, Iterable
from typing import Any

from lists.links import Link, address, link
from recommendations.models import Recommendation, studies_in_words


def contents_list(sections: Iterable[tuple[str, str, Any]]) -> tuple[tuple[str, str], ...]:
    """The contents of a page, of sections by anchor, heading and whether the page has it: those without the last."""
    return tuple((anchor, heading) for anchor, heading, is_there in sections if is_there)


def filtered_links(listed: str, name: str, terms: Iterable[Any], value: str = "slug") -> list[Link]:
    """A link from each term to the list of what has it: ``/studies/?setting=hospitals``."""
    return [{"text": each.name, "href": f"{address(listed)}?{name}={getattr(each, value)}"} for each in terms]


def recommendation_entry(recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation in a short list; it must come from ``for_short_lists``.

    Returns::

        {"text": "Train staff …", "href": "…", "reference": "HEEC-ES-1", "certainty": Certainty.MODERATE,
         "source": "Evidence brief", "notices": see notices_behind}
    """
    return {
        **link(recommendation, recommendation.title),
        "reference": recommendation.reference,
        "certainty": recommendation.level,
        "source": recommendation.source.short_title,
        "notices": notices_behind(recommendation.study_states),
    }


def notices_behind(study_states: Collection[str]) -> str:
    """What a short list says of a recommendation of which a study is retracted, doubted or corrected.

    “Based on 2 studies, 1 of them retracted”; empty if none has a notice.
    ``study_states`` are those of ``with_study_states``.
    """
    has_notice = any(not state.endswith(" ") for state in study_states)
    return studies_in_words(study_states, after="Based on") if has_notice else ""
