"""Keeping each version of an entry that the public could read."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from curation.entry_words import words_of
from curation.models import Entry, PublishedVersion, Status
from curation.snapshots import snapshot_of, with_contents
from curation.workflow.editing import refetched


def keep_version(entry: Entry, *, by: Any = None, note: str = "") -> PublishedVersion:
    """Keeps the entry as the public reads it from now on, under the next number."""
    row = refetched(entry)
    snapshot = snapshot_of(row)
    (words,) = words_of(type(row), [snapshot], public=True)
    version: PublishedVersion = PublishedVersion.objects.create(
        entry=row,
        number=PublishedVersion.objects.of(row).count() + 1,
        published_at=timezone.now(),
        published_by=by,
        note=note,
        snapshot=snapshot,
        words=words,
    )
    return version


def keep_versions_of_loaded(loaded: Iterable[QuerySet[Any]], note: str = "") -> int:
    """Keeps a version of each published entry that differs from its last one, after many were loaded at once.

    Args:
        loaded: The entries that were loaded, a queryset for each of their models.
        note: What changed, and why, for the public.

    Returns:
        How many versions were kept.
    """
    kept = 0
    for loaded_rows in loaded:
        model: Any = loaded_rows.model
        rows = loaded_rows.filter(status=Status.PUBLISHED)
        entries = list(with_contents(rows))
        of_type = ContentType.objects.get_for_model(model)
        newest = {
            version.entry_id: version
            for version in PublishedVersion.objects.filter(entry_type=of_type).defer("words").order_by("number")
        }
        changed = [
            (entry, snapshot)
            for entry in entries
            if (snapshot := snapshot_of(entry)) != getattr(newest.get(entry.pk), "snapshot", None)
        ]
        words = words_of(model, [snapshot for _, snapshot in changed], public=True)
        versions = [
            PublishedVersion(
                entry_type=of_type,
                entry_id=entry.pk,
                number=newest[entry.pk].number + 1 if entry.pk in newest else 1,
                published_at=timezone.now(),
                note=note,
                snapshot=snapshot,
                words=said,
            )
            for (entry, snapshot), said in zip(changed, words, strict=True)
        ]
        kept += len(PublishedVersion.objects.bulk_create(versions))
    return kept
