"""``manage.py load_evidence``: loads the evidence base from its files."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from base.files import entry_models, root
from base.loading import load_files
from base.release_contents import InvalidRelease, contents_of_files
from base.releases import default_release_name, record_release, rows_loading_would_overwrite
from curation.workflow import keep_versions_of_loaded
from evidence.models import Source


class Command(BaseCommand):
    """Loads all files of the base in one transaction."""

    help = (
        "Loads the evidence base from fixtures/ into an empty database, all or nothing; a second run changes nothing. "
        "Where curators have worked since it was loaded, update_evidence brings a newer base in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where the database has a source.")
        parser.add_argument(
            "--overwrite", action="store_true", help="Write over what curators changed since the base was loaded."
        )

    def handle(self, *, if_empty: bool, overwrite: bool, **options: Any) -> None:
        is_filled = Source.objects.exists()
        if if_empty and is_filled:
            return
        if is_filled and not overwrite:
            _check_nothing_is_overwritten()
        # A line that rewrites itself is noise in a log.
        progress = self._show if sys.stdout.isatty() and options["verbosity"] else lambda path: None
        try:
            with transaction.atomic():
                loaded = load_files(progress)
                keep_versions_of_loaded(model._base_manager.all() for model in entry_models())
                record_release(contents_of_files(root()), default_release_name())
        except InvalidRelease as error:
            raise CommandError(str(error)) from error
        analyze_tables()
        if options["verbosity"]:
            self.stdout.write(f"\rLoaded {loaded:,} rows." + " " * 60)

    def _show(self, path: Path) -> None:
        self.stdout.write(f"\r{path.relative_to(root())!s:<70}", ending="")
        self.stdout.flush()


def _check_nothing_is_overwritten() -> None:
    undone = rows_loading_would_overwrite(root())
    if undone:
        named = "; ".join(str(row.key) for row in undone[:5])
        more = f" and {len(undone) - 5:,} more" if len(undone) > 5 else ""
        raise CommandError(
            f"Nothing was loaded: it would undo what was changed here since the base was loaded ({named}{more}). "
            "update_evidence brings the files in beside that work; --overwrite loads them over it."
        )


def analyze_tables() -> None:
    """Updates PostgreSQL's statistics.

    Until autovacuum does, it plans joins as if the tables were empty, and a page with several filters can take minutes.
    """
    tables = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")
