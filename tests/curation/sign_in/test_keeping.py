"""What is known of people who signed in is removed in time."""

import datetime

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_tidying_removes_old_sign_ins_and_sessions_that_ended():
    day, now = datetime.timedelta(days=1), timezone.now()
    for kind, more in ((AccessAttempt, {"failures_since_start": 1}), (AccessFailureLog, {}), (AccessLog, {})):
        for name, days in (("old", settings.SIGN_INS_DAYS + 1), ("new", settings.SIGN_INS_DAYS - 1)):
            made = kind.objects.create(username=name, ip_address="203.0.113.9", **more)
            kind.objects.filter(pk=made.pk).update(attempt_time=now - days * day)
    for key, ends in (("ended", now - day), ("goes-on", now + day)):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    call_command("tidy", verbosity=0)
    for kind in (AccessAttempt, AccessFailureLog, AccessLog):
        assert [row.username for row in kind.objects.all()] == ["new"]
    assert [row.session_key for row in Session.objects.all()] == ["goes-on"]
