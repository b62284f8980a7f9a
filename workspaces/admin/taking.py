"""The pages on which entries, and reference lists, are taken from a document's text."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from curation.admin_base.once import once
from curation.admin_base.pages import admin_address
from curation.admin_base.unsaved import note_saved
from curation.workflow import NotPossible, has_right
from evidence.models import Finding, Source, Study
from references import Refused
from workspaces.admin.workspace import workspace_page
from workspaces.models import DocumentText, Excerpt
from workspaces.models.document_texts import address_of
from workspaces.rights import require
from workspaces.taking.advice import advice_on_saved
from workspaces.taking.forms import EntryForms, entry_forms
from workspaces.taking.kinds import CITATION, KINDS, WORDS, Kind, kinds_open_to
from workspaces.taking.marked_words import Marked, described, in_newest, marked, number_in
from workspaces.taking.proposals import alike
from workspaces.taking.references import import_of
from workspaces.taking.saving import save, saved_before
from workspaces.taking.words_of_entries import WordsForm


def _document(source: Source, data: Any) -> DocumentText:
    """The text that a request is about: the one that it names, if it is of the document, or else the newest."""
    named = number_in(data, "document")
    document = DocumentText.objects.filter(source=source, pk=named).first() if named is not None else None
    document = document or DocumentText.objects.current_of(source)
    if document is None:
        raise Http404
    return document


@require_POST
def mark_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """Finds the words that were marked or described, and leads to the form of what they are to become."""
    require(request.user, "change")
    source = get_object_or_404(Source, slug=slug)
    document = _document(source, request.POST)
    name = request.POST.get("kind", "")
    if name not in {WORDS, *(each.name for each in kinds_open_to(request.user))}:
        messages.error(request, "Choose what the words are.")
        return workspace_page(request, site, source, described=request.POST)
    try:
        passage = in_newest(described(document, request.POST))
    except NotPossible as error:
        return workspace_page(request, site, source, described=request.POST, not_found=str(error))
    return HttpResponseRedirect(form_address(passage, name))


def form_address(passage: Marked, name: str, **query: Any) -> str:
    """The address of the form for marked words."""
    address = reverse("admin:workspace-take", args=[passage.document.source.slug, name])
    return f"{address}?{urlencode({**passage.query, **query})}"


def take_view(request: HttpRequest, slug: str, name: str, site: AdminSite) -> HttpResponse:
    """The form of an entry beside the text; what is posted is saved as a draft."""
    require(request.user, "change")
    source = get_object_or_404(Source, slug=slug)
    kind = next((each for each in KINDS if each.name == name), None)
    if kind is None and name != WORDS:
        raise Http404
    if kind is not None and not has_right(request.user, "add", kind.model):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    try:
        passage = marked(_document(source, data), data)
    except NotPossible as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(address_of(source))
    if kind is None:
        return _words_page(request, site, passage)
    return _entry_page(request, site, kind, passage)


def _entry_page(request: HttpRequest, site: AdminSite, kind: Kind, passage: Marked) -> HttpResponse:
    if (before := saved_before(request)) is not None:
        return _saved(request, before, kind)
    study = Study.objects.filter(pk=number_in(request.GET, "study")).first() if "study" in request.GET else None
    forms = entry_forms(request, site, kind, passage, study=study, carry=request.GET.get("carry") != "no")
    is_complete = request.method == "POST" and forms.is_valid()
    likes = _likes(forms) if kind.model is Study and (is_complete or request.method != "POST") else []
    if is_complete and not _is_warned(request, likes):
        try:
            excerpt = save(forms, request, site._registry[kind.model])  # type: ignore[arg-type]
        except NotPossible as error:
            forms.main.add_error(None, str(error))
        else:
            for each in advice_on_saved(forms):
                messages.warning(request, each)
            return _saved(request, excerpt, kind)
    return workspace_page(
        request,
        site,
        passage.document.source,
        **_about(request, passage, kind.name, kind.label),
        forms=forms,
        likes=[(each, form_address(passage, "finding", study=each.pk)) for each in likes],
        told=" ".join(str(each.pk) for each in likes),
        without_carried=form_address(passage, kind.name, carry="no"),
    )


def _about(request: HttpRequest, passage: Marked, name: str, label: str) -> dict[str, Any]:
    """What the form's page says of the words, and where it goes back to."""
    return {
        "passage": passage,
        "taking": label,
        "take_name": name,
        "address": address_of(passage.document.source),
        "is_posted": request.method == "POST",
        "posted_as": request.POST.get("_unsaved", ""),
    }


def _likes(forms: EntryForms) -> list[Study]:
    """The studies that may be the one in the form, as it was proposed or as it was filled in."""
    main, citation = forms.main, next(form for part, form in forms.parts if part is CITATION)
    values, cited = (each.cleaned_data if each.is_bound else each.initial for each in (main, citation))
    return alike(forms.passage.document.source, {**values, "number": cited.get("number")})


def _is_warned(request: HttpRequest, likes: list[Study]) -> bool:
    """Whether there is a study that may be the same and that the page did not name yet."""
    told = set(request.POST.get("told", "").split())
    return any(str(each.pk) not in told for each in likes)


def _saved(request: HttpRequest, excerpt: Excerpt, kind: Kind) -> HttpResponse:
    note_saved(request)
    entry: Any = excerpt.entry
    what = "The finding" if kind.model is Finding else f"“{entry}”"
    messages.success(request, f"{what} was saved as a draft.")
    if "_more" in request.POST:
        return HttpResponseRedirect(admin_address(entry))
    return HttpResponseRedirect(_back_to(excerpt))


def _back_to(excerpt: Excerpt) -> str:
    document: Any = excerpt.document
    return f"{address_of(document.source)}?at={excerpt.start}#excerpt-{excerpt.pk}"


def _words_page(request: HttpRequest, site: AdminSite, passage: Marked) -> HttpResponse:
    """Adds the marked words to an entry that is here."""
    form = WordsForm(request.user, passage, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            excerpt = form.save(passage)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The words were added to “{excerpt.entry}”.")
            return HttpResponseRedirect(_back_to(excerpt))
    label = "Words of an entry that is here"
    about = _about(request, passage, WORDS, label)
    return workspace_page(request, site, passage.document.source, **about, words_form=form)


@require_POST
def import_view(request: HttpRequest, slug: str, site: AdminSite) -> HttpResponse:
    """Reads the references of a section, and leads to their import."""
    require(request.user, "view")
    if not has_right(request.user, "add", Study):
        raise PermissionDenied
    source = get_object_or_404(Source, slug=slug)
    document = DocumentText.objects.current_of(source)
    number = number_in(request.POST, "section")
    if document is None or number is None or number >= len(document.sections):
        messages.error(request, "Choose a section of the text.")
        return HttpResponseRedirect(address_of(source))
    try:
        sent = once(request, lambda: import_of(document, document.sections[number], request.user).get_absolute_url())
    except (Refused, NotPossible) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(address_of(source))
    return HttpResponseRedirect(sent.result)
