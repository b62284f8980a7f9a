"""Links by which people choose a password: made, opened once, and withdrawn.

A link holds a random text of which only a digest is kept, together with the password and the e-mail address of the
account. So nobody who reads the database can use it, and it ends whenever either changes.
"""

import datetime
import hashlib
import secrets

from axes.models import AccessAttempt
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from curation.log_entries import log_step
from curation.models import PasswordLink

INVITATION_ENDS_AFTER = datetime.timedelta(days=7)
OTHERS_END_AFTER = datetime.timedelta(hours=4)
#: What is longer is no key of a link; so many digits are more than there are links.
LONGEST_KEY, MOST_DIGITS = 100, 18


def make(user: User, *, by: User | None = None, is_invitation: bool = False) -> str:
    """Make a link, in place of any other, and return the key that is in its address.

    ``by`` is None where somebody asked for their own.
    """
    token, now = secrets.token_urlsafe(32), timezone.now()
    PasswordLink.objects.open().filter(user=user).update(withdrawn_at=now)
    link = PasswordLink.objects.create(
        user=user,
        is_invitation=is_invitation,
        digest=_digest(token, user),
        made_by=by,
        made_at=now,
        ends_at=now + (INVITATION_ENDS_AFTER if is_invitation else OTHERS_END_AFTER),
    )
    return f"{link.pk}.{token}"


def _digest(token: str, user: User) -> str:
    return hashlib.sha256(f"{token} {user.password} {user.email}".encode()).hexdigest()


def opened(key: str, *, lock: bool = False) -> PasswordLink | None:
    """The link of a key, with its user; None if it was never made, or was used or withdrawn or has ended."""
    number, _, token = key.partition(".")
    if len(key) > LONGEST_KEY or not key.isascii() or not number.isdecimal() or len(number) > MOST_DIGITS:
        return None
    links = PasswordLink.objects.open().select_related("user").filter(user__is_active=True)
    link: PasswordLink | None = (links.select_for_update() if lock else links).filter(pk=int(number)).first()
    if link is None or not constant_time_compare(link.digest, _digest(token, link.user)):
        return None
    return link


@transaction.atomic
def use(key: str, form: SetPasswordForm) -> User | None:
    """Save the password of a valid form, unless the link was used meanwhile; returns whose it is.

    All sessions of theirs end with the former password, and so does what locked them out.
    """
    link = opened(key, lock=True)
    if link is None:
        return None
    user = link.user
    form.user = user
    form.save(commit=False)
    user.save(update_fields=["password"])
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    AccessAttempt.objects.filter(username=user.get_username()).delete()
    log_step(user, user, "Accepted the invitation." if link.is_invitation else "Chose a new password by a link.")
    return user


def withdraw_invitations(user: User) -> int:
    """End the open invitations of somebody; returns how many there were."""
    return PasswordLink.objects.open().invitations().filter(user=user).update(withdrawn_at=timezone.now())
