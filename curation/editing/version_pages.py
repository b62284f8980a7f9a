"""The pages that compare versions of an entry and restore an older one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from curation import workflow
from curation.editing.pages import entry_or_404, page_address, page_context
from curation.editing.versions import comparison, review_steps_of, versions_of, with_changes
from curation.models import Entry


def history_context(entry: Entry) -> dict[str, Any]:
    """What the history page shows beside the changes that the database kept."""
    return {
        "versions": with_changes(type(entry), versions_of(entry)),
        "review_steps": review_steps_of(entry),
        "compare": page_address(entry, "compare"),
    }


def compare_view(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Two versions side by side."""
    entry = entry_or_404(model_admin, request, object_id)
    versions = {version.key: version for version in versions_of(entry)}
    older, newer = (versions.get(request.GET.get(side, "")) for side in ("old", "new"))
    if older is None or newer is None:
        messages.warning(request, "Choose two versions to compare.")
        return HttpResponseRedirect(page_address(entry, "history"))
    if older.at > newer.at:
        older, newer = newer, older
    context = page_context(model_admin, request, entry, f"Compare versions: {entry}") | {
        "older": older,
        "newer": newer,
        "differences": comparison(type(entry), older, newer),
        "history": page_address(entry, "history"),
        "restore": page_address(entry, "restore"),
        "may_restore": model_admin.has_change_permission(request, entry),
    }
    return TemplateResponse(request, "admin/entry_compare.html", context)


def restore_view(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Make an older version the newest draft."""
    entry = entry_or_404(model_admin, request, object_id)
    if not workflow.has_right(request.user, "change", entry):
        raise PermissionDenied
    history = page_address(entry, "history")
    version = next((each for each in versions_of(entry) if each.key == request.POST.get("version")), None)
    if version is None:
        messages.warning(request, "That version is not known.")
        return HttpResponseRedirect(history)
    try:
        workflow.restore(entry, version.snapshot, by=request.user, note=f"Restored from {version.name.lower()}")
    except workflow.NotPossible as error:
        messages.error(request, f"It cannot be restored: {error}")
        return HttpResponseRedirect(history)
    messages.success(request, f"{version.name} is now the newest draft of “{entry}”.")
    return HttpResponseRedirect(page_address(entry, "change"))
