"""The steps that change what the public reads, and the checks of what is published."""

import datetime
from typing import Any

import pghistory
from django.db import transaction
from django.utils import timezone

from curation.models import DraftState, Entry, PublishedVersion, Status
from curation.snapshots import digest, snapshot_of
from curation.workflow.editing import apply_checked, decide, locked
from curation.workflow.review import draft_in_review
from curation.workflow.rights import NotPossible, NotReady, require_other_reviewer, require_right
from curation.workflow.versions import keep_version, note_withdrawn

#: How long a published entry is taken to be right before it is to be checked again.
REVIEW_AFTER = datetime.timedelta(days=365)


@transaction.atomic
def publish(
    entry: Entry, *, by: Any, seen: str, note: str = "", review_due_on: datetime.date | None = None
) -> PublishedVersion:
    """Shows the public what waits for review.

    Args:
        entry: The entry.
        by: The reviewer.
        seen: The :func:`evidence.snapshots.digest` of what the reviewer read, so that nothing else is published.
        note: What changed, and why, for the public; the draft's own note where it is empty.
        review_due_on: When the entry is to be checked again; in a year where it is not given.

    Raises:
        NotReady: it lacks what a reader needs.
        NotPossible: the person may not, it is their own work, it does not wait for review, or it changed meanwhile.
    """
    row, draft = draft_in_review(entry)
    require_other_reviewer(by, row, draft)
    if row.is_edited_beside:
        apply_checked(row, draft.snapshot)
        row = locked(row)
    if digest(snapshot_of(row)) != seen:
        raise NotPossible("It was changed since you opened it. Read it again before you publish it.")
    if lacking := row.lacking():
        raise NotReady(lacking)
    today = timezone.localdate()
    if review_due_on is not None and review_due_on <= today:
        raise NotPossible("The next check must be due on a day to come.")
    row.status, row.withdrawn_because = Status.PUBLISHED, ""
    row.published_on = row.published_on or today
    row.reviewed_on, row.review_due_on = today, review_due_on or today + REVIEW_AFTER
    with pghistory.context(why=note or draft.note):
        row.save()
    decide(draft, DraftState.PUBLISHED, by)
    return keep_version(row, by=by, note=note or draft.note)


@transaction.atomic
def confirm(entry: Entry, *, by: Any, review_due_on: datetime.date | None = None) -> None:
    """Notes that a published entry was checked against its source and is still right.

    Raises:
        NotPossible: the person may not, it is not published, or the day has come already.
    """
    row = locked(entry)
    require_right(by, "publish", row)
    if row.status != Status.PUBLISHED:
        raise NotPossible("Only a published entry is checked again.")
    today = timezone.localdate()
    if review_due_on is not None and review_due_on <= today:
        raise NotPossible("The next check must be due on a day to come.")
    row.reviewed_on, row.review_due_on = today, review_due_on or today + REVIEW_AFTER
    row.save(update_fields=["reviewed_on", "review_due_on"])


@transaction.atomic
def plan_review(entry: Entry, *, by: Any, review_due_on: datetime.date) -> None:
    """Sets the day by which a published entry is to be checked again; it says nothing of the entry's being right.

    Raises:
        NotPossible: the person may not, it is not published, or the day has come already.
    """
    row = locked(entry)
    require_right(by, "publish", row)
    if row.status != Status.PUBLISHED:
        raise NotPossible("Only a published entry is checked again; publishing sets the first day.")
    if review_due_on <= timezone.localdate():
        raise NotPossible("The next check must be due on a day to come.")
    row.review_due_on = review_due_on
    row.save(update_fields=["review_due_on"])


@transaction.atomic
def withdraw(entry: Entry, *, by: Any, reason: str) -> None:
    """Takes an entry from the public, which reads the reason at its address.

    Raises:
        NotPossible: the person may not, it is not published, or no reason is given.
    """
    row = locked(entry)
    require_right(by, "publish", row)
    if row.status != Status.PUBLISHED:
        raise NotPossible("Only a published entry can be withdrawn.")
    if not reason.strip():
        raise NotPossible("Say why it is withdrawn: the public reads it.")
    row.status, row.withdrawn_because = Status.WITHDRAWN, reason.strip()
    with pghistory.context(why=row.withdrawn_because):
        row.save(update_fields=["status", "withdrawn_because"])
    note_withdrawn(row)
