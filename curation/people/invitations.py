"""Invitations: an account without a password, and a link by which the invited chooses one."""

from typing import Any

import pglock
from django import forms
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction

from curation.log_entries import log_step
from curation.people import mail, password_links

_TEXT = {"class": "vTextField"}


class AlreadyInvited(Exception):
    """Somebody else invited the person at the same moment."""


class InvitationForm(forms.Form):
    """Asks who is invited, and what they may do."""

    first_name = forms.CharField(max_length=150, widget=forms.TextInput(attrs=_TEXT))
    last_name = forms.CharField(max_length=150, widget=forms.TextInput(attrs=_TEXT))
    email = forms.EmailField(label="E-mail address", max_length=254, widget=forms.EmailInput(attrs=_TEXT))
    username = forms.CharField(
        label="User name",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs=_TEXT),
        help_text="What they sign in with. Leave empty for the e-mail address.",
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("pk"),
        widget=forms.CheckboxSelectMultiple,
        help_text="What they may do. One group is enough: each but WRES lead includes what the one before it may do.",
    )

    def clean_email(self) -> str:
        """Return the address, which nobody else has."""
        email: str = self.cleaned_data["email"]
        if _has_account(email):
            raise ValidationError(f"Somebody has an account with the e-mail address {email}.")
        return email

    def clean(self) -> dict[str, Any]:
        """Let the address be the user name, where it can be one."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        name: str = cleaned["username"] or cleaned["email"].lower()
        try:
            User._meta.get_field("username").clean(name, None)
        except ValidationError:
            text = f"“{name}” cannot be a user name. Enter one of letters, digits and the signs @ . + - _ alone."
            self.add_error("username", text)
        if User.objects.filter(username__iexact=name).exists():
            self.add_error("username", f"Somebody has the user name “{name}”. Enter another.")
        return {**cleaned, "username": name}


def _has_account(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


@transaction.atomic
def invite(form: InvitationForm, *, by: User) -> tuple[User, str]:
    """Make the account of somebody who is invited, and return it with the key of their link; raises AlreadyInvited."""
    email: str = form.cleaned_data["email"]
    # Two forms for one address may have been found right at the same moment.
    pglock.advisory(f"invitation {email.casefold()}", xact=True).acquire()
    if _has_account(email):
        raise AlreadyInvited
    fields = ("username", "first_name", "last_name", "email")
    user = User(is_staff=True, **{name: form.cleaned_data[name] for name in fields})
    user.set_unusable_password()
    user.save()
    groups = form.cleaned_data["groups"]
    user.groups.set(groups)
    log_step(by, user, f"Invited as {', '.join(str(group) for group in groups)}.", is_new=True)
    return user, password_links.make(user, by=by, is_invitation=True)


@transaction.atomic
def invite_again(user: User, *, by: User) -> str:
    """Make another link in place of an open one, and return its key."""
    log_step(by, user, "Invited again.")
    return password_links.make(user, by=by, is_invitation=True)


@transaction.atomic
def withdraw(user: User, *, by: User) -> bool:
    """End an open invitation; returns whether there was one."""
    if not password_links.withdraw_invitations(user):
        return False
    log_step(by, user, "Withdrew the invitation.")
    return True


def send(user: User, key: str, *, by: User) -> bool:
    """Send an invitation by e-mail; returns whether the mail server took it."""
    days = password_links.INVITATION_ENDS_AFTER.days
    return mail.send(user, "you are invited", "invitation", by=by, link=mail.link_of(key), days=days)
