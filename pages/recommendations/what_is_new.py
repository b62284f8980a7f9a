"""What was published or changed here lately."""

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from curation.models import PublishedVersion
from lists.links import Link, link, links
from recommendations.models import Recommendation

#: What counts as lately.
LATELY = datetime.timedelta(days=90)

#: A change of one of these is one that a reader would notice.
NOTICED_FIELDS = (
    *("title", "statement", "points", "kind", "certainty"),
    *("certainty_reason", "evidence_note", "curator_note"),
)


def newest(limit: int = 5) -> list[Link]:
    """The recommendations that the public could first see last."""
    newest_first = _with_public_from(Recommendation.objects.published()).order_by("-public_from", "position", "pk")
    return links(newest_first[:limit].select_related("source").defer("search"))


def what_is_new(recommendations: QuerySet[Recommendation], shown: int) -> dict[str, Any]:
    """What of the published ``recommendations`` is new here or reads differently since it was, newest first.

    Returns::

        {"count": 7, "entries": [{"text": "Train staff …", "href": "…", "what": "Published", "on": date}, …]}

    ``entries`` are the first ``shown`` of them.
    """
    since = timezone.localdate() - LATELY
    public = _with_public_from(recommendations.order_by())
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


def _with_public_from(recommendations: QuerySet[Recommendation]) -> Any:
    """The recommendations, each with the day since which the public can see it and its source."""
    return recommendations.annotate(public_from=Greatest("published_on", "source__published_on"))


def _changed_on(recommendations: QuerySet[Recommendation], since: datetime.date) -> dict[Any, datetime.date]:
    """The day since then on which each last changed from one published version to the next so that a reader notices."""
    versions = PublishedVersion.objects.filter(
        entry_type=ContentType.objects.get_for_model(Recommendation),
        entry_id__in=recommendations.order_by().values("pk"),
        published_at__date__gte=since,
        changed__overlap=NOTICED_FIELDS,
    )
    last = versions.order_by().values_list("entry_id").annotate(at=Max("published_at"))
    return {key: timezone.localdate(at) for key, at in last}
