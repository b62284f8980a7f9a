"""Public pages as they would be if drafts were published now; see docs/decisions/previews.md."""

import copy
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import resolve
from django.utils import timezone

from curation import workflow
from curation.admin_base.pages import admin_address
from curation.editing.pages import entry_or_404, rendered
from curation.models import Entry, Status
from curation.snapshots import snapshot_of
from curation.vocabulary.drafts import drafts_used_by, publish_drafts

#: The public page that shows an entry of a model, where it is not the one that ``get_absolute_url`` names.
PAGE_ADDRESSES: dict[type[Entry], Callable[[Any], str]] = {}


def preview_view(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The preview, made in a dry run."""
    entry = entry_or_404(model_admin, request, object_id)
    form = admin_address(entry)
    try:
        with workflow.shown_as_drafted(entry, workflow.open_draft(entry)):
            row = workflow.refetched(entry)
            publish_drafts(drafts_used_by(type(row), snapshot_of(row)))
            _publish(row)
            for each in row.prerequisites().exclude(status=Status.PUBLISHED):
                _publish(each)
            told = f"This is how the public would see “{row}”. It is not published yet."
            return as_the_public(request, public_page(row), says=told, back=form, back_to="Back to the form")
    except workflow.NotPossible as error:
        messages.error(request, f"It cannot be previewed: {error}")
        return HttpResponseRedirect(form)


def _publish(entry: Entry) -> None:
    entry.status = Status.PUBLISHED
    entry.published_on = entry.published_on or timezone.localdate()
    entry.save()


def public_page(entry: Any) -> str:
    """The address of the public page that shows an entry."""
    address_of = PAGE_ADDRESSES.get(type(entry))
    return address_of(entry) if address_of else str(entry.get_absolute_url().split("#")[0])


def as_the_public(request: HttpRequest, address: str, *, query: str = "", **preview: str) -> HttpResponse:
    """The response to the public at an address, with a line above the page: what it ``says``, and the way ``back``."""
    asked: Any = copy.copy(request)
    asked.user = AnonymousUser()
    asked.path = asked.path_info = address
    asked.GET = QueryDict(query)
    asked.preview = preview
    match = asked.resolver_match = resolve(address)
    response = rendered(match.func(asked, *match.args, **match.kwargs))
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
