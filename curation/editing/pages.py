"""What the admin's pages of one entry have in common."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from curation import workflow
from curation.admin_base.pages import admin_page
from curation.models import Entry


def entry_or_404(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> Any:
    """The entry with a primary key; raises Http404 or, if the person may not see it, PermissionDenied."""
    entry = model_admin.get_object(request, unquote(object_id))
    # First, so that nobody learns of an entry that they may not see.
    if not model_admin.has_view_permission(request, entry):
        raise PermissionDenied
    if entry is None:
        raise Http404(f"There is no {model_admin.opts.verbose_name} with the key {object_id}.")
    return entry


def entry_page(
    model_admin: admin.ModelAdmin, request: HttpRequest, entry: Entry, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A page of an entry; the context holds its ``title`` and what the template needs of its own."""
    name = workflow.name_as_drafted(entry, workflow.open_draft(entry))
    context = {"opts": model_admin.opts, "original": entry, "entry_name": name, **context}
    return admin_page(request, model_admin.admin_site, template, context)


def rendered(response: HttpResponse) -> HttpResponse:
    """The response, rendered now rather than after the view has returned, when a dry run is rolled back."""
    return response.render() if isinstance(response, TemplateResponse) else response
