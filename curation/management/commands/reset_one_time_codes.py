"""``manage.py reset_one_time_codes``: lets somebody who lost their phone and recovery codes set up others."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from curation.log_entries import log_step
from curation.sign_in.codes import remove


class Command(BaseCommand):
    """Removes the codes of one person, such as the last administrator; others are reset in the admin."""

    help = "Removes somebody's one-time codes. Their sessions end, and they set up new codes when they next sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: str, username: str, **options: Any) -> None:
        try:
            user = User.objects.get(username=username)
        except User.DoesNotExist:
            raise CommandError(f"Nobody is named “{username}”.") from None
        was_there = remove(user)
        if was_there:
            # A command has no user, and its words say what it was.
            log_step(user, user, "Their one-time codes were reset on the server, by a command.")
        done = "were removed" if was_there else "were not set up"
        self.stdout.write(f"The one-time codes of {username} {done}.")
