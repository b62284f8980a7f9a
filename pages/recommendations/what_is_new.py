"""What was published or changed here lately."""

import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from curation.last_changes import last_changes
from database.key_sets import keys_of
from lists.links import Link, link, links
from recommendations.models import Recommendation

#: What counts as lately.
LATELY = datetime.timedelta(days=90)


def newest(limit: int = 5) -> list[Link]:
    """The recommendations that the public could first see last."""
    newest_first = Recommendation.objects.published().with_public_from().order_by("-public_from", "position", "pk")
    return links(newest_first[:limit].select_related("source").defer("search"))


def what_is_new(recommendations: QuerySet[Recommendation], shown: int) -> dict[str, Any]:
    """What of the published ``recommendations`` is new here or changed, newest first.

    Returns::

        {"count": 7, "entries": [{"text": "Train staff …", "href": "…", "what": "Published", "on": date}, …]}

    ``entries`` are the first ``shown`` of them.
    """
    last = last_changes(Recommendation)
    keys = keys_of(recommendations) & last.since(timezone.localdate() - LATELY)
    newest_first = list(islice((key for key in last.keys if key in keys), shown))
    rows = Recommendation.objects.only("reference", "title").in_bulk(newest_first)
    return {
        "count": len(keys),
        "entries": [
            {**link(rows[key], rows[key].title), "what": "Published" if key in last.unchanged else "Changed"}
            | {"on": last.day_of[key]}
            for key in newest_first
            if key in rows
        ],
    }
