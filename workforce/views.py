"""The pages of the Workforce Race Equality Standard and of statistics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workforce import presenters
from workforce.models import Indicator


@require_safe
def wres(request: HttpRequest) -> HttpResponse:
    """The standard and its nine indicators."""
    return render(request, "workforce/wres.jinja", presenters.wres_page())


@require_safe
def indicator_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One indicator with its published values."""
    indicator = get_object_or_404(Indicator.objects.published().select_related("source"), number=number)
    return render(request, "workforce/indicator.jinja", presenters.indicator_page(indicator))


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The figures that sources quote."""
    return render(request, "workforce/statistics.jinja", presenters.statistics_page())
