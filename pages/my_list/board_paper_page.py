"""The page on which a reader makes a board paper of a list, and the files that it gives."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from files import pdf_files
from files.about_exports import AboutExport, content_version
from files.child_processes import NotDone
from files.documents import Document
from files.request_bodies import takes_bodies_of
from pages.downloads.papers import NOT_MADE, PAPERS
from pages.my_list.board_paper import FIT_TWO_PAGES, TITLE, Typed, entries_of, left_out_in_words, paper_of
from pages.my_list.pages import is_from_here, selection_of
from pages.my_list.selection import NotAList, Selection
from pages.my_list.worksheets import TypedField


class PaperForm(forms.Form):
    """What the reader adds to a paper."""

    title = TypedField("Title of the paper", 150, "For example, “Training our staff in health equity”.")
    question = TypedField("The question", 400, "What the board is to decide. Up to 400 characters.")
    asked = TypedField("What is asked of the board", 800, "For example, to agree or to note. Up to 800 characters.")
    own_words = TypedField(
        "Our situation",
        1_500,
        "A paragraph of your own: for example, where you stand. Up to 1,500 characters.",
    )


# Its texts, in letters that take twelve signs each in a form.
@takes_bodies_of(256 * 1024, of_anybody=True)
@csrf_exempt
@cache_control(private=True, no_cache=True)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def board_paper(request: HttpRequest) -> HttpResponse:
    """The form and a preview of the paper; by POST, the paper as a file, or the preview with what was typed."""
    if request.method == "POST" and not is_from_here(request):
        return HttpResponseForbidden("Only a page of this service can ask for this.", content_type="text/plain")
    try:
        given = request.POST.get("list", request.GET.get("list"))
        selection = selection_of(request) if given is None else Selection.read(given)
    except NotAList as error:
        context = {"mistake": str(error), "has_own": bool(selection_of(request).keys)}
        return render(request, "my_list/board_paper.jinja", context, status=400)
    entries = entries_of(selection)
    form = PaperForm(request.POST if request.method == "POST" else None)
    typed = Typed(**form.cleaned_data) if form.is_valid() else Typed()
    about = _about(request, selection, typed)
    paper = paper_of(entries, typed, request.build_absolute_uri, about)
    errors = [{"text": each[0], "href": f"#{name}"} for name, each in form.errors.items()]
    status = 400 if errors else 200
    suffix = request.POST.get("file", "")
    if suffix in PAPERS and not errors and entries.number:
        try:
            return _file(suffix, paper, about)
        except NotDone:
            errors, status = [{"text": NOT_MADE, "href": "#files"}], 503
    context = {
        "form": form,
        "errors": errors,
        "entries": entries,
        "left_out": [left_out_in_words(each) for each in entries.left_out],
        "fit_two_pages": FIT_TWO_PAGES,
        "paper": paper,
        "is_typed": typed != Typed(),
        # A paper without what was typed would count too few.
        "pages": None if form.errors else pdf_files.about_how_many_pages(paper),
        "list": selection.signed(),
    }
    return render(request, "my_list/board_paper.jinja", context, status=status)


def _about(request: HttpRequest, selection: Selection, typed: Typed) -> AboutExport:
    return AboutExport(
        service=settings.SERVICE_NAME,
        title=typed.title or TITLE,
        address=request.build_absolute_uri(f"{reverse('my-list')}?list={selection.signed()}"),
        made_on=timezone.localdate(),
        version=content_version(),
        citation="",
    )


def _file(suffix: str, paper: Document, about: AboutExport) -> HttpResponse:
    make, content_type = PAPERS[suffix]
    headers = {"Content-Disposition": f'attachment; filename="board-paper.{suffix}"', "Cache-Control": "no-store"}
    return HttpResponse(make(paper, about), content_type=content_type, headers=headers)
