"""The plain pages and the error pages."""

import datetime
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone

from caching.page_cache import ADMIN
from database.servers import another_may_answer
from files.content_types import TEXT
from recommendations.models import Certainty

#: A database that is started again takes some seconds, and one that is replaced some minutes.
SECONDS_TO_COME_BACK = 30


def text_page(template: str, status: int = 200) -> Callable[..., HttpResponse]:
    """A view of a page that is only text; Django calls one for an error with an exception or a reason too."""

    def view(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        return render(request, template, status=status)

    return view


def about(request: HttpRequest) -> HttpResponse:
    """What the service is, and what its words mean."""
    return render(request, "pages/about.jinja", {"levels": list(Certainty)})


def cookies(request: HttpRequest) -> HttpResponse:
    """What the service keeps on a reader's device."""
    names = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return render(request, "pages/cookies.jinja", {"cookies": names})


accessibility = text_page("pages/accessibility.jinja")

bad_request = text_page("pages/bad_request.jinja", 400)
permission_denied = text_page("pages/permission_denied.jinja", 403)
# A form that did not come from this site, or from a page that was open too long.
csrf_failure = permission_denied
request_too_large = text_page("pages/request_too_large.jinja", 413)
page_not_found = text_page("pages/not_found.jinja", 404)


def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report what is unsafe here (RFC 9116); not there where nobody was named."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    if "://" not in contact:
        contact = f"mailto:{contact.removeprefix('mailto:')}"
    # It has to be dated; whoever runs the service renews it by running it.
    expires = (timezone.now() + datetime.timedelta(days=180)).date()
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type=TEXT)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; a page that needs nothing but itself, since anything else may be what broke."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError) or another_may_answer(error):
        return _unavailable(request, is_for_another=another_may_answer(error))
    return HttpResponse(get_template("pages/server_error.jinja").render({"reference": _reference(request)}), status=500)


def _unavailable(request: HttpRequest, is_for_another: bool) -> HttpResponse:
    """The database cannot do now what it was asked to."""
    is_reading = request.method in ("GET", "HEAD") and not request.path_info.startswith(ADMIN)
    page = get_template("pages/unavailable.jinja").render({"is_reading": is_reading, "reference": _reference(request)})
    response = HttpResponse(page, status=503, headers={"Retry-After": str(SECONDS_TO_COME_BACK)})
    # For the page cache, which may ask another database server.
    response.another_may_answer = is_for_another  # type: ignore[attr-defined]
    return response


def _reference(request: HttpRequest) -> str:
    """By what the log names the request; empty where it has none."""
    return getattr(request, "id", "")
