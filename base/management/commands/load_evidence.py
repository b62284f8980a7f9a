"""``manage.py load_evidence``: loads the evidence base from its files."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.db import connection, transaction

from base.files import FIXTURE_FILES, entry_models, root
from base.release_contents import contents_of_files
from base.releases import default_release_name, record_release, rows_loading_would_overwrite
from curation.models.entries import cached_natural_keys
from curation.workflow import keep_versions_of_loaded
from evidence.models import Source


class Command(loaddata.Command):
    """Django's ``loaddata`` for all files of the base, in order and in one transaction."""

    help = (
        "Loads the evidence base from fixtures/ into an empty database, all or nothing; a second run changes nothing. "
        "Where curators have worked since it was loaded, update_evidence brings a newer base in."
    )
    # loaddata must be told which files to load; this command knows.
    missing_args_message = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where the database has a source.")
        parser.add_argument(
            "--overwrite", action="store_true", help="Write over what curators changed since the base was loaded."
        )

    def handle(self, *args: str, if_empty: bool = False, overwrite: bool = False, **options: Any) -> None:
        is_filled = Source.objects.exists()
        if if_empty and is_filled:
            return
        if is_filled and not overwrite:
            _check_nothing_is_overwritten()
        files = [str(path) for file in FIXTURE_FILES for path in file.paths()]
        self.done, self.total = 0, len(files)
        with transaction.atomic(), cached_natural_keys():
            unused = {"ignore": False, "database": "default", "app_label": None, "exclude": [], "format": None}
            super().handle(*files, **{**options, **unused, "verbosity": 0})
            keep_versions_of_loaded(model._base_manager.all() for model in entry_models())
            record_release(contents_of_files(root()), default_release_name())
        analyze_tables()
        if options["verbosity"]:
            self.stdout.write(f"\rLoaded {self.loaded_object_count:,} rows from {self.total} files." + " " * 40)

    def load_label(self, fixture_label: str) -> None:
        self.done += 1
        # A line that rewrites itself is noise in a log.
        if sys.stdout.isatty():
            name = str(Path(fixture_label).relative_to(root()))
            self.stdout.write(f"\r{self.done:>3}/{self.total} {name:<60}", ending="")
            self.stdout.flush()
        super().load_label(fixture_label)


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
