"""Who is locked out of signing in, and letting them in again."""

from ipaddress import ip_address
from typing import Any

from axes.models import AccessAttempt
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from curation.admin_base.pages import admin_page
from curation.log_entries import log_step
from curation.sign_in.lockouts import locks


@transaction.atomic
def unlock(user: User, *, by: User) -> bool:
    """Forget the failed sign-ins under somebody's name; returns whether there were any."""
    if not AccessAttempt.objects.filter(username=user.get_username()).delete()[0]:
        return False
    log_step(by, user, "Unlocked.")
    return True


@transaction.atomic
def unlock_address(address: str, *, by: User) -> bool:
    """Forget the failed sign-ins from an address; returns whether there were any."""
    if not AccessAttempt.objects.filter(ip_address=address).delete()[0]:
        return False
    log_step(by, f"Address {address}", "Unlocked.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def locks_view(request: Any, site: AdminSite) -> HttpResponse:
    """Lists who is locked out, and unlocks an address; people are unlocked on their own pages."""
    if not request.user.has_perm("auth.change_user"):
        raise PermissionDenied
    if request.method == "POST":
        _unlock_posted(request)
        return HttpResponseRedirect(reverse("admin:locks"))
    context = {"title": "Locked out", "locks": locks(), "opts": User._meta}
    return admin_page(request, site, "admin/locks.html", context)


def _unlock_posted(request: Any) -> None:
    try:
        address = str(ip_address(request.POST.get("address", "")))
    except ValueError:
        messages.error(request, "Choose the address to unlock.")
        return
    if unlock_address(address, by=request.user):
        messages.success(request, f"The address {address} is unlocked.")
    else:
        messages.warning(request, f"The address {address} was not locked any more.")
