"""Bulk actions: previews a step on many entries, takes it, and undoes it.

An action is one transaction. An entry for which the step is not possible is skipped with the reason; an unexpected
error rolls everything back. Each entry's state before is saved for undoing. What else changes many entries, such as a
workbook, is kept as an action too, so that it is undone in the same way.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from curation import workflow
from curation.bulk.created import delete_created, keys_in_drafts
from curation.models import BulkAction, BulkActionEntry, BulkOutcome, Draft, Entry
from curation.snapshots import Snapshot, digest, dry_run, normal, snapshots_of

#: The most entries in one action: each is locked until all are done.
MAX_ENTRIES = 200

Choices = Mapping[str, Any]


class BulkStep(ABC):
    """A step that can be taken with many entries of a kind at once."""

    name: ClassVar[str] = ""  # in its address
    label: ClassVar[str] = ""  # of its button
    explains: ClassVar[str] = ""  # what it does, and why if it cannot be undone
    right: ClassVar[str] = "change"  # needed on each entry
    can_be_undone: ClassVar[bool] = True

    def fields(self, model: type[Entry]) -> dict[str, forms.Field]:
        """The form fields for the choices that it needs."""
        return {}

    @abstractmethod
    def summary(self, choices: Choices) -> str:
        """What it does with these choices, in words."""

    @abstractmethod
    def take(self, entry: Any, by: Any, choices: Choices) -> str:
        """Takes the step with one entry and says what was done; raises NotPossible with the reason if it cannot."""


def states_of(entries: Collection[Any]) -> dict[int, dict[str, Any]]:
    """All of entries of one kind that a step may change, to compare and restore, by their keys; in constant queries.

    Each is::

        {"content": {…}, "status": "published", "review_due_on": "2027-01-05", "draft": {"id": 3, "state": …} | None}
    """
    if not entries:
        return {}
    model = type(next(iter(entries)))
    keys = [entry.pk for entry in entries]
    found = Draft.objects.open().filter(entry_type=ContentType.objects.get_for_model(model), entry_id__in=keys)
    drafts = {draft.entry_id: draft for draft in found.prefetch_related("contributors")}
    beside = {entry.pk: normal(drafts[entry.pk].snapshot) for entry in entries if _is_beside(entry, drafts)}
    contents = beside | snapshots_of(model._base_manager.filter(pk__in=set(keys) - beside.keys()))
    return {entry.pk: _state(entry, contents[entry.pk], drafts.get(entry.pk)) for entry in entries}


def _is_beside(entry: Entry, drafts: Mapping[int, Draft]) -> bool:
    return entry.pk in drafts and entry.is_edited_beside


def _state(entry: Entry, content: Snapshot, draft: Draft | None) -> dict[str, Any]:
    due = entry.review_due_on
    return {
        "content": content,
        "status": str(entry.status),
        "review_due_on": due.isoformat() if due else None,
        "draft": _fields_of(draft) if draft is not None else None,
    }


def _fields_of(draft: Draft) -> dict[str, Any]:
    """The columns of a draft; times keep their microseconds, which DjangoJSONEncoder would cut."""
    values = {field.attname: field.value_from_object(draft) for field in draft._meta.concrete_fields}
    plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
    return {**plain, "contributors": sorted(person.pk for person in draft.contributors.all())}


def _restore_state(row: Entry, now: dict[str, Any], before: dict[str, Any], by: Any, note: str) -> None:
    content: Snapshot = before["content"]
    if now["content"] != content:
        workflow.restore(row, content, by=by, note=note)
        row = workflow.locked(row)
    draft = workflow.open_draft(row)
    values = before["draft"]
    if draft is not None and values is None and row.is_edited_beside:
        workflow.discard(row, by=by, reason=note)
    elif draft is not None and (values is None or values["id"] != draft.pk):
        draft.delete()
    if values is not None:
        _restore_draft(values)
    row.status, row.review_due_on = before["status"], before["review_due_on"]
    row.save(update_fields=["status", "review_due_on"])


def _restore_draft(values: dict[str, Any]) -> None:
    draft = Draft.objects.get(pk=values["id"])
    for field in draft._meta.concrete_fields:
        setattr(draft, field.attname, field.to_python(values[field.attname]))
    draft.save()
    draft.contributors.set(values["contributors"])


def preview(
    step: BulkStep, model: type[Entry], keys: Iterable[int], *, by: Any, choices: Choices
) -> list[tuple[BulkActionEntry, str]]:
    """What a step would do to each entry, from a dry run, with a digest of the entry's state now."""
    with dry_run():
        return _results(step, model, dict.fromkeys(keys), by, choices)


@transaction.atomic
def take(
    step: BulkStep, model: type[Entry], seen: Mapping[int, str | None], *, by: Any, choices: Choices
) -> BulkAction:
    """Takes a step with many entries, and saves what it did to each.

    ``seen`` holds the entries' primary keys with the digests from :func:`preview`: entries that changed since are
    skipped. ``choices`` are the cleaned values of the step's form fields.
    """
    action: BulkAction = BulkAction.objects.create(
        name=step.name,
        summary=step.summary(choices)[:250],
        entry_type=ContentType.objects.get_for_model(model),
        right=step.right,
        by=by,
        can_be_undone=step.can_be_undone,
    )
    results = [result for result, _ in _results(step, model, seen, by, choices)]
    for result in results:
        result.action = action
    BulkActionEntry.objects.bulk_create(results)
    return action


def keep(
    name: str, summary: str, model: type[Entry], changed: Iterable[tuple[Entry, dict[str, Any] | None]], *, by: Any
) -> BulkAction:
    """Keeps what was done to many entries, so that it can be undone; each comes with its state before, None if new."""
    action: BulkAction = BulkAction.objects.create(
        name=name, summary=summary, entry_type=ContentType.objects.get_for_model(model), right="change", by=by
    )
    befores = {entry.pk: before for entry, before in changed}
    rows = model._base_manager.in_bulk(list(befores))
    after = states_of(rows.values())
    BulkActionEntry.objects.bulk_create(
        BulkActionEntry(
            action=action,
            entry_id=key,
            entry_name=str(rows[key])[:400],
            outcome=BulkOutcome.DONE,
            message="Added." if before is None else "Changed.",
            before=before,
            digest_after=digest(after[key]),
        )
        for key, before in befores.items()
    )
    return action


def _results(
    step: BulkStep, model: Any, seen: Mapping[int, str | None], by: Any, choices: Choices
) -> list[tuple[BulkActionEntry, str]]:
    rows = _locked(model, seen)
    before = states_of(rows.values())
    found = {key: _taken(step, rows[key], before[key], by, choices, seen[key]) for key in rows}
    after = states_of(model._base_manager.in_bulk(list(rows)).values())
    for key, result in found.items():
        if result.outcome == BulkOutcome.REFUSED:
            continue
        if after[key] == before[key]:
            result.outcome, result.message = BulkOutcome.UNCHANGED, "It is so already."
        else:
            result.before, result.digest_after = before[key], digest(after[key])
    return [(found[key], digest(before[key])) if key in rows else (_deleted(model, key), "") for key in sorted(seen)]


def _locked(model: Any, keys: Iterable[int]) -> dict[int, Any]:
    """The rows of entries, locked; always in the same order, so that two actions at once do not deadlock."""
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk")
    return {row.pk: row for row in rows}


def _deleted(model: Any, key: int) -> BulkActionEntry:
    name = f"{model._meta.verbose_name} {key}"
    return BulkActionEntry(entry_id=key, entry_name=name, outcome=BulkOutcome.REFUSED, message="It was deleted.")


def _taken(
    step: BulkStep, row: Entry, before: dict[str, Any], by: Any, choices: Choices, seen: str | None
) -> BulkActionEntry:
    """What came of a step with a locked entry."""
    result = BulkActionEntry(entry_id=row.pk, entry_name=str(row)[:400], outcome=BulkOutcome.DONE)
    try:
        with transaction.atomic():
            if seen is not None and seen != digest(before):
                raise workflow.NotPossible("It was changed since you looked at what would happen, so it was left.")
            workflow.require_right(by, step.right, row)
            result.message = step.take(row, by, choices)
    except workflow.NotPossible as error:
        result.outcome, result.message = BulkOutcome.REFUSED, str(error)
    return result


@transaction.atomic
def undo(action: BulkAction, *, by: Any) -> None:
    """Restores the state of each entry before an action, unless it changed since; what the action added is deleted.

    Raises NotPossible if the action is not the user's, too old, undone already, or of a kind that cannot be undone.
    """
    locked: BulkAction = BulkAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if not locked.may_be_undone_by(by):
        raise workflow.NotPossible("This can no longer be undone, or it is not yours to undo.")
    model: Any = locked.entry_type.model_class()
    note = f"Undone: {locked.summary}"
    done = list(locked.entries.filter(outcome=BulkOutcome.DONE).order_by("entry_id"))
    rows = _locked(model, [each.entry_id for each in done])
    now = states_of(rows.values())
    drafted = keys_in_drafts(model) if any(each.before is None for each in done) else set()
    for each in done:
        try:
            if each.entry_id not in rows:
                raise workflow.NotPossible("It was deleted since.")
            with transaction.atomic():
                row = rows[each.entry_id]
                _require_as_left(each, row, now[each.entry_id], locked.right, by)
                if each.before is None:
                    delete_created(row, drafted)
                else:
                    _restore_state(row, now[each.entry_id], each.before, by, note)
        except workflow.NotPossible as error:
            each.outcome, each.message = BulkOutcome.NOT_UNDONE, str(error)
        else:
            each.outcome = BulkOutcome.UNDONE
            each.message = "It was deleted again." if each.is_gone else "It stands as before."
        each.save(update_fields=["outcome", "message"])
    locked.undone_at = timezone.now()
    locked.save(update_fields=["undone_at"])


def _require_as_left(each: BulkActionEntry, row: Entry, now: dict[str, Any], right: str, by: Any) -> None:
    if not workflow.has_right(by, right, type(row)):
        raise workflow.NotPossible(f"You may no longer {right} {row._meta.verbose_name_plural}.")
    if digest(now) != each.digest_after:
        raise workflow.NotPossible("It was changed since, so it was left as it is now.")
