"""The reference to one entry as a file: RIS for a reference manager, or plain text to paste."""

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from curation.public_history import public_history
from evidence.citations import Style, reference_to_entry
from evidence.models import CaseStudy, Resource, Study
from evidence.reference_lists import reference_text
from evidence.study_references import reference_of
from files.content_types import TEXT
from pages.entries.versions import public_versions
from recommendations.models import Recommendation
from references import Name, Reference, ris

#: The published entries that have such files, and the field that their addresses name them by.
ENTRIES: dict[str, tuple[Callable[[], QuerySet[Any]], str]] = {
    "recommendation": (lambda: Recommendation.objects.published().select_related("source"), "reference"),
    "study": (lambda: Study.objects.published().defer("search"), "slug"),
    "case-study": (lambda: CaseStudy.objects.published().select_related("source"), "slug"),
    "resource": (lambda: Resource.objects.published().select_related("source"), "slug"),
}


def reference_view(kind: str, suffix: str) -> Callable[..., HttpResponse]:
    """The view of the reference to an entry, in RIS or as text; 404 if the public may not see the entry."""
    entries, field = ENTRIES[kind]

    def view(request: HttpRequest, key: str) -> HttpResponse:
        entry = entries().filter(**{field: key}).first()
        if entry is None:
            raise Http404
        address = request.build_absolute_uri(entry.get_absolute_url())
        content = _as_ris(entry, key, address) if suffix == ris.SUFFIX else _as_text(entry, address)
        response = HttpResponse(content, content_type=ris.CONTENT_TYPE if suffix == ris.SUFFIX else TEXT)
        response["Content-Disposition"] = f'attachment; filename="{key}.{suffix}"'
        return response

    return view


def _as_ris(entry: Any, key: str, address: str) -> str:
    if isinstance(entry, Study):
        return ris.write(reference_of(entry), key, entry.label)
    author = settings.SERVICE_OWNER or settings.SERVICE_NAME
    reference = Reference(
        kind="webpage",
        title=title_of(entry),
        authors=(Name(literal=author),),
        year=last_changed_on(entry).year,
        journal=settings.SERVICE_NAME,
        url=address,
    )
    return ris.write(reference, key)


def _as_text(entry: Any, address: str) -> str:
    if isinstance(entry, Study):
        references = [f"{style.label} style\r\n{reference_text(entry, style)}" for style in Style]
        return "\r\n\r\n".join([*references, f"On {settings.SERVICE_NAME}: {address}"]) + "\r\n"
    return f"{reference_to_entry(title_of(entry), address, last_changed_on(entry), timezone.localdate())}\r\n"


def last_changed_on(entry: Recommendation | CaseStudy | Resource) -> datetime.date:
    """The day of the version that the public reads."""
    return public_history(entry, len(public_versions(entry)))[0].on


def title_of(entry: Any) -> str:
    """What a reference calls an entry: a recommendation by its reference and title."""
    return f"{entry.reference}: {entry.title}" if isinstance(entry, Recommendation) else str(entry)
