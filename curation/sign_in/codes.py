"""One-time codes: who gives one, the app that makes them, and the recovery codes for when it is lost."""

import datetime
from base64 import b32encode

import segno
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django_otp import verify_token
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from curation.groups import CURATOR
from curation.sign_in.keeping import end_sessions

DIGITS = 6
RECOVERY_CODES = 10
#: Codes of this many steps of 30 seconds before and after the present one are taken.
TOLERANCE = 1


class NotAccepted(Exception):
    """A code that is wrong, or that was used before."""


class TooManyCodes(Exception):
    """Wrong codes were given, so that the next one has to wait."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__(until)
        self.until = until


def must_give_code(user: User) -> bool:
    """Whether somebody has codes, or has to: whoever may do more than a curator, who publishes nothing."""
    more_rights = Q(is_superuser=True) | Q(user_permissions__isnull=False)
    return (
        has_codes(user)
        or user.groups.exclude(name=CURATOR).exists()
        or User.objects.filter(more_rights, pk=user.pk).exists()
    )


def has_codes(user: User) -> bool:
    """Whether somebody has set up an app."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def check(user: User, code: str) -> Device:
    """The device that a code is of, which it is then no longer good for; raises NotAccepted or TooManyCodes."""
    code = "".join(code.split()).replace("-", "").lower()
    kind = TOTPDevice if len(code) == DIGITS and code.isdecimal() else StaticDevice
    device = kind.objects.filter(user=user, confirmed=True).first()
    if device is None:
        raise NotAccepted
    is_allowed, why = device.verify_is_allowed()
    if not is_allowed:
        raise TooManyCodes(why["locked_until"])
    if (verified := verify_token(user, device.persistent_id, code)) is None:
        raise NotAccepted
    return verified


def new_app(user: User, key: str) -> TOTPDevice:
    """An app that is not saved until somebody has given a code of it."""
    return TOTPDevice(user=user, name="app", key=key, digits=DIGITS, tolerance=TOLERANCE)


def picture_of(app: TOTPDevice) -> str:
    """The address of a picture that a phone reads the secret from."""
    return str(segno.make_qr(app.config_url).svg_data_uri(scale=5, border=4))


def secret_of(app: TOTPDevice) -> str:
    """The secret to type in, in groups of four."""
    text = b32encode(app.bin_key).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def set_up(app: TOTPDevice, code: str) -> list[str]:
    """Save an app in place of an earlier one, and return new recovery codes; raises NotAccepted."""
    code = "".join(code.split())
    made = TOTP(app.bin_key, app.step, app.t0, app.digits)
    if not (code.isdecimal() and len(code) == DIGITS and made.verify(int(code), TOLERANCE)):
        raise NotAccepted
    # So that this code is not taken again.
    app.last_t, app.drift = made.t(), made.drift
    with transaction.atomic():
        remove(app.user)
        app.save()
        recovery = StaticDevice.objects.create(user=app.user, name="recovery codes")
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        recovery.token_set.bulk_create(StaticToken(device=recovery, token=each) for each in codes)
    return codes


def remove(user: User) -> bool:
    """Remove somebody's codes and end their sessions; returns whether there were any codes."""
    removed = sum(kind.objects.filter(user=user).delete()[0] for kind in (TOTPDevice, StaticDevice))
    if removed:
        # One that a thief holds would go on, as nobody asks a curator without codes for one.
        end_sessions(user)
    return bool(removed)
