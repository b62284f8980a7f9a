"""The forms of signing in."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django_otp.models import Device

from curation.sign_in import codes

LONGEST_NAME = User._meta.get_field("username").max_length or 0


class SignInForm(AdminAuthenticationForm):
    """The admin's own form, which takes a name that is too long for a wrong one."""

    def clean_username(self) -> str:
        """Return the name; nothing is looked up or kept of one that nobody can have."""
        username: str = self.cleaned_data["username"]
        if len(username) > LONGEST_NAME:
            raise self.get_invalid_login_error()
        return username


class CodeForm(forms.Form):
    """Asks for a one-time code; ``take`` is what is done with it, and ``taken`` what came of it."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": "Enter the code."},
    )
    taken: Any

    def __init__(self, take: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._take = take

    def clean_code(self) -> str:
        """Return the code once it was taken."""
        code: str = self.cleaned_data["code"]
        try:
            self.taken = self._take(code)
        except codes.TooManyCodes as error:
            until = timezone.localtime(error.until)
            raise forms.ValidationError(f"Too many wrong codes. Try again after {until:%H:%M:%S}.") from None
        except codes.NotAccepted:
            raise forms.ValidationError("That code is wrong or was used already. Wait for the next one.") from None
        return code


class PasswordForm(forms.Form):
    """Asks somebody who is signed in for their password; wrong ones count as they do at signing in."""

    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": "Enter your password."},
    )

    def __init__(self, request: HttpRequest, user: User, *args: Any) -> None:
        super().__init__(*args)
        self._request, self._name = request, user.get_username()

    def clean_password(self) -> str:
        """Return the password if it is right."""
        password: str = self.cleaned_data["password"]
        if authenticate(self._request, username=self._name, password=password) is None:
            raise forms.ValidationError("This password is wrong.")
        return password


def code_form(user: User, *args: Any, **kwargs: Any) -> CodeForm:
    """The form that asks for a code of somebody's app, or a recovery code."""

    def take(code: str) -> Device:
        return codes.check(user, code)

    form = CodeForm(take, *args, **kwargs)
    form.fields["code"].widget.attrs["autofocus"] = True
    return form
