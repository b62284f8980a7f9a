"""``manage.py restore``: brings a backup back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from base.backups import database_address, missing_migrations, newest, unknown_migrations
from database.backups import restoring
from database.backups.problems import BackupProblem
from database.backups.saving import read_manifest


class Command(BaseCommand):
    """Restores beside the database, compares with what was saved, and only then puts it in its place."""

    help = (
        "Brings back a file that backup made. It is restored to a database beside the one in use and compared with "
        "what was saved, table by table; only if both are equal does it take its place. The former database is kept "
        "under another name. Until then the service goes on; then it is disconnected for a moment."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The backup, or a folder, of which the newest is taken.")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--replace", action="store_true", help="Take the place of a database that is not empty.")
        choice.add_argument("--check", action="store_true", help="Restore and compare only, and change nothing.")

    def handle(self, *, file: Path, replace: bool, check: bool, **options: Any) -> None:
        try:
            file = newest(file) if file.is_dir() else file
            said = _check(file) if check else _restore(file, replace=replace)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        if options["verbosity"]:
            self.stdout.write(said)


def _check(file: Path) -> str:
    manifest = read_manifest(file)
    restoring.check(database_address(), file, manifest)
    return f"The backup of {manifest.made_at} can be restored, and is then equal to what was saved."


def _restore(file: Path, *, replace: bool) -> str:
    address, manifest = database_address(), read_manifest(file)
    if unknown := unknown_migrations(manifest.migrations):
        raise BackupProblem(
            f"A newer release made this backup. Install that release first. It has {', '.join(unknown)}."
        )
    if restoring.is_in_use(address) and not replace:
        raise BackupProblem(
            "Nothing was restored, because the database is not empty. With --replace the backup takes its place; "
            "what is there now is kept under another name."
        )
    connections.close_all()
    kept = restoring.replace(address, file, manifest)
    lines = [f"Restored the backup of {manifest.made_at}; it equals what was saved."]
    if kept:
        lines.append(f"The former database is kept as “{kept}”. Drop it when nothing of it is needed.")
    if missing_migrations(manifest.migrations):
        lines.append("An older release made the backup: run migrate now.")
    return "\n".join(lines)
