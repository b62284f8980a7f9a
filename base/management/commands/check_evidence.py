"""``manage.py check_evidence``: reports what a machine can see is wrong with the evidence base."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base.checks import faults


class Command(BaseCommand):
    """Prints each fault with its entry, then how many there are of each kind."""

    help = "Checks the evidence base in the database: sources, figures, links, duplicates, copied phrases, reading age."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--texts", type=Path, help="A folder with the documents' texts, to look for copied phrases."
        )

    def handle(self, *args: str, texts: Path | None = None, **options: Any) -> None:
        if texts is not None and not any(texts.glob("*.txt")):
            raise CommandError(f"There is no *.txt in {texts}.")
        found = Counter[str]()
        for fault in faults(texts):
            found[fault.check] += 1
            self.stdout.write(f"{fault.entry}: {fault.message} [{fault.check}]")
        if found:
            raise CommandError("; ".join(f"{check}: {n}" for check, n in sorted(found.items())))
        looked = "" if texts else " Copied phrases were not looked for: --texts says where the texts are."
        self.stdout.write(self.style.SUCCESS(f"No faults.{looked}"))
