"""Updates a database in which curators work to a newer release of the evidence base.

Each row is compared three ways: the last release, the database and the new release; see
docs/decisions/releases-of-the-base.md.
"""

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any

import pghistory
import pglock
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone

from base.release_contents import (
    DATES,
    STATE,
    Content,
    DatabaseContents,
    Key,
    contents_of_files,
    keys_referred_to,
    owning_models,
    snapshot_from,
)
from curation.models import Draft, Entry, ReleasedRow, Status
from curation.snapshots import Snapshot, apply_snapshot, check_constraints
from curation.workflow import NotPossible, as_proposed, keep_versions_of_loaded, propose

#: The advisory lock that one release at a time holds.
LOCK = "releases"


class Decision(Enum):
    """What an update does with a row; the values are the report's headings."""

    NEW = "New: brought in"
    UPDATED = "Changed in the release, untouched here: brought in"
    PROPOSED = "Changed in the release and here: the release’s text is a draft beside the entry, for review"
    WAITING = "Changed in the release while work on it goes on here: left as it is, and offered again by the next run"
    LEFT = "Lists changed in the release and here: left as they are here, to be decided by an administrator"
    DELETED_HERE = "Changed in the release, deleted here: not brought back"
    REFUSED = "Cannot be brought in"
    DROPPED = "No longer in the release: kept here"
    AGREED = "Says the same here and in the release"
    UNCHANGED = "Not changed in the release: left as it is here"


#: What a person still has to decide; every run reports these again.
UNDECIDED = (Decision.WAITING, Decision.LEFT, Decision.DELETED_HERE, Decision.REFUSED)
WRITTEN = (Decision.NEW, Decision.UPDATED, Decision.PROPOSED)


@dataclass(frozen=True)
class DecidedRow:
    """A row with its content in the last release, in the database and in the new release, and what to do with it."""

    key: Key
    decision: Decision
    last: Content | None = None
    current: Content | None = None
    new: Content = field(default_factory=dict)  # empty for a row that the release dropped
    reason: str = ""  # where the decision alone does not say it


@dataclass
class Report:
    """What an update did, or in a dry run would do."""

    release: str
    rows: list[DecidedRow]
    versions: int = 0  # how many published versions were saved

    def of(self, *decisions: Decision) -> list[DecidedRow]:
        """The rows with one of these decisions, in their order."""
        return [row for decision in decisions for row in self.rows if row.decision is decision]

    @property
    def is_undecided(self) -> bool:
        """Whether people have something left to decide."""
        return bool(self.of(*UNDECIDED))


def _same_text(one: Content, other: Content) -> bool:
    return all(one[name] == other[name] for name in ("fields", "links", "parts"))


def _same(one: Content, other: Content) -> bool:
    """Whether two contents agree; dates may differ."""
    return _same_text(one, other) and one["state"] == other["state"]


def decide(
    last: Content | None, current: Content | None, new: Content, *, is_entry: bool, has_draft: bool = False
) -> tuple[Decision, str]:
    """What to do with a row of the new release, and the reason if the decision needs one.

    Args:
        last: Its content in the last release; None if that had no such row or is not known.
        current: Its content in the database; None if there is no such row.
        new: Its content in the new release.
        is_entry: Whether it can have a draft.
        has_draft: Whether it has an open one.
    """
    if current is None:
        if last is None:
            return Decision.NEW, ""
        return (Decision.UNCHANGED if _same(last, new) else Decision.DELETED_HERE), ""
    if last is not None and _same(last, new):
        return Decision.UNCHANGED, ""
    asks_for_state = new["state"] != (last or current)["state"] and new["state"] != current["state"]
    if _same_text(current, new) and not asks_for_state:
        return Decision.AGREED, ""
    if last is not None and _same(current, last) and not has_draft:
        return Decision.UPDATED, ""
    if not is_entry:
        return Decision.LEFT, ""
    if has_draft:
        return Decision.WAITING, "a draft of it is open"
    if current["state"]["status"] not in (Status.PUBLISHED, Status.WITHDRAWN):
        return Decision.WAITING, "it was never published here, so its row is a curator’s draft"
    if asks_for_state:
        return Decision.WAITING, f"the release has it as {Status(new['state']['status']).label.lower()}"
    return Decision.PROPOSED, ""


def merged_dates(last: Content | None, current: Content, new: Content) -> dict[str, Any]:
    """The dates of publication and review: the release's if it has one and nobody changed them here."""
    untouched = last["dates"] if last else {}
    return {
        name: (new["dates"][name] or value) if value is None or value == untouched.get(name) else value
        for name, value in current["dates"].items()
    }


class RowRefused(Exception):
    """The database does not accept a row; ``reason`` says why, for a curator."""

    def __init__(self, key: Key, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key, self.reason = key, reason


class DeferredConstraintFailed(Exception):
    """A deferred constraint failed after all rows were written, so it is not known which row broke it."""


def update_from_release(folder: Path, release: str, *, dry_run: bool = False) -> Report:
    """Updates the database to a release, in one transaction.

    Args:
        folder: Where the release's files are.
        release: Its name, for versions, notes and the history.
        dry_run: Rolls back at the end.

    Raises:
        InvalidRelease: a file cannot be read.
    """
    new = contents_of_files(folder)
    refused: dict[Key, str] = {}
    check_each_row = False
    while True:
        try:
            with transaction.atomic(), pghistory.context(why=release):
                report = _Update(new, release, refused, check_each_row=check_each_row).apply()
                transaction.set_rollback(dry_run)
                return report
        except RowRefused as error:
            # Start again without the row, so that nothing of it is left.
            refused[error.key] = error.reason
        except DeferredConstraintFailed:
            check_each_row = True


def rows_loading_would_overwrite(folder: Path) -> list[DecidedRow]:
    """The rows with changes made here since the last release, which loading the files as they are would undo."""
    with transaction.atomic():
        rows = _Update(contents_of_files(folder), "", {}).report.rows
    return [row for row in rows if row.new and _has_changes_here(row)]


def _has_changes_here(row: DecidedRow) -> bool:
    if row.current is None:
        return row.last is not None
    return not _same(row.current, row.new) and (row.last is None or not _same(row.current, row.last))


class _Update:
    """Decides on every row when it is created, and then carries that out in :meth:`apply`.

    With ``check_each_row``, deferred constraints are checked after each row and not only at the end.
    """

    def __init__(
        self, new: dict[Key, Content], release: str, refused: Mapping[Key, str], *, check_each_row: bool = False
    ) -> None:
        pglock.advisory(LOCK, xact=True, side_effect=pglock.Raise).acquire()
        self.new, self.refused, self.check_each_row = new, refused, check_each_row
        self.database = DatabaseContents()
        self.pks = self.database.pks
        self.released = {Key.from_row(row): row for row in ReleasedRow.objects.all()}
        self.drafted = _keys_with_open_drafts()
        self.report = Report(release, [*self._decided_rows(), *self._dropped_rows()])

    def _decided_rows(self) -> list[DecidedRow]:
        rows = [self._decide(key, content) for key, content in self.new.items()]
        # A row that refers to a refused row is refused too, and so on.
        while True:
            known = {*self.database.contents, *(row.key for row in rows if row.decision is Decision.NEW)}
            checked = [self._check_references(row, known) for row in rows]
            if checked == rows:
                return rows
            rows = checked

    def _decide(self, key: Key, new: Content) -> DecidedRow:
        last = self.released[key].content if key in self.released else None
        current = self.database.contents.get(key)
        has_draft = (key.label, self.pks.get(key)) in self.drafted
        decision, reason = decide(last, current, new, is_entry=issubclass(key.model, Entry), has_draft=has_draft)
        if key in self.refused and decision in WRITTEN:
            decision, reason = Decision.REFUSED, self.refused[key]
        return DecidedRow(key, decision, last, current, new, reason)

    def _check_references(self, row: DecidedRow, known: set[Key]) -> DecidedRow:
        if row.decision not in (*WRITTEN, Decision.WAITING):
            return row
        missing = sorted(keys_referred_to(row.key, row.new) - known)
        if not missing:
            return row
        reason = "it refers to " + "; ".join(str(key) for key in missing) + ", which is not here"
        return replace(row, decision=Decision.REFUSED, reason=reason)

    def _dropped_rows(self) -> list[DecidedRow]:
        return [
            DecidedRow(key, Decision.DROPPED, released.content, self.database.contents[key])
            for key, released in sorted(self.released.items())
            if key not in self.new and key in self.database.contents and released.content is not None
        ]

    def apply(self) -> Report:
        """Writes what was decided.

        Raises:
            RowRefused: the database does not accept a row.
            DeferredConstraintFailed: a constraint fails at the end.
        """
        self._create(self.report.of(Decision.NEW))
        touched: dict[Any, list[Any]] = defaultdict(list)
        for row in self.report.of(Decision.NEW, Decision.UPDATED):
            instance = self._instance(row.key)
            if row.decision is Decision.UPDATED:
                self._set_state(instance, row)
            self._apply_snapshot(row, instance, self._snapshot(row))
            touched[row.key.model].append(instance.pk)
        try:
            check_constraints()
        except IntegrityError as error:
            if self.check_each_row:
                raise
            raise DeferredConstraintFailed from error
        for row in self.report.of(Decision.PROPOSED):
            self._propose(row)
        self._update_dates()
        entries = [model._base_manager.filter(pk__in=pks) for model, pks in touched.items() if issubclass(model, Entry)]
        self.report.versions = keep_versions_of_loaded(entries, self.report.release)
        self._record()
        return self.report

    def _create(self, rows: Iterable[DecidedRow]) -> None:
        """Inserts rows without their links and parts, each after those that it refers to."""
        waiting = list(rows)
        while waiting:
            left = []
            for row in waiting:
                try:
                    snapshot = snapshot_from(row.key, {**row.new, "links": {}, "parts": {}}, self.pks)
                except KeyError:
                    left.append(row)
                    continue
                instance = row.key.model()
                self._set_state(instance, row)
                self._apply_snapshot(row, instance, {**snapshot, "links": {}, "parts": {}})
                self.pks[row.key] = instance.pk
            if len(left) == len(waiting):
                raise RowRefused(left[0].key, "it and others refer to one another in a circle")
            waiting = left

    def _set_state(self, instance: Any, row: DecidedRow) -> None:
        for name in STATE:
            if name in row.new["state"]:
                setattr(instance, name, row.new["state"][name])
        dates = merged_dates(row.last, row.current, row.new) if row.current else row.new["dates"]
        for name in DATES:
            if name in dates:
                setattr(instance, name, instance._meta.get_field(name).to_python(dates[name]))
        if isinstance(instance, Entry) and instance.status == Status.PUBLISHED and instance.published_on is None:
            instance.published_on = timezone.localdate()

    def _apply_snapshot(self, row: DecidedRow, instance: Any, snapshot: Snapshot) -> None:
        try:
            with transaction.atomic():
                apply_snapshot(instance, snapshot)
                if self.check_each_row:
                    # Otherwise at the end, since two rows may swap unique values, such as the numbers of citations.
                    check_constraints()
        except IntegrityError as error:
            raise RowRefused(row.key, _reason(error)) from error

    def _propose(self, row: DecidedRow) -> None:
        note = f"{self.report.release} says this. It was changed here too since the last release: bring both together."
        try:
            propose(self._instance(row.key), self._snapshot(row), note=note)
        except NotPossible as error:
            raise RowRefused(row.key, str(error)) from error

    def _snapshot(self, row: DecidedRow) -> Snapshot:
        return snapshot_from(row.key, row.new, self.pks)

    def _instance(self, key: Key) -> Any:
        return key.model._base_manager.get(pk=self.pks[key])

    def _update_dates(self) -> None:
        for row in self.report.of(Decision.UNCHANGED, Decision.AGREED):
            if row.current is not None:
                dates = merged_dates(row.last, row.current, row.new)
                if dates != row.current["dates"]:
                    row.key.model._base_manager.filter(pk=self.pks[row.key]).update(**dates)

    def _record(self) -> None:
        """Saves the release's content of each row that was settled, and what waits for people."""
        now = timezone.now()
        settled, first_released_in = {}, {}
        for row in self.report.of(*WRITTEN, Decision.AGREED, Decision.UNCHANGED):
            released = self.released.get(row.key)
            if released is None or released.content != row.new or released.waiting is not None:
                settled[row.key] = row.new
                if released and released.content == row.new and released.release:
                    first_released_in[row.key] = released.release
        for row in self.report.of(*UNDECIDED):
            self._record_waiting(row, now)
        record_release(settled, self.report.release, first_released_in)

    def _record_waiting(self, row: DecidedRow, now: Any) -> None:
        released = self.released.get(row.key) or ReleasedRow(
            model=row.key.label, key=row.key.json, content=None, release="", brought_in_at=now
        )
        if released.waiting == row.new:
            return
        released.waiting, released.waiting_release, released.waiting_since = row.new, self.report.release, now
        released.waiting_snapshot = None
        if row.decision is Decision.WAITING:
            # Only an entry has a page on which it can be compared and restored.
            with contextlib.suppress(NotPossible):
                released.waiting_snapshot = as_proposed(self._instance(row.key), self._snapshot(row))
        released.save()


def _reason(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    detail = getattr(diagnosis, "message_detail", None) or getattr(diagnosis, "message_primary", None) or str(error)
    return f"something else here stands against it: {detail}"


def _keys_with_open_drafts() -> set[tuple[str, Any]]:
    """The model label and primary key of each entry with an open draft."""
    entry_models = [model for model in owning_models() if issubclass(model, Entry)]
    labels = {ContentType.objects.get_for_model(model).pk: model._meta.label_lower for model in entry_models}
    open_drafts = Draft.objects.open().filter(entry_type__in=labels).values_list("entry_type", "entry_id")
    return {(labels[of_type], pk) for of_type, pk in open_drafts}


def default_release_name() -> str:
    """The name of a release that is given none."""
    return f"Release of {timezone.localdate():%-d %B %Y}"


def record_release(
    contents: Mapping[Key, Content], release: str, first_released_in: Mapping[Key, str] | None = None
) -> None:
    """Saves a release's content of each row, to compare the next release with.

    ``first_released_in`` names, for rows that are the same as before, the release that first had that content.
    """
    now, names = timezone.now(), first_released_in or {}
    ReleasedRow.objects.bulk_create(
        [
            ReleasedRow(
                model=key.label, key=key.json, content=content, release=names.get(key, release), brought_in_at=now
            )
            for key, content in contents.items()
        ],
        update_conflicts=True,
        unique_fields=["model", "key"],
        update_fields=[
            *("content", "release", "brought_in_at"),
            *("waiting", "waiting_snapshot", "waiting_release", "waiting_since"),
        ],
    )
