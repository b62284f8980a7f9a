"""The pages of the Workforce Race Equality Standard and of statistics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence.structured_data import document
from workforce import presenters, structured_data
from workforce.models import Indicator


@require_safe
def wres(request: HttpRequest) -> HttpResponse:
    """The standard and its nine indicators."""
    return render(request, "workforce/wres.jinja", presenters.wres_page())


@require_safe
def indicator_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One indicator with its published values."""
    indicator = get_object_or_404(Indicator.objects.published().select_related("source"), number=number)
    context = presenters.indicator_page(indicator)
    data = structured_data.indicator_data(context, request.build_absolute_uri)
    return render(request, "workforce/indicator.jinja", context | {"structured_data": document(data)})


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The figures that sources quote."""
    context = presenters.statistics_page()
    absolute = request.build_absolute_uri
    shown = [each["statistic"] for group in context["sources"] for each in group["statistics"]]
    data = structured_data.quoted_figures(shown, absolute(request.path), absolute)
    return render(request, "workforce/statistics.jinja", context | {"structured_data": document(data)})
