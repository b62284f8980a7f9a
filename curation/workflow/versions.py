"""Keeping each version of an entry that the public could read."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from curation.entry_words import words_of
from curation.models import Entry, PublishedVersion, Status
from curation.snapshots import changed_names, snapshot_of, with_contents
from curation.workflow.editing import refetched


def keep_version(entry: Entry, *, by: Any = None, note: str = "") -> PublishedVersion:
    """Keeps the entry as the public reads it from now on, under the next number."""
    row = refetched(entry)
    snapshot = snapshot_of(row)
    (words,) = words_of(type(row), [snapshot], public=True)
    last = PublishedVersion.objects.newest_of(row)
    version: PublishedVersion = PublishedVersion.objects.create(
        entry=row,
        number=last.number + 1 if last else 1,
        published_at=timezone.now(),
        published_by=by,
        note=note,
        snapshot=snapshot,
        words=words,
        changed=changed_names(last.snapshot, snapshot) if last else [],
    )
    return version


def note_withdrawn(entry: Entry) -> None:
    """Notes with the newest version of an entry that the public no longer sees it."""
    newest = PublishedVersion.objects.newest_of(entry)
    if newest is not None and newest.withdrawn_at is None:
        newest.withdrawn_at = timezone.now()
        newest.save(update_fields=["withdrawn_at"])


def keep_versions_of_loaded(loaded: Iterable[QuerySet[Any]], note: str = "") -> int:
    """Keeps a version of each published entry that differs from its last one, after many were loaded at once.

    An entry that was withdrawn since its last version gets a new one where it is published again, though it says the
    same; of one that is no longer published, its last version notes that it was withdrawn.

    Args:
        loaded: The entries that were loaded, a queryset for each of their models.
        note: What changed, and why, for the public.

    Returns:
        How many versions were kept.
    """
    kept = 0
    for loaded_rows in loaded:
        model: Any = loaded_rows.model
        of_type = ContentType.objects.get_for_model(model)
        newest = {
            version.entry_id: version
            for version in PublishedVersion.objects.filter(entry_type=of_type).defer("words").order_by("number")
        }
        hidden = loaded_rows.exclude(status=Status.PUBLISHED).order_by().values_list("pk", flat=True)
        ended = [newest[key].pk for key in hidden if key in newest and newest[key].withdrawn_at is None]
        PublishedVersion.objects.filter(pk__in=ended).update(withdrawn_at=timezone.now())
        changed = []
        for entry in with_contents(loaded_rows.filter(status=Status.PUBLISHED)):
            snapshot, last = snapshot_of(entry), newest.get(entry.pk)
            if last is None or last.withdrawn_at is not None or last.snapshot != snapshot:
                changed.append((entry, snapshot))
        words = words_of(model, [snapshot for _, snapshot in changed], public=True)
        versions = [
            PublishedVersion(
                entry_type=of_type,
                entry_id=entry.pk,
                number=newest[entry.pk].number + 1 if entry.pk in newest else 1,
                published_at=timezone.now(),
                note=note,
                snapshot=snapshot,
                words=in_words,
                changed=changed_names(newest[entry.pk].snapshot, snapshot) if entry.pk in newest else [],
            )
            for (entry, snapshot), in_words in zip(changed, words, strict=True)
        ]
        kept += len(PublishedVersion.objects.bulk_create(versions))
    return kept
