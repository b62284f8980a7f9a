"""The steps of an entry's workflow: what each does and asks for, and the page on which it is taken."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from curation import workflow
from curation.admin_base.forms import FutureDateField, NoteField
from curation.admin_base.history import FROM_OUTSIDE
from curation.admin_base.pages import admin_address
from curation.editing.pages import entry_or_404, entry_page
from curation.entry_words import differences, person_name, words_of
from curation.models import Draft, Entry, Lacking, PublishedVersion, Status
from curation.review.obstacles import obstacles
from curation.review.reviewers import ReviewerField, reviewers_for
from curation.snapshots import snapshot_of
from curation.vocabulary.drafts import drafts_used_by, in_words
from lists.wording import counted

#: The most entries of a kind that are named as linking to an entry.
MOST_NAMED = 20


class StepForm(forms.Form):
    """The form of a step, with those of the fields that the step asks for."""

    note = NoteField(
        label="What changes, and why",
        required=False,
        help_text="A sentence for the reviewer. After publication, the public can read it in the entry’s history.",
    )
    reason = NoteField(label="Why")
    review_due_on = FutureDateField(
        label="Check again by", help_text="The day by which somebody should compare it with its source again."
    )
    reviewer = ReviewerField(help_text="Who is asked to review it. Any other reviewer can too.")
    due_on = FutureDateField(label="Review by", required=False, help_text="Leave it empty if there is no hurry.")

    def __init__(self, step: "Step", reviewers: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["reviewer"]
        people.queryset = reviewers
        self.fields = {name: field for name, field in self.fields.items() if name in step.asks}
        if "reason" in self.fields:
            self.fields["reason"].help_text = step.reason_help
            self.fields["reason"].required = step.reason_required


@dataclass(frozen=True)
class Step:
    """A step of an entry's workflow."""

    name: str  # in its address
    label: str  # of its link and button
    explains: str  # what it does
    done: str  # the message afterwards, with “{entry}”
    take: Callable[..., Any]
    asks: tuple[str, ...] = ()  # fields of StepForm
    reason_help: str = ""
    reason_required: bool = True


_ALL = (
    Step(
        "send-to-review",
        "Send to review",
        "A reviewer compares it with its source, then publishes it or sends it back. Nobody can edit it meanwhile.",
        "“{entry}” is waiting for review.",
        workflow.send_and_assign,
        ("note", "reviewer", "due_on"),
    ),
    Step(
        "take-back",
        "Take back from review",
        "It becomes a draft again, so that you can change it.",
        "“{entry}” is a draft again.",
        workflow.take_back,
    ),
    Step(
        "publish",
        "Publish",
        "The public will see it straight away. Only publish it if you have compared it with its source.",
        "“{entry}” is published.",
        workflow.publish,
        ("note", "review_due_on", "seen"),
    ),
    Step(
        "send-back",
        "Send back",
        "It becomes a draft again. The people who wrote it will see your reason on their desk.",
        "“{entry}” was sent back.",
        workflow.send_back,
        ("reason",),
        "Say what needs to change before it can be published.",
    ),
    Step(
        "discard",
        "Discard changes",
        "The published entry stays as it is. The changes stay in its history, and you can restore them from there.",
        "The changes to “{entry}” were discarded.",
        workflow.discard,
        ("reason",),
        "Optional.",
        reason_required=False,
    ),
    Step(
        "confirm",
        "Confirm that it is right",
        "You compared it with its source today, and it needs no changes.",
        "“{entry}” is recorded as checked today.",
        workflow.confirm,
        ("review_due_on",),
    ),
    Step(
        "withdraw",
        "Withdraw",
        "The public can no longer read it. Its page will say that it was withdrawn, and why.",
        "“{entry}” is withdrawn.",
        workflow.withdraw,
        ("reason",),
        "The public will see this on the entry’s page.",
    ),
)
STEPS = {step.name: step for step in _ALL}
#: Those that are taken on the review screen.
ON_REVIEW = ("publish", "send-back")
#: Those that leave a draft beside the published entry as it is.
OF_PUBLISHED = ("confirm", "withdraw")


#: Links from an entry's form that upper apps add, in their admin module: of a user and an entry, the label and address,
#: or None where there is none.
LEADS: list[Callable[[Any, Entry], tuple[str, str] | None]] = []


def standing(user: Any, entry: Entry, draft: Draft | None) -> dict[str, Any]:
    """The state of an entry and the steps that a user may take, for ``entry_work.html``."""
    return {
        "status": entry.get_status_display(),
        "since": status_since(entry),
        "entry": entry,
        "draft": draft,
        "notes": notes_by_person(draft) if draft else [],
        "is_beside": entry.is_edited_beside,
        "is_own": workflow.is_own_work(user, draft),
        "preview": admin_address(entry, "preview"),
        "versions": admin_address(entry, "history"),
        "cautions": entry.cautions(),
        "review": admin_address(entry, "review") if draft and draft.is_in_review else "",
        "asked": person_name(draft.reviewer) if draft and draft.is_in_review else "",
        "steps": [
            {"label": STEPS[name].label, "href": admin_address(entry, "step", name), "name": name}
            for name in workflow.steps_open_to(user, entry, draft)
            if name not in ON_REVIEW
        ],
        "leads": [lead for each in LEADS if (lead := each(user, entry))],
    }


def notes_by_person(draft: Draft) -> list[tuple[str, str]]:
    """What each person wrote about the changes, with their names; those who wrote the same together."""
    keys_of: dict[str, list[str]] = {}
    for key, text in draft.notes.items():
        keys_of.setdefault(text, []).append(key)
    people = get_user_model()._default_manager.in_bulk([int(key) for key in draft.notes if key])
    return [
        (", ".join(person_name(people.get(int(key or 0)), FROM_OUTSIDE) for key in keys), text)
        for text, keys in keys_of.items()
    ]


def status_since(entry: Entry) -> datetime.date | None:
    """The day on which the public first saw a published entry, or last saw a withdrawn one; None if it never did."""
    if entry.status != Status.WITHDRAWN:
        return entry.published_on
    newest = PublishedVersion.objects.newest_of(entry)
    return timezone.localdate(newest.withdrawn_at) if newest and newest.withdrawn_at else None


def done_message(step: Step, entry: Entry) -> str:
    """The message after a step, with the name that the entry has now: in its draft, if the step was about that."""
    entry = workflow.refetched(entry)
    draft = None if step.name in OF_PUBLISHED else workflow.open_draft(entry)
    return step.done.format(entry=workflow.name_as_drafted(entry, draft))


def step_view(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
    """A step's page, which takes the step when its form is posted."""
    entry = entry_or_404(model_admin, request, object_id)
    if step not in STEPS or step in ON_REVIEW:
        raise Http404(f"There is no step “{step}”.")
    chosen, draft = STEPS[step], workflow.open_draft(entry)
    back = HttpResponseRedirect(admin_address(entry))
    if step not in workflow.steps_open_to(request.user, entry, draft):
        if not workflow.has_right(request.user, "change", entry):
            raise PermissionDenied
        messages.warning(request, f"You cannot choose “{chosen.label}”: {_why_not(request.user, entry, draft, step)}")
        return back
    initial: dict[str, Any] = {"review_due_on": timezone.localdate() + workflow.REVIEW_AFTER}
    if draft:
        initial |= {"note": draft.note_of(request.user), "reviewer": draft.reviewer}
    reviewers = reviewers_for(type(entry), draft, request.user)
    form = StepForm(chosen, reviewers, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.take(entry, by=request.user, **form.cleaned_data)
        except workflow.NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done_message(chosen, entry))
            return back
    context = _context(request, entry, draft, chosen, form)
    return entry_page(model_admin, request, entry, "admin/entry_step.html", context)


def _why_not(user: Any, entry: Entry, draft: Draft | None, step: str) -> str:
    if step in OF_PUBLISHED and not workflow.has_right(user, "publish", entry):
        return "only a reviewer can do that."
    if draft is not None and draft.is_in_review:
        own = workflow.is_own_work(user, draft)
        return "you worked on it yourself, so somebody else must review it." if own else "it is waiting for review."
    return f"it is {entry.get_status_display().lower()}{' with a draft beside it' if draft else ''}."


def _context(request: HttpRequest, entry: Any, draft: Draft | None, step: Step, form: StepForm) -> dict[str, Any]:
    lacking: list[Lacking] = []
    against: list[str] = []
    brings: list[Any] = []
    live, work = snapshot_of(entry), standing(request.user, entry, draft)
    # Before the draft is shown, which changes the entry.
    public_name = str(entry)
    name = workflow.name_as_drafted(entry, None if step.name in OF_PUBLISHED else draft)
    try:
        with workflow.shown_as_drafted(entry, draft):
            row = workflow.refetched(entry)
            drafted, work["cautions"] = snapshot_of(row), row.cautions()
            if step.name == "send-to-review":
                lacking, against = row.lacking(), obstacles(row, draft, request.user)
                brings = drafts_used_by(type(row), drafted)
    except workflow.NotPossible as error:
        messages.error(request, str(error))
        drafted = live
    before, after = words_of(type(entry), [live, drafted])
    shows_changes = draft and entry.is_edited_beside and step.name != "withdraw"
    return {
        "title": f"{step.label}: {name}",
        "public_name": public_name if name != public_name else "",
        "step": step,
        "form": form,
        "work": work,
        "lacking": labelled_lacking(entry, lacking),
        "against": against,
        "differences": differences(before, after) if shows_changes else [],
        "brings": in_words(brings),
        "resting": resting_on(entry) if step.name == "withdraw" else [],
        "back": admin_address(entry),
    }


def labelled_lacking(entry: Entry, lacking: list[Lacking]) -> list[tuple[str, str]]:
    """The label of the field of each thing that an entry lacks, and what it lacks."""
    return [(_label(entry, each.field), each.message) for each in lacking]


def _label(entry: Entry, name: str) -> str:
    field: Any = entry._meta.get_field(name)
    return str(getattr(field, "verbose_name", "") or field.related_model._meta.verbose_name_plural)


def resting_on(entry: Entry) -> list[tuple[str, list[Any]]]:
    """The published entries of each kind that link to an entry: how many, and some of them."""
    found = []
    for relation in entry._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, Entry) and (relation.many_to_many or relation.one_to_many):
            rows = model._base_manager.filter(**{relation.field.name: entry.pk}, status=Status.PUBLISHED).distinct()
            if number := rows.count():
                some = [(str(row), admin_address(row)) for row in rows[:MOST_NAMED]]
                found.append((counted(number, model), some))
    return found
