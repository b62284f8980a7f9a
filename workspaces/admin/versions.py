"""A new version of a document's text: what it changes, and what entries rest on that is to be settled."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from curation.admin_base.pages import admin_address, admin_page
from curation.workflow import NotPossible
from evidence.models import Source
from workspaces.following import MOST_SHOWN, Unsettled, changes, keep_at_new_place, leave, unsettled
from workspaces.models import DocumentText, Excerpt, ExcerptChange
from workspaces.models.document_texts import address_of
from workspaces.rights import may, require


def _texts(slug: str) -> tuple[Source, DocumentText, DocumentText]:
    """A source with its two newest texts; raises Http404 unless it has two."""
    source = get_object_or_404(Source, slug=slug)
    newest = list(DocumentText.objects.filter(source=source).order_by("-number")[:2])
    if len(newest) < 2:
        raise Http404(f"“{source}” has no second text.")
    return source, newest[1], newest[0]


@require_safe
def changes_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """The newest text beside the one before, and the excerpts to settle."""
    require(request.user, "view")
    source, old, new = _texts(slug)
    # Settling one passage after another waits for no comparison of whole texts.
    is_compared = "texts" in request.GET
    found = changes(old, new) if is_compared else []
    context = {
        "title": "What the new text changes",
        "opts": Source._meta,
        "original": source,
        "source": source,
        "workspace": address_of(source),
        "old": old,
        "new": new,
        "counts": _counts(source),
        "unsettled": [_item(each) for each in unsettled(new)],
        "is_compared": is_compared,
        "is_too_long": found is None,
        "differences": found,
        "is_cut": len(found or []) >= MOST_SHOWN,
        "may_change": may(request.user, "change"),
    }
    return admin_page(request, site, "admin/workspace_changes.html", context)


def _counts(source: Source) -> list[tuple[str, int]]:
    """How many excerpts are unchanged, moved, changed and gone."""
    rows = Excerpt.objects.filter(document__source=source).order_by().values("change").annotate(count=Count("pk"))
    counts = {row["change"]: row["count"] for row in rows}
    return [(str(each.label), counts.get(each.value, 0)) for each in ExcerptChange]


def _item(each: Unsettled) -> dict[str, Any]:
    return {
        "excerpt": each.excerpt,
        "name": str(each.entry),
        "href": admin_address(each.entry),
        "change": each.excerpt.get_change_display(),
        "place": each.place,
        "differences": each.differences,
    }


@require_POST
def settle_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """Settles one excerpt: keeps it at its new place, or leaves it with its old words."""
    require(request.user, "change")
    source, _, new = _texts(slug)
    key = request.POST.get("excerpt", "")
    rows = Excerpt.objects.to_settle(new)
    excerpt = rows.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    if excerpt is None:
        messages.error(request, "That is settled already.")
    else:
        _settle(request, excerpt, new)
    return HttpResponseRedirect(reverse("admin:workspace-changes", args=[source.slug]))


def _settle(request: HttpRequest, excerpt: Excerpt, new: DocumentText) -> None:
    if "keep" not in request.POST:
        leave(excerpt, by=request.user)
        messages.success(request, f"Left as it was: {excerpt.entry}")
        return
    try:
        keep_at_new_place(excerpt, new, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Kept at its new place: {excerpt.entry}")
