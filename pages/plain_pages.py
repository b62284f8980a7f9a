"""The plain pages, the health check and the error pages."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recommendations.models import Certainty


def text_page(template: str, status: int = 200) -> Callable[..., HttpResponse]:
    """A view of a page that is only text; Django calls one for an error with an exception or a reason too."""

    def view(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        return render(request, template, status=status)

    return view


def about(request: HttpRequest) -> HttpResponse:
    """What the service is, and what its words mean."""
    return render(request, "pages/about.jinja", {"levels": list(Certainty)})


accessibility = text_page("pages/accessibility.jinja")
cookies = text_page("pages/cookies.jinja")

bad_request = text_page("pages/bad_request.jinja", 400)
permission_denied = text_page("pages/permission_denied.jinja", 403)
# A form that did not come from this site, or from a page that was open too long.
csrf_failure = permission_denied
request_too_large = text_page("pages/request_too_large.jinja", 413)
page_not_found = text_page("pages/not_found.jinja", 404)


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


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; a page that needs nothing but itself, since anything else may be what broke."""
    return HttpResponse(get_template("pages/server_error.jinja").render(), status=500)
