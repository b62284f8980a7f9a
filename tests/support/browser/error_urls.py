"""The service's addresses, and some that answer with each kind of error."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as service_urls
from evidence.models import CaseStudy
from pages.entries.versions import withdrawn_page
from pages.plain_pages import request_too_large

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def not_understood(request: HttpRequest) -> HttpResponse:
    """A request that no view takes."""
    raise SuspiciousOperation


def forbidden(request: HttpRequest) -> HttpResponse:
    """A page that nobody may see."""
    raise PermissionDenied


def withdrawn(request: HttpRequest) -> HttpResponse:
    """An entry that was withdrawn; the base has none."""
    entry = CaseStudy(
        slug="a-mentoring-scheme", title="A mentoring scheme", withdrawn_because="The trust corrected its figures."
    )
    return withdrawn_page(request, entry)


def broken(request: HttpRequest) -> HttpResponse:
    """A page that breaks at what somebody typed."""
    raise RuntimeError(request.GET.get("q", ""))


def unavailable(request: HttpRequest) -> HttpResponse:
    """A page while the database is away."""
    raise OperationalError


def too_many(request: HttpRequest) -> HttpResponse:
    """A page for whom asked for too much."""
    return render(request, "pages/too_many_requests.jinja", status=429)


urlpatterns = [
    *service_urls,
    path("errors/400/", not_understood),
    path("errors/403/", forbidden),
    path("errors/410/", withdrawn),
    path("errors/413/", request_too_large),
    path("errors/429/", too_many),
    path("errors/500/", broken),
    path("errors/503/", unavailable),
]
