"""From draft to published and on: who may do what with an entry, and what each step does.

An entry is a row from its first draft on. Once it was published, changes to it are a snapshot beside it (a
:class:`evidence.models.Draft`) until they are published; see docs/decisions/versions-of-an-entry.md. Every path that
changes an entry's content goes through :func:`editing`.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from curation.entry_words import words_of
from curation.models import Draft, DraftState, Entry, Lacking, PublishedVersion, Status
from curation.snapshots import (
    DoesNotFit,
    Snapshot,
    check_constraints,
    digest,
    put_back,
    snapshot_of,
    trial,
    with_contents,
)

AnyEntry = TypeVar("AnyEntry", bound=Entry)

#: How long a published entry is taken to be right before it is to be checked again.
REVIEW_AFTER = datetime.timedelta(days=365)


class NotPossible(Exception):
    """A step that cannot be taken now; the message says why, to the person who tried."""


class NotReady(NotPossible):
    """An entry that lacks what a reader needs.

    Attributes:
        lacking: What it lacks, field by field.
    """

    def __init__(self, lacking: list[Lacking]) -> None:
        super().__init__("It cannot be published yet: " + " ".join(each.message for each in lacking))
        self.lacking = lacking


# Who may do what


def has_right(user: Any, action: str, model: Any) -> bool:
    """Whether a person has the right to ``change``, ``publish`` and so on entries of a kind."""
    options = model._meta
    allowed: bool = user.has_perm(f"{options.app_label}.{get_permission_codename(action, options)}")
    return allowed


def is_own_work(user: Any, draft: Draft | None) -> bool:
    """Whether a person worked on a draft, and so may not decide on it."""
    return draft is not None and draft.contributors.filter(pk=user.pk).exists()


def may_review(user: Any, entry: Entry, draft: Draft | None) -> bool:
    """Whether a person may publish a draft or send it back: with the right to publish, and not their own work."""
    return has_right(user, "publish", type(entry)) and not is_own_work(user, draft)


def _needs_right(user: Any, action: str, entry: Entry) -> None:
    if not has_right(user, action, type(entry)):
        raise NotPossible(f"You may not {action} {entry._meta.verbose_name_plural}.")


def _needs_other_reviewer(user: Any, entry: Entry, draft: Draft) -> None:
    _needs_right(user, "publish", entry)
    if is_own_work(user, draft):
        raise NotPossible("You worked on this yourself, so somebody else has to review it.")


def steps_open_to(user: Any, entry: Entry, draft: Draft | None) -> list[str]:
    """The steps that a person may take with an entry as it stands, by name, the likeliest first."""
    if not has_right(user, "change", type(entry)):
        return []
    reviews = has_right(user, "publish", type(entry))
    own = is_own_work(user, draft)
    found = []
    if draft is not None and draft.is_in_review:
        found += ["publish", "send-back"] if reviews and not own else []
        found += ["take-back"] if own else []
    elif draft is not None or entry.status != Status.PUBLISHED:
        found.append("send-to-review")
    if draft is not None and entry.is_edited_beside and (own or reviews):
        found.append("discard")
    if entry.status == Status.PUBLISHED and reviews:
        found += ["confirm", "withdraw"]
    return found


# What there is


def open_draft(entry: Entry) -> Draft | None:
    """The draft of an entry on which work goes on."""
    found: Draft | None = Draft.objects.of(entry).open().first()
    return found


def locked(entry: AnyEntry) -> AnyEntry:
    """The entry as the database has it now, for the rest of the transaction nobody else's to change."""
    manager: Any = type(entry)._base_manager
    row: AnyEntry = manager.select_for_update(of=("self",)).get(pk=entry.pk)
    return row


@contextmanager
def shown_as_drafted(entry: Entry, draft: Draft | None) -> Iterator[None]:
    """Shows the entry everywhere as its draft has it, and undoes at the end whatever was done meanwhile.

    Raises:
        NotPossible: the draft does not fit what else there is by now.
    """
    with trial():
        if draft is not None and entry.is_edited_beside:
            _put_back(entry, draft.snapshot)
        yield


def _put_back(entry: Entry, snapshot: Snapshot) -> None:
    try:
        with transaction.atomic():
            put_back(entry, snapshot)
            check_constraints()
    except DoesNotFit as error:
        raise NotPossible(str(error)) from error
    except IntegrityError as error:
        raise NotPossible(_clash(entry, error)) from error


def _clash(entry: Entry, error: DatabaseError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    for constraint in entry._meta.constraints:
        if constraint.name == name and constraint.violation_error_message:
            return str(constraint.violation_error_message)
    return "Another entry was meanwhile saved with something that only one may have, such as a reference or a DOI."


# Steps


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
            after = snapshot_of(_anew(row))
            if after != before:
                _note_work(row, draft, after, by, note)
            return
        live = snapshot_of(row)
        with shown_as_drafted(row, draft):
            before = snapshot_of(row)
            yield row
            check_constraints()
            after = snapshot_of(_anew(row))
        if after != before:
            _keep_beside(row, draft, live, after, by, note)


def _anew(entry: Entry) -> Entry:
    manager: Any = type(entry)._base_manager
    row: Entry = manager.get(pk=entry.pk)
    return row


def note_new(entry: Entry, by: Any, note: str = "") -> Draft:
    """Notes that a person wrote a new entry, or worked on one that was never published."""
    return _note_work(entry, open_draft(entry), snapshot_of(_anew(entry)), by, note)


def _note_work(entry: Entry, draft: Draft | None, content: Snapshot, by: Any, note: str) -> Draft:
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
            _decide(draft, DraftState.DISCARDED, by, "Nothing was left that differs from what is published.")
        return
    _note_work(entry, draft or Draft(entry=entry, started_from=live), after, by, note)


def _decide(draft: Draft, state: DraftState, by: Any, reason: str = "") -> None:
    draft.state, draft.reason = state, reason
    draft.decided_by, draft.decided_at = by, timezone.now()
    draft.save()


@transaction.atomic
def send_to_review(entry: Entry, *, by: Any, note: str = "") -> Draft:
    """Hands the work on an entry to a reviewer.

    Raises:
        NotPossible: the person may not, there is nothing to review, or it waits for review already.
    """
    row = locked(entry)
    _needs_right(by, "change", row)
    draft = open_draft(row)
    if draft is None:
        if row.status == Status.PUBLISHED:
            raise NotPossible("Nothing was changed since it was published.")
        # A withdrawn entry may be published again as it was; a row that came by another path has no draft yet.
        content = snapshot_of(row)
        draft = Draft(entry=row, started_from=content if row.is_edited_beside else None)
        draft = _note_work(row, draft, content, by, note)
    if draft.is_in_review:
        raise NotPossible("It waits for review already.")
    draft.state, draft.sent_by, draft.sent_at, draft.reason = DraftState.IN_REVIEW, by, timezone.now(), ""
    draft.note = note or draft.note
    draft.save()
    draft.contributors.add(by)
    _mark(row, Status.IN_REVIEW)
    return draft


def _mark(row: Entry, status: Status) -> None:
    """Sets the status of a row that was never published; any other's says what the public sees of it."""
    if not row.is_edited_beside and row.status != status:
        row.status = status
        row.save(update_fields=["status"])


def _in_review(entry: Entry) -> tuple[Entry, Draft]:
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
    row, draft = _in_review(entry)
    if not is_own_work(by, draft):
        raise NotPossible("Only who worked on it can take it back. A reviewer can send it back.")
    draft.state = DraftState.DRAFT
    draft.save()
    _mark(row, Status.DRAFT)
    return draft


@transaction.atomic
def send_back(entry: Entry, *, by: Any, reason: str) -> Draft:
    """Gives work back to those who wrote it.

    Raises:
        NotPossible: the person may not, it is their own work, it does not wait for review, or no reason is given.
    """
    row, draft = _in_review(entry)
    _needs_other_reviewer(by, row, draft)
    if not reason.strip():
        raise NotPossible("Say why you send it back.")
    _decide(draft, DraftState.DRAFT, by, reason.strip())
    _mark(row, Status.DRAFT)
    return draft


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
    row, draft = _in_review(entry)
    _needs_other_reviewer(by, row, draft)
    if row.is_edited_beside:
        _put_back(row, draft.snapshot)
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
    _decide(draft, DraftState.PUBLISHED, by)
    return keep_version(row, by=by, note=note or draft.note)


@transaction.atomic
def confirm(entry: Entry, *, by: Any, review_due_on: datetime.date | None = None) -> None:
    """Notes that a published entry was checked against its source and is still right.

    Raises:
        NotPossible: the person may not, it is not published, or the day has come already.
    """
    row = locked(entry)
    _needs_right(by, "publish", row)
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
    _needs_right(by, "publish", row)
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
    _needs_right(by, "publish", row)
    if row.status != Status.PUBLISHED:
        raise NotPossible("Only a published entry can be withdrawn.")
    if not reason.strip():
        raise NotPossible("Say why it is withdrawn: the public reads it.")
    row.status, row.withdrawn_because = Status.WITHDRAWN, reason.strip()
    with pghistory.context(why=row.withdrawn_because):
        row.save(update_fields=["status", "withdrawn_because"])


@transaction.atomic
def discard(entry: Entry, *, by: Any, reason: str = "") -> None:
    """Lets changes to a published entry go; they stay in its history.

    Raises:
        NotPossible: there are none, or they are others' and the person may not publish.
    """
    row = locked(entry)
    _needs_right(by, "change", row)
    draft = open_draft(row)
    if draft is None or not row.is_edited_beside:
        raise NotPossible("There are no changes to discard.")
    if not is_own_work(by, draft) and not has_right(by, "publish", type(row)):
        raise NotPossible("These changes are somebody else's.")
    _decide(draft, DraftState.DISCARDED, by, reason)


def restore(entry: Entry, snapshot: Snapshot, *, by: Any, note: str) -> None:
    """Makes an older version the newest draft of an entry.

    Raises:
        NotPossible: the person may not, it waits for review, or the version does not fit what else there is by now.
    """
    _needs_right(by, "change", entry)
    with editing(entry, by=by, note=note) as row:
        _put_back(row, snapshot)


# Releases of the base


def propose(entry: Entry, snapshot: Snapshot, *, note: str) -> None:
    """Keeps what nobody here wrote as a draft beside an entry, for curators to review.

    Raises:
        NotPossible: it waits for review, or what is proposed does not fit what else there is.
    """
    with editing(entry, by=None, note=note) as row:
        _put_back(row, snapshot)


def as_proposed(entry: Entry, snapshot: Snapshot) -> Snapshot:
    """What an entry would say with another content, of which nothing is kept.

    Raises:
        NotPossible: it does not fit what else there is.
    """
    with trial():
        row = locked(entry)
        _put_back(row, snapshot)
        return snapshot_of(_anew(row))


# Published versions


def keep_version(entry: Entry, *, by: Any = None, note: str = "") -> PublishedVersion:
    """Keeps the entry as the public reads it from now on, under the next number."""
    row = _anew(entry)
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
