"""The pages of the maps, and the maps as files to take away."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from files.content_types import CSV, PNG, SVG
from lists.list_pages import bad_query, file_stem
from pages.downloads.turns import answers_undrawn
from pages.maps import exports, presenters
from pages.maps.evidence import EvidenceMapFilterSet
from pages.maps.filters import MapFilterSet, MapPage
from pages.maps.recommendations import RecommendationMapFilterSet
from pages.maps.tables import MapTable
from pages.studies.notices import notices_in


def _listing(filterset: type[MapFilterSet], request: HttpRequest) -> MapPage:
    return MapPage(filterset(request.GET), request.GET, filterset.map_kind.noun, filterset.map_kind.plural)


def evidence_map(request: HttpRequest) -> HttpResponse:
    """The evidence map."""
    listing = _listing(EvidenceMapFilterSet, request)
    filterset: EvidenceMapFilterSet = listing.filterset
    context = {"notices": notices_in(filterset), "asks_for_gaps": filterset.asks_for_gaps}
    return listing.response(request, "pages/evidence_map.jinja", **presenters.map_page(MapTable(listing)), **context)


def recommendation_map(request: HttpRequest) -> HttpResponse:
    """The recommendation map."""
    listing = _listing(RecommendationMapFilterSet, request)
    return listing.response(request, "pages/recommendation_map.jinja", **presenters.map_page(MapTable(listing)))


def _csv(table: MapTable, request: HttpRequest) -> str:
    return exports.as_csv(table, request.build_absolute_uri)


def _svg(table: MapTable, request: HttpRequest) -> str:
    # Altair takes most of a second to load, and few processes ever draw.
    from pages.maps.pictures import picture

    return picture(table, request.get_host())


def _png(table: MapTable, request: HttpRequest) -> bytes:
    from pages.maps.pictures import as_png

    return as_png(_svg(table, request))


Content = Callable[[MapTable, HttpRequest], Iterable[str] | bytes]

#: The suffixes of a map's files, each with its content type and what makes its content.
FILES: dict[str, tuple[str, Content]] = {
    "csv": (CSV, _csv),
    "svg": (SVG, _svg),
    "png": (PNG, _png),
}


def map_file(filterset: type[MapFilterSet], suffix: str) -> Callable[..., HttpResponseBase]:
    """A view of a map as a file; 400 with the reason where the query has something wrong in it."""
    content_type, content = FILES[suffix]

    @answers_undrawn
    def view(request: HttpRequest) -> HttpResponse:
        listing = _listing(filterset, request)
        if reasons := bad_query(listing.filterset):
            return reasons
        stem = file_stem(filterset.map_kind.name, listing.filterset, timezone.localdate().isoformat())
        response = HttpResponse(content(MapTable(listing), request), content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{stem}.{suffix}"'
        return response

    return view
