"""The steps of an entry between those who write it and those who review it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from curation.models import Draft, DraftState, Entry, Status
from curation.snapshots import snapshot_of
from curation.workflow.editing import decide, locked, open_draft, record_work
from curation.workflow.rights import NotPossible, has_right, is_own_work, require_other_reviewer, require_right


@transaction.atomic
def send_to_review(entry: Entry, *, by: Any, note: str = "") -> Draft:
    """Hands the work on an entry to a reviewer.

    Raises:
        NotPossible: the person may not, there is nothing to review, or it waits for review already.
    """
    row = locked(entry)
    require_right(by, "change", row)
    draft = open_draft(row)
    if draft is None:
        if row.status == Status.PUBLISHED:
            raise NotPossible("Nothing was changed since it was published.")
        # A withdrawn entry may be published again as it was; a row that came by another path has no draft yet.
        content = snapshot_of(row)
        draft = Draft(entry=row, started_from=content if row.is_edited_beside else None)
        draft = record_work(row, draft, content, by, note)
    if draft.is_in_review:
        raise NotPossible("It waits for review already.")
    draft.state, draft.sent_by, draft.sent_at, draft.reason = DraftState.IN_REVIEW, by, timezone.now(), ""
    draft.note = note or draft.note
    draft.save()
    draft.contributors.add(by)
    _set_status(row, Status.IN_REVIEW)
    return draft


def _set_status(row: Entry, status: Status) -> None:
    """Sets the status of a row that was never published; any other's says what the public sees of it."""
    if not row.is_edited_beside and row.status != status:
        row.status = status
        row.save(update_fields=["status"])


def draft_in_review(entry: Entry) -> tuple[Entry, Draft]:
    """The locked row of an entry and its draft, which waits for review.

    Raises:
        NotPossible: it does not.
    """
    row = locked(entry)
    draft = open_draft(row)
    if draft is None or not draft.is_in_review:
        raise NotPossible("It does not wait for review any more.")
    return row, draft


@transaction.atomic
def take_back(entry: Entry, *, by: Any) -> Draft:
    """Takes one's own work back from review, to change it.

    Raises:
        NotPossible: it does not wait for review, or is others' work.
    """
    row, draft = draft_in_review(entry)
    if not is_own_work(by, draft):
        raise NotPossible("Only who worked on it can take it back. A reviewer can send it back.")
    draft.state = DraftState.DRAFT
    draft.save()
    _set_status(row, Status.DRAFT)
    return draft


@transaction.atomic
def send_back(entry: Entry, *, by: Any, reason: str) -> Draft:
    """Gives work back to those who wrote it.

    Raises:
        NotPossible: the person may not, it is their own work, it does not wait for review, or no reason is given.
    """
    row, draft = draft_in_review(entry)
    require_other_reviewer(by, row, draft)
    if not reason.strip():
        raise NotPossible("Say why you send it back.")
    decide(draft, DraftState.DRAFT, by, reason.strip())
    _set_status(row, Status.DRAFT)
    return draft


@transaction.atomic
def discard(entry: Entry, *, by: Any, reason: str = "") -> None:
    """Lets changes to a published entry go; they stay in its history.

    Raises:
        NotPossible: there are none, or they are others' and the person may not publish.
    """
    row = locked(entry)
    require_right(by, "change", row)
    draft = open_draft(row)
    if draft is None or not row.is_edited_beside:
        raise NotPossible("There are no changes to discard.")
    if not is_own_work(by, draft) and not has_right(by, "publish", type(row)):
        raise NotPossible("These changes are somebody else's.")
    decide(draft, DraftState.DISCARDED, by, reason)
