"""Carries a form out once, however often it is sent: a doubled click or a reload gets the result of the first."""

import datetime
import re
import secrets
from collections.abc import Callable
from typing import Any

import pglock
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from curation.models import SpentForm
from curation.workflow import NotPossible

#: The name of the hidden field that holds the token.
TOKEN = "once"  # noqa: S105
IS_TOKEN = re.compile("[0-9a-f]{32}")
KEPT_FOR = datetime.timedelta(days=1)
#: For how many seconds a form that was sent again waits for the first.
WAITS_FOR = 60


def new_token() -> str:
    """The token of a form that is shown."""
    return secrets.token_hex(16)


def once(request: Any, act: Callable[[], Any]) -> SpentForm:
    """The form that a request posted, with what ``act`` gives, in JSON; or gave when it was sent before.

    What ``act`` does is one transaction; if it raises an error, the form can be sent again. Raises NotPossible where
    the first is still being carried out.
    """
    token = request.POST.get(TOKEN, "")
    if not IS_TOKEN.fullmatch(token):
        token = new_token()
    mine = {"token": token, "by": request.user}
    with transaction.atomic():
        lock = pglock.advisory(f"form {request.user.pk} {token}", xact=True, timeout=WAITS_FOR)
        if not lock.acquire():
            raise NotPossible("This is being done already. Wait a minute, then look whether it is done.")
        sent = SpentForm.objects.filter(**mine).first()
        return sent or SpentForm.objects.create(**mine, result=act())


def sent_before(request: HttpRequest, token: str) -> SpentForm | None:
    """What came of a form that the person sent."""
    if not IS_TOKEN.fullmatch(token):
        return None
    return SpentForm.objects.filter(by=request.user.pk, token=token).first()


def remove_old_forms() -> int:
    """Remove the results of forms that nobody sends again."""
    deleted, _ = SpentForm.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted
