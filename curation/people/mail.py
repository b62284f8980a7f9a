"""E-mails to people who have an account."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import connections
from django.template.loader import render_to_string
from django.urls import reverse

logger = logging.getLogger(__name__)

#: What is done after an answer was sent is done one after another, and no more than so many wait.
_LATER = ThreadPoolExecutor(1, "e-mail")
_WAITING = BoundedSemaphore(100)


def send(user: User, subject: str, template: str, **context: Any) -> bool:
    """Send an e-mail to somebody; returns whether the mail server took it."""
    text = render_to_string(f"email/{template}.txt", {"user": user, "service": settings.SERVICE_NAME, **context})
    try:
        send_mail(f"{settings.SERVICE_NAME}: {subject}", text, None, [user.email])
    except (OSError, SMTPException):
        # Neither the address nor the text, which holds a link, is for the log.
        logger.exception("An e-mail to user %s could not be sent.", user.pk)
        return False
    return True


def link_of(key: str) -> str:
    """The whole address of a link to choose a password by, for an e-mail."""
    return f"{settings.SITE_ADDRESS}{reverse('admin:set-password')}?key={key}"


def later(task: Callable[..., Any], *arguments: Any) -> None:
    """Do something once the page is answered, so that how long it takes tells nobody what was done."""
    if not _WAITING.acquire(blocking=False):
        logger.warning("So many e-mails wait to be sent that one was left out.")
        return
    _LATER.submit(_done, task, *arguments)


def _done(task: Callable[..., Any], *arguments: Any) -> None:
    try:
        task(*arguments)
    except Exception:
        logger.exception("What was to be e-mailed could not be.")
    finally:
        connections.close_all()
        _WAITING.release()
