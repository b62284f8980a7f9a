"""Forgotten passwords: a link by e-mail, and the same answer whether or not anybody has the address."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from curation.admin_base.pages import admin_page
from curation.log_entries import log_step
from curation.models import PasswordLink
from curation.people import mail, password_links

#: Of the points that an address has (`config/request_limits.py`): ten at once, and then one every 6 seconds.
COST = 60
#: Nobody is sent another link so soon after one that they, or somebody else, asked for.
ONE_WITHIN = datetime.timedelta(minutes=15)


class ForgottenForm(forms.Form):
    """Asks for an e-mail address."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "vTextField"}),
        error_messages={"required": "Enter your e-mail address."},
    )


@never_cache
def forgotten_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Sends a link to choose a new password, where e-mail is set up; else it says whom to ask."""
    form = ForgottenForm(request.POST or None)
    context: dict[str, Any] = {"title": "Choose a new password", "form": form, "sends_email": settings.SENDS_EMAIL}
    if settings.SENDS_EMAIL and form.is_valid():
        mail.later(send_links, form.cleaned_data["email"])
        context |= {"title": "Check your e-mail", "was_asked": True}
    return admin_page(request, site, "admin/password_forgotten.html", context)


def send_links(email: str) -> None:
    """Send a link to each person with this address who can sign in with a password."""
    lately = PasswordLink.objects.filter(made_by=None, made_at__gt=timezone.now() - ONE_WITHIN).values("user")
    for user in User.objects.filter(email__iexact=email, is_active=True, is_staff=True).exclude(pk__in=lately):
        # Who was invited and never came waits for an administrator, who may have withdrawn the invitation.
        if user.has_usable_password():
            log_step(user, user, "Asked for a link to choose a new password.")
            mail.send(user, "choose a new password", "new_password", link=mail.link_of(password_links.make(user)))
