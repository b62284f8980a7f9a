"""Merges a draft of a list's row into another row that means the same."""

from collections.abc import Iterable, Iterator
from typing import Any

import pghistory
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from curation.log_entries import log_step
from curation.models import Draft, VocabularyMerge, VocabularyModel
from curation.snapshots import with_stand_ins
from curation.vocabulary.drafts import in_review, open_drafts_with


class CannotMerge(Exception):
    """A draft that cannot be merged; the message says why, to the person who tried."""


def merge_draft(row: VocabularyModel, kept: VocabularyModel, *, by: Any) -> VocabularyModel:
    """Lets everything that uses a draft use another row instead, and deletes the draft; returns the other, locked.

    Raises CannotMerge if it is no draft any more, an entry in review uses it, or the other cannot take its place.
    """
    model: Any = type(row)
    with transaction.atomic(), pghistory.context(why=f"Merged “{row}” into “{kept}”."):
        rows = model._base_manager.filter(pk__in=[row.pk, kept.pk]).order_by("pk")
        found = {each.pk: each for each in rows.select_for_update(of=("self",))}
        if len(found) != 2 or not found[row.pk].is_draft:
            raise CannotMerge("Choose another row. Only a draft can be merged into another.")
        row, kept = found[row.pk], found[kept.pk]
        drafts = _locked_drafts(row)
        # Else a reviewer could change what they then publish alone.
        if row in in_review():
            raise CannotMerge("An entry that uses it is in review. Decide on that first.")
        name = str(row)
        try:
            _move_uses(row, kept)
            _move_in_drafts(drafts, row, kept, by)
            row.delete()
        except (ValidationError, IntegrityError, ProtectedError) as error:
            said = " ".join(error.messages) if isinstance(error, ValidationError) else "Both are used in one place."
            raise CannotMerge(f"“{kept}” cannot take the place of “{row}”. {said}") from error
        log_step(by, kept, f"Merged “{name}” into it.")
    return kept


def _move_uses(row: VocabularyModel, kept: VocabularyModel) -> None:
    for relation in _uses(type(row)):
        name = relation.field.name
        for user in relation.related_model._base_manager.filter(**{name: row}).exclude(pk=kept.pk):
            if relation.many_to_many:
                links = getattr(user, name)
                links.add(kept)
                links.remove(row)
            else:
                setattr(user, name, kept)
                user.full_clean()
                user.save()


def _uses(model: type[VocabularyModel]) -> Iterator[Any]:
    return (each for each in model._meta.related_objects if not hasattr(each.related_model, "pgh_tracked_model"))


def _locked_drafts(row: VocabularyModel) -> list[Draft]:
    """The open drafts that refer to a row, always locked in the same order; no other, since people save those."""
    keys = [draft.pk for draft in open_drafts_with(row)]
    return list(Draft.objects.open().filter(pk__in=keys).order_by("pk").select_for_update())


def _move_in_drafts(drafts: Iterable[Draft], row: VocabularyModel, kept: VocabularyModel, by: Any) -> None:
    """Notes the merge, and changes the drafts that refer to the row."""
    kind = ContentType.objects.get_for_model(type(row))
    VocabularyMerge.objects.create(
        list_type=kind, merged_id=row.pk, merged_name=str(row), kept_id=kept.pk, merged_by=by
    )
    for draft in drafts:
        model: Any = draft.entry_type.model_class()
        draft.snapshot = with_stand_ins(model, draft.snapshot)
        draft.save(update_fields=["snapshot"])
