"""What is kept of signing in, and for how long; `manage.py tidy` calls these."""

import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def remove_old_attempts() -> int:
    """Remove what is known of sign-ins, right or wrong, after so many days."""
    before = timezone.now() - datetime.timedelta(days=settings.SIGN_INS_DAYS)
    kinds = AccessAttempt, AccessFailureLog, AccessLog
    removed: int = sum(kind.objects.filter(attempt_time__lt=before).delete()[0] for kind in kinds)
    return removed


def remove_ended_sessions() -> int:
    """Remove sessions that have ended."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def end_sessions(user: User) -> None:
    """End all sessions of somebody; a row does not name its user, so all rows are read, which are as many as people."""
    rows = [each.pk for each in Session.objects.all() if each.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=rows).delete()
