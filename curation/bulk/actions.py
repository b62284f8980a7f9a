"""One step taken with many entries: what it would do to each, doing it, and undoing it.

An action is one transaction. What cannot be done to an entry is noted with the reason and stops none of the others.
What was done to each is kept with how the entry stood before, so that what was done and what is said of it cannot
differ. An error that nobody foresaw leaves everything as it was.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from curation import workflow
from curation.models import BulkAction, BulkActionEntry, BulkOutcome, Draft, Entry
from curation.snapshots import Snapshot, digest, dry_run, normal, snapshot_of

#: As many entries are taken at once at most: each is locked until all are done.
MOST_AT_ONCE = 200

Choices = Mapping[str, Any]


class BulkStep(ABC):
    """A step that can be taken with many entries of a kind at once.

    Attributes:
        name: How addresses name it.
        label: What the list of actions and its button say.
        explains: What it does, for who is about to take it.
        right: The right that it needs on each entry.
        can_be_undone: Whether it is offered to be undone; where it is not, ``explains`` says why.
    """

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""
    explains: ClassVar[str] = ""
    right: ClassVar[str] = "change"
    can_be_undone: ClassVar[bool] = True

    def fields(self, model: type[Entry]) -> dict[str, forms.Field]:
        """What it needs to know before it can say what it would do."""
        return {}

    @abstractmethod
    def summary(self, choices: Choices) -> str:
        """What was done, in words."""

    @abstractmethod
    def take(self, entry: Any, by: Any, choices: Choices) -> str:
        """Takes the step with one entry, and says what was done.

        Raises:
            NotPossible: it cannot be taken; the message says why.
        """


# How an entry stands


def standing_of(entry: Entry) -> dict[str, Any]:
    """All of an entry that a step may change: what it says with its draft, where the draft stands, what it waits for.

    Returns::

        {"content": {…}, "status": "published", "review_due_on": "2027-01-05", "draft": {"id": 3, "state": …} | None}
    """
    draft = workflow.open_draft(entry)
    content = draft.snapshot if draft is not None and entry.is_edited_beside else snapshot_of(entry)
    due = entry.review_due_on
    return {
        "content": normal(content),
        "status": str(entry.status),
        "review_due_on": due.isoformat() if due else None,
        "draft": _fields_of(draft) if draft is not None else None,
    }


def _fields_of(draft: Draft) -> dict[str, Any]:
    """The columns of a draft, with times to the microsecond: a version is known by when it was saved."""
    values = {field.attname: field.value_from_object(draft) for field in draft._meta.concrete_fields}
    plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
    return {**plain, "contributors": sorted(draft.contributors.values_list("pk", flat=True))}


def _put_standing_back(row: Entry, before: dict[str, Any], by: Any, note: str) -> None:
    content: Snapshot = before["content"]
    if standing_of(row)["content"] != content:
        workflow.restore(row, content, by=by, note=note)
        row = workflow.locked(row)
    draft = workflow.open_draft(row)
    values = before["draft"]
    if draft is not None and values is None and row.is_edited_beside:
        workflow.discard(row, by=by, reason=note)
    elif draft is not None and (values is None or values["id"] != draft.pk):
        draft.delete()
    if values is not None:
        _put_draft_back(values)
    row.status, row.review_due_on = before["status"], before["review_due_on"]
    row.save(update_fields=["status", "review_due_on"])


def _put_draft_back(values: dict[str, Any]) -> None:
    draft = Draft.objects.get(pk=values["id"])
    for field in draft._meta.concrete_fields:
        setattr(draft, field.attname, field.to_python(values[field.attname]))
    draft.save()
    draft.contributors.set(values["contributors"])


# Taking a step


def preview(
    step: BulkStep, model: type[Entry], keys: Iterable[int], *, by: Any, choices: Choices
) -> list[tuple[BulkActionEntry, str]]:
    """What a step would do to each entry, with a short name for how each stands now; it is taken, and taken back."""
    with dry_run():
        return _results(step, model, keys, by, choices, None)


@transaction.atomic
def take(step: BulkStep, model: type[Entry], seen: Mapping[int, str], *, by: Any, choices: Choices) -> BulkAction:
    """Takes a step with many entries and keeps what it did to each.

    Args:
        step: The step.
        model: The kind of the entries.
        seen: The entries' keys, each with the short name that :func:`preview` gave; what stands otherwise is left.
        by: Who takes it.
        choices: What the step's fields were filled in with.
    """
    action: BulkAction = BulkAction.objects.create(
        name=step.name,
        summary=step.summary(choices)[:250],
        entry_type=ContentType.objects.get_for_model(model),
        right=step.right,
        by=by,
        can_be_undone=step.can_be_undone,
    )
    results = [result for result, _ in _results(step, model, seen, by, choices, seen)]
    for result in results:
        result.action = action
    BulkActionEntry.objects.bulk_create(results)
    return action


def _results(
    step: BulkStep, model: Any, keys: Iterable[int], by: Any, choices: Choices, seen: Mapping[int, str] | None
) -> list[tuple[BulkActionEntry, str]]:
    # Always in the same order, so that two who do this at once do not wait for each other.
    wanted = sorted(set(keys))
    rows = {row.pk: row for row in model._base_manager.filter(pk__in=wanted)}
    found = []
    for key in wanted:
        if key in rows:
            found.append(_result(step, rows[key], by, choices, None if seen is None else seen[key]))
        else:
            name = f"{model._meta.verbose_name} {key}"
            gone = BulkActionEntry(
                entry_id=key, entry_name=name, outcome=BulkOutcome.REFUSED, message="It was deleted."
            )
            found.append((gone, ""))
    return found


def _result(step: BulkStep, entry: Entry, by: Any, choices: Choices, seen: str | None) -> tuple[BulkActionEntry, str]:
    result = BulkActionEntry(entry_id=entry.pk, entry_name=str(entry)[:400])
    stands = ""
    try:
        with transaction.atomic():
            row = workflow.locked(entry)
            before = standing_of(row)
            stands = digest(before)
            if seen is not None and seen != stands:
                raise workflow.NotPossible("It was changed since you looked at what would happen, so it was left.")
            if not workflow.has_right(by, step.right, type(row)):
                raise workflow.NotPossible(f"You may not {step.right} {row._meta.verbose_name_plural}.")
            result.message = step.take(row, by, choices)
            after = standing_of(workflow.locked(row))
    except workflow.NotPossible as error:
        result.outcome, result.message = BulkOutcome.REFUSED, str(error)
        return result, stands
    if after == before:
        result.outcome, result.message = BulkOutcome.NOTHING, "It is so already."
    else:
        result.outcome, result.before, result.digest_after = BulkOutcome.DONE, before, digest(after)
    return result, stands


# Undoing it


@transaction.atomic
def undo(action: BulkAction, *, by: Any) -> None:
    """Puts each entry back as it stood before an action, where nothing happened to it since.

    Raises:
        NotPossible: it is somebody else's, was undone already, cannot be undone or is too long ago.
    """
    locked: BulkAction = BulkAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if not locked.may_be_undone_by(by):
        raise workflow.NotPossible("This can no longer be undone, or it is not yours to undo.")
    model: Any = locked.entry_type.model_class()
    note = f"Undone: {locked.summary}"
    for each in locked.entries.filter(outcome=BulkOutcome.DONE).order_by("entry_id"):
        try:
            with transaction.atomic():
                _undo_one(each, model, locked.right, by, note)
        except workflow.NotPossible as error:
            each.outcome, each.message = BulkOutcome.KEPT, str(error)
        else:
            each.outcome, each.message = BulkOutcome.UNDONE, "It stands as before."
        each.save(update_fields=["outcome", "message"])
    locked.undone_at = timezone.now()
    locked.save(update_fields=["undone_at"])


def _undo_one(each: BulkActionEntry, model: Any, right: str, by: Any, note: str) -> None:
    entry = model._base_manager.filter(pk=each.entry_id).first()
    if entry is None:
        raise workflow.NotPossible("It was deleted since.")
    if not workflow.has_right(by, right, model):
        raise workflow.NotPossible(f"You may no longer {right} {model._meta.verbose_name_plural}.")
    row = workflow.locked(entry)
    if digest(standing_of(row)) != each.digest_after or each.before is None:
        raise workflow.NotPossible("It was changed since, so it was left as it is now.")
    _put_standing_back(row, each.before, by, note)
