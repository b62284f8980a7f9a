"""The page of a reader's own list, and how entries get into it and out of it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from evidence import study_exports
from evidence.models import CaseStudy, Study
from evidence.models.study_merges import kept_instead_of_each
from files.content_types import TEXT
from lists.links import link
from pages.my_list.selection import MOST_ENTRIES, IsFull, NotAList, Selection
from pages.recommendations.cards import recommendation_card
from recommendations.models import Recommendation
from references import ris

COOKIE = "my_list"
COOKIE_SECONDS = 365 * 24 * 60 * 60


def selection_of(request: HttpRequest) -> Selection:
    """The list in the reader's browser; empty if there is none, or it is not one of ours."""
    try:
        return Selection.read(request.COOKIES[COOKIE]) if COOKIE in request.COOKIES else Selection()
    except NotAList:
        return Selection()


def keep(response: HttpResponse, selection: Selection, request: HttpRequest) -> HttpResponse:
    """Put a list into the reader's browser; the script that counts it reads the cookie, too."""
    if selection.keys:
        secure = request.is_secure()
        response.set_cookie(COOKIE, selection.signed(), max_age=COOKIE_SECONDS, secure=secure, samesite="Lax")
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def listed(selection: Selection) -> list[dict[str, Any]]:
    """The entries of a list as its page shows them, in its order.

    Returns::

        [{"key": "rAbCdEfGh", "kind": "recommendation", "card": see recommendation_card},
         {"key": "s…", "kind": "study", "href": "…", "text": "…", "detail": "Scoping review"},
         {"key": "s…", "kind": "study", …, "kept": Study, "detail": "It was listed twice here, …"},
         {"key": "c…", "kind": "withdrawn", "text": "…", "href": "…", "detail": "Withdrawn: …"},
         {"key": "r…", "kind": "gone"}]
    """
    found: dict[str, dict[str, Any]] = {}
    for letter, (rows, shape) in _SHOWN.items():
        found |= {key: shape(row) for key, row in selection.entries(letter, rows()).items()}
    missing = Selection(tuple(key for key in selection.keys if key not in found))
    for letter, model in (("r", Recommendation), ("s", Study), ("c", CaseStudy)):
        withdrawn = missing.entries(letter, model.objects.withdrawn())
        kept = kept_instead_of_each(withdrawn.values()) if model is Study else {}
        found |= {key: _withdrawn(row, kept.get(row.pk)) for key, row in withdrawn.items()}
    return [{"key": key, **found.get(key, {"kind": "gone"})} for key in selection.keys]


def _withdrawn(entry: Any, kept: Study | None) -> dict[str, Any]:
    if kept and kept.is_public:
        merged = "It was listed twice here, and is one entry now."
        return {"kind": "study", **link(kept), "kept": kept, "detail": merged}
    reason = entry.withdrawn_because
    return {"kind": "withdrawn", **link(entry), "detail": f"Withdrawn: {reason}" if reason else "Withdrawn"}


#: By letter, the published entries of a kind, and how the page shows one.
_SHOWN: dict[str, tuple[Callable[[], Any], Callable[[Any], dict[str, Any]]]] = {
    "r": (
        lambda: Recommendation.objects.published().for_cards(),
        lambda row: {"kind": "recommendation", "card": recommendation_card(row)},
    ),
    "s": (
        lambda: Study.objects.published(),
        lambda row: {"kind": "study", **link(row), "detail": row.get_design_display()},
    ),
    "c": (
        lambda: CaseStudy.objects.published(),
        lambda row: {"kind": "case study", **link(row), "detail": row.summary},
    ),
}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_list(request: HttpRequest) -> HttpResponse:
    """A list: the reader's own, or the one that the address holds; by POST the reader's own is changed."""
    if request.method == "POST":
        return _change(request)
    own = selection_of(request)
    shared, mistake = None, ""
    if "list" in request.GET:
        try:
            shared = Selection.read(request.GET["list"])
        except NotAList as error:
            mistake = str(error)
    shown = own if shared is None else shared
    added = request.GET.get("added", "")
    context = {
        "entries": [] if mistake else listed(shown),
        "is_shared": shared is not None and shared != own,
        "has_own": bool(own.keys),
        "mistake": mistake,
        "signed": shown.signed(),
        "address": request.build_absolute_uri(f"{reverse('my-list')}?list={shown.signed()}"),
        "added": added if added in own.keys else "",
        "is_full": "full" in request.GET,
        "most": MOST_ENTRIES,
        "back": _safe(request, request.GET.get("back", "")),
    }
    return render(request, "my_list/my_list.jinja", context, status=400 if mistake else 200)


@never_cache
@require_safe
def my_list_ris(request: HttpRequest) -> HttpResponse:
    """The references, in RIS, of a list's studies and of those behind its recommendations."""
    try:
        selection = Selection.read(request.GET["list"]) if "list" in request.GET else selection_of(request)
    except NotAList as error:
        return HttpResponse(str(error), status=400, content_type=TEXT)
    listed_studies = selection.entries("s", Study.objects.published().only("pk", "slug")).values()
    recommendations = selection.entries("r", Recommendation.objects.published().only("pk", "reference")).values()
    behind = Q(pk__in=[each.pk for each in listed_studies]) | Q(
        recommendations__in=[each.pk for each in recommendations]
    )
    studies = Study.objects.published().filter(behind).distinct()
    response = HttpResponse("".join(study_exports.ris_parts(studies)), content_type=ris.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="my-list.{ris.SUFFIX}"'
    return response


def _change(request: HttpRequest) -> HttpResponse:
    """Change the reader's own list as a form of ours says.

    The forms stand on pages that are cached for everybody, so they hold no token; instead, the browser says whether
    a page of ours sent it.
    """
    if not is_from_here(request):
        return HttpResponseForbidden("Only a page of this service can change a list.", content_type="text/plain")
    own, asked = selection_of(request), request.POST
    back = _safe(request, asked.get("back", ""))
    try:
        if "list" in asked:
            given = Selection.read(asked["list"])
            own = given if asked.get("how") == "replace" else own.with_keys(given.keys)
        own = own.with_keys(asked.getlist("add"))
        for key in asked.getlist("remove"):
            own = own.without(key)
        for name, places in (("up", -1), ("down", 1)):
            for key in asked.getlist(name):
                own = own.moved(key, places)
    except IsFull:
        return redirect(f"{reverse('my-list')}?full")
    except (NotAList, ValueError):
        return redirect(f"{reverse('my-list')}?list=")
    if "clear" in asked:
        own = Selection()
    moved = [*asked.getlist("up"), *asked.getlist("down")]
    said = {"added": "".join(asked.getlist("add")[-1:]), "back": back}
    query = urlencode({name: value for name, value in said.items() if value})
    # So that whoever moves entries by keyboard goes on from there.
    place = f"#{moved[-1]}" if moved and moved[-1] in own.keys else "#entries" if asked.getlist("remove") else ""
    return keep(redirect(f"{reverse('my-list')}?{query}{place}"), own, request)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this service sent a form, as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    # Browsers before 2023.
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _safe(request: HttpRequest, path: str) -> str:
    """The path of a page of ours to lead back to; empty for anything else."""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""
