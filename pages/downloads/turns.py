"""Turns at what takes the server long to make, so that readers' pages do not wait for it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from files.child_processes import Busy, NotDone
from files.content_types import TEXT
from files.turns import PICTURES, NoTurn

SECONDS_UNTIL_LATER = 5
NO_TURN = "Others are having pictures or documents made just now. Try again in a few seconds."
NOT_DRAWN = "The picture could not be drawn just now. Try again in a minute."

View = Callable[..., HttpResponseBase]


def answers_undrawn(view: View) -> View:
    """The view of what is drawn, which answers 503 where it is not: others are having theirs, or drawing failed."""

    @wraps(view)
    def answering(request: HttpRequest, **named: Any) -> HttpResponseBase:
        try:
            return view(request, **named)
        except (NoTurn, Busy):
            return no_turn()
        except NotDone:
            return HttpResponse(NOT_DRAWN, status=503, content_type=TEXT)

    return answering


def draws(view: View) -> View:
    """The view of what is drawn in this process, a few at a time."""

    @answers_undrawn
    @wraps(view)
    def in_turn(request: HttpRequest, **named: Any) -> HttpResponseBase:
        with PICTURES.taken():
            return view(request, **named)

    return in_turn


def no_turn() -> HttpResponse:
    """The answer where too much is being made already."""
    return HttpResponse(NO_TURN, status=503, content_type=TEXT, headers={"Retry-After": str(SECONDS_UNTIL_LATER)})
