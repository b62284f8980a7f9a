"""Addresses that name a recommendation in small letters, as somebody typed them: heec-es-1 for HEEC-ES-1."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from recommendations.models import Recommendation


def in_capitals(view: Callable[..., HttpResponse], name: str = "reference") -> Callable[..., HttpResponse]:
    """The view of an address that has a reference as ``name``; in place of a 404, it leads to the one in capitals."""

    @wraps(view)
    def wrapped(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            return view(request, **named)
        except Http404:
            reference = named[name].upper()
            match = request.resolver_match
            if match is None or reference == named[name]:
                raise
            # Of a withdrawn one, the page says that it was.
            known = Recommendation.objects.published() | Recommendation.objects.withdrawn()
            if not known.filter(reference=reference).exists():
                raise
            return redirect(match.view_name, permanent=True, **{**named, name: reference})

    return wrapped
