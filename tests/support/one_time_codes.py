"""The app on somebody's phone."""

import re
import time
from base64 import b32decode
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.support.people import PASSWORD


def code_of(key: bytes, *, steps: int = 0) -> str:
    """What an app shows, or did or will so many times 30 seconds from now."""
    made = TOTP(key)
    made.time = time.time() + 30 * steps
    return f"{made.token():06}"


def secret_on(page: Any) -> bytes:
    """The secret that a page shows to somebody who sets up an app."""
    [shown] = re.findall(r'curation-codes__secret">([A-Z2-7 ]+)<', page.content.decode())
    return b32decode(shown.replace(" ", ""))


def with_app(user: User) -> TOTPDevice:
    """The app of somebody who has set one up."""
    device: TOTPDevice = TOTPDevice.objects.create(user=user, name="app")
    return device


def with_password(user: User, **more: Any) -> Client:
    """A browser in which somebody gave their password."""
    client = Client(**more)
    given = {"username": user.username, "password": PASSWORD}
    assert client.post(reverse("admin:login"), given).status_code == 302
    return client
