"""What was published or changed here lately, from the events that the database keeps."""

import datetime
from typing import Any

from django.db.models import F, QuerySet, TextField, Value, Window
from django.db.models.functions import MD5, Cast, Concat, Lag
from django.utils import timezone

from evidence.links import link
from evidence.models import Status
from recommendations.models import Recommendation

#: What counts as lately.
LATELY = datetime.timedelta(days=90)

#: A change of one of these is one that a reader would notice.
WORDS = ("title", "statement", "points", "kind", "certainty", "certainty_reason", "evidence_note", "curator_note")


def what_is_new(recommendations: QuerySet[Recommendation]) -> list[dict[str, Any]]:
    """What of the published ``recommendations`` is new or reads differently since it was published, newest first.

    Returns::

        [{"text": "Train staff …", "href": "…", "reference": "HEEC-ES-1", "what": "Published", "on": date}, …]
    """
    since = timezone.localdate() - LATELY
    changed = _changed_on(recommendations)
    found = []
    for each in recommendations.select_related("source"):
        published_on = max(filter(None, (each.published_on, each.source.published_on)))
        changed_on = changed.get(each.pk, published_on)
        on, what = max((published_on, "Published"), (changed_on, "Changed"), key=lambda pair: pair[0])
        if on >= since:
            found.append({**link(each, each.title), "reference": each.reference, "what": what, "on": on})
    return sorted(found, key=lambda each: each["on"], reverse=True)


def _changed_on(recommendations: QuerySet[Recommendation]) -> dict[Any, datetime.date]:
    """The day on which the words of each last changed from one published version to the next."""
    events: Any = Recommendation._meta.get_field("events").related_model
    parts = [part for name in WORDS for part in (Cast(name, TextField()), Value("\n", TextField()))]
    versions = (
        events.objects.filter(pgh_obj__in=recommendations.order_by().values("pk"), status=Status.PUBLISHED)
        .annotate(words=MD5(Concat(*parts)))
        .annotate(before=Window(Lag("words"), partition_by=F("pgh_obj"), order_by=F("pgh_id").asc()))
        .filter(before__isnull=False)
        .exclude(before=F("words"))
        .order_by("pgh_id")
    )
    return {key: timezone.localdate(at) for key, at in versions.values_list("pgh_obj_id", "pgh_created_at")}
