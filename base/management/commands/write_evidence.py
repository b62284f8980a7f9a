"""``manage.py write_evidence``: writes the evidence base back to its files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management.base import BaseCommand

from base.files import FIXTURE_FILES, entry_models, root
from curation.models import Draft, Status

#: The most entries that are named of those whose drafts are left out.
MAX_NAMED = 10


class Command(BaseCommand):
    """Writes every row to its file; unchanged rows come out exactly as they were loaded."""

    help = (
        "Writes the evidence base to fixtures/ as readable YAML, so that work in the admin can be reviewed and kept: "
        "each entry as its row has it. Changes that wait beside a published entry are left out, and counted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=None, help="The folder to write to; fixtures/ unless told.")

    def handle(self, *args: str, to: Path | None = None, **options: Any) -> None:
        folder = to or root()
        written = set()
        for file in FIXTURE_FILES:
            by_folder: dict[str, list[Any]] = {}
            for row in file.rows():
                by_folder.setdefault(file.folder(row), []).append(row)
            for name, rows in by_folder.items():
                path = folder / name / f"{file.name}.yaml"
                path.parent.mkdir(parents=True, exist_ok=True)
                # Serialised first, so that an error leaves no half-written file.
                text = serializers.serialize("yaml", rows, use_natural_foreign_keys=True, use_natural_primary_keys=True)
                path.write_text(text, encoding="utf-8")
                written.add(path)
        # Never other files, in case the folder was chosen by mistake.
        stale = {path for file in FIXTURE_FILES for path in folder.glob(f"*/{file.name}.yaml")} - written
        for path in stale:
            path.unlink()
        if options["verbosity"]:
            self.stdout.write(f"Wrote {len(written)} files.")
            self._report_unpublished()

    def _report_unpublished(self) -> None:
        counts = [
            (model._meta.verbose_name_plural, model._base_manager.exclude(status=Status.PUBLISHED).count())
            for model in entry_models()
        ]
        if hidden := ", ".join(f"{count:,} {name}" for name, count in counts if count):
            self.stdout.write(f"Not published, and written with their status: {hidden}.")
        beside = [draft for draft in Draft.objects.open().prefetch_related("entry") if draft.entry.is_edited_beside]
        if beside:
            named = "; ".join(sorted(str(draft.entry) for draft in beside)[:MAX_NAMED])
            more = f" and {len(beside) - MAX_NAMED:,} more" if len(beside) > MAX_NAMED else ""
            self.stdout.write(
                f"Left out: changes to {len(beside):,} published or withdrawn entries that nobody has reviewed yet "
                f"({named}{more}). Publish them first to have them written."
            )
