"""What readers are told of the retractions, concerns and corrections among the studies of a list."""

from typing import Any

from database.key_sets import union
from evidence.models import Study, notices_in_words
from lists.links import link
from pages.studies.filters import StudyFilterSet


def notices_in(filterset: StudyFilterSet) -> dict[str, Any]:
    """The notices about the studies in a list.

    Returns::

        {"words": "1 of them retracted, 2 corrected",
         "studies": [{"text": "…", "href": "…", "retraction": "retracted"}, …]}

    ``words`` are empty where there is none.
    """
    found = filterset.notices
    if not found:
        return {"words": "", "studies": []}
    rows = Study.objects.filter(pk__in_keys=union(found.values())).only("slug", "label", "retraction")
    return {
        "words": notices_in_words({notice: len(having) for notice, having in found.items()}),
        "studies": [{**link(study), "retraction": study.retraction_word} for study in rows],
    }
