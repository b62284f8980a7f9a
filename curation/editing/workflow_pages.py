"""Curators' pages of an entry: its form with what is drafted, the steps to the public, previews and versions."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, resolve, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from curation import workflow
from curation.admin_base.addresses import admin_address
from curation.admin_base.forms import DayToCome
from curation.editing.clashes import entered_beside_saved, with_what_others_saved
from curation.editing.versions import Version, comparison, review_steps_of, versions_of, with_changes
from curation.entry_words import differences, words_of
from curation.models import Draft, Entry, Status
from curation.snapshots import DoesNotFit, check_constraints, digest, put_back, snapshot_of, trial
from lists.wording import counted

#: So many of the entries that link to one are named before it is withdrawn.
MOST_NAMED = 20

CLASH = (
    "{who} saved this entry after you opened it. Nothing of yours is lost, and nothing of theirs: both texts are "
    "below. What only they changed is in the form already. Bring the rest together, then save again."
)
IN_REVIEW = (
    "This was sent to review after you opened it, so it cannot be changed. Your text stays in this form: take the "
    "entry back from review in another tab, then save here again."
)


class StepForm(forms.Form):
    """What a step asks for; a step keeps only the fields that it names."""

    note = forms.CharField(
        label="What changes, and why",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="A sentence for the reviewer. Once published, the public reads it in the entry’s versions.",
    )
    reason = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    review_due_on = DayToCome(
        label="To be checked again by",
        help_text="The day by which somebody compares it with its source again.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, step: "Step", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in step.asks:
                del self.fields[name]
        if "reason" in self.fields:
            self.fields["reason"].help_text = step.reason_help
            self.fields["reason"].required = step.reason_required


@dataclass(frozen=True)
class Step:
    """A step on an entry's way.

    Attributes:
        name: How the address names it.
        label: What its link and its button say.
        explains: What it does, for who is about to take it.
        done: What is said when it is done; ``{entry}`` stands for the entry.
        take: Takes it.
        asks: The fields of :class:`StepForm` that it needs.
    """

    name: str
    label: str
    explains: str
    done: str
    take: Callable[..., Any]
    asks: tuple[str, ...] = ()
    reason_help: str = ""
    reason_required: bool = True


STEPS = {
    step.name: step
    for step in (
        Step(
            "send-to-review",
            "Send to review",
            "A reviewer compares it with its source, then publishes it or sends it back. Nobody edits it meanwhile.",
            "“{entry}” waits for review.",
            workflow.send_to_review,
            ("note",),
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
            "The public sees it at once. Publish only what you compared with its source.",
            "“{entry}” is published.",
            workflow.publish,
            ("note", "review_due_on", "seen"),
        ),
        Step(
            "send-back",
            "Send back",
            "It becomes a draft again. Those who wrote it see your reason on their desk.",
            "“{entry}” was sent back.",
            workflow.send_back,
            ("reason",),
            "What is to be changed before it can be published.",
        ),
        Step(
            "discard",
            "Discard changes",
            "The published entry stays as it is. The changes stay in its versions and can be restored from there.",
            "The changes to “{entry}” were discarded.",
            workflow.discard,
            ("reason",),
            "May be left empty.",
            reason_required=False,
        ),
        Step(
            "confirm",
            "Confirm that it is right",
            "It was compared with its source today, and nothing is to be changed.",
            "“{entry}” is noted as checked today.",
            workflow.confirm,
            ("review_due_on",),
        ),
        Step(
            "withdraw",
            "Withdraw",
            "The public no longer sees what it says. At its address stands that it was withdrawn, and why.",
            "“{entry}” is withdrawn.",
            workflow.withdraw,
            ("reason",),
            "The public reads it at the entry’s address.",
        ),
    )
}


class WorkflowPages(admin.ModelAdmin):
    """The pages and rights of an entry that is drafted, reviewed and published."""

    change_form_template = "admin/entry_form.html"
    object_history_template = "admin/row_history.html"

    # Rights

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether a person may edit an entry: nobody while it waits for review."""
        allowed = super().has_change_permission(request, obj)
        if not allowed or not isinstance(obj, Entry) or request.method == "POST":
            # What was posted is answered with the text still in the form; see ``_changed``.
            return allowed
        draft = self._draft(request, obj)
        return draft is None or not draft.is_in_review

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether a person may delete an entry: nobody once it was published, since someone may have cited it."""
        was_published = isinstance(obj, Entry) and obj.published_on is not None
        return super().has_delete_permission(request, obj) and not was_published

    def _draft(self, request: HttpRequest, entry: Entry) -> Draft | None:
        """The open draft, looked up once a request."""
        known: dict[Any, Draft | None] = request.__dict__.setdefault("_open_drafts", {})
        if entry.pk not in known:
            known[entry.pk] = workflow.open_draft(entry)
        return known[entry.pk]

    # The form

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which complains of what happened to the entry meanwhile."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.problem = getattr(request, "problem_with_save", "")
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form with the newest draft in it; saving keeps the changes to a published entry beside it."""
        entry = self.get_object(request, unquote(object_id)) if object_id else None
        if entry is None:
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return self._sent_on(request, getattr(request, "entry_added", None), response)
        show = super().changeform_view
        if request.method != "POST" or not self.has_change_permission(request, entry):
            return self._shown(request, entry, lambda: show(request, object_id, form_url, extra_context))
        return self._changed(request, entry, lambda: show(request, object_id, form_url, extra_context))

    def _shown(self, request: HttpRequest, entry: Entry, show: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            with workflow.shown_as_drafted(entry, self._draft(request, entry)):
                return _rendered(show())
        except workflow.NotPossible as error:
            messages.error(request, f"The draft cannot be shown: {error} What is published is shown instead.")
            return _rendered(show())

    def _changed(self, request: Any, entry: Entry, show: Callable[[], HttpResponse]) -> HttpResponse:
        request.saves_beside = entry.is_edited_beside
        try:
            with workflow.editing(entry, by=request.user, note=request.POST.get("_note", "")[:2000]) as row:
                if request.POST.get("_seen") != digest(snapshot_of(row)):
                    request.problem_with_save = CLASH.format(who=self._who_saved(request, row))
                    request.POST = self._brought_up_to_date(request, row)
                response = _rendered(show())
        except workflow.NotPossible as error:
            draft = self._draft(request, entry)
            request.problem_with_save = IN_REVIEW if draft and draft.is_in_review else str(error)
            return self._shown(request, entry, show)
        return self._sent_on(request, entry, response)

    def _brought_up_to_date(self, request: HttpRequest, entry: Entry) -> QueryDict:
        """What was posted, with what others saved meanwhile in the fields that the person left alone.

        Which these are is known where the version with which the form was opened is kept.
        """
        seen = request.POST.get("_seen")
        opened = next((each.snapshot for each in versions_of(entry) if digest(each.snapshot) == seen), None)
        if opened is None:
            return request.POST
        fields = self.get_form(request, entry, change=True).base_fields
        saved = model_to_dict(entry)
        try:
            with trial():
                put_back(self.model._base_manager.get(pk=entry.pk), opened)
                before = model_to_dict(self.model._base_manager.get(pk=entry.pk))
        except (DoesNotFit, IntegrityError):
            return request.POST
        return with_what_others_saved(request.POST, fields, before, saved)

    def _who_saved(self, request: HttpRequest, entry: Entry) -> str:
        draft = self._draft(request, entry)
        if draft is not None and draft.saved_by is not None:
            return str(draft.saved_by.get_full_name() or draft.saved_by.get_username())
        return "Somebody"

    def _sent_on(self, request: HttpRequest, entry: Entry | None, response: HttpResponse) -> HttpResponse:
        """The answer to a save, after which the entry is sent to review where that was asked for."""
        if entry is None or "_review" not in request.POST or not isinstance(response, HttpResponseRedirect):
            return response
        try:
            workflow.send_to_review(entry, by=request.user, note=request.POST.get("_note", "")[:2000])
        except workflow.NotPossible as error:
            messages.error(request, f"It was saved, but not sent to review. {error}")
        else:
            messages.success(request, STEPS["send-to-review"].done.format(entry=entry))
        return response

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Save the links and parts, and note whose work a new entry is."""
        super().save_related(request, form, formsets, change)
        check_constraints()
        if not change:
            workflow.note_new(form.instance, request.user, request.POST.get("_note", "")[:2000])
            request.entry_added = form.instance

    def message_user(self, request: Any, message: Any, *args: Any, **kwargs: Any) -> None:
        """Say what was done, and that the public does not see it yet."""
        if getattr(request, "saves_beside", False):
            message = format_html("{} The public sees it as it was until the changes are published.", message)
        super().message_user(request, message, *args, **kwargs)

    def render_change_form(
        self, request: Any, context: dict[str, Any], add: bool = False, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form's page with where the entry stands and what can be done with it."""
        entry = context.get("original")
        context["work"] = self._work(request, entry) if isinstance(entry, Entry) else None
        allowed = self.has_add_permission(request) if add else self.has_change_permission(request, entry)
        context["can_send_to_review"] = allowed
        draft = self._draft(request, entry) if isinstance(entry, Entry) else None
        context["note"] = request.POST.get("_note", draft.note if draft else "")
        if isinstance(entry, Entry):
            # Read anew, since a form that was not saved has its text in the entry by now.
            context["seen"] = digest(snapshot_of(self.model._base_manager.get(pk=entry.pk)))
        context["faults"] = list(_faults(context["adminform"].form, context["inline_admin_formsets"]))
        if getattr(request, "problem_with_save", ""):
            context["clashes"] = entered_beside_saved(context["adminform"].form, context["inline_admin_formsets"])
        return super().render_change_form(request, context, add, *args, **kwargs)

    def _work(self, request: HttpRequest, entry: Entry) -> dict[str, Any]:
        """Where an entry stands, and the steps open to who asks.

        Returns::

            {"status": "Published", "draft": Draft | None, "steps": [{"label": "Publish", "href": "…"}, …], …}
        """
        draft = self._draft(request, entry)
        # The entry in hand may be shown as its draft has it, but its state is that of its row.
        return {
            "status": entry.get_status_display(),
            "entry": entry,
            "draft": draft,
            "is_beside": entry.is_edited_beside,
            "is_own": draft is not None and workflow.is_own_work(request.user, draft),
            "preview": self._address(entry, "preview"),
            "versions": self._address(entry, "history"),
            "steps": [
                {"label": STEPS[name].label, "href": self._address(entry, "step", name), "name": name}
                for name in workflow.steps_open_to(request.user, entry, draft)
            ],
        }

    def _address(self, entry: Entry, page: str, *more: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[entry.pk, *more])

    # Further pages

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the steps, the preview and the versions before Django's own."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/step/<slug:step>/", wrap(self.step_view), name=f"{name}_step"),
            path("<path:object_id>/preview/", wrap(self.preview_view), name=f"{name}_preview"),
            path("<path:object_id>/compare/", wrap(self.compare_view), name=f"{name}_compare"),
            path("<path:object_id>/restore/", wrap(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def _entry(self, request: HttpRequest, object_id: str) -> Any:
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            raise Http404(f"There is no {self.opts.verbose_name} with the key {object_id}.")
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        return entry

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """A step: what it does and asks for, and taking it."""
        entry = self._entry(request, object_id)
        if step not in STEPS:
            raise Http404(f"There is no step “{step}”.")
        chosen, draft = STEPS[step], self._draft(request, entry)
        back = self._address(entry, "change")
        if step not in workflow.steps_open_to(request.user, entry, draft):
            if not workflow.has_right(request.user, "change", self.model):
                raise PermissionDenied
            messages.warning(request, f"“{chosen.label}” is not possible: {self._stands(request, entry, draft, step)}")
            return HttpResponseRedirect(back)
        form = StepForm(chosen, request.POST if request.method == "POST" else None, initial=_initial(entry, draft))
        lacking: list[Any] = []
        if request.method == "POST" and form.is_valid():
            try:
                chosen.take(entry, by=request.user, **form.cleaned_data)
            except workflow.NotReady as error:
                lacking = error.lacking
                form.add_error(None, "A reader would miss what is listed below.")
            except workflow.NotPossible as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, chosen.done.format(entry=entry))
                return HttpResponseRedirect(back)
        return self._step_page(request, entry, draft, chosen, form, lacking)

    def _stands(self, request: HttpRequest, entry: Entry, draft: Draft | None, step: str) -> str:
        if step in ("publish", "send-back", "confirm", "withdraw") and not workflow.has_right(
            request.user, "publish", self.model
        ):
            return "a reviewer does that."
        if draft is not None and draft.is_in_review:
            own = workflow.is_own_work(request.user, draft)
            return "you worked on it yourself, so somebody else reviews it." if own else "it waits for review."
        return f"it is {entry.get_status_display().lower()}{' with a draft beside it' if draft else ''}."

    def _step_page(
        self, request: HttpRequest, entry: Any, draft: Draft | None, step: Step, form: StepForm, lacking: list[Any]
    ) -> HttpResponse:
        live = snapshot_of(entry)
        try:
            with workflow.shown_as_drafted(entry, draft):
                row = self.model._base_manager.get(pk=entry.pk)
                drafted = snapshot_of(row)
                lacking = lacking or (row.lacking() if step.name in ("publish", "send-to-review") else [])
        except workflow.NotPossible as error:
            messages.error(request, str(error))
            drafted = live
        if "seen" in form.fields and not form.is_bound:
            form.initial["seen"] = digest(drafted)
        before, after = words_of(self.model, [live, drafted])
        context = {
            **self.admin_site.each_context(request),
            "title": f"{step.label}: {entry}",
            "opts": self.opts,
            "original": entry,
            "step": step,
            "form": form,
            "work": self._work(request, entry),
            "lacking": [(self._label(each.field), each.message) for each in lacking],
            "differences": differences(before, after)
            if draft and entry.is_edited_beside and step.name != "withdraw"
            else [],
            "review_steps": review_steps_of(entry) if step.name in ("publish", "send-back") else [],
            "resting": resting_on(entry) if step.name == "withdraw" else [],
            "back": self._address(entry, "change"),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/entry_step.html", context, status=200)

    def _label(self, name: str) -> str:
        """What a field, link or kind of part is called."""
        field: Any = self.opts.get_field(name)
        return str(getattr(field, "verbose_name", "") or field.related_model._meta.verbose_name_plural)

    @method_decorator(require_safe)
    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The public page as it would be if the newest draft were published now."""
        entry = self._entry(request, object_id)
        draft = self._draft(request, entry)
        try:
            with workflow.shown_as_drafted(entry, draft):
                row = self.model._base_manager.get(pk=entry.pk)
                row.status = Status.PUBLISHED
                row.published_on = row.published_on or timezone.localdate()
                row.save()
                _publish_prerequisites(row)
                response = _as_the_public(request, row, self._address(entry, "change"))
        except workflow.NotPossible as error:
            messages.error(request, f"It cannot be previewed: {error}")
            return HttpResponseRedirect(self._address(entry, "change"))
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every version that was published or saved, and every change that the database kept."""
        entry = self.get_object(request, unquote(object_id))
        if entry is not None and self.has_view_permission(request, entry):
            extra_context = {
                **(extra_context or {}),
                "versions": with_changes(self.model, versions_of(entry)),
                "review_steps": review_steps_of(entry),
                "compare": self._address(entry, "compare"),
            }
        return super().history_view(request, object_id, extra_context)

    @method_decorator(require_safe)
    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Two versions side by side."""
        entry = self._entry(request, object_id)
        versions = versions_of(entry)
        by_key = {version.key: version for version in versions}
        older, newer = (by_key.get(request.GET.get(side, "")) for side in ("old", "new"))
        if older is None or newer is None:
            messages.warning(request, "Choose two versions to compare.")
            return HttpResponseRedirect(self._address(entry, "history"))
        if older.at > newer.at:
            older, newer = newer, older
        context = {
            **self.admin_site.each_context(request),
            "title": f"Compare versions: {entry}",
            "opts": self.opts,
            "original": entry,
            "older": older,
            "newer": newer,
            "differences": comparison(self.model, older, newer),
            "history": self._address(entry, "history"),
            "restore": self._address(entry, "restore"),
            "may_restore": self.has_change_permission(request, entry),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/entry_compare.html", context)

    @method_decorator(require_POST)
    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make an older version the newest draft."""
        entry = self._entry(request, object_id)
        if not workflow.has_right(request.user, "change", self.model):
            raise PermissionDenied
        version: Version | None = next(
            (each for each in versions_of(entry) if each.key == request.POST.get("version")), None
        )
        if version is None:
            messages.warning(request, "That version is not known.")
            return HttpResponseRedirect(self._address(entry, "history"))
        try:
            workflow.restore(entry, version.snapshot, by=request.user, note=f"Restored from {version.name.lower()}")
        except workflow.NotPossible as error:
            messages.error(request, f"It cannot be restored: {error}")
            return HttpResponseRedirect(self._address(entry, "history"))
        messages.success(request, f"{version.name} is now the newest draft of “{entry}”.")
        return HttpResponseRedirect(self._address(entry, "change"))


def _rendered(response: HttpResponse) -> HttpResponse:
    """The answer, written now, while what it shows is there."""
    return response.render() if isinstance(response, TemplateResponse) else response


def _faults(form: Any, inlines: Any) -> Iterator[tuple[str, str, str]]:
    """Each field that has a fault: where it is, what it is called and the fault."""
    parts = [(part, inline.opts.verbose_name) for inline in inlines for part in inline.formset.forms]
    for each, noun in [(form, ""), *parts]:
        for field in each if each.is_bound else ():
            label = f"{noun}, {field.label.lower()}" if noun else field.label
            for message in field.errors:
                yield field.id_for_label, capfirst(label), message


def _initial(entry: Entry, draft: Draft | None) -> dict[str, Any]:
    return {
        "note": draft.note if draft else "",
        "review_due_on": timezone.localdate() + workflow.REVIEW_AFTER,
    }


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


def _publish_prerequisites(entry: Entry) -> None:
    """Publishes, for a preview, the entries without which the public would not see this one."""
    for each in entry.prerequisites().exclude(status=Status.PUBLISHED):
        each.status = Status.PUBLISHED
        each.published_on = each.published_on or timezone.localdate()
        each.save()


#: The public page that shows an entry of a model, where it is not the one that ``get_absolute_url`` names.
PAGE_ADDRESSES: dict[type[Entry], Callable[[Any], str]] = {}


def _as_the_public(request: HttpRequest, entry: Any, back: str) -> HttpResponse:
    """What the public would be answered at the entry's address, with a line above it that says it is a preview."""
    address_of = PAGE_ADDRESSES.get(type(entry))
    address = address_of(entry) if address_of else entry.get_absolute_url().split("#")[0]
    asked: Any = copy.copy(request)
    asked.user = AnonymousUser()
    asked.path = asked.path_info = address
    asked.GET = QueryDict()
    asked.preview = {"name": str(entry), "back": back}
    match = resolve(address)
    asked.resolver_match = match
    return _rendered(match.func(asked, *match.args, **match.kwargs))
