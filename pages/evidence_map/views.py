"""The page of the evidence map, and the map as files to take away."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lists.list_pages import file_stem
from pages.evidence_map import exports, presenters
from pages.evidence_map.filters import EvidenceMapFilterSet, MapPage
from pages.evidence_map.tables import MapTable


def _listing(request: HttpRequest) -> MapPage:
    filterset = EvidenceMapFilterSet(request.GET)
    return MapPage(filterset, request.GET, "study", "studies")


def evidence_map(request: HttpRequest) -> HttpResponse:
    """The map."""
    listing = _listing(request)
    return listing.response(request, "pages/evidence_map.jinja", **presenters.map_page(MapTable(listing)))


def _file(
    suffix: str, content_type: str, content: Callable[[MapTable, HttpRequest], Iterable[str] | bytes]
) -> Callable:
    """A view of the map as a file; 400 with the reason where the query has something wrong in it."""

    def view(request: HttpRequest) -> HttpResponse:
        listing = _listing(request)
        if listing.errors:
            reasons = "\n".join(error["text"] for error in listing.errors)
            return HttpResponse(reasons, status=400, content_type="text/plain; charset=utf-8")
        name = f"{file_stem('evidence-map', listing.filterset, timezone.localdate().isoformat())}.{suffix}"
        response = HttpResponse(content(MapTable(listing), request), content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return view


evidence_map_csv = _file(
    "csv", "text/csv; charset=utf-8", lambda table, request: exports.as_csv(table, request.build_absolute_uri)
)


def _svg(table: MapTable, request: HttpRequest) -> str:
    # Altair takes most of a second to load, and few processes ever draw.
    from pages.evidence_map.pictures import picture

    return picture(table, request.get_host())


def _png(table: MapTable, request: HttpRequest) -> bytes:
    from pages.evidence_map.pictures import as_png

    return as_png(_svg(table, request))


evidence_map_svg = _file("svg", "image/svg+xml", _svg)
evidence_map_png = _file("png", "image/png", _png)
