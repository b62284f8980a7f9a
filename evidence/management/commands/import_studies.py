"""``manage.py import_studies``: reads a file of references, says what it would change, and imports it when told to."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from curation.workflow import NotPossible
from evidence.imports.confirming import confirm, decide
from evidence.imports.reading import read_all, receive
from evidence.models import RecordDecision, RecordOutcome
from references import KNOWN, Refused

WIDTH = 40


class Command(BaseCommand):
    """The same steps as in the admin, with a bar that shows how far each has come."""

    help = f"Imports studies as drafts from a file: {KNOWN}. Without --confirm it only says what it would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="the user name of the curator who imports it")
        parser.add_argument("--confirm", action="store_true", help="write the studies, all or none")
        leave_out = "import the rest where a curator would have to decide"
        parser.add_argument("--leave-out-conflicts", action="store_true", help=leave_out)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        user: Any = get_user_model()._default_manager.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user “{options['user']}”.")
        self.started = time.perf_counter()
        try:
            with path.open("rb") as file:
                study_import = receive(file, path.name, by=user)
            self.say(f"Received {study_import.records_total:,} records")
            read_all(study_import, self.bar("Reading"))
            counts = study_import.counts()
            self.say(", ".join(f"{counts[each]:,} {each.label.lower()}" for each in RecordOutcome if counts[each]))
            if options["leave_out_conflicts"]:
                decide(study_import, RecordDecision.LEAVE_OUT, study_import.records.undecided(), by=user)
            if options["confirm"]:
                confirm(study_import, by=user, progress=self.bar("Writing"))
                self.say(f"Imported {study_import.records_written:,} records")
        except (OSError, Refused, NotPossible) as error:
            raise CommandError(str(error)) from error

    def say(self, words: str) -> None:
        self.stdout.write(f"{words} ({time.perf_counter() - self.started:.1f} s)")

    def bar(self, doing: str) -> Any:
        """A function that draws how far a step has come, where somebody can see it."""

        def draw(done: int, total: int) -> None:
            # A line that rewrites itself is noise in a log.
            if self.stdout.isatty():
                filled = WIDTH * done // max(total, 1)
                line = f"\r{doing} [{'#' * filled}{'.' * (WIDTH - filled)}] {done:,} of {total:,}"
                self.stdout.write(line, ending="\n" if done >= total else "")
                self.stdout.flush()

        return draw
