"""``manage.py write_evidence``: writes the evidence base back to its files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management.base import BaseCommand

from pages.evidence_base import SHELVES, root


class Command(BaseCommand):
    """Writes every row to the file where it belongs; what was loaded and not changed is written as it was."""

    help = "Writes the evidence base to fixtures/ as readable YAML, so that work in the admin can be reviewed and kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Takes the folder to write to."""
        parser.add_argument("--to", type=Path, default=None, help="The folder to write to; fixtures/ unless told.")

    def handle(self, *args: str, to: Path | None = None, **options: Any) -> None:
        """Writes the files, and removes those whose rows are gone."""
        folder = to or root()
        written = set()
        for shelf in SHELVES:
            by_folder: dict[str, list[Any]] = {}
            for row in shelf.rows():
                by_folder.setdefault(shelf.folder(row), []).append(row)
            for name, rows in by_folder.items():
                path = folder / name / f"{shelf.name}.yaml"
                path.parent.mkdir(parents=True, exist_ok=True)
                # In one piece, so that a row that cannot be written leaves no half a file.
                text = serializers.serialize("yaml", rows, use_natural_foreign_keys=True, use_natural_primary_keys=True)
                path.write_text(text, encoding="utf-8")
                written.add(path)
        # Only files of the base: a folder that was chosen by mistake may hold others.
        stale = {path for shelf in SHELVES for path in folder.glob(f"*/{shelf.name}.yaml")} - written
        for path in stale:
            path.unlink()
        if options["verbosity"]:
            self.stdout.write(f"Wrote {len(written)} files.")
