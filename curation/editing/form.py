"""The admin's form of an entry: it opens with the newest draft, and saves changes to a published entry as a draft."""

import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from curation import workflow
from curation.admin_base.base import CurationAdmin
from curation.admin_base.pages import admin_address
from curation.admin_base.unsaved import note_saved
from curation.editing.pages import rendered
from curation.editing.preview import preview_view
from curation.editing.review_screen import review_view
from curation.editing.session import EditSession, entered_beside_saved
from curation.editing.steps import STEPS, done_message, standing, step_view
from curation.editing.versions import compare_view, history_context, restore_view
from curation.models import Draft, Entry
from curation.review.comments import add_comments, comments_on
from curation.review.obstacles import stands_against
from curation.snapshots import check_constraints, digest, snapshot_of


class EntryFormAdmin(CurationAdmin):
    """The form of an entry that is drafted, reviewed and published, with the pages that belong to it."""

    change_form_template = "admin/entry_form.html"

    # Of the copy of the admin that answers one request for a form; None in the admin itself.
    session: EditSession | None = None

    # Rights

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Nobody edits an entry while it waits for review.
        allowed = super().has_change_permission(request, obj)
        if not allowed or not isinstance(obj, Entry) or request.method == "POST":
            # What was posted is answered with the text still in the form; see ``_answer``.
            return allowed
        draft = self._draft(obj)
        return draft is None or not draft.is_in_review

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Once it was published, someone may have cited it.
        was_published = isinstance(obj, Entry) and obj.published_on is not None
        return super().has_delete_permission(request, obj) and not was_published

    def _draft(self, entry: Entry) -> Draft | None:
        return self.session.draft if self.session and self.session.entry else workflow.open_draft(entry)

    # The form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        entry = self.get_object(request, unquote(object_id)) if object_id else None
        # A copy of this admin answers the request, and holds its edit session.
        answering = copy.copy(self)
        answering.session = EditSession.of(request, entry)
        show = partial(super(EntryFormAdmin, answering).changeform_view, request, object_id, form_url, extra_context)
        return answering._answer(request, answering.session, show)

    def _answer(self, request: HttpRequest, session: EditSession, show: Callable[[], HttpResponse]) -> HttpResponse:
        entry = session.entry
        if entry is None:
            response = show()
            return self._send_on(request, session.saved, response)
        if request.method == "POST" and self.has_change_permission(request, entry):
            with suppress(workflow.NotPossible):
                with session.saving(entry):
                    response = rendered(show())
                if isinstance(response, HttpResponseRedirect):
                    self._save_answers(request, session)
                return self._send_on(request, session.saved, response)
        try:
            with workflow.shown_as_drafted(entry, session.draft):
                return rendered(show())
        except workflow.NotPossible as error:
            messages.error(request, f"The draft cannot be shown: {error} What is published is shown instead.")
            return rendered(show())

    def _save_answers(self, request: HttpRequest, session: EditSession) -> None:
        """Saves the answers to comments that were entered beside the entry."""
        if session.comments is None:
            return
        if not session.comments.is_valid():
            messages.error(request, "Your answers to the comments were not saved: they are too long.")
            return
        try:
            session.comments.save(by=request.user)
        except workflow.NotPossible as error:
            messages.error(request, str(error))

    def _send_on(self, request: HttpRequest, entry: Entry | None, response: HttpResponse) -> HttpResponse:
        """The response to a save, after sending the entry to review if that was asked for.

        What could not be published as it is leads to that step’s page, which says why and can send it all the same.
        """
        if entry is None:
            return response
        note_saved(request)
        if "_review" not in request.POST or not isinstance(response, HttpResponseRedirect):
            return response
        draft = workflow.open_draft(entry)
        try:
            if draft is not None and not draft.is_in_review and stands_against(entry, draft, request.user):
                messages.warning(
                    request, "It was saved, but not sent to review yet. Read what stands against it first."
                )
                return HttpResponseRedirect(admin_address(entry, "step", "send-to-review"))
            workflow.send_to_review(entry, by=request.user, note=self.session.note if self.session else None)
        except workflow.NotPossible as error:
            messages.error(request, f"It was saved, but not sent to review. {error}")
        else:
            messages.success(request, done_message(STEPS["send-to-review"], entry))
        return response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # Django makes a new class for each request.
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.session = self.session
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        check_constraints()
        if not self.session:
            return
        if not change:
            workflow.note_new(form.instance, request.user, self.session.note)
        self.session.saved = form.instance

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        if self.session and self.session.saves_beside and request.method == "POST":
            message = format_html("{} The public will see the changes when they are published.", message)
        super().message_user(request, message, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        entry, session = context.get("original"), self.session
        form, inlines = context["adminform"].form, context["inline_admin_formsets"]
        draft = session.draft if session else None
        may_save = self.has_add_permission(request) if add else self.has_change_permission(request, entry)
        context["can_send_to_review"] = may_save
        context["note"] = request.POST.get("_note", draft.note_of(request.user) if draft else "")
        context["posted_as"] = request.POST.get("_unsaved", "")
        if isinstance(entry, Entry):
            context["work"] = standing(request.user, entry, draft)
            # Fetched again, since a form that was not saved has put its text into the entry.
            context["seen"] = digest(snapshot_of(workflow.refetched(entry)))
        context["faults"] = list(_faults(form, inlines))
        if session and session.comments:
            context["comments"] = session.comments.with_fields(comments_on(draft))
            add_comments(form, context["comments"])
        if session and session.clash:
            context["clashes"] = entered_beside_saved(form, inlines)
        return super().render_change_form(request, context, add, *args, **kwargs)

    # Further pages

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages: tuple[tuple[str, str, Callable[..., HttpResponse]], ...] = (
            ("review", "review/", partial(review_view, self)),
            ("step", "step/<slug:step>/", partial(step_view, self)),
            ("preview", "preview/", require_safe(partial(preview_view, self))),
            ("compare", "compare/", require_safe(partial(compare_view, self))),
            ("restore", "restore/", require_POST(partial(restore_view, self))),
        )
        wrap = self.admin_site.admin_view
        own = [path(f"<path:object_id>/{route}", wrap(view), name=f"{name}_{page}") for page, route, view in pages]
        return [*own, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        entry: Any = self.get_object(request, unquote(object_id))
        if entry is not None and self.has_view_permission(request, entry):
            extra_context = {**(extra_context or {}), **history_context(entry)}
        return super().history_view(request, object_id, extra_context)


def _faults(form: Any, inlines: Any) -> Iterator[tuple[str, str, str]]:
    """The id, label and message of each error of a field."""
    parts = [(part, inline.opts.verbose_name) for inline in inlines for part in inline.formset.forms]
    for each, noun in [(form, ""), *parts]:
        for field in each if each.is_bound else ():
            label = f"{noun}, {field.label.lower()}" if noun else field.label
            for message in field.errors:
                yield field.id_for_label, capfirst(label), message
