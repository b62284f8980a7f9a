"""Bringing a newer release of the evidence base into a database in which curators work.

Each row is compared three ways: what the last release said of it, what the database says now and what the new release
says; see docs/decisions/releases-of-the-base.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import pghistory
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from base.release_contents import (
    DATES,
    STATE,
    Content,
    Here,
    Key,
    contents_of_files,
    label_of,
    owning_models,
    references_of,
    snapshot_from,
)
from curation.models import Draft, Entry, ReleasedRow, Status
from curation.snapshots import Snapshot, check_constraints, put_back
from curation.workflow import NotPossible, as_proposed, keep_versions_of_loaded, propose

# Any number that nothing else on the server takes as a lock.
LOCK = 7_305_930


class Outcome(Enum):
    """What becomes of a row; the value heads its rows in the report."""

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


#: What a person still has to decide; the next run says so again.
UNDECIDED = (Outcome.WAITING, Outcome.LEFT, Outcome.DELETED_HERE, Outcome.REFUSED)


@dataclass(frozen=True)
class Row:
    """A row, and what becomes of it.

    Attributes:
        key: What names it.
        outcome: What becomes of it.
        last: What the last release said.
        here: What the database says.
        new: What the new release says.
        reason: Why, where the outcome alone does not say it.
    """

    key: Key
    outcome: Outcome
    last: Content | None = None
    here: Content | None = None
    new: Content | None = None
    reason: str = ""


@dataclass
class Report:
    """What bringing in a release did.

    Attributes:
        release: The release's name.
        rows: Each row of the release or of the last one, in the order of their models.
        versions: How many published versions were kept.
    """

    release: str
    rows: list[Row] = field(default_factory=list)
    versions: int = 0

    def of(self, outcome: Outcome) -> list[Row]:
        """The rows of which the same becomes."""
        return [row for row in self.rows if row.outcome is outcome]

    @property
    def is_undecided(self) -> bool:
        """Whether anything is left to a person."""
        return any(self.of(outcome) for outcome in UNDECIDED)


def content_alone(content: Content) -> Content:
    """What is said, without who may see it and when it was reviewed."""
    return {name: content[name] for name in ("fields", "links", "parts")}


def said(content: Content) -> tuple[Content, Content]:
    """What is said, and who may see it."""
    return content_alone(content), content["state"]


def decide(
    last: Content | None, here: Content | None, new: Content, *, is_entry: bool, has_draft: bool = False
) -> tuple[Outcome, str]:
    """What becomes of a row that a release has, and why where that is not plain.

    Args:
        last: What the last release said; None where it had no such row, or none is remembered.
        here: What the database says; None where it has no such row.
        new: What the new release says.
        is_entry: Whether it has a status, so that a draft can be kept beside it.
        has_draft: Whether a curator's draft of it is open.
    """
    if here is None:
        if last is None:
            return Outcome.NEW, ""
        return (Outcome.UNCHANGED, "") if said(last) == said(new) else (Outcome.DELETED_HERE, "")
    if last is not None and said(last) == said(new):
        return Outcome.UNCHANGED, ""
    asks_for_state = new["state"] != (last or here)["state"] and new["state"] != here["state"]
    if content_alone(here) == content_alone(new) and not asks_for_state:
        return Outcome.AGREED, ""
    if last is not None and said(here) == said(last) and not has_draft:
        return Outcome.UPDATED, ""
    if not is_entry:
        return Outcome.LEFT, ""
    if has_draft:
        return Outcome.WAITING, "a draft of it is open"
    if here["state"]["status"] not in (Status.PUBLISHED, Status.WITHDRAWN):
        return Outcome.WAITING, "it was never published here, so its row is a curator’s draft"
    if asks_for_state:
        return Outcome.WAITING, f"the release has it as {Status(new['state']['status']).label.lower()}"
    return Outcome.PROPOSED, ""


def merged_dates(last: Content | None, here: Content, new: Content) -> dict[str, Any]:
    """The days of publication and review: the release's where nobody here changed them, and it has one."""
    untouched = last["dates"] if last else {}
    return {
        name: (new["dates"][name] or value) if value is None or value == untouched.get(name) else value
        for name, value in here["dates"].items()
    }


class Refused(Exception):
    """A row that the database does not take.

    Attributes:
        key: Which one.
        reason: Why, for a curator.
    """

    def __init__(self, key: Key, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key, self.reason = key, reason


def bring_in(folder: Path, release: str, *, dry_run: bool = False) -> Report:
    """Brings a release into the database, all or nothing.

    Args:
        folder: Where the release's files are.
        release: Its name, for versions, notes and the history.
        dry_run: Undoes everything at the end.

    Raises:
        NotAsExpected: a file is not as it should be.
    """
    new = contents_of_files(folder)
    refused: dict[Key, str] = {}
    one_by_one = False
    while True:
        try:
            with transaction.atomic(), pghistory.context(why=release):
                report = _Bringing(new, release, refused, one_by_one=one_by_one).done()
                transaction.set_rollback(dry_run)
                return report
        except Refused as error:
            # Begun anew without it, so that nothing of it is left.
            refused[error.key] = error.reason
        except _NotTogether:
            one_by_one = True


def overwritten(folder: Path) -> list[Row]:
    """The rows in which loading the files as they are would undo what was done here since the last release."""
    with transaction.atomic():
        rows = _Bringing(contents_of_files(folder), "", {}).report.rows
    return [row for row in rows if row.new is not None and _is_undone(row, row.new)]


def _is_undone(row: Row, new: Content) -> bool:
    if row.here is None:
        return row.last is not None
    return said(row.here) != said(new) and (row.last is None or said(row.here) != said(row.last))


class _NotTogether(Exception):
    """All that was written together does not hold, so that it must be seen which row it is."""


class _Bringing:
    """One attempt to bring a release in."""

    def __init__(
        self, new: dict[Key, Content], release: str, refused: Mapping[Key, str], *, one_by_one: bool = False
    ) -> None:
        self.one_by_one = one_by_one
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        self.new, self.refused = new, refused
        self.here = Here()
        self.records = {Key.from_text(row.model, row.key): row for row in ReleasedRow.objects.all()}
        self.drafted = _with_open_drafts()
        self.report = Report(release, [*self._rows(), *self._dropped()])

    def _rows(self) -> list[Row]:
        rows = [self._row(key, content) for key, content in self.new.items()]
        # What refers to a row that does not come in cannot come in either.
        while True:
            known = {*self.here.contents, *(row.key for row in rows if row.outcome is Outcome.NEW)}
            checked = [self._checked(row, known) for row in rows]
            if checked == rows:
                return rows
            rows = checked

    def _row(self, key: Key, new: Content) -> Row:
        record, here = self.records.get(key), self.here.contents.get(key)
        last = record.content if record else None
        is_entry = issubclass(apps.get_model(key.model), Entry)
        has_draft = (key.model, self.here.pks.get(key)) in self.drafted
        outcome, reason = decide(last, here, new, is_entry=is_entry, has_draft=has_draft)
        if key in self.refused and outcome in (Outcome.NEW, Outcome.UPDATED, Outcome.PROPOSED):
            outcome, reason = Outcome.REFUSED, self.refused[key]
        return Row(key, outcome, last, here, new, reason)

    def _checked(self, row: Row, known: set[Key]) -> Row:
        if row.new is None or row.outcome not in (Outcome.NEW, Outcome.UPDATED, Outcome.PROPOSED, Outcome.WAITING):
            return row
        missing = sorted(references_of(row.key, row.new) - known)
        if not missing:
            return row
        reason = "it refers to " + "; ".join(str(key) for key in missing) + ", which is not here"
        return Row(row.key, Outcome.REFUSED, row.last, row.here, row.new, reason)

    def _dropped(self) -> list[Row]:
        return [
            Row(key, Outcome.DROPPED, record.content, self.here.contents[key])
            for key, record in sorted(self.records.items())
            if key not in self.new and key in self.here.contents and record.content is not None
        ]

    def done(self) -> Report:
        """Does what was decided, and gives the report.

        Raises:
            Refused: the database does not take a row.
            _NotTogether: it takes each, but not all together.
        """
        self.pks = dict(self.here.pks)
        self._make(self.report.of(Outcome.NEW))
        touched: dict[Any, list[Any]] = defaultdict(list)
        for row in (*self.report.of(Outcome.NEW), *self.report.of(Outcome.UPDATED)):
            self._write(row)
            touched[apps.get_model(row.key.model)].append(self.pks[row.key])
        self._check()
        for row in self.report.of(Outcome.PROPOSED):
            self._propose(row)
        self._move_dates()
        entries = [model._base_manager.filter(pk__in=pks) for model, pks in touched.items() if issubclass(model, Entry)]
        self.report.versions = keep_versions_of_loaded(entries, self.report.release)
        self._remember()
        return self.report

    def _check(self) -> None:
        try:
            check_constraints()
        except IntegrityError as error:
            if self.one_by_one:
                raise
            raise _NotTogether from error

    def _make(self, rows: Iterable[Row]) -> None:
        """Inserts rows without their links and parts, each after those that it refers to."""
        waiting = list(rows)
        while waiting:
            left = []
            for row in waiting:
                try:
                    snapshot = snapshot_from(row.key, {**_new(row), "links": {}, "parts": {}}, self.pks)
                except KeyError:
                    left.append(row)
                    continue
                made = apps.get_model(row.key.model)()
                self._set_state(made, row)
                self._put(row, made, {**snapshot, "links": {}, "parts": {}})
                self.pks[row.key] = made.pk
            if len(left) == len(waiting):
                raise Refused(left[0].key, "it and others refer to one another in a circle")
            waiting = left

    def _write(self, row: Row) -> None:
        instance = self._instance(row.key)
        if row.outcome is Outcome.UPDATED:
            self._set_state(instance, row)
        self._put(row, instance, self._snapshot(row))

    def _set_state(self, instance: Any, row: Row) -> None:
        new = _new(row)
        for name in STATE:
            if name in new["state"]:
                setattr(instance, name, new["state"][name])
        dates = merged_dates(row.last, row.here, new) if row.here else new["dates"]
        for name in DATES:
            if name in dates:
                setattr(instance, name, instance._meta.get_field(name).to_python(dates[name]))
        if isinstance(instance, Entry) and instance.status == Status.PUBLISHED and instance.published_on is None:
            instance.published_on = timezone.localdate()

    def _put(self, row: Row, instance: Any, snapshot: Snapshot) -> None:
        try:
            with transaction.atomic():
                put_back(instance, snapshot)
                if self.one_by_one:
                    # Else checked at the end, since two rows may change places, as two numbers of citations do.
                    check_constraints()
        except IntegrityError as error:
            raise Refused(row.key, _why(error)) from error

    def _propose(self, row: Row) -> None:
        note = f"{self.report.release} says this. It was changed here too since the last release: bring both together."
        try:
            propose(self._instance(row.key), self._snapshot(row), note=note)
        except NotPossible as error:
            raise Refused(row.key, str(error)) from error

    def _snapshot(self, row: Row) -> Snapshot:
        return snapshot_from(row.key, _new(row), self.pks)

    def _instance(self, key: Key) -> Any:
        manager: Any = apps.get_model(key.model)._base_manager
        return manager.get(pk=self.pks[key])

    def _move_dates(self) -> None:
        """Takes over the release's days of review where nobody here changed them."""
        for row in (*self.report.of(Outcome.UNCHANGED), *self.report.of(Outcome.AGREED)):
            if row.here is None or row.new is None:
                continue
            dates = merged_dates(row.last, row.here, row.new)
            if dates != row.here["dates"]:
                manager: Any = apps.get_model(row.key.model)._base_manager
                manager.filter(pk=self.pks[row.key]).update(**dates)

    def _remember(self) -> None:
        """Keeps what the release said of each row that was brought in, and what waits to be."""
        now = timezone.now()
        settled = []
        for row in self.report.rows:
            if row.outcome in (Outcome.NEW, Outcome.UPDATED, Outcome.PROPOSED, Outcome.AGREED, Outcome.UNCHANGED):
                record = self.records.get(row.key)
                if record is None or record.content != row.new or record.waiting is not None:
                    settled.append((row.key, _new(row), record.release if record and record.content == row.new else ""))
            elif row.outcome in UNDECIDED:
                self._keep_waiting(row, now)
        remember(
            {key: content for key, content, _ in settled},
            self.report.release,
            said_before={key: release for key, _, release in settled if release},
        )

    def _keep_waiting(self, row: Row, now: Any) -> None:
        record = self.records.get(row.key)
        if record is not None and record.waiting == row.new:
            return
        record = record or ReleasedRow(
            model=row.key.model, key=row.key.text, content=None, release="", brought_in_at=now
        )
        record.waiting, record.waiting_release, record.waiting_since = row.new, self.report.release, now
        record.waiting_snapshot = self._waiting_snapshot(row)
        record.save()

    def _waiting_snapshot(self, row: Row) -> Snapshot | None:
        """What waits, to be compared and restored on the entry's page; None where there is no such page."""
        if row.outcome is not Outcome.WAITING:
            return None
        try:
            return as_proposed(self._instance(row.key), self._snapshot(row))
        except NotPossible:
            return None


def _new(row: Row) -> Content:
    if row.new is None:
        raise ValueError(f"{row.key} is not in the release.")
    return row.new


def _why(error: IntegrityError) -> str:
    told = getattr(error.__cause__, "diag", None)
    detail = getattr(told, "message_detail", None) or getattr(told, "message_primary", None) or str(error)
    return f"something else here stands against it: {detail}"


def _with_open_drafts() -> set[tuple[str, Any]]:
    """The label and number of each entry that has an open draft."""
    types = {
        ContentType.objects.get_for_model(model).pk: label_of(model)
        for model in owning_models()
        if issubclass(model, Entry)
    }
    open_drafts = Draft.objects.open().filter(entry_type__in=types).values_list("entry_type", "entry_id")
    return {(types[of_type], pk) for of_type, pk in open_drafts}


def today_as_a_name() -> str:
    """What a release is called that was given no name."""
    return f"Release of {timezone.localdate():%-d %B %Y}"


def remember(contents: Mapping[Key, Content], release: str, said_before: Mapping[Key, str] | None = None) -> None:
    """Keeps what a release says, as what the next one is compared with.

    Args:
        contents: What it says of each row.
        release: Its name.
        said_before: For rows that say the same as before, the release that said it first.
    """
    now = timezone.now()
    ReleasedRow.objects.bulk_create(
        [
            ReleasedRow(
                model=key.model,
                key=key.text,
                content=content,
                release=(said_before or {}).get(key, release),
                brought_in_at=now,
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
