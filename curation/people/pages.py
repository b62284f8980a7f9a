"""The page on which somebody chooses a password by a link; open to whoever has one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm, SetPasswordMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from curation.admin_base.pages import admin_page
from curation.models import PasswordLink
from curation.people import password_links

#: Where a session holds the key of a link, so that the address of the form does not.
KEY = "key_of_password_link"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class PasswordForm(SetPasswordForm):
    """Django's form, in our words."""

    new_password1, new_password2 = SetPasswordMixin.create_password_fields("New password", "The same password again")


@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
def set_password_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Lets whoever has a link choose a password; whoever was invited is then signed in, and sets up codes."""
    key = request.GET.get("key") or request.session.get(KEY, "")
    link = password_links.opened(key)
    if link is None:
        context = {"title": "This link no longer works", "sends_email": settings.SENDS_EMAIL}
        page = admin_page(request, site, "admin/password_link_ended.html", context)
        page.status_code = 410
        return page
    if "key" in request.GET:
        request.session[KEY] = key
        return HttpResponseRedirect(reverse("admin:set-password"))
    form = PasswordForm(link.user, request.POST or None)
    if form.is_valid():
        return _saved(request, link, key, form)
    title = "Choose a password" if link.is_invitation else "Choose a new password"
    context = {"title": title, "form": form, "link": link, "name": link.user.get_username()}
    return admin_page(request, site, "admin/set_password.html", context)


def _saved(request: Any, link: PasswordLink, key: str, form: SetPasswordForm) -> HttpResponse:
    user = password_links.use(key, form)
    if user is None:
        # Somebody used it a moment before; without a key, the page says so.
        return HttpResponseRedirect(reverse("admin:set-password"))
    del request.session[KEY]
    if link.is_invitation:
        login(request, user, BACKEND)
        return HttpResponseRedirect(reverse("admin:index"))
    messages.success(request, "Your new password is saved. Sign in with it.")
    return HttpResponseRedirect(reverse("admin:login"))
