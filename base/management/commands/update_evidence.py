"""``manage.py update_evidence``: updates a database where curators work to a newer release of the evidence base."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base.files import root
from base.release_contents import InvalidRelease, contents_of_files
from base.release_report import lines_of
from base.releases import default_release_name, record_release, update_from_release
from evidence.models import Source

#: The exit code where something is left for people to decide.
EXIT_UNDECIDED = 3


class Command(BaseCommand):
    """Adds new rows, updates those that nobody changed here, and saves the rest as drafts for review."""

    help = (
        "Brings a newer release of the evidence base in, all or nothing: new entries as they are, changed ones if no "
        "curator touched them, the rest as drafts for review. Exit codes: 0, all done; 1, it failed and nothing was "
        "changed; 3, done, and something is left for people to decide. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="folder", type=Path, help="The release's folder; fixtures/ unless told.")
        parser.add_argument("--name", help="The release's name, such as “Release 2026-11”; today's date unless told.")
        parser.add_argument("--dry-run", action="store_true", help="Report what it would do, and write nothing.")
        parser.add_argument(
            "--remember-only",
            action="store_true",
            help="Note the files as the release that this database was last filled from, and change nothing else: "
            "once, for a database that was filled before releases were remembered.",
        )

    def handle(
        self, *args: str, folder: Path | None, name: str | None, dry_run: bool, remember_only: bool, **options: Any
    ) -> None:
        folder, name = folder or root(), (name or default_release_name())[:200]
        if not any(folder.glob("*/*.yaml")):
            raise CommandError(f"There are no files of an evidence base below {folder}.")
        if not Source.objects.exists():
            raise CommandError("The database is empty: load_evidence fills it.")
        try:
            if remember_only:
                contents = contents_of_files(folder)
                record_release(contents, name)
                self.stdout.write(f"Remembered {len(contents):,} rows as those of {name}.")
                return
            report = update_from_release(folder, name, dry_run=dry_run)
        except InvalidRelease as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        if options["verbosity"]:
            for line in lines_of(report, dry_run=dry_run):
                self.stdout.write(line)
        if report.is_undecided:
            sys.exit(EXIT_UNDECIDED)
