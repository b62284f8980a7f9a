"""The admin's pages of bulk actions: the preview of a step, what it did, and undoing it."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from curation import workflow
from curation.admin_base.once import new_token, once
from curation.admin_base.pages import admin_address, admin_page
from curation.bulk import actions as bulk_actions
from curation.bulk.actions import MAX_ENTRIES, BulkStep
from curation.bulk.steps import ALL_ENTRIES
from curation.models import BulkAction, BulkActionEntry, BulkOutcome
from lists.wording import counted


class BulkPages(admin.ModelAdmin):
    """The bulk actions of an admin's list, each with a preview page."""

    bulk_steps: ClassVar[Sequence[BulkStep]] = ALL_ENTRIES

    def steps_for(self, request: HttpRequest) -> list[BulkStep]:
        """The steps that the user has the right to take with entries of this kind."""
        return [step for step in self.bulk_steps if workflow.has_right(request.user, step.right, self.model)]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting is not offered: an entry that was never published is deleted on its own page.
        if IS_POPUP_VAR in request.GET:
            return {}
        own = {name: action for name, action in super().get_actions(request).items() if name in (self.actions or ())}
        return {step.name: (self._action(step), step.name, step.label) for step in self.steps_for(request)} | own

    def _action(self, step: BulkStep) -> Callable[..., HttpResponse | None]:
        def show(_: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
            keys = list(queryset.order_by().values_list("pk", flat=True)[: MAX_ENTRIES + 1])
            if len(keys) > MAX_ENTRIES:
                messages.warning(request, f"Choose {MAX_ENTRIES} entries at most. Filters make a list shorter.")
                return None
            return self._bulk_page(request, step, keys, request.get_full_path())

        return show

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_bulk"
        return [path("bulk/<slug:step>/", self.admin_site.admin_view(self.bulk_view), name=name), *super().get_urls()]

    @method_decorator(require_POST)
    def bulk_view(self, request: HttpRequest, step: str) -> HttpResponse:
        known = {each.name: each for each in self.bulk_steps}
        if step not in known:
            raise Http404(f"There is no step “{step}”.")
        chosen = known[step]
        if chosen not in self.steps_for(request):
            raise PermissionDenied
        seen = _seen(request.POST.getlist("entry"))
        if not seen or len(seen) > MAX_ENTRIES:
            messages.warning(request, f"Choose entries first, {MAX_ENTRIES} at most.")
            return HttpResponseRedirect(admin_address(self.model, "changelist"))
        back = request.POST.get("back", "")
        form = self._form(chosen, request.POST)
        if "confirm" in request.POST and form.is_valid():
            try:
                sent = once(request, lambda: self._taken(request, chosen, seen, form))
            except workflow.NotPossible as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(admin_address(self.model, "changelist"))
            return HttpResponseRedirect(reverse("admin:bulk-action", args=[sent.result]))
        return self._bulk_page(request, chosen, list(seen), back, form)

    def _taken(self, request: HttpRequest, step: BulkStep, seen: dict[int, str], form: forms.Form) -> int:
        """Takes a step, and gives the key of the action."""
        return int(bulk_actions.take(step, self.model, seen, by=request.user, choices=form.cleaned_data).pk)

    def _form(self, step: BulkStep, entered: Any) -> forms.Form:
        form = forms.Form(entered)
        form.fields.update(step.fields(self.model))
        return form

    def _bulk_page(
        self, request: HttpRequest, step: BulkStep, keys: list[int], back: str, form: forms.Form | None = None
    ) -> HttpResponse:
        """A step's page: its form until that is valid, then the preview."""
        asks = bool(step.fields(self.model))
        form = form or self._form(step, None if asks else {})
        results = []
        if form.is_valid():
            results = bulk_actions.preview(step, self.model, keys, by=request.user, choices=form.cleaned_data)
        entries: Any = self.model._base_manager
        own_address = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()})
        context = {
            "title": f"{step.label}: {counted(len(keys), self.model)}",
            "opts": self.opts,
            "step": step,
            "form": form,
            "media": self.media + form.media,
            "names": [] if results else [str(row) for row in entries.filter(pk__in=keys)],
            "keys": keys,
            "groups": _group_by_outcome([result for result, _ in results], done="Will be done"),
            "seen": [f"{result.entry_id}:{digest}" for result, digest in results],
            "can_be_done": sum(result.outcome == BulkOutcome.DONE for result, _ in results),
            "summary": step.summary(form.cleaned_data) if results else "",
            "address": admin_address(self.model, "bulk", step.name),
            "once": new_token(),
            "back": back if own_address else admin_address(self.model, "changelist"),
        }
        return admin_page(request, self.admin_site, "admin/bulk_step.html", context)


def _seen(entries: list[str]) -> dict[int, str]:
    """The posted ``key:digest`` pairs; the digest is empty before the preview."""
    pairs = (each.partition(":") for each in entries)
    return {int(key): digest for key, _, digest in pairs if key.isdecimal() and len(key) < 19}


def _group_by_outcome(results: list[BulkActionEntry], done: str = "Done") -> list[dict[str, Any]]:
    groups = []
    for outcome in BulkOutcome:
        if entries := [result for result in results if result.outcome == outcome]:
            heading = done if outcome == BulkOutcome.DONE else outcome.label
            groups.append({"outcome": outcome.value, "heading": heading, "entries": entries})
    return groups


def _action(request: HttpRequest, key: int) -> BulkAction:
    """The action; to whoever may not change entries of its kind, there is none."""
    action = get_object_or_404(BulkAction.objects.select_related("by", "entry_type"), pk=key)
    if not workflow.has_right(request.user, "change", action.entry_type.model_class()):
        raise Http404
    return action


@require_safe
def action_view(request: HttpRequest, key: int, site: Any) -> HttpResponse:
    """What an action did to each entry, with a button to undo it."""
    action = _action(request, key)
    model: Any = action.entry_type.model_class()
    opts = model._meta
    context = {
        "title": action.summary,
        "opts": opts,
        "action": action,
        "groups": _group_by_outcome(list(action.entries.all())),
        "change": f"admin:{opts.app_label}_{opts.model_name}_change",
        "may_be_undone": action.may_be_undone_by(request.user),
    }
    return admin_page(request, site, "admin/bulk_action.html", context)


@require_POST
def undo_view(request: HttpRequest, key: int, site: Any) -> HttpResponse:
    """Undo an action."""
    action = _action(request, key)
    try:
        bulk_actions.undo(action, by=request.user)
    except workflow.NotPossible as error:
        messages.error(request, str(error))
    else:
        if left := action.entries.filter(outcome=BulkOutcome.NOT_UNDONE).count():
            messages.warning(request, f"Undone but for {left}: below stands why.")
        else:
            messages.success(request, "Undone.")
    return HttpResponseRedirect(reverse("admin:bulk-action", args=[key]))
