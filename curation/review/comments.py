"""Comments on the fields of a draft: written, answered and settled in one form, by whoever may change or review it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html

from curation import workflow
from curation.admin_base.forms import NoteField
from curation.entry_words import labelled_texts, person_name
from curation.models import Draft, Entry, ReviewComment
from curation.snapshots import content_fields, link_fields, part_relation

#: Of the whole entry, rather than of one of its fields.
WHOLE = ""


def labels_of(model: Any) -> dict[str, str]:
    """What can be commented on in an entry of a kind: each field, link and kind of part, with its label."""
    named: list[tuple[str, Any]] = [(each.name, each.verbose_name) for each in content_fields(model)]
    named += [(each.name, each.verbose_name) for each in link_fields(model)]
    named += [
        (each, part_relation(model, each).related_model._meta.verbose_name_plural) for each in model.part_relations
    ]
    return {WHOLE: "The whole entry"} | {name: labelled_texts(name, label, ())["label"] for name, label in named}


def may_comment(user: Any, draft: Draft | None) -> bool:
    """Whether a person may comment on a draft, answer and settle: it is open, and they may change or review it."""
    if draft is None or not draft.is_open:
        return False
    model: Any = draft.entry_type.model_class()
    return any(workflow.has_right(user, action, model) for action in ("change", "publish"))


def comments_on(draft: Draft | None) -> list[dict[str, Any]]:
    """The comments on a draft, in the order in which they were written, each with its answers::

    [{"comment": ReviewComment, "label": "Title", "who": "Rhea", "settled_who": "", "answers": [{"who": …, …}]}, …]
    """
    return _said_of([draft]) if draft is not None and draft.pk else []


def comments_of(entry: Entry) -> list[dict[str, Any]]:
    """All comments on an entry, in whichever draft of it, as :func:`comments_on` gives them."""
    return _said_of(Draft.objects.of(entry))


def _said_of(drafts: Iterable[Draft]) -> list[dict[str, Any]]:
    found = ReviewComment.objects.filter(draft__in=drafts).select_related(
        "written_by", "settled_by", "draft__entry_type"
    )
    answers: dict[int, list[Any]] = defaultdict(list)
    comments = []
    for each in found:
        said = {"comment": each, "who": person_name(each.written_by, "Somebody")}
        if each.answer_to_id:
            answers[each.answer_to_id].append(said)
        else:
            label = labels_of(each.draft.entry_type.model_class()).get(each.field, each.field)
            said |= {"label": label, "settled_who": person_name(each.settled_by, "somebody")}
            comments.append(said | {"answers": answers[each.pk]})
    return comments


def between(comments: list[dict[str, Any]], start: datetime.datetime, end: datetime.datetime) -> list[dict[str, Any]]:
    """The comments that were written after one time and until another."""
    return [each for each in comments if start < each["comment"].written_at <= end]


class CommentsForm(forms.Form):
    """A field for a new comment on each of ``on``, and for each open comment one to answer and one to settle it."""

    def __init__(self, draft: Draft, *args: Any, on: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.on = list(on)
        for name in self.on:
            self.fields[f"comment-{name}"] = _text(f"Comment on {labels_of(draft.entry_type.model_class())[name]}")
        self.open_comments = list(ReviewComment.objects.filter(draft=draft).open())
        for each in self.open_comments:
            self.fields[f"answer-{each.pk}"] = _text("Answer")
            self.fields[f"settle-{each.pk}"] = forms.BooleanField(label="Settled", required=False)

    def comment_field(self, name: str) -> Any:
        """The field for a comment on a field of the entry; None where there is none."""
        return self[f"comment-{name}"] if f"comment-{name}" in self.fields else None

    def with_fields(self, comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Comments as :func:`comments_on` gives them, each with its fields ``answer`` and ``settle``, if it is open."""
        return [
            each
            | {
                name: self[key]
                for name in ("answer", "settle")
                if (key := f"{name}-{each['comment'].pk}") in self.fields
            }
            for each in comments
        ]

    @property
    def says_anything(self) -> bool:
        """Whether a new comment was written; asked once the form is valid."""
        return any(self.cleaned_data[f"comment-{name}"] for name in self.on)

    def save(self, *, by: Any) -> int:
        """Saves what was written and settled, and returns how much that is; raises NotPossible."""
        with transaction.atomic():
            draft = Draft.objects.select_for_update().get(pk=self.draft.pk)
            said = self.cleaned_data
            new = [ReviewComment(field=name, text=said[f"comment-{name}"]) for name in self.on]
            new += [ReviewComment(answer_to=each, text=said[f"answer-{each.pk}"]) for each in self.open_comments]
            new = [each for each in new if each.text]
            settled = [each.pk for each in self.open_comments if said[f"settle-{each.pk}"]]
            if not new and not settled:
                return 0
            if not may_comment(by, draft):
                raise workflow.NotPossible("It cannot be commented on any more: it was published or discarded.")
            now = timezone.now()
            for each in new:
                each.draft, each.written_by, each.written_at = draft, by, now
            ReviewComment.objects.bulk_create(new)
            # Whoever settled it first did.
            open_still = ReviewComment.objects.filter(pk__in=settled).open()
            return len(new) + open_still.update(settled_by=by, settled_at=now)


def add_comments(form: Any, comments: list[dict[str, Any]]) -> None:
    """Shows the open comments on each field of an entry's form with its help, and where to answer them."""
    for said in comments:
        name = said["comment"].field
        if name in form.fields and "answer" in said:
            shown = format_html(
                '<span class="curation-comment">{}: {} <a href="#comment-{}">Answer</a></span>',
                said["who"],
                said["comment"].text,
                said["comment"].pk,
            )
            form.fields[name].help_text = format_html("{} {}", form.fields[name].help_text, shown)


def _text(label: str) -> forms.Field:
    field = NoteField(label=label, required=False)
    field.widget.attrs["rows"] = 2
    return field
