"""The page of a worksheet: it shows the form, gives the files, and takes one back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from files.excel_reading import MEGABYTE, InvalidWorkbook
from files.excel_rows import MEGABYTES
from files.request_bodies import takes_bodies_of
from pages.my_list.pages import is_from_here, selection_of
from pages.my_list.plan_states import NotAState, PlanState
from pages.my_list.selection import MOST_ENTRIES, IsFull, NotAList, Selection
from pages.my_list.worksheets import Filled, Worksheet

NO_FILE = "Choose an Excel file."
#: Of a form about the longest list, and a file that is somewhat too large, which the page can then say.
LARGEST_BODY = 8 * MEGABYTE
TOO_LARGE = f"The file is too large. At most {MEGABYTES} MB are read."


@dataclass
class _Asked:
    """What a request asks the page for.

    Attributes:
        selection: The list.
        data: What was typed.
        state: Of the list when the file was made that the form was filled in from.
        notes: What could not be read in that file.
        problems: What is wrong with the request, as the error summary takes it.
        is_filled: Whether the reader typed something, here or in a file.
    """

    selection: Selection
    data: Mapping[str, str] = field(default_factory=dict)
    state: PlanState | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    is_filled: bool = False


def worksheet_view(worksheet: Worksheet) -> Callable[[HttpRequest], HttpResponse]:
    """The view of a worksheet.

    What is typed comes by POST alone, so that it is in no address. The form holds no token, which would need a
    session; instead, the browser says whether a page of ours sent it.
    """

    @takes_bodies_of(LARGEST_BODY, of_anybody=True)
    @csrf_exempt
    @cache_control(private=True, no_cache=True)
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not is_from_here(request):
            return HttpResponseForbidden("Only a page of this service can send this.", content_type="text/plain")
        # An upload is never written to a disk; one that is too large is read to nowhere.
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        own = selection_of(request)
        try:
            asked = _posted(request, worksheet, own) if request.method == "POST" else _opened(request, worksheet, own)
        except NotAList as error:
            context = {"worksheet": worksheet, "mistake": str(error), "has_own": bool(own.keys)}
            return render(request, worksheet.template, context, status=400)
        filled = Filled.of(worksheet, asked.selection, asked.data, asked.state, request.build_absolute_uri)
        problems = [*asked.problems, *filled.errors]
        wanted = next((each for each in worksheet.formats if each.suffix == request.POST.get("make")), None)
        if wanted and not problems:
            if not (problem := wanted.problem(filled)):
                return _file(worksheet, wanted.suffix, wanted.content_type, wanted.make(filled))
            problems = [{"text": problem, "href": f"#{wanted.suffix}"}]
        own_keys = own.of_kind("r").keys
        missing = [key for key in own_keys if key not in asked.selection.keys]
        context = {
            "worksheet": worksheet,
            "filled": filled,
            "errors": problems,
            "notes": asked.notes,
            "made_on": asked.state and localtime(asked.state.made_at),
            "state": asked.state.signed() if asked.state else "",
            "signed": asked.selection.signed(),
            "is_filled": asked.is_filled,
            "is_own": own_keys == asked.selection.of_kind("r").keys,
            "missing": len(missing) if asked.selection.keys else 0,
        }
        return render(request, worksheet.template, context, status=400 if problems else 200)

    return view


def _opened(request: HttpRequest, worksheet: Worksheet, own: Selection) -> _Asked:
    selection = Selection.read(request.GET["list"]) if "list" in request.GET else own
    return _Asked(selection, worksheet.prefill(selection, request.GET))


def _posted(request: HttpRequest, worksheet: Worksheet, own: Selection) -> _Asked:
    sent = request.POST
    asked = _Asked(Selection.read(sent.get("list", "")), sent.dict(), is_filled=True)
    try:
        asked.state = PlanState.read(sent["state"]) if sent.get("state") else None
    except NotAState:
        raise NotAList("The form is not complete, or was changed.") from None
    if sent.get("make") == "add":
        try:
            asked.selection = asked.selection.with_keys(own.keys)
        except IsFull:
            asked.problems.append({"text": f"A list holds {MOST_ENTRIES} entries at most.", "href": "#add"})
    elif sent.get("make") == "read":
        return _read(request, worksheet, asked)
    return asked


def _read(request: HttpRequest, worksheet: Worksheet, asked: _Asked) -> _Asked:
    """The form filled in from an uploaded file, or as it was where that cannot be read."""
    # openpyxl takes long to load, and few processes ever need it.
    from pages.my_list.plan_files import read_back

    upload: Any = request.FILES.get("workbook")
    problem = NO_FILE
    if upload:
        try:
            found = read_back(upload, worksheet)
        except InvalidWorkbook as error:
            problem = str(error)
        else:
            # What a file does not say stays: other kinds of entry, and fields without a column.
            others = [key for key in asked.selection.keys if key[0] != "r"]
            selection = found.selection.with_keys(others[: MOST_ENTRIES - len(found.selection.keys)])
            return _Asked(selection, {**asked.data, **found.data}, found.state, found.notes, is_filled=True)
    elif int(request.META.get("CONTENT_LENGTH") or 0) > MEGABYTES * MEGABYTE:
        problem = TOO_LARGE
    asked.problems.append({"text": problem, "href": "#workbook"})
    return asked


def _file(worksheet: Worksheet, suffix: str, content_type: str, content: bytes) -> HttpResponse:
    name = f"{worksheet.name}-{timezone.localdate().isoformat()}.{suffix}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
