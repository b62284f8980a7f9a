"""``manage.py backup``: saves the whole database to a file."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base.backups import database_address, delete_older, name_for, version
from database.backups.problems import BackupProblem
from database.backups.saving import save


class Command(BaseCommand):
    """Saves everything that the database holds, as it is at one moment."""

    help = (
        "Saves the whole database to a file that restore brings back: entries with their history, accounts, imports. "
        "Readers and curators go on meanwhile. The file gets its name once it is whole. Keep it where few may read it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The file, or a folder in which it is named after the time.")
        parser.add_argument("--keep", type=int, metavar="N", help="Of a folder's backups, delete all but the newest N.")

    def handle(self, *, file: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and not (keep > 0 and file.is_dir()):
            raise CommandError("--keep takes the number of backups to keep in a folder, from 1.")
        target = file / name_for(datetime.now(UTC)) if file.is_dir() else file
        try:
            manifest = save(database_address(), target, version())
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        if keep is not None:
            delete_older(file, keep)
        if options["verbosity"]:
            rows = sum(each.rows for name, each in manifest.contents.items() if "." in name)
            self.stdout.write(f"Saved {rows:,} rows to {target} ({target.stat().st_size:,} bytes).")
