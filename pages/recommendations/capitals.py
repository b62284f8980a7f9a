"""Addresses that name a recommendation in small letters, as somebody typed them: heec-es-1 for HEEC-ES-1."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from recommendations.models import Recommendation


def in_capitals(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of an address that names a recommendation; in place of a 404, it leads to the address in capitals."""

    @wraps(view)
    def wrapped(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            return view(request, **named)
        except Http404:
            ((name, typed),) = ((name, value) for name, value in named.items() if isinstance(value, str))
            reference = typed.upper()
            match = request.resolver_match
            if match is None or reference == typed:
                raise
            if not Recommendation.objects.published().filter(reference=reference).exists():
                raise
            return redirect(match.view_name, permanent=True, **{**named, name: reference})

    return wrapped
