"""The pages that ask for a one-time code, and that set codes up; open to who gave a right password and no more."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import default_key

from curation.admin_base.pages import admin_page
from curation.log_entries import log_step
from curation.sign_in import codes, sessions
from curation.sign_in.forms import CodeForm, PasswordForm, code_form

#: Where a session keeps the secret of an app that is being set up, which is in no other session.
SECRET = "secret_of_new_app"  # noqa: S105


@never_cache
@sensitive_post_parameters("code")
def code_view(request: Any, site: AdminSite) -> HttpResponse:
    """Asks for the code that completes a sign-in."""
    user = request.owes_code
    if user is None:
        return HttpResponseRedirect(_next(request))
    if not codes.has_codes(user):
        return _redirect(request, "admin:one-time-codes")
    form = code_form(user, request.POST or None)
    if form.is_valid():
        sessions.verify(request, user, form.taken)
        return HttpResponseRedirect(_next(request))
    context = {"title": "Enter your one-time code", "form": form, "next": _next(request), "owes_code": True}
    return admin_page(request, site, "admin/one_time_code.html", context)


@never_cache
@sensitive_post_parameters("code", "present-code", "password")
def set_up_view(request: Any, site: AdminSite) -> HttpResponse:
    """Sets up an app, in place of an earlier one, and shows recovery codes once."""
    user = request.owes_code or request.user
    if not user.is_authenticated or not user.is_staff:
        return _redirect(request, "admin:login")
    if request.owes_code and codes.has_codes(user):
        # Whoever knows the password alone must not replace the app.
        return _redirect(request, "admin:one-time-code")
    if not sessions.is_confirmed(request):
        return _confirm(request, site, user)
    app = codes.new_app(user, request.session.setdefault(SECRET, default_key()))
    form = CodeForm(lambda code: codes.set_up(app, code), request.POST or None)
    context = {"next": _next(request), "owes_code": request.owes_code is not None}
    if form.is_valid():
        for key in (SECRET, sessions.CONFIRMED_AT):
            request.session.pop(key, None)
        sessions.verify(request, user, app)
        log_step(user, user, "Set up one-time codes.")
        context |= {"title": "Keep your recovery codes", "codes": form.taken, "owes_code": False}
        return admin_page(request, site, "admin/recovery_codes.html", context)
    context |= {"title": "Set up one-time codes", "form": form, "replaces": codes.has_codes(user)}
    context |= {"picture": codes.picture_of(app), "secret": codes.secret_of(app)}
    return admin_page(request, site, "admin/one_time_codes.html", context)


def _confirm(request: Any, site: AdminSite, user: User) -> HttpResponse:
    """Asks for the present code, or the password of somebody who has none; a session that was left open has neither."""
    form: CodeForm | PasswordForm
    if codes.has_codes(user):
        # The prefix tells it from a code of the new app, from a page that was open for long.
        form = code_form(user, request.POST or None, prefix="present")
        title, page = "Enter your one-time code", "one_time_code"
    else:
        form = PasswordForm(request, user, request.POST or None)
        title, page = "Enter your password", "confirm_password"
    if form.is_valid():
        sessions.confirm(request)
        return _redirect(request, "admin:one-time-codes")
    context = {"title": title, "form": form, "next": _next(request), "owes_code": request.owes_code is not None}
    return admin_page(request, site, f"admin/{page}.html", context)


@require_POST
def leave_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Ends a sign-in that was not completed."""
    logout(request)
    return HttpResponseRedirect(reverse("admin:login", current_app=site.name))


def _next(request: HttpRequest) -> str:
    """Where to go on, which is within this site."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("admin:index")


def _redirect(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: _next(request)})}")


def code_redirect(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the code, and from there to where somebody wanted to go."""
    return _redirect(request, "admin:one-time-code")
