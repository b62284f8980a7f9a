"""The workspace of a document: its text, with what was taken from it beside it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from curation.admin_base.once import new_token
from curation.admin_base.pages import admin_page
from evidence.models import Source
from workspaces.admin.documents import counted_sections
from workspaces.models import DocumentText, Excerpt
from workspaces.models.document_texts import address_of, hold_texts_of
from workspaces.placing import place_entries
from workspaces.rights import may, may_delete, require
from workspaces.taken import Part, Shares, blocks, left_with_older_texts, not_marked, parts, taken_from
from workspaces.taking.forms import media_of_forms
from workspaces.taking.kinds import kinds_open_to
from workspaces.taking.marked_words import number_in
from workspaces.taking.references import reference_lists

#: How many of the entries that were not found are named.
LEFT_NAMED = 10


@require_safe
def workspace_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """The text by sections on the left, what was taken on the right."""
    require(request.user, "view")
    return workspace_page(request, site, get_object_or_404(Source, slug=slug))


def workspace_page(request: HttpRequest, site: AdminSite, source: Source, **more: Any) -> HttpResponse:
    """The page of a document's text, with what else a form beside the text has."""
    document = DocumentText.objects.current_of(source)
    passage = more.get("passage")
    context = {
        "title": source.short_title or str(source),
        "opts": Source._meta,
        "original": source,
        "source": source,
        "workspace": address_of(source),
        "document": document,
        "may_change": may(request.user, "change"),
        "may_delete": document is not None and may_delete(request.user, document),
        "not_marked": not_marked(source),
        "kinds": list(kinds_open_to(request.user)),
        "once": new_token,  # another for each form
        "media": media_of_forms(request, site),
        **(_text(request, document, passage.start if passage else None) if document else {}),
        **more,
    }
    return admin_page(request, site, "admin/workspace.html", context)


def _text(request: HttpRequest, document: DocumentText, offset: int | None) -> dict[str, Any]:
    """The text as the page shows it.

    Returns::

        {"said": "12 pages …", "share": 14, "parts": [Part, …], "part": Part, "taken": [Taken, …],
         "sections": [{"heading": …, "level": 1, "share": 20, "href": "#at-120"}, …],
         "shown": [{"start": 120, "heading": …, "blocks": [Block, …]}, …]}
    """
    taken = taken_from(document)
    names = {each.pk: row for row in taken for each in row.excerpts}
    excerpts = [each for row in taken for each in row.excerpts]
    all_parts = parts(document)
    part = _part(request, all_parts, offset)
    for each in excerpts:
        each.row = names[each.pk]
        each.part_shown = _holding(all_parts, each.start)
    shares = Shares(document, excerpts)
    return {
        "said": counted_sections(document),
        "share": shares.of(0, len(document.text)),
        "parts": all_parts,
        "part": part,
        "taken": taken,
        "sections": [
            {
                "heading": each.heading,
                "level": each.level,
                "share": shares.of(each.start, each.end),
                "href": f"{_query(all_parts, each.start)}#at-{each.start}",
            }
            for each in document.sections
        ],
        "blocks": blocks(document, excerpts, part.start, part.end),
        "on_older_texts": left_with_older_texts(document),
        "reference_lists": reference_lists(document),
        "to_settle": Excerpt.objects.to_settle(document).count(),
    }


def _part(request: HttpRequest, all_parts: list[Part], offset: int | None) -> Part:
    """The part that the address names, or that holds a place in the text; else the first."""
    offset = number_in(request.GET, "at") if offset is None else offset
    number = _holding(all_parts, offset) if offset is not None else number_in(request.GET, "part") or 1
    return all_parts[min(max(number, 1), len(all_parts)) - 1]


def _holding(all_parts: Iterable[Part], offset: int) -> int:
    return next((part.number for part in all_parts if offset < part.end), 1)


def _query(all_parts: list[Part], offset: int) -> str:
    return f"?part={_holding(all_parts, offset)}" if len(all_parts) > 1 else ""


@require_POST
def unmark_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """Takes away the mark of an excerpt; its entry stays as it is."""
    require(request.user, "change")
    source = get_object_or_404(Source, slug=slug)
    key = request.POST.get("excerpt", "")
    found = Excerpt.objects.filter(document__source=source, pk=int(key)) if key.isdecimal() and len(key) < 18 else None
    if found is not None and found.delete()[0]:
        messages.success(request, "The mark was taken away. The entry stays as it is.")
    else:
        messages.error(request, "That mark is not there any more.")
    return HttpResponseRedirect(address_of(source))


@require_POST
def place_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """Marks the words of entries that their locators lead to."""
    require(request.user, "change")
    source = get_object_or_404(Source, slug=slug)
    with transaction.atomic():
        hold_texts_of(source)
        document = DocumentText.objects.current_of(source)
        found = place_entries(document, by=request.user) if document else []
    marked = sum(bool(each.passages) for each in found)
    messages.success(request, f"{marked} of {len(found)} were found by their locators. Check the marks in the text.")
    for each in [each for each in found if not each.passages][:LEFT_NAMED]:
        messages.warning(request, f"{each.place.name} ({each.place.locator}): {each.why_not}")
    return HttpResponseRedirect(address_of(source))
