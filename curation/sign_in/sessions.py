"""How long a session lasts, and that it counts for nothing before its one-time code."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_otp import login as verify_session
from django_otp.models import Device

from curation.sign_in.codes import must_give_code
from curation.sign_in.lockouts import refused
from curation.sign_in.passwords import TooManyAtOnce

SIGNED_IN_AT, CONFIRMED_AT = "signed_in_at", "confirmed_at"
#: For so many seconds after somebody confirmed who they are, they may set up an app.
CONFIRMED_SECONDS = 15 * 60


class SignInMiddleware:
    """Makes whoever still owes a one-time code nobody, so that no right of theirs works anywhere.

    Who it is, is in ``request.owes_code``, for the pages that ask for the code.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Answer a request."""
        request.owes_code = None
        # Without a session nobody is signed in, and no session need be looked for.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if has_ended(request):
                logout(request)
            elif settings.ONE_TIME_CODES and request.user.otp_device is None and must_give_code(request.user):
                request.owes_code, request.user = request.user, AnonymousUser()
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask to come back, where too many passwords are being checked."""
        if not isinstance(exception, TooManyAtOnce):
            return None
        return refused(request, 503, "Too many people are signing in", "Try again in a few seconds.", 5)


def note_time(request: HttpRequest, **_: Any) -> None:
    """Note when a session began; for ``user_logged_in``."""
    request.session[SIGNED_IN_AT] = int(time.time())


def has_ended(request: HttpRequest) -> bool:
    """Whether a working day has passed, however much was done meanwhile."""
    return bool(request.session.get(SIGNED_IN_AT, 0) + settings.SESSION_COOKIE_AGE < time.time())


def confirm(request: HttpRequest) -> None:
    """Note when somebody who is signed in confirmed again who they are."""
    request.session[CONFIRMED_AT] = int(time.time())


def is_confirmed(request: Any) -> bool:
    """Whether somebody did so lately; whoever owes a code gave their password when they signed in, and no more."""
    counting = (CONFIRMED_AT, SIGNED_IN_AT) if request.owes_code else (CONFIRMED_AT,)
    latest = max(request.session.get(each, 0) for each in counting)
    return bool(time.time() < latest + CONFIRMED_SECONDS)


def verify(request: Any, user: User, device: Device) -> None:
    """Let a session be that of somebody who gave a code, under a new key."""
    request.user = user
    verify_session(request, device)
    request.session.cycle_key()
