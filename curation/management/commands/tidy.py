"""``manage.py tidy``: removes what is not kept for ever."""

import logging
from argparse import ArgumentParser
from typing import Any

import pglock
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Takes each of the steps in ``TIDY_STEPS``: a function that removes what is too old, and returns how much."""

    help = "Removes what is not kept for ever, such as the originals of imported files. Run it once a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what it would remove")

    def handle(self, *args: str, dry_run: bool, verbosity: int, **options: Any) -> None:
        with pglock.advisory("tidy", timeout=0) as is_acquired:
            if not is_acquired:
                raise CommandError("It is running already.")
            failed = [
                what for what, path in settings.TIDY_STEPS.items() if not self._take(what, path, dry_run, verbosity)
            ]
        if failed:
            raise CommandError(f"These could not be removed, and the log says why: {', '.join(failed)}.")

    def _take(self, what: str, path: str, dry_run: bool, verbosity: int) -> bool:
        """Take a step; one that fails is logged, and does not keep others from being taken."""
        try:
            with transaction.atomic():
                removed = import_string(path)()
                transaction.set_rollback(dry_run)
        except Exception:
            logger.exception("Could not remove %s.", what)
            return False
        if verbosity and removed:
            self.stdout.write(f"{'Would remove' if dry_run else 'Removed'}: {what}, {removed:,}")
        return True
