"""The versions of an entry that were published, each at an address of its own, and what is left of a withdrawn one."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urljoin

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst

from curation.entry_words import EntryTexts
from curation.models import Entry, PublishedVersion
from curation.models.entries import EntryQuerySet
from database.compiled_queries import CompiledQuery
from evidence.citations import reference_to_entry

# In the page's heading, or of no use to a reader.
NOT_LISTED = frozenset({"slug", "reference", "title", "label"})
# The text that opens the page, above the list.
OPENING_FIELDS = frozenset({"statement", "summary", "what_was_done"})
# Where an entry is from stands at the end of the list.
LAST_FIELDS = frozenset({"source", "locator"})
LABELS = {"locator": "Where in the source"}

#: Reads the versions of an entry by its type and key, newest first: number, time and note.
VERSIONS = CompiledQuery[tuple[int, datetime.datetime, str]](
    lambda entry_type, key: (
        PublishedVersion.objects.filter(entry_type=entry_type, entry_id=key)
        .order_by("-number")
        .values_list("number", "published_at", "note")
    )
)


def public_versions(entry: Any) -> list[dict[str, Any]]:
    """The published versions of a public entry, newest first.

    Returns::

        [{"number": 2, "name": "Version 2", "on": date, "note": "…", "href": "…"}, …]
    """
    address = entry.get_absolute_url()
    return [
        {
            "number": number,
            "name": f"Version {number}",
            "on": timezone.localdate(at),
            "note": note,
            "href": f"{address}versions/{number}/",
        }
        for number, at, note in VERSIONS(ContentType.objects.get_for_model(entry).pk, entry.pk)
    ]


def version_view(model: Any) -> Callable[..., HttpResponse]:
    """A view of one version of an entry, which the address names by a slug or reference and the version's number."""
    return partial(_version_page, model.objects)


def _version_page(entries: Any, request: HttpRequest, number: int, **named: Any) -> HttpResponse:
    """The version as the public could read it or, where the entry was withdrawn since, that it was, and why."""
    entry: Any = (entries.published() | entries.withdrawn()).filter(**named).first()
    version = entry and PublishedVersion.objects.of(entry).filter(number=number).first()
    if not version:
        raise Http404
    if not entry.is_public:
        return withdrawn_page(request, entry)
    versions = public_versions(entry)
    shown = next(each for each in versions if each["number"] == number)
    words: EntryTexts = version.words
    titles = (each["texts"][0] for each in words if each["name"] in ("title", "label") and each["texts"])
    title = next(titles, str(entry))
    rows = [each for each in words if each["texts"] not in ([], ["No"]) and each["name"] not in NOT_LISTED]
    context = {
        **_kind(entry),
        "title": f"{title} ({shown['name'].lower()})",
        "name": title,
        "entry": entry,
        "version": shown,
        "newest": versions[0],
        "first": next((each for each in rows if each["name"] in OPENING_FIELDS), None),
        "rows": [
            {**each, "label": LABELS.get(each["name"], each["label"])}
            for each in sorted(rows, key=lambda each: each["name"] in LAST_FIELDS)
            if each["name"] not in OPENING_FIELDS
        ],
        "reference": reference_to_entry(
            f"{getattr(entry, 'reference', '')} {title} ({shown['name'].lower()})".strip(),
            request.build_absolute_uri(request.path),
            shown["on"],
            timezone.localdate(),
        ),
    }
    return render(request, "evidence/version.jinja", context)


def withdrawn_or_404(request: HttpRequest, entries: EntryQuerySet, **named: Any) -> HttpResponse:
    """That an entry was withdrawn, and why, at the address where it stood; Http404 if the public may know of none."""
    return withdrawn_page(request, get_object_or_404(entries.withdrawn(), **named))


def withdrawn_page(request: HttpRequest, entry: Entry) -> HttpResponse:
    """That an entry was withdrawn, and why."""
    return render(request, "evidence/withdrawn.jinja", {"entry": entry, **_kind(entry)}, status=410)


def _kind(entry: Any) -> dict[str, Any]:
    """What an entry is, and the list of all that are, which its address is below."""
    return {
        "kind": str(entry._meta.verbose_name),
        "all_of_kind": {
            "text": capfirst(str(entry._meta.verbose_name_plural)),
            "href": urljoin(entry.get_absolute_url(), ".."),
        },
    }
