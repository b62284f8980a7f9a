"""What readers are told of the retractions, concerns and corrections among studies that a page counts."""

from collections.abc import Container
from typing import Any

from evidence.models import Study, notices_in_words
from lists.links import link
from lists.query_cache import QueryCache


def studies_with_notices() -> list[Study]:
    """Every study with a notice, published or not; hardly any study has one."""
    rows = Study.objects.exclude(retraction="").only("slug", "label", "retraction")
    return QueryCache().get("studies with notices", lambda: list(rows))


def notices_among(keys: Container[int]) -> dict[str, Any]:
    """The notices of the studies with some keys.

    Returns::

        {"words": "1 of them retracted, 2 corrected",
         "studies": [{"text": "…", "href": "…", "retraction": "retracted"}, …]}

    ``words`` are empty where there is none.
    """
    found = [study for study in studies_with_notices() if study.pk in keys]
    return {
        "words": notices_in_words(study.retraction for study in found),
        "studies": [{**link(study), "retraction": study.retraction_word} for study in found],
    }
