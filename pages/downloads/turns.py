"""Turns at what takes the server long to make, so that readers' pages do not wait for it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from files.turns import PICTURES, NoTurn

SECONDS_UNTIL_LATER = 5
NO_TURN = "Others are having pictures drawn just now. Try again in a few seconds."

View = Callable[..., HttpResponseBase]


def draws(view: View) -> View:
    """The view of what is drawn, which answers 503 where too much is being drawn already."""

    @wraps(view)
    def in_turn(request: HttpRequest, **named: Any) -> HttpResponseBase:
        try:
            with PICTURES.taken():
                return view(request, **named)
        except NoTurn:
            return no_turn()

    return in_turn


def no_turn() -> HttpResponse:
    """The answer where too much is being drawn already."""
    headers = {"Retry-After": str(SECONDS_UNTIL_LATER)}
    return HttpResponse(NO_TURN, status=503, content_type="text/plain; charset=utf-8", headers=headers)
