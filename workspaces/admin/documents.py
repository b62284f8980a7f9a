"""The documents, and how their texts come in: all documents, a new one, its details, and another text of one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from curation import workflow
from curation.admin_base.once import new_token, once
from curation.admin_base.pages import admin_page
from curation.snapshots import digest, snapshot_of
from evidence.models import Source
from files.request_bodies import FORM, takes_bodies_of
from workspaces.adding import add_source, add_text
from workspaces.admin.forms import DetailsForm, TextForm
from workspaces.models import DocumentText, Excerpt
from workspaces.models.document_texts import address_of
from workspaces.reading.document import Refused
from workspaces.rights import may_delete, require
from workspaces.taken import share_of

ADDED_MEANWHILE = "Somebody added a document of the same name at this moment. Read the text again."
TAKEN_MEANWHILE = "Somebody saved a document with this address or prefix at this moment. Choose another."
SAVED_MEANWHILE = (
    "Somebody saved this document after you opened this page. Nothing was saved over it. Open the page again to see "
    "what they saved."
)


def _page(request: HttpRequest, site: AdminSite, template: str, context: dict[str, Any]) -> HttpResponse:
    return admin_page(request, site, template, {"opts": Source._meta, **context})


@require_safe
def list_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """All documents: those with a text first, with the share that is taken."""
    require(request.user, "view")
    sources = Source.objects.annotate(text_added=Max("document_texts__added_at")).order_by("position", "title")
    with_text = sorted((each for each in sources if each.text_added), key=lambda each: each.text_added, reverse=True)
    rows = [{"source": each, "href": address_of(each), **_summary(each)} for each in with_text]
    without_text = [{"source": each, "href": address_of(each)} for each in sources if not each.text_added]
    context = {"title": "Documents", "rows": rows, "without_text": without_text}
    return _page(request, site, "admin/workspaces.html", context)


def _summary(source: Source) -> dict[str, Any]:
    document = DocumentText.objects.defer("text", "outline").current_of(source)
    if document is None:
        return {}
    spans = list(Excerpt.objects.filter(document=document).values_list("start", "end"))
    return {"share": share_of(document.digest, frozenset(spans)), "excerpts": len(spans)}


def _text_form(request: HttpRequest) -> TextForm:
    return TextForm(request.POST or None, request.FILES or None)


def _limit() -> str:
    return f"{settings.DOCUMENT_MAX_BYTES // 1_000_000} MB"


@takes_bodies_of(settings.DOCUMENT_MAX_BYTES + FORM)
def add_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Takes in a new document, and leads to its details, which are proposed from it."""
    require(request.user, "add")
    if not workflow.has_right(request.user, "add", Source):
        raise PermissionDenied
    form = _text_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            sent = once(request, lambda: add_source(form.read, by=request.user, **form.about).pk)
        except IntegrityError:
            form.add_error(None, ADDED_MEANWHILE)
        except workflow.NotPossible as error:
            form.add_error(None, str(error))
        else:
            source = get_object_or_404(Source, pk=sent.result)
            return HttpResponseRedirect(reverse("admin:workspace-details", args=[source.slug]))
    context = {"title": "Add a document", "form": form, "limit": _limit(), "once": new_token()}
    return _page(request, site, "admin/workspace_add.html", context)


def details_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """The details of a document that was never published; those of any other are on its own form."""
    require(request.user, "change")
    source = get_object_or_404(Source, slug=slug)
    if source.is_edited_beside or not workflow.has_right(request.user, "change", Source):
        raise PermissionDenied
    # The form puts what was entered into the row.
    seen = request.POST.get("_seen", "") or digest(snapshot_of(source))
    form = DetailsForm(request.POST or None, instance=source)
    if request.method == "POST" and form.is_valid():
        try:
            with workflow.editing(source, by=request.user) as row:
                if request.POST.get("_seen", "") != digest(snapshot_of(row)):
                    raise workflow.NotPossible(SAVED_MEANWHILE)
                for name in form.fields:
                    setattr(row, name, form.cleaned_data[name])
                row.save()
        except IntegrityError:
            form.add_error(None, TAKEN_MEANWHILE)
        except workflow.NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{row}” is here as a draft.")
            return HttpResponseRedirect(address_of(row))
    document = DocumentText.objects.current_of(source)
    said = counted_sections(document) if document else ""
    context = {"title": "Check the details", "form": form, "slug": slug, "said": said, "seen": seen}
    return _page(request, site, "admin/workspace_details.html", context)


def counted_sections(document: DocumentText) -> str:
    """What was found in a text: “12 pages, 30 sections and 8,000 words”."""
    words, pages, sections = len(document.text.split()), len(document.pages), len(document.sections)
    found = [f"{pages:,} {'page' if pages == 1 else 'pages'}"] if pages else []
    found.append(f"{sections:,} {'section' if sections == 1 else 'sections'}")
    return f"{', '.join(found)} and {words:,} {'word' if words == 1 else 'words'}"


@takes_bodies_of(settings.DOCUMENT_MAX_BYTES + FORM)
def text_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """Takes in the text of a document that is here, the first or a newer one."""
    require(request.user, "add")
    source = get_object_or_404(Source, slug=slug)
    form = _text_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            sent = once(request, lambda: add_text(source, form.read, by=request.user, **form.about).pk)
        except (Refused, workflow.NotPossible) as error:
            form.add_error(None, str(error))
        else:
            document = get_object_or_404(DocumentText, pk=sent.result)
            messages.success(request, f"The text was read: {counted_sections(document)}.")
            page = reverse("admin:workspace-changes", args=[slug]) if document.number > 1 else address_of(source)
            return HttpResponseRedirect(page)
    is_first = DocumentText.objects.current_of(source) is None
    title = "Add its text" if is_first else "Add a new version of the text"
    context = {"title": title, "form": form, "limit": _limit(), "source": source, "workspace": address_of(source)}
    context["once"] = new_token()
    return _page(request, site, "admin/workspace_add.html", {**context, "is_first": is_first})


def delete_text_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """Asks before the newest text of a document is deleted; what rests on it keeps its words."""
    require(request.user, "change")
    source = get_object_or_404(Source, slug=slug)
    document = DocumentText.objects.current_of(source)
    if document is None:
        raise Http404
    if not may_delete(request.user, document):
        raise PermissionDenied
    if request.method == "POST" and request.POST.get("document") == str(document.pk):
        document.delete()
        messages.success(request, "The text was deleted. Entries keep the words that were marked in it.")
        return HttpResponseRedirect(address_of(source))
    context = {"title": "Delete this text?", "source": source, "workspace": address_of(source), "document": document}
    marked = Excerpt.objects.filter(document=document).count()
    return _page(request, site, "admin/workspace_delete_text.html", {**context, "marked": marked})
