"""What the page of an account says of signing in, and the steps that an administrator takes there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from curation.admin_base.filters import ListedFilter
from curation.log_entries import log_step
from curation.models import PasswordLink
from curation.people import invitations, password_links
from curation.people.handing_over import hand_over
from curation.people.locks import unlock
from curation.sign_in import codes
from curation.sign_in.lockouts import Lock, locks

#: The fields of an account that say what somebody may do, and who they are.
RIGHTS = ("username", "email", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")


@dataclass(frozen=True)
class Access:
    """How somebody signs in."""

    invitation: PasswordLink | None  # the newest, of somebody who has no password yet
    has_password: bool
    has_codes: bool
    locks: list[Lock]
    sends_email: bool

    @property
    def is_invited(self) -> bool:
        """Whether they have an invitation that they can still accept."""
        return self.invitation is not None and PasswordLink.objects.open().filter(pk=self.invitation.pk).exists()


def access_of(user: User) -> Access:
    """How somebody signs in now."""
    has_password = user.has_usable_password()
    invitation = None if has_password else PasswordLink.objects.invitations().filter(user=user).first()
    return Access(invitation, has_password, codes.has_codes(user), locks(user), settings.SENDS_EMAIL)


# Steps: each answers with a page of its own, or None to show the account again


def _invite(request: Any, site: AdminSite, user: User) -> HttpResponse | None:
    if user.has_usable_password():
        messages.error(request, "They have a password already. Make a link for a new one.")
        return None
    key = invitations.invite_again(user, by=request.user)
    return hand_over(request, site, user, key, is_invitation=True)


def _withdraw(request: Any, site: AdminSite, user: User) -> None:
    if invitations.withdraw(user, by=request.user):
        messages.success(request, "The invitation is withdrawn: its link no longer works.")
    else:
        messages.warning(request, "There was no open invitation any more.")


def _make_link(request: Any, site: AdminSite, user: User) -> HttpResponse | None:
    if not user.has_usable_password():
        messages.error(request, "They never chose a password. Invite them again.")
        return None
    log_step(request.user, user, "Made a link to choose a new password.")
    key = password_links.make(user, by=request.user)
    return hand_over(request, site, user, key, is_invitation=False)


def _reset_codes(request: Any, site: AdminSite, user: User) -> None:
    if codes.remove(user):
        log_step(request.user, user, "Reset the one-time codes.")
        messages.success(request, "The one-time codes are reset. They set up new ones when they next sign in.")
    else:
        messages.warning(request, "There were no one-time codes.")


def _unlock(request: Any, site: AdminSite, user: User) -> None:
    if unlock(user, by=request.user):
        messages.success(request, f"{user.get_username()} can try to sign in again.")
    else:
        messages.warning(request, f"{user.get_username()} was not locked out any more.")


#: By their names in addresses.
STEPS: dict[str, Callable[[Any, AdminSite, User], HttpResponse | None]] = {
    "invite": _invite,
    "withdraw": _withdraw,
    "make-link": _make_link,
    "reset-codes": _reset_codes,
    "unlock": _unlock,
}


def rights_changed(form: Any) -> str:
    """What a form changed of somebody's rights, from what to what; empty if nothing."""
    changed = [name for name in getattr(form, "changed_data", ()) if name in RIGHTS]
    values = ((form.fields[name].label, form.initial.get(name), form.cleaned_data[name]) for name in changed)
    return " ".join(f"{capfirst(str(label))}: {_named(old)} → {_named(new)}." for label, old, new in values)


def _named(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(each) for each in value) or "none"
    return str(value or "none")


class AccessFilter(ListedFilter):
    """Filters people by how far they have come to signing in."""

    title = "signing in"
    parameter_name = "access"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("invited", "Invited"), ("ended", "Invitation ended unused"), ("never", "Never signed in")]

    @classmethod
    def narrowed(cls, queryset: QuerySet, value: str) -> QuerySet:
        if value == "never":
            return queryset.filter(last_login=None)
        invitations_of = PasswordLink.objects.invitations().filter(user=OuterRef("pk"))
        is_open = Exists(invitations_of.open())
        if value == "invited":
            return queryset.filter(is_open)
        return queryset.filter(~is_open, Exists(invitations_of.filter(used_at=None)), last_login=None)
