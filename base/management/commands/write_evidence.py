"""``manage.py write_evidence``: writes the evidence base back to its files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management.base import BaseCommand

from base.files import SHELVES, entry_models, root
from curation.models import Draft, Status

#: As many entries are named whose changes are left out.
MOST_NAMED = 10


class Command(BaseCommand):
    """Writes every row to the file where it belongs; what was loaded and not changed is written as it was."""

    help = (
        "Writes the evidence base to fixtures/ as readable YAML, so that work in the admin can be reviewed and kept: "
        "each entry as its row has it. Changes that wait beside a published entry are left out, and counted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=None, help="The folder to write to; fixtures/ unless told.")

    def handle(self, *args: str, to: Path | None = None, **options: Any) -> None:
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
            self._say_what_is_not_public()

    def _say_what_is_not_public(self) -> None:
        counts = [
            (model._meta.verbose_name_plural, model._base_manager.exclude(status=Status.PUBLISHED).count())
            for model in entry_models()
        ]
        if hidden := ", ".join(f"{count:,} {name}" for name, count in counts if count):
            self.stdout.write(f"Not published, and written with their status: {hidden}.")
        beside = [draft for draft in Draft.objects.open().prefetch_related("entry") if draft.entry.is_edited_beside]
        if beside:
            named = "; ".join(sorted(str(draft.entry) for draft in beside)[:MOST_NAMED])
            more = f" and {len(beside) - MOST_NAMED:,} more" if len(beside) > MOST_NAMED else ""
            self.stdout.write(
                f"Left out: changes to {len(beside):,} published or withdrawn entries that nobody has reviewed yet "
                f"({named}{more}). Publish them first to have them written."
            )
