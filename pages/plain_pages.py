"""The plain pages, the health check and the error pages."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recommendations.models import Certainty


def plain_page(template: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view of a page that is only text."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, template)

    return view


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the service is, and what its words mean."""
    return render(request, "pages/about.jinja", {"levels": list(Certainty)})


accessibility = plain_page("pages/accessibility.jinja")

cookies = plain_page("pages/cookies.jinja")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the service and its database answer: 200 with “ok”, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that could not be understood."""
    return render(request, "pages/bad_request.jinja", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something that the reader may not see."""
    return render(request, "pages/permission_denied.jinja", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from this site, or from a page that was open too long."""
    return render(request, "pages/permission_denied.jinja", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address with nothing to show."""
    return render(request, "pages/not_found.jinja", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; a page that needs nothing but itself, since anything else may be what broke."""
    return HttpResponse(get_template("pages/server_error.jinja").render(), status=500)
