"""``manage.py send_digest``: e-mails people what is new in their drafts and reviews."""

import logging
from typing import Any

import pglock
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from curation.review.emails import people_to_tell, tell

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Tells each person what is new; where one e-mail fails, the others are sent."""

    help = "E-mails each person what is new in their drafts and reviews, at most once a day."

    def handle(self, *args: str, verbosity: int, **options: Any) -> None:
        if not settings.REVIEW_EMAILS:
            self.stdout.write("REVIEW_EMAILS is off.")
            return
        if not settings.SENDS_EMAIL:
            self.stdout.write("No mail server is set, so nothing is sent.")
            return
        with pglock.advisory("send_digest", timeout=0) as is_acquired:
            if not is_acquired:
                raise CommandError("It is running already.")
            now, sent, failed = timezone.now(), 0, 0
            for user, chosen in people_to_tell():
                try:
                    sent += tell(user, chosen, now)
                except Exception:  # whatever is wrong with one, the others are told
                    logger.exception("Could not e-mail user %s.", user.pk)
                    failed += 1
        if verbosity:
            self.stdout.write(f"E-mails sent: {sent}")
        if failed:
            raise CommandError(f"{failed} could not be sent, and the log says why.")
