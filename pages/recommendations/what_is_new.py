"""What was published or changed here lately, from the events that the database keeps."""

import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value, Window
from django.db.models.functions import MD5, Cast, Concat, Greatest, Lag
from django.utils import timezone

from curation.models import Status
from lists.links import link
from recommendations.models import Recommendation

#: What counts as lately.
LATELY = datetime.timedelta(days=90)

#: A change of one of these is one that a reader would notice.
WORDS = ("title", "statement", "points", "kind", "certainty", "certainty_reason", "evidence_note", "curator_note")


def what_is_new(recommendations: QuerySet[Recommendation], shown: int) -> dict[str, Any]:
    """What of the published ``recommendations`` is new here or reads differently since it was, newest first.

    Returns::

        {"count": 7, "entries": [{"text": "Train staff …", "href": "…", "what": "Published", "on": date}, …]}

    ``entries`` are the first ``shown`` of them.
    """
    since = timezone.localdate() - LATELY
    public = recommendations.order_by().annotate(public_from=Greatest("published_on", "source__published_on"))
    changed = _changed_on(recommendations, since)
    new = public.filter(Q(public_from__gte=since) | Q(pk__in=changed))
    candidates = {
        *public.filter(public_from__gte=since).order_by("-public_from", "pk").values_list("pk", flat=True)[:shown],
        *sorted(changed, key=lambda key: changed[key], reverse=True)[:shown],
    }
    found = []
    for each in public.filter(pk__in=candidates).order_by("source__position", "position", "pk"):
        changed_on = changed.get(each.pk, each.public_from)
        what = "Changed" if changed_on > each.public_from else "Published"
        found.append({**link(each, each.title), "what": what, "on": max(changed_on, each.public_from)})
    found.sort(key=lambda entry: entry["on"], reverse=True)
    return {"count": new.count(), "entries": found[:shown]}


def _changed_on(recommendations: QuerySet[Recommendation], since: datetime.date) -> dict[Any, datetime.date]:
    """The day since then on which the words of each last changed from one published version to the next."""
    events: Any = Recommendation._meta.get_field("events").related_model
    lately = Q(pgh_created_at__date__gte=since)
    touched = events.objects.filter(lately, pgh_label="update", pgh_obj__in=recommendations.order_by().values("pk"))
    parts = [part for name in WORDS for part in (Cast(name, TextField()), Value("\n", TextField()))]
    versions = (
        events.objects.filter(pgh_obj__in=touched.order_by().values("pgh_obj"), status=Status.PUBLISHED)
        .annotate(words=MD5(Concat(*parts)))
        .annotate(before=Window(Lag("words"), partition_by=F("pgh_obj"), order_by=F("pgh_id").asc()))
        .filter(lately, before__isnull=False)
        .exclude(before=F("words"))
        .order_by("pgh_id")
    )
    return {key: timezone.localdate(at) for key, at in versions.values_list("pgh_obj_id", "pgh_created_at")}
