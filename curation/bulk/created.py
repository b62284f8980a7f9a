"""Deletes entries that an action added, when it is undone."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from curation.entry_words import referenced_keys
from curation.history import event_models
from curation.models import Draft, Entry
from curation.models.drafts import OfEntry
from curation.models.reviews import ReviewComment
from curation.workflow import NotPossible


def delete_created(row: Entry, drafted: set[Any]) -> None:
    """Deletes a locked entry with its draft and parts; raises NotPossible if something of others rests on it.

    ``drafted`` holds the keys of what drafts refer to, from :func:`keys_in_drafts`.
    """
    if ReviewComment.objects.filter(draft__in=Draft.objects.of(row)).exists():
        raise NotPossible("Somebody commented on it since, so it was left as it is now.")
    names = {str(rows.model._meta.verbose_name_plural) for rows in _resting_on(row) if rows.exists()}
    if names:
        raise NotPossible(f"There are {' and '.join(sorted(names))} of it since, so it was left as it is now.")
    if row.pk in drafted:
        raise NotPossible("Somebody's draft refers to it since, so it was left as it is now.")
    row.delete()


def keys_in_drafts(model: type[Entry]) -> set[Any]:
    """The keys of entries of a kind that drafts beside published entries refer to; no foreign key guards these."""
    keys: set[Any] = set()
    for draft in Draft.objects.open().filter(started_from__isnull=False).select_related("entry_type"):
        of: Any = draft.entry_type.model_class()
        keys |= set(referenced_keys(of, [draft.snapshot]).get(model, ()))
    return keys


def _resting_on(row: Entry) -> Iterator[Any]:
    """The rows that refer to an entry and are no part of it, by kind."""
    # Links between entries of a kind are in the content of either.
    no_matter = {*event_models(), type(row)}
    for relation in row._meta.related_objects:
        if relation.name not in row.part_relations and relation.related_model not in no_matter:
            rows: Any = relation.related_model._base_manager
            yield rows.filter(**{relation.field.name: row.pk})
    kind = ContentType.objects.get_for_model(type(row))
    for model in apps.get_models():
        if issubclass(model, OfEntry) and model is not Draft:
            yield model._base_manager.filter(entry_type=kind, entry_id=row.pk)
