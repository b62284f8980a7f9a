"""The service's addresses, and some that answer with each kind of error."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as service_urls

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def not_understood(request: HttpRequest) -> HttpResponse:
    """A request that no view takes."""
    raise SuspiciousOperation


def forbidden(request: HttpRequest) -> HttpResponse:
    """A page that nobody may see."""
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    """A page that breaks."""
    raise RuntimeError


urlpatterns = [
    *service_urls,
    path("errors/400/", not_understood),
    path("errors/403/", forbidden),
    path("errors/500/", broken),
]
