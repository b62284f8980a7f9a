"""The review screen of one entry: all that a reviewer needs to decide on its draft, and the decision."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from curation import workflow
from curation.admin_base.forms import FutureDateField, NoteField
from curation.admin_base.pages import admin_address
from curation.editing.pages import entry_or_404, entry_page, rendered
from curation.editing.steps import STEPS, done_message, labelled_lacking, standing
from curation.editing.versions import review_steps_of
from curation.entry_words import EntryTexts, in_one_text, person_name, words_of
from curation.models import Draft, Entry, Lacking
from curation.review.comments import WHOLE, CommentsForm, comments_on, labels_of, may_comment
from curation.review.panels import panels_of
from curation.review.queue import next_after
from curation.snapshots import digest, snapshot_of
from curation.vocabulary.drafts import drafts_used_by, in_words

DECISIONS = ("publish", "send-back")


class ReviewForm(CommentsForm):
    """The comments of a reviewer and their decision, so that nothing that was written is lost with either."""

    reason = NoteField(
        label="Why you send it back",
        required=False,
        help_text="What needs to change before it can be published. Leave it empty if your comments say it all.",
    )
    note = NoteField(
        label="What changes, and why",
        required=False,
        help_text="After publication, the public can read it in the entry’s history.",
    )
    review_due_on = FutureDateField(
        label="Check again by", help_text="The day by which somebody should compare it with its source again."
    )
    show_next = forms.BooleanField(label="Then show the next draft", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, draft: Draft, step: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(draft, *args, **kwargs)
        self.fields["review_due_on"].required = step == "publish"
        self.step = step
        self.was_changed = False  # since the reviewer read it

    @property
    def decision_fields(self) -> list[Any]:
        return [self[name] for name in ("reason", "note", "review_due_on")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        says_why = self.errors or self.open_comments or self.says_anything or cleaned["reason"].strip()
        if self.step == "send-back" and not says_why:
            self.add_error("reason", "Say why you send it back, or comment on what needs to change.")
        return cleaned

    def take(self, entry: Entry, *, by: Any) -> None:
        """Saves the comments and takes the step, or neither; raises NotPossible."""
        with transaction.atomic():
            self.save(by=by)
            if self.step in DECISIONS:
                asked = {name: self.cleaned_data[name] for name in STEPS[self.step].asks}
                STEPS[self.step].take(entry, by=by, **asked)


def review_view(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The review screen, and what is posted from it: comments, with or without a decision."""
    entry = entry_or_404(model_admin, request, object_id)
    draft = workflow.open_draft(entry)
    if not workflow.has_right(request.user, "change", entry):
        raise PermissionDenied
    if draft is None or not draft.is_in_review:
        messages.warning(request, "It does not wait for review any more.")
        return HttpResponseRedirect(admin_address(entry))
    chosen = request.POST.get("step", "")
    form = _form(request, draft, chosen)
    lacking: list[Lacking] = []
    if request.method == "POST" and form.is_valid():
        try:
            form.take(entry, by=request.user)
        except workflow.NotReady as error:
            lacking = error.lacking
            form.add_error(None, "Some things are missing. They are listed below.")
        except workflow.NotPossible as error:
            form.add_error(None, str(error))
            form.was_changed = isinstance(error, workflow.ChangedSince)
        else:
            return _go_on(request, entry, draft, form)
    return _screen(model_admin, request, entry, draft, form, lacking)


def _form(request: HttpRequest, draft: Draft, step: str) -> ReviewForm:
    initial = {
        "note": draft.note,
        "review_due_on": timezone.localdate() + workflow.REVIEW_AFTER,
        "show_next": True,
    }
    on = labels_of(draft.entry_type.model_class())
    return ReviewForm(draft, step, request.POST if request.method == "POST" else None, on=on, initial=initial)


def _go_on(request: HttpRequest, entry: Entry, draft: Draft, form: ReviewForm) -> HttpResponse:
    if form.step not in DECISIONS:
        messages.success(request, "Your comments are saved.")
        return HttpResponseRedirect(admin_address(entry, "review"))
    messages.success(request, done_message(STEPS[form.step], entry))
    following = next_after(draft, request.user) if form.cleaned_data["show_next"] else None
    return HttpResponseRedirect(admin_address(following, "review") if following else admin_address(entry))


def _screen(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    entry: Any,
    draft: Draft,
    form: ReviewForm,
    lacking: list[Lacking],
) -> HttpResponse:
    public_name, name = str(entry), workflow.name_as_drafted(entry, draft)
    live = snapshot_of(entry)
    context = {
        "title": f"Review: {name}",
        "public_name": public_name if name != public_name else "",
        "work": standing(request.user, entry, draft),
        "may_decide": "publish" in workflow.steps_open_to(request.user, entry, draft),
        "may_comment": may_comment(request.user, draft),
        "asked": person_name(draft.reviewer),
        "form": form,
        "review_steps": review_steps_of(entry),
        "next": next_after(draft, request.user),
        "next_address": "",
        "is_shown": True,
    }
    if context["next"]:
        context["next_address"] = admin_address(context["next"], "review")
    try:
        with workflow.shown_as_drafted(entry, draft):
            row = workflow.refetched(entry)
            drafted = snapshot_of(row)
            if not form.is_bound:
                form.initial["seen"] = digest(drafted)
            elif form.was_changed:
                # They are told to read it again, and this is what they then read.
                posted = request.POST.copy()
                posted["seen"] = digest(drafted)
                form.data = posted
            context["work"]["cautions"] = row.cautions()
            context["brings"] = in_words(drafts_used_by(type(row), drafted))
            context["lacking"] = labelled_lacking(entry, lacking or row.lacking())
            context |= _rows(entry, words_of(type(entry), [live, drafted]), form, draft)
            context["panels"] = panels_of(row, draft)
            return rendered(entry_page(model_admin, request, entry, "admin/review.html", context))
    except workflow.NotPossible as error:
        messages.error(request, f"The draft cannot be shown: {error}")
        context |= _rows(entry, words_of(type(entry), [live, draft.snapshot]), form, draft)
        return entry_page(model_admin, request, entry, "admin/review.html", context | {"is_shown": False})


def _rows(entry: Entry, words: list[EntryTexts], form: ReviewForm, draft: Draft) -> dict[str, Any]:
    """What the draft says, field by field, with the comments: what a reviewer reads first, and the rest.

    ::

        {"whole": {"label": "The whole entry", "comments": […], "field": BoundField | None},
         "changed": [{"name": "title", "label": "Title", "pieces": [("Train ", "same"), ("all ", "added"), …],
                      "comments": […], "field": …}, {…, "items": [("Skills", "removed"), …]}], "rest": […]}
    """
    before, after = words
    comments = form.with_fields(comments_on(draft))
    old = {each["name"]: each["texts"] for each in before} if entry.is_edited_beside else {}
    found: dict[str, list[Any]] = {"changed": [], "rest": []}
    for each in after:
        row = _row(each, old.get(each["name"], [] if entry.is_edited_beside else None))
        row |= _said(each["name"], comments, form)
        is_first = row["comments"] or (
            each["texts"] if not entry.is_edited_beside else old[each["name"]] != each["texts"]
        )
        found["changed" if is_first else "rest"].append(row)
    return {"whole": {"label": labels_of(type(entry))[WHOLE]} | _said(WHOLE, comments, form), **found}


def _said(name: str, comments: list[dict[str, Any]], form: ReviewForm) -> dict[str, Any]:
    said = [each for each in comments if each["comment"].field == name]
    return {"comments": said, "field": form.comment_field(name)}


def _row(new: dict[str, Any], old: list[str] | None) -> dict[str, Any]:
    """What one field says, with what changed since ``old``; all as it is where that is None."""
    texts, was = new["texts"], new["texts"] if old is None else old
    row: dict[str, Any] = {"name": new["name"], "label": new["label"]}
    if new["is_list"]:
        gone = [(text, "removed") for text in was if text not in texts]
        return row | {"items": gone + [(text, "same" if text in was else "added") for text in texts]}
    return row | {"pieces": in_one_text("".join(was), "".join(texts))}
