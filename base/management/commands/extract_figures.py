"""``manage.py extract_figures SLUG TEXT …``: reads the figures that a source states from the text of the document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from base import figures_stated
from base.files import root


class Command(BaseCommand):
    """Writes the numbers of a document, their units and the headings that they stand under, and nothing else of it."""

    help = "Writes fixtures/SLUG/figures-stated.csv from the text of the document, which check_evidence compares with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="The slug of the source.")
        parser.add_argument("text", nargs="+", type=Path, help="A file with the text of the document, or a copy of it.")

    def handle(self, *args: str, slug: str, text: list[Path], **options: Any) -> None:
        first, *copies = (path.read_text(encoding="utf-8").splitlines() for path in text)
        stated = list(figures_stated.located_figures(first))
        # Copies add the figures that the first text lacks; their headings are less reliable.
        known = {figure for figure, _ in stated}
        stated += [
            (figure, "") for copy in copies for figure, _ in figures_stated.located_figures(copy) if figure not in known
        ]
        path = root() / slug / figures_stated.FILE_NAME
        self.stdout.write(f"Wrote {figures_stated.write(path, stated)} figures to {path.name}.")
