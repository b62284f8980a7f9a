"""What the desk shows of imports of studies."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q

from curation.desk import MAX_SHOWN, WAITING, Item, Waiting, ago
from curation.models import Draft, Status
from evidence.models import Study, StudyImport
from lists.wording import counted


def imports_to_complete(user: Any) -> list[Item]:
    """The person's imports with studies that nobody opened yet, the newest first."""
    opened = Draft.objects.opened().filter(
        entry_type=ContentType.objects.get_for_model(Study), entry_id=OuterRef("records__study_id")
    )
    waiting = Q(~Exists(opened), records__study__status=Status.DRAFT)
    made = StudyImport.objects.filter(confirmed_by=user).annotate(
        waiting=Count("records__study", filter=waiting, distinct=True)
    )
    return [
        {
            "name": each.file_name,
            "href": f"{each.get_absolute_url()}?show=new",
            "kind": counted(each.waiting, Study),
            "says": f"imported {ago(each.confirmed_at)}",
        }
        for each in made.filter(waiting__gt=0).order_by("-confirmed_at")[:MAX_SHOWN]
    ]


WAITING.append(Waiting("Imported, to be completed", imports_to_complete))
