"""``manage.py import_wres``: reads a file of WRES values or organisations, says what it changes, and imports it."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from curation.workflow import NotPossible
from workforce.imports.confirming import CHECKED, answer, confirm
from workforce.imports.reading.tables import Refused
from workforce.imports.receiving import Target, receive
from workforce.models import Dataset, RowOutcome, WresImport

#: How many rows with problems are printed.
PROBLEMS_PRINTED = 20


class Command(BaseCommand):
    """The same steps as in the admin. Without ``--confirm`` nothing is kept."""

    help = (
        "Reads a file of WRES values or organisations and says what it would change. --confirm writes it, all or none. "
        "The file is told by what it holds: CSV or Excel, in the layout of the template, in rows of values, of the "
        "Staff Survey’s benchmark results, or of the Organisation Data Service."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dataset", default="", help="the title of the dataset, of one here or of a new one")
        parser.add_argument("--publisher", default="", help="of a new dataset")
        parser.add_argument("--date", default="", help="of a new dataset: 2024-12-18, 2024-12 or 2024")
        own = "they are an organisation’s own figures, and no publication"
        parser.add_argument("--own-figures", action="store_true", help=own)
        parser.add_argument("--user", help="the user name of the person who imports it, for the history")
        parser.add_argument("--confirm", action="store_true", help="write the values, all or none")
        parser.add_argument("--accept-warnings", action="store_true", help="import what looks wrong, too")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        try:
            with transaction.atomic():
                wres_import = self._receive(options)
                if options["verbosity"]:
                    self._print(wres_import)
                if not options["confirm"]:
                    transaction.set_rollback(True)
            if options["confirm"]:
                if options["accept_warnings"]:
                    answer(wres_import, wres_import.rows.unanswered(), CHECKED, by=wres_import.uploaded_by)
                confirm(wres_import, by=wres_import.uploaded_by)
        except (OSError, Refused, NotPossible) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["verbosity"]:
            done = "Imported" if options["confirm"] else "Nothing was written: this was a dry run"
            self.stdout.write(f"{done} ({time.perf_counter() - started:.1f} s).")

    def _receive(self, options: dict[str, Any]) -> WresImport:
        user: Any = None
        if name := options["user"]:
            user = get_user_model()._default_manager.filter(username=name).first()
            if user is None:
                raise CommandError(f"There is no user “{name}”.")
        title = options["dataset"]
        here = Dataset.objects.filter(title__iexact=title).first() if title else None
        new = Dataset(title=title, publisher=options["publisher"], publication_date=options["date"])
        new.clean_fields(exclude=["slug"] if title else ["slug", "title"])
        new.clean()
        target = Target(here, new.title, new.publisher, new.publication_date, options["own_figures"])
        path: Path = options["file"]
        return receive(path.read_bytes(), path.name, target, by=user)

    def _print(self, wres_import: WresImport) -> None:
        counts = wres_import.counts()
        self.stdout.write(f"{wres_import.file_name}: {wres_import.get_layout_display()}.")
        self.stdout.write(", ".join(f"{counts[each]:,} {each.label.lower()}" for each in RowOutcome) + ".")
        self.stdout.write(f"{wres_import.rows.unanswered().count():,} warnings.")
        with_problems = wres_import.rows.exclude(problems=[])
        for row in with_problems.order_by("number")[:PROBLEMS_PRINTED]:
            for problem in row.problems:
                self.stdout.write(f"  {row.place}, {problem['column']}: {problem['severity']}: {problem['text']}")
        if (more := with_problems.count() - PROBLEMS_PRINTED) > 0:
            self.stdout.write(f"  … and {more:,} more rows.")
