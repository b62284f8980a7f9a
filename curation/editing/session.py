"""One person at the form of one entry, from opening it to the answer to what they save."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db import IntegrityError
from django.forms import model_to_dict
from django.http import HttpRequest, QueryDict

from curation import workflow
from curation.editing.clashes import with_what_others_saved
from curation.editing.versions import versions_of
from curation.models import Draft, Entry
from curation.snapshots import DoesNotFit, apply_snapshot, digest, dry_run, snapshot_of

NOTE_LENGTH = 2000

CLASH = (
    "{who} saved this entry after you opened it. Nothing of yours is lost, and nothing of theirs: both texts are "
    "below. What only they changed is in the form already. Bring the rest together, then save again."
)
IN_REVIEW = (
    "This was sent to review after you opened it, so it cannot be changed. Your text stays in this form: take the "
    "entry back from review in another tab, then save here again."
)


@dataclass
class EditSession:
    """A form of an entry, opened or saved.

    Attributes:
        entry: The entry as its row says; None while a new one is written.
        person: Who has the form open.
        seen: The digest of what the form was opened with; empty where it is opened now.
        note: What the person says of the change.
        clash: Why what was entered cannot be saved as it stands; empty where it can.
        added: The entry that this save made.
    """

    entry: Entry | None
    person: Any
    seen: str = ""
    note: str = ""
    clash: str = ""
    added: Entry | None = None

    @classmethod
    def of(cls, request: HttpRequest, entry: Entry | None) -> "EditSession":
        """The session that a request opens or continues."""
        return cls(entry, request.user, request.POST.get("_seen", ""), request.POST.get("_note", "")[:NOTE_LENGTH])

    @cached_property
    def draft(self) -> Draft | None:
        """The open draft of the entry."""
        return workflow.open_draft(self.entry) if self.entry else None

    @property
    def saves_beside(self) -> bool:
        """Whether what is saved stays beside what the public reads."""
        return self.entry is not None and self.entry.is_edited_beside

    def looking(self) -> AbstractContextManager[None]:
        """A dry run in which the entry reads as its draft does.

        Raises:
            NotPossible: the draft does not fit what else there is by now.
        """
        assert self.entry is not None  # noqa: S101 - a new entry has no draft to show
        return workflow.shown_as_drafted(self.entry, self.draft)

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Keep what is saved meanwhile; where the entry changed since the form was opened, :attr:`clash` says so.

        Raises:
            NotPossible: the entry waits for review, or its draft does not fit what else there is by now.
        """
        assert self.entry is not None  # noqa: S101 - a new entry is saved by the form itself
        try:
            with workflow.editing(self.entry, by=self.person, note=self.note) as row:
                if self.seen != digest(snapshot_of(row)):
                    self.clash = CLASH.format(who=self._who_saved())
                yield
        except workflow.NotPossible as error:
            self.clash = IN_REVIEW if self.draft and self.draft.is_in_review else str(error)
            raise

    def _who_saved(self) -> str:
        by = self.draft.saved_by if self.draft else None
        return str(by.get_full_name() or by.get_username()) if by else "Somebody"

    def merged(self, posted: QueryDict, fields: Mapping[str, forms.Field]) -> QueryDict:
        """What was posted, with what others saved meanwhile in the fields that the person left as they were.

        Args:
            posted: What the form was submitted with.
            fields: The form's fields by name.
        """
        if not self.clash or self.entry is None:
            return posted
        versions = versions_of(self.entry)
        opened = next((each.snapshot for each in versions if digest(each.snapshot) == self.seen), None)
        if opened is None:
            return posted
        rows: Any = type(self.entry)._base_manager
        saved = model_to_dict(rows.get(pk=self.entry.pk))
        try:
            with dry_run():
                apply_snapshot(rows.get(pk=self.entry.pk), opened)
                before = model_to_dict(rows.get(pk=self.entry.pk))
        except (DoesNotFit, IntegrityError):
            return posted
        return with_what_others_saved(posted, fields, before, saved)
