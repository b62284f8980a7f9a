"""From draft to published and on: the steps of an entry, each with the check of who may take it.

An entry is a row from its first draft on. Once it was published, changes to it are a snapshot beside it (a
:class:`curation.models.Draft`) until they are published; see docs/decisions/versions-of-an-entry.md. Every path that
changes an entry's content goes through :func:`editing`, and every path that changes what the public reads asks
:func:`require_reviewer`.

What cannot be done raises :class:`NotPossible`: the person has no right to it, the entry is not in the state for it, or
a draft does not fit the rest of the database any more.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

import pghistory
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from curation.entry_words import EntryTexts, person_name, words_of
from curation.log_entries import log_step
from curation.models import (
    Draft,
    DraftState,
    Entry,
    Lacking,
    PublishedVersion,
    ReviewComment,
    Status,
    VocabularyModel,
)
from curation.snapshots import (
    DoesNotFit,
    Snapshot,
    apply_snapshot,
    changed_names,
    check_constraints,
    digest,
    dry_run,
    name_in,
    snapshot_of,
    snapshots_of,
)
from curation.vocabulary.drafts import drafts_used_by, in_words, publish_drafts, worked_on_by
from database.bulk_rows import copy_rows
from lists.wording import counted, day_in_words

AnyEntry = TypeVar("AnyEntry", bound=Entry)

#: Limits of a page that only shows a draft: how long it waits for a lock, and how long it may keep one without working.
LOCK_TIMEOUT = "2s"
IDLE_TIMEOUT = "10s"

#: When a published entry is to be checked again, unless the reviewer says otherwise.
REVIEW_AFTER = datetime.timedelta(days=365)


class NotPossible(Exception):
    """A step that cannot be taken now; the message says why, to the person who tried."""


class ChangedSince(NotPossible):
    """A draft that says something else than what the reviewer read."""


class NotReady(NotPossible):
    """An entry that does not meet the requirements for publication, which are in ``lacking``."""

    def __init__(self, lacking: list[Lacking]) -> None:
        super().__init__("It cannot be published yet: " + " ".join(each.message for each in lacking))
        self.lacking = lacking


# Rights


def has_right(user: Any, action: str, model: Any) -> bool:
    """Whether a person has the right to ``change``, ``publish`` and so on entries of a kind."""
    return bool(user.has_perm(f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"))


def is_own_work(user: Any, draft: Draft | None) -> bool:
    """Whether a person worked on a draft, and so may not decide on it."""
    return draft is not None and draft.contributors.filter(pk=user.pk).exists()


def can_review(user: Any, draft: Draft) -> bool:
    """Whether a person may publish a draft or send it back, once it is in review."""
    return has_right(user, "publish", draft.entry_type.model_class()) and not is_own_work(user, draft)


def require_right(user: Any, action: str, entry: Entry) -> None:
    """Raises NotPossible unless a person has a right to an entry."""
    if not has_right(user, action, type(entry)):
        raise NotPossible(f"You may not {action} {entry._meta.verbose_name_plural}.")


def require_reviewer(user: Any, entry: Entry, *unreviewed: Draft | None) -> None:
    """Raises NotPossible unless a person may decide on an entry, and worked on nothing of what nobody reviewed yet.

    Whatever changes what the public reads asks this first, so that nobody publishes their own words alone.
    """
    require_right(user, "publish", entry)
    for draft in unreviewed:
        if is_own_work(user, draft):
            what = "this" if draft is None or draft.entry == entry else f"“{draft.entry}”"
            raise NotPossible(f"You worked on {what} yourself, so somebody else has to review it.")


def publish_with(rows: list[VocabularyModel], *, by: Any) -> str:
    """Publishes the drafts of lists that something newly published uses; returns a note on them for its version.

    Raises NotPossible if the person worked on one.
    """
    for row in rows:
        if by is not None and worked_on_by(by, row):
            kind = row._meta.verbose_name
            raise NotPossible(f"You worked on the {kind} “{row}” yourself, so somebody else has to review it.")
    publish_drafts(rows)
    return f"New with it: {in_words(rows)}." if rows else ""


def steps_open_to(user: Any, entry: Entry, draft: Draft | None) -> list[str]:
    """The steps that a person may take with an entry as it stands, by name, the likeliest first."""
    if not has_right(user, "change", type(entry)) or entry.closed_because:
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


# Rows and drafts


def open_draft(entry: Entry) -> Draft | None:
    """The draft of an entry that is not yet published or discarded."""
    return Draft.objects.of(entry).open().first()


def name_as_drafted(entry: Entry, draft: Draft | None) -> str:
    """The name that the form of an entry shows: that in its draft, where there is one beside what was published."""
    if draft is None or not entry.is_edited_beside:
        return str(entry)
    return name_in(entry, draft.snapshot["fields"])


def changeable_draft(entry: Entry) -> Draft | None:
    """The open draft of a locked row; raises NotPossible if nobody may change the entry now."""
    if entry.closed_because:
        raise NotPossible(entry.closed_because)
    draft = open_draft(entry)
    if draft is not None and draft.is_in_review:
        raise NotPossible(f"“{entry}” waits for review. To change it, take it back first.")
    return draft


def locked(entry: AnyEntry) -> AnyEntry:
    """The entry's row, fetched again and locked until the end of the transaction."""
    return type(entry)._base_manager.select_for_update(of=("self",)).get(pk=entry.pk)


def refetched(entry: AnyEntry) -> AnyEntry:
    """The entry's row, fetched again."""
    return type(entry)._base_manager.get(pk=entry.pk)


@contextmanager
def shown_as_drafted(entry: Entry, draft: Draft | None) -> Iterator[None]:
    """A dry run in which the database holds the entry as its draft has it; rolled back at the end.

    Raises NotPossible if the draft does not fit the rest of the database, or somebody is saving the entry.
    """
    with dry_run():
        if draft is not None and entry.is_edited_beside:
            _limit_locks()
            _apply_checked(entry, draft.snapshot)
        yield


@contextmanager
def shown_as_published(entries: Sequence[tuple[Entry, Draft | None]]) -> Iterator[list[tuple[Entry, str]]]:
    """A dry run in which the public would see entries as their drafts have them, and the drafts of lists that they use.

    It is rolled back at the end. Gives those whose draft does not fit the rest of the database, each with the reason;
    they stay as they are. Raises NotPossible if somebody is saving one of the others.
    """
    with dry_run():
        _limit_locks()
        refused = []
        keys: dict[type[Entry], list[int]] = defaultdict(list)
        for entry, draft in entries:
            try:
                if draft is not None and entry.is_edited_beside:
                    _apply_checked(refetched(entry), draft.snapshot)
            except NotPossible as error:
                refused.append((entry, str(error)))
            else:
                keys[type(entry)].append(entry.pk)
        published_on = Coalesce("published_on", Value(timezone.localdate()))
        with _saying_who_holds_it():
            for model, some in keys.items():
                rows = model._base_manager.filter(pk__in=some).exclude(status=Status.PUBLISHED)
                rows.update(status=Status.PUBLISHED, published_on=published_on, withdrawn_because="")
                publish_drafts(drafts_used_by(model, *snapshots_of(model._base_manager.filter(pk__in=some)).values()))
        yield refused


def _limit_locks() -> None:
    """Looking must not hold up who saves; local, so that nothing stays set on a pooled connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'; "
            f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_TIMEOUT}'"
        )


def _apply_checked(entry: Entry, snapshot: Snapshot) -> None:
    """Saves a snapshot as the entry, its links and its parts; raises NotPossible if it does not fit the database."""
    try:
        with _saying_who_holds_it(), transaction.atomic():
            apply_snapshot(entry, snapshot)
            check_constraints()
    except DoesNotFit as error:
        raise NotPossible(str(error)) from error
    except IntegrityError as error:
        raise NotPossible(_violation(entry, error)) from error


@contextmanager
def _saying_who_holds_it() -> Iterator[None]:
    """Raises NotPossible where a lock was not to be had in time."""
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise NotPossible("Somebody is saving it at this moment. Try again.") from error


def _violation(entry: Entry, error: DatabaseError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    for constraint in entry._meta.constraints:
        if constraint.name == name and constraint.violation_error_message:
            return str(constraint.violation_error_message)
    return "Another entry was meanwhile saved with something that only one may have, such as a reference or a DOI."


@contextmanager
def editing(entry: AnyEntry, *, by: Any, note: str | None = None, writers: Iterable[int] = ()) -> Iterator[AnyEntry]:
    """Gives the entry to change as its latest draft has it, and saves the changes at the end of the block.

    The row of an entry that was never published is changed itself. Changes to any other are rolled back and saved as a
    draft beside it. If nothing was changed, nothing is saved but what the person now says in place of their note; if
    the block raises an error, nothing is. ``by`` is None for a release of the base; ``note`` says what changes, and
    why, None where nobody was asked; ``writers`` are the keys of others whose words come in.
    """
    with transaction.atomic(), pghistory.context(**({"why": note} if note else {})):
        row = locked(entry)
        draft = changeable_draft(row)
        is_beside = row.is_edited_beside
        live = before = snapshot_of(row)
        with dry_run() if is_beside else nullcontext():
            if is_beside and draft is not None:
                _apply_checked(row, draft.snapshot)
                before = snapshot_of(row)
            yield row
            check_constraints()
            after = snapshot_of(refetched(row))
        if after == before:
            if draft is not None and by is not None and note is not None and draft.note_of(by):
                draft.add_note(by, note)
                draft.save(update_fields=["note", "notes"])
            return
        if is_beside and after == live and row.status == Status.PUBLISHED:
            # All changes were taken back.
            if draft is not None:
                _decide(draft, DraftState.DISCARDED, by, "Nothing was left that differs from what is published.")
            return
        draft = draft or Draft(entry=row, started_from=live if is_beside else None)
        _record_work(draft, after, by, note, writers)


def note_new(entry: Entry, by: Any, note: str | None = None, writers: Iterable[int] = ()) -> Draft:
    """Saves the draft of a new entry, or of one that was never published, with who worked on it."""
    return _record_work(open_draft(entry) or Draft(entry=entry), snapshot_of(refetched(entry)), by, note, writers)


def note_imported(entries: QuerySet[Any], *, by: Any) -> None:
    """Saves a draft of each of many new entries, with who brought them in; nobody opened these drafts yet."""
    kind = ContentType.objects.get_for_model(entries.model)
    snapshots = snapshots_of(entries).items()
    drafts = copy_rows(Draft, (Draft(entry_type=kind, entry_id=key, snapshot=snapshot) for key, snapshot in snapshots))
    contributions: Any = Draft.contributors.through
    if by is not None:
        copy_rows(contributions, (contributions(draft=draft, user=by) for draft in drafts))


def _record_work(draft: Draft, content: Snapshot, by: Any, note: str | None, writers: Iterable[int] = ()) -> Draft:
    draft.snapshot = content
    if note is not None:
        draft.add_note(by, note)
    draft.saved_by, draft.saved_at = by, timezone.now()
    draft.save()
    _add_contributors(draft, *writers, *([by] if by is not None else []))
    return draft


def _add_contributors(draft: Draft, *people: Any) -> None:
    draft.contributors.add(*people)
    if draft.reviewer_id and draft.contributors.filter(pk=draft.reviewer_id).exists():
        # Who works on it does not review it.
        draft.reviewer = draft.assigned_at = None
        draft.save(update_fields=["reviewer", "assigned_at"])


def _decide(draft: Draft, state: DraftState, by: Any, reason: str = "") -> None:
    draft.state, draft.reason = state, reason
    draft.decided_by, draft.decided_at = by, timezone.now()
    draft.save()


def close(draft: Draft, *, by: Any, reason: str) -> None:
    """Discards a draft of an entry that is merged into another."""
    _decide(draft, DraftState.DISCARDED, by, reason)


def reopen(draft: Draft) -> None:
    """Takes up a discarded draft again."""
    draft.state, draft.reason, draft.decided_by, draft.decided_at = DraftState.DRAFT, "", None, None
    draft.save()


def restore(entry: Entry, snapshot: Snapshot, *, by: Any, note: str, writers: Iterable[int] = ()) -> None:
    """Makes an older version the newest draft of an entry; ``writers`` are the keys of those who wrote it."""
    require_right(by, "change", entry)
    propose(entry, snapshot, by=by, note=note, writers=writers)


def propose(entry: Entry, snapshot: Snapshot, *, by: Any = None, note: str, writers: Iterable[int] = ()) -> None:
    """Saves a snapshot as the newest draft of an entry, for curators to review."""
    with editing(entry, by=by, note=note or None, writers=writers) as row:
        _apply_checked(row, snapshot)


def as_proposed(entry: Entry, snapshot: Snapshot) -> Snapshot:
    """The snapshot of the entry if :func:`propose` were called; saves nothing."""
    with dry_run():
        row = locked(entry)
        _apply_checked(row, snapshot)
        return snapshot_of(refetched(row))


# Between curators and reviewers


@transaction.atomic
def send_to_review(entry: Entry, *, by: Any, note: str | None = None) -> Draft:
    """Hands the work on an entry to a reviewer."""
    row = locked(entry)
    require_right(by, "change", row)
    if row.closed_because:
        raise NotPossible(row.closed_because)
    draft = open_draft(row)
    if draft is None:
        if row.status == Status.PUBLISHED:
            raise NotPossible("Nothing was changed since it was published.")
        # A withdrawn entry may be published again as it was; a row that came by another path has no draft yet.
        content = snapshot_of(row)
        draft = Draft(entry=row, started_from=content if row.is_edited_beside else None)
        _record_work(draft, content, by, note)
    if draft.is_in_review:
        raise NotPossible("It waits for review already.")
    draft.state, draft.sent_by, draft.sent_at, draft.reason = DraftState.IN_REVIEW, by, timezone.now(), ""
    if note is not None:
        draft.add_note(by, note)
    if draft.reviewer_id:
        # Asked again, and so told again.
        draft.assigned_at = draft.sent_at
    draft.save()
    _add_contributors(draft, by)
    _set_status(row, Status.IN_REVIEW)
    return draft


def _set_status(row: Entry, status: Status) -> None:
    """Sets the status of a row that was never published; any other's says what the public sees of it."""
    if not row.is_edited_beside and row.status != status:
        row.status = status
        row.save(update_fields=["status"])


def _in_review(entry: Entry) -> tuple[Entry, Draft]:
    """The locked row of an entry and its draft, which is in review."""
    row = locked(entry)
    draft = open_draft(row)
    if draft is None or not draft.is_in_review:
        raise NotPossible("It does not wait for review any more.")
    return row, draft


@transaction.atomic
def assign(entry: Entry, *, by: Any, reviewer: Any = None, due_on: datetime.date | None = None) -> Draft:
    """Says who is asked to review a draft, None for whoever comes first, and by which day, None for no day."""
    row, draft = _in_review(entry)
    require_right(by, "change", row)
    if not is_own_work(by, draft) and not has_right(by, "publish", type(row)):
        raise NotPossible("Only who worked on it or a reviewer can say who reviews it.")
    if reviewer is not None and reviewer.pk != draft.reviewer_id and not can_review(reviewer, draft):
        raise NotPossible(f"{person_name(reviewer)} cannot review “{row}”: they worked on it, or may not publish it.")
    if getattr(reviewer, "pk", None) != draft.reviewer_id:
        draft.assigned_at = timezone.now() if reviewer else None
    draft.reviewer, draft.due_on = reviewer, due_on
    draft.save(update_fields=["reviewer", "assigned_at", "due_on"])
    return draft


def send_and_assign(entry: Entry, *, by: Any, note: str, reviewer: Any, due_on: datetime.date | None) -> Draft:
    """Hands the work on an entry to a reviewer who is asked for it, as :func:`assign` does."""
    with transaction.atomic():
        send_to_review(entry, by=by, note=note)
        return assign(entry, by=by, reviewer=reviewer, due_on=due_on)


@transaction.atomic
def take_back(entry: Entry, *, by: Any) -> Draft:
    """Takes one's own work back from review, to change it."""
    row, draft = _in_review(entry)
    if not is_own_work(by, draft):
        raise NotPossible("Only who worked on it can take it back. A reviewer can send it back.")
    draft.state = DraftState.DRAFT
    draft.save()
    log_step(by, row, "Took it back from review.")
    _set_status(row, Status.DRAFT)
    return draft


@transaction.atomic
def send_back(entry: Entry, *, by: Any, reason: str) -> Draft:
    """Gives work back to those who wrote it, with a reason, or with comments that are not settled."""
    row, draft = _in_review(entry)
    require_reviewer(by, row, draft)
    comments = draft.comments.open().count()
    if not reason.strip() and not comments:
        raise NotPossible("Say why you send it back.")
    draft.due_on = None
    _decide(draft, DraftState.DRAFT, by, reason.strip() or f"See the {counted(comments, ReviewComment)}.")
    _set_status(row, Status.DRAFT)
    return draft


@transaction.atomic
def discard(entry: Entry, *, by: Any, reason: str = "") -> None:
    """Discards the changes to a published entry; they stay in its history."""
    row = locked(entry)
    require_right(by, "change", row)
    draft = open_draft(row)
    if draft is None or not row.is_edited_beside:
        raise NotPossible("There are no changes to discard.")
    if not is_own_work(by, draft) and not has_right(by, "publish", type(row)):
        raise NotPossible("These changes are somebody else's.")
    _decide(draft, DraftState.DISCARDED, by, reason)


# What the public reads


@transaction.atomic
def publish(
    entry: Entry, *, by: Any, seen: str | None, note: str = "", review_due_on: datetime.date | None = None
) -> PublishedVersion:
    """Shows the public what waits for review; raises NotReady if it lacks what a reader needs.

    Nothing is published but what the reviewer read, whose :func:`curation.snapshots.digest` is ``seen``; it is None
    where the caller has compared the draft with what they read, and holds its row. By default the note for the public
    is the draft's own, and the next review is due after REVIEW_AFTER.
    """
    row, draft = _in_review(entry)
    require_reviewer(by, row, draft)
    if row.is_edited_beside:
        _apply_checked(row, draft.snapshot)
        row = locked(row)
    content = snapshot_of(row)
    if seen is not None and digest(content) != seen:
        raise ChangedSince("It was changed since you opened it. Read it again before you publish it.")
    if lacking := row.lacking():
        raise NotReady(lacking)
    row.reviewed_on, row.review_due_on = _review_dates(review_due_on)
    row.status, row.withdrawn_because = Status.PUBLISHED, ""
    row.published_on = row.published_on or row.reviewed_on
    with pghistory.context(why=note or draft.note):
        added = publish_with(drafts_used_by(type(row), content), by=by)
        row.save()
    _decide(draft, DraftState.PUBLISHED, by)
    note = "\n".join(filter(None, (note or draft.note, added)))
    return _keep(row, content, by=by, note=note)


def _review_dates(due: datetime.date | None) -> tuple[datetime.date, datetime.date]:
    """Today, and the day of the next review."""
    today = timezone.localdate()
    if due is not None and due <= today:
        raise NotPossible("The next check must be due on a day to come.")
    return today, due or today + REVIEW_AFTER


def _published(entry: Entry, by: Any, otherwise: str) -> Entry:
    """The locked row of a published entry that the person may publish."""
    row = locked(entry)
    require_right(by, "publish", row)
    if row.status != Status.PUBLISHED:
        raise NotPossible(otherwise)
    return row


@transaction.atomic
def confirm(entry: Entry, *, by: Any, review_due_on: datetime.date | None = None) -> None:
    """Notes that a published entry was checked against its source and is still right."""
    row = _published(entry, by, "Only a published entry is checked again.")
    row.reviewed_on, row.review_due_on = _review_dates(review_due_on)
    row.save(update_fields=["reviewed_on", "review_due_on"])
    log_step(by, row, f"Confirmed that it is right; to be checked again by {day_in_words(row.review_due_on)}.")


@transaction.atomic
def plan_review(entry: Entry, *, by: Any, review_due_on: datetime.date) -> None:
    """Sets the day of a published entry's next review, without confirming that the entry is right."""
    row = _published(entry, by, "Only a published entry is checked again; publishing sets the first day.")
    _, row.review_due_on = _review_dates(review_due_on)
    row.save(update_fields=["review_due_on"])
    log_step(by, row, f"Set the day of the next check: {day_in_words(row.review_due_on)}.")


@transaction.atomic
def withdraw(entry: Entry, *, by: Any, reason: str) -> None:
    """Takes an entry from the public, which reads the reason at its address."""
    row = _published(entry, by, "Only a published entry can be withdrawn.")
    if not reason.strip():
        raise NotPossible("Say why it is withdrawn: the public reads it.")
    row.status, row.withdrawn_because = Status.WITHDRAWN, reason.strip()
    with pghistory.context(why=row.withdrawn_because):
        row.save(update_fields=["status", "withdrawn_because"])
    log_step(by, row, f"Withdrew it: {row.withdrawn_because}")
    note_withdrawn(row)


# Published versions


def keep_version(entry: Entry, *, by: Any = None, note: str = "") -> PublishedVersion:
    """Saves the entry as the next published version."""
    return _keep(entry, snapshot_of(refetched(entry)), by=by, note=note)


def _keep(entry: Entry, content: Snapshot, *, by: Any, note: str) -> PublishedVersion:
    (words,) = words_of(type(entry), [content], public=True)
    version = _version(entry, PublishedVersion.objects.newest_of(entry), content, words, published_by=by, note=note)
    version.save()
    return version


def _version(
    entry: Entry, last: PublishedVersion | None, snapshot: Snapshot, words: EntryTexts, **values: Any
) -> PublishedVersion:
    return PublishedVersion(
        entry=entry,
        number=last.number + 1 if last else 1,
        published_at=timezone.now(),
        snapshot=snapshot,
        words=words,
        changed=changed_names(last.snapshot, snapshot) if last else [],
        **values,
    )


def note_withdrawn(entry: Entry) -> None:
    """Notes with the newest version of an entry that the public no longer sees it."""
    newest = PublishedVersion.objects.newest_of(entry)
    if newest is not None and newest.withdrawn_at is None:
        newest.withdrawn_at = timezone.now()
        newest.save(update_fields=["withdrawn_at"])


def keep_versions_of_loaded(loaded: Iterable[QuerySet[Any]], note: str = "", *, by: Any = None) -> int:
    """Saves a version of each published entry that differs from its last one, after many were changed at once.

    An entry that was withdrawn since its last version gets a new one if it is published again, though it says the same;
    the last version of one that is no longer published notes that it was withdrawn. Returns the number of new versions.
    """
    kept = 0
    for loaded_rows in loaded:
        versions = PublishedVersion.objects.filter(entry_type=ContentType.objects.get_for_model(loaded_rows.model))
        newest = {version.entry_id: version for version in versions.defer("words").order_by("number")}
        hidden = loaded_rows.exclude(status=Status.PUBLISHED).order_by().values_list("pk", flat=True)
        ended = [newest[key].pk for key in hidden if key in newest and newest[key].withdrawn_at is None]
        PublishedVersion.objects.filter(pk__in=ended).update(withdrawn_at=timezone.now())
        changed = []
        published = loaded_rows.filter(status=Status.PUBLISHED)
        snapshots = snapshots_of(published)
        # Not one that somebody else published meanwhile: that step saves a version of its own.
        for entry in published.filter(pk__in_keys=snapshots).iterator():
            snapshot, last = snapshots[entry.pk], newest.get(entry.pk)
            if last is None or last.withdrawn_at is not None or last.snapshot != snapshot:
                changed.append((entry, last, snapshot))
        words = words_of(loaded_rows.model, [snapshot for _, _, snapshot in changed], public=True)
        new = [
            _version(*each, in_words, note=note, published_by=by) for each, in_words in zip(changed, words, strict=True)
        ]
        kept += len(PublishedVersion.objects.bulk_create(new))
    return kept
