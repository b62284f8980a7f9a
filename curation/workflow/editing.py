"""Changing an entry: in its own row before it was ever published, and after that in a draft beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from curation.models import Draft, DraftState, Entry, Status
from curation.snapshots import DoesNotFit, Snapshot, apply_snapshot, check_constraints, dry_run, snapshot_of
from curation.workflow.rights import NotPossible, require_right

AnyEntry = TypeVar("AnyEntry", bound=Entry)

#: Limits of a page that only shows a draft: how long it waits for a lock, and how long it may keep one without working.
LOCK_TIMEOUT = "2s"
IDLE_TIMEOUT = "10s"


def open_draft(entry: Entry) -> Draft | None:
    """The draft of an entry on which work goes on."""
    found: Draft | None = Draft.objects.of(entry).open().first()
    return found


def locked(entry: AnyEntry) -> AnyEntry:
    """The entry's row, fetched again and locked until the end of the transaction."""
    manager: Any = type(entry)._base_manager
    row: AnyEntry = manager.select_for_update(of=("self",)).get(pk=entry.pk)
    return row


def refetched(entry: Entry) -> Entry:
    """The entry's row, fetched again."""
    manager: Any = type(entry)._base_manager
    row: Entry = manager.get(pk=entry.pk)
    return row


@contextmanager
def shown_as_drafted(entry: Entry, draft: Draft | None) -> Iterator[None]:
    """A dry run in which the database holds the entry as its draft has it; rolled back at the end.

    Raises:
        NotPossible: the draft does not fit what else there is by now, or somebody is saving the entry.
    """
    with dry_run():
        if draft is not None and entry.is_edited_beside:
            with connection.cursor() as cursor:
                # Looking must not hold up who saves; local, so that nothing stays set on a pooled connection.
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_TIMEOUT}'")
            apply_checked(entry, draft.snapshot)
        yield


def apply_checked(entry: Entry, snapshot: Snapshot) -> None:
    """Make the entry, its links and its parts in the database those of a snapshot.

    Raises:
        NotPossible: it does not fit what else there is by now.
    """
    try:
        with transaction.atomic():
            apply_snapshot(entry, snapshot)
            check_constraints()
    except DoesNotFit as error:
        raise NotPossible(str(error)) from error
    except IntegrityError as error:
        raise NotPossible(_violation(entry, error)) from error
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise NotPossible("Somebody is saving it at this moment. Try again.") from error


def _violation(entry: Entry, error: DatabaseError) -> str:
    """What a violated constraint of an entry says."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    for constraint in entry._meta.constraints:
        if constraint.name == name and constraint.violation_error_message:
            return str(constraint.violation_error_message)
    return "Another entry was meanwhile saved with something that only one may have, such as a reference or a DOI."


@contextmanager
def editing(entry: AnyEntry, *, by: Any, note: str = "") -> Iterator[AnyEntry]:
    """Gives the entry to change as its latest draft has it; what was changed is kept at the end.

    The row of an entry that was never published is changed itself. What is done to any other is undone and kept as a
    draft beside it. Nothing is kept where nothing was changed, and none of it where an error leaves the block.

    Args:
        entry: The entry.
        by: Who changes it; None where nobody here does, but a release of the base.
        note: What changes, and why.

    Raises:
        NotPossible: the entry waits for review, or its draft does not fit what else there is by now.
    """
    with transaction.atomic(), pghistory.context(**({"why": note} if note else {})):
        row = locked(entry)
        draft = open_draft(row)
        if draft is not None and draft.is_in_review:
            raise NotPossible("It waits for review. To change it, take it back first.")
        if not row.is_edited_beside:
            before = snapshot_of(row)
            yield row
            check_constraints()
            after = snapshot_of(refetched(row))
            if after != before:
                record_work(row, draft, after, by, note)
            return
        live = snapshot_of(row)
        with dry_run():
            if draft is not None:
                apply_checked(row, draft.snapshot)
            before = snapshot_of(row)
            yield row
            check_constraints()
            after = snapshot_of(refetched(row))
        if after != before:
            _keep_beside(row, draft, live, after, by, note)


def note_new(entry: Entry, by: Any, note: str = "") -> Draft:
    """Notes that a person wrote a new entry, or worked on one that was never published."""
    return record_work(entry, open_draft(entry), snapshot_of(refetched(entry)), by, note)


def record_work(entry: Entry, draft: Draft | None, content: Snapshot, by: Any, note: str) -> Draft:
    """Save what an entry says now in its draft, which is made where there is none, and who worked on it."""
    draft = draft or Draft(entry=entry)
    draft.snapshot = content
    draft.saved_by, draft.saved_at = by, timezone.now()
    draft.note = note or draft.note
    draft.save()
    if by is not None:
        draft.contributors.add(by)
    return draft


def _keep_beside(entry: Entry, draft: Draft | None, live: Snapshot, after: Snapshot, by: Any, note: str) -> None:
    if after == live and entry.status == Status.PUBLISHED:
        # All changes were taken back.
        if draft is not None:
            decide(draft, DraftState.DISCARDED, by, "Nothing was left that differs from what is published.")
        return
    record_work(entry, draft or Draft(entry=entry, started_from=live), after, by, note)


def decide(draft: Draft, state: DraftState, by: Any, reason: str = "") -> None:
    """Save how a draft was decided on, by whom and when."""
    draft.state, draft.reason = state, reason
    draft.decided_by, draft.decided_at = by, timezone.now()
    draft.save()


def restore(entry: Entry, snapshot: Snapshot, *, by: Any, note: str) -> None:
    """Makes an older version the newest draft of an entry.

    Raises:
        NotPossible: the person may not, it waits for review, or the version does not fit what else there is by now.
    """
    require_right(by, "change", entry)
    with editing(entry, by=by, note=note) as row:
        apply_checked(row, snapshot)


def propose(entry: Entry, snapshot: Snapshot, *, note: str) -> None:
    """Keeps what nobody here wrote as a draft beside an entry, for curators to review.

    Raises:
        NotPossible: it waits for review, or what is proposed does not fit what else there is.
    """
    with editing(entry, by=None, note=note) as row:
        apply_checked(row, snapshot)


def as_proposed(entry: Entry, snapshot: Snapshot) -> Snapshot:
    """What an entry would say with another content, of which nothing is kept.

    Raises:
        NotPossible: it does not fit what else there is.
    """
    with dry_run():
        row = locked(entry)
        apply_checked(row, snapshot)
        return snapshot_of(refetched(row))
