"""A link to choose a password by, on its way: e-mailed, or shown once to whoever hands it over."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from curation.admin_base.pages import admin_page
from curation.people import invitations
from curation.people.password_links import INVITATION_ENDS_AFTER, OTHERS_END_AFTER


def hand_over(request: Any, site: AdminSite, user: User, key: str, *, is_invitation: bool) -> HttpResponse:
    """Send an invitation where that was asked for, or else show the link, as also where it could not be sent."""
    wants_email = settings.SENDS_EMAIL and is_invitation and "by_link" not in request.POST
    was_sent = wants_email and invitations.send(user, key, by=request.user)
    ends_after = INVITATION_ENDS_AFTER if is_invitation else OTHERS_END_AFTER
    context = {
        "title": f"{user.get_full_name() or user.get_username()} is invited" if is_invitation else "Hand over the link",
        "account": user,
        "opts": user._meta,
        "was_sent": was_sent,
        "has_failed": wants_email and not was_sent,
        "link": "" if was_sent else request.build_absolute_uri(f"{reverse('admin:set-password')}?key={key}"),
        "lasts": f"{ends_after.days} days" if ends_after.days else f"{ends_after.seconds // 3600} hours",
    }
    page = admin_page(request, site, "admin/password_link.html", context)
    # The link is shown once.
    add_never_cache_headers(page)
    return page
