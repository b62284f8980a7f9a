"""A person's work on the form of one entry, from opening it to saving it, beside what others save meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db import IntegrityError
from django.forms import model_to_dict
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from curation import workflow
from curation.editing.versions import versions_of
from curation.entry_words import NOT_STATED, person_name
from curation.models import Draft, Entry
from curation.review.comments import CommentsForm, comments_on
from curation.snapshots import DoesNotFit, apply_snapshot, digest, dry_run, snapshot_of

NOTE_LENGTH = 2000

CLASH = (
    "{who} saved this entry after you opened it. Nothing is lost: your text and theirs are both "
    "below. The form already has what only they changed, but its parts, such as findings, are as you had them. Combine "
    "the rest, then save again."
)
IN_REVIEW = (
    "This was sent to review after you opened it, so you cannot change it now. Your text is still in this form. Take "
    "the entry back from review in another tab, then save here again."
)


@dataclass
class EditSession:
    """A form of an entry, opened or saved."""

    entry: Entry | None  # None for a new one
    person: Any
    seen: str = ""  # the digest of the snapshot that the form was opened with; empty until it is posted
    note: str | None = None  # None where the form did not ask
    clash: str = ""  # why the input cannot be saved as it is
    saved: Entry | None = None  # the entry, once the form is saved
    posted: QueryDict | None = None  # None for a form that is opened

    @classmethod
    def of(cls, request: HttpRequest, entry: Entry | None) -> "EditSession":
        """The session with what a request posted."""
        note = request.POST.get("_note")
        session = cls(entry, request.user, request.POST.get("_seen", ""), note and note[:NOTE_LENGTH])
        session.posted = request.POST if request.method == "POST" else None
        return session

    @cached_property
    def draft(self) -> Draft | None:
        """The open draft of the entry."""
        return workflow.open_draft(self.entry) if self.entry else None

    @cached_property
    def comments(self) -> CommentsForm | None:
        """The form to answer and settle the comments on the draft; None where there are none."""
        if self.draft is None or not comments_on(self.draft):
            return None
        return CommentsForm(self.draft, self.posted)

    @property
    def saves_beside(self) -> bool:
        """Whether changes are saved as a draft beside the row."""
        return self.entry is not None and self.entry.is_edited_beside

    @contextmanager
    def saving(self, entry: Entry) -> Iterator[None]:
        """Saves changes as :func:`curation.workflow.editing` does; sets ``clash`` if that is not possible as it is."""
        try:
            with workflow.editing(entry, by=self.person, note=self.note) as row:
                if self.seen != digest(snapshot_of(row)):
                    self.clash = CLASH.format(who=person_name(self.draft and self.draft.saved_by, "Somebody"))
                yield
        except workflow.NotPossible as error:
            self.clash = IN_REVIEW if self.draft and self.draft.is_in_review else str(error)
            raise

    def merged(self, posted: QueryDict, fields: Mapping[str, forms.Field]) -> QueryDict:
        """The posted data; after a clash with what others saved in the fields that the person left as they were."""
        if not self.clash or self.entry is None:
            return posted
        versions = versions_of(self.entry)
        opened = next((each.snapshot for each in versions if digest(each.snapshot) == self.seen), None)
        if opened is None:
            return posted
        saved = model_to_dict(workflow.refetched(self.entry))
        try:
            with dry_run():
                apply_snapshot(workflow.refetched(self.entry), opened)
                before = model_to_dict(workflow.refetched(self.entry))
        except (DoesNotFit, IntegrityError):
            return posted
        return with_what_others_saved(posted, fields, before, saved)


# Clashes with what others saved


@dataclass(frozen=True)
class Clash:
    """A field whose entered text is not the saved one."""

    label: str
    saved: str
    entered: str


def entered_beside_saved(form: forms.BaseForm, inlines: Iterable[Any]) -> list[Clash]:
    """The fields whose input differs from what is saved, those of the entry first, then those of its parts."""
    found = list(_clashes(form, ""))
    for inline in inlines:
        noun = capfirst(str(inline.opts.verbose_name))
        for number, part in enumerate(inline.formset.forms, start=1):
            if part.instance.pk or part.has_changed():
                found += _clashes(part, f"{noun} {number}: ")
    return found


def with_what_others_saved(
    posted: QueryDict, fields: Mapping[str, forms.Field], opened: Mapping[str, Any], saved: Mapping[str, Any]
) -> QueryDict:
    """The posted data, with what somebody else saved meanwhile in each field that the person left as it was.

    ``opened`` and ``saved`` hold the form's initial values when it was opened, and now.
    """
    merged = posted.copy()
    for name, field in fields.items():
        entered = field.widget.value_from_datadict(posted, MultiValueDict(), name)
        if field.has_changed(opened.get(name), entered) or not field.has_changed(saved.get(name), entered):
            continue
        value = field.prepare_value(saved.get(name))
        if isinstance(field, forms.BooleanField):
            merged.setlist(name, ["on"] if value else [])
        else:
            shown = field.widget.format_value(value)
            merged.setlist(name, [str(each) for each in shown] if isinstance(shown, list | tuple) else [shown or ""])
    return merged


def _clashes(form: forms.BaseForm, prefix: str) -> Iterator[Clash]:
    for name in form.changed_data:
        field = form.fields[name]
        if isinstance(field.widget, forms.HiddenInput):
            continue
        bound = form[name]
        saved, entered = _in_words(field, bound.initial), _in_words(field, bound.data)
        if saved != entered:
            yield Clash(f"{prefix}{bound.label}", saved or NOT_STATED, entered or NOT_STATED)


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        several = isinstance(value, list | tuple)
        keys = [getattr(each, "pk", each) for each in (value if several else [value])]
        rows = field.queryset.filter(pk__in=[key for key in keys if str(key).isdecimal()])
        return "; ".join(sorted(field.label_from_instance(row) for row in rows))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(field, forms.BooleanField):
        return "yes" if value and value != "False" else "no"
    return str(value).replace("\r\n", "\n")
