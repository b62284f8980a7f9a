"""What the pages of one entry in the admin have in common: the entry, their addresses and their context."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from curation.models import Entry


def page_address(entry: Entry, page: str, *more: str) -> str:
    """Where a page of an entry is: ``change``, ``history``, ``preview``, ``compare``, ``restore`` or ``step``."""
    return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}", args=[entry.pk, *more])


def entry_or_404(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> Any:
    """The entry that an address names.

    Raises:
        Http404: there is none.
        PermissionDenied: the person may not see it.
    """
    entry = model_admin.get_object(request, unquote(object_id))
    if entry is None:
        raise Http404(f"There is no {model_admin.opts.verbose_name} with the key {object_id}.")
    if not model_admin.has_view_permission(request, entry):
        raise PermissionDenied
    return entry


def page_context(model_admin: admin.ModelAdmin, request: HttpRequest, entry: Entry, title: str) -> dict[str, Any]:
    """What the template of every page of an entry needs."""
    request.current_app = model_admin.admin_site.name
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "original": entry,
    }


def rendered(response: HttpResponse) -> HttpResponse:
    """The response, rendered now rather than after the view has returned, when a dry run is rolled back."""
    return response.render() if isinstance(response, TemplateResponse) else response
