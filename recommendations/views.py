"""The pages and exports of recommendations and audiences."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence.list_pages import ListPage, download
from evidence.public_versions import public_versions, version_page, withdrawn_or_404
from evidence.structured_data import document
from recommendations import exports, presenters, structured_data
from recommendations.filters import RecommendationFilterSet
from recommendations.models import Audience, Recommendation


@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """The list, filtered."""
    filterset = RecommendationFilterSet(request.GET, queryset=Recommendation.objects.published().with_card_links())
    listing = ListPage(filterset, request.GET, "recommendation", "recommendations")
    context = {
        "listing": listing,
        "errors": listing.errors,
        "beside": presenters.beside_list(listing),
        "level": presenters.only_level(listing),
        "cards": [presenters.recommendation_card(each) for each in listing.page],
    }
    return render(request, "recommendations/list.jinja", context, status=listing.status_code)


@require_safe
def recommendation_csv(request: HttpRequest) -> HttpResponseBase:
    """The same list as a CSV file, all rows; 400 with the reason where the query has something wrong in it."""
    filterset = RecommendationFilterSet(request.GET, queryset=Recommendation.objects.published())
    parts = exports.csv_of(filterset.qs, request.build_absolute_uri)
    return download(filterset, "recommendations", "csv", "text/csv; charset=utf-8", parts)


@require_safe
def recommendation_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One recommendation."""
    recommendation = Recommendation.objects.published().with_links().filter(reference=reference).first()
    if recommendation is None:
        return withdrawn_or_404(request, Recommendation.objects.all(), reference=reference)
    absolute = request.build_absolute_uri
    context = presenters.recommendation_page(recommendation, absolute)
    data = structured_data.recommendation_page(recommendation, context["last_changed_on"], absolute)
    context |= {"structured_data": document(data), "versions": public_versions(recommendation)}
    return render(request, "recommendations/detail.jinja", context)


@require_safe
def recommendation_version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One recommendation as it was once published."""
    return version_page(request, Recommendation.objects.all(), number, reference=reference)


@require_safe
def audience_list(request: HttpRequest) -> HttpResponse:
    """Every audience."""
    return render(request, "recommendations/audiences.jinja", {"groups": presenters.audiences_page()})


@require_safe
def audience_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything for one audience."""
    audience = get_object_or_404(Audience, slug=slug)
    data = structured_data.audience_page(audience, request.build_absolute_uri)
    context = presenters.audience_page(audience) | {"structured_data": document(data)}
    return render(request, "recommendations/audience.jinja", context)
