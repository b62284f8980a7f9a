"""How large the body of a request may be: a larger one is refused before any of it is read."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

#: Of anybody, in bytes. What readers choose and type is some hundred times smaller.
MOST = 64 * 1024
#: What the parts of a form add to the file that it sends.
FORM = 1024 * 1024

View = TypeVar("View", bound=Callable[..., Any])


def takes_bodies_of(size: int, *, of_anybody: bool = False) -> Callable[[View], View]:
    """A decorator for a view that takes bodies of so many bytes: of whoever may use the admin, or of anybody."""

    def decorate(view: View) -> View:
        setattr(view, "largest_body", (size, of_anybody))  # noqa: B010 - views have no such attribute to a type checker
        return view

    return decorate


class RequestBodiesMiddleware:
    """Refuses larger bodies with 413.

    A body without a stated length is not read at all, as Django has it. The middleware stands after those that tell who
    is signed in, and none before it reads a body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) <= MOST or int(length) <= _most(request):
            return self.get_response(request)
        answer: HttpResponseBase = import_string(settings.REQUEST_TOO_LARGE_VIEW)(request)
        return answer


def _most(request: HttpRequest) -> int:
    """How many bytes this user may send to this address."""
    try:
        size, of_anybody = getattr(resolve(request.path_info).func, "largest_body", (0, False))
    except Resolver404:
        return MOST
    user: Any = request.user
    if not (user.is_authenticated and user.is_staff):
        return size if of_anybody else MOST
    return max(size, int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0))
