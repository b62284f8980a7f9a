"""The page of all activity, and the files of what it is filtered to."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from curation.activity.events import Asked, Event, Place, events_of, in_batches
from curation.activity.forms import ActivityForm
from curation.admin_base.pages import admin_address, admin_page
from curation.log_entries import EXPORTED, log_step
from files.about_exports import AboutExport, content_version
from files.content_types import CSV, EXCEL
from files.csv_files import csv_parts

PAGE_SIZE = 50
#: Of the newest; whoever needs more asks for one year after another.
MOST_EXPORTED = 100_000
COLUMNS = ("When", "Who", "User name", "What", "Kind", "About")


def _require_auditor(request: HttpRequest) -> None:
    if not request.user.has_perm("admin.view_logentry"):
        raise PermissionDenied


@require_safe
@never_cache
def activity_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Lists who did what, newest first; what cannot be asked for is said, and nothing is listed."""
    _require_auditor(request)
    form = ActivityForm(request.GET)
    before = Place.read(request.GET.get("before", ""))
    found = events_of(form.asked(), before, PAGE_SIZE + 1) if form.is_valid() else []
    shown = found[:PAGE_SIZE]
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "title": "All activity",
        "form": form,
        "rows": [_row(event, site) for event in shown],
        "query": query.urlencode(),
        "is_first": before is None,
        "further": str(shown[-1].place) if len(found) > PAGE_SIZE else "",
        "most_exported": f"{MOST_EXPORTED:,}",
        "sign_ins_days": settings.SIGN_INS_DAYS,
    }
    return admin_page(request, site, "admin/activity.html", context)


def _row(event: Event, site: AdminSite) -> dict[str, Any]:
    """What the template shows: ``{"event": …, "address": "/admin/…" or ""}``."""
    model, key = event.about_model, event.about_key
    is_there = model is not None and site.is_registered(model) and key.isdecimal()
    return {"event": event, "address": admin_address(model(pk=int(key))) if is_there else ""}


@require_safe
@never_cache
def activity_file_view(request: Any, site: AdminSite, suffix: str) -> HttpResponseBase:
    """The list as it is filtered, as a file; or the page, which says what cannot be asked for."""
    _require_auditor(request)
    form = ActivityForm(request.GET)
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('admin:activity')}?{request.GET.urlencode()}")
    log_step(request.user, "All activity", EXPORTED)
    content_type, write = FILES[suffix]
    name = f"activity-{timezone.localdate():%Y-%m-%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(write(form.asked(), request), content_type=content_type, headers=headers)


def _cells(event: Event) -> list[str]:
    when = timezone.localtime(event.at).isoformat(" ", "seconds")
    return [when, event.who, event.user_name, event.what, event.about_kind, event.about]


def _csv(asked: Asked, request: HttpRequest) -> Iterator[str]:
    batches = in_batches(asked, MOST_EXPORTED)
    return csv_parts(COLUMNS, (dict(zip(COLUMNS, _cells(event), strict=True)) for batch in batches for event in batch))


def _xlsx(asked: Asked, request: HttpRequest) -> Iterator[bytes]:
    # openpyxl takes long to load, and few processes ever need it.
    from files.excel_files import Column, Sheet, workbook_of

    columns = [Column(heading, width) for heading, width in zip(COLUMNS, (26, 24, 28, 70, 20, 60), strict=True)]
    batches = ([_cells(event) for event in batch] for batch in in_batches(asked, MOST_EXPORTED))
    about = AboutExport(
        service=settings.SERVICE_NAME,
        title="All activity, for administrators",
        address=request.build_absolute_uri(f"{reverse('admin:activity')}?{request.GET.urlencode()}"),
        made_on=timezone.localdate(),
        version=content_version(),
        citation="Not to be published.",
        caution=f"It holds the newest {MOST_EXPORTED:,} rows at most. Sign-ins go back {settings.SIGN_INS_DAYS} days.",
    )
    return workbook_of([Sheet("Activity", columns, batches)], about)


FILES: dict[str, tuple[str, Callable[[Asked, HttpRequest], Iterator[Any]]]] = {
    "csv": (CSV, _csv),
    "xlsx": (EXCEL, _xlsx),
}
